//! One example for each AWS type. The pages of the types in the book contain them, and [`program`] declares them all, so that
//! the tests plan and apply them.
//!
//! The comment above each function begins with the type that it is the example of.

pub mod acm;
pub mod ce;
pub mod cloudwatch;
pub mod core;
pub mod ec2;
pub mod ecr;
pub mod eks;
pub mod elasticache;
pub mod elbv2;
pub mod iam;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod rds;
pub mod route53;
pub mod s3;
pub mod secretsmanager;
pub mod sns;
pub mod ssm;
pub mod sts;

use archipel::aws::ec2::{SecurityGroup, Subnet, Vpc, VpcArgs};
use archipel::prelude::*;

/// The stack with every example, in two regions.
///
/// # Errors
/// When the code of the function cannot be packed.
pub fn program(stack: &Stack) -> Result<(), String> {
    let (here, there) = (&stack.region("eu-west-1"), &stack.region("us-east-1"));
    let (vpc, subnets, group) = networks(here, there, &"10.0.0.0/16".parse()?);

    let key = kms::key(here);
    kms::alias(here, &key);
    let replica_key = kms::replica_key(there, &key);

    let role = iam::role(here, "web", "ec2.amazonaws.com");
    let service = iam::role(here, "service", "eks.amazonaws.com");
    iam::account_password_policy(here);
    iam::instance_profile(here, &role);
    iam::managed_policy(here);
    iam::open_id_connect_provider(here);
    iam::role_policy_attachment(here, &service);
    core::partition(here, &role);

    let bucket = s3::bucket(here, &key);
    let copy = s3::bucket(there, &kms::key(there));
    s3::account_public_access_block(here);
    s3::bucket_logging(here, &bucket);
    s3::bucket_policy(here, &bucket);
    s3::bucket_replication(here, &bucket, &copy, &service);
    iam::role_policy(here, &role, &bucket);
    ce::cost_allocation_tag(here, &vpc);
    ec2::flow_log(here, &vpc, &bucket);

    let topic = sns::topic(here);
    sns::subscription(here, &topic);
    let function = lambda::function(here, &service).map_err(|error| error.to_string())?;
    let permission = lambda::permission(here, &function, &topic);
    s3::bucket_notification(here, &bucket, &function);
    logs::log_group(here);

    let secret = secretsmanager::secret(here, "cache");
    let password = secretsmanager::generated_password(here, &secret);
    secretsmanager::resource_policy(here, &secret);
    secretsmanager::secret_replica(here, &replica_key);
    secretsmanager::rotation(here, &secret, &function, &permission);
    secretsmanager::secret_value(here, &secretsmanager::secret(here, "api-key"), "a-key");

    let balancer = elbv2::load_balancer(here, &subnets, &group, &ec2::internet_gateway(here, &vpc));
    let zone = route53::zone(here);
    route53::hosted_zone(here, &zone);
    route53::record(here, &zone, &balancer);
    route53::health_check_override(here, &route53::health_check(here, &balancer));
    let certificate = acm::certificate(here);
    let issued = acm::certificate_validation(here, &zone, &certificate);
    let (blue, green) = (elbv2::target_group(here, &vpc, "blue"), elbv2::target_group(here, &vpc, "green"));
    let listener = elbv2::listener(here, &balancer, &blue, &issued);
    elbv2::listener_certificate(here, &listener, &issued);
    elbv2::listener_rule(here, &listener, &blue, &green);
    cloudwatch::metric_alarm(here, &balancer, &topic);

    databases(&here.component("database"), &subnets, &group);
    caches(&here.component("cache"), &subnets, &group, &password);

    ecr::repository(here);
    ecr::replication(&here.component("images"));
    let cluster = eks::cluster(here, &service, &subnets);
    let nodes = eks::node_group(here, &cluster, &service, &subnets);
    eks::addon(here, &cluster, &nodes);
    eks::capability(here, &cluster, &service);
    eks::pod_identity_association(here, &cluster, &role);
    let entry = eks::access_entry(here, &cluster, &role);
    eks::access_policy_association(here, &cluster, &entry);

    stack.output("node_image", ssm::public_parameter(here));
    stack.output("log_bucket", sts::caller_identity(here));
    Ok(())
}

/// The networks: the one in the first region, its subnets, and its security group for web servers.
fn networks(here: &Scope, there: &Scope, range: &Cidr) -> (Vpc, Vec<Subnet>, SecurityGroup) {
    let vpc = ec2::vpc(here);
    let subnets = ec2::subnet(here, &vpc, range);
    let group = ec2::security_group(here, &vpc);
    ec2::security_group_rule(here, &group);
    ec2::managed_prefix_list(here, &group);
    ec2::instance(here, &subnets[0], &group);
    ec2::ebs_encryption_by_default(here);
    ec2::launch_template(here);
    ec2::network_acl(here, &vpc, &subnets[1]);

    let public = ec2::availability_zones(here, &vpc);
    let internet = ec2::internet_gateway(&here.component("public"), &vpc);
    let nat = ec2::nat_gateway(here, &public, &ec2::elastic_ip(here), &internet);
    let table = ec2::route_table(here, &vpc);
    ec2::route(here, &table, &nat);
    ec2::default_network_acl(here, &vpc);
    ec2::default_route_table(here, &vpc);
    ec2::default_security_group(here, &vpc);
    ec2::egress_only_internet_gateway(here, &vpc, &table);
    ec2::route_table_association(here, &table, &subnets[0]);
    ec2::vpc_endpoint(here, &vpc, &table);

    let other = Vpc::new(there, "main", VpcArgs::new("10.1.0.0/16"));
    let peering = ec2::vpc_peering_connection(here, &vpc, &other);
    ec2::vpc_peering_accepter(there, &peering);
    let (gateway, far) = (ec2::transit_gateway(here), ec2::transit_gateway(there));
    let attachment = ec2::transit_gateway_vpc_attachment(here, &gateway, &vpc, &subnets);
    let peering = ec2::transit_gateway_peering_attachment(here, &gateway, &far);
    let accepted = ec2::transit_gateway_peering_accepter(there, &peering);
    let routes = ec2::transit_gateway_route_table(here, &gateway);
    ec2::transit_gateway_route(here, &routes, &accepted);
    ec2::transit_gateway_route_table_association(here, &routes, &attachment);
    ec2::transit_gateway_route_table_propagation(here, &routes, &attachment);
    (vpc, subnets, group)
}

fn databases(scope: &Scope, subnets: &[Subnet], group: &SecurityGroup) {
    let parameters = rds::cluster_parameter_group(scope);
    let cluster = rds::cluster(scope, &rds::subnet_group(scope, subnets), &parameters, group);
    rds::cluster_instance(scope, &cluster, &rds::parameter_group(scope));
    rds::global_cluster_writer(scope, &rds::global_cluster(scope), &cluster);
    ssm::parameter(scope, &cluster);
    scope.output("vpc_cni_version", eks::addon_versions(scope));
    scope.output("newest_postgresql", rds::engine_versions(scope));
    scope.output("instance_class", rds::orderable_instances(scope));
}

fn caches(
    scope: &Scope,
    subnets: &[Subnet],
    group: &SecurityGroup,
    password: &archipel::aws::secretsmanager::GeneratedPassword,
) {
    let users = elasticache::user_group(scope, &elasticache::user(scope, password));
    let (subnets, parameters) = (elasticache::subnet_group(scope, subnets), elasticache::parameter_group(scope));
    let cache = elasticache::replication_group(scope, &subnets, &parameters, group, &users);
    let global = elasticache::global_replication_group(scope, &cache);
    elasticache::global_replication_group_primary(scope, &global, &cache);
}
