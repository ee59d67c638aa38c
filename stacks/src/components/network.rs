//! A VPC over several zones: public and private subnets, NAT, endpoints, flow logs.

use std::collections::BTreeMap;

use archipel::aws::ec2::*;
use archipel::aws::eks::UNSUPPORTED_ZONES;
use archipel::aws::s3::*;
use archipel::prelude::*;

use super::RegionContext;
use super::statements::tls_only;
use crate::config::{self, FIRST_PUBLIC_BLOCK, Nat, SUBNET_BITS, ZONE_SUFFIXES};

/// A region's network.
pub struct Network {
    pub vpc: Vpc,
    /// One for each zone, for load balancers and NAT gateways.
    pub public: Vec<Subnet>,
    /// One for each zone, for everything else.
    pub private: Vec<Subnet>,
    /// The route table of each private subnet.
    pub private_tables: Vec<RouteTable>,
    /// The route of the public subnets to the internet.
    pub public_default_route: Route,
    /// The routes of the private subnets to the internet.
    pub private_default_routes: Vec<Route>,
}

impl Network {
    /// Declares the network of a region.
    pub fn new(context: &RegionContext, settings: &config::Network) -> Self {
        let scope = &context.scope.component("network");
        let vpc = Vpc::new(
            scope,
            "main",
            VpcArgs::new(context.cidr).enable_dns_hostnames(true).tags([("Name", context.prefix())]),
        );
        // Every resource names its groups, so that nothing is in the one that comes with the VPC.
        let tags = [("Name", format!("{}-default", context.prefix()))];
        DefaultSecurityGroup::new(scope, "default", DefaultSecurityGroupArgs::new(vpc.id()).tags(tags));
        let zones = zones(scope, settings.zones);
        let subnets = |kind: &str, first: usize, role: &str| -> Vec<Subnet> {
            (0..settings.zones)
                .map(|zone| {
                    let name = format!("{kind}-{}", ZONE_SUFFIXES[zone]);
                    let block = context.cidr.subnet(SUBNET_BITS, first + zone);
                    let mut tags = BTreeMap::from([
                        ("Name".to_owned(), format!("{}-{name}", context.prefix())),
                        (format!("kubernetes.io/role/{role}"), "1".to_owned()),
                    ]);
                    tags.extend(context.subnet_tags.get(&name).cloned().unwrap_or_default());
                    let args = SubnetArgs::new(vpc.id(), block).availability_zone(&zones[zone]).tags(tags);
                    // What is public here, load balancers and NAT gateways, has its own addresses.
                    Subnet::new(scope, &name, args)
                })
                .collect()
        };
        let public = subnets("public", FIRST_PUBLIC_BLOCK, "elb");
        let private = subnets("private", 0, "internal-elb");

        let gateway = InternetGateway::new(scope, "main", InternetGatewayArgs::default().vpc_id(vpc.id()));
        let public_table = table(scope, context, &vpc, "public");
        let public_default_route = Route::new(
            scope,
            "public-internet",
            RouteArgs::new(public_table.id()).destination_cidr_block("0.0.0.0/0").gateway_id(gateway.id()),
        );
        for (subnet, letter) in public.iter().zip(ZONE_SUFFIXES) {
            associate(scope, &format!("public-{letter}"), subnet, &public_table);
        }

        let gateways = nat_gateways(scope, context, &public, &gateway, settings.nat);
        let (private_tables, private_default_routes): (Vec<RouteTable>, Vec<Route>) = private
            .iter()
            .zip(ZONE_SUFFIXES)
            .enumerate()
            .map(|(zone, (subnet, letter))| {
                let table = table(scope, context, &vpc, &format!("private-{letter}"));
                let nat = &gateways[zone % gateways.len()];
                let way = Route::new(
                    scope,
                    format!("private-{letter}-internet"),
                    RouteArgs::new(table.id()).destination_cidr_block("0.0.0.0/0").nat_gateway_id(nat.id()),
                );
                associate(scope, &format!("private-{letter}"), subnet, &table);
                (table, way)
            })
            .unzip();

        let network = Self { vpc, public, private, private_tables, public_default_route, private_default_routes };
        network.endpoints(scope, context, &settings.interface_endpoints);
        if settings.flow_logs {
            flow_logs(scope, context, &network.vpc, settings);
        }
        network
    }

    /// The ids of the private subnets, in the order of their zones.
    pub fn private_subnet_ids(&self) -> Output<Vec<SubnetId>> {
        Output::all(self.private.iter().map(Subnet::id))
    }

    /// The ids of the public subnets, in the order of their zones.
    pub fn public_subnet_ids(&self) -> Output<Vec<SubnetId>> {
        Output::all(self.public.iter().map(Subnet::id))
    }

    /// Endpoints for AWS services without the internet: S3 by a route, others by addresses in the private subnets.
    fn endpoints(&self, scope: &Scope, context: &RegionContext, services: &[String]) {
        let region = scope.region();
        VpcEndpoint::new(
            scope,
            "s3",
            VpcEndpointArgs::new(self.vpc.id(), format!("com.amazonaws.{region}.s3"))
                .endpoint_type(VpcEndpointType::Gateway)
                .route_table_ids(self.private_tables.iter().map(RouteTable::id).collect::<Vec<_>>()),
        );
        if services.is_empty() {
            return;
        }
        let group = SecurityGroup::new(
            scope,
            "endpoints",
            SecurityGroupArgs::new(self.vpc.id(), format!("{}-endpoints", context.prefix()))
                .description("HTTPS from the VPC to its interface endpoints"),
        );
        SecurityGroupRule::new(
            scope,
            "endpoints-https",
            SecurityGroupRuleArgs::new(group.id(), Direction::Ingress, "tcp")
                .from_port(443)
                .to_port(443)
                .cidr_ipv4(context.cidr)
                .description("HTTPS from the VPC"),
        );
        for service in services {
            VpcEndpoint::new(
                scope,
                service.replace('.', "-"),
                VpcEndpointArgs::new(self.vpc.id(), format!("com.amazonaws.{region}.{service}"))
                    .endpoint_type(VpcEndpointType::Interface)
                    .subnet_ids(self.private_subnet_ids())
                    .security_group_ids([group.id()])
                    .private_dns_enabled(true),
            );
        }
    }
}

/// The names of the first zones of the region in which EKS can place a control plane. The letter of a zone differs by
/// account, its id does not.
fn zones(scope: &Scope, wanted: usize) -> Vec<Output<String>> {
    let zones = AvailabilityZones::get(scope, "zones");
    let usable = zones.names().zip(&zones.zone_ids(), |names: Vec<String>, ids: Vec<String>| -> Vec<String> {
        let zones = names.into_iter().zip(ids);
        zones.filter(|(_, id)| !UNSUPPORTED_ZONES.contains(&id.as_str())).map(|(name, _)| name).collect()
    });
    let region = scope.region().to_owned();
    (0..wanted)
        .map(|zone| {
            let region = region.clone();
            usable.try_map(move |names| {
                names.get(zone).cloned().ok_or_else(|| {
                    let there = names.join(", ");
                    let count = names.len();
                    format!(
                        "{region} has {count} zones ({there}), but `network.zones` is {wanted}: use {count} or fewer"
                    )
                })
            })
        })
        .collect()
}

fn table(scope: &Scope, context: &RegionContext, vpc: &Vpc, name: &str) -> RouteTable {
    let tags = [("Name", format!("{}-{name}", context.prefix()))];
    RouteTable::new(scope, name, RouteTableArgs::new(vpc.id()).tags(tags))
}

fn associate(scope: &Scope, name: &str, subnet: &Subnet, table: &RouteTable) {
    RouteTableAssociation::new(scope, name, RouteTableAssociationArgs::new(table.id()).subnet_id(subnet.id()));
}

/// One gateway a zone, or one for all.
fn nat_gateways(
    scope: &Scope,
    context: &RegionContext,
    public: &[Subnet],
    internet: &InternetGateway,
    nat: Nat,
) -> Vec<NatGateway> {
    let count = match nat {
        Nat::PerZone => public.len(),
        Nat::Single => 1,
    };
    public
        .iter()
        .zip(ZONE_SUFFIXES)
        .take(count)
        .map(|(subnet, letter)| {
            let name = format!("nat-{letter}");
            let tags = [("Name", format!("{}-{name}", context.prefix()))];
            let address = ElasticIp::new(scope, &name, ElasticIpArgs::default().tags(tags.clone()));
            NatGateway::with_options(
                scope,
                &name,
                NatGatewayArgs::default().subnet_id(subnet.id()).allocation_id(address.id()).tags(tags),
                // A gateway without a route to the internet becomes `failed`, and no property refers to that route.
                Options::new().depends_on(internet),
            )
        })
        .collect()
}

/// Every connection that the VPC accepts or refuses, in a bucket to which only the log service can write.
///
/// The conditions are those of the VPC user guide, "Amazon S3 bucket permissions for flow logs". That on the ACL applies if the
/// delivery sends one: a bucket whose owner is enforced accepts requests with that ACL and without any (S3 user guide,
/// "Prerequisites for disabling ACLs"), and one report says that the delivery to such a bucket sends none
/// (cloudposse/terraform-aws-vpc-flow-logs-s3-bucket, pull request 101).
fn flow_logs(scope: &Scope, context: &RegionContext, vpc: &Vpc, settings: &config::Network) {
    let scope = &scope.component("flow-logs");
    let bucket = Bucket::new(
        scope,
        "logs",
        BucketArgs::new(format!("{}-flow-logs", context.prefix()))
            .lifecycle_rules([LifecycleRule::new("expire")
                .expiration_days(settings.flow_log_days)
                .abort_incomplete_multipart_upload_days(7)])
            .force_destroy(settings.force_destroy),
    );
    let (arn, account) = (bucket.arn(), &context.account);
    let deliver = |sid: &str, actions: &[&str]| {
        Statement::allow(actions)
            .sid(sid)
            .principal(Principal::Service, "delivery.logs.amazonaws.com")
            .when("StringEquals", "aws:SourceAccount", account)
            .when("ArnLike", "aws:SourceArn", output_format!("arn:aws:logs:{}:{account}:*", scope.region()))
    };
    let [tls, version] = tls_only(&arn);
    let policy = Policy::new([
        deliver("Write", &["s3:PutObject"]).on(output_format!("{arn}/AWSLogs/{account}/*")).when(
            "StringEqualsIfExists",
            "s3:x-amz-acl",
            "bucket-owner-full-control",
        ),
        deliver("Check", &["s3:GetBucketAcl", "s3:ListBucket"]).on(&arn),
        tls,
        version,
    ]);
    let policy = BucketPolicy::new(scope, "logs", BucketPolicyArgs::new(bucket.bucket(), policy));
    FlowLog::with_options(
        scope,
        "vpc",
        FlowLogArgs::default().vpc_id(vpc.id()).bucket_arn(bucket.arn()),
        Options::new().depends_on(&policy),
    );
}
