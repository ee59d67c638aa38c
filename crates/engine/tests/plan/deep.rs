//! Expressions that are deep, or whose parts occur many times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use archipel_engine::plan::{DataResults, PlanOptions, Planned, plan};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Output, Stack, Value};

use super::world::{NET, Types, add_with};

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hundred_thousand_functions_in_a_chain_overflow_no_stack() {
    let mut sum = Output::known(0_i64);
    for _ in 0..100_000 {
        sum = sum.map(|number| number + 1);
    }
    let declare = |stack: &Stack| {
        let text = sum.map(|number| number.to_string());
        add_with(&stack.region("r"), &NET, "net", [("cidr", text.expr().clone())], Options::new());
        stack.output("sum", sum.clone());
    };
    let (first, second) = (Stack::new("p", "s"), Stack::new("p", "s"));
    declare(&first);
    declare(&second);
    let (first, second) = (first.finish().unwrap(), second.finish().unwrap());
    let Ok(Planned::Ready(plan)) =
        plan(&first, &Snapshot::default(), &Types, &DataResults::new(), &PlanOptions::default())
    else {
        panic!("a plan")
    };
    assert_eq!(number(&plan.outputs["sum"]), 100_000);
    assert_eq!(first.divergence(&second), None);
    // Its text in a plan file is not deeper than what a reader accepts.
    let text = serde_json::to_string(&first.written()).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok() && text.contains("$digest"), "{text}");
}

#[test]
fn a_part_that_occurs_many_times_is_evaluated_once() {
    let calls = Arc::new(AtomicUsize::new(0));
    let mut sum = Output::known(1_i64);
    for _ in 0..60 {
        let calls = Arc::clone(&calls);
        sum = sum.zip(&sum, move |a, b| {
            calls.fetch_add(1, Ordering::SeqCst);
            a.wrapping_add(b)
        });
    }
    let stack = Stack::new("p", "s");
    stack.output("sum", sum.clone());
    let program = stack.finish().unwrap();
    let planned = plan(&program, &Snapshot::default(), &Types, &DataResults::new(), &PlanOptions::default()).unwrap();
    let Planned::Ready(plan) = planned else { panic!("a plan") };
    assert_eq!(number(&plan.outputs["sum"]), 1 << 60);
    let calls = calls.load(Ordering::SeqCst);
    assert!(calls < 1_000, "{calls} calls");
    assert!(!format!("{:?}", program.written()).is_empty());
}
