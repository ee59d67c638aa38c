use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::plan::{Drags, Step};
use archipel_engine::program::Place;
use archipel_engine::resource::{ErrorKind, Id};
use archipel_engine::schema::{Meta, RecordSchema, Schema};
use archipel_engine::state::{Kept, RecordKey};

use super::*;

const VPC: &str = "eu-west-1::aws:ec2/Vpc::network/main";
const NAT: &str = "eu-west-1::aws:ec2/NatGateway::network/nat-a";
const ROUTE: &str = "eu-west-1::aws:ec2/Route::network/private-a";
const BUCKET: &str = "us-east-1::aws:s3/Bucket::artifacts/us";

fn plan() -> Arc<Plan> {
    let steps = [(VPC, Action::Create), (NAT, Action::Create), (ROUTE, Action::Create), (BUCKET, Action::Delete)];
    let steps = steps.into_iter().enumerate().map(|(index, (urn, action))| {
        let urn = Urn::parse(urn).unwrap();
        Step {
            id: StepId(u32::try_from(index).unwrap()),
            place: Place { region: urn.region().to_owned(), account: None },
            key: RecordKey { urn, generation: 1 },
            action,
            physical: None,
            inputs: Value::map(),
            changes: Vec::new(),
            reasons: Vec::new(),
            after: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            retain: false,
            kept: Kept::default(),
            takes_along: Vec::new(),
            because: None,
            drags: Drags::default(),
            moved_from: None,
            node: None,
        }
    });
    Arc::new(Plan {
        project: "luneo".into(),
        stack: "dev".into(),
        lineage: String::new(),
        serial: 0,
        steps: steps.collect(),
        unchanged: 0,
        outputs: BTreeMap::new(),
        warnings: Vec::new(),
        suggestions: Vec::new(),
        lines: BTreeMap::new(),
        references: BTreeMap::new(),
        deferred: Vec::new(),
    })
}

fn quota() -> ProviderError {
    ProviderError {
        code: Some("NatGatewayLimitExceeded".into()),
        service: Some("ec2".into()),
        operation: Some("CreateNatGateway".into()),
        region: Some("eu-west-1".into()),
        request_id: Some("4f1c".into()),
        ..ProviderError::new(ErrorKind::Quota, "Performing this operation would exceed the limit of 5 NAT gateways")
    }
}

/// A run in which one thing of each kind happens, with the second at which it does.
fn events() -> Vec<(u64, Event)> {
    let (vpc, nat, route, bucket) = (StepId(0), StepId(1), StepId(2), StepId(3));
    let urn = |text| Urn::parse(text).unwrap();
    vec![
        (0, Event::Planned { hash: "h".into(), plan: plan() }),
        (0, Event::StepStarted { step: vpc, urn: urn(VPC) }),
        (0, Event::StepStarted { step: bucket, urn: urn(BUCKET) }),
        (1, Event::StepIdentified { step: vpc, urn: urn(VPC), id: Id::new("vpc-0a1") }),
        (2, Event::StepDone { step: vpc, urn: urn(VPC), id: Some(Id::new("vpc-0a1")), millis: 2_345 }),
        (2, Event::StepStarted { step: nat, urn: urn(NAT) }),
        (3, Event::StepWaiting { step: nat, urn: urn(NAT), waits_for: "pending".into() }),
        (4, Event::StepWaiting { step: nat, urn: urn(NAT), waits_for: "pending".into() }),
        (90, Event::StepFailed { step: nat, urn: urn(NAT), error: quota(), millis: 88_000 }),
        (90, Event::StepSkipped { step: route, urn: urn(ROUTE), because: urn(NAT) }),
        (91, Event::StepDone { step: bucket, urn: urn(BUCKET), id: None, millis: 91_000 }),
    ]
}

fn lines(detail: Detail) -> String {
    let start = Instant::now();
    let mut progress = Progress::default();
    let lines: Vec<String> = events()
        .iter()
        .filter_map(|(at, event)| progress.take(event, start + Duration::from_secs(*at), detail))
        .collect();
    anstream::adapter::strip_str(&lines.join("\n")).to_string()
}

#[test]
fn each_event_worth_it_is_a_line() {
    insta::assert_snapshot!("plain", lines(Detail::Waits));
    insta::assert_snapshot!("verbose", lines(Detail::All));
}

#[test]
fn the_live_display_says_what_is_waited_for_and_for_how_long() {
    static INPUTS: RecordSchema = RecordSchema { name: "P", doc: "", fields: Vec::new() };
    let schema: &'static Schema = Box::leak(Box::new(Schema {
        type_name: "aws:ec2/NatGateway",
        doc: "",
        data_source: false,
        inputs: &INPUTS,
        outputs: Vec::new(),
        meta: Meta::new("ec2").typical(100, 1, 60),
    }));
    let facts = Facts { schemas: [(schema.type_name, schema)].into(), ..Facts::default() };
    let start = Instant::now();
    let mut progress = Progress::default();
    for (at, event) in events().iter().filter(|(at, _)| *at < 90) {
        progress.take(event, start + Duration::from_secs(*at), Detail::Ends);
    }
    let now = start + Duration::from_secs(75);
    let shown =
        |width, most| anstream::adapter::strip_str(&progress.live(now, width, most, &facts).join("\n")).to_string();
    insta::assert_snapshot!("live", shown(80, 10));
    insta::assert_snapshot!("live-short", shown(60, 1));
    assert!(shown(60, 10).lines().all(|line| columns(line) <= 60));
}

#[test]
fn what_failed_is_told_at_the_end_with_its_source_line_and_a_hint() {
    let mut progress = Progress::default();
    for (_, event) in events() {
        progress.take(&event, Instant::now(), Detail::Ends);
    }
    let sources = [(Urn::parse(NAT).unwrap(), "stacks/src/network.rs:88".to_owned())].into();
    let failures = progress.failures(&Facts { sources, ..Facts::default() });
    let text: String = failures.iter().map(|failure| failure.plain(100)).collect();
    insta::assert_snapshot!("failures", text);
}

#[test]
fn the_summary_counts_what_was_done() {
    let figures =
        Summary { created: 3, replaced: 1, unchanged: 96, api_calls: 131, millis: 83_000, ..Summary::default() };
    let said = |summary: &Summary| anstream::adapter::strip_str(&super::summary(summary)).to_string();
    assert_eq!(said(&figures), "Done in 1 min 23 s: 3 created, 1 replaced, 96 unchanged; 131 API calls");
    let failed = Summary { failed: 1, skipped: 2, cancelled: true, ..figures.clone() };
    assert!(said(&failed).starts_with("Failed after"), "{}", said(&failed));
    let cancelled = Summary { cancelled: true, skipped: 7, ..figures };
    assert!(said(&cancelled).starts_with("Interrupted after"), "{}", said(&cancelled));
}
