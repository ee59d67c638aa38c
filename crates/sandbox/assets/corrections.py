"""Corrections to moto 5.2.5, each for a fault that makes a life cycle impossible or hides a wrong order of calls.

Listed in QUIRKS.md and in `GET /_sandbox/status`. Each looks up the replaced function by name, so that a
correction for another version of moto fails at the start.
"""


def replaces(owner, name):
    """Replaces a method; the function receives the previous one as its first argument."""
    before = getattr(owner, name)

    def decorate(function):
        def method(*args, **kwargs):
            return function(before, *args, **kwargs)

        setattr(owner, name, method)
        return method

    return decorate


def apply():
    from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
    from moto.ec2.models import EC2Backend
    from moto.ec2.utils import random_private_ip
    from moto.iam.exceptions import DeleteConflictException
    from moto.iam.models import IAMBackend

    def subnet_of(eni):
        return getattr(eni.subnet, "id", eni.subnet)

    def refuse(what):
        raise DependencyViolationError(f"{what} has dependencies and cannot be deleted.")

    def fail(code, message):
        raise EC2ClientError(code, message)

    # --- endpoints: a change of route tables created no routes (and the delete then failed on them), and a change of
    # subnets did not move the interfaces.

    # The state of a subnet's IPv6 range was inside of itself, so that responses had none.

    from moto.ec2.models.subnets import Subnet

    def ranges_of(before):
        def ranges(subnet):
            return [
                {**association, "ipv6CidrBlockState": {"state": association["ipv6CidrBlockState"]["state"]["State"]}}
                for association in before.fget(subnet)
            ]

        return ranges

    Subnet.ipv6_cidr_block_association_set = property(ranges_of(Subnet.ipv6_cidr_block_association_set))

    # The description of a rule for another group was not returned: it is kept with the group.

    from moto.ec2.models.security_groups import SecurityGroupRule

    described = SecurityGroupRule.description
    SecurityGroupRule.description = property(
        lambda rule: described.fget(rule) or rule.source_group.get("Description")
    )

    # DescribeTags returned some resource types by names that EC2 does not have, so that filters found none.

    from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE

    for prefix, name in {
        "eipalloc": "elastic-ip",
        "fl": "vpc-flow-log",
        "h": "dedicated-host",
        "nat": "natgateway",
        "pl": "prefix-list",
    }.items():
        if prefix not in EC2_PREFIX_TO_RESOURCE:
            raise LookupError(f"moto no longer has ids that start with {prefix}-")
        EC2_PREFIX_TO_RESOURCE[prefix] = name

    # rule: zone-letters. The letters of zones differ by account. Here the first zone of us-east-1 is the one in which EKS and some instance
    # types are not available, as in the accounts of eksctl's issue 817.

    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

    first, other = (
        next(zone for zone in RegionsAndZonesBackend.zones["us-east-1"] if zone.name == f"us-east-1{letter}")
        for letter in "ae"
    )
    if other.zone_id != "use1-az3":
        raise LookupError("moto no longer has use1-az3 at us-east-1e")
    first.zone_id, other.zone_id = other.zone_id, first.zone_id

    # Endpoints could not be filtered by their ids: the response was an error page.

    from moto.ec2.models.vpcs import VPCEndPoint

    @replaces(VPCEndPoint, "get_filter_value")
    def endpoint_filter_value(before, self, filter_name, method_name=None):
        if filter_name == "vpc-endpoint-id":
            return self.id
        return before(self, filter_name, method_name)

    def drop_routes(self, endpoint, table_ids):
        for table in (self.route_tables.get(i) for i in table_ids):
            for route_id, route in list(table._routes.items()) if table else []:
                if route.gateway_id == endpoint.id:
                    del table._routes[route_id]

    @replaces(EC2Backend, "modify_vpc_endpoint")
    def modify_vpc_endpoint(
        before,
        self,
        vpc_id,
        policy_doc,
        add_subnets,
        remove_subnets,
        remove_route_tables,
        add_route_tables,
        add_security_groups,
        remove_security_groups,
    ):
        endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        had = set(endpoint.route_table_ids or []), set(endpoint.subnet_ids or [])
        before(
            self,
            vpc_id,
            policy_doc,
            add_subnets,
            remove_subnets,
            remove_route_tables,
            add_route_tables,
            add_security_groups,
            remove_security_groups,
        )
        tables, subnets = set(endpoint.route_table_ids or []), set(endpoint.subnet_ids or [])
        drop_routes(self, endpoint, had[0] - tables)
        if endpoint.destination_prefix_list_id:
            for table in sorted(tables - had[0]):
                self.create_route(
                    table,
                    None,
                    gateway_id=endpoint.id,
                    destination_prefix_list_id=endpoint.destination_prefix_list_id,
                )
        if endpoint.vpc_endpoint_type.lower() == "interface":
            for eni_id in list(endpoint.network_interface_ids):
                eni = self.enis.get(eni_id)
                if eni is None or subnet_of(eni) in had[1] - subnets:
                    self.enis.pop(eni_id, None)
                    endpoint.network_interface_ids.remove(eni_id)
            for subnet in sorted(subnets - had[1]):
                eni = self.create_network_interface(self.get_subnet(subnet), random_private_ip())
                endpoint.network_interface_ids.append(eni.id)

    @replaces(EC2Backend, "delete_vpc_endpoints")
    def delete_vpc_endpoints(before, self, vpce_ids=None):
        for endpoint in (self.vpc_end_points.get(i) for i in vpce_ids or []):
            if endpoint and endpoint.vpc_endpoint_type.lower() == "gateway":
                drop_routes(self, endpoint, endpoint.route_table_ids or [])
                endpoint.state = "deleted"
            elif endpoint:
                before(self, [endpoint.id])

    # --- flow logs: a prefix after the bucket name was treated as part of the name. (moto's S3 has no other use here:
    # the buckets are in ministack.)

    from moto.s3.models import S3Backend

    @replaces(S3Backend, "get_bucket")
    def get_bucket(before, self, bucket_name):
        return before(self, bucket_name.split("/")[0])

    # --- order of deletion

    def live_nat_gateways(self, **wanted):
        alive = [n for n in self.nat_gateways.values() if n.state not in ("deleted", "deleting")]
        return [n for n in alive if all(getattr(n, k) == v for k, v in wanted.items())]

    def live_attachments(self):
        return [a for a in self.transit_gateway_attachments.values() if a.state not in ("deleted", "deleting")]

    @replaces(EC2Backend, "delete_nat_gateway")
    def delete_nat_gateway(before, self, nat_gateway_id):
        if nat_gateway_id not in self.nat_gateways:
            fail("NatGatewayNotFound", f"NAT gateway {nat_gateway_id} was not found")
        gateway = before(self, nat_gateway_id)
        # The deleted gateway kept its address and interface.
        eni = gateway._eni
        for address in self.addresses:
            if address.eni is eni:
                self.disassociate_address(association_id=address.association_id)
        self.enis.pop(eni.id, None)
        return gateway

    @replaces(EC2Backend, "release_address")
    def release_address(before, self, address=None, allocation_id=None):
        found = self.address_by_allocation([allocation_id]) if allocation_id else self.address_by_ip([address])
        if found and found[0].association_id:
            fail("InvalidIPAddress.InUse", f"Address {found[0].public_ip} is in use.")
        return before(self, address=address, allocation_id=allocation_id)

    @replaces(EC2Backend, "delete_subnet")
    def delete_subnet(before, self, subnet_id):
        busy = live_nat_gateways(self, subnet_id=subnet_id)
        busy += [e for e in self.enis.values() if subnet_of(e) == subnet_id]
        busy += [a for a in live_attachments(self) if subnet_id in (getattr(a, "subnet_ids", None) or [])]
        if busy:
            refuse(f"The subnet '{subnet_id}'")
        return before(self, subnet_id)

    @replaces(EC2Backend, "delete_vpc")
    def delete_vpc(before, self, vpc_id):
        busy = [g for g in self.internet_gateways.values() if g.vpc and g.vpc.id == vpc_id]
        busy += [g for g in self.groups.get(vpc_id, {}).values() if g.name != "default"]
        endpoints = self.vpc_end_points.values()
        busy += [e for e in endpoints if e.vpc_id == vpc_id and e.state not in ("deleted", "deleting")]
        if busy:
            refuse(f"The vpc '{vpc_id}'")
        return before(self, vpc_id)

    @replaces(EC2Backend, "delete_transit_gateway")
    def delete_transit_gateway(before, self, transit_gateway_id):
        if transit_gateway_id not in self.transit_gateways:
            fail("InvalidTransitGatewayID.NotFound", f"Transit Gateway {transit_gateway_id} was not found.")
        for attachment in live_attachments(self):
            ends = [getattr(attachment, "transit_gateway_id", None)]
            if attachment.resource_type == "peering":
                ends.append(attachment.resource_id)
            if transit_gateway_id in ends:
                fail("IncorrectState", f"{transit_gateway_id} has non-deleted attachments: {attachment.id}.")
        gateway = before(self, transit_gateway_id)
        gateway.state = "deleted"
        return gateway

    # --- transit gateway routes: the attachment was missing in responses, a missing route caused a crash, and routes
    # could not be replaced.

    def tgw_table(self, table_id):
        table = self.transit_gateways_route_tables.get(table_id)
        if table is None or table.state == "deleted":
            fail("InvalidRouteTableID.NotFound", f"Transit Gateway Route Table {table_id} was not found.")
        return table

    def with_attachment_list(route):
        attachment = route.get("transitGatewayAttachments")
        if isinstance(attachment, dict):
            route["transitGatewayAttachments"] = [attachment]
        return route

    def static_route(before, self, table_id, cidr, attachment_id, blackhole):
        if attachment_id:
            attachment = self.transit_gateway_attachments.get(attachment_id)
            if attachment is None or attachment.state == "deleted":
                fail(
                    "InvalidTransitGatewayAttachmentID.NotFound",
                    f"Transit Gateway Attachment {attachment_id} was deleted or does not exist.",
                )
        return with_attachment_list(before(self, table_id, cidr, attachment_id, blackhole))

    make_route = EC2Backend.create_transit_gateway_route

    @replaces(EC2Backend, "create_transit_gateway_route")
    def create_transit_gateway_route(
        before,
        self,
        transit_gateway_route_table_id,
        destination_cidr_block,
        transit_gateway_attachment_id=None,
        blackhole=False,
    ):
        if destination_cidr_block in tgw_table(self, transit_gateway_route_table_id).routes:
            fail(
                "RouteAlreadyExists",
                f"Route {destination_cidr_block} already exists in {transit_gateway_route_table_id}.",
            )
        return static_route(
            before,
            self,
            transit_gateway_route_table_id,
            destination_cidr_block,
            transit_gateway_attachment_id,
            blackhole,
        )

    @replaces(EC2Backend, "delete_transit_gateway_route")
    def delete_transit_gateway_route(before, self, transit_gateway_route_table_id, destination_cidr_block):
        if destination_cidr_block not in tgw_table(self, transit_gateway_route_table_id).routes:
            fail(
                "InvalidRoute.NotFound",
                f"Route {destination_cidr_block} was not found in {transit_gateway_route_table_id}.",
            )
        return before(self, transit_gateway_route_table_id, destination_cidr_block)

    from moto.core.responses import ActionResult
    from moto.ec2.responses import EC2Response
    from moto.utilities.utils import str2bool

    def replace_transit_gateway_route(self):
        table_id = self._get_param("TransitGatewayRouteTableId")
        cidr = self._get_param("DestinationCidrBlock")
        backend = self.ec2_backend
        if cidr not in tgw_table(backend, table_id).routes:
            fail("InvalidRoute.NotFound", f"Route {cidr} was not found in {table_id}.")
        route = static_route(
            make_route,
            backend,
            table_id,
            cidr,
            self._get_param("TransitGatewayAttachmentId"),
            str2bool(self._get_param("Blackhole")),
        )
        return ActionResult({"route": route})

    assert not hasattr(EC2Response, "replace_transit_gateway_route")
    EC2Response.replace_transit_gateway_route = replace_transit_gateway_route

    # --- tags of a VPC attachment were looked up under another resource type.

    @replaces(EC2Response, "create_transit_gateway_vpc_attachment")
    def create_transit_gateway_vpc_attachment(before, self):
        result = before(self)
        tags = self._parse_tag_specification().get("transit-gateway-attachment", {})
        result.result["TransitGatewayVpcAttachment"].add_tags(tags)
        return result

    # --- peering: both regions shared one object, so that the far end showed the near end's gateway and lost its own
    # tags; the list also contained VPC attachments.

    from moto.ec2.models.transit_gateway_attachments import TransitGatewayPeeringAttachment

    class FarEnd(TransitGatewayPeeringAttachment):
        # moto finds the service of a class in the name of its module.
        __module__ = TransitGatewayPeeringAttachment.__module__

        def __init__(self, near, backend):
            self.__dict__.update({k: v for k, v in near.__dict__.items() if k != "state"})
            self.near = near
            self.ec2_backend = backend
            self.transit_gateway_id, self.resource_id = near.resource_id, near.transit_gateway_id
            gateway = backend.transit_gateways.get(self.transit_gateway_id)
            self.transit_gateway_route_table = gateway.default_route_table if gateway else None
            self._association_data, self.propagation = {}, {}

        @property
        def state(self):
            return self.near.state

        @state.setter
        def state(self, state):
            self.near.state = state

    @replaces(EC2Backend, "create_transit_gateway_peering_attachment")
    def create_transit_gateway_peering_attachment(before, self, *args, **kwargs):
        near = before(self, *args, **kwargs)
        for backend in self._get_peering_attachment_backend_refs():
            if backend is not self and backend.transit_gateway_attachments.get(near.id) is near:
                backend.transit_gateway_attachments[near.id] = FarEnd(near, backend)
        return near

    @replaces(EC2Backend, "describe_transit_gateway_peering_attachments")
    def describe_transit_gateway_peering_attachments(before, self, *args, **kwargs):
        return [a for a in before(self, *args, **kwargs) if a.resource_type == "peering"]

    # --- IAM: a repeated attach counted twice, and the count never decreased.

    @replaces(IAMBackend, "attach_role_policy")
    def attach_role_policy(before, self, policy_arn, role_name):
        if policy_arn not in self.get_role(role_name).managed_policies:
            before(self, policy_arn, role_name)

    @replaces(IAMBackend, "delete_policy")
    def delete_policy(before, self, policy_arn):
        policy = self.get_policy(policy_arn)
        for kind in (self.roles, self.users, self.groups):
            for entity in kind.values():
                boundary = getattr(entity, "permissions_boundary_arn", None)
                if policy.arn in entity.managed_policies or policy.arn == boundary:
                    raise DeleteConflictException("Cannot delete a policy attached to entities.")
        return before(self, policy_arn)

    from moto.core.responses import EmptyResult
    from moto.iam.responses import IamResponse

    def client_ids(self):
        return self.backend.get_open_id_connect_provider(self._get_param("OpenIDConnectProviderArn")).client_id_list

    def add_client_id_to_open_id_connect_provider(self):
        ids, client_id = client_ids(self), self._get_param("ClientID")
        if client_id not in ids:
            ids.append(client_id)
        return EmptyResult()

    def remove_client_id_from_open_id_connect_provider(self):
        ids, client_id = client_ids(self), self._get_param("ClientID")
        if client_id in ids:
            ids.remove(client_id)
        return EmptyResult()

    for method in (
        add_client_id_to_open_id_connect_provider,
        remove_client_id_from_open_id_connect_provider,
    ):
        assert not hasattr(IamResponse, method.__name__)
        setattr(IamResponse, method.__name__, method)
