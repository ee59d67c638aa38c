//! What the engine costs at size, as JSON:
//! `cargo run --release -p archipel-state --example scale -- --resources N --shape flat|tree|chain`.
//!
//! The phases create, no-op, update of a tenth, refresh and destroy run one after the other, each as the command line
//! runs them: the program is evaluated, state is loaded from disk, the plan is made and applied against the in-memory
//! provider, with durable state. Each tells wall and CPU seconds, peak memory since the start, and bytes written to
//! disk by this process.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, PrepareOptions};
use archipel_engine::event::NoEvents;
use archipel_engine::path::Segment;
use archipel_engine::program::{Expr, Location, NodeId, Program, declare};
use archipel_engine::schema::{FieldSchema, Meta, OutputSchema, RecordSchema, Schema, TypeRef};
use archipel_engine::state::Holder;
use archipel_engine::testing::{Cloud, MemoryProvider};
use archipel_engine::{Declared, Options, Stack, Value};
use archipel_state::SledStore;
use serde_json::{Value as Json, json};

fn schema() -> &'static Schema {
    let field = |name, ty| FieldSchema {
        name,
        doc: "",
        ty,
        required: false,
        default: None,
        replaces: None,
        write_only: false,
        secret: false,
        set_like: false,
        computed: false,
    };
    let text = || TypeRef::Text("String");
    let output =
        |name| OutputSchema { name, doc: "", ty: text(), input: None, secret: false, changes_on_update: false };
    let inputs = RecordSchema {
        name: "ThingProps",
        doc: "",
        fields: vec![
            field("name", text()),
            field("parent", text()),
            field("size", TypeRef::Int),
            field("enabled", TypeRef::Bool),
            field("labels", TypeRef::Map(Box::new(text()))),
        ],
    };
    Box::leak(Box::new(Schema {
        type_name: "mem:scale/Thing",
        doc: "",
        data_source: false,
        inputs: Box::leak(Box::new(inputs)),
        outputs: vec![output("id"), output("arn")],
        // What is made is ready at once: looking first after a while would be all that a chain measures.
        meta: Meta::new("scale").polling(0, 1),
    }))
}

/// Which resource a resource refers to.
fn parent(shape: &str, i: usize) -> Option<usize> {
    match shape {
        "chain" => i.checked_sub(1),
        "tree" if i > 0 => Some((i - 1) / 10),
        _ => None,
    }
}

fn program(schema: &'static Schema, resources: usize, shape: &str, changed: bool) -> Program {
    let stack = Stack::new("scale", "bench");
    let scope = stack.region("eu-west-1").component("things");
    let mut nodes: Vec<NodeId> = Vec::with_capacity(resources);
    for i in 0..resources {
        let size = if changed && i % 10 == 0 { 2 } else { 1 };
        let labels = (0..4).map(|l| (format!("label-{l}"), Value::from(format!("value {l} of {i}")))).collect();
        let mut inputs = BTreeMap::from([
            ("name".to_owned(), Expr::known(Value::from(format!("thing-{i}")))),
            ("size".to_owned(), Expr::known(Value::Int(size))),
            ("enabled".to_owned(), Expr::known(Value::Bool(true))),
            ("labels".to_owned(), Expr::known(Value::Map(labels))),
        ]);
        if let Some(parent) = parent(shape, i) {
            let id = Expr::node(nodes[parent]).pick(Segment::Key("id".to_owned()), Location::caller());
            inputs.insert("parent".to_owned(), id);
        }
        nodes.push(declare(&scope, schema, &format!("thing-{i}"), inputs, Options::new()).node());
    }
    stack.finish().unwrap()
}

/// What the kernel counts of this process.
struct Usage {
    cpu: f64,
    peak_kib: u64,
    written: u64,
}

fn usage() -> Usage {
    let number = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0_u64)
    };
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    // utime and stime, in the hundredths of a second that Linux counts in.
    Usage {
        cpu: (ticks(11) + ticks(12)) / 100.0,
        peak_kib: number("/proc/self/status", "VmHWM:"),
        written: number("/proc/self/io", "write_bytes:"),
    }
}

async fn phase(name: &str, work: impl Future<Output = Json>) -> Json {
    let (before, started) = (usage(), Instant::now());
    let done = work.await;
    let (after, wall) = (usage(), started.elapsed().as_secs_f64());
    json!({
        "phase": name,
        "wall_seconds": wall,
        "cpu_seconds": after.cpu - before.cpu,
        "peak_mib": after.peak_kib / 1024,
        "bytes_written": after.written - before.written,
        "done": done,
    })
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let resources: usize = option("--resources").map_or(1000, |n| n.parse().expect("--resources takes a number"));
    let shape = option("--shape").unwrap_or_else(|| "flat".to_owned());
    assert!(["flat", "tree", "chain"].contains(&shape.as_str()), "--shape is flat, tree or chain");

    let schema = schema();
    let cloud = Cloud::new();
    let dir = tempfile::tempdir().unwrap();
    let holder = Holder { who: "bench".into(), pid: std::process::id(), what: "scale".into(), since: 0 };
    // Each phase opens the store anew, as a process of its own would.
    let engine = || Engine {
        providers: Arc::new(Providers::new().with(Arc::new(MemoryProvider::new("mem", &cloud).with(schema)))),
        store: Arc::new(SledStore::open(dir.path(), archipel_state::Options::default()).unwrap()),
        events: Arc::new(NoEvents),
    };
    let options = |run: &str| ApplyOptions::new(run).held_by(holder.clone());
    let up = |run: &'static str, changed: bool, refresh: bool| {
        let (engine, options) = (engine(), options(run));
        let (shape, program) = (shape.clone(), program);
        async move {
            let prepared = engine
                .prepare(
                    program(schema, resources, &shape, changed),
                    &PrepareOptions { refresh, ..PrepareOptions::default() },
                )
                .await
                .unwrap();
            let summary = engine.apply(prepared, options, Cancel::new()).await.unwrap();
            assert_eq!(summary.failed, 0);
            json!({"created": summary.created, "updated": summary.updated, "unchanged": summary.unchanged})
        }
    };

    let mut phases = vec![phase("create", up("create", false, false)).await];
    cloud.forget_calls();
    phases.push(phase("no-op", up("no-op", false, false)).await);
    phases.push(phase("update a tenth", up("update", true, false)).await);
    cloud.forget_calls();
    phases.push(phase("refresh", up("refresh", true, true)).await);
    let destroy = async {
        let engine = engine();
        let prepared = engine.prepare_destroy("scale", "bench", &PrepareOptions::default()).await.unwrap();
        let summary = engine.apply(prepared, options("destroy"), Cancel::new()).await.unwrap();
        assert_eq!((summary.failed, cloud.things().len()), (0, 0));
        json!({"deleted": summary.deleted})
    };
    phases.push(phase("destroy", destroy).await);
    println!(
        "{}",
        serde_json::to_string_pretty(&json!({"resources": resources, "shape": shape, "phases": phases})).unwrap()
    );
}
