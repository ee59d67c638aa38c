"""Rules of AWS for databases that moto 5.2.5 does not have.

Each begins with `rule:` and its name; AWS-RULES.md has its source and the test that needs it. As in corrections.py,
each looks up the replaced function by name.
"""

from corrections import replaces


def apply():
    from moto.rds.exceptions import RDSClientError
    from moto.rds.models import DBCluster, RDSBackend

    FIELDS = {
        "enable_performance_insights": "performance_insights_enabled",
        "performance_insights_retention_period": "performance_insights_retention_period",
        "performance_insights_kms_key_id": "performance_insights_kms_key_id",
        "database_insights_mode": "database_insights_mode",
    }

    def take(kwargs):
        found = {field: kwargs.pop(key) for key, field in FIELDS.items() if kwargs.get(key) is not None}
        for key in FIELDS:
            kwargs.pop(key, None)
        return found

    # rule: advanced-insights
    def check(there, wanted):
        has = {**there, **wanted}
        advanced = has.get("database_insights_mode") == "advanced"
        months = has.get("performance_insights_retention_period")
        if advanced and not (has.get("performance_insights_enabled") and months == 465):
            message = "To enable the Advanced mode of Database Insights, set PerformanceInsightsEnabled and a retention of 465"
            raise RDSClientError("InvalidParameterCombination", message)
        if months is not None and months not in (7, 731, *[31 * month for month in range(1, 24)]):
            raise RDSClientError("InvalidParameterValue", f"Invalid Performance Insights retention period: {months}")

    def apply_to(thing, wanted):
        if wanted.get("performance_insights_enabled"):
            wanted = {"performance_insights_retention_period": 7, **wanted}
        for field, value in wanted.items():
            setattr(thing, field, value)
        if wanted.get("performance_insights_enabled") is False:
            thing.performance_insights_retention_period = None

    # rule: standard-storage. RDS does not return the type of Aurora Standard. moto's default is hidden from the first moment on,
    # because other calls read a cluster while it is created.
    def storage_type(cluster):
        chosen = cluster.__dict__.get("storage_type")
        is_shown = not cluster.engine.startswith("aurora") or chosen == "aurora-iopt1"
        return chosen if is_shown else None

    def set_storage_type(cluster, chosen):
        cluster.__dict__["storage_type"] = chosen

    DBCluster.storage_type = property(storage_type, set_storage_type)

    # moto has no sizes for the types of Aurora.
    @replaces(DBCluster, "default_allocated_storage")
    def default_allocated_storage(before, engine, storage_type):
        return before(engine, storage_type if storage_type in ("gp2", "io1", "standard") else "gp2")

    @replaces(RDSBackend, "create_db_cluster")
    def create_db_cluster(before, self, kwargs):
        given = getattr(self, "_given", None)
        if given is not None:
            for key in ("storage_type", "tags", *FIELDS, *FIELDS.values()):
                if key not in given:
                    kwargs.pop(key, None)
        wanted = take(kwargs)
        check({}, wanted)
        cluster = before(self, kwargs)
        apply_to(cluster, wanted)
        return cluster

    @replaces(RDSBackend, "modify_db_cluster")
    def modify_db_cluster(before, self, kwargs):
        wanted = take(kwargs)
        cluster = self.clusters.get(kwargs["db_cluster_identifier"])
        check({field: getattr(cluster, field, None) for field in FIELDS.values()}, wanted)
        answer = before(self, kwargs)
        for one in (answer, self.clusters[answer.db_cluster_identifier]):
            apply_to(one, wanted)
        # rule: inherited-insights
        for instance in self.databases.values():
            if instance.db_cluster_identifier == answer.db_cluster_identifier:
                apply_to(instance, wanted)
        return answer

    @replaces(RDSBackend, "create_db_instance")
    def create_db_instance(before, self, db_kwargs):
        wanted = take(db_kwargs)
        check({}, wanted)
        # rule: instances-across-zones. Aurora chooses a zone of the subnet group: one without an instance, if there is one.
        of = self.clusters.get(db_kwargs.get("db_cluster_identifier") or "")
        group = self.subnet_groups.get(of.db_subnet_group_name) if of is not None else None
        if group is not None and of.engine.startswith("aurora") and not db_kwargs.get("availability_zone"):
            taken = [member.availability_zone for member in of.members]
            zones = sorted({subnet.availability_zone for subnet in group._subnets})
            db_kwargs["availability_zone"] = min(zones, key=taken.count)
        instance = before(self, db_kwargs)
        cluster = self.clusters.get(getattr(instance, "db_cluster_identifier", None) or "")
        if getattr(cluster, "performance_insights_enabled", False):
            wanted = {field: getattr(cluster, field, None) for field in FIELDS.values()}
        apply_to(instance, wanted)
        return instance

    @replaces(RDSBackend, "modify_db_instance")
    def modify_db_instance(before, self, db_instance_identifier, db_kwargs):
        wanted = take(db_kwargs)
        instance = before(self, db_instance_identifier, db_kwargs)
        apply_to(self.databases[db_instance_identifier], wanted)
        return instance

    # rule: restored-settings. A restored cluster has the user of its source, and not its tags, storage type and insights.
    def restore(self, given, call):
        self._given = {key for key, value in given.items() if value is not None}
        try:
            return call()
        finally:
            self._given = None

    @replaces(RDSBackend, "restore_db_cluster_from_snapshot")
    def restore_db_cluster_from_snapshot(before, self, from_snapshot_id, overrides):
        return restore(self, overrides, lambda: before(self, from_snapshot_id, overrides))

    @replaces(RDSBackend, "restore_db_cluster_to_point_in_time")
    def restore_db_cluster_to_point_in_time(before, self, **given):
        return restore(self, given, lambda: before(self, **given))
