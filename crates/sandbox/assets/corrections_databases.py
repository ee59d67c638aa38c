"""Corrections to RDS in moto 5.2.5. As in corrections.py, each looks up the replaced function by name and is listed
in QUIRKS.md.
"""

from corrections import replaces


def apply():
    from moto.core.responses import ActionResult, PaginatedResult
    from moto.rds.exceptions import RDSClientError
    from moto.rds.models import RDSBackend, rds_backends
    from moto.rds.responses import RDSResponse

    def fail(code, message):
        raise RDSClientError(code, message)

    def everywhere(self):
        return [backend for backend in rds_backends[self.account_id].values()]

    # --- subnet groups: duplicates were accepted, a change deleted the group, and one in use could be deleted.

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

    # --- clusters: duplicates were accepted, and some changes were ignored.

    @replaces(RDSBackend, "create_db_cluster")
    def create_db_cluster(before, self, kwargs):
        name = kwargs.get("db_cluster_identifier")
        if name in self.clusters:
            fail("DBClusterAlreadyExistsFault", f"DB cluster {name} already exists.")
        return before(self, kwargs)

    # A cluster that had left its global cluster could still refer to it, and was then rejected because it was not a
    # member.

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

    # --- global clusters: tags were lost, duplicates were accepted, nothing could be changed, members left in one
    # region only, and a tag call looked for them in the caller's region.

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
        fail("DBClusterNotFoundFault", f"{db_cluster_identifier} is not a member of {global_cluster_identifier}.")

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

    # --- orderable options: there was no list of versions, and classes for old versions only.

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
