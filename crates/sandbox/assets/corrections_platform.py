"""Corrections to moto 5.2.5 and ministack 1.5.33 for what stands above the network: databases, load balancers,
secrets, topics. As in corrections.py, each looks up what it replaces by name and is listed in QUIRKS.md.
"""

from corrections import replaces

# How the ids of the security groups begin that ministack's clusters have, and moto knows nothing of.
CLUSTER_GROUP = "sg-0e45c"


def apply_to_moto():
    machines()
    rds()
    load_balancers()
    secrets()
    repositories()


def machines():
    from moto.ec2.models import EC2Backend

    # --- rules could not refer to the security groups of clusters, which are ministack's.

    @replaces(EC2Backend, "_add_source_group")
    def add_source_group(before, self, source_groups, vpc_id):
        theirs = [one for one in source_groups or [] if str(one.get("GroupId", "")).startswith(CLUSTER_GROUP)]
        for one in theirs:
            one.setdefault("OwnerId", self.account_id)
            one.setdefault("UserId", self.account_id)
        return [*before(self, [one for one in source_groups or [] if one not in theirs], vpc_id), *theirs]

    # --- the interface that an instance was made with stayed behind it, in the way of its subnet.

    @replaces(EC2Backend, "terminate_instances")
    def terminate_instances(before, self, instance_ids):
        for instance in self.get_multi_instances_by_id(instance_ids):
            for nic in instance.nics.values():
                nic.delete_on_termination = True
        return before(self, instance_ids)


    # --- a launch template showed the tags that it was made with for ever.

    from moto.ec2.models.launch_templates import LaunchTemplate

    assert not isinstance(getattr(LaunchTemplate, "tags", None), property)
    LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, tags: None)


def rds():
    from moto.core.responses import ActionResult, PaginatedResult
    from moto.rds.exceptions import RDSClientError
    from moto.rds.models import RDSBackend, rds_backends
    from moto.rds.responses import RDSResponse

    def fail(code, message):
        raise RDSClientError(code, message)

    def everywhere(self):
        return [backend for backend in rds_backends[self.account_id].values()]

    # --- subnet groups: duplicates were accepted, a change deleted the group, one in use could be deleted.

    @replaces(RDSBackend, "create_subnet_group")
    def create_subnet_group(before, self, subnet_name, description, subnets, tags):
        if subnet_name.lower() in (name.lower() for name in self.subnet_groups):
            fail("DBSubnetGroupAlreadyExists", f"DB subnet group {subnet_name} already exists.")
        return before(self, subnet_name, description, subnets, tags)

    @replaces(RDSBackend, "modify_db_subnet_group")
    def modify_db_subnet_group(before, self, subnet_name, description, subnets):
        if subnet_name not in self.subnet_groups:
            fail("DBSubnetGroupNotFoundFault", f"DB subnet group {subnet_name} not found.")
        group = before(self, subnet_name, description, subnets)
        self.subnet_groups[subnet_name] = group
        return group

    @replaces(RDSBackend, "delete_subnet_group")
    def delete_subnet_group(before, self, subnet_name):
        if any(cluster.db_subnet_group == subnet_name for cluster in self.clusters.values()):
            fail("InvalidDBSubnetGroupStateFault", f"Cannot delete the subnet group {subnet_name}: it is in use.")
        return before(self, subnet_name)

    # --- clusters: duplicates were accepted, and some changes ignored.

    @replaces(RDSBackend, "create_db_cluster")
    def create_db_cluster(before, self, kwargs):
        name = kwargs.get("db_cluster_identifier")
        if name in self.clusters:
            fail("DBClusterAlreadyExistsFault", f"DB cluster {name} already exists.")
        return before(self, kwargs)

    # One that had left its global cluster could still name it, and was then refused as no member of it.

    @replaces(RDSBackend, "delete_db_cluster")
    def delete_db_cluster(before, self, cluster_identifier, *args, **kwargs):
        cluster = self.clusters.get(cluster_identifier)
        there = rds_backends[self.account_id]["us-east-1"].global_clusters
        named = there.get(getattr(cluster, "global_cluster_identifier", None) or "")
        if named and all(member.db_cluster_arn != cluster.db_cluster_arn for member in named.members):
            cluster.global_cluster_identifier = None
        return before(self, cluster_identifier, *args, **kwargs)

    @replaces(RDSBackend, "modify_db_cluster")
    def modify_db_cluster(before, self, kwargs):
        logs = kwargs.pop("cloudwatch_logs_export_configuration", None) or {}
        iam = kwargs.pop("enable_iam_database_authentication", None)
        answer = before(self, kwargs)
        for cluster in (answer, self.clusters[answer.db_cluster_identifier]):
            if logs:
                off = logs.get("disable_log_types") or logs.get("DisableLogTypes") or []
                on = logs.get("enable_log_types") or logs.get("EnableLogTypes") or []
                kept = [log for log in cluster.enabled_cloudwatch_logs_exports if log not in [*off, *on]]
                cluster.enabled_cloudwatch_logs_exports = [*kept, *on]
            if iam is not None:
                cluster.iam_auth = iam
        return answer

    # --- parameter groups: no resets, and ones in use could be deleted.

    @replaces(RDSBackend, "delete_db_cluster_parameter_group")
    def delete_db_cluster_parameter_group(before, self, *args, **kwargs):
        name = (list(args) + list(kwargs.values()))[0]
        if any(cluster.parameter_group == name for cluster in self.clusters.values()):
            fail("InvalidDBParameterGroupState", f"One or more clusters use the parameter group {name}.")
        return before(self, *args, **kwargs)

    def reset(groups):
        def reset_group(self):
            key = "DBClusterParameterGroupName" if "cluster" in groups else "DBParameterGroupName"
            name = self.params.get(key)
            group = getattr(self.backend, groups).get(name)
            if group is None:
                fail("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}")
            for parameter in self.params.get("Parameters", []):
                group.parameters.pop(parameter["ParameterName"], None)
            return ActionResult({key: name})

        return reset_group

    for name, groups in {
        "reset_db_parameter_group": "db_parameter_groups",
        "reset_db_cluster_parameter_group": "db_cluster_parameter_groups",
    }.items():
        assert not hasattr(RDSResponse, name)
        setattr(RDSResponse, name, reset(groups))

    # --- global clusters: tags were lost, duplicates accepted, nothing could be changed, members left only in
    # one region, and a tag call looked for them in the caller's region.

    def global_clusters(self):
        return rds_backends[self.current_account]["us-east-1"].global_clusters

    @replaces(RDSResponse, "create_global_cluster")
    def create_global_cluster(before, self):
        name = self.params["GlobalClusterIdentifier"]
        if name in global_clusters(self):
            fail("GlobalClusterAlreadyExistsFault", f"Global cluster {name} already exists.")
        result = before(self)
        global_clusters(self)[name].tags = self.params.get("Tags", [])
        return result

    def modify_global_cluster(self):
        name = self.params["GlobalClusterIdentifier"]
        cluster = global_clusters(self).get(name)
        if cluster is None:
            fail("GlobalClusterNotFoundFault", f"Global cluster {name} not found.")
        if self.params.get("DeletionProtection") is not None:
            cluster.deletion_protection = self.params["DeletionProtection"]
        if self.params.get("EngineVersion"):
            cluster.engine_version = self.params["EngineVersion"]
            for member in cluster.members:
                member.engine_version = cluster.engine_version
        return ActionResult({"GlobalCluster": cluster})

    assert not hasattr(RDSResponse, "modify_global_cluster")
    RDSResponse.modify_global_cluster = modify_global_cluster

    @replaces(RDSResponse, "delete_global_cluster")
    def delete_global_cluster(before, self):
        name = self.params["GlobalClusterIdentifier"]
        if name not in global_clusters(self):
            fail("GlobalClusterNotFoundFault", f"Global cluster {name} not found.")
        return before(self)

    @replaces(RDSBackend, "remove_from_global_cluster")
    def remove_from_global_cluster(before, self, global_cluster_identifier, db_cluster_identifier):
        cluster = rds_backends[self.account_id]["us-east-1"].global_clusters.get(global_cluster_identifier)
        if cluster is None:
            fail("GlobalClusterNotFoundFault", f"Global cluster {global_cluster_identifier} not found.")
        for member in list(cluster.members):
            if db_cluster_identifier in (member.db_cluster_arn, member.db_cluster_identifier):
                if member.is_writer and len(cluster.members) > 1:
                    fail("InvalidGlobalClusterStateFault", "The primary cluster leaves after its secondaries.")
                cluster.members.remove(member)
                member.global_cluster_identifier = None
                return cluster
        fail("DBClusterNotFoundFault", f"{db_cluster_identifier} is no member of {global_cluster_identifier}.")

    for name in ("list_tags_for_resource", "add_tags_to_resource", "remove_tags_from_resource"):

        @replaces(RDSBackend, name)
        def tags_of_global_clusters(before, self, arn, *args, _name=name, **kwargs):
            if ":global-cluster:" in arn:
                found = rds_backends[self.account_id]["us-east-1"].global_clusters.get(arn.rsplit(":", 1)[1])
                if found is None:
                    fail("GlobalClusterNotFoundFault", f"Global cluster {arn} not found.")
                method = {"l": "get_tags", "a": "add_tags", "r": "remove_tags"}[_name[0]]
                return getattr(found, method)(*args, **kwargs)
            return before(self, arn, *args, **kwargs)

    # --- what can be ordered: there was no list of versions, and classes for old versions only.

    VERSIONS = {
        "aurora-postgresql": ["13.18", "14.15", "15.10", "16.4", "16.6", "17.4"],
        "aurora-mysql": ["8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.08.2"],
    }

    def family(engine, version):
        return f"{engine}{version.split('.')[0] if engine == 'aurora-postgresql' else '8.0'}"

    def describe_db_engine_versions(self):
        wanted = self.params.get("Engine"), self.params.get("EngineVersion")
        versions = [
            {
                "Engine": engine,
                "EngineVersion": version,
                "DBParameterGroupFamily": family(engine, version),
                "SupportsGlobalDatabases": version != "13.18",
                "Status": "available",
            }
            for engine, known in VERSIONS.items()
            for version in known
            if wanted[0] in (None, engine) and wanted[1] in (None, version)
        ]
        return ActionResult({"DBEngineVersions": versions})

    assert not hasattr(RDSResponse, "describe_db_engine_versions")
    RDSResponse.describe_db_engine_versions = describe_db_engine_versions

    @replaces(RDSBackend, "describe_orderable_db_instance_options")
    def describe_orderable_db_instance_options(before, self, engine, engine_version):
        options = before(self, engine, engine_version)
        if options or engine_version not in VERSIONS.get(engine, []):
            return options
        classes = {option["DBInstanceClass"]: option for option in before(self, engine, None)}
        new = {name: {"DBInstanceClass": name} for name in ("db.r6g.large", "db.r6g.xlarge", "db.r6g.2xlarge")}
        new["db.serverless"] = {"DBInstanceClass": "db.serverless"}
        return [{**option, "Engine": engine, "EngineVersion": engine_version} for option in {**new, **classes}.values()]


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

    # --- certificates were looked for in moto's own ACM, and they are ministack's.

    @replaces(models, "register_certificate")
    def register_certificate(before, **kwargs):
        return None

    @replaces(ELBv2Backend, "_certificate_exists")
    def certificate_exists(before, self, certificate_arn):
        return ":acm:" in certificate_arn or before(self, certificate_arn=certificate_arn)


def secrets():
    from moto.secretsmanager.exceptions import ResourceNotFoundException
    from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

    # --- the keys of copies were lost.

    @replaces(FakeSecret, "create_replicas")
    def create_replicas(before, self, replica_regions, force_overwrite):
        replicas = before(self, replica_regions, force_overwrite)
        for replica, asked in zip(replicas, replica_regions or []):
            if asked.get("KmsKeyId"):
                replica.config["KmsKeyId"] = asked["KmsKeyId"]
        return replicas

    # --- an empty description was taken for none.

    @replaces(SecretsManagerBackend, "update_secret")
    def update_secret(before, self, secret_id, *args, description=None, **kwargs):
        answer = before(self, secret_id, *args, description=description, **kwargs)
        if description == "":
            self.secrets[secret_id].description = ""
        return answer

    # --- rotation called a function of moto's own Lambda, and functions are ministack's: it is switched on, and
    # nothing is called. Of its rules only the days were kept.

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
            # What is to be rotated at once stays pending, as a function finds it.
            for version in [] if rotate_immediately else pending:
                del secret.versions[version]
            answer = secret.to_short_dict()
        secret = self.secrets[secret_id]
        secret.rotation_enabled = True
        if rotation_rules:
            secret.rotation_rules = dict(rotation_rules)
        return answer

    # --- a value that was made the current one by moving AWSCURRENT was not the one before the next.

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


def repositories():
    from moto.ecr.models import ECRBackend

    # --- `scanOnPush: false`, which SDKs leave out, changed nothing.

    @replaces(ECRBackend, "put_image_scanning_configuration")
    def put_image_scanning_configuration(before, self, registry_id, repository_name, image_scan_config):
        return before(self, registry_id, repository_name, {"scanOnPush": False, **(image_scan_config or {})})


def apply_to_ministack():
    import corrections_caches

    corrections_caches.apply()
    topics()
    health_checks()
    certificates()
    clusters()
    log_groups()
    functions()
    data_keys()


def topics():
    from ministack.services import sns

    # --- Subscribe with ReturnSubscriptionArn answered "pending confirmation".

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


    # --- booleans were written as Python writes them, which SDKs cannot read.

    @replaces(route53, "handle_request")
    async def handle_request(before, method, path, *args):
        answer = await before(method, path, *args)
        if "/healthcheck" not in path:
            return answer
        status, headers, body = answer
        raw = body if isinstance(body, bytes) else body.encode()
        return status, headers, raw.replace(b">True<", b">true<").replace(b">False<", b">false<")


    # --- records of any name were taken into any zone.

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
        return before(zone_id, body)


def certificates():
    from ministack.core.responses import json_response
    from ministack.services import acm

    # --- a repeated request with one token made a second certificate.

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
        return answer


def clusters():
    import json
    import re
    import uuid

    from ministack.core.responses import AccountRegionScopedDict
    from ministack.services import eks

    # --- some of what a cluster or a node group is made with was lost, a cluster went with its node groups or in
    # spite of its protection, and nothing could be updated. Updates are done at once here.

    @replaces(eks, "_create_cluster")
    def create_cluster(before, body, creator_arn=None):
        answer = before(body, creator_arn)
        if answer[0] < 300:
            cluster = eks._clusters[body["name"]]
            cluster["resourcesVpcConfig"]["clusterSecurityGroupId"] = CLUSTER_GROUP + uuid.uuid4().hex[:12]
            cluster["deletionProtection"] = body.get("deletionProtection", False)
            cluster["upgradePolicy"] = body.get("upgradePolicy") or {"supportType": "EXTENDED"}
            cluster["computeConfig"] = body.get("computeConfig") or {"enabled": False}
            cluster["storageConfig"] = body.get("storageConfig") or {"blockStorage": {"enabled": False}}
            # IAM takes issuers at https only, which AWS's are.
            issuer = f"https://oidc.eks.{eks.get_region()}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"
            cluster["identity"] = {"oidc": {"issuer": issuer}}
            if not cluster.get("certificateAuthority", {}).get("data"):
                cluster["certificateAuthority"] = {"data": "c2FuZGJveA=="}
        return answer

    @replaces(eks, "_delete_cluster")
    def delete_cluster(before, name):
        cluster = eks._clusters.get(name)
        if cluster and cluster.get("deletionProtection"):
            return eks._error(400, "InvalidRequestException", f"Cluster {name} has deletion protection enabled.")
        if cluster and any(key.startswith(f"{name}/") for key in eks._nodegroups):
            return eks._error(409, "ResourceInUseException", f"Cluster {name} has nodegroups attached.")
        if cluster and any(key.startswith(f"{name}/") for key in capabilities):
            return eks._error(409, "ResourceInUseException", f"Cluster {name} has capabilities attached.")
        return before(name)

    @replaces(eks, "_create_nodegroup")
    def create_nodegroup(before, cluster_name, body):
        answer = before(cluster_name, body)
        if answer[0] < 300:
            group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
            group["updateConfig"] = body.get("updateConfig") or {"maxUnavailable": 1}
            if body.get("launchTemplate"):
                group["launchTemplate"] = body["launchTemplate"]
            if body.get("version"):
                group["version"] = body["version"]
        return answer

    # --- capabilities: our own answers, as no emulator here has them. Everything is done at once, and nothing runs.

    capabilities = AccountRegionScopedDict()

    @replaces(eks, "reset")
    def reset(before):
        capabilities.clear()
        return before()

    def capability_calls(method, cluster, name, body):
        if cluster not in eks._clusters:
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {cluster}.")
        if name is None and method == "GET":
            mine = [one for key, one in capabilities.items() if key.startswith(f"{cluster}/")]
            return eks._json_resp(200, {"capabilities": mine})
        if name is None:
            return create_capability(cluster, body)
        found = capabilities.get(f"{cluster}/{name}")
        if found is None:
            return eks._error(404, "ResourceNotFoundException", f"No capability found for name: {name}.")
        if method == "DELETE":
            capabilities.pop(f"{cluster}/{name}", None)
            eks._tags.pop(found["arn"], None)
            eks._delete_access_entry(cluster, found["roleArn"])
            return eks._json_resp(200, {"capability": {**found, "status": "DELETING"}})
        if method == "POST":
            return update_capability(found, body)
        return eks._json_resp(200, {"capability": found})

    def create_capability(cluster, body):
        name = body["capabilityName"]
        if f"{cluster}/{name}" in capabilities:
            return eks._error(409, "ResourceInUseException", f"Capability already exists with name: {name}")
        arn = f"arn:aws:eks:{eks.get_region()}:{eks.get_account_id()}:capability/{cluster}/{body['type'].lower()}/{name}/{uuid.uuid4()}"
        configuration = body.get("configuration") or {}
        argo = configuration.get("argoCd")
        if argo is not None:
            argo.setdefault("namespace", "argocd")
            argo["serverUrl"] = f"https://{uuid.uuid4().hex[:12]}.eks-capabilities.{eks.get_region()}.amazonaws.com"
        made = {
            "capabilityName": name,
            "arn": arn,
            "clusterName": cluster,
            "type": body["type"],
            "roleArn": body["roleArn"],
            "status": "ACTIVE",
            "version": "1.0",
            "configuration": configuration,
            "tags": body.get("tags") or {},
            "health": {"issues": []},
            "deletePropagationPolicy": body["deletePropagationPolicy"],
        }
        capabilities[f"{cluster}/{name}"] = made
        eks._tags[arn] = dict(made["tags"])
        # EKS lets the role in by itself, and allows it nothing there.
        eks._create_access_entry(cluster, {"principalArn": body["roleArn"], "type": "STANDARD"})
        return eks._json_resp(200, {"capability": made})

    def update_capability(found, body):
        if body.get("roleArn"):
            found["roleArn"] = body["roleArn"]
        asked = (body.get("configuration") or {}).get("argoCd") or {}
        argo = found["configuration"].get("argoCd") or {}
        roles = asked.get("rbacRoleMappings") or {}
        changed = roles.get("addOrUpdateRoleMappings", [])
        others = [role["role"] for role in changed + roles.get("removeRoleMappings", [])]
        kept = [role for role in argo.get("rbacRoleMappings", []) if role["role"] not in others]
        argo["rbacRoleMappings"] = kept + changed
        if asked.get("networkAccess") is not None:
            argo["networkAccess"] = asked["networkAccess"]
        return done("ConfigUpdate")

    # --- pod identity associations could not be tagged.

    @replaces(eks, "_resolve_tag_resource_arn")
    def resolve_tag_resource_arn(before, arn):
        if ":capability/" in arn and any(one["arn"] == arn for one in capabilities.values()):
            return arn, None
        if ":podidentityassociation/" not in arn:
            return before(arn)
        if any(one["associationArn"] == arn for one in eks._pod_identity_associations.values()):
            return arn, None
        return None, eks._tag_resource_not_found(arn)

    # Everything showed the tags that it was made with for ever.

    def show_tags(arn):
        stores = [
            ("arn", eks._clusters),
            ("nodegroupArn", eks._nodegroups),
            ("addonArn", eks._addons),
            ("accessEntryArn", eks._access_entries),
            ("associationArn", eks._pod_identity_associations),
            ("arn", capabilities),
        ]
        for key, store in stores:
            for one in store.values():
                if one.get(key) == arn:
                    one["tags"] = dict(eks._tags.get(arn) or {})

    for name in ("_tag_resource", "_untag_resource"):

        @replaces(eks, name)
        def retag(before, arn, asked):
            answer = before(arn, asked)
            show_tags(arn)
            return answer

    def done(kind):
        update = {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "params": [], "errors": []}
        return eks._json_resp(200, {"update": update})

    def configure(cluster, body):
        kinds = [
            keys
            for keys in (
                ["deletionProtection"],
                ["accessConfig"],
                ["logging"],
                ["resourcesVpcConfig"],
                ["computeConfig", "storageConfig", "kubernetesNetworkConfig"],
                ["upgradePolicy"],
            )
            if any(body.get(key) is not None for key in keys)
        ]
        if len(kinds) != 1:
            return eks._error(400, "InvalidParameterException", "Only one type of update can be allowed.")
        for key in kinds[0]:
            if body.get(key) is None:
                continue
            if key == "deletionProtection":
                cluster[key] = body[key]
            elif key == "logging":
                logs = {log: s["enabled"] for s in body[key]["clusterLogging"] for log in s.get("types", [])}
                setups = [{"types": [k for k, v in logs.items() if v == on], "enabled": on} for on in (True, False)]
                cluster[key] = {"clusterLogging": setups}
            else:
                cluster[key] = {**(cluster.get(key) or {}), **body[key]}
        return done("ConfigUpdate")

    def configure_group(group, body):
        for key in ("scalingConfig", "updateConfig"):
            if body.get(key):
                group[key] = {**(group.get(key) or {}), **body[key]}
        labels = body.get("labels") or {}
        kept = {k: v for k, v in (group.get("labels") or {}).items() if k not in labels.get("removeLabels", [])}
        group["labels"] = {**kept, **labels.get("addOrUpdateLabels", {})}
        taints = body.get("taints") or {}
        changed = taints.get("removeTaints", []) + taints.get("addOrUpdateTaints", [])
        names = [(taint.get("key"), taint.get("effect")) for taint in changed]
        kept = [t for t in group.get("taints") or [] if (t.get("key"), t.get("effect")) not in names]
        group["taints"] = [*kept, *taints.get("addOrUpdateTaints", [])]
        return done("ConfigUpdate")

    @replaces(eks, "_handle_request_sync")
    def handle(before, method, path, headers, body_bytes, query_params):
        found = re.fullmatch(r"/clusters/([^/]+)/capabilities(?:/([^/]+))?", path)
        if found:
            return capability_calls(method, *found.groups(), json.loads(body_bytes) if body_bytes else {})
        if method == "GET" and path.rstrip("/") == "/cluster-versions":
            known = [{"clusterVersion": f"1.{minor}", "clusterType": "eks"} for minor in range(35, 30, -1)]
            return eks._json_resp(200, {"clusterVersions": known})
        found = re.fullmatch(r"/clusters/([^/]+)(?:/node-groups/([^/]+))?/(update-config|update-version|updates)(?:/(.+))?", path)
        if not found:
            return before(method, path, headers, body_bytes, query_params)
        name, group_name, what, update = found.groups()
        cluster = eks._clusters.get(name)
        group = eks._nodegroups.get(f"{name}/{group_name}") if group_name else None
        if cluster is None or (group_name and group is None):
            return eks._error(404, "ResourceNotFoundException", f"No cluster found for name: {name}.")
        if method == "GET":
            answer = {"id": update, "status": "Successful", "type": "ConfigUpdate", "params": [], "errors": []}
            return eks._json_resp(200, {"update": answer} if update else {"updateIds": []})
        body = json.loads(body_bytes) if body_bytes else {}
        if group is not None and what == "update-config":
            return configure_group(group, body)
        if group is not None:
            for key in ("version", "launchTemplate"):
                if body.get(key):
                    group[key] = body[key]
            return done("VersionUpdate")
        if what == "update-config":
            return configure(cluster, body)
        cluster["version"] = body["version"]
        return done("VersionUpdate")


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

    # --- a change of a function ended the calls of functions of the same name in other accounts.

    @replaces(lambda_svc, "invalidate_worker")
    def invalidate_worker(before, name, qualifier=None, account=None, region=None):
        return before(name, qualifier, account or get_account_id(), region or get_region())


def data_keys():
    import base64

    from ministack.core.responses import error_response_json
    from ministack.services import kms

    # --- Decrypt with the KeyId of another symmetric key returned bytes that are no plaintext. AWS refuses it (KMS API
    # reference, Decrypt: IncorrectKeyException). A ciphertext begins with the id of the key that encrypted it.

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
