use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::estimate::{Basis, Expected};
use archipel_engine::plan::Step;
use archipel_engine::resource::{ErrorKind, Id};
use archipel_engine::state::{Desired, RecordKey};

use super::*;
use crate::render::text::columns;

const VPC: &str = "eu-west-1::aws:ec2/Vpc::network/main";
const NAT: &str = "eu-west-1::aws:ec2/NatGateway::network/nat-a";
const ROUTE: &str = "eu-west-1::aws:ec2/Route::network/private-a";
const BUCKET: &str = "us-east-1::aws:s3/Bucket::artifacts/us";

fn plan() -> Arc<Plan> {
    let delete = Action::Delete { id: Id::new("luneo-us"), removes: Vec::new() };
    let steps = [(VPC, Action::Create), (NAT, Action::Create), (ROUTE, Action::Create), (BUCKET, delete)];
    let steps = steps.into_iter().enumerate().map(|(index, (urn, action))| {
        let urn = Urn::parse(urn).unwrap();
        let id = StepId(u32::try_from(index).unwrap());
        let key = RecordKey { urn, revision: 1 };
        Step { id, ..Step::new(key, action, Desired::new(Value::map())) }
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

/// The events of a run with one of each kind, with their times in seconds.
fn events() -> Vec<(u64, Event)> {
    let (vpc, nat, route, bucket) = (StepId(0), StepId(1), StepId(2), StepId(3));
    let urn = |text| Urn::parse(text).unwrap();
    let expected = [(2_000, Basis::Recorded), (100_000, Basis::Recorded), (500, Basis::Typical), (100, Basis::Guessed)];
    let expected = expected.map(|(millis, basis)| Expected { millis, basis });
    vec![
        (0, Event::Planned { hash: "h".into(), plan: plan() }),
        (0, Event::Expected { steps: expected.to_vec() }),
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
fn each_significant_event_is_a_line() {
    insta::assert_snapshot!("plain", lines(Detail::Waits));
    insta::assert_snapshot!("verbose", lines(Detail::All));
}

/// The progress of the run after `until` seconds, shown at `now`.
fn live(until: u64, now: u64, width: usize, most: usize) -> String {
    let start = Instant::now();
    let mut progress = Progress::default();
    for (at, event) in events().iter().filter(|(at, _)| *at <= until) {
        progress.take(event, start + Duration::from_secs(*at), Detail::Ends);
    }
    shown(&mut progress, start + Duration::from_secs(now), width, most)
}

fn shown(progress: &mut Progress, now: Instant, width: usize, most: usize) -> String {
    let lines = progress.live(now, width, most);
    assert!(lines.len() <= most + 2, "{} lines, and there is room for {most}", lines.len());
    let text = anstream::adapter::strip_str(&lines.join("\n")).to_string();
    assert!(text.lines().all(|line| columns(line) <= width), "{text}");
    text
}

#[test]
fn the_live_display_shows_waits_and_durations_in_each_phase() {
    insta::assert_snapshot!("live-begun", live(0, 1, 80, 10));
    insta::assert_snapshot!("live-at-work", live(2, 2, 80, 10));
    insta::assert_snapshot!("live-waiting", live(4, 75, 80, 10));
    insta::assert_snapshot!("live-late", live(4, 155, 80, 10));
    insta::assert_snapshot!("live-failed", live(90, 90, 80, 10));
}

#[test]
fn the_live_display_fits_60_columns() {
    let text = live(4, 75, 60, 10);
    assert!(text.contains("1:13 of ~1:40") && text.contains("waits for pend"), "{text}");
    insta::assert_snapshot!("live-narrow", text);
    insta::assert_snapshot!("live-short", live(4, 75, 60, 4));
}

#[test]
fn without_known_durations_the_bar_counts_steps() {
    let mut progress = Progress::default();
    let now = Instant::now();
    for (_, event) in events().into_iter().filter(|(at, event)| *at <= 2 && !matches!(event, Event::Expected { .. })) {
        progress.take(&event, now, Detail::Ends);
    }
    assert!(shown(&mut progress, now, 80, 10).contains("█████░░░░░░░░░░░░░░░ 25%"));
}

/// A plan of ten thousand steps in fifty components of four regions; the first step is the longest.
fn many() -> (Arc<Plan>, Vec<Expected>) {
    let mut plan = Plan::clone(&plan());
    let step = plan.steps[0].clone();
    plan.steps = (0..10_000_u32)
        .map(|number| {
            let (region, component) =
                (["eu-west-1", "eu-west-2", "us-east-1", "us-west-2"][number as usize % 4], number % 50);
            let urn = Urn::parse(&format!("{region}::aws:ec2/Vpc::part-{component}/vpc-{number}")).unwrap();
            Step { id: StepId(number), key: RecordKey { urn, revision: 1 }, ..step.clone() }
        })
        .collect();
    let expected = (0..10_000).map(|number| Expected { millis: 600_000 - number * 50, basis: Basis::Recorded });
    (Arc::new(plan), expected.collect())
}

#[test]
fn ten_thousand_resources_fit_a_screen_that_shows_the_last_to_end() {
    let (plan, steps) = many();
    let mut progress = Progress::default();
    let start = Instant::now();
    progress.take(&Event::Planned { hash: "h".into(), plan: Arc::clone(&plan) }, start, Detail::Ends);
    progress.take(&Event::Expected { steps }, start, Detail::Ends);
    for step in &plan.steps {
        let urn = step.urn().clone();
        progress.take(&Event::StepStarted { step: step.id, urn: urn.clone() }, start, Detail::Ends);
        progress.take(&Event::StepWaiting { step: step.id, urn, waits_for: "pending".into() }, start, Detail::Ends);
    }
    let text = shown(&mut progress, start + Duration::from_secs(60), 80, 12);
    insta::assert_snapshot!("live-many", text);
    assert!(text.contains("vpc-0 ") && text.contains("more running or waiting"), "{text}");
}

#[test]
fn the_bar_shows_time_and_not_step_counts() {
    let (plan, steps) = many();
    let mut progress = Progress::default();
    let start = Instant::now();
    progress.take(&Event::Planned { hash: "h".into(), plan: Arc::clone(&plan) }, start, Detail::Ends);
    progress.take(&Event::Expected { steps }, start, Detail::Ends);
    let started =
        |number: usize| Event::StepStarted { step: StepId(number as u32), urn: plan.steps[number].urn().clone() };
    progress.take(&started(0), start, Detail::Ends);
    // All others end at once.
    for number in 1..10_000 {
        let (step, urn) = (StepId(number as u32), plan.steps[number].urn().clone());
        progress.take(&started(number), start, Detail::Ends);
        progress.take(&Event::StepDone { step, urn, id: None, millis: 1 }, start, Detail::Ends);
    }
    let at = |progress: &mut Progress, seconds| shown(progress, start + Duration::from_secs(seconds), 80, 10);
    let first = at(&mut progress, 60);
    assert!(first.contains("10%  1 min 0 s, about 9 min left"), "{first}");
    let late = at(&mut progress, 1200);
    assert!(late.contains("99%  20 min 0 s\n") && late.contains("20:00, usually 10:00"), "{late}");
}

#[test]
fn skipped_steps_do_not_count_as_remaining() {
    let mut plan = Plan::clone(&plan());
    plan.steps[2].after = vec![StepId(0), StepId(1)];
    let plan = Arc::new(plan);
    let expected = [10_000, 20_000, 600_000, 0].map(|millis| Expected { millis, basis: Basis::Typical });
    let mut pace = Pace::new(&plan, &expected);
    pace.settle(&plan);
    assert_eq!(pace.remaining(std::iter::empty()), 620_000);
    pace.begin(StepId(0));
    pace.begin(StepId(1));
    pace.drop_step(StepId(2));
    pace.settle(&plan);
    assert_eq!(pace.remaining([(StepId(0), 4_000)].into_iter()), 6_000);
}

#[test]
fn without_redrawn_lines_a_run_reports_its_waits_now_and_then() {
    let start = Instant::now();
    let mut progress = Progress::default();
    assert_eq!(progress.pulse(start), None);
    for (at, event) in events().iter().filter(|(at, _)| *at < 90) {
        progress.take(event, start + Duration::from_secs(*at), Detail::Waits);
    }
    let line = progress.pulse(start + Duration::from_secs(75)).unwrap();
    assert_eq!(
        anstream::adapter::strip_str(&line).to_string(),
        "[1/4] 73%, 1 min 15 s, about 30 s left; 1 running, 1 waiting; \
         ec2/NatGateway network/nat-a (eu-west-1) waits for pending, 1:13 of ~1:40"
    );
}

#[test]
fn of_many_failures_some_are_shown_in_full_and_the_others_by_kind() {
    let mut progress = Progress::default();
    let (plan, _) = many();
    progress.take(&Event::Planned { hash: "h".into(), plan: Arc::clone(&plan) }, Instant::now(), Detail::Ends);
    for step in &plan.steps[..500] {
        let mut error = quota();
        if step.id.0 == 499 {
            error.code = Some("UnauthorizedOperation".into());
        }
        let failed = Event::StepFailed { step: step.id, urn: step.urn().clone(), error, millis: 1 };
        progress.take(&failed, Instant::now(), Detail::Ends);
    }
    let facts = StackMetadata::default();
    let failures = progress.failures(&facts, false);
    assert_eq!(failures.len(), FAILURES + 1);
    assert!(failures[..FAILURES].iter().any(|failure| failure.plain(200).contains("UnauthorizedOperation")));
    let last = failures[FAILURES].plain(100);
    assert!(last.contains("490 more steps failed") && last.contains("490 × ec2:CreateNatGateway"), "{last}");
    assert_eq!(progress.failures(&facts, true).len(), 500);
}

#[test]
fn failures_are_shown_at_the_end_with_source_line_and_hint() {
    let mut progress = Progress::default();
    for (_, event) in events() {
        progress.take(&event, Instant::now(), Detail::Ends);
    }
    let sources = [(Urn::parse(NAT).unwrap(), "stacks/src/network.rs:88".to_owned())].into();
    let failures = progress.failures(&StackMetadata { sources, ..StackMetadata::default() }, false);
    let text: String = failures.iter().map(|failure| failure.plain(100)).collect();
    insta::assert_snapshot!("failures", text);
}

#[test]
fn the_summary_counts_the_steps() {
    let figures =
        Summary { created: 3, replaced: 1, unchanged: 96, api_calls: 131, millis: 83_000, ..Summary::default() };
    let said = |summary: &Summary| anstream::adapter::strip_str(&super::summary(summary)).to_string();
    assert_eq!(said(&figures), "Done in 1 min 23 s: 3 created, 1 replaced, 96 unchanged; 131 API calls");
    let failed = Summary { failed: 1, skipped: 2, cancelled: true, ..figures.clone() };
    assert!(said(&failed).starts_with("Failed after"), "{}", said(&failed));
    let cancelled = Summary { cancelled: true, skipped: 7, ..figures };
    assert!(said(&cancelled).starts_with("Interrupted after"), "{}", said(&cancelled));
}
