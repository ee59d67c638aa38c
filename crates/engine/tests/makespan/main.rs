//! How long a run takes against its critical path, in virtual time.

#![allow(clippy::expect_used, clippy::cast_precision_loss, unreachable_pub, reason = "tests")]

mod world;

use world::{Graph, make};

/// The usual number of steps that work at once.
const PARALLEL: usize = 64;

#[tokio::test(start_paused = true)]
async fn without_limits_the_platform_takes_its_critical_path() {
    let took = make(&Graph::platform(), false, PARALLEL).await;
    assert_eq!(took.limits, []);
    assert!((1.0..=1.02).contains(&took.ratio()), "{:?} for a path of {:?}", took.run, took.path);
}

#[tokio::test(start_paused = true)]
async fn at_the_published_rates_the_platform_takes_a_tenth_longer_at_most() {
    let took = make(&Graph::platform(), true, PARALLEL).await;
    assert!((1.0..=1.10).contains(&took.ratio()), "{:?} for a path of {:?}", took.run, took.path);
}

#[tokio::test(start_paused = true)]
async fn the_rate_limits_that_delayed_a_run_are_named_with_the_longest_first() {
    let took = make(&Graph::platform(), true, PARALLEL).await;
    let services: Vec<&str> = took.limits.iter().map(|delay| delay.service.as_str()).collect();
    assert!(services.contains(&"ec2") && !services.contains(&"eks"), "{:?}", took.limits);
    assert!(took.limits.is_sorted_by(|a, b| a.millis >= b.millis), "{:?}", took.limits);
    assert!(took.limits.iter().all(|delay| u128::from(delay.millis) <= took.run.as_millis()), "{:?}", took.limits);
}

#[tokio::test(start_paused = true)]
async fn random_graphs_take_their_critical_path_too() {
    for seed in 1..=12 {
        let graph = Graph::random(seed, 300);
        let free = make(&graph, false, PARALLEL).await;
        assert!((1.0..=1.02).contains(&free.ratio()), "seed {seed}: {:?} for {:?}", free.run, free.path);
        let limited = make(&graph, true, PARALLEL).await;
        assert!((1.0..=1.10).contains(&limited.ratio()), "seed {seed}: {:?} for {:?}", limited.run, limited.path);
    }
}

#[tokio::test(start_paused = true)]
async fn few_workers_are_enough_because_those_who_wait_hold_none() {
    let took = make(&Graph::platform(), true, 4).await;
    assert!((1.0..=1.10).contains(&took.ratio()), "{:?} for a path of {:?}", took.run, took.path);
}
