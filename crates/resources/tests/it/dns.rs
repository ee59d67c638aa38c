//! Zones, records, health checks and certificates.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::{Options, Stack, Value};
use archipel_resources::acm::{Certificate, CertificateArgs, CertificateValidation, CertificateValidationArgs};
use archipel_resources::route53::{
    Alias, Failover, HealthCheck, HealthCheckArgs, HealthCheckKind, HealthCheckOverride, HealthCheckOverrideArgs,
    HostedZone, HostedZoneArgs, Record, RecordArgs, RecordType, Zone, ZoneArgs,
};
use aws_sdk_route53::types::{
    Change, ChangeAction, ChangeBatch, CidrRoutingConfig, ResourceRecord, ResourceRecordSet, RrType,
};

pub(crate) fn names(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let comment = if first { "the first" } else { "the second" };
    let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example.com").comment(comment));
    let mut checks = Vec::new();
    for (region, address) in [(EU, "192.0.2.1"), (US, "192.0.2.2")] {
        let args = HealthCheckArgs::new(HealthCheckKind::Https)
            .fqdn(format!("{region}.luneo.example.com"))
            .path(if first { "/health" } else { "/ready" })
            .port(443_u16)
            .failure_threshold(if first { 3_u16 } else { 2 })
            .tags([("Name", region)]);
        let check = HealthCheck::new(&scope, region, args);
        let here = format!("{region}.luneo.example.com");
        // A pair in each region, and weights over the pairs: one record cannot have both.
        let args = RecordArgs::new(zone.id(), here.as_str(), RecordType::A);
        let primary = args.clone().set_identifier("primary").failover(Failover::Primary).health_check_id(check.id());
        let ttl = if first { 60_u32 } else { 30 };
        let primary = Record::new(&scope, format!("{region}-primary"), primary.values([address]).ttl(ttl));
        let secondary = args.set_identifier("secondary").failover(Failover::Secondary);
        Record::new(&scope, format!("{region}-secondary"), secondary.values(["192.0.2.9"]).ttl(60_u32));
        let weight = match (first, region == EU) {
            (true, true) => 80_u16,
            (true, false) => 20,
            (false, _) => 50,
        };
        let args = RecordArgs::new(zone.id(), "api.luneo.example.com", RecordType::A).set_identifier(region);
        let alias = Alias::new(primary.name(), zone.id());
        Record::new(&scope, format!("api-{region}"), args.weight(weight).alias(alias));
        checks.push(check.id());
    }
    let all = HealthCheckArgs::new(HealthCheckKind::Calculated).children(checks);
    HealthCheck::new(&scope, "all", all.health_threshold(if first { 1_u16 } else { 2 }));
    let args = HealthCheckArgs::new(HealthCheckKind::CloudwatchMetric).alarm_name("aurora-lag").alarm_region(EU);
    HealthCheck::new(&scope, "lag", args.inverted(!first));
    let text = if first { "\"one\"" } else { "\"two\"" };
    let args = RecordArgs::new(zone.id(), "luneo.example.com", RecordType::Txt);
    Record::new(&scope, "text", args.values([text, "\"also\""]).ttl(300_u32));
    let moved = if first { "old.luneo.example.com" } else { "new.luneo.example.com" };
    let args = RecordArgs::new(zone.id(), moved, RecordType::Cname);
    Record::new(&scope, "moved", args.values(["elsewhere.example.com"]).ttl(300_u32));
}

/// A health check whose recovery plan may take traffic away.
fn checked(stack: &Stack, port: u16) -> HealthCheck {
    let args = HealthCheckArgs::new(HealthCheckKind::Https).fqdn("eu.luneo.example.com").port(port);
    let options = Options::new().ignore_changes("disabled").ignore_changes("inverted");
    HealthCheck::with_options(&stack.region(EU), "eu", args.request_interval(30_u16), options)
}

fn overridden(stack: &Stack, unhealthy: bool) {
    let check = checked(stack, 443);
    HealthCheckOverride::new(&stack.region(EU), "eu", HealthCheckOverrideArgs::new(check.id(), unhealthy));
}

/// Whether the check is disabled, and whether it is inverted.
async fn settings(world: &World) -> (Option<bool>, Option<bool>) {
    let all = world.aws(EU).route53().list_health_checks().send().await.unwrap();
    let config = all.health_checks()[0].health_check_config().unwrap();
    (config.disabled(), config.inverted())
}

/// The same, of a check that is overridden in the program too, so that one stack can have both.
pub(crate) fn overridden_in_step(stack: &Stack, unhealthy: bool) {
    let scope = stack.region(EU);
    let args = HealthCheckArgs::new(HealthCheckKind::Https).fqdn("eu.luneo.example.com").port(443_u16);
    let check = HealthCheck::new(&scope, "eu", args.disabled(unhealthy).inverted(unhealthy));
    HealthCheckOverride::new(&scope, "eu", HealthCheckOverrideArgs::new(check.id(), unhealthy));
}

#[tokio::test]
async fn an_override_lives_through_everything() {
    lifecycle(
        |stack| overridden_in_step(stack, false),
        |stack| overridden_in_step(stack, true),
        &[
            Expect::Update("global::aws:route53/HealthCheck::eu"),
            Expect::Update("global::aws:route53/HealthCheckOverride::eu"),
        ],
        async |world: &World, version| {
            let on = version == 2;
            assert_eq!(settings(world).await, (Some(on), Some(on)));
        },
    )
    .await;
}

#[tokio::test]
async fn an_override_takes_traffic_away_and_gives_it_back() {
    let world = World::start().await;
    for away in [true, false, true] {
        world.up(|stack| overridden(stack, away)).await;
        assert_eq!(settings(&world).await, (Some(away), Some(away)));
    }
    // Its delete ends it.
    world.up(|stack| drop(checked(stack, 443))).await;
    assert_eq!(settings(&world).await, (Some(false), Some(false)));
}

#[tokio::test]
async fn a_stack_leaves_an_override_of_its_health_check_alone() {
    let world = World::start().await;
    world.up(|stack| drop(checked(stack, 443))).await;
    let id = world.record("global::aws:route53/HealthCheck::eu").await.id.clone();
    let call = world.aws(EU).route53().update_health_check().health_check_id(id.as_str());
    call.disabled(true).inverted(true).send().await.unwrap();
    let planned = world.refresh_plan(|stack| drop(checked(stack, 443))).await;
    assert!(planned.plan.is_empty(), "a role is not part of the program");
    // Another change of the check, by a run that has not read the override, keeps it.
    world.up(|stack| drop(checked(stack, 8443))).await;
    assert_eq!(settings(&world).await, (Some(true), Some(true)));
}

#[tokio::test]
async fn a_routing_that_the_type_does_not_have_is_named_and_never_removed() {
    let program = |stack: &Stack, ttl: u32| {
        let scope = stack.region(EU);
        let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example.com"));
        let args = RecordArgs::new(zone.id(), "by.luneo.example.com", RecordType::A).set_identifier("office");
        Record::new(&scope, "by", args.weight(1_u16).values(["192.0.2.1"]).ttl(ttl));
    };
    let world = World::start().await;
    world.up(|stack| program(stack, 60)).await;
    let (zone, aws) = (world.id("global::aws:route53/Zone::main").await, world.aws(EU));
    let routing =
        CidrRoutingConfig::builder().collection_id("c8c02a84-aaaa-bbbb-e0d2-d833a2f80106").location_name("office");
    let set = ResourceRecordSet::builder().name("by.luneo.example.com").r#type(RrType::A).set_identifier("office");
    let set = set.ttl(60).resource_records(ResourceRecord::builder().value("192.0.2.1").build().unwrap());
    let set = set.cidr_routing_config(routing.build().unwrap()).build().unwrap();
    let change = Change::builder().action(ChangeAction::Upsert).resource_record_set(set).build().unwrap();
    let batch = ChangeBatch::builder().changes(change).build().unwrap();
    aws.route53().change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch).send().await.unwrap();
    let prepared = world.refresh_plan(|stack| program(stack, 60)).await;
    let named = prepared.notes.iter().any(|note| note.to_string().contains("the client's address range"));
    assert!(named, "{:?}", prepared.notes);
    let Err(Failed(why)) = world.try_up(|stack| program(stack, 30)).await else { panic!("the update is refused") };
    assert!(why.contains("the update would remove the routing by the client's address range"), "{why}");
}

#[tokio::test]
async fn zones_records_and_health_checks_live_through_everything() {
    lifecycle(
        |stack| names(stack, 1),
        |stack| names(stack, 2),
        &[
            Expect::Update("global::aws:route53/Zone::main"),
            Expect::Update("global::aws:route53/HealthCheck::eu-west-1"),
            Expect::Update("global::aws:route53/HealthCheck::us-east-1"),
            Expect::Update("global::aws:route53/HealthCheck::all"),
            Expect::Update("global::aws:route53/HealthCheck::lag"),
            Expect::Update("global::aws:route53/Record::eu-west-1-primary"),
            Expect::Update("global::aws:route53/Record::us-east-1-primary"),
            Expect::Update("global::aws:route53/Record::api-eu-west-1"),
            Expect::Update("global::aws:route53/Record::api-us-east-1"),
            Expect::Update("global::aws:route53/Record::text"),
            Expect::Replace("global::aws:route53/Record::moved"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let zones = aws.route53().list_hosted_zones().send().await.unwrap().hosted_zones;
            assert_eq!(zones.len(), 1, "one zone, whatever happened");
            let response =
                aws.route53().list_resource_record_sets().hosted_zone_id(zones[0].id()).send().await.unwrap();
            // Ours, and the two that every zone has.
            assert_eq!(response.resource_record_sets.len(), 8 + 2);
            let mut weights: Vec<_> = response.resource_record_sets.iter().filter_map(|set| set.weight()).collect();
            weights.sort_unstable();
            assert_eq!(weights, if version == 1 { [20, 80] } else { [50, 50] });
            let checks = aws.route53().list_health_checks().send().await.unwrap().health_checks;
            assert_eq!(checks.len(), 4);
        },
    )
    .await;
}

pub(crate) fn certificates(stack: &Stack, version: u32) {
    let first = version == 1;
    let global = stack.region(EU);
    let zone = Zone::new(&global, "main", ZoneArgs::new("luneo.example.com"));
    let names = if first { vec!["luneo.example.com"] } else { vec!["luneo.example.com", "www.luneo.example.com"] };
    let mut made = Vec::new();
    for region in [EU, US] {
        let scope = stack.region(region).with_tags([("v", version.to_string())]);
        let args = CertificateArgs::new("*.luneo.example.com").alternative_names(names.clone());
        made.push((scope.clone(), Certificate::new(&scope, "main", args)));
    }
    // One record proves the name in both regions.
    let args = RecordArgs::new(zone.id(), made[0].1.validation_record_name(), RecordType::Cname);
    let record = Record::new(&global, "proof", args.values([made[0].1.validation_record_value()]).ttl(300_u32));
    if !first {
        // Another name has a record of its own.
        let www = made[0].1.validation_records();
        let name = www.map(|records| records.last().map(|record| record.name.clone()).unwrap_or_default());
        let value = www.map(|records| records.last().map(|record| record.value.clone()).unwrap_or_default());
        let args = RecordArgs::new(zone.id(), name, RecordType::Cname).values([value]).ttl(300_u32);
        Record::new(&global, "proof-www", args);
    }
    for (scope, certificate) in &made {
        let args = CertificateValidationArgs::new(certificate.arn()).record_names([record.name()]);
        CertificateValidation::new(scope, "main", args);
    }
}

#[tokio::test]
async fn certificates_live_through_everything() {
    lifecycle(
        |stack| certificates(stack, 1),
        |stack| certificates(stack, 2),
        &[
            Expect::Replace("eu-west-1::aws:acm/Certificate::main"),
            Expect::Replace("us-east-1::aws:acm/Certificate::main"),
            Expect::Replace("eu-west-1::aws:acm/CertificateValidation::main"),
            Expect::Replace("us-east-1::aws:acm/CertificateValidation::main"),
            Expect::Replace("global::aws:route53/Record::proof"),
        ],
        async |world: &World, version| {
            for region in [EU, US] {
                let all = world.aws(region).acm().list_certificates().send().await.unwrap();
                assert_eq!(all.certificate_summary_list().len(), 1, "one certificate in {region}, whatever happened");
                let arn = all.certificate_summary_list()[0].certificate_arn().unwrap();
                let response =
                    world.aws(region).acm().describe_certificate().certificate_arn(arn).send().await.unwrap();
                let names = response.certificate.unwrap().subject_alternative_names().len();
                assert_eq!(names, 1 + version as usize);
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_record_of_others_is_refused_and_left_alone() {
    let world = World::start().await;
    let zone_only = |stack: &Stack| {
        Zone::new(&stack.region(EU), "main", ZoneArgs::new("luneo.example.com"));
    };
    world.up(zone_only).await;
    let zone = world.id("global::aws:route53/Zone::main").await;
    let aws = world.aws(EU);
    use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};
    let value = ResourceRecord::builder().value("192.0.2.7").build().unwrap();
    let set = ResourceRecordSet::builder().name("api.luneo.example.com").r#type(RrType::A).ttl(5);
    let set = set.resource_records(value).build().unwrap();
    let change = Change::builder().action(ChangeAction::Create).resource_record_set(set).build().unwrap();
    let batch = ChangeBatch::builder().changes(change).build().unwrap();
    aws.route53().change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch).send().await.unwrap();
    let program = |value: &'static str, ttl: u32, overwrite: bool| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example.com"));
            let args = RecordArgs::new(zone.id(), "api.luneo.example.com", RecordType::A);
            Record::new(&scope, "api", args.values([value]).ttl(ttl).allow_overwrite(overwrite));
        }
    };
    let theirs = async || {
        let response = aws.route53().list_resource_record_sets().hosted_zone_id(&zone).send().await.unwrap();
        response.resource_record_sets.iter().any(|set| set.ttl() == Some(5))
    };
    // One with the same content is not ours either.
    for (value, ttl) in [("192.0.2.1", 60), ("192.0.2.7", 5)] {
        let Err(Failed(why)) = world.try_up(program(value, ttl, false)).await else { panic!("the name is taken") };
        assert!(why.contains("there is a record api.luneo.example.com already"), "{why}");
        assert!(theirs().await, "theirs stays");
    }
    world.up(zone_only).await;
    assert!(theirs().await, "theirs is not deleted");
    let shared = program("192.0.2.1", 60, true);
    world.up(&shared).await;
    assert!(!theirs().await, "the program says that it may be overwritten");
    world.assert_in_step(&shared, "overwritten").await;
    world.destroy().await;
}

#[tokio::test]
async fn an_equivalent_name_is_not_a_difference() {
    let declare = |name: &'static str, target: &'static str, value: &'static str, domain: &'static str| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example.com"));
            let args = RecordArgs::new(zone.id(), "a.luneo.example.com", RecordType::Cname);
            Record::new(&scope, "a", args.values([value]).ttl(60_u32));
            let args = RecordArgs::new(zone.id(), "t.luneo.example.com", RecordType::A);
            let there = Record::new(&scope, "target", args.values(["192.0.2.1"]).ttl(60_u32));
            let args = RecordArgs::new(zone.id(), name, RecordType::A);
            // As a load balancer returns its name; Route 53 returns it in lower case, with a final dot.
            let args = args.alias(Alias::new(target, zone.id()));
            Record::with_options(&scope, "alias", args, Options::new().depends_on(&there));
            let args = HealthCheckArgs::new(HealthCheckKind::Tcp).fqdn(domain).port(443_u16);
            HealthCheck::new(&scope, "main", args);
            Certificate::new(&scope, "main", CertificateArgs::new(domain));
        }
    };
    let world = World::start().await;
    let one = declare("b.luneo.example.com", "T.Luneo.example.com", "Main-1.elb.example.com.", "Api.luneo.example.com");
    world.up(&one).await;
    world.assert_in_step(&one, "as it was written").await;
    world.assert_reads_back("as it was written").await;
    let two = declare("B.luneo.example.com.", "t.luneo.example.com", "main-1.elb.example.com", "api.luneo.example.com");
    world.assert_in_step(&two, "written otherwise").await;
    let three =
        declare("b.luneo.example.com", "t.luneo.example.com", "main-2.elb.example.com", "api.luneo.example.com");
    assert_eq!(world.plan(&three).await.steps.len(), 1, "another value is one");
    world.destroy().await;
}

#[tokio::test]
async fn an_alias_waits_for_its_target() {
    let world = World::start().await;
    let aws = world.aws(EU);
    world
        .up(|stack| {
            Zone::new(&stack.region(EU), "main", ZoneArgs::new("luneo.example.com"));
        })
        .await;
    let zone = world.id("global::aws:route53/Zone::main").await;
    // Route 53 refuses the alias until another program has created its target.
    let alias = |stack: &Stack| {
        let scope = stack.region(EU);
        let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.example.com"));
        let args = RecordArgs::new(zone.id(), "api.luneo.example.com", RecordType::A);
        let target = Alias::new("eu.luneo.example.com", zone.id());
        Record::new(&scope, "api", args.alias(target));
    };
    let (up, ()) = tokio::join!(world.try_up(alias), async {
        world.until_waiting_for("InvalidChangeBatch").await;
        let record = aws_sdk_route53::types::ResourceRecord::builder().value("192.0.2.1").build().unwrap();
        let set = aws_sdk_route53::types::ResourceRecordSet::builder().name("eu.luneo.example.com");
        let set = set.r#type("A".into()).ttl(60).resource_records(record).build().unwrap();
        let change = aws_sdk_route53::types::Change::builder().action("CREATE".into()).resource_record_set(set).build();
        let batch = aws_sdk_route53::types::ChangeBatch::builder().changes(change.unwrap()).build().unwrap();
        let call = aws.route53().change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch);
        call.send().await.unwrap();
    });
    up.unwrap();
}

#[tokio::test]
async fn a_certificate_of_an_undelegated_zone_names_the_servers_for_the_registrar() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let zone = Zone::new(&scope, "main", ZoneArgs::new("luneo.invalid"));
        let certificate = Certificate::new(&scope, "main", CertificateArgs::new("luneo.invalid"));
        let args = RecordArgs::new(zone.id(), certificate.validation_record_name(), RecordType::Cname);
        let record = Record::new(&scope, "proof", args.values([certificate.validation_record_value()]).ttl(300_u32));
        let args = CertificateValidationArgs::new(certificate.arn()).record_names([record.name()]);
        let args = args.name_servers(zone.name_servers());
        let options = Options::new().create_timeout(std::time::Duration::from_secs(3));
        CertificateValidation::with_options(&scope, "main", args, options);
    };
    let (up, ()) = tokio::join!(world.try_up(program), world.until_waiting_for("the domain's registrar to name"));
    let Err(Failed(why)) = up else { panic!("no registrar delegates .invalid") };
    let zone = world.record("global::aws:route53/Zone::main").await;
    let Value::List(servers) = zone.outputs.field("name_servers") else { panic!("{:?}", zone.outputs) };
    assert!(!servers.is_empty() && servers.iter().all(|one| why.contains(one.as_str().unwrap())), "{why}");
}

#[tokio::test]
async fn a_zone_that_exists_is_found_by_its_name() {
    let world = World::start().await;
    let route53 = world.aws(EU).route53().clone();
    let create = async |name: &str, reference: &str| {
        let call = route53.create_hosted_zone().name(name).caller_reference(reference);
        call.send().await.expect("a zone").hosted_zone.expect("a zone").id
    };
    create("other.example.com", "1").await;
    let id = create("luneo.example.com", "2").await;
    let find = |stack: &Stack| {
        let zone = HostedZone::get(&stack.region(EU), "main", HostedZoneArgs::new("luneo.example.com"));
        stack.output("id", zone.id());
        stack.output("servers", zone.name_servers());
    };
    world.up(find).await;
    assert_eq!(world.output("id").await, Value::from(id.trim_start_matches("/hostedzone/")));
    assert!(matches!(world.output("servers").await, Value::List(servers) if !servers.is_empty()));

    let none = world.try_up(|stack| {
        HostedZone::get(&stack.region(EU), "main", HostedZoneArgs::new("example.com"));
    });
    let Err(Failed(why)) = none.await else { panic!("there is none") };
    assert!(why.contains("no public hosted zone named `example.com`"), "{why}");
    create("luneo.example.com", "3").await;
    let Err(Failed(why)) = world.try_up(find).await else { panic!("it is ambiguous") };
    assert!(why.contains("2 public hosted zones"), "{why}");
}
