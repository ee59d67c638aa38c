"""Rules of AWS for network load balancers and their targets that moto 5.2.5 does not have.

Each begins with `rule:` and its name; AWS-RULES.md has its source and the test that needs it. As in corrections.py,
each looks up the replaced function by name.
"""

from corrections import replaces


def apply(RESTError):
    from moto.elbv2.models import AvailabilityZone, ELBv2Backend, FakeLoadBalancer
    from moto.elbv2.responses import ELBV2Response

    network_balancers(RESTError, AvailabilityZone, ELBv2Backend, FakeLoadBalancer)
    network_targets(RESTError, ELBv2Backend, ELBV2Response)
    mutual_authentication(RESTError, ELBV2Response)


def network_balancers(RESTError, AvailabilityZone, ELBv2Backend, FakeLoadBalancer):
    """Subnets, addresses, groups and attributes of network load balancers."""

    # rule: static-addresses. moto dropped the addresses of subnet mappings.
    def addresses(self, balancer, mappings):
        kept = getattr(balancer, "static_addresses", {})
        balancer.static_addresses = {}
        for mapping in mappings or []:
            address = {}
            if mapping.get("AllocationId"):
                address["AllocationId"] = mapping["AllocationId"]
                found = self.ec2_backend.describe_addresses(allocation_ids=[mapping["AllocationId"]])
                address["IpAddress"] = found[0].public_ip
            if mapping.get("PrivateIPv4Address"):
                address["PrivateIPv4Address"] = mapping["PrivateIPv4Address"]
            if address:
                balancer.static_addresses[mapping["SubnetId"]] = [address]
        for subnet, given in kept.items():
            remains = subnet in {one.id for one in balancer.subnets}
            if remains and balancer.static_addresses.get(subnet) != given:
                raise RESTError("InvalidConfigurationRequest", f"The address of the subnet {subnet} cannot be changed")

    def zones(self):
        found = [AvailabilityZone(subnet) for subnet in self.subnets]
        for zone in found:
            zone.load_balancer_addresses = getattr(self, "static_addresses", {}).get(zone.subnet_id, [])
        return found

    assert isinstance(FakeLoadBalancer.availability_zones, property)
    FakeLoadBalancer.availability_zones = property(zones)

    @replaces(ELBv2Backend, "create_load_balancer")
    def create_load_balancer(before, self, *args, subnet_mappings=None, loadbalancer_type=None, **kwargs):
        static = [one for one in subnet_mappings or [] if one.get("AllocationId") or one.get("PrivateIPv4Address")]
        if static and loadbalancer_type != "network":
            raise RESTError("ValidationError", "You can specify addresses for network load balancers only")
        given = {"subnet_mappings": subnet_mappings, "loadbalancer_type": loadbalancer_type}
        balancer = before(self, *args, **given, **kwargs)
        addresses(self, balancer, subnet_mappings)
        return balancer

    @replaces(ELBv2Backend, "set_subnets")
    def set_subnets(before, self, arn, subnets, subnet_mappings):
        balancer = self.load_balancers.get(arn)
        if balancer is None or balancer.type != "network":
            return before(self, arn, subnets, subnet_mappings)
        # One zone is enough for a network load balancer.
        wanted = [*subnets, *[one["SubnetId"] for one in subnet_mappings]]
        found = [self.ec2_backend.get_subnet(one) for one in wanted]
        old, balancer.subnets = balancer.subnets, found
        try:
            addresses(self, balancer, subnet_mappings)
        except RESTError:
            balancer.subnets = old
            raise
        return balancer.availability_zones

    # rule: network-balancer-groups
    @replaces(ELBv2Backend, "set_security_groups")
    def set_security_groups(before, self, arn, sec_groups):
        balancer = self.load_balancers.get(arn)
        if balancer is not None and balancer.type == "network" and not (balancer.security_groups and sec_groups):
            message = "You cannot set security groups of a network load balancer that was created without, or remove all"
            raise RESTError("InvalidConfigurationRequest", message)
        return before(self, arn, sec_groups)

    # rule: balancer-attributes
    network_only = ("load_balancing.cross_zone.", "dns_record.", "secondary_ips.")
    application_only = ("idle_timeout.", "client_keep_alive.", "connection_logs.", "routing.", "waf.", "health_check_logs.")

    @replaces(ELBv2Backend, "modify_load_balancer_attributes")
    def modify_load_balancer_attributes(before, self, arn, attrs):
        balancer = self.load_balancers.get(arn)
        refused = application_only if balancer is not None and balancer.type == "network" else network_only
        for key in attrs if balancer is not None else ():
            if key.startswith(refused):
                message = f"Load balancer attribute key '{key}' is not supported on load balancers with type '{balancer.type}'"
                raise RESTError("InvalidConfigurationRequest", message)
        return before(self, arn, attrs)


def network_targets(RESTError, ELBv2Backend, ELBV2Response):
    """Health checks and attributes of target groups."""

    # rule: health-check-protocol
    def check(protocol, health, path, matcher):
        if protocol in ("HTTP", "HTTPS") and health == "TCP":
            raise RESTError("InvalidConfigurationRequest", f"TCP health checks are not supported for {protocol} targets")
        if health == "TCP" and (path or matcher):
            raise RESTError("InvalidConfigurationRequest", "A TCP health check has neither a path nor a matcher")

    @replaces(ELBv2Backend, "create_target_group")
    def create_target_group(before, self, name, **kwargs):
        check(
            kwargs.get("protocol"), kwargs.get("healthcheck_protocol"), kwargs.get("healthcheck_path"),
            kwargs.get("matcher"),
        )
        group = before(self, name, **kwargs)
        if group.health_check_protocol == "TCP":
            group.health_check_path = None
        # rule: target-group-defaults. moto returns the attributes of an application load balancer for every group.
        if group.protocol not in ("HTTP", "HTTPS", None):
            for key in ("load_balancing.algorithm.type", "slow_start.duration_seconds", "waf.fail_open.enabled"):
                group.attributes.pop(key, None)
            datagrams = group.protocol in ("UDP", "TCP_UDP")
            preserved = datagrams or group.target_type != "ip"
            group.attributes["preserve_client_ip.enabled"] = str(preserved).lower()
            group.attributes["proxy_protocol_v2.enabled"] = "false"
            group.attributes["deregistration_delay.connection_termination.enabled"] = str(datagrams).lower()
        return group

    @replaces(ELBV2Response, "modify_target_group")
    def modify_target_group(before, self):
        group = self.elbv2_backend.target_groups.get(self._get_param("TargetGroupArn"))
        matcher, path = self._get_params().get("Matcher"), self._get_param("HealthCheckPath")
        if group is not None:
            health = self._get_param("HealthCheckProtocol") or group.health_check_protocol
            check(group.protocol, health, path, matcher)
            group.matcher = getattr(group, "matcher", None) or {"HttpCode": "200"}
        answer = before(self)
        if matcher:
            group.matcher = matcher
        if group.health_check_protocol == "TCP":
            group.health_check_path = None
            del group.matcher
        return answer

    # rule: target-group-attributes
    network_only = ("preserve_client_ip.", "proxy_protocol_v2.", "deregistration_delay.connection_termination.")
    application_only = ("load_balancing.algorithm.", "slow_start.")

    @replaces(ELBv2Backend, "modify_target_group_attributes")
    def modify_target_group_attributes(before, self, target_group_arn, attributes):
        group = self.target_groups.get(target_group_arn)
        if group is not None:
            refused = network_only if group.protocol in ("HTTP", "HTTPS") else application_only
            for key in attributes:
                if key.startswith(refused):
                    message = f"Target group attribute key '{key}' is not supported for the protocol {group.protocol}"
                    raise RESTError("InvalidConfigurationRequest", message)
            if attributes.get("preserve_client_ip.enabled") == "false" and group.protocol in ("UDP", "TCP_UDP"):
                message = "Client IP preservation cannot be disabled for UDP and TCP_UDP target groups"
                raise RESTError("InvalidConfigurationRequest", message)
        return before(self, target_group_arn, attributes)


def mutual_authentication(RESTError, ELBV2Response):
    """The certificates of clients of HTTPS listeners."""

    OF_VERIFY = ("TrustStoreArn", "IgnoreClientCertificateExpiry", "AdvertiseTrustStoreCaNames")

    # rule: mutual-authentication. moto dropped it.
    def keep(self, before, protocol, find):
        given = self._get_param("MutualAuthentication")
        if given is not None:
            verifies = given.get("Mode") == "verify"
            if protocol != "HTTPS":
                raise RESTError("ValidationError", "Mutual authentication is only supported for HTTPS listeners")
            if verifies and not given.get("TrustStoreArn"):
                raise RESTError("ValidationError", "A trust store ARN must be specified with the mode verify")
            if not verifies and any(given.get(name) is not None for name in OF_VERIFY):
                raise RESTError("ValidationError", "The mode verify is required for the settings of trust stores")
        answer = before(self)
        listener = find()
        if given is not None:
            listener.mutual_authentication = given
        elif listener.protocol == "HTTPS" and not getattr(listener, "mutual_authentication", None):
            listener.mutual_authentication = {"Mode": "off"}
        return answer

    @replaces(ELBV2Response, "create_listener")
    def create_listener(before, self):
        port, balancer = str(self._get_param("Port")), self._get_param("LoadBalancerArn")

        def find():
            listeners = self.elbv2_backend.describe_listeners(load_balancer_arn=balancer, listener_arns=[])
            return next(listener for listener in listeners if str(listener.port) == port)

        return keep(self, before, self._get_param("Protocol"), find)

    @replaces(ELBV2Response, "modify_listener")
    def modify_listener(before, self):
        arn = self._get_param("ListenerArn")

        def find():
            return self.elbv2_backend.describe_listeners(load_balancer_arn=None, listener_arns=[arn])[0]

        return keep(self, before, self._get_param("Protocol") or find().protocol, find)
