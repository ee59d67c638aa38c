"""Corrections to moto 5.2.5 and ministack 1.5.33 for services above the network: load balancers, secrets,
repositories, topics and others. As in corrections.py, each looks up the replaced function by name and is listed in
QUIRKS.md.
"""

import ipaddress
import re

from corrections import replaces


def apply_to_moto():
    import corrections_databases

    machines()
    corrections_databases.apply()
    load_balancers()
    secrets()
    costs()
    repositories()


def machines():
    from corrections_clusters import CLUSTER_GROUP
    from moto.ec2.models import EC2Backend

    # --- rules could not refer to the security groups of clusters, which are in ministack.

    @replaces(EC2Backend, "_add_source_group")
    def add_source_group(before, self, source_groups, vpc_id):
        theirs = [one for one in source_groups or [] if str(one.get("GroupId", "")).startswith(CLUSTER_GROUP)]
        for one in theirs:
            one.setdefault("OwnerId", self.account_id)
            one.setdefault("UserId", self.account_id)
        return [*before(self, [one for one in source_groups or [] if one not in theirs], vpc_id), *theirs]

    # Nor could these groups have rules. A cluster's group exists in moto from its first rule to its last.

    from moto.ec2.models.security_groups import SecurityGroup

    @replaces(EC2Backend, "get_security_group_from_id")
    def get_security_group_from_id(before, self, group_id):
        found = before(self, group_id)
        if found is None and str(group_id).startswith(CLUSTER_GROUP):
            name, vpc = f"eks-cluster-sg-{group_id}", "vpc-of-clusters"
            found = SecurityGroup(self, group_id, name, "EKS created security group", vpc_id=vpc)
            self.groups[vpc][group_id] = found
        return found

    @replaces(EC2Backend, "revoke_security_group_ingress")
    def revoke_security_group_ingress(before, self, *args, **kwargs):
        answer = before(self, *args, **kwargs)
        there = self.groups["vpc-of-clusters"]
        for group_id in [one for one, group in there.items() if not group.ingress_rules]:
            del there[group_id]
        return answer

    # --- the interface created with an instance remained after it and blocked the delete of its subnet.

    @replaces(EC2Backend, "terminate_instances")
    def terminate_instances(before, self, instance_ids):
        for instance in self.get_multi_instances_by_id(instance_ids):
            for nic in instance.nics.values():
                nic.delete_on_termination = True
        return before(self, instance_ids)


    # --- the tags of a launch template never changed after its create.

    from moto.ec2.models.launch_templates import LaunchTemplate

    assert not isinstance(getattr(LaunchTemplate, "tags", None), property)
    LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, tags: None)


def load_balancers():
    from moto.core.responses import ActionResult
    from moto.elbv2 import models
    from moto.elbv2.models import ELBv2Backend
    from moto.elbv2.exceptions import ELBClientError

    # --- duplicates were accepted.

    @replaces(ELBv2Backend, "create_load_balancer")
    def create_load_balancer(before, self, name, *args, **kwargs):
        if any(balancer.name == name for balancer in self.load_balancers.values()):
            raise ELBClientError("DuplicateLoadBalancerName", f"A load balancer named {name} exists.")
        return before(self, name, *args, **kwargs)

    @replaces(ELBv2Backend, "create_listener")
    def create_listener(before, self, load_balancer_arn, protocol, port, *args, **kwargs):
        balancer = self.load_balancers.get(load_balancer_arn)
        if balancer and any(str(one.port) == str(port) for one in balancer.listeners.values()):
            raise ELBClientError("DuplicateListener", f"There is a listener on port {port}.")
        return before(self, load_balancer_arn, protocol, port, *args, **kwargs)

    # --- certificates were looked up in moto's own ACM, but they are in ministack.

    @replaces(models, "register_certificate")
    def register_certificate(before, **kwargs):
        return None

    @replaces(ELBv2Backend, "_certificate_exists")
    def certificate_exists(before, self, certificate_arn):
        return ":acm:" in certificate_arn or before(self, certificate_arn=certificate_arn)


def secrets():
    from moto.secretsmanager.exceptions import ResourceNotFoundException
    from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

    # --- the keys of replicas were lost.

    @replaces(FakeSecret, "create_replicas")
    def create_replicas(before, self, replica_regions, force_overwrite):
        replicas = before(self, replica_regions, force_overwrite)
        for replica, asked in zip(replicas, replica_regions or []):
            if asked.get("KmsKeyId"):
                replica.config["KmsKeyId"] = asked["KmsKeyId"]
        return replicas

    # --- an empty description was treated as missing.

    @replaces(SecretsManagerBackend, "update_secret")
    def update_secret(before, self, secret_id, *args, description=None, **kwargs):
        answer = before(self, secret_id, *args, description=description, **kwargs)
        if description == "":
            self.secrets[secret_id].description = ""
        return answer

    # --- rotation invoked a function of moto's own Lambda, but functions are in ministack: rotation is enabled
    # without an invocation. Of its rules only the days were stored.

    @replaces(SecretsManagerBackend, "rotate_secret")
    def rotate_secret(before, self, secret_id, *args, rotation_rules=None, rotate_immediately=True, **kwargs):
        rules = {"rotation_rules": rotation_rules, "rotate_immediately": rotate_immediately}
        try:
            answer = before(self, secret_id, *args, **rules, **kwargs)
        except ResourceNotFoundException as error:
            if "Resource not found for ARN" not in str(error):
                raise
            secret = self.secrets[secret_id]
            pending = [v for v, stages in secret.versions.items() if stages["version_stages"] == ["AWSPENDING"]]
            # A version to rotate immediately stays pending, as a function expects it.
            for version in [] if rotate_immediately else pending:
                del secret.versions[version]
            answer = secret.to_short_dict()
        secret = self.secrets[secret_id]
        secret.rotation_enabled = True
        if rotation_rules:
            secret.rotation_rules = dict(rotation_rules)
        return answer

    # --- a version that became current by moving AWSCURRENT did not become the previous one.

    @replaces(SecretsManagerBackend, "update_secret_version_stage")
    def update_secret_version_stage(before, self, **kwargs):
        answer = before(self, **kwargs)
        if kwargs["version_stage"] == "AWSCURRENT" and kwargs.get("move_to_version_id"):
            self.secrets[kwargs["secret_id"]].default_version_id = kwargs["move_to_version_id"]
        return answer

    @replaces(FakeSecret, "to_dict")
    def to_dict(before, self):
        told = before(self)
        if "RotationRules" in told and getattr(self, "rotation_rules", None):
            told["RotationRules"] = self.rotation_rules
        return told


def costs():
    import json

    from moto.ce.responses import CostExplorerResponse
    from moto.core.exceptions import JsonRESTError
    from moto.ec2.models import ec2_backends
    from moto.resourcegroupstaggingapi.models import resourcegroupstaggingapi_backends

    # --- cost allocation tags were missing. The list has every key that a resource of moto has had when somebody asked, at once.

    def statuses(backend):
        known = backend.__dict__.setdefault("cost_allocation_tags", {})
        for region in list(ec2_backends[backend.account_id]):
            _, resources = resourcegroupstaggingapi_backends[backend.account_id][region].get_resources()
            for key in (key for resource in resources for key in resource.tags):
                known.setdefault(key, "Inactive")
        return known

    def list_cost_allocation_tags(self):
        asked = json.loads(self.body)
        tags = [
            {"TagKey": key, "Status": status, "Type": "AWSGenerated" if key.startswith("aws:") else "UserDefined"}
            for key, status in sorted(statuses(self.ce_backend).items())
        ]
        wanted = [
            tag
            for tag in tags
            if tag["TagKey"] in asked.get("TagKeys", [tag["TagKey"]])
            and all(tag[name] == asked.get(name, tag[name]) for name in ("Status", "Type"))
        ]
        start, size = int(asked.get("NextToken") or 0), asked.get("MaxResults") or 100
        answer = {"CostAllocationTags": wanted[start : start + size]}
        if start + size < len(wanted):
            answer["NextToken"] = str(start + size)
        return json.dumps(answer)

    def update_cost_allocation_tags_status(self):
        entries = json.loads(self.body)["CostAllocationTagsStatus"]
        known = statuses(self.ce_backend)
        # rule: cost-allocation-keys
        unknown = [entry["TagKey"] for entry in entries if entry["TagKey"] not in known]
        if unknown:
            message = "Failed to update Cost Allocation Tag: Tag keys not found: " + ",".join(unknown)
            raise JsonRESTError("ValidationException", message)
        known.update({entry["TagKey"]: entry["Status"] for entry in entries})
        return json.dumps({"Errors": []})

    CostExplorerResponse.list_cost_allocation_tags = list_cost_allocation_tags
    CostExplorerResponse.update_cost_allocation_tags_status = update_cost_allocation_tags_status


def repositories():
    from moto.ecr.models import ECRBackend

    # --- `scanOnPush: false`, which SDKs omit, changed nothing.

    @replaces(ECRBackend, "put_image_scanning_configuration")
    def put_image_scanning_configuration(before, self, registry_id, repository_name, image_scan_config):
        return before(self, registry_id, repository_name, {"scanOnPush": False, **(image_scan_config or {})})


def apply_to_ministack():
    import corrections_caches
    import corrections_clusters

    corrections_caches.apply()
    topics()
    health_checks()
    certificates()
    corrections_clusters.apply()
    log_groups()
    usage()
    functions()
    data_keys()
    replication()


def replication():
    from ministack.services import s3

    # --- objects were replicated within their write, which S3 does some seconds later. The stand-in for traffic copies
    # those of drills (src/traffic), whose loss is measured.

    @replaces(s3, "_maybe_replicate")
    def maybe_replicate(before, bucket_name, key, obj, *args, **kwargs):
        if key.startswith("archipel-drill/"):
            obj["replication_status"] = "PENDING"
            return None
        return before(bucket_name, key, obj, *args, **kwargs)


def usage():
    import copy

    from ministack.services import cloudwatch

    # --- `SERVICE_QUOTA`, the quota of a metric of usage, was unknown: it is a series with the times of that metric. The quotas
    # are the defaults of a new account.

    QUOTAS = {"vCPU": 5.0}

    @replaces(cloudwatch, "_get_metric_data")
    def get_metric_data(before, params, data, *args, **kwargs):
        data = copy.deepcopy(data)
        queries = (data or {}).get("MetricDataQueries", [])
        by_id = {query["Id"]: query for query in queries}
        for query in queries:
            asked = (query.get("Expression") or "").removeprefix("SERVICE_QUOTA(").removesuffix(")")
            if asked not in by_id or "MetricStat" not in by_id[asked]:
                continue
            stat = copy.deepcopy(by_id[asked]["MetricStat"])
            metric, dimensions = stat["Metric"], cloudwatch._dims_from_list(stat["Metric"]["Dimensions"])
            quota = QUOTAS.get(dimensions.get("Resource"))
            points = cloudwatch._metrics.get((metric["Namespace"], metric["MetricName"], cloudwatch._dims_key(dimensions)))
            series = [{**point, "Value": quota, "_stat": None} for point in points or [] if quota is not None]
            metric["Namespace"] = "quotas of " + metric["Namespace"]
            cloudwatch._metrics[(metric["Namespace"], metric["MetricName"], cloudwatch._dims_key(dimensions))] = series
            query["MetricStat"], query["Expression"] = stat, None
        return before(params, data, *args, **kwargs)


def topics():
    from ministack.services import sns

    # --- Subscribe with ReturnSubscriptionArn returned "pending confirmation".

    @replaces(sns, "_subscribe")
    def subscribe(before, params):
        answer = before(params)
        if sns._p(params, "ReturnSubscriptionArn") != "true":
            return answer
        status, headers, body = answer
        topic, _ = sns._get_topic(sns._p(params, "TopicArn"))
        wanted = sns._p(params, "Protocol"), sns._p(params, "Endpoint")
        for one in (topic or {}).get("subscriptions", []):
            if (one["protocol"], one["endpoint"]) == wanted:
                text = body.decode() if isinstance(body, bytes) else body
                text = text.replace("pending confirmation", one["arn"])
                return status, headers, text.encode() if isinstance(body, bytes) else text
        return answer


def health_checks():
    from ministack.services import route53

    # --- the children of a calculated health check were lost.

    @replaces(route53, "_parse_health_check_config")
    def parse(before, element):
        config = before(element)
        children = route53._find(element, "ChildHealthChecks")
        if children is not None:
            config["ChildHealthChecks"] = [child.text for child in children]
        return config


    # --- booleans had Python's spelling, which SDKs cannot parse.

    @replaces(route53, "handle_request")
    async def handle_request(before, method, path, *args):
        answer = await before(method, path, *args)
        if "/healthcheck" not in path:
            return answer
        status, headers, body = answer
        raw = body if isinstance(body, bytes) else body.encode()
        return status, headers, raw.replace(b">True<", b">true<").replace(b">False<", b">false<")


    # rule: alias-target. An alias of a record of the same zone was accepted before its target existed.

    def alias_without_target(zone_id, root):
        there = {(record["Name"].lower(), record["Type"]) for record in route53._records[zone_id]}
        for change in root.iter():
            if not change.tag.endswith("}Change") and change.tag != "Change":
                continue
            record = route53._parse_record_set(route53._find(change, "ResourceRecordSet"))
            alias, key = record.get("AliasTarget"), (record["Name"].lower(), record["Type"])
            if route53._text(change, "Action") == "DELETE":
                continue
            if alias and alias["HostedZoneId"] == zone_id and (alias["DNSName"].lower(), record["Type"]) not in there:
                return (
                    f"Tried to create an alias that targets {alias['DNSName']}, type {record['Type']} in zone {zone_id}, "
                    "but that target was not found"
                )
            there.add(key)
        return None

    # rule: record-values. Any text was accepted as the value of a record, and a value twice.

    quoted = re.compile(r'\s*"(?:[^"\\]|\\.){0,255}"(?:\s+"(?:[^"\\]|\\.){0,255}")*\s*')

    def invalid_value(record):
        values, kind = record.get("ResourceRecords") or [], record["Type"]
        for value in values:
            try:
                if kind in ("A", "AAAA") and ipaddress.ip_address(value).version != (4 if kind == "A" else 6):
                    raise ValueError(value)
            except ValueError:
                version = 4 if kind == "A" else 6
                problem = f"ARRDATAIllegalIPv{version}Address (Value is not a valid IPv{version} address)"
                return f"Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"
            if kind == "TXT" and not quoted.fullmatch(value):
                problem = "InvalidCharacterString (Value should be enclosed in quotation marks)"
                return f"Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"
        if len(set(values)) != len(values):
            return f"Duplicate Resource Record: '{next(value for value in values if values.count(value) > 1)}'"
        if kind == "CNAME" and len(values) > 1:
            return f"RRSet of type CNAME with DNS name {record['Name']} has more than one value"
        return None

    # --- records of any name were accepted in any zone.

    @replaces(route53, "_change_resource_record_sets")
    def change_resource_record_sets(before, zone_id, body):
        zone = route53._zones.get(zone_id)
        root = route53._parse_body(body)
        if zone and root is not None:
            suffix = zone["name"].rstrip(".").lower()
            for record in root.iter():
                if not record.tag.endswith("ResourceRecordSet"):
                    continue
                name = (route53._text(record, "Name") or "").rstrip(".").lower()
                if name and name != suffix and not name.endswith("." + suffix):
                    message = f"RRSet with DNS name {name}. is not permitted in zone {suffix}."
                    return route53._error_response("InvalidChangeBatch", message)
            records = [route53._parse_record_set(one) for one in root.iter() if one.tag.endswith("ResourceRecordSet")]
            message = alias_without_target(zone_id, root) or next(filter(None, map(invalid_value, records)), None)
            if message:
                return route53._error_response("InvalidChangeBatch", message)
        return before(zone_id, body)


def certificates():
    from ministack.core.responses import json_response
    from ministack.services import acm

    # --- a repeated request with one token created a second certificate.

    @replaces(acm, "_request_certificate")
    def request_certificate(before, data):
        token = data.get("IdempotencyToken")
        for arn, certificate in acm._certificates.items():
            if token and certificate.get("_token") == token:
                return json_response({"CertificateArn": arn})
        known = set(acm._certificates.keys())
        answer = before(data)
        for arn in set(acm._certificates.keys()) - known:
            acm._certificates[arn]["_token"] = token
            if acm._certificates[arn]["ValidationMethod"] == "DNS":
                acm._certificates[arn]["Status"] = "PENDING_VALIDATION"
        return answer

    # rule: certificate-validation. A certificate was issued before its validation records existed. ACM issues it when DNS has all of them. Here
    # the records of every zone of the account are in DNS, except those of `.invalid`, which no registrar delegates
    # (RFC 6761).

    from ministack.services import route53

    def in_dns(option):
        record = option["ResourceRecord"]
        name = record["Name"].rstrip(".").lower()
        records = [one for zone in list(route53._records.values()) for one in zone]
        return not name.endswith(".invalid") and any(
            one["Name"].rstrip(".").lower() == name and one["Type"] == record["Type"] for one in records
        )

    @replaces(acm, "_get_local_certificate")
    def get_local_certificate(before, arn):
        certificate = before(arn)
        if certificate and certificate["Status"] == "PENDING_VALIDATION":
            if all(in_dns(option) for option in certificate["DomainValidationOptions"]):
                certificate["Status"] = "ISSUED"
                for option in certificate["DomainValidationOptions"]:
                    option["ValidationStatus"] = "SUCCESS"
        return certificate


def log_groups():
    from ministack.core.responses import error_response_json, json_response
    from ministack.services import cloudwatch_logs as logs

    # --- the key of a log group could not be changed, nor was it shown.

    def put_key(data, key):
        name = data.get("logGroupName")
        if name not in logs._log_groups:
            message = f"The specified log group does not exist: {name}"
            return error_response_json("ResourceNotFoundException", message, 400)
        logs._log_groups[name]["kmsKeyId"] = key
        return json_response({})

    @replaces(logs, "handle_request")
    async def handle_request(before, method, path, headers, body, query_params):
        import json

        target = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if target in ("AssociateKmsKey", "DisassociateKmsKey"):
            data = json.loads(body) if body else {}
            return put_key(data, data.get("kmsKeyId"))
        return await before(method, path, headers, body, query_params)


def functions():
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import lambda_svc

    # --- a change of a function ended the invocations of functions of the same name in other accounts.

    @replaces(lambda_svc, "invalidate_worker")
    def invalidate_worker(before, name, qualifier=None, account=None, region=None):
        return before(name, qualifier, account or get_account_id(), region or get_region())


def data_keys():
    import base64

    from ministack.core.responses import error_response_json
    from ministack.services import kms

    # --- Decrypt with the KeyId of another symmetric key returned bytes that are not the plaintext. AWS rejects it
    # (KMS API reference, Decrypt: IncorrectKeyException). A ciphertext starts with the id of the key that encrypted
    # it.

    @replaces(kms, "_decrypt")
    def decrypt(before, data):
        named = kms._resolve_key(data["KeyId"]) if data.get("KeyId") else None
        blob = data.get("CiphertextBlob", "")
        blob = base64.b64decode(blob) if isinstance(blob, str) else blob
        if named and "_symmetric_key" in named and len(blob) > 68:
            if blob[:36].decode("utf-8", errors="ignore") != named["KeyId"][:36]:
                message = "The key ID in the request does not identify a CMK that can perform this operation."
                return error_response_json("IncorrectKeyException", message, 400)
        return before(data)
