"""Holds every request against botocore's model of its operation, before an emulator sees it.

The emulators accept what AWS refuses: names with wrong characters, texts that are too long, unknown members. A request
that violates its model is answered with status 400 and the violations in the header `x-sandbox-violation`; the gateway
turns that into an error in the service's format, and records it.

botocore is installed with moto. Its patterns are held against the whole value: for the services here that is what their
documentation describes.
"""

import base64
import functools
import gzip
import io
import json
import os
import urllib.parse
import xml.etree.ElementTree as ElementTree

HEADER = "x-sandbox-violation"

# The names of botocore's models, by the names in signatures, where they differ.
MODELS = {
    "aps": "amp",
    "cloudcontrolapi": "cloudcontrol",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
}

# Operations with a body that is no document.
STREAMS = {("s3", "PutObject"), ("s3", "UploadPart"), ("s3", "WriteGetObjectResponse")}

# Query parameters that belong to the protocol.
PROTOCOL_PARAMETERS = {"x-id", "Action", "Version"}

# Where a model is stricter than the service, by shape: the reason is in AWS-RULES.md.
UNCHECKED_PATTERNS = set()


class Model:
    """The model of one service."""

    def __init__(self, name, folder):
        version = sorted(os.listdir(folder))[-1]
        with gzip.open(os.path.join(folder, version, "service-2.json.gz")) as file:
            document = json.load(file)
        self.name = name
        self.operations = document["operations"]
        self.shapes = document["shapes"]
        self.protocol = document["metadata"]["protocol"]
        # A deprecated operation has the address of its successor.
        current = {name: one for name, one in self.operations.items() if not one.get("deprecated")}
        self.routes = [Route(name, one["http"], self.needs(one)) for name, one in current.items()]

    def needs(self, operation):
        """The query parameters and headers that an operation requires: some operations differ in nothing else."""
        shape = self.shapes.get(operation.get("input", {}).get("shape"), {})
        members = [shape["members"][name] | {"name": name} for name in shape.get("required", [])]
        at = lambda place: {one.get("locationName", one["name"]).lower() for one in members if one.get("location") == place}
        return at("querystring"), at("header")

    def route(self, request):
        """The operation of a REST request and the labels of its path: the route with the most specific query."""
        found = []
        for route in self.routes:
            labels = route.match(request.method, request.path, request.query)
            if labels is not None:
                found.append((route.fits(request), *route.rank, route, labels))
        if not found:
            return None, {}
        *_, route, labels = max(found, key=lambda one: one[:-2])
        return route.operation, labels


class Route:
    """The method and URI of a REST operation."""

    def __init__(self, operation, http, needs):
        import regex

        self.parameters, self.headers = needs
        self.operation, self.method = operation, http["method"]
        path, _, query = http["requestUri"].partition("?")
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        self.labels, pattern, rest = [], "", path.rstrip("/")
        while rest:
            before, opened, rest = rest.partition("{")
            pattern += regex.escape(before)
            if opened:
                label, _, rest = rest.partition("}")
                self.labels.append(label.rstrip("+"))
                pattern += "(.+)" if label.endswith("+") else "([^/]+)"
        self.pattern = regex.compile(pattern + "/?")
        literal = sum(len(part) for part in path.split("/") if not part.startswith("{"))
        needed = len(self.parameters) + len(self.headers)
        self.rank = (len(self.query), literal, -len(self.labels), needed)

    def fits(self, request):
        """Whether a request has everything that the operation requires outside of its body."""
        return self.parameters <= {name.lower() for name in request.query} and self.headers <= set(request.headers)

    def match(self, method, path, query):
        if method != self.method:
            return None
        if any(key not in query or (value and query[key] != [value]) for key, value in self.query.items()):
            return None
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return dict(zip(self.labels, map(urllib.parse.unquote, found.groups())))


@functools.cache
def model(service):
    """The model of a service by its name in signatures; `None` if botocore has none."""
    import botocore

    name = MODELS.get(service, service)
    folder = os.path.join(os.path.dirname(botocore.__file__), "data", name)
    return Model(service, folder) if os.path.isdir(folder) else None


# Java's names of characters outside of the basic plane, as pairs of surrogates.
SURROGATES = {
    "\\uD800\\uDC00-\\uDBFF\\uDFFF": "\\U00010000-\\U0010FFFF",
    "\\ud800\\udc00-\\udbff\\udfff": "\\U00010000-\\U0010FFFF",
}


# Java's classes contain ASCII only, Python's all letters and digits.
ASCII_CLASSES = {"w": "a-zA-Z0-9_", "d": "0-9"}


def as_in_java(pattern):
    """A pattern with its classes written out."""
    written, in_class, at = "", False, 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            members = ASCII_CLASSES.get(pattern[at + 1 : at + 2])
            written += pattern[at : at + 2] if members is None else members if in_class else f"[{members}]"
            at += 2
            # After a class, a hyphen is one: `[\\w-/]`.
            if members is not None and in_class and pattern[at : at + 1] == "-":
                written += "\\-"
                at += 1
            continue
        in_class = character == "[" or (in_class and character != "]")
        written += character
        at += 1
    return written


@functools.cache
def compiled(pattern):
    """A pattern of a model; `None` for one that is not for this engine."""
    import regex

    for java, python in SURROGATES.items():
        pattern = pattern.replace(java, python)
    try:
        return regex.compile(as_in_java(pattern))
    except regex.error:
        return None


class Request:
    """A request as its service receives it."""

    def __init__(self, service, method, target, headers, body):
        path, _, query = target.partition("?")
        self.service, self.method, self.path, self.headers, self.body = service, method, path, headers, body
        self.query = urllib.parse.parse_qs(query, keep_blank_values=True)


# rule: service-models


def check(request):
    """The name of a request's operation and its violations. Without a name, no model knows the operation."""
    of = model(request.service)
    if of is None:
        return None, []
    operation, labels, kind = named(of, request)
    if operation not in of.operations:
        return None, []
    checker = Checker(of)
    if "input" in of.operations[operation]:
        reference = of.operations[operation]["input"]
        shape = of.shapes[reference["shape"]]
        value = parsed(checker, kind, operation, reference, shape, request, labels)
        checker.check(shape, value, operation)
    return operation, checker.violations


def named(of, request):
    target = request.headers.get("x-amz-target")
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return request.path.rstrip("/").rsplit("/", 1)[-1], {}, "cbor"
    if target and not of.protocol.startswith("rest"):
        return target.rsplit(".", 1)[-1], {}, "json"
    if of.protocol.startswith("rest"):
        operation, labels = of.route(request)
        return operation, labels, of.protocol
    form = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))
    return form.get("Action"), {}, "ec2" if of.protocol == "ec2" else "query"


def parsed(checker, kind, operation, reference, shape, request, labels):
    if kind == "cbor":
        import cbor2

        return cbor2.loads(request.body) if request.body else {}
    if kind == "json":
        return json.loads(request.body) if request.body else {}
    if kind in ("query", "ec2"):
        tree = {}
        for key, value in urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True):
            if key not in PROTOCOL_PARAMETERS:
                place = tree
                *outer, last = key.split(".")
                for part in outer:
                    place = place.setdefault(part, {}) if isinstance(place.get(part, {}), dict) else {}
                place[last] = value
        return Form(checker, kind).structure(shape, tree, operation)
    return rest(checker, kind, operation, reference, shape, request, labels)


class Form:
    """Reads the parameters of a form as the value of a shape."""

    def __init__(self, checker, kind):
        self.checker, self.ec2 = checker, kind == "ec2"

    def name(self, reference, default):
        if self.ec2:
            if "queryName" in reference:
                return reference["queryName"]
            name = reference.get("locationName", default)
            return name[0].upper() + name[1:]
        return reference.get("locationName", default)

    def value(self, reference, tree, at):
        shape = self.checker.shapes[reference["shape"]]
        kind = shape["type"]
        if kind == "structure":
            return self.structure(shape, tree if isinstance(tree, dict) else {}, at)
        if kind == "list":
            if not isinstance(tree, dict):
                return []
            if not self.ec2 and not shape.get("flattened"):
                inner = shape["member"].get("locationName", "member")
                self.unknown(tree, {inner}, at)
                tree = tree.get(inner, {})
            items = sorted((int(n), item) for n, item in tree.items() if n.isdigit())
            self.unknown(tree, {str(n) for n, _ in items}, at)
            return [self.value(shape["member"], item, f"{at}[{n}]") for n, item in items]
        if kind == "map":
            if not isinstance(tree, dict):
                return {}
            entries = tree if shape.get("flattened") else tree.get("entry", {})
            key, value = shape["key"].get("locationName", "key"), shape["value"].get("locationName", "value")
            return {
                entry.get(key): self.value(shape["value"], entry.get(value, ""), f"{at}[{entry.get(key)}]")
                for entry in entries.values()
                if isinstance(entry, dict)
            }
        return scalar(shape, tree)

    def structure(self, shape, tree, at):
        value, known = {}, set()
        for member, reference in shape.get("members", {}).items():
            name = self.name(reference, member)
            of = self.checker.shapes[reference["shape"]]
            if of["type"] == "list" and of.get("flattened") and not self.ec2:
                name = of["member"].get("locationName", name)
            known.add(name)
            if name in tree:
                value[member] = self.value(reference, tree[name], f"{at}.{member}")
        self.unknown(tree, known, at)
        return value

    def unknown(self, tree, known, at):
        for key in tree:
            if key not in known:
                self.checker.violations.append(f"{at}: unknown parameter `{key}`")


def scalar(shape, text):
    """A value from its text in a form, a URI, a header or XML."""
    kind = shape["type"]
    try:
        if kind in ("integer", "long"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
        if kind == "boolean":
            return {"true": True, "false": False}.get(text, text)
        if kind == "blob":
            return base64.b64decode(text)
    except (TypeError, ValueError):
        pass
    return text


def rest(checker, kind, operation, reference, shape, request, labels):
    members, value, queried = shape.get("members", {}), {}, set()
    for member, of in members.items():
        place, name = of.get("location"), of.get("locationName", member)
        inner = checker.shapes[of["shape"]]
        if place == "uri":
            if name in labels:
                value[member] = scalar(inner, labels[name])
        elif place == "querystring":
            queried.add(name)
            if inner["type"] == "map":
                queried.update(request.query)
            elif name in request.query:
                found = [scalar(checker.shapes[inner["member"]["shape"]] if inner["type"] == "list" else inner, text)
                         for text in request.query[name]]
                value[member] = found if inner["type"] == "list" else found[0]
        elif place == "header" and name.lower() in request.headers:
            text = request.headers[name.lower()]
            value[member] = [text] if inner["type"] == "list" else scalar(inner, text)
    constant = urllib.parse.parse_qsl(
        checker.model.operations[operation]["http"]["requestUri"].partition("?")[2], keep_blank_values=True
    )
    known = queried | {key for key, _ in constant} | PROTOCOL_PARAMETERS
    for key in request.query:
        if key not in known and not key.lower().startswith("x-amz-"):
            checker.violations.append(f"{operation}: unknown query parameter `{key}`")
    if not request.body or (request.service, operation) in STREAMS:
        if shape.get("payload") and (request.service, operation) in STREAMS:
            value[shape["payload"]] = b""
        return value
    unbound = {name: of for name, of in members.items() if "location" not in of}
    payload = shape.get("payload")
    inner = checker.shapes[members[payload]["shape"]] if payload else None
    if inner and inner["type"] in ("blob", "string"):
        value[payload] = request.body if inner["type"] == "blob" else request.body.decode()
    elif kind == "rest-json":
        document = json.loads(request.body)
        if payload:
            value[payload] = document
        else:
            names = {of.get("locationName", name): name for name, of in unbound.items()}
            value.update({names.get(key, key): found for key, found in document.items()})
    else:
        element = ElementTree.fromstring(request.body)
        if payload:
            value[payload] = xml_structure(checker, inner, element, f"{operation}.{payload}")
        else:
            value.update(xml_structure(checker, {"members": unbound}, element, operation))
    return value


def bare(tag):
    return tag.rsplit("}", 1)[-1]


def xml_value(checker, reference, element, at):
    shape = checker.shapes[reference["shape"]]
    kind = shape["type"]
    if kind == "structure":
        return xml_structure(checker, shape, element, at)
    if kind == "list":
        name = shape["member"].get("locationName", "member")
        for child in element:
            if bare(child.tag) != name:
                checker.violations.append(f"{at}: unknown element `{bare(child.tag)}`")
        return [xml_value(checker, shape["member"], child, f"{at}[{n}]") for n, child in enumerate(element, 1)]
    return scalar(shape, element.text or "")


def xml_structure(checker, shape, element, at):
    value, known = {}, set()
    for member, reference in shape.get("members", {}).items():
        of = checker.shapes[reference["shape"]]
        name = reference.get("locationName", member)
        flat = of["type"] == "list" and (of.get("flattened") or reference.get("flattened"))
        if flat:
            name = of["member"].get("locationName", name) if "locationName" not in reference else name
        known.add(name)
        if reference.get("xmlAttribute"):
            text = next((found for key, found in element.attrib.items() if bare(key) == name.split(":")[-1]), None)
            if text is not None:
                value[member] = text
            continue
        children = [child for child in element if bare(child.tag) == name]
        if flat and children:
            value[member] = [
                xml_value(checker, of["member"], child, f"{at}.{member}[{n}]") for n, child in enumerate(children, 1)
            ]
        elif children:
            value[member] = xml_value(checker, reference, children[0], f"{at}.{member}")
            if len(children) > 1:
                checker.violations.append(f"{at}: {len(children)} elements `{name}`")
    for child in element:
        if bare(child.tag) not in known:
            checker.violations.append(f"{at}: unknown element `{bare(child.tag)}`")
    return value


class Checker:
    """Checks a value against a shape."""

    def __init__(self, of):
        self.model, self.shapes, self.violations = of, of.shapes, []

    def check(self, shape, value, at, name=None):
        kind = shape["type"]
        if kind == "structure":
            self.structure(shape, value, at)
        elif kind == "list":
            if not isinstance(value, (list, tuple)):
                return self.wrong(at, value, "a list")
            self.size(shape, len(value), at, "items")
            for n, item in enumerate(value, 1):
                self.member(shape["member"], item, f"{at}[{n}]")
        elif kind == "map":
            if not isinstance(value, dict):
                return self.wrong(at, value, "a map")
            self.size(shape, len(value), at, "entries")
            for key, item in value.items():
                self.member(shape["key"], key, f"{at} key")
                self.member(shape["value"], item, f"{at}[{key}]")
        elif kind == "string":
            self.text(shape, value, at, name)
        elif kind in ("integer", "long", "float", "double"):
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return self.wrong(at, value, "a number")
            if value < shape.get("min", value) or value > shape.get("max", value):
                self.violations.append(f"{at}: {value} is not in {shape.get('min', '')}..{shape.get('max', '')}")
        elif kind == "boolean":
            if not isinstance(value, bool):
                return self.wrong(at, value, "true or false")
        elif kind == "blob":
            data = value if isinstance(value, bytes) else scalar(shape, value)
            if isinstance(data, bytes):
                self.size(shape, len(data), at, "bytes")
        return None

    def wrong(self, at, value, expected):
        self.violations.append(f"{at}: expected {expected}, not {type(value).__name__}")

    def member(self, reference, value, at):
        self.check(self.shapes[reference["shape"]], value, at, reference["shape"])

    def structure(self, shape, value, at):
        if shape.get("document"):
            return None
        if not isinstance(value, dict):
            return self.wrong(at, value, "a structure")
        members = shape.get("members", {})
        for required in shape.get("required", []):
            if value.get(required) is None:
                self.violations.append(f"{at}: `{required}` is required")
        given = {key: item for key, item in value.items() if item is not None}
        if shape.get("union") and len(given) != 1:
            self.violations.append(f"{at}: {len(given)} members of a union")
        for key, item in given.items():
            if key in members:
                self.member(members[key], item, f"{at}.{key}")
            else:
                self.violations.append(f"{at}: unknown member `{key}`")
        return None

    def size(self, shape, size, at, unit):
        if size < shape.get("min", 0) or size > shape.get("max", size):
            self.violations.append(f"{at}: {size} {unit} instead of {shape.get('min', 0)}..{shape.get('max', '')}")

    def text(self, shape, value, at, name):
        if not isinstance(value, str):
            return self.wrong(at, value, "a text")
        # A secret is not repeated in an error.
        shown = "" if shape.get("sensitive") else f" `{value[:80]}`"
        self.size(shape, len(value), at, "characters")
        if "enum" in shape and value not in shape["enum"]:
            self.violations.append(f"{at}:{shown} is none of the values of {name}")
        pattern = shape.get("pattern")
        if pattern and (self.model.name, name) not in UNCHECKED_PATTERNS:
            known = compiled(pattern)
            if known is not None and not known.fullmatch(value):
                self.violations.append(f"{at}:{shown} does not match {pattern}")
        return None


def service_of(authorization, target):
    """The service in a credential scope. The settings of accounts have a model of their own and are signed for S3."""
    credential = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    service = credential[3] if len(credential) == 5 else None
    return "s3control" if service == "s3" and target.startswith("/v20180820/") else service


def refusal(request):
    """The header's value for a request that violates its model."""
    try:
        operation, violations = check(request)
    except (ValueError, ElementTree.ParseError) as error:
        return json.dumps(f"{request.service}: the body cannot be read: {error}")
    return json.dumps("; ".join(violations)) if violations else None


def wsgi(application):
    """moto's application behind the check."""

    def checked(environ, start_response):
        target = environ.get("RAW_URI") or environ["PATH_INFO"]
        service = service_of(environ.get("HTTP_AUTHORIZATION", ""), target)
        if service is None:
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        headers = {key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
        refused = refusal(Request(service, environ["REQUEST_METHOD"], target, headers, body))
        if refused is None:
            return application(environ, start_response)
        start_response("400 Bad Request", [(HEADER, refused), ("content-length", "0")])
        return [b""]

    return checked


def asgi(application):
    """ministack's application behind the check."""

    async def checked(scope, receive, send):
        headers = {}
        if scope["type"] == "http":
            headers = {key.decode().lower(): value.decode("latin-1") for key, value in scope["headers"]}
        path = scope.get("path", "")
        service = service_of(headers.get("authorization", ""), path)
        if service is None:
            return await application(scope, receive, send)
        target = (scope.get("raw_path") or scope["path"].encode()).decode().partition("?")[0]
        if scope.get("query_string"):
            target += "?" + scope["query_string"].decode()
        request = Request(service, scope["method"], target, headers, b"")
        messages = []
        of = model(service)
        if of is None or (service, named(of, request)[0]) not in STREAMS:
            more = True
            while more:
                message = await receive()
                messages.append(message)
                more = message["type"] == "http.request" and message.get("more_body", False)
            request.body = b"".join(message.get("body", b"") for message in messages)
        refused = refusal(request)
        if refused is not None:
            await send({"type": "http.response.start", "status": 400, "headers": [
                (HEADER.encode(), refused.encode()), (b"content-length", b"0"),
            ]})
            return await send({"type": "http.response.body", "body": b""})

        async def replayed():
            return messages.pop(0) if messages else await receive()

        return await application(scope, replayed, send)

    return checked
