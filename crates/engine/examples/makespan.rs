//! How long runs take against their critical paths, in virtual time, as JSON:
//! `cargo run --release -p archipel-engine --example makespan`.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss, unreachable_pub)]

#[path = "../tests/makespan/world.rs"]
mod world;

use serde_json::{Value, json};
use world::{Graph, make};

async fn figures(name: String, graph: Graph) -> Value {
    let mut runs = Vec::new();
    for (limits, parallel) in [(false, 64), (true, 64), (true, 4)] {
        let took = make(&graph, limits, parallel).await;
        runs.push(json!({
            "published_rates": limits,
            "parallel": parallel,
            "seconds": took.run.as_secs_f64(),
            "rate_limits": took.limits,
            "ratio": (took.ratio() * 1e4).round() / 1e4,
        }));
    }
    let path = graph.critical_path().as_secs();
    json!({"graph": name, "resources": graph.len(), "critical_path_seconds": path, "runs": runs})
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut all = vec![figures("platform in two regions".to_owned(), Graph::platform()).await];
    for seed in 1..=12 {
        all.push(figures(format!("random {seed}"), Graph::random(seed, 300)).await);
    }
    println!("{}", serde_json::to_string_pretty(&all).expect("figures are JSON"));
}
