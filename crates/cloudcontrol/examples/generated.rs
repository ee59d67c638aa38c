//! The cost of many resources of a generated type beside as many of a native one, in the sandbox.
//!
//! `cargo run -p archipel-cloudcontrol --example generated -- 500`: creates 500 queues (generated) and 500 topics (native), each
//! in a stack of its own, then plans without a change, and refreshes from lists. It prints the CPU time of this process, which
//! includes the sandbox's gateway, and the number of calls.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example for developers")]

use std::sync::Arc;
use std::time::Instant;

use archipel_cfn_schema::CloudControl;
use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::driver::{Engine, PrepareOptions};
use archipel_engine::event::NoEvents;
use archipel_engine::program::Program;
use archipel_engine::resource::{Providers, ReadMode};
use archipel_engine::state::MemoryStore;
use archipel_engine::{Stack, json};
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_resources::sns::{Topic, TopicArgs};
use archipel_sandbox::{Emulators, Gateway, fresh_account};

const REGION: &str = "eu-west-1";

fn generated(number: usize) -> Program {
    let stack = Stack::new("scale", "generated");
    for n in 0..number {
        let properties = json!({ "QueueName": format!("queue-{n}"), "VisibilityTimeout": 40, "Tags": [{ "Key": "n", "Value": "1" }] });
        CloudControl::new(&stack.region(REGION), &format!("queue-{n}"), "AWS::SQS::Queue", properties);
    }
    stack.finish().unwrap()
}

fn native(number: usize) -> Program {
    let stack = Stack::new("scale", "native");
    for n in 0..number {
        let args = TopicArgs::new(format!("topic-{n}")).display_name("a topic").tags([("n", "1")]);
        Topic::new(&stack.region(REGION), format!("topic-{n}"), args);
    }
    stack.finish().unwrap()
}

/// The CPU seconds of this process.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |index: usize| fields[index].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

struct Meter {
    what: String,
    cpu: f64,
    at: Instant,
}

impl Meter {
    fn start(what: String) -> Self {
        Self { what, cpu: cpu(), at: Instant::now() }
    }

    fn end(self, calls: u64) {
        let (cpu, wall) = (cpu() - self.cpu, self.at.elapsed().as_secs_f64());
        println!("{:<24} {cpu:>6.2} s CPU {wall:>6.2} s wall {calls:>6} calls", self.what);
    }
}

#[tokio::main]
async fn main() {
    let number = std::env::args().nth(1).map_or(500, |text| text.parse().unwrap());
    let emulators = Emulators::shared().await.unwrap();
    for (name, program) in [("generated", generated as fn(usize) -> Program), ("native", native)] {
        let gateway = Gateway::bind(&emulators).await.unwrap();
        let target = Target::sandbox(gateway.endpoint(), fresh_account(), gateway.secret().expose());
        let connection = Connection::open(Settings::new(target)).await.unwrap();
        let calls = connection.calls().clone();
        let providers = Providers::new()
            .with(Arc::new(archipel_resources::provider(connection.clone())))
            .with(Arc::new(archipel_cloudcontrol::provider(connection)));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine { providers: Arc::new(providers), store, events: Arc::new(NoEvents) };
        let options = PrepareOptions::default();

        let (meter, before) = (Meter::start(format!("{name}: create")), calls.total());
        let prepared = engine.prepare(program(number), &options).await.unwrap();
        let summary = engine.apply(prepared, ApplyOptions::new("run-1"), Cancel::new()).await.unwrap();
        assert_eq!(summary.created, number);
        meter.end(calls.total() - before);

        for _ in 0..3 {
            let (meter, before) = (Meter::start(format!("{name}: no-op")), calls.total());
            let prepared = engine.prepare(program(number), &options).await.unwrap();
            assert!(prepared.plan.is_empty());
            meter.end(calls.total() - before);
        }
        for mode in [ReadMode::Summary, ReadMode::Full] {
            let (meter, before) = (Meter::start(format!("{name}: refresh {mode:?}")), calls.total());
            let report = engine.refresh("scale", name, None, mode, None).await.unwrap();
            assert!(report.drifts.is_empty(), "{:?}", report.drifts.len());
            meter.end(calls.total() - before);
        }
    }
}
