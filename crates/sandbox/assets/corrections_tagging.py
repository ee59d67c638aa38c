"""Corrections to the Resource Groups Tagging API of moto 5.2.5 and ministack 1.5.33: what their lists lacked, each read
from the emulator's own state. The gateway makes one list of both, filters and pages it (src/gateway/tagging.rs), so
that each emulator is asked for whole services and answers in one page. Listed in QUIRKS.md.
"""

from corrections import replaces


def apply_to_moto():
    from moto.core.resource_tagging import TaggableResourcesMixin, TaggedResource
    from moto.ec2.models import EC2Backend
    from moto.ecr.models import ECRBackend
    from moto.elbv2.models import ELBv2Backend
    from moto.rds.models import RDSBackend
    from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend

    # --- pages were built from a generator over resources that can change between two pages.

    @replaces(ResourceGroupsTaggingAPIBackend, "get_resources")
    def get_resources(before, self, resource_type_filters=None, **others):
        return None, list(self._get_resources_generator(resource_type_filters=resource_type_filters))

    # --- some ARNs of EC2 had types of moto's own.

    @replaces(EC2Backend, "iter_tagged_resources")
    def tagged_in_ec2(before, self):
        for one in before(self):
            for ours, theirs in ((":vpc-flow-log/", ":flow-logs/"), (":prefix-list/", ":managed-prefix-lists/")):
                one.arn = one.arn.replace(theirs, ours)
            yield one

    # --- listeners and rules were missing.

    @replaces(ELBv2Backend, "iter_tagged_resources")
    def tagged_in_load_balancing(before, self):
        yield from before(self)
        for balancer in self.load_balancers.values():
            for listener in balancer.listeners.values():
                for one in (listener, *listener.rules.values()):
                    kind = "listener" if one is listener else "listener-rule"
                    tags = self.tagging_service.get_tag_dict_for_resource(one.arn)
                    yield TaggedResource(one.arn, tags, f"elasticloadbalancing:{kind}")

    # --- RDS's groups and global clusters were missing.

    @replaces(RDSBackend, "iter_tagged_resources")
    def tagged_in_rds(before, self):
        yield from before(self)
        stores = (
            self.subnet_groups,
            self.db_parameter_groups,
            self.db_cluster_parameter_groups,
            self.option_groups,
            self.global_clusters,
        )
        for one in (one for store in stores for one in store.values()):
            tags = {tag["Key"]: tag["Value"] for tag in one.get_tags()}
            yield TaggedResource(one.arn, tags, f"rds:{one.resource_type}")

    # --- repositories were missing: ECR was not included.

    def tagged_in_ecr(self):
        for one in self.repositories.values():
            tags = self.tagger.get_tag_dict_for_resource(one.arn)
            yield TaggedResource(one.arn, tags, "ecr:repository")

    assert not issubclass(ECRBackend, TaggableResourcesMixin)
    ECRBackend.SERVICE_NAMESPACE = "ecr"
    ECRBackend.iter_tagged_resources = tagged_in_ecr
    ECRBackend.__bases__ += (TaggableResourcesMixin,)


def apply_to_ministack():
    from ministack.services import acm, cloudwatch, cloudwatch_logs, eks, route53, tagging

    # --- five services were missing.

    def pairs(tags):
        return [{"Key": key, "Value": value or ""} for key, value in (tags or {}).items()]

    def certificates():
        for arn, one in acm._certificates.items():
            yield arn, one.get("Tags") or []

    def alarms():
        for store in (cloudwatch._alarms, cloudwatch._composite_alarms):
            for one in store.values():
                yield one["AlarmArn"], pairs(cloudwatch._resource_tags.get(one["AlarmArn"]))

    def log_groups():
        for one in cloudwatch_logs._log_groups.values():
            yield one["arn"].removesuffix(":*"), pairs(one.get("tags"))

    def clusters():
        for arn, tags in eks._tags.items():
            yield arn, pairs(tags)

    def zones():
        for kind, store in (("hostedzone", route53._zones), ("healthcheck", route53._health_checks)):
            for one in store:
                yield f"arn:aws:route53:::{kind}/{one}", pairs(route53._tags.get((kind, one)))

    added = {"acm": certificates, "cloudwatch": alarms, "logs": log_groups, "eks": clusters, "route53": zones}
    known = added.keys() & tagging._COLLECTORS.keys()
    if known:
        raise LookupError(f"ministack lists the tags of {known} itself")
    tagging._COLLECTORS.update(added)

    # --- a service whose tags could not be read was omitted silently.

    def get_resources(data):
        services = {kind.split(":")[0] for kind in data.get("ResourceTypeFilters", [])}
        collect = dict.fromkeys(one for service, one in tagging._COLLECTORS.items() if service in services)
        found = [{"ResourceARN": arn, "Tags": tags} for one in collect for arn, tags in one()]
        return tagging._json({"ResourceTagMappingList": found, "PaginationToken": ""})

    assert "GetResources" in tagging._HANDLERS
    tagging._HANDLERS["GetResources"] = get_resources
