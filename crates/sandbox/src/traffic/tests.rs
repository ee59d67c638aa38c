use super::*;

const EU: &str = "eu-west-1";
const US: &str = "us-east-1";

fn regions() -> Vec<String> {
    [EU, US].map(str::to_owned).to_vec()
}

fn open(_: &str) -> Link {
    Link::default()
}

fn without(cut: &'static str) -> impl Fn(&str) -> Link {
    move |region| Link { is_cut: region == cut, delay_ms: 0 }
}

fn record(name: &str, alias: &str) -> Record {
    Record { name: name.to_owned(), alias: Some(alias.to_owned()), ..Record::default() }
}

/// A name with weights over a name for each region, each of which fails over to the other region.
fn zone() -> Zone {
    let mut zone = Zone::default();
    for (region, other, weight) in [(EU, US, 80), (US, EU, 20)] {
        let balancer = |region: &str| format!("main-1.{region}.elb.amazonaws.com");
        zone.records.push(record(&format!("direct-{region}.x"), &balancer(region)));
        let fqdn = format!("direct-{region}.x");
        let check = Check { fqdn, interval_s: 30, threshold: 3, ..Check::default() };
        zone.checks.insert(region.to_owned(), check);
        for (role, to) in [("PRIMARY", region), ("SECONDARY", other)] {
            zone.records.push(Record {
                failover: Some(role.to_owned()),
                check: Some(to.to_owned()),
                ..record(&format!("{region}.x"), &balancer(to))
            });
        }
        zone.records.push(Record { weight: Some(weight), ..record("origin.x", &format!("{region}.x")) });
    }
    zone.records.push(record("api.x", "d1.cloudfront.net"));
    let origins = ["bucket.s3.eu-west-1.amazonaws.com", "origin.x"].map(str::to_owned).to_vec();
    zone.origins.insert("d1.cloudfront.net".to_owned(), origins);
    zone
}

#[test]
fn a_name_leads_to_the_region_whose_health_check_is_healthy() {
    let mut zone = zone();
    let leads = |zone: &Zone, down: &[&str]| zone.region_of("api.x", &|region| !down.contains(&region));
    assert_eq!(leads(&zone, &[]).as_deref(), Some(EU));
    assert_eq!(leads(&zone, &[EU]).as_deref(), Some(US));
    assert_eq!(leads(&zone, &[EU, US]).as_deref(), Some(EU), "with both unhealthy, the primary record");
    let check = zone.checks.get_mut(EU).unwrap();
    (check.is_disabled, check.is_inverted) = (true, true);
    assert_eq!(leads(&zone, &[]).as_deref(), Some(US), "disabled and inverted");
    zone.checks.get_mut(EU).unwrap().is_inverted = false;
    assert_eq!(leads(&zone, &[EU]).as_deref(), Some(EU), "disabled");
    assert_eq!(zone.region_of("other.x", &|_| true), None);
}

#[test]
fn a_circle_of_aliases_leads_nowhere() {
    let records = vec![record("a.x", "b.x"), record("b.x", "a.x")];
    assert_eq!(Zone { records, ..Zone::default() }.region_of("a.x", &|_| true), None);
}

#[test]
fn an_endpoint_changes_its_state_after_interval_times_threshold() {
    let mut endpoint = Endpoint::new(90_000);
    endpoint.look(10_000, false);
    endpoint.look(99_999, false);
    assert!(endpoint.is_healthy());
    endpoint.look(100_000, false);
    assert!(!endpoint.is_healthy());
    endpoint.look(110_000, true);
    endpoint.look(150_000, false);
    endpoint.look(239_000, true);
    assert!(!endpoint.is_healthy(), "a failure in between begins again");
    endpoint.look(329_000, true);
    assert!(endpoint.is_healthy());
}

#[test]
fn a_copy_is_a_second_behind_and_what_it_lacks_is_lost_in_an_unplanned_move() {
    let mut store = Replicated::new(&regions(), EU);
    for (number, at) in [(1, 0), (2, 1000), (3, 2000)] {
        store.write(number, at, Link::default(), &|_| false).unwrap();
        store.replicate(at, &open);
    }
    assert_eq!(store.lag_ms(2000, &open), Some(0), "the write of this moment");
    let cut = without(EU);
    store.replicate(60_000, &cut);
    assert_eq!(store.lag_ms(60_000, &cut), None, "a lost region publishes nothing");
    let refused = store.write(4, 60_000, cut(EU), &|_| false).unwrap_err();
    assert_eq!(refused, "the writer in eu-west-1 does not answer");
    store.moved(US, Move::Unplanned, 60_000);
    assert_eq!(store.present(), [1, 2]);
    assert_eq!(store.write(5, 119_999, Link::default(), &|_| false).unwrap_err(), "us-east-1 is being promoted");
    store.write(6, 120_000, Link::default(), &|_| false).unwrap();
    // The former writer forgets what was lost, and follows.
    store.replicate(121_000, &open);
    assert_eq!(store.logs[EU], store.logs[US]);
    store.moved(EU, Move::Planned, 130_000);
    assert_eq!(store.present(), [1, 2, 6]);
}

#[test]
fn what_an_application_replaces_is_replaced_in_the_copy_too() {
    let mut store = Replicated::new(&regions(), EU);
    for number in [1, 2, 2, 1] {
        store.write(number, 0, Link::default(), &|_| false).unwrap();
    }
    assert_eq!(store.present(), [1, 2], "a number is there once");
    store.replicate(1000, &open);
    let replace = |store: &mut Replicated, numbers: &[u64], at| {
        store.replace(numbers, at, Link::default(), &|_| false).unwrap();
    };
    replace(&mut store, &[91, 92, 92], 2000);
    store.replicate(3000, &open);
    assert_eq!((store.present(), &store.logs[EU]), (vec![91, 92], &store.logs[US]), "wrong values replicate");
    store.replace(&[1], 4000, without(EU)(EU), &|_| false).unwrap_err();
    assert_eq!(store.present(), [91, 92], "a change that is refused changes nothing");
    replace(&mut store, &[], 5000);
    store.replicate(5000, &open);
    assert!(store.logs.values().all(Vec::is_empty));
}

#[test]
fn a_change_through_a_public_name_that_does_not_answer_is_refused() {
    let mut world = World::default();
    let store = Store::new(StoreKind::Cache, "g", &regions());
    let other = Store::new(StoreKind::Cache, "other", &regions());
    let change = |store: &Store| Change { store: store.clone(), numbers: vec![7] };
    let tick =
        |changes| Tick { host: "api.x".to_owned(), changes, number: 1, stores: vec![store.clone()], ..Tick::default() };
    world.begin(&tick(Vec::new()));
    world.stores.insert(store.clone(), Replicated::new(&regions(), EU));
    let links = |_: &str, _: &str, region: &str| Link { is_cut: region == EU, delay_ms: 0 };
    world.resolve("api.x", &zone(), &links);
    let answer = world.write(&tick(vec![change(&store)]), &links);
    assert_eq!(answer.refused.as_deref(), Some("eu-west-1 does not answer"));
    let links = |_: &str, _: &str, _: &str| Link::default();
    let answer = world.write(&tick(vec![change(&store)]), &links);
    assert_eq!((answer.refused, answer.stores[0].present.as_slice()), (None, [7, 1].as_slice()));
    let answer = world.write(&tick(vec![change(&other)]), &links);
    assert_eq!(answer.refused.as_deref(), Some("the cache other does not exist"));
}

#[test]
fn a_planned_move_loses_nothing() {
    let mut store = Replicated::new(&regions(), EU);
    store.write(1, 0, Link::default(), &|_| false).unwrap();
    store.moved(US, Move::Planned, 10);
    assert_eq!((store.writer(), store.present()), (US, vec![1]));
}

#[test]
fn slow_replication_is_shown_as_lag() {
    let slow = |region: &str| Link { is_cut: false, delay_ms: if region == US { 30_000 } else { 0 } };
    let mut store = Replicated::new(&regions(), EU);
    for second in 0..60 {
        store.write(second, second * 1000, Link::default(), &|_| false).unwrap();
        store.replicate(second * 1000, &slow);
    }
    assert_eq!(store.lag_ms(59_000, &slow), Some(30_000));
    store.replicate(60_000, &open);
    assert_eq!(store.lag_ms(60_000, &open), Some(0));
}

#[test]
fn an_answer_of_dns_is_used_for_its_time_to_live() {
    let mut world = World::default();
    let store = Store { kind: StoreKind::Database, id: "g".to_owned(), regions: regions() };
    let tick = |at_ms| Tick {
        series: "one".to_owned(),
        at_ms,
        host: "api.x".to_owned(),
        number: at_ms / 1000,
        stores: vec![store.clone()],
        ..Tick::default()
    };
    let cut = |_: &str, _: &str, region: &str| Link { is_cut: region == EU, delay_ms: 0 };
    world.begin(&tick(0));
    world.stores.insert(store.clone(), Replicated::new(&regions(), US));
    assert!(world.needs_resolution("api.x"));
    world.resolve("api.x", &zone(), &cut);
    for at in (0..=150_000).step_by(1000) {
        world.begin(&tick(at));
        world.check(&cut);
        if world.needs_resolution("api.x") {
            world.resolve("api.x", &zone(), &cut);
        }
        let answer = world.write(&tick(at), &cut);
        let (region, is_lost) = if at < 120_000 { (EU, true) } else { (US, false) };
        assert_eq!(answer.region.as_deref(), Some(region), "{at}");
        assert_eq!(answer.failure.is_some(), is_lost, "{at}");
        assert_eq!(answer.stores[0].failure.is_some(), is_lost, "{at}");
        assert_eq!(answer.health[EU], at < 90_000, "{at}");
    }
    world.begin(&Tick { series: "two".to_owned(), ..tick(0) });
    assert!(world.needs_resolution("api.x") && world.stores.is_empty(), "another series");
}
