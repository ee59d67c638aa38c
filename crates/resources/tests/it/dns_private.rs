//! Private zones, and records by location and with several answers.

use crate::common::{EU, Expect, Failed, US, World, assert_expected, lifecycle};
use archipel_engine::{Output, Stack, Value};
use archipel_resources::ec2::{Vpc, VpcArgs};
use archipel_resources::route53::{
    Alias, Geolocation, HostedZone, HostedZoneArgs, Record, RecordArgs, RecordType, Zone, ZoneArgs, ZoneVpc,
};
use archipel_resources::types::{RegionName, VpcId};
use aws_sdk_route53::error::ProvideErrorMetadata as _;

const NAME: &str = "luneo.internal";

/// A VPC of the private zone.
fn vpc(stack: &Stack, region: &str, name: &str) -> Vpc {
    Vpc::new(&stack.region(region), name, VpcArgs::new("10.0.0.0/16"))
}

fn of(vpc: Output<VpcId>, region: &str) -> ZoneVpc {
    ZoneVpc::new(vpc, RegionName::new(region))
}

pub(crate) fn inside(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let (eu, us, other) = (vpc(stack, EU, "main"), vpc(stack, US, "main"), vpc(stack, EU, "other"));
    let here = of(eu.id(), EU);
    let vpcs = if first { vec![here.clone(), of(us.id(), US)] } else { vec![of(other.id(), EU), of(us.id(), US)] };
    let zone = Zone::new(&scope, "inside", ZoneArgs::new(NAME).comment(format!("version {version}")).vpcs(vpcs));
    let args = RecordArgs::new(zone.id(), "db.luneo.internal", RecordType::A);
    Record::new(&scope, "db", args.values(["10.0.0.9"]).ttl(60_u32));
    // A zone of the same name is public.
    let public = Zone::new(&scope, "public", ZoneArgs::new(NAME));
    let by_place = |name: &str, at: Geolocation, address: &str| {
        let args = RecordArgs::new(public.id(), "www.luneo.internal", RecordType::A).set_identifier(name);
        Record::new(&scope, name, args.geolocation(at).values([address]).ttl(60_u32));
    };
    by_place("anywhere", Geolocation::new().country("*"), "192.0.2.1");
    let europe = if first { Geolocation::new().continent("EU") } else { Geolocation::new().country("FR") };
    by_place("europe", europe, "192.0.2.2");
    by_place(
        "california",
        Geolocation::new().country("US").subdivision("CA"),
        if first { "192.0.2.3" } else { "192.0.2.4" },
    );
    for (name, address) in [("one", "192.0.2.5"), ("two", if first { "192.0.2.6" } else { "192.0.2.7" })] {
        let args = RecordArgs::new(public.id(), "many.luneo.internal", RecordType::A).set_identifier(name);
        Record::new(&scope, name, args.multivalue(true).values([address]).ttl(60_u32));
    }
}

const ZONE: &str = "global::aws:route53/Zone::inside";

#[tokio::test]
async fn private_zones_and_records_by_place_live_through_everything() {
    lifecycle(
        |stack| inside(stack, 1),
        |stack| inside(stack, 2),
        &[
            Expect::Update(ZONE),
            Expect::Update("global::aws:route53/Record::europe"),
            Expect::Update("global::aws:route53/Record::california"),
            Expect::Update("global::aws:route53/Record::two"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let id = world.id(ZONE).await;
            let zone = aws.route53().get_hosted_zone().id(&id).send().await.unwrap();
            assert!(zone.hosted_zone().unwrap().config().unwrap().private_zone());
            let mut vpcs: Vec<_> = zone.vpcs().iter().map(|vpc| vpc.vpc_id().unwrap().to_owned()).collect();
            let mut expected = Vec::new();
            for urn in [(EU, if version == 1 { "main" } else { "other" }), (US, "main")] {
                expected.push(world.id(&format!("{}::aws:ec2/Vpc::{}", urn.0, urn.1)).await);
            }
            vpcs.sort_unstable();
            expected.sort_unstable();
            assert_eq!(vpcs, expected);
            let public = world.id("global::aws:route53/Zone::public").await;
            let sets = aws.route53().list_resource_record_sets().hosted_zone_id(public).send().await.unwrap();
            let sets = sets.resource_record_sets();
            assert_eq!(sets.iter().filter(|set| set.geo_location().is_some()).count(), 3);
            assert_eq!(sets.iter().filter(|set| set.multi_value_answer() == Some(true)).count(), 2);
        },
    )
    .await;
}

#[tokio::test]
async fn a_zone_is_replaced_to_become_private() {
    let world = World::start().await;
    let public = |stack: &Stack| drop(Zone::new(&stack.region(EU), "inside", ZoneArgs::new(NAME)));
    let private = |stack: &Stack| {
        let vpc = of(vpc(stack, EU, "main").id(), EU);
        Zone::new(&stack.region(EU), "inside", ZoneArgs::new(NAME).vpcs([vpc]));
    };
    world.up(public).await;
    assert_expected(&*world.plan(private).await, &[Expect::Replace(ZONE)]);
    world.up(private).await;
    // A private zone keeps one VPC at least.
    let id = world.id(ZONE).await;
    let aws = world.aws(EU);
    let vpc = aws_sdk_route53::types::Vpc::builder()
        .vpc_id(world.id(&format!("{EU}::aws:ec2/Vpc::main")).await)
        .vpc_region(EU.into())
        .build();
    let last = aws.route53().disassociate_vpc_from_hosted_zone().hosted_zone_id(&id).vpc(vpc).send().await;
    assert_eq!(last.unwrap_err().code(), Some("LastVPCAssociation"));
}

#[tokio::test]
async fn a_private_zone_that_exists_is_found_by_its_name_and_its_vpc() {
    let world = World::start().await;
    world.up(|stack| inside(stack, 1)).await;
    let vpc = world.id(&format!("{US}::aws:ec2/Vpc::main")).await;
    let other = world.id(&format!("{EU}::aws:ec2/Vpc::other")).await;
    let found = |vpc: Option<String>| {
        move |stack: &Stack| {
            inside(stack, 1);
            let args = HostedZoneArgs::new(NAME);
            let args = if let Some(vpc) = &vpc { args.vpc_id(VpcId::new(vpc)) } else { args };
            stack.output("zone", HostedZone::get(&stack.region(EU), "there", args).id());
        }
    };
    world.up(found(Some(vpc))).await;
    assert_eq!(world.output("zone").await, Value::from(world.id(ZONE).await));
    world.up(found(None)).await;
    assert_eq!(world.output("zone").await, Value::from(world.id("global::aws:route53/Zone::public").await));
    let Err(Failed(why)) = world.try_up(found(Some(other))).await else { panic!("it has none") };
    assert!(why.contains("the account has no private hosted zone named `luneo.internal` for the VPC"), "{why}");
}

#[tokio::test]
async fn records_that_route_53_would_refuse_are_found_before_any_call() {
    let world = World::start().await;
    let refused = async |args: fn(RecordArgs) -> RecordArgs, why: &str| {
        let program = |stack: &Stack| {
            let record = RecordArgs::new("Z1", "a.luneo.example", RecordType::A).set_identifier("a");
            Record::new(&stack.region(EU), "a", args(record));
        };
        let Err(Failed(said)) = world.try_up(program).await else { panic!("it is refused: {why}") };
        assert!(said.contains(why), "{said}");
    };
    let both = |args: RecordArgs| {
        let place = Geolocation::new().continent("EU").country("FR");
        args.geolocation(place).values(["192.0.2.1"]).ttl(60_u32)
    };
    refused(both, "`geolocation` has one of `continent` and `country`").await;
    let part = |args: RecordArgs| {
        args.geolocation(Geolocation::new().country("FR").subdivision("75")).values(["192.0.2.1"]).ttl(60_u32)
    };
    refused(part, "`geolocation.subdivision` goes with the country US or UA").await;
    refused(
        |args| args.multivalue(true).alias(Alias::new("b.luneo.example", "Z1")),
        "`multivalue` is set for an alias",
    )
    .await;
    let two = |args: RecordArgs| args.multivalue(true).weight(1_u16).values(["192.0.2.1"]).ttl(60_u32);
    refused(two, "a record has one of `weight`").await;
}
