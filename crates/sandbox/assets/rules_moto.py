"""Rules of AWS that moto 5.2.5 does not have: requests that AWS refuses, and effects that moto leaves out.

Each begins with `rule:` and its name; AWS-RULES.md has its source and the test that needs it. As in corrections.py,
each looks up the replaced function by name.
"""

import rules_balancers
import rules_databases
from corrections import replaces


def apply():
    groups()
    routes()
    network_acls()
    load_balancers()
    rules_databases.apply()
    transit_gateways()
    machines()
    parameters()
    secrets()
    policies()


def policies():
    from moto.iam.policy_validation import IAMPolicyDocumentValidator

    # rule: condition-numbers. moto refuses JSON numbers as values of conditions; a text of the number is checked instead.
    check = IAMPolicyDocumentValidator._validate_condition_syntax

    def as_text(value):
        if isinstance(value, list):
            return [as_text(one) for one in value]
        return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value

    def with_numbers(statement):
        condition = statement.get("Condition")
        if isinstance(condition, dict) and all(isinstance(keys, dict) for keys in condition.values()):
            texts = {operator: {key: as_text(value) for key, value in keys.items()} for operator, keys in condition.items()}
            statement = {**statement, "Condition": texts}
        check(statement)

    IAMPolicyDocumentValidator._validate_condition_syntax = staticmethod(with_numbers)


# The characters of names and descriptions of security groups and of descriptions of their rules.
GROUP_TEXT = r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}"


def groups():
    import re

    from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
    from moto.ec2.models import EC2Backend
    from moto.elbv2.models import elbv2_backends
    from moto.rds.models import rds_backends

    def users(self, group_id):
        """What refers to a group: interfaces, load balancers, clusters, and rules of other groups."""
        for eni in self.enis.values():
            if group_id in {group.id for group in eni.group_set}:
                yield eni.id
        for instance in self.all_instances():
            if instance.state != "terminated" and group_id in {group.id for group in instance.security_groups}:
                yield instance.id
        for balancer in elbv2_backends[self.account_id][self.region_name].load_balancers.values():
            if group_id in (balancer.security_groups or []):
                yield balancer.arn
        for cluster in rds_backends[self.account_id][self.region_name].clusters.values():
            if group_id in (cluster.vpc_security_group_ids or []):
                yield cluster.db_cluster_identifier
        for endpoint in self.vpc_end_points.values():
            alive = endpoint.state not in ("deleted", "deleting")
            if alive and group_id in (endpoint.security_group_ids or []):
                yield endpoint.id
        for groups in self.groups.values():
            for group in groups.values():
                rules = [*group.ingress_rules, *group.egress_rules]
                referred = {rule.source_group.get("GroupId") for rule in rules}
                if group.id != group_id and group_id in referred:
                    yield group.id

    # rule: security-group-in-use
    @replaces(EC2Backend, "delete_security_group")
    def delete_security_group(before, self, name=None, group_id=None):
        user = next(users(self, group_id), None) if group_id else None
        if user is not None:
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        return before(self, name=name, group_id=group_id)

    # rule: default-group-rules. moto has only the rule for outbound traffic.
    @replaces(EC2Backend, "create_vpc")
    def create_vpc(before, self, *args, **kwargs):
        from moto.ec2.models.security_groups import SecurityGroupRule

        vpc = before(self, *args, **kwargs)
        group = self.get_security_group_from_name("default", vpc_id=vpc.id)
        if not group.ingress_rules:
            members = {"GroupId": group.id, "UserId": self.account_id}
            rule = SecurityGroupRule(self, "-1", group.id, None, None, None, members, is_egress=False)
            group.ingress_rules.append(rule)
        return vpc

    # rule: default-acl-goes
    @replaces(EC2Backend, "delete_vpc")
    def delete_vpc(before, self, vpc_id):
        vpc = before(self, vpc_id)
        for acl in [acl for acl in self.network_acls.values() if acl.default and acl.vpc_id == vpc_id]:
            del self.network_acls[acl.id]
        return vpc

    # rule: security-group-texts
    def check_text(kind, text):
        if text and not re.fullmatch(GROUP_TEXT, text):
            allowed = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
            message = f"Invalid {kind}. Valid values are strings less than 256 characters from the following set: {allowed}"
            raise EC2ClientError("InvalidParameterValue", message)

    def check_descriptions(*lists):
        for peers in lists:
            for peer in peers or []:
                if isinstance(peer, dict):
                    check_text("rule description", peer.get("Description"))

    @replaces(EC2Backend, "create_security_group")
    def create_security_group(before, self, name, description, *args, **kwargs):
        check_text("group name", name)
        check_text("group description", description)
        return before(self, name, description, *args, **kwargs)

    for direction in ("authorize_security_group_ingress", "authorize_security_group_egress"):

        @replaces(EC2Backend, direction)
        def authorize(before, self, *args, **kwargs):
            check_descriptions(*(one for one in [*args, *kwargs.values()] if isinstance(one, list)))
            return before(self, *args, **kwargs)


def routes():
    from moto.ec2.exceptions import RouteAlreadyExistsError
    from moto.ec2.models import EC2Backend

    # rule: route-to-own-range
    @replaces(EC2Backend, "create_route")
    def create_route(before, self, route_table_id, destination_cidr_block, *args, **kwargs):
        table = self.get_route_table(route_table_id)
        local = {route.destination_cidr_block for route in table._routes.values() if route.local}
        if destination_cidr_block and not kwargs.get("local") and destination_cidr_block in local:
            raise RouteAlreadyExistsError(destination_cidr_block)
        # rule: route-exists. moto checks it for IPv4 only, and overwrites others.
        wanted = kwargs.get("destination_ipv6_cidr_block") or (args[0] if args else None)
        if wanted and wanted in {route.destination_ipv6_cidr_block for route in table._routes.values()}:
            raise RouteAlreadyExistsError(wanted)
        return before(self, route_table_id, destination_cidr_block, *args, **kwargs)


def network_acls():
    from moto.ec2.responses.network_acls import NetworkACLs

    # rule: network-acl-icmp. moto reads the type and the code of ICMP entries by the names of their parameters, although
    # its parameters have the names of the model.
    @replaces(NetworkACLs, "_get_param")
    def get_param(before, self, param_name, if_none=None):
        return before(self, param_name.replace("Icmp.", "IcmpTypeCode."), if_none)


def transit_gateways():
    from moto.ec2.exceptions import EC2ClientError
    from moto.ec2.models import EC2Backend

    # rule: transit-gateway-default-tables
    @replaces(EC2Backend, "modify_transit_gateway")
    def modify_transit_gateway(before, self, transit_gateway_id, description=None, options=None):
        gateway = self.transit_gateways[transit_gateway_id]
        for kind in ("Association", "Propagation"):
            option, table = f"DefaultRouteTable{kind}", f"{kind}DefaultRouteTableId"
            turned_on = (options or {}).get(option) == "enable" and gateway.options.get(option) == "disable"
            if turned_on and table not in options:
                raise EC2ClientError("InvalidParameterCombination", f"{option} needs {table} for a gateway without one.")
        return before(self, transit_gateway_id, description, options)


def machines():
    from moto.ec2.models import EC2Backend
    from moto.ec2.models.instances import Instance, StateReason

    # rule: launch-without-key. EC2 accepts the call, and the instance ends by itself.
    @replaces(EC2Backend, "run_instances")
    def run_instances(before, self, *args, **kwargs):
        mappings = kwargs.get("block_device_mappings") or []
        keys = [mapping.get("Ebs", {}).get("KmsKeyId") for mapping in mappings]
        foreign = [key for key in keys if key and key.startswith("arn:") and f":{self.account_id}:" not in key]
        reservation = before(self, *args, **kwargs)
        for instance in reservation.instances if foreign else []:
            instance.terminate()
            for nic in instance.nics.values():
                nic.delete_on_termination = True
            instance.state_reason = StateReason(
                "Client.InternalError: Client error on launch", "Client.InternalError"
            )
        return reservation

    # moto keeps the profile of the instance.
    @replaces(EC2Backend, "replace_iam_instance_profile_association")
    def replace_profile(before, self, *args, **kwargs):
        association = before(self, *args, **kwargs)
        shown = {"Arn": association.iam_instance_profile.arn, "Id": association.association_id}
        self.modify_instance_attribute(association.instance_id, "iam_instance_profile", shown)
        return association

    # rule: root-device. A mapping of another device is a second disk beside the image's.
    @replaces(Instance, "add_block_device")
    def add_block_device(before, self, size, device_path, *args, **kwargs):
        image = self.ec2_backend.amis.get(self.image_id)
        root = getattr(image, "root_device_name", None)
        if root and device_path != root and root not in self.block_device_mapping:
            before(self, 8, root, None, False, True, None, None)
        return before(self, size, device_path, *args, **kwargs)


def parameters():
    import inspect

    from moto.ssm.exceptions import SSMException, ValidationException
    from moto.ssm.models import SimpleSystemManagerBackend

    signature = inspect.signature(SimpleSystemManagerBackend.put_parameter)

    @replaces(SimpleSystemManagerBackend, "put_parameter")
    def put_parameter(before, self, *args, **kwargs):
        given = signature.bind(self, *args, **kwargs).arguments
        versions = self._parameters[given["name"]] if given["overwrite"] else []
        if versions:
            # rule: parameter-downgrade
            if versions[-1].tier == "Advanced" and given.get("tier") == "Standard":
                raise ValidationException(
                    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
                    "advanced-parameter tier to the standard-parameter tier."
                )
            # rule: parameter-type
            if given.get("parameter_type") not in (None, "", versions[-1].parameter_type):
                raise SSMException(
                    "HierarchyTypeMismatchException",
                    "Parameter Store doesn't support changing a parameter type. You must create a new, unique parameter.",
                )
        return before(self, *args, **kwargs)


# How long the name of a secret without a recovery window is taken after its delete, in seconds.
NAME_IS_TAKEN = 2


def secrets():
    import time

    from moto.secretsmanager.exceptions import InvalidRequestException
    from moto.secretsmanager.models import SecretsManagerBackend

    deleted = {}

    # rule: secret-name-after-delete
    @replaces(SecretsManagerBackend, "delete_secret")
    def delete_secret(before, self, *args, **kwargs):
        arn, name, date = before(self, *args, **kwargs)
        if name not in self.secrets:
            deleted[self.account_id, self.region_name, name] = time.monotonic()
        return arn, name, date

    @replaces(SecretsManagerBackend, "create_secret")
    def create_secret(before, self, name, *args, **kwargs):
        at = deleted.get((self.account_id, self.region_name, name))
        if at is not None and time.monotonic() - at < NAME_IS_TAKEN:
            raise InvalidRequestException(
                "You can't create this secret because a secret with this name is already scheduled for deletion."
            )
        return before(self, name, *args, **kwargs)


def load_balancers():
    from moto.elbv2.exceptions import ELBClientError as RESTError
    from moto.elbv2.models import ELBv2Backend
    from moto.elbv2.responses import ELBV2Response

    rules_balancers.apply(RESTError)

    # rule: authentication-over-https
    @replaces(ELBv2Backend, "create_listener")
    def create_listener(before, self, load_balancer_arn, protocol, port, ssl_policy, certificate, actions, *args, **kwargs):
        refuse_authentication(protocol, actions)
        listener = before(self, load_balancer_arn, protocol, port, ssl_policy, certificate, actions, *args, **kwargs)
        if protocol == "TLS" and not listener.alpn_policy:
            listener.alpn_policy = ["None"]
        return listener

    def refuse_authentication(protocol, actions):
        if protocol != "HTTPS" and any(action.get("Type", "").startswith("authenticate-") for action in actions or []):
            message = f"Authentication actions are only supported for HTTPS listeners, and this one is for {protocol}"
            raise RESTError("InvalidLoadBalancerAction", message)

    # rule: further-certificates. A new default certificate leaves the others, and a certificate is added once.
    @replaces(ELBv2Backend, "modify_listener")
    def modify_listener(before, self, arn, *args, **kwargs):
        listeners = self.describe_listeners(load_balancer_arn=None, listener_arns=[arn])
        further = listeners[0].certificates[1:]
        port, protocol, ssl_policy, certificates, actions = [*args, *[None] * 5][:5]
        refuse_authentication(protocol or listeners[0].protocol, actions)
        # rule: network-listeners. moto changes listeners for HTTP, HTTPS and TCP only.
        of_network = protocol if protocol in ("TLS", "UDP", "TCP_UDP") else None
        plain = None if of_network else protocol
        listener = before(self, arn, port, plain, ssl_policy, certificates, actions)
        if of_network:
            listener.protocol = of_network
        if of_network == "TLS" and certificates:
            listener.certificate = certificates[0]["CertificateArn"]
            listener.certificates = [listener.certificate]
        listener.certificates = [*listener.certificates[:1], *further]
        return listener

    @replaces(ELBV2Response, "modify_listener")
    def modify_listener_response(before, self):
        answer = before(self)
        policy = self._get_param("AlpnPolicy", [])
        if policy:
            arn = self._get_param("ListenerArn")
            listeners = self.elbv2_backend.describe_listeners(load_balancer_arn=None, listener_arns=[arn])
            listeners[0].alpn_policy = policy
        return answer

    @replaces(ELBv2Backend, "add_listener_certificates")
    def add_listener_certificates(before, self, arn, certificates):
        listener = self.describe_listeners(load_balancer_arn=None, listener_arns=[arn])[0]
        return before(self, arn, [one for one in certificates if one["CertificateArn"] not in listener.certificates])
