//! Answers that say nothing, or something else, at every call by number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use archipel_sandbox::faults::{Kind, Rule};

use super::account::Account;
use super::process::run;
use super::{LIFE, Reference, everywhere, live, live_all, undisturbed};

/// How long an attempt of a call may take, where answers are late.
const ATTEMPT: Duration = Duration::from_millis(1500);

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Carried out, and the connection is reset before its answer.
    LostAnswer,
    /// The connection is reset and nothing was carried out.
    LostRequest,
    /// No answer in time, and nothing was carried out.
    NoAnswer,
    /// Carried out after nobody waits for it any more. Only what creates: a delete that arrives after its name was
    /// given again is beyond what a client can tell.
    Late,
    Throttle,
    ServerError,
    /// Carried out, and answered with what cannot be read: nothing of it may be forgotten or made twice.
    Malformed,
    /// Refused for want of permission: the run fails, and nothing is taken for absent.
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

    /// How many calls of a run it can happen to.
    fn calls(self, reference: &Reference) -> u64 {
        if self == Self::Late { reference.creates } else { reference.calls }
    }
}

/// A run with one trouble. Only a refusal may make it fail, and an answer that cannot be read, which the SDK does not
/// ask for again as it does for lost ones; the run after it then ends the work.
async fn troubled(
    account: &Account,
    number: usize,
    trouble: Trouble,
    nth: u64,
    struck: &AtomicU64,
) -> Result<(), String> {
    let mut order = account.order(LIFE[number]);
    if matches!(trouble, Trouble::NoAnswer | Trouble::Late) {
        order.attempt = ATTEMPT;
    }
    account.gateway.set_faults(vec![trouble.rule(nth)]).expect("a rule");
    let ended = run(&order, None).await;
    struck.fetch_add(account.gateway.faults().iter().map(|rule| rule.fired).sum(), Ordering::Relaxed);
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
async fn an_ambiguous_or_refused_answer_to_any_call_changes_nothing_of_the_result() {
    // Not a divisor of what calls come in, so that all sorts of them are struck.
    let every = if everywhere() { 1 } else { 11 };
    let (reference, struck, started) = (undisturbed().await, Arc::new(AtomicU64::new(0)), Instant::now());
    let mut lives = Vec::new();
    for (index, trouble) in (0..).zip(TROUBLES) {
        let longest = reference.iter().map(|run| trouble.calls(run)).max().unwrap_or_default();
        // Every kind begins elsewhere.
        let numbers = (1 + (index * 5) % every..=longest).step_by(usize::try_from(every).unwrap_or(1));
        lives.extend(numbers.map(|nth| (trouble, nth)));
    }
    let count = lives.len();
    let wrong = live_all(lives.into_iter().map(|(trouble, nth)| {
        let (reference, struck) = (Arc::clone(&reference), Arc::clone(&struck));
        async move {
            let happens = |number: usize| (nth <= trouble.calls(&reference[number])).then_some((trouble, nth));
            let run = async |account: &Account, number, (trouble, nth)| {
                troubled(account, number, trouble, nth, &struck).await
            };
            live(&reference, std::array::from_fn(happens), run).await
        }
    }))
    .await;
    let calls: Vec<u64> = reference.iter().map(|run| run.calls).collect();
    let struck = struck.load(Ordering::Relaxed);
    eprintln!("{calls:?} calls; {struck} of them struck in {count} lives, {:?}", started.elapsed());
    assert!(wrong.is_empty(), "{} of {count} lives went wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(struck >= u64::try_from(count).unwrap_or(u64::MAX), "faults that strike nothing prove nothing");
}
