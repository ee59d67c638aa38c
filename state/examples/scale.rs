//! Benchmarks the engine by the number of resources, as JSON:
//! `cargo run --release -p archipel-state --example scale -- --resources N --shape flat|tree|chain`.
//!
//! The phases create, no-op, update of a tenth, refresh and destroy run one after the other, each in its own process
//! and as on the command line: the program is evaluated, the state is loaded from disk, and the plan is created and
//! applied with the in-memory provider and durable state. Each phase reports wall and CPU seconds, peak memory, bytes
//! written and the number of syncs, in total and for each step.
//!
//! The in-memory provider is empty in every new process, so the resources of the earlier phase are restored before
//! the clock starts. The peak includes their memory, which is reported as `before_mib`.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, PrepareOptions};
use archipel_engine::event::NoEvents;
use archipel_engine::path::Segment;
use archipel_engine::program::{Environment, Expr, NodeId, SourceLocation, declare};
use archipel_engine::resource::Id;
use archipel_engine::schema::{FieldSchema, Meta, OutputSchema, PollInterval, RecordSchema, Schema, TypeRef};
use archipel_engine::state::{LockInfo, StateStore};
use archipel_engine::testing::{Cloud, MemoryProvider, Origin};
use archipel_engine::{Declared, Options, Stack, Value};
use archipel_state::SledStore;
use serde_json::{Value as Json, json};

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PHASES: [&str; 5] = ["create", "no-op", "update a tenth", "refresh", "destroy"];

fn schema() -> &'static Schema {
    let field = |name, ty| FieldSchema {
        name,
        doc: "",
        ty,
        required: false,
        default: None,
        replaces: None,
        replaces_when: None,
        write_only: false,
        secret: false,
        set_like: false,
        computed: false,
        equivalence: None,
        constraints: archipel_engine::model::constraints::Constraints::NONE,
    };
    let text = || TypeRef::Text("String");
    let output = |name| OutputSchema {
        name,
        doc: "",
        ty: text(),
        input: None,
        secret: false,
        changes_on_update: false,
        optional: false,
    };
    let inputs = RecordSchema {
        name: "ThingProps",
        builder: "ThingArgs",
        doc: "",
        fields: vec![
            field("name", text()),
            field("parent", text()),
            field("size", TypeRef::Int("i64")),
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
        // Resources are ready immediately: otherwise a chain would measure only the delay of the first poll.
        meta: Meta::new("scale").polling(PollInterval { first_millis: 0, max_secs: 1 }),
    }))
}

/// The resource that a resource refers to.
fn parent(shape: &str, i: usize) -> Option<usize> {
    match shape {
        "chain" => i.checked_sub(1),
        "tree" if i > 0 => Some((i - 1) / 10),
        _ => None,
    }
}

fn program(stack: &Stack, schema: &'static Schema, resources: usize, shape: &str, changed: bool) {
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
            let id = Expr::node(nodes[parent]).pick(Segment::Key("id".to_owned()), SourceLocation::caller());
            inputs.insert("parent".to_owned(), id);
        }
        nodes.push(declare(&scope, schema, &format!("thing-{i}"), inputs, Options::new()).node());
    }
}

/// The kernel's counters of this process.
struct Usage {
    cpu: f64,
    written: u64,
}

fn status(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn usage() -> Usage {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    // utime and stime, in the hundredths of a second that Linux counts in.
    Usage { cpu: (ticks(11) + ticks(12)) / 100.0, written: status("/proc/self/io", "write_bytes:") }
}

/// The fake resources, one JSON line each.
fn save(cloud: &Cloud, to: &Path) {
    let mut file = BufWriter::new(File::create(to).unwrap());
    for thing in cloud.resources() {
        let line = json!({"id": thing.id, "urn": thing.urn, "token": thing.token, "props": thing.props});
        writeln!(file, "{line}").unwrap();
    }
    file.flush().unwrap();
}

/// Restores the fake resources.
fn restore(cloud: &Cloud, schema: &Schema, from: &Path) {
    let environment = Environment { account: None, region: "eu-west-1".to_owned() };
    for line in BufReader::new(File::open(from).unwrap()).lines() {
        let line: Json = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let props = Value::from_json(line["props"].clone());
        let (urn, token) = (text("urn"), text("token"));
        let origin = Origin { stack: "scale/bench", urn: &urn, token: &token };
        cloud.restore(schema, &Id::new(text("id")), &environment, origin, &props);
    }
}

/// Runs one phase in this process.
async fn phase(name: &str, folder: &Path, resources: usize, shape: &str) -> Json {
    let (schema, cloud) = (schema(), Cloud::new());
    let things = folder.join("things");
    // A phase without changes and reads makes no call.
    if !["create", "no-op"].contains(&name) {
        restore(&cloud, schema, &things);
    }
    let held = status("/proc/self/status", "VmRSS:");
    // Start the measurement of the peak here.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let (before, started) = (usage(), Instant::now());

    let store = Arc::new(SledStore::open(folder.join("state"), archipel_state::Options::default()).unwrap());
    let engine = Engine {
        providers: Arc::new(Providers::new().with(Arc::new(MemoryProvider::new("mem", &cloud).with(schema)))),
        store: Arc::clone(&store) as Arc<dyn StateStore>,
        events: Arc::new(NoEvents),
    };
    let holder = LockInfo { who: "bench".into(), pid: std::process::id(), what: "scale".into(), since: 0 };
    let options = ApplyOptions::new(name).held_by(holder);
    let prepare = PrepareOptions { refresh: name == "refresh", ..PrepareOptions::default() };
    let prepared = if name == "destroy" {
        engine.prepare_destroy("scale", "bench", &prepare).await.unwrap()
    } else {
        let changed = !["create", "no-op"].contains(&name);
        // As the command line does, the state is loaded while the program runs.
        let loading = tokio::spawn({
            let store = Arc::clone(&store);
            async move { store.load().await }
        });
        let stack = Stack::new("scale", "bench");
        program(&stack, schema, resources, shape, changed);
        let declared = Arc::new(stack.finish().unwrap());
        // As the command line does, which refuses a program whose two evaluations differ.
        let again = Stack::repeating(Arc::clone(&declared));
        program(&again, schema, resources, shape, changed);
        assert!(again.repeats());
        let snapshot = loading.await.unwrap().unwrap();
        engine.prepare_from(snapshot, Arc::unwrap_or_clone(declared), &prepare).await.unwrap()
    };
    let planned = started.elapsed().as_secs_f64();
    let steps = prepared.plan.steps.len();
    let summary = engine.apply(prepared, options, Cancel::new()).await.unwrap();

    let (after, wall) = (usage(), started.elapsed().as_secs_f64());
    let peak = status("/proc/self/status", "VmHWM:");
    let expected = match name {
        "create" | "destroy" => resources,
        "update a tenth" => resources.div_ceil(10),
        _ => 0,
    };
    assert_eq!((summary.failed, summary.skipped, steps), (0, 0, expected), "the phase did something else");
    let (cpu, written, stats) = (after.cpu - before.cpu, after.written - before.written, store.stats());
    let mut said = json!({
        "phase": name,
        "steps": steps,
        "wall_seconds": wall,
        "planned_after_seconds": planned,
        "cpu_seconds": cpu,
        "peak_mib": peak as f64 / 1024.0,
        "before_mib": held as f64 / 1024.0,
        "bytes_written": written,
        "commits": stats.commits,
        "fsyncs": stats.fsyncs,
    });
    if steps > 0 {
        let each = |total: f64| total / steps as f64;
        said["per_step"] = json!({
            "cpu_micros": each(cpu * 1e6),
            "bytes_written": each(written as f64),
            "bytes_to_the_store": each(stats.bytes as f64),
            "fsyncs": each(stats.fsyncs as f64),
        });
    }
    if steps > 0 {
        save(&cloud, &things);
    }
    said
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let resources: usize = option("--resources").map_or(1000, |n| n.parse().expect("--resources takes a number"));
    let shape = option("--shape").unwrap_or_else(|| "flat".to_owned());
    assert!(["flat", "tree", "chain"].contains(&shape.as_str()), "--shape is flat, tree or chain");
    if let (Some(name), Some(folder)) = (option("--phase"), option("--folder").map(PathBuf::from)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        println!("{}", runtime.block_on(phase(&name, &folder, resources, &shape)));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let phases: Vec<Json> = PHASES
        .iter()
        .map(|name| {
            let ran = Command::new(std::env::current_exe().unwrap())
                .args(["--resources", &resources.to_string(), "--shape", &shape, "--phase", name, "--folder"])
                .arg(folder.path())
                .stderr(Stdio::inherit())
                .output()
                .unwrap();
            assert!(ran.status.success(), "{name} failed");
            serde_json::from_slice(&ran.stdout).unwrap()
        })
        .collect();
    println!(
        "{}",
        serde_json::to_string_pretty(&json!({"resources": resources, "shape": shape, "phases": phases})).unwrap()
    );
}
