//! Programs with the settings that no life cycle uses.

use archipel_engine::{Options, Stack};
use archipel_resources::acm::{Certificate, CertificateArgs};
use archipel_resources::cloudwatch::{Comparison, MetricAlarm, MetricAlarmArgs, Statistic};
use archipel_resources::ec2::{
    AclAction, Connectivity, DataVolume, DefaultNetworkAcl, DefaultNetworkAclArgs, FlowLog, FlowLogArgs,
    InternetGateway, InternetGatewayArgs, LaunchTemplate, LaunchTemplateArgs, ManagedPrefixList, ManagedPrefixListArgs,
    NatGateway, NatGatewayArgs, NetworkAclEntryArgs, NetworkInterfaceId, RootVolume, Route, RouteArgs, RouteTable,
    RouteTableArgs, RouteTableAssociation, RouteTableAssociationArgs, SecurityGroup, SecurityGroupArgs, Subnet,
    SubnetArgs, Tenancy, TransitGateway, TransitGatewayArgs, TransitGatewayRouteTable, TransitGatewayRouteTableArgs,
    TransitGatewayVpcAttachment, TransitGatewayVpcAttachmentArgs, Vpc, VpcArgs, VpcPeeringConnection,
    VpcPeeringConnectionArgs,
};
use archipel_resources::eks::{
    AccessEntry, AccessEntryArgs, AccessEntryKind, Addon, AddonArgs, ArgoCd, AuthenticationMode, AutoMode, Capability,
    CapabilityArgs, CapabilityKind, Cluster as EksCluster, ClusterArgs as EksClusterArgs, NodeGroup, NodeGroupArgs,
    NodeTemplate,
};
use archipel_resources::elasticache::{
    ParameterGroup as CacheParameters, ParameterGroupArgs as CacheParametersArgs, ReplicationGroup,
    ReplicationGroupArgs, SubnetGroup as CacheSubnets, SubnetGroupArgs as CacheSubnetsArgs, User, UserArgs, UserGroup,
    UserGroupArgs,
};
use archipel_resources::elbv2::{
    Action, Condition, FixedResponse, HealthCheck, Listener, ListenerArgs, ListenerRule, ListenerRuleArgs,
    LoadBalancer, LoadBalancerArgs, Protocol, Redirect, Scheme, TargetGroup, TargetGroupArgs, TargetProtocol,
    TargetType,
};
use archipel_resources::iam::{
    AccountPasswordPolicy, AccountPasswordPolicyArgs, InstanceProfile, InstanceProfileArgs, Role, RoleArgs,
};
use archipel_resources::kms::{Key, KeyArgs, ReplicaKey, ReplicaKeyArgs};
use archipel_resources::lambda::{Function, FunctionArgs, Permission, PermissionArgs};
use archipel_resources::logs::{LogGroup, LogGroupArgs, LogGroupClass};
use archipel_resources::rds::{
    Cluster, ClusterArgs, ClusterInstance, ClusterInstanceArgs, ClusterParameterGroup, GlobalCluster,
    GlobalClusterArgs, ParameterGroup, ParameterGroupArgs, Scaling, SubnetGroup, SubnetGroupArgs,
};
use archipel_resources::route53::{
    Alias, HealthCheck as DnsCheck, HealthCheckArgs, HealthCheckKind, InsufficientData, Record, RecordArgs, RecordType,
    Zone, ZoneArgs,
};
use archipel_resources::s3::{
    AccountPublicAccessBlock, Bucket, BucketArgs, BucketEvent, BucketNotification, BucketNotificationArgs,
    LifecycleRule, Notification, ObjectOwnership, PublicAccessBlock, StorageClass, Transition,
};
use archipel_resources::secretsmanager::{Replica, ResourcePolicy, ResourcePolicyArgs, Secret, SecretArgs};
use archipel_resources::sns::{Protocol as SnsProtocol, Subscription, SubscriptionArgs, Topic, TopicArgs};
use archipel_resources::ssm::{Parameter, ParameterArgs};
use archipel_resources::sts::CallerIdentity;
use archipel_resources::types::{AccountId, Arn, BucketName, PolicyDocument, SecurityGroupId, SubnetId};
use serde_json::json;

use super::{EU, Imported, US, assert_imported, assert_imported_in};
use crate::common::World;

/// Programs, each with a test that imports what it declares.
macro_rules! imported {
    ($($test:ident: $program:path;)*) => {
        pub(super) fn programs() -> Vec<Imported> {
            vec![$(Box::new($program)),*, Box::new(queue_events)]
        }

        $(
            #[tokio::test]
            async fn $test() {
                assert_imported($program).await;
            }
        )*
    };
}

imported! {
    access_logs_are_imported: crate::elbv2::logged;
    settings_of_networks_are_imported: networks;
    settings_of_templates_are_imported: templates;
    settings_of_small_services_are_imported: small_services;
    settings_of_names_are_imported: names;
    settings_of_balancers_are_imported: balancers;
    settings_of_buckets_are_imported: buckets;
    settings_of_clusters_are_imported: clusters;
    settings_of_caches_are_imported: caches;
    settings_of_databases_are_imported: databases;
    settings_of_secrets_are_imported: secrets;
    settings_of_functions_are_imported: functions;
    settings_of_accounts_are_imported: accounts;
}

/// The account that the program is for, and what exists there already: `queue_events` names a queue.
#[tokio::test]
async fn the_queues_of_a_buckets_events_are_imported() {
    let world = World::start().await;
    world.create_queue(EU, "events").await;
    assert_imported_in(&world, queue_events).await;
}

fn networks(stack: &Stack) {
    let scope = stack.region(EU);
    let args = VpcArgs::new("10.0.0.0/16").instance_tenancy(Tenancy::Dedicated).enable_dns_support(false);
    let vpc = Vpc::new(&scope, "main", args);
    let args = SubnetArgs::new(vpc.id(), "10.0.0.0/24").availability_zone("eu-west-1a");
    let subnet = Subnet::new(&scope, "main", args);
    let args = NatGatewayArgs::new().subnet_id(subnet.id()).connectivity_type(Connectivity::Private);
    let inner = NatGateway::new(&scope, "inner", args.tags([("Name", "inner")]));
    let interface = inner.network_interface_id().map(Option::unwrap_or_default);
    let args = FlowLogArgs::new().network_interface_id(interface.map(NetworkInterfaceId::new));
    let args = args.log_group_name("interface").role_arn("arn:aws:iam::123456789012:role/flow-logs");
    FlowLog::new(&scope, "interface", args);
    let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    let table = RouteTable::new(&scope, "edge", RouteTableArgs::new(vpc.id()));
    let args = RouteTableAssociationArgs::new(table.id()).gateway_id(gateway.id());
    RouteTableAssociation::new(&scope, "edge", args);
    let s3 = ManagedPrefixList::get(&scope, "s3", ManagedPrefixListArgs::new("com.amazonaws.eu-west-1.s3"));
    let to_s3 = RouteArgs::new(table.id()).destination_prefix_list_id(s3.id());
    Route::new(&scope, "s3", to_s3.nat_gateway_id(inner.id()));
    let to_interface = RouteArgs::new(table.id()).destination_cidr_block("192.0.2.0/24");
    Route::new(&scope, "interface", to_interface.network_interface_id(interface));
    let entry = NetworkAclEntryArgs::new(10, AclAction::Allow, "tcp").from_port(443).to_port(444);
    let entries = || {
        let v6 = NetworkAclEntryArgs::new(20, AclAction::Deny, "all").ipv6_cidr_block("2001:db8::/32");
        [entry.clone().cidr_block("10.0.0.0/8"), v6]
    };
    let args = DefaultNetworkAclArgs::new(vpc.id()).ingress(entries()).egress(entries());
    DefaultNetworkAcl::new(&scope, "main", args);
    let args = TransitGatewayArgs::new()
        .default_route_table_association(true)
        .default_route_table_propagation(true)
        .dns_support(false)
        .multicast_support(true)
        .tags([("Name", "hub")]);
    let hub = TransitGateway::new(&scope, "hub", args);
    let args = TransitGatewayVpcAttachmentArgs::new(hub.id(), vpc.id(), [subnet.id()]);
    let args = args.dns_support(false).appliance_mode_support(true).tags([("Name", "main")]);
    let attached = TransitGatewayVpcAttachment::new(&scope, "main", args);
    let args = TransitGatewayRouteTableArgs::new(hub.id()).tags([("Name", "main")]);
    TransitGatewayRouteTable::new(&scope, "main", args);
    let to_hub = RouteArgs::new(table.id()).destination_cidr_block("10.64.0.0/16").transit_gateway_id(hub.id());
    Route::with_options(&scope, "hub", to_hub, Options::new().depends_on(&attached));
    let there = Vpc::new(&stack.region(US), "other", VpcArgs::new("10.9.0.0/16"));
    let account = CallerIdentity::get(&scope, "me").account_id().map(AccountId::new);
    let args = VpcPeeringConnectionArgs::new(vpc.id(), there.id()).peer_region(US).peer_owner_id(account);
    VpcPeeringConnection::new(&scope, "other", args);
}

fn templates(stack: &Stack) {
    let args = LaunchTemplateArgs::new("settings")
        .image_id("ami-12c6146b")
        .root_volume(RootVolume::new(20_u32).device("/dev/xvda").volume_type("io2").iops(4000_u32));
    LaunchTemplate::new(&stack.region(EU), "settings", args);
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    let args = LaunchTemplateArgs::new("disks")
        .image_id("ami-12c6146b")
        .root_volume(RootVolume::new(20_u32).throughput(250_u32).kms_key_arn(key))
        .data_volumes([DataVolume::new("/dev/sdf", 30_u32).throughput(300_u32).kms_key_arn(key)]);
    LaunchTemplate::new(&stack.region(EU), "disks", args);
}

fn small_services(stack: &Stack) {
    let scope = stack.region(EU);
    let args = CertificateArgs::new("settings.example.com").tags([("Name", "settings")]);
    Certificate::new(&scope, "settings", args);
    let args = MetricAlarmArgs::new("quiet", Comparison::GreaterThanThreshold, 10.0)
        .namespace("App")
        .metric_name("Lag")
        .statistic(Statistic::Average)
        .period(300_u32)
        .actions_enabled(false)
        .ok_actions(["arn:aws:sns:eu-west-1:111122223333:ok"])
        .insufficient_data_actions(["arn:aws:sns:eu-west-1:111122223333:none"]);
    MetricAlarm::new(&scope, "quiet", args);
    let args = LogGroupArgs::new("/luneo/rare").class(LogGroupClass::InfrequentAccess);
    LogGroup::new(&scope, "rare", args.kms_key_arn("arn:aws:kms:eu-west-1:111122223333:key/1"));
    let allow = |service: &str, action: &str| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Sid": "a", "Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": "*",
        }]})
    };
    let policy = allow("events.amazonaws.com", "SNS:Publish");
    let topic = Topic::new(&scope, "open", TopicArgs::new("open").policy(policy));
    let stream = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/all";
    let args = SubscriptionArgs::new(topic.arn(), SnsProtocol::Firehose, stream);
    let args = args.subscription_role_arn("arn:aws:iam::111122223333:role/firehose");
    Subscription::new(&scope, "stream", args);
    let args = ParameterArgs::new("/settings/secret").secret_value("do-not-tell").key_id("alias/luneo");
    Parameter::new(&scope, "secret", args);
    InstanceProfile::new(&scope, "path", InstanceProfileArgs::new("settings").path("/luneo/"));
}

fn secrets(stack: &Stack) {
    let scope = stack.region(EU);
    let account = CallerIdentity::get(&scope, "me").account_id();
    let policy = account.map(|account| {
        let owner = format!("arn:aws:iam::{account}:root");
        PolicyDocument::new(json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": owner}, "Action": "kms:*", "Resource": "*",
        }]}))
    });
    let key = Key::new(&scope, "main", KeyArgs::new().multi_region(true));
    let there = stack.region(US);
    let replica = ReplicaKey::new(&there, "main", ReplicaKeyArgs::new(key.arn()).policy(policy));
    let copy = Replica::new(US).kms_key_id(replica.arn().map(|arn| arn.to_string()));
    let args = SecretArgs::new("settings").kms_key_id(key.arn().map(|arn| arn.to_string())).replicas([copy]);
    let secret = Secret::new(&scope, "settings", args);
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "secretsmanager:DeleteSecret", "Resource": "*",
    }]});
    let args = ResourcePolicyArgs::new(secret.arn(), policy).block_public_policy(false);
    ResourcePolicy::new(&scope, "settings", args);
}

fn functions(stack: &Stack) {
    let scope = stack.region(EU);
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    let role = Role::new(&scope, "settings", RoleArgs::new("settings", trust));
    let args = FunctionArgs::new("settings", role.arn()).runtime("python3.12").handler("index.handler");
    let args = args.sources([("index.py", "def handler(event, context):\n    return 1\n")]).unwrap();
    let args = args.environment([("STAGE", "dev")]).kms_key_arn("arn:aws:kms:eu-west-1:111122223333:key/1");
    let function = Function::new(&scope, "settings", args);
    let args = PermissionArgs::new(function.name(), "reader", "111122223333").action("lambda:GetFunction");
    Permission::new(&scope, "reader", args);
}

fn names(stack: &Stack) {
    let scope = stack.region(EU);
    let zone = Zone::new(&scope, "main", ZoneArgs::new("settings.example.com"));
    let args = HealthCheckArgs::new(HealthCheckKind::CloudwatchMetric).alarm_name("lag").alarm_region(EU);
    let check = DnsCheck::new(&scope, "lag", args.insufficient_data(InsufficientData::Unhealthy));
    let args = HealthCheckArgs::new(HealthCheckKind::Https).fqdn("settings.example.com").port(443_u16).path("/");
    DnsCheck::new(&scope, "fast", args.request_interval(10_u16));
    let to = |region: &str| {
        let args = RecordArgs::new(zone.id(), "near.settings.example.com", RecordType::A).set_identifier(region);
        args.latency_region(region).values(["192.0.2.1"]).ttl(60_u32)
    };
    let near = Record::new(&scope, "near", to(EU).health_check_id(check.id()));
    Record::new(&scope, "far", to(US));
    let target = Alias::new(near.name(), zone.id()).evaluate_target_health(false);
    Record::new(&scope, "alias", RecordArgs::new(zone.id(), "settings.example.com", RecordType::A).alias(target));
}

fn balancers(stack: &Stack) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = |(index, zone): (usize, &str)| {
        let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
        Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
    };
    let subnets: Vec<_> = ["a", "b"].into_iter().enumerate().map(subnet).collect();
    let group = SecurityGroup::new(&scope, "web", SecurityGroupArgs::new(vpc.id(), "web"));
    let args = LoadBalancerArgs::new("settings", subnets, [group.id()]).scheme(Scheme::InternetFacing);
    let args = args.deletion_protection(true);
    let balancer = LoadBalancer::new(&scope, "web", args);
    let health = HealthCheck::new()
        .port("8081")
        .matcher("200-299")
        .timeout_seconds(4_u16)
        .healthy_threshold(3_u16)
        .unhealthy_threshold(4_u16);
    let args = TargetGroupArgs::new("settings", vpc.id(), 8443_u16)
        .protocol(TargetProtocol::Https)
        .target_type(TargetType::Instance)
        .health_check(health)
        .tags([("Name", "web")]);
    TargetGroup::new(&scope, "web", args);
    let redirect = Redirect::new()
        .protocol("HTTP")
        .port("8080")
        .host("www.example.com")
        .path("/elsewhere")
        .query("from=old")
        .permanent(false);
    let response = FixedResponse::new("503").content_type("application/json").message("{}");
    let args = ListenerArgs::new(balancer.arn(), 80_u16, Protocol::Http, Action::new().redirect(redirect.clone()));
    let http = Listener::new(&scope, "http", args.tags([("Name", "http")]));
    let actions = [Action::new().redirect(redirect), Action::new().fixed_response(response.clone())];
    for (priority, action) in (1_u32..).zip(actions) {
        let condition = Condition::new().paths([format!("/{priority}")]);
        let args = ListenerRuleArgs::new(http.arn(), priority, condition, action);
        ListenerRule::new(&scope, format!("{priority}"), args);
    }
    let args = ListenerArgs::new(balancer.arn(), 443_u16, Protocol::Https, Action::new().fixed_response(response));
    let args = args.certificate_arn("arn:aws:acm:eu-west-1:111122223333:certificate/settings");
    Listener::new(&scope, "https", args.ssl_policy("ELBSecurityPolicy-TLS13-1-2-2021-06"));
}

fn buckets(stack: &Stack) {
    let scope = stack.region(EU);
    let account = CallerIdentity::get(&scope, "me").account_id();
    let name = account.map(|account| BucketName::new(format!("settings-{account}")));
    let open = PublicAccessBlock::new()
        .block_public_acls(false)
        .ignore_public_acls(false)
        .block_public_policy(false)
        .restrict_public_buckets(false);
    let markers = LifecycleRule::new("markers")
        .expired_object_delete_marker(true)
        .noncurrent_version_expiration_days(30_u32)
        .newer_noncurrent_versions(5_u32)
        .noncurrent_version_transitions([Transition::new(10_u32, StorageClass::GlacierIr)]);
    let sizes = LifecycleRule::new("sizes")
        .enabled(false)
        .prefix("logs/")
        .object_tags([("kind", "log")])
        .object_size_greater_than(1024_i64)
        .object_size_less_than(1_048_576_i64)
        .transitions([Transition::new(30_u32, StorageClass::StandardIa)]);
    let args = BucketArgs::new(name)
        .versioning(true)
        .object_ownership(ObjectOwnership::BucketOwnerPreferred)
        .public_access_block(open)
        .lifecycle_rules([markers, sizes]);
    Bucket::new(&scope, "settings", args);
}

/// A queue exists already: no type creates one.
fn queue_events(stack: &Stack) {
    let scope = stack.region(EU);
    let account = CallerIdentity::get(&scope, "me").account_id();
    let name = account.map(|account| BucketName::new(format!("queue-events-{account}")));
    let bucket = Bucket::new(&scope, "events", BucketArgs::new(name));
    let queue = account.map(|account| Arn::new(format!("arn:aws:sqs:{EU}:{account}:events")));
    let created = Notification::new("created", queue, [BucketEvent::ObjectCreated]).prefix("in/").suffix(".csv");
    BucketNotification::new(&scope, "events", BucketNotificationArgs::new(bucket.bucket()).queues([created]));
}

fn accounts(stack: &Stack) {
    let scope = stack.region(EU);
    let block = PublicAccessBlock::new().block_public_acls(false).ignore_public_acls(false).block_public_policy(false);
    AccountPublicAccessBlock::new(&scope, "account", block);
    let args = AccountPasswordPolicyArgs::new()
        .require_numbers(true)
        .require_symbols(true)
        .require_uppercase_characters(true)
        .require_lowercase_characters(true)
        .max_password_age(90_u16)
        .hard_expiry(true);
    AccountPasswordPolicy::new(&scope, "account", args);
}

fn clusters(stack: &Stack) {
    let scope = stack.region(EU);
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let subnets = || ["subnet-1", "subnet-2"].map(SubnetId::new);
    let args = EksClusterArgs::new("settings", "1.33", role("cluster").as_str(), subnets())
        .endpoint_public_access(false)
        .endpoint_private_access(true)
        .authentication_mode(AuthenticationMode::ApiAndConfigMap)
        .creator_is_admin(true)
        .service_ipv4_cidr("172.20.0.0/16")
        .bootstrap_addons(true)
        .deletion_protection(true)
        .security_group_ids([SecurityGroupId::new("sg-0aaa")]);
    let cluster = EksCluster::new(&scope, "settings", args);
    let args = EksClusterArgs::new("auto", "1.33", role("cluster").as_str(), subnets());
    let auto = AutoMode::new(role("node").as_str()).node_pools(["general-purpose"]);
    EksCluster::new(&scope, "auto", args.auto_mode(auto));
    let argo = ArgoCd::new("arn:aws:sso:::instance/ssoins-1", EU).namespace("gitops");
    let args = CapabilityArgs::new(cluster.name(), "argo", CapabilityKind::ArgoCd, role("argo").as_str());
    Capability::new(&scope, "argo", args.argo_cd(argo));
    let args = AccessEntryArgs::new(cluster.name(), role("machines").as_str()).kind(AccessEntryKind::Ec2Linux);
    AccessEntry::new(&scope, "machines", args.tags([("Name", "machines")]));
    let args = AddonArgs::new(cluster.name(), "vpc-cni").service_account_role_arn(role("cni").as_str());
    Addon::new(&scope, "vpc-cni", args.tags([("Name", "cni")]));
    let args = NodeGroupArgs::new(cluster.name(), "own", role("node").as_str(), subnets());
    let args = args.ami_type("AL2023_ARM_64_STANDARD").disk_size(40_u32).min_size(2_u32).version("1.33");
    NodeGroup::new(&scope, "own", args);
    let template = LaunchTemplateArgs::new("nodes").instance_type("m6i.large");
    let template = LaunchTemplate::new(&scope, "nodes", template);
    let args = NodeGroupArgs::new(cluster.name(), "template", role("node").as_str(), subnets());
    let args = args.launch_template(NodeTemplate::new(template.id(), template.version()));
    NodeGroup::new(&scope, "template", args);
}

fn caches(stack: &Stack) {
    let scope = stack.region(EU);
    let args = ReplicationGroupArgs::new("settings")
        .engine("valkey")
        .engine_version("8.0")
        .node_type("cache.t4g.small")
        .replicas(0_u16)
        .multi_az(false)
        .port(6380_u16)
        .transit_encryption(false)
        .at_rest_encryption(false)
        .snapshot_retention_days(2_u16)
        .snapshot_window("02:00-03:00")
        .auto_minor_version_upgrade(false);
    ReplicationGroup::new(&scope, "settings", args.description("Sessions"));
    let args =
        ReplicationGroupArgs::new("encrypted").engine("redis").engine_version("7.1").node_type("cache.t4g.small");
    let args = args.kms_key_arn("arn:aws:kms:eu-west-1:111122223333:key/1");
    ReplicationGroup::new(&scope, "encrypted", args);
    let args = CacheParametersArgs::new("settings", "valkey8").description("Parameters");
    CacheParameters::new(&scope, "settings", args);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "main", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
    let args = CacheSubnetsArgs::new("settings", [subnet.id()]).description("Subnets");
    CacheSubnets::new(&scope, "settings", args);
    let default = User::new(&scope, "default", UserArgs::new("unused", "default", "off ~* -@all").engine("valkey"));
    let app = User::new(&scope, "app", UserArgs::new("app", "app", "on ~* +@all").engine("valkey").iam(true));
    let args = UserGroupArgs::new("settings", [default.user_id(), app.user_id()]).engine("valkey");
    UserGroup::new(&scope, "settings", args);
}

fn databases(stack: &Stack) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = |(index, zone): (usize, &str)| {
        let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
        Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
    };
    let subnets: Vec<_> = ["a", "b"].into_iter().enumerate().map(subnet).collect();
    let args = SubnetGroupArgs::new("settings", subnets).description("Subnets");
    let group = SubnetGroup::new(&scope, "db", args);
    let args = ParameterGroupArgs::new("settings", "aurora-postgresql16").description("Parameters");
    let immediate = args.clone().immediate_parameters([("log_statement", "ddl")]);
    ClusterParameterGroup::new(&scope, "settings", immediate);
    ParameterGroup::new(&scope, "settings", args.parameters([("max_connections", "200")]));
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    let args = ClusterArgs::new("encrypted", "aurora-postgresql", "16.6", group.name())
        .master_username("root")
        .manage_master_password(true)
        .kms_key_arn(key)
        .performance_insights(true)
        .performance_insights_kms_key_arn(key)
        .maintenance_window("sun:03:00-sun:04:00")
        .deletion_protection(true);
    Cluster::new(&scope, "encrypted", args);
    let args = ClusterArgs::new("settings", "aurora-postgresql", "16.6", group.name())
        .master_username("root")
        .manage_master_password(true)
        .storage_encrypted(false)
        .port(5433_u16)
        .backup_window("02:00-03:00")
        .copy_tags_to_snapshots(false)
        .scaling(Scaling::new(0.5, 4.0));
    let cluster = Cluster::new(&scope, "settings", args);
    let args = ClusterInstanceArgs::new("settings-0", cluster.identifier(), "aurora-postgresql", "db.r6g.large")
        .publicly_accessible(true)
        .monitoring_interval(60_u16)
        .monitoring_role_arn("arn:aws:iam::111122223333:role/monitoring")
        .performance_insights(true)
        .availability_zone("eu-west-1a")
        .auto_minor_version_upgrade(false);
    ClusterInstance::with_options(&scope, "settings-0", args, Options::new());
    let global = GlobalClusterArgs::new("settings", "aurora-postgresql", "16.6").storage_encrypted(false);
    let global = global.deletion_protection(true);
    GlobalCluster::new(&scope, "settings", global);
}
