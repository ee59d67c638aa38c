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

    # The global cluster that a cluster is a member of.

    def global_of(self, cluster):
        for one in rds_backends[self.account_id]["us-east-1"].global_clusters.values():
            if any(member.db_cluster_arn == cluster.db_cluster_arn for member in one.members):
                return one
        return None

    def major(version):
        return version.split(".")[0]

    # rule: global-upgrade-order. Minor versions are upgraded cluster by cluster, secondaries first; major ones together.

    def check_upgrade(self, cluster, wanted):
        named = global_of(self, cluster)
        if named is None or wanted == cluster.engine_version:
            return
        if major(wanted) != major(cluster.engine_version):
            fail("InvalidParameterCombination", "Upgrade the major version of a global database with ModifyGlobalCluster.")
        lower = [one for one in named.members if not one.is_writer and one.engine_version != wanted]
        if cluster.is_writer and lower:
            fail(
                "InvalidParameterCombination",
                f"Cannot upgrade DB cluster {cluster.db_cluster_identifier} as global replica(s) are running lower version. "
                "Please upgrade global replicas first",
            )

    # rule: pending-changes. Changes of versions and classes take effect after a while: a cluster or an instance is first `available` with the
    # new value among its pending ones, then busy, then changed.

    def begin(thing, shape, field, value, busy):
        thing.pending_modified_values = {shape: value}
        thing._change = [field, value, busy, 2]

    def advance(thing):
        field, value, busy, left = getattr(thing, "_change", None) or (None, None, None, None)
        if field is None:
            return
        thing._change[3] -= 1
        if left == 1:
            thing.status = busy
            thing.pending_modified_values = {}
        elif left == 0:
            setattr(thing, field, value)
            thing.status, thing._change = "available", None

    @replaces(RDSBackend, "modify_db_cluster")
    def modify_db_cluster(before, self, kwargs):
        logs = kwargs.pop("cloudwatch_logs_export_configuration", None) or {}
        iam = kwargs.pop("enable_iam_database_authentication", None)
        forwards = kwargs.pop("enable_global_write_forwarding", None)
        cluster = self.clusters.get(kwargs["db_cluster_identifier"])
        wanted = kwargs.pop("engine_version", None)
        if cluster and getattr(cluster, "_change", None):
            fail("InvalidDBClusterStateFault", f"DB cluster {cluster.db_cluster_identifier} is being changed.")
        if cluster and wanted:
            # rule: upgrade-needs-an-instance
            name = cluster.db_cluster_identifier
            if all(one.db_cluster_identifier != name for one in self.databases.values()):
                message = f"Cannot modify engine version without a primary instance in DB cluster {name}"
                fail("InvalidDBClusterStateFault", message)
            check_upgrade(self, cluster, wanted)
        answer = before(self, kwargs)
        cluster = self.clusters[answer.db_cluster_identifier]
        for one in (answer, cluster):
            if logs:
                off = logs.get("disable_log_types") or logs.get("DisableLogTypes") or []
                on = logs.get("enable_log_types") or logs.get("EnableLogTypes") or []
                kept = [log for log in one.enabled_cloudwatch_logs_exports if log not in [*off, *on]]
                one.enabled_cloudwatch_logs_exports = [*kept, *on]
            if iam is not None:
                one.iam_auth = iam
            if forwards is not None:
                one._global_write_forwarding_requested = forwards
        if wanted and wanted != cluster.engine_version:
            begin(cluster, "EngineVersion", "engine_version", wanted, "upgrading")
        return answer

    @replaces(RDSBackend, "describe_db_clusters")
    def describe_db_clusters(before, self, *args, **kwargs):
        for cluster in self.clusters.values():
            advance(cluster)
            named = global_of(self, cluster) if cluster.is_writer else None
            if named is not None:
                named.engine_version = cluster.engine_version
        return before(self, *args, **kwargs)

    @replaces(RDSBackend, "modify_db_instance")
    def modify_db_instance(before, self, db_instance_identifier, db_kwargs):
        instance = self.databases.get(db_instance_identifier)
        if instance is not None and getattr(instance, "_change", None):
            fail("InvalidDBInstanceState", f"DB instance {db_instance_identifier} is being changed.")
        wanted = db_kwargs.pop("db_instance_class", None)
        answer = before(self, db_instance_identifier, db_kwargs)
        if wanted and wanted != answer.db_instance_class:
            begin(answer, "DBInstanceClass", "db_instance_class", wanted, "modifying")
        return answer

    @replaces(RDSBackend, "describe_db_instances")
    def describe_db_instances(before, self, *args, **kwargs):
        for instance in self.databases.values():
            advance(instance)
        return before(self, *args, **kwargs)

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
        refuse_while_moving(cluster)
        if self.params.get("DeletionProtection") is not None:
            cluster.deletion_protection = self.params["DeletionProtection"]
        wanted = self.params.get("EngineVersion")
        if wanted and wanted != cluster.engine_version:
            if major(wanted) == major(cluster.engine_version):
                message = "ModifyGlobalCluster doesn't support minor version upgrades for Aurora global databases."
                fail("InvalidParameterValue", message)
            if not self.params.get("AllowMajorVersionUpgrade"):
                message = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
                fail("InvalidParameterCombination", message)
            cluster.engine_version = wanted
            for member in cluster.members:
                begin(member, "EngineVersion", "engine_version", wanted, "upgrading")
                # rule: default-groups-after-major-upgrade
                member.parameter_group = f"default.{family(cluster.engine, wanted)}"
        return ActionResult({"GlobalCluster": cluster})

    assert not hasattr(RDSResponse, "modify_global_cluster")
    RDSResponse.modify_global_cluster = modify_global_cluster

    # rule: writer-moves. A move goes on without its caller: the writer changes at its end, and meanwhile the database
    # refuses other changes.

    def look_at(cluster):
        if getattr(cluster, "_move", None) is None:
            return
        target, cluster._looks = cluster._move, cluster._looks - 1
        if cluster._looks < 0:
            for member in cluster.members:
                member.is_writer = member.db_cluster_arn == target
            cluster._move, cluster.failover_state, cluster.status = None, None, "available"

    @replaces(RDSBackend, "describe_global_clusters")
    def describe_global_clusters(before, self, *args, **kwargs):
        for cluster in rds_backends[self.account_id]["us-east-1"].global_clusters.values():
            look_at(cluster)
        return before(self, *args, **kwargs)

    def refuse_while_moving(cluster):
        look_at(cluster)
        if getattr(cluster, "_move", None):
            name = cluster.global_cluster_identifier
            fail("InvalidGlobalClusterStateFault", f"Global cluster {name} is in state {cluster.status}.")

    def move_writer(self, loses_data):
        name, target = self.params["GlobalClusterIdentifier"], self.params["TargetDbClusterIdentifier"]
        cluster = global_clusters(self).get(name)
        if cluster is None:
            fail("GlobalClusterNotFoundFault", f"Global cluster {name} not found.")
        if all(member.db_cluster_arn != target for member in cluster.members):
            fail("InvalidParameterValue", f"{target} is not found in global cluster {name}")
        refuse_while_moving(cluster)
        cluster._move, cluster._looks = target, 3
        cluster.status = "failing-over" if loses_data else "switching-over"
        cluster.failover_state = {
            "Status": cluster.status,
            "FromDbClusterArn": next((one.db_cluster_arn for one in cluster.members if one.is_writer), None),
            "ToDbClusterArn": target,
            "IsDataLossAllowed": loses_data,
        }
        return ActionResult({"GlobalCluster": cluster})

    def switchover_global_cluster(self):
        return move_writer(self, False)

    def failover_global_cluster(self):
        return move_writer(self, bool(self.params.get("AllowDataLoss")))

    for moves in (switchover_global_cluster, failover_global_cluster):
        assert not hasattr(RDSResponse, moves.__name__)
        setattr(RDSResponse, moves.__name__, moves)

    @replaces(RDSResponse, "delete_global_cluster")
    def delete_global_cluster(before, self):
        name = self.params["GlobalClusterIdentifier"]
        if name not in global_clusters(self):
            fail("GlobalClusterNotFoundFault", f"Global cluster {name} not found.")
        refuse_while_moving(global_clusters(self)[name])
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
        # rule: no-longer-a-member
        message = f"{db_cluster_identifier} is not found in global cluster {global_cluster_identifier}"
        fail("InvalidParameterValue", message)

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
