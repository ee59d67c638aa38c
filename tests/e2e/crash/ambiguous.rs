//! Ambiguous and wrong responses, at every call by number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use archipel_sandbox::faults::{Kind, Rule};

use super::account::Account;
use super::process::run;
use super::{LIFE, Reference, everywhere, live, live_all, undisturbed};

/// The timeout of an attempt, for late responses.
const ATTEMPT: Duration = Duration::from_millis(1500);

/// The fault of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// The call is executed, and the connection is reset before the response.
    LostAnswer,
    /// The connection is reset, and the call is not executed.
    LostRequest,
    /// The call gets no response in time and is not executed.
    NoAnswer,
    /// The call is executed after its client has given up. Only for creates: a client cannot handle a delete that
    /// arrives after its name was reused.
    Late,
    Throttle,
    ServerError,
    /// The call is executed, and the response is invalid: the resource must be neither lost nor created twice.
    Malformed,
    /// Permission denied: the run fails, and no resource is treated as absent.
    Refused,
}

const TROUBLES: [Trouble; 8] = [
    Trouble::LostAnswer,
    Trouble::LostRequest,
    Trouble::NoAnswer,
    Trouble::Late,
    Trouble::Throttle,
    Trouble::ServerError,
    Trouble::Malformed,
    Trouble::Refused,
];

impl Trouble {
    fn rule(self, nth: u64) -> Rule {
        let refused = || Kind::Error { code: Some("AccessDenied".to_owned()), status: Some(403), message: None };
        let late = u64::try_from((ATTEMPT + Duration::from_millis(600)).as_millis()).unwrap_or(u64::MAX);
        match self {
            Self::LostAnswer => Rule::new(Kind::ResetAfter),
            Self::LostRequest => Rule::new(Kind::ResetBefore),
            Self::NoAnswer => Rule::new(Kind::Hang),
            Self::Late => Rule { operation: Some("Create*".to_owned()), ..Rule::new(Kind::Delay { ms: late }) },
            Self::Throttle => Rule::new(Kind::Throttle),
            Self::ServerError => Rule::new(Kind::Error { code: None, status: None, message: None }),
            Self::Malformed => Rule::new(Kind::Malformed),
            Self::Refused => Rule::new(refused()),
        }
        .nth(nth)
    }

    /// How many calls of a run it applies to.
    fn calls(self, reference: &Reference) -> u64 {
        if self == Self::Late { reference.creates } else { reference.calls }
    }
}

/// A run with one fault. Only two kinds may make it fail: a refusal, and an invalid response, which the SDK does not
/// retry as it does a lost one. The next run then completes.
async fn troubled(
    account: &Account,
    number: usize,
    trouble: Trouble,
    nth: u64,
    affected: &AtomicU64,
) -> Result<(), String> {
    let mut order = account.order(LIFE[number]);
    if matches!(trouble, Trouble::NoAnswer | Trouble::Late) {
        order.attempt = ATTEMPT;
    }
    account.gateway.set_faults(vec![trouble.rule(nth)]).expect("a rule");
    let ended = run(&order, None).await;
    affected.fetch_add(account.gateway.faults().iter().map(|rule| rule.fired).sum(), Ordering::Relaxed);
    account.gateway.set_faults(Vec::new()).expect("no rules");
    let say = |why: String| format!("{trouble:?} at call {nth}: {why}");
    match ended {
        Err(_) if matches!(trouble, Trouble::Refused | Trouble::Malformed) => {
            account.reach(LIFE[number]).await.map_err(|why| say(format!("the next run: {why}")))
        }
        ended => ended.map_err(say),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ambiguous_or_refused_response_to_any_call_does_not_change_the_result() {
    // Not a divisor of the period of the calls, so that all kinds of calls are affected.
    let every = if everywhere() { 1 } else { 11 };
    let (reference, affected, started) = (undisturbed().await, Arc::new(AtomicU64::new(0)), Instant::now());
    let mut lives = Vec::new();
    for (index, trouble) in (0..).zip(TROUBLES) {
        let longest = reference.iter().map(|run| trouble.calls(run)).max().unwrap_or_default();
        // Every kind starts at another call.
        let numbers = (1 + (index * 5) % every..=longest).step_by(usize::try_from(every).unwrap_or(1));
        lives.extend(numbers.map(|nth| (trouble, nth)));
    }
    let count = lives.len();
    let wrong = live_all(lives.into_iter().map(|(trouble, nth)| {
        let (reference, affected) = (Arc::clone(&reference), Arc::clone(&affected));
        async move {
            let happens = |number: usize| (nth <= trouble.calls(&reference[number])).then_some((trouble, nth));
            let run = async |account: &Account, number, (trouble, nth)| {
                troubled(account, number, trouble, nth, &affected).await
            };
            live(&reference, std::array::from_fn(happens), run).await
        }
    }))
    .await;
    let calls: Vec<u64> = reference.iter().map(|run| run.calls).collect();
    let affected = affected.load(Ordering::Relaxed);
    eprintln!("{calls:?} calls; {affected} of them hit by a fault in {count} lives, {:?}", started.elapsed());
    assert!(wrong.is_empty(), "{} of {count} lives failed:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(affected >= u64::try_from(count).unwrap_or(u64::MAX), "faults without an effect prove nothing");
}
