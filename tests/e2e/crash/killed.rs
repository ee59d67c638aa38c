//! A process that is killed at every boundary by number, and the process after it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use archipel_sandbox::faults::{Kind, Rule};

use super::account::Account;
use super::process::End;
use super::{LIFE, everywhere, live, live_all, undisturbed};

/// How much later a call is executed if its process was killed meanwhile: after the next run has started.
const LATE_MS: u64 = 700;

/// The kind of a boundary, without its resource: `after commit begin create + identify`.
fn kind(boundary: &str) -> String {
    boundary.split(' ').filter(|word| !word.contains("::")).collect::<Vec<_>>().join(" ")
}

/// The boundaries at which to kill, by number: all, or a sample.
///
/// With one step at a time, nothing is written between "after" one boundary and "before" the next, so killing at both
/// would repeat the same test.
fn chosen(boundaries: &[String]) -> Vec<usize> {
    const EVERY: usize = 5;
    let is_before = |index: usize| boundaries[index].starts_with("before");
    let different: Vec<usize> = (0..boundaries.len()).filter(|index| *index == 0 || !is_before(*index)).collect();
    let every = if everywhere() { 1 } else { EVERY };
    // Put the first of each kind of boundary first, so that a sample has as many kinds as possible.
    let mut seen = BTreeSet::new();
    let (first, rest): (Vec<usize>, Vec<usize>) =
        different.into_iter().partition(|index| seen.insert(kind(&boundaries[*index])));
    let part = |indices: Vec<usize>| indices.into_iter().step_by(every);
    part(first).chain(part(rest)).map(|index| index + 1).collect()
}

/// A run in a process that is killed, and again in one that is not.
async fn die_and_run(account: &Account, run: usize, kill_at: usize, in_flight: bool) -> Result<bool, String> {
    let mut order = account.order(LIFE[run]);
    order.kill_at = Some(kill_at);
    if in_flight {
        let late = Rule::new(Kind::Delay { ms: LATE_MS });
        let writes = ["Create*", "Allocate*", "Attach*", "Authorize*", "Put*", "Associate*", "Modify*", "Add*"];
        let rules = writes.map(|operation| Rule { operation: Some(operation.to_owned()), ..late.clone() });
        account.gateway.set_faults(rules.to_vec()).expect("rules");
    }
    let End { killed, passed, complaint } = order.in_a_process().await;
    account.gateway.set_faults(Vec::new()).expect("no rules");
    let at = passed.last().cloned().unwrap_or_default();
    let say = |why: String| format!("killed at {kill_at}, {at}: {why}");
    if let Some(complaint) = complaint {
        return Err(say(complaint));
    }
    account.reach(LIFE[run]).await.map_err(|why| say(format!("the next run: {why}")))?;
    Ok(killed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_process_completes_one_killed_at_any_boundary() {
    let reference = undisturbed().await;
    let deaths: Arc<Vec<Vec<usize>>> = Arc::new(reference.iter().map(|run| chosen(&run.boundaries)).collect());
    let lives = deaths.iter().map(Vec::len).max().unwrap_or_default();
    let (died, started) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let wrong = live_all((0..lives).map(|life| {
        let (reference, deaths, died) = (Arc::clone(&reference), Arc::clone(&deaths), Arc::clone(&died));
        async move {
            let boundary = |run: usize, kill_at: usize| (kill_at, reference[run].boundaries[kill_at - 1].as_str());
            let deaths = std::array::from_fn(|run| deaths[run].get(life).map(|kill_at| boundary(run, *kill_at)));
            live(&reference, deaths, async |account, run, (kill_at, boundary)| {
                let in_flight = boundary.starts_with("during");
                let killed = die_and_run(account, run, kill_at, in_flight).await?;
                died.fetch_add(usize::from(killed), Ordering::Relaxed);
                Ok(())
            })
            .await
        }
    }))
    .await;
    let died = died.load(Ordering::Relaxed);
    let wanted: usize = deaths.iter().map(Vec::len).sum();
    let totals: Vec<usize> = reference.iter().map(|run| run.boundaries.len()).collect();
    eprintln!("{totals:?} boundaries; killed {died} times in {lives} lives, {:?}", started.elapsed());
    assert!(wrong.is_empty(), "{} of {lives} lives failed:\n{}", wrong.len(), wrong.join("\n\n"));
    // The order of independent steps can differ, and with it slightly the length of a run.
    assert!(died * 100 >= wanted * 95, "only {died} of {wanted} processes were killed");
}

/// Several steps at a time, so that several calls are active when the process is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_process_completes_one_killed_during_concurrent_steps() {
    let reference = undisturbed().await;
    let lives = if everywhere() { 24 } else { 2 };
    let wrong = live_all((0..lives).map(|life| {
        let reference = Arc::clone(&reference);
        async move {
            let at = |run: usize| Some(1 + (life * 2 + 1) * reference[run].boundaries.len() / (lives * 2));
            live(&reference, std::array::from_fn(at), async |account, run, kill_at| {
                let mut order = account.order(LIFE[run]);
                order.parallel = 16;
                order.kill_at = Some(kill_at);
                let End { killed, passed, complaint } = order.in_a_process().await;
                let at = passed.last().cloned().unwrap_or_default();
                let say = |why: String| format!("killed at {kill_at}, {at}: {why}");
                if let Some(complaint) = complaint {
                    return Err(say(complaint));
                }
                if !killed {
                    return Err(say("it was not killed".to_owned()));
                }
                account.reach(LIFE[run]).await.map_err(|why| say(format!("the next run: {why}")))
            })
            .await
        }
    }))
    .await;
    assert!(wrong.is_empty(), "{} of {lives} lives failed:\n{}", wrong.len(), wrong.join("\n\n"));
}
