//! A stack with every way of creating, created, updated, replaced and deleted while processes are killed and
//! responses are lost.
//!
//! After each disturbed run, the next one must reach the same result as an undisturbed one: no leftover or duplicate
//! resource, and no question to the user. `ARCHIPEL_CRASH_ALL=1` disturbs every run at every boundary; otherwise a
//! sample.

// The full test takes long and prints its progress.
#![allow(clippy::print_stderr)]

mod account;
mod ambiguous;
mod boundary;
mod killed;
mod process;
mod stack;

use std::collections::BTreeSet;
use std::sync::Arc;

use account::{Account, Shape};
use futures::stream::{self, StreamExt as _};
use process::{End, Goal};
use tokio::sync::OnceCell;

/// The life cycle of the stack: created, updated, replaced, deleted.
const LIFE: [Goal; 4] = [Goal::Version(1), Goal::Version(2), Goal::Version(3), Goal::Nothing];

/// How many accounts are used concurrently.
const AT_ONCE: usize = 3;

/// An undisturbed run.
struct Reference {
    /// The content of the account after it.
    shape: Shape,
    /// The boundaries that it passes.
    boundaries: Vec<String>,
    /// The number of its calls, and of its creates.
    calls: u64,
    creates: u64,
}

/// Records an undisturbed life cycle.
async fn reference() -> Vec<Reference> {
    let account = Account::new().await;
    let mut lived = Vec::new();
    for goal in LIFE {
        account.gateway.clear_calls(None);
        let End { killed, passed, complaint } = account.order(goal).in_a_process().await;
        assert!(!killed && complaint.is_none(), "{goal:?}: {complaint:?}");
        let calls = account.gateway.calls(None);
        let operations = calls.calls.values().flat_map(|services| services.values()).flatten();
        let creates = operations.filter(|(operation, _)| operation.starts_with("Create")).map(|(_, count)| count).sum();
        let shape = account.settled(goal).await.unwrap_or_else(|why| panic!("{goal:?}: {why}"));
        lived.push(Reference { shape, boundaries: passed, calls: calls.total, creates });
    }
    lived
}

/// The differences between two shapes.
fn difference(is: &Shape, should_be: &Shape) -> Option<String> {
    let kinds: BTreeSet<&String> = is.keys().chain(should_be.keys()).collect();
    let differ: Vec<String> = kinds
        .into_iter()
        .filter(|kind| is.get(*kind) != should_be.get(*kind))
        .map(|kind| format!("{kind}: {:?} instead of {:?}", is.get(kind), should_be.get(kind)))
        .collect();
    (!differ.is_empty()).then(|| differ.join("\n"))
}

/// Runs a life cycle in its own account. `run` disturbs the runs to disturb, and completes them; afterwards the
/// account must be as after the undisturbed run. Returns the differences. The runs after the last disturbed one are
/// skipped.
async fn live<D: Clone + std::fmt::Debug>(
    reference: &[Reference],
    disturbances: [Option<D>; 4],
    run: impl AsyncFn(&Account, usize, D) -> Result<(), String>,
) -> Result<(), String> {
    let account = Account::new().await;
    let last = disturbances.iter().rposition(Option::is_some);
    for (number, disturbance) in disturbances.into_iter().enumerate().take_while(|(number, _)| Some(*number) <= last) {
        let goal = LIFE[number];
        let say = |why: String| format!("to {goal:?}: {why}");
        let Some(disturbance) = disturbance else {
            account.reach(goal).await.map_err(say)?;
            continue;
        };
        let say = |why: String| say(format!("{disturbance:?}: {why}"));
        run(&account, number, disturbance.clone()).await.map_err(say)?;
        let shape = account.settled(goal).await.map_err(say)?;
        if let Some(difference) = difference(&shape, &reference[number].shape) {
            return Err(say(difference));
        }
    }
    Ok(())
}

/// Runs life cycles, some concurrently, and returns their failures.
async fn live_all<F: Future<Output = Result<(), String>>>(lives: impl Iterator<Item = F>) -> Vec<String> {
    let mut ends = stream::iter(lives).buffer_unordered(AT_ONCE);
    let mut wrong = Vec::new();
    let mut led = 0;
    while let Some(end) = ends.next().await {
        led += 1;
        if let Err(why) = end {
            eprintln!("life {led}: {why}");
            wrong.push(why);
        } else if led % 10 == 0 {
            eprintln!("{led} lives, {} failed", wrong.len());
        }
    }
    wrong
}

fn everywhere() -> bool {
    std::env::var("ARCHIPEL_CRASH_ALL").is_ok_and(|all| all == "1")
}

/// The undisturbed life cycle, which all tests share.
async fn undisturbed() -> Arc<Vec<Reference>> {
    static LED: OnceCell<Arc<Vec<Reference>>> = OnceCell::const_new();
    Arc::clone(LED.get_or_init(|| async { Arc::new(reference().await) }).await)
}
