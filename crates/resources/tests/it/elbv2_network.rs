//! Network load balancers, and the authentication of users.

use crate::common::{EU, Expect, Failed, World, assert_expected, lifecycle};
use archipel_engine::{Options, Output, Stack};
use archipel_resources::ec2::{
    ElasticIp, ElasticIpArgs, InternetGateway, InternetGatewayArgs, SecurityGroup, SecurityGroupArgs, Subnet,
    SubnetArgs, Vpc, VpcArgs,
};
use archipel_resources::elbv2::{
    Action, AddressType, Algorithm, AlpnPolicy, AuthenticateCognito, AuthenticateOidc, Condition, FixedResponse,
    Forward, HealthCheck, HealthCheckProtocol, Listener, ListenerArgs, ListenerRule, ListenerRuleArgs, LoadBalancer,
    LoadBalancerAddress, LoadBalancerArgs, LoadBalancerType, MutualAuthentication, MutualAuthenticationMode,
    OnUnauthenticated, Protocol, ProtocolVersion, Scheme, Stickiness, StickinessKind, TargetGroup, TargetGroupArgs,
    TargetProtocol, TargetType,
};
use archipel_resources::types::{SecurityGroupId, SubnetId};
use aws_sdk_elasticloadbalancingv2::error::ProvideErrorMetadata as _;
use aws_sdk_elasticloadbalancingv2::types as sdk;

struct Network {
    vpc: Vpc,
    subnets: Vec<Output<SubnetId>>,
    gateway: InternetGateway,
}

fn network(stack: &Stack) -> Network {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let zones = ["a", "b", "c"].into_iter().enumerate();
    let subnets = zones.map(|(index, zone)| {
        let args = SubnetArgs::new(vpc.id(), format!("10.0.{index}.0/24").as_str());
        Subnet::new(&scope, zone, args.availability_zone(format!("{EU}{zone}"))).id()
    });
    let gateway = InternetGateway::new(&scope, "main", InternetGatewayArgs::new().vpc_id(vpc.id()));
    Network { subnets: subnets.collect(), vpc, gateway }
}

fn certificate(name: &str) -> String {
    format!("arn:aws:acm:eu-west-1:111122223333:certificate/{name}")
}

pub(crate) fn game(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU);
    let Network { vpc, subnets, gateway } = network(stack);
    let addresses: Vec<_> = ["a", "b"]
        .into_iter()
        .zip(&subnets)
        .map(|(name, subnet)| {
            let address = ElasticIp::new(&scope, name, ElasticIpArgs::new());
            LoadBalancerAddress::new(subnet.clone()).allocation_id(address.id())
        })
        .collect();
    let group = SecurityGroup::new(&scope, "game", SecurityGroupArgs::new(vpc.id(), "game"));
    let other = SecurityGroup::new(&scope, "other", SecurityGroupArgs::new(vpc.id(), "other"));
    let groups = if first { vec![group.id()] } else { vec![group.id(), other.id()] };
    let count = if first { 1 } else { 2 };
    let args = LoadBalancerArgs::new("game", subnets[..count].to_vec(), groups)
        .load_balancer_type(LoadBalancerType::Network)
        .scheme(Scheme::InternetFacing)
        .addresses(addresses[..count].to_vec())
        .cross_zone(first)
        .ip_address_type(if first { AddressType::Ipv4 } else { AddressType::Dualstack });
    let public = LoadBalancer::with_options(&scope, "game", args, Options::new().depends_on(&gateway));
    let address = LoadBalancerAddress::new(subnets[0].clone()).private_ipv4_address("10.0.0.10");
    let args = LoadBalancerArgs::new("inside", [subnets[0].clone()], [] as [SecurityGroupId; 0]);
    let args = args.load_balancer_type(LoadBalancerType::Network).addresses([address]);
    let inside = LoadBalancer::new(&scope, "inside", args);

    let targets = |name: &str, port: u16, protocol| {
        TargetGroupArgs::new(name, vpc.id(), port).protocol(protocol).deregistration_delay_seconds(30_u16)
    };
    let http = HealthCheck::new().protocol(HealthCheckProtocol::Http).path("/up").matcher("200-399");
    let connect = HealthCheck::new().port("8080").interval_seconds(if first { 10_u16 } else { 20 });
    let tcp_check = if first { http.clone() } else { connect.clone().protocol(HealthCheckProtocol::Tcp) };
    let args = targets("tcp", 80, TargetProtocol::Tcp).health_check(tcp_check);
    let sticky = Stickiness::new(StickinessKind::SourceIp);
    let args = if first { args.stickiness(sticky) } else { args.preserve_client_ip(true) };
    let tcp = TargetGroup::new(&scope, "tcp", args.proxy_protocol(!first));
    let args = targets("tls", 443, TargetProtocol::Tls).connection_termination(first);
    let tls = TargetGroup::new(&scope, "tls", args.health_check(connect.clone()));
    let args = targets("udp", 7777, TargetProtocol::Udp).target_type(TargetType::Instance);
    let udp = TargetGroup::new(&scope, "udp", args.health_check(if first { connect } else { http }));
    let both = TargetGroup::new(&scope, "dns", targets("dns", 53, TargetProtocol::TcpUdp));

    let to = |group: &TargetGroup| Action::new().forward([Forward::new(group.arn())]);
    let listener = |name: &str, args: ListenerArgs| Listener::new(&scope, name, args);
    let tcp_port = if first { 80_u16 } else { 8080 };
    listener("tcp", ListenerArgs::new(public.arn(), tcp_port, Protocol::Tcp, to(&tcp)));
    let args = ListenerArgs::new(public.arn(), 443_u16, Protocol::Tls, to(if first { &tls } else { &tcp }));
    let args = args.certificate_arn(certificate(if first { "one" } else { "two" }).as_str());
    listener("tls", if first { args.alpn_policy(AlpnPolicy::Http2Preferred) } else { args });
    listener("udp", ListenerArgs::new(inside.arn(), 7777_u16, Protocol::Udp, to(&udp)));
    let args = ListenerArgs::new(inside.arn(), 53_u16, Protocol::TcpUdp, to(&both));
    listener("dns", args.tags([(if first { "one" } else { "two" }, "x")]));
}

const STORE: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/clients/50dc6c495c0c9188";

const GAME: &str = "eu-west-1::aws:elbv2/LoadBalancer::game";

#[tokio::test]
async fn network_load_balancers_live_through_everything() {
    lifecycle(
        |stack| game(stack, 1),
        |stack| game(stack, 2),
        &[
            Expect::Update(GAME),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::tcp"),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::tls"),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::udp"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::tcp"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::tls"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::dns"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let aws = world.aws(EU);
            let elb = aws.elbv2();
            let game = elb.describe_load_balancers().names("game").send().await.unwrap().load_balancers.unwrap();
            assert_eq!(game[0].r#type(), Some(&sdk::LoadBalancerTypeEnum::Network));
            let zones = game[0].availability_zones();
            let static_ones = zones.iter().flat_map(|zone| zone.load_balancer_addresses());
            assert_eq!(static_ones.filter(|one| one.allocation_id().is_some()).count(), version as usize);
            assert_eq!(game[0].security_groups().len(), version as usize);
            let arn = game[0].load_balancer_arn().unwrap();
            let listeners = elb.describe_listeners().load_balancer_arn(arn).send().await.unwrap().listeners.unwrap();
            let tls = listeners.iter().find(|one| one.protocol() == Some(&sdk::ProtocolEnum::Tls)).unwrap();
            let policy = if first { "HTTP2Preferred" } else { "None" };
            assert_eq!(tls.alpn_policy(), [policy]);
            let certificates = tls.certificates()[0].certificate_arn().unwrap();
            assert!(certificates.ends_with(if first { "one" } else { "two" }), "{certificates}");
            let tcp = elb.describe_target_groups().names("tcp").send().await.unwrap().target_groups.unwrap();
            let protocol = if first { sdk::ProtocolEnum::Http } else { sdk::ProtocolEnum::Tcp };
            assert_eq!(tcp[0].health_check_protocol(), Some(&protocol));
            assert_eq!(tcp[0].matcher().is_some(), first);
            let udp = elb.describe_target_groups().names("udp").send().await.unwrap().target_groups.unwrap();
            let code = udp[0].matcher().and_then(|matcher| matcher.http_code());
            assert_eq!(code, if first { None } else { Some("200-399") });
        },
    )
    .await;
}

/// An application behind a login, with targets of another version of HTTP.
pub(crate) fn login(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU);
    let Network { vpc, subnets, .. } = network(stack);
    let group = SecurityGroup::new(&scope, "alb", SecurityGroupArgs::new(vpc.id(), "alb"));
    let balancer = LoadBalancer::new(&scope, "app", LoadBalancerArgs::new("app", subnets, [group.id()]));
    let cookie = Stickiness::new(StickinessKind::AppCookie).cookie_name("SHOP").duration_seconds(600_u32);
    let lb_cookie = Stickiness::new(StickinessKind::LbCookie);
    let args = TargetGroupArgs::new("app", vpc.id(), 8080_u16).stickiness(if first { lb_cookie } else { cookie });
    let args = args.slow_start_seconds(if first { 60_u16 } else { 0 });
    let app = TargetGroup::new(&scope, "app", args);
    let args = TargetGroupArgs::new("rpc", vpc.id(), 9090_u16).protocol_version(ProtocolVersion::Grpc);
    let health = HealthCheck::new().path("/grpc.health.v1.Health/Check").matcher("0");
    let algorithm = if first { Algorithm::RoundRobin } else { Algorithm::LeastOutstandingRequests };
    let rpc = TargetGroup::new(&scope, "rpc", args.health_check(health).algorithm(algorithm));

    let to = |group: &TargetGroup| Action::new().forward([Forward::new(group.arn())]);
    let idp = "https://idp.example.com";
    let oidc = |secret: &str| {
        AuthenticateOidc::new(idp, format!("{idp}/authorize"), format!("{idp}/token"), format!("{idp}/user"), "shop")
            .client_secret(secret)
            .session_cookie_name(if first { "shop" } else { "shop-session" })
            .session_timeout_seconds(if first { 3600_u32 } else { 7200 })
            .scope("openid email")
            .extra_params(if first { vec![("prompt", "login")] } else { vec![("display", "page"), ("prompt", "none")] })
            .on_unauthenticated(if first { OnUnauthenticated::Allow } else { OnUnauthenticated::Deny })
    };
    let login = to(&app).authenticate_oidc(oidc(if first { "hidden-one" } else { "hidden-two" }));
    let args = ListenerArgs::new(balancer.arn(), 443_u16, Protocol::Https, login);
    let https = Listener::new(&scope, "https", args.certificate_arn(certificate("one").as_str()));
    let pool = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc";
    let cognito = AuthenticateCognito::new(pool, "client", "shop")
        .session_cookie_name(if first { "admin" } else { "admin-session" })
        .session_timeout_seconds(if first { 600_u32 } else { 900 })
        .scope(if first { "openid email" } else { "openid profile" })
        .extra_params(if first { vec![("prompt", "login")] } else { vec![("lang", "fr"), ("prompt", "none")] })
        .on_unauthenticated(if first { OnUnauthenticated::Deny } else { OnUnauthenticated::Allow });
    let members =
        ListenerArgs::new(balancer.arn(), 8443_u16, Protocol::Https, to(&app).authenticate_cognito(cognito.clone()));
    let members = members.certificate_arn(certificate("one").as_str());
    let verify = MutualAuthentication::new(MutualAuthenticationMode::Verify).trust_store_arn(STORE);
    let verify = verify.ignore_client_certificate_expiry(true).advertise_trust_store_ca_names(true);
    let pass = MutualAuthentication::new(MutualAuthenticationMode::Passthrough);
    Listener::new(&scope, "members", members.mutual_authentication(if first { pass } else { verify }));
    let admin = if first { to(&app).authenticate_cognito(cognito) } else { to(&app) };
    let admins = Condition::new().paths(["/admin/*"]);
    ListenerRule::new(&scope, "admin", ListenerRuleArgs::new(https.arn(), 10_u32, admins, admin));
    let calls = Condition::new().paths(["/rpc/*"]);
    let call = if first { to(&rpc) } else { to(&rpc).authenticate_oidc(oidc("hidden-two")) };
    ListenerRule::new(&scope, "rpc", ListenerRuleArgs::new(https.arn(), 20_u32, calls, call));
}

#[tokio::test]
async fn the_authentication_of_users_lives_through_everything() {
    lifecycle(
        |stack| login(stack, 1),
        |stack| login(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::app"),
            Expect::Update("eu-west-1::aws:elbv2/TargetGroup::rpc"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::https"),
            Expect::Update("eu-west-1::aws:elbv2/Listener::members"),
            Expect::Update("eu-west-1::aws:elbv2/ListenerRule::admin"),
            Expect::Update("eu-west-1::aws:elbv2/ListenerRule::rpc"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let aws = world.aws(EU);
            let elb = aws.elbv2();
            let listener = world.id("eu-west-1::aws:elbv2/Listener::https").await;
            let response = elb.describe_listeners().listener_arns(&listener).send().await.unwrap();
            let actions = response.listeners()[0].default_actions().to_vec();
            assert_eq!(actions.len(), 2);
            let oidc = actions[0].authenticate_oidc_config().unwrap();
            assert_eq!(oidc.session_timeout(), Some(if first { 3600 } else { 7200 }));
            let params = oidc.authentication_request_extra_params().unwrap();
            assert_eq!(params.get("prompt").map(String::as_str), Some(if first { "login" } else { "none" }));
            let listener = world.id("eu-west-1::aws:elbv2/Listener::members").await;
            let response = elb.describe_listeners().listener_arns(&listener).send().await.unwrap();
            let mutual = response.listeners()[0].mutual_authentication().unwrap();
            assert_eq!(mutual.mode(), Some(if first { "passthrough" } else { "verify" }));
            assert_eq!(mutual.trust_store_arn(), (!first).then_some(STORE));
            let cognito = response.listeners()[0].default_actions()[0].authenticate_cognito_config().unwrap();
            assert_eq!(cognito.session_cookie_name(), Some(if first { "admin" } else { "admin-session" }));
            let params = cognito.authentication_request_extra_params().unwrap();
            assert_eq!(params.len(), version as usize);
            for (name, authenticates) in [("admin", first), ("rpc", !first)] {
                let rule = world.id(&format!("eu-west-1::aws:elbv2/ListenerRule::{name}")).await;
                let response = elb.describe_rules().rule_arns(&rule).send().await.unwrap();
                assert_eq!(response.rules()[0].actions().len(), 1 + usize::from(authenticates), "{name}");
            }
            let group = world.id("eu-west-1::aws:elbv2/TargetGroup::app").await;
            let response = elb.describe_target_group_attributes().target_group_arn(&group).send().await.unwrap();
            let kind = response.attributes().iter().find(|one| one.key() == Some("stickiness.type")).unwrap();
            assert_eq!(kind.value(), Some(if first { "lb_cookie" } else { "app_cookie" }));
        },
    )
    .await;
}

fn balancer(args: impl Fn(LoadBalancerArgs) -> LoadBalancerArgs) -> impl Fn(&Stack) {
    move |stack| {
        let subnets = network(stack).subnets;
        let inside = LoadBalancerArgs::new("inside", [subnets[0].clone()], [] as [SecurityGroupId; 0]);
        LoadBalancer::new(&stack.region(EU), "inside", args(inside.load_balancer_type(LoadBalancerType::Network)));
    }
}

#[tokio::test]
async fn a_network_load_balancer_is_replaced_for_its_first_group_or_another_address() {
    let world = World::start().await;
    let at = |address: &'static str| {
        move |stack: &Stack| {
            let subnets = network(stack).subnets;
            let address = LoadBalancerAddress::new(subnets[0].clone()).private_ipv4_address(address);
            let args = LoadBalancerArgs::new("inside", [subnets[0].clone()], [] as [SecurityGroupId; 0]);
            let args = args.load_balancer_type(LoadBalancerType::Network).addresses([address]);
            LoadBalancer::new(&stack.region(EU), "inside", args);
        }
    };
    world.up(at("10.0.0.10")).await;
    let replaced = [Expect::ReplaceDeletingFirst("eu-west-1::aws:elbv2/LoadBalancer::inside")];
    assert_expected(&*world.plan(at("10.0.0.11")).await, &replaced);
    let grouped = |stack: &Stack| {
        let Network { vpc, subnets, .. } = network(stack);
        let group = SecurityGroup::new(&stack.region(EU), "g", SecurityGroupArgs::new(vpc.id(), "g"));
        let address = LoadBalancerAddress::new(subnets[0].clone()).private_ipv4_address("10.0.0.10");
        let args = LoadBalancerArgs::new("inside", [subnets[0].clone()], [group.id()]);
        let args = args.load_balancer_type(LoadBalancerType::Network).addresses([address]);
        LoadBalancer::new(&stack.region(EU), "inside", args);
    };
    assert_expected(&*world.plan(grouped).await, &replaced);
    let Err(Failed(why)) = world.try_up(balancer(|args| args)).await else { panic!("it is refused") };
    assert!(why.contains("removes the address in the subnet"), "{why}");
}

#[tokio::test]
async fn what_elb_would_refuse_of_a_network_load_balancer_is_found_before_any_call() {
    let world = World::start().await;
    let refused = async |args: fn(LoadBalancerArgs) -> LoadBalancerArgs, why: &str| {
        let Err(Failed(said)) = world.try_up(balancer(args)).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    refused(|args| args.idle_timeout_seconds(90_u16), "`idle_timeout_seconds` is set").await;
    refused(|args| args.drop_invalid_header_fields(true), "`drop_invalid_header_fields` is set").await;
    refused(|args| args.load_balancer_type(LoadBalancerType::Application), "an application load balancer needs two")
        .await;
    let elsewhere = |args: LoadBalancerArgs| {
        args.addresses([LoadBalancerAddress::new(SubnetId::new("subnet-0abc")).private_ipv4_address("10.0.0.9")])
    };
    refused(elsewhere, "which is not in `subnet_ids`").await;

    let group = |args: fn(TargetGroupArgs) -> TargetGroupArgs| {
        move |stack: &Stack| {
            let vpc = network(stack).vpc;
            TargetGroup::new(&stack.region(EU), "g", args(TargetGroupArgs::new("g", vpc.id(), 80_u16)));
        }
    };
    let refused = async |args: fn(TargetGroupArgs) -> TargetGroupArgs, why: &str| {
        let Err(Failed(said)) = world.try_up(group(args)).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    let tcp = |args: TargetGroupArgs| args.protocol(TargetProtocol::Tcp).health_check(HealthCheck::new().path("/up"));
    refused(tcp, "has a `path` or a `matcher`, and its protocol is TCP").await;
    let udp = |args: TargetGroupArgs| args.protocol(TargetProtocol::Udp).preserve_client_ip(false);
    refused(udp, "`preserve_client_ip` is off").await;
    refused(|args| args.stickiness(Stickiness::new(StickinessKind::SourceIp)), "`stickiness.kind` does not go").await;
    refused(|args| args.proxy_protocol(true), "`proxy_protocol` is set").await;
}

#[tokio::test]
async fn elb_refuses_what_a_type_of_load_balancer_cannot_do() {
    let world = World::start().await;
    world.up(|stack| game(stack, 1)).await;
    let aws = world.aws(EU);
    let elb = aws.elbv2();
    let inside = world.id("eu-west-1::aws:elbv2/LoadBalancer::inside").await;
    let group = world.id("eu-west-1::aws:ec2/SecurityGroup::game").await;
    let answer = elb.set_security_groups().load_balancer_arn(&inside).security_groups(group).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidConfigurationRequest"));
    let attribute = sdk::LoadBalancerAttribute::builder().key("idle_timeout.timeout_seconds").value("90").build();
    let answer = elb.modify_load_balancer_attributes().load_balancer_arn(&inside).attributes(attribute).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidConfigurationRequest"));
    let tcp = world.id("eu-west-1::aws:elbv2/TargetGroup::tls").await;
    let answer = elb.modify_target_group().target_group_arn(&tcp).health_check_path("/up").send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidConfigurationRequest"));
    let attribute = sdk::TargetGroupAttribute::builder().key("slow_start.duration_seconds").value("60").build();
    let answer = elb.modify_target_group_attributes().target_group_arn(&tcp).attributes(attribute).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidConfigurationRequest"));
    let listener = world.id("eu-west-1::aws:elbv2/Listener::udp").await;
    let cognito = sdk::AuthenticateCognitoActionConfig::builder()
        .user_pool_arn("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc")
        .user_pool_client_id("client")
        .user_pool_domain("shop");
    let action = sdk::Action::builder().r#type(sdk::ActionTypeEnum::AuthenticateCognito);
    let action = action.authenticate_cognito_config(cognito.build()).order(1).build();
    let answer = elb.modify_listener().listener_arn(listener).default_actions(action).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidLoadBalancerAction"));
    let game = world.id(GAME).await;
    let zone = elb.describe_load_balancers().load_balancer_arns(&game).send().await.unwrap().load_balancers.unwrap();
    let subnet = zone[0].availability_zones()[0].subnet_id().unwrap().to_owned();
    let answer = elb.set_subnets().load_balancer_arn(&game).subnets(subnet).send().await;
    assert_eq!(answer.unwrap_err().code(), Some("InvalidConfigurationRequest"), "its address would change");
}

#[tokio::test]
async fn elb_verifies_certificates_with_a_trust_store() {
    let world = World::start().await;
    let program = |mutual: Option<MutualAuthentication>| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let Network { vpc, subnets, .. } = network(stack);
            let group = SecurityGroup::new(&scope, "alb", SecurityGroupArgs::new(vpc.id(), "alb"));
            let balancer = LoadBalancer::new(&scope, "app", LoadBalancerArgs::new("app", subnets, [group.id()]));
            let found = Action::new().fixed_response(FixedResponse::new("200"));
            let args = ListenerArgs::new(balancer.arn(), 443_u16, Protocol::Https, found);
            let args = args.certificate_arn(certificate("one").as_str()).mutual_authentication(mutual.clone());
            Listener::new(&scope, "https", args);
        }
    };
    let verify = MutualAuthentication::new(MutualAuthenticationMode::Verify);
    let Err(Failed(why)) = world.try_up(program(Some(verify.clone()))).await else { panic!("it needs a trust store") };
    assert!(why.contains("verifies certificates: set `trust_store_arn`"), "{why}");
    world.up(program(Some(verify.trust_store_arn(STORE)))).await;
    let aws = world.aws(EU);
    let elb = aws.elbv2();
    let listener = world.id("eu-west-1::aws:elbv2/Listener::https").await;
    let mode = async || {
        let found = elb.describe_listeners().listener_arns(&listener).send().await.unwrap();
        found.listeners()[0].mutual_authentication().unwrap().mode().unwrap().to_owned()
    };
    assert_eq!(mode().await, "verify");
    world.up(program(None)).await;
    assert_eq!(mode().await, "off");
    let of = |mode: &str| sdk::MutualAuthenticationAttributes::builder().mode(mode);
    for refused in [of("verify").build(), of("passthrough").trust_store_arn(STORE).build()] {
        let answer = elb.modify_listener().listener_arn(&listener).mutual_authentication(refused).send().await;
        assert_eq!(answer.unwrap_err().code(), Some("ValidationError"));
    }
}
