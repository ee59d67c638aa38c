"""The sandbox's Cloud Control endpoint: CloudFormation's schemas in front, `cloudcontrol_backends.py` behind.

ministack's own endpoint is a store of documents without schemas, so that nothing that AWS refuses would be refused.
Listed in QUIRKS.md, AWS-RULES.md and `GET /_sandbox/status`.
"""

import asyncio
import copy
import json
import threading
import time
import uuid

import jsonpatch
from ministack.core.responses import AccountRegionScopedDict, error_response_json, get_region, json_response

import cloudcontrol_backends as backends
import cloudcontrol_handlers as handlers
from cloudcontrol_schemas import find, put, values, without

# The gateway's fault rules for a request, as a JSON list.
FAULTS = "x-sandbox-progress"

# Types whose schemas have handlers and that the registry did not provision in 2026, although the schemas do not say so.
# Source: the list of go-to-k/cdkd, read from DescribeType on 2026-07-31.
NON_PROVISIONABLE = {
    "AWS::Budgets::Budget",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::DeliveryChannel",
    "AWS::Glue::Table",
}

# Types of which an account has one resource in a region, and how a second one is refused. Source: Terraform provider, issue 11780
# (GuardDuty); nozaq/terraform-aws-secure-baseline, issue 135 (Security Hub).
ONCE = {
    "AWS::GuardDuty::Detector": "The request is rejected because a detector already exists for the current account.",
    "AWS::SecurityHub::Hub": "Account is already subscribed to Security Hub",
}

# One request at a time: the provisioners and the stores have no locks.
TURN = threading.Lock()

# By type and identifier, by request token, and by client token.
RESOURCES = AccountRegionScopedDict()
REQUESTS = AccountRegionScopedDict()
TOKENS = AccountRegionScopedDict()

ENDED = ("SUCCESS", "FAILED", "CANCEL_COMPLETE")
PAGE = 100


class Refused(Exception):
    """An error of the API itself."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.status = code, status


class Failed(Exception):
    """An error of a resource handler: the request ends with it."""

    def __init__(self, code, message, identifier=None):
        super().__init__(message)
        self.code, self.identifier = code, identifier


class Request:
    """A request and the events that its status shows one after the other."""

    def __init__(self, operation, schema, identifier, faults):
        self.token = str(uuid.uuid4())
        self.began = time.time()
        self.operation, self.type_name, self.identifier = operation, schema.type_name, identifier
        pending = [one for one in faults if one["kind"] == "pending"]
        self.reads = max([one.get("reads") or 0 for one in pending], default=0)
        self.until = self.began + max([one.get("ms") or 0 for one in pending], default=0) / 1000
        self.status, self.end = "IN_PROGRESS", {}

    def ends(self, status, **event):
        self.end = {"OperationStatus": status, **event}

    def polled(self):
        """The event of the next poll."""
        if self.status not in ENDED:
            if self.reads > 0:
                self.reads -= 1
            elif time.time() >= self.until:
                self.status = self.end["OperationStatus"]
                self.identifier = self.end.get("Identifier", self.identifier)
        return self.event()

    def event(self):
        event = {
            "TypeName": self.type_name,
            "RequestToken": self.token,
            "Operation": self.operation,
            "OperationStatus": self.status,
            "EventTime": self.began,
        }
        if self.identifier is not None:
            event["Identifier"] = self.identifier
        if self.status in ENDED:
            event |= {key: value for key, value in self.end.items() if value is not None}
            event["OperationStatus"] = self.status
        return event


def schema_of(data, handler):
    """The schema of the type of a request, which must have a handler."""
    type_name = data["TypeName"]
    schema = find(get_region(), type_name)
    if schema is None:
        raise Refused("TypeNotFoundException", f"The type '{type_name}' cannot be found.", 404)
    # rule: cloud-control-actions
    if handler not in schema.handlers or type_name in NON_PROVISIONABLE:
        raise Refused("UnsupportedActionException", f"Resource type {type_name} does not support {handler.upper()} action", 405)
    return schema


def document(data, name):
    try:
        return json.loads(data[name])
    except ValueError:
        raise Refused("ValidationException", f"{name} is not a JSON document") from None


def validated(schema, model):
    """Refuses a model that AWS would refuse before it calls the handler."""
    # rule: cloud-control-models
    if not isinstance(model, dict):
        raise Refused("ValidationException", "Model validation failed (#: expected type: JSONObject)")
    only_read = [path for path in schema.read_only if values(model, path)]
    if only_read:
        named = ", ".join("/properties/" + "/".join(path) for path in only_read)
        raise Refused("ValidationException", f"Encountered unsupported property: read-only properties {named} cannot be set")
    wrong = schema.violations(model)
    if wrong:
        raise Refused("ValidationException", f"Model validation failed ({'; '.join(wrong)})")


def key(type_name, identifier):
    return f"{type_name}\0{identifier}"


def shown(schema, record):
    """What a read returns."""
    model = without(record["model"], schema.write_only)
    model |= copy.deepcopy(record["settled"])
    for path in [*schema.read_only, *schema.identifier]:
        value = attribute(record["attributes"], path)
        if value is not None and "*" not in path:
            put(model, path, value)
    for path, part in zip(schema.identifier, record["identifier"].split("|"), strict=False):
        if not values(model, path):
            put(model, path, part)
    return handlers.read(schema.type_name, model)


def attribute(attributes, path):
    dotted = ".".join(path)
    return attributes.get(dotted, attributes.get(path[-1]) if len(path) == 1 else None)


def identifier_of(schema, model, attributes, physical):
    """The identifier of a new resource: from the emulator's attributes, else the model, else the physical id."""
    of_physical = str(physical).split("|")
    found = []
    for number, path in enumerate(schema.identifier):
        value = attribute(attributes, path)
        if value is None:
            given = values(model, path)
            spare = of_physical[number] if len(of_physical) == len(schema.identifier) else physical
            value = given[0] if given else spare
        found.append(str(value))
    return "|".join(found)


def chosen(schema, model):
    """The identifier, if the model names all of it."""
    found = [values(model, path) for path in schema.identifier]
    return "|".join(str(one[0]) for one in found) if all(found) else None


def record_of(data, schema):
    record = RESOURCES.get(key(schema.type_name, data["Identifier"]))
    if record is None:
        message = f"Resource of type '{schema.type_name}' with identifier '{data['Identifier']}' was not found."
        raise Refused("ResourceNotFoundException", message, 404)
    return record


def handled(faults, execute):
    """The handler's work, or the failure that a fault rule demands instead of it or after it."""
    fault = next((one for one in faults if one["kind"] == "handler"), None)
    if fault is not None and not fault.get("remnant"):
        raise Failed(fault["code"], fault.get("message") or "failed by a fault rule")
    identifier, model = execute()
    if fault is not None:
        raise Failed(fault["code"], fault.get("message") or "failed by a fault rule", identifier)
    return identifier, model


def submitted(operation, schema, data, faults, identifier, execute):
    """Runs a request, unless its client token was used before, and returns its first event."""
    # rule: cloud-control-client-token
    client_token = data.get("ClientToken")
    parameters = json.dumps([operation, {name: value for name, value in data.items() if name != "ClientToken"}], sort_keys=True)
    if client_token is not None and (known := TOKENS.get(client_token)):
        if known["parameters"] != parameters:
            message = f"The client token {client_token} has already been used in another resource request"
            raise Refused("ClientTokenConflictException", message, 409)
        return {"ProgressEvent": known["event"]}
    if identifier is not None:
        ensure_free(schema, identifier)
    request = Request(operation, schema, identifier, faults)
    try:
        found, model = handled(faults, execute)
        if any(one["kind"] == "sparse" for one in faults):
            model = {path[0]: model[path[0]] for path in schema.identifier if path[0] in model}
        request.ends("SUCCESS", Identifier=found, ResourceModel=None if model is None else json.dumps(model))
    except Failed as failed:
        request.ends("FAILED", Identifier=failed.identifier or identifier, ErrorCode=failed.code, StatusMessage=str(failed))
    except Exception as error:  # noqa: BLE001: the provisioners raise what they like
        request.ends("FAILED", Identifier=identifier, ErrorCode="GeneralServiceException", StatusMessage=str(error))
    REQUESTS[request.token] = request
    event = request.event()
    if client_token is not None:
        TOKENS[client_token] = {"parameters": parameters, "event": event}
    return {"ProgressEvent": event}


def ensure_free(schema, identifier):
    # rule: cloud-control-one-request
    for request in REQUESTS.values():
        if request.type_name == schema.type_name and request.identifier == identifier and request.status not in ENDED:
            # It is polled by nobody else.
            if request.polled()["OperationStatus"] not in ENDED:
                message = f"Another request with token {request.token} is in progress for {schema.type_name} {identifier}"
                raise Refused("ConcurrentOperationException", message, 409)


def create_resource(data, faults):
    schema = schema_of(data, "create")
    model = document(data, "DesiredState")
    validated(schema, model)

    def execute():
        known = chosen(schema, model)
        if known is not None and key(schema.type_name, known) in RESOURCES:
            raise Failed("AlreadyExists", f"Resource of type '{schema.type_name}' with identifier '{known}' already exists.", known)
        # rule: one-in-a-region
        if schema.type_name in ONCE and any(record["type"] == schema.type_name for record in RESOURCES.values()):
            raise Failed("AlreadyExists", ONCE[schema.type_name])
        handle, attributes, settled = backends.of(schema.type_name).create(schema, model)
        identifier = identifier_of(schema, model, attributes, handle["physical"])
        record = {
            "type": schema.type_name,
            "identifier": identifier,
            "model": model,
            "attributes": attributes,
            "settled": settled,
            "handle": handle,
        }
        RESOURCES[key(schema.type_name, identifier)] = record
        return identifier, shown(schema, record)

    return submitted("CREATE", schema, data, faults, chosen(schema, model), execute)


def get_resource(data, _faults):
    schema = schema_of(data, "read")
    record = record_of(data, schema)
    description = {"Identifier": record["identifier"], "Properties": json.dumps(shown(schema, record))}
    return {"TypeName": schema.type_name, "ResourceDescription": description}


def update_resource(data, faults):
    schema = schema_of(data, "update")
    record = record_of(data, schema)
    before = shown(schema, record)
    try:
        patched = jsonpatch.apply_patch(before, document(data, "PatchDocument"))
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        raise Refused("ValidationException", f"Invalid PatchDocument: {error}") from None

    # rule: cloud-control-write-only. A patch applies to what a read shows, so that a write-only property that it does not send is not set any more.
    model = without(patched, schema.read_only)

    def execute():
        # rule: cloud-control-create-only
        for path in schema.create_only:
            if values(patched, path) != values(before, path) and path not in schema.write_only:
                named = "/properties/" + "/".join(path)
                raise Failed("NotUpdatable", f"Invalid patch update: createOnlyProperties [{named}] cannot be updated", record["identifier"])
        refusal = handlers.refusal(schema.type_name, patched)
        if refusal is not None:
            raise Failed(*refusal, record["identifier"])
        # What the model never had is no part of what the emulator is given.
        given = without(model, [path for path in schema.identifier if not values(record["model"], path)])
        for name, value in record["settled"].items():
            if given.get(name) == value and name not in record["model"]:
                given.pop(name)
        attributes, settled = backends.of(schema.type_name).update(schema, record["handle"], record["model"], given)
        record["model"], record["settled"] = given, settled
        record["attributes"] = attributes if attributes is not None else record["attributes"]
        return record["identifier"], shown(schema, record)

    validated(schema, model)
    return submitted("UPDATE", schema, data, faults, record["identifier"], execute)


def delete_resource(data, faults):
    schema = schema_of(data, "delete")

    def execute():
        record = RESOURCES.get(key(schema.type_name, data["Identifier"]))
        if record is None:
            message = f"Resource of type '{schema.type_name}' with identifier '{data['Identifier']}' was not found."
            raise Failed("NotFound", message, data["Identifier"])
        backends.of(schema.type_name).delete(schema, record["handle"], record["model"])
        del RESOURCES[key(schema.type_name, data["Identifier"])]
        return data["Identifier"], None

    return submitted("DELETE", schema, data, faults, data["Identifier"], execute)


def list_resources(data, _faults):
    schema = schema_of(data, "list")
    given = document(data, "ResourceModel") if "ResourceModel" in data else {}
    # rule: cloud-control-list-model
    missing = [name for name in schema.list_needs() if name not in given]
    if missing:
        message = f"Missing or invalid ResourceModel property in {schema.type_name} list handler request input. Required property: {missing}"
        raise Refused("InvalidRequestException", message)
    found = []
    for record in sorted(RESOURCES.values(), key=lambda record: record["identifier"]):
        if record["type"] != schema.type_name:
            continue
        model = shown(schema, record)
        if all(model.get(name) == given[name] for name in schema.list_needs()):
            kept = {path[0]: model[path[0]] for path in schema.identifier if path[0] in model}
            found.append({"Identifier": record["identifier"], "Properties": json.dumps(kept)})
    page, token = paged(found, data)
    return {"TypeName": schema.type_name, "ResourceDescriptions": page} | token


def paged(found, data):
    at = int(data.get("NextToken") or 0)
    end = at + min(data.get("MaxResults") or PAGE, PAGE)
    return found[at:end], {"NextToken": str(end)} if end < len(found) else {}


def get_resource_request_status(data, _faults):
    return {"ProgressEvent": request_of(data).polled()}


def request_of(data):
    request = REQUESTS.get(data["RequestToken"])
    if request is None:
        message = f"Request with token {data['RequestToken']} was not found"
        raise Refused("RequestTokenNotFoundException", message, 404)
    return request


def list_resource_requests(data, _faults):
    wanted = data.get("ResourceRequestStatusFilter") or {}
    operations, statuses = wanted.get("Operations"), wanted.get("OperationStatuses")
    events = [request.polled() for request in REQUESTS.values()]
    found = [
        event
        for event in events
        if (not operations or event["Operation"] in operations) and (not statuses or event["OperationStatus"] in statuses)
    ]
    page, token = paged(found, data)
    return {"ResourceRequestStatusSummaries": page} | token


def cancel_resource_request(data, _faults):
    request = request_of(data)
    if request.status in ENDED:
        raise Refused("ConcurrentModificationException", f"The request {request.token} is {request.status}", 500)
    request.status = "CANCEL_COMPLETE"
    request.identifier = request.end.get("Identifier", request.identifier)
    request.end = {"StatusMessage": "Cancelled by the caller"}
    return {"ProgressEvent": request.event()}


OPERATIONS = {
    "CreateResource": create_resource,
    "GetResource": get_resource,
    "UpdateResource": update_resource,
    "DeleteResource": delete_resource,
    "ListResources": list_resources,
    "GetResourceRequestStatus": get_resource_request_status,
    "ListResourceRequests": list_resource_requests,
    "CancelResourceRequest": cancel_resource_request,
}


async def handle_request(method, path, headers, body, query_params):
    headers = {name.lower(): value for name, value in headers.items()}
    operation = OPERATIONS.get(headers.get("x-amz-target", "").rpartition(".")[2])
    if operation is None:
        return error_response_json("UnknownOperationException", "Unknown operation", 400)

    def answer():
        with TURN:
            return operation(json.loads(body or b"{}"), json.loads(headers.get(FAULTS, "[]")))

    try:
        # Some provisioners call other services, which only a thread other than the server's may do.
        return json_response(await asyncio.to_thread(answer))
    except Refused as refused:
        return error_response_json(refused.code, str(refused), refused.status)


def reset():
    for store in (RESOURCES, REQUESTS, TOKENS):
        store.clear()


def describe_type(params):
    """CloudFormation's `DescribeType`, which ministack lacks: what the registry says of a type of AWS."""
    from xml.sax.saxutils import escape

    from ministack.services.cloudformation.helpers import _error, _p, _xml

    type_name = _p(params, "TypeName")
    schema = find(get_region(), type_name)
    if schema is None:
        return _error("TypeNotFoundException", f"The type '{type_name}' cannot be found.", 404)
    if type_name in NON_PROVISIONABLE or "create" not in schema.handlers:
        provisioning = "NON_PROVISIONABLE"
    else:
        provisioning = "FULLY_MUTABLE" if "update" in schema.handlers else "IMMUTABLE"
    body = (
        "<DescribeTypeResult><Type>RESOURCE</Type>"
        f"<TypeName>{escape(type_name)}</TypeName><ProvisioningType>{provisioning}</ProvisioningType>"
        f"<Visibility>PUBLIC</Visibility><IsActivated>true</IsActivated></DescribeTypeResult>"
    )
    return _xml(200, "DescribeTypeResponse", body)


def apply_to_ministack():
    from ministack.services import cloudcontrol, cloudformation
    from ministack.services.cloudformation import provisioners

    for name, function in (("handle_request", handle_request), ("reset", reset)):
        if not callable(getattr(cloudcontrol, name, None)):
            raise LookupError(f"ministack's Cloud Control no longer has {name}")
        setattr(cloudcontrol, name, function)
    for name in ("_provision_resource", "_update_resource", "_delete_resource", "_RESOURCE_HANDLERS"):
        if not hasattr(provisioners, name):
            raise LookupError(f"ministack's CloudFormation no longer has {name}")
    # CloudFormation itself has these types, which ministack lacks: the stand-in remembers their properties.
    for type_name in NON_PROVISIONABLE:
        provisioners._RESOURCE_HANDLERS.setdefault(type_name, backends.as_handlers(type_name))
    if "DescribeType" in cloudformation._ACTION_HANDLERS:
        raise LookupError("ministack has DescribeType itself")
    cloudformation._ACTION_HANDLERS["DescribeType"] = describe_type
