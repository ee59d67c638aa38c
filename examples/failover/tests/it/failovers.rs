//! Failovers and returns that are killed, lose responses, or meet a region that does not answer: the next run completes
//! them, there is one writer at every time, and the plan of the stack stays empty.
//!
//! A hundred of them, with their figures:
//!
//! ```text
//! ARCHIPEL_FAILOVERS=100 cargo test --workspace --test it failovers -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::world::{HOME, STANDBY, World, runtime, writers};
use archipel::aws::aws::Connection;
use serde_json::{Value, json};

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // Xorshift: <https://www.jstatsoft.org/article/view/v008i14>.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// What happens to a failover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Disturbance {
    Nothing,
    /// Its process is killed.
    Killed,
    /// Calls are executed, and their responses are lost.
    LostResponses,
    /// The region that takes over stops to answer.
    TargetHangs,
    /// The region that is left does not answer: the failover is unplanned.
    SourceHangs,
}

const ALL: [Disturbance; 5] = [
    Disturbance::Nothing,
    Disturbance::Killed,
    Disturbance::LostResponses,
    Disturbance::TargetHangs,
    Disturbance::SourceHangs,
];

/// Looks at the writers the whole time, and keeps what is wrong.
struct Watch {
    ends: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<(usize, Vec<String>)>,
}

impl Watch {
    fn start(connection: Connection) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ends);
        let thread = std::thread::spawn(move || {
            let (mut looks, mut wrong) = (0, Vec::new());
            let runtime = runtime();
            while !end.load(Ordering::Relaxed) {
                for region in [HOME, STANDBY] {
                    let look = runtime.block_on(async {
                        tokio::time::timeout(Duration::from_millis(500), writers(&connection, region)).await
                    });
                    let Ok(Some((writers, primaries))) = look else { continue };
                    looks += 1;
                    if (writers.len(), primaries.len()) != (1, 1) {
                        wrong.push(format!("{region} shows the writers {writers:?} and the primaries {primaries:?}"));
                    }
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            (looks, wrong)
        });
        Self { ends, thread }
    }

    fn end(self) -> (usize, Vec<String>) {
        self.ends.store(true, Ordering::Relaxed);
        self.thread.join().expect("the watch ends")
    }
}

/// A failover without a disturbance.
struct Usual {
    time: Duration,
    calls: u64,
}

/// A failover or a return with a disturbance, and again without one until it is complete. Returns how often it ran.
fn move_roles(world: &World, to: &str, disturbance: Disturbance, numbers: &mut Numbers, usual: &Usual) -> usize {
    let from = if to == HOME { STANDBY } else { HOME };
    let planned = ["failover", "dev", "--to", to, "--yes"];
    let unplanned = ["failover", "dev", "--to", to, "--unplanned", "--confirm", to];
    let first = match disturbance {
        Disturbance::Nothing => world.run(&planned),
        Disturbance::Killed => {
            // At any of its calls but the last one.
            let end = world.calls_of_commands() + 1 + numbers.below(usual.calls - 1);
            world.run_unless(&planned, || world.calls_of_commands() >= end)
        }
        Disturbance::LostResponses => {
            let region = [from, to][usize::try_from(numbers.below(2)).expect("small")];
            let seed = numbers.below(1 << 32);
            world.set_faults(&json!([{"region": region, "kind": "reset_after", "probability": 0.3, "seed": seed}]));
            world.run(&planned)
        }
        Disturbance::TargetHangs => {
            // From some call of the failover on.
            let operations = ["SwitchoverGlobalCluster", "DescribeGlobalClusters", "FailoverGlobalReplicationGroup"];
            let operation = operations[usize::try_from(numbers.below(3)).expect("small")];
            world.set_faults(&json!([{"region": to, "operation": operation, "kind": "hang"}]));
            world.run_for(&planned, usual.time * 2)
        }
        Disturbance::SourceHangs => {
            world.set_faults(&json!([{"region": from, "kind": "hang"}]));
            // While us-east-1 is lost, so is the control plane of Route 53.
            let limit = Duration::from_secs(if from == STANDBY { 20 } else { 120 });
            let ended = world.run_for(&unplanned, limit);
            if from == HOME {
                assert_eq!(ended.code, Some(0), "the surviving region is enough: {}", ended.text);
            }
            ended
        }
    };
    world.set_faults(&json!([]));
    if first.code == Some(0) {
        return 1;
    }
    let again = world.run(&planned);
    // It may have been killed after its last step.
    let is_complete = again.code == Some(0) || again.text.contains("takes the writes already");
    assert!(is_complete, "{disturbance:?}: {}\nafter: {}", again.text, first.text);
    2
}

#[test]
fn a_disturbed_failover_is_completed_by_the_next_run_with_one_writer_at_every_time() {
    let rounds: usize = std::env::var("ARCHIPEL_FAILOVERS").ok().map_or(6, |rounds| rounds.parse().expect("a number"));
    let world = World::up();
    let connection = world.connect();
    let (began, called) = (Instant::now(), world.calls_of_commands());
    world.run(&["failover", "dev", "--to", STANDBY, "--yes"]).expect(0, "us-east-1 takes the writes of dev");
    world.run(&["failback", "dev", "--yes"]).expect(0, "eu-west-1 takes the writes of dev");
    let usual = Usual { time: began.elapsed() / 2, calls: (world.calls_of_commands() - called) / 2 };

    let watch = Watch::start(world.connect());
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut figures: BTreeMap<Disturbance, (usize, usize)> = BTreeMap::new();
    for round in 0..rounds {
        let to = if round % 2 == 0 { STANDBY } else { HOME };
        // All of them in a few rounds, and then any.
        let chosen = if round < ALL.len() { round } else { usize::try_from(numbers.below(5)).expect("small") };
        let disturbance = ALL[chosen];
        let runs = move_roles(&world, to, disturbance, &mut numbers, &usual);
        let found = runtime().block_on(writers(&connection, to)).expect("an answer");
        assert_eq!(found, (vec![to.to_owned()], vec![to.to_owned()]), "round {round}, {disturbance:?}");
        // Another user may work again, and has nothing to do.
        let plan = world.run_as("developer", &["up", "dev", "--yes", "--refresh", "--json"]);
        assert_eq!(plan.expect(0, "").steps(), Vec::<Value>::new(), "round {round}, {disturbance:?}");
        let figure = figures.entry(disturbance).or_default();
        *figure = (figure.0 + 1, figure.1 + usize::from(runs > 1));
    }
    let (looks, wrong) = watch.end();
    assert_eq!(wrong, Vec::<String>::new(), "one writer at every time");
    assert!(looks > rounds, "{looks} looks");
    let (killed, again) = figures[&Disturbance::Killed];
    assert!(again * 2 > killed, "{again} of {killed} processes were killed before their end");
    let Usual { time, calls } = usual;
    eprintln!(
        "{rounds} failovers and returns in {:?}, an undisturbed one in {time:?} and {calls} calls:",
        began.elapsed()
    );
    for (disturbance, (count, again)) in figures {
        eprintln!("  {disturbance:?}: {count}, of which {again} ran a second time");
    }
    eprintln!("  0 split writers in {looks} looks, every plan empty");
}

#[test]
fn a_killed_failover_is_continued_and_a_second_one_is_refused_meanwhile() {
    let world = World::up();
    world.set_faults(&json!([{"operation": "SwitchoverGlobalCluster", "kind": "delay", "ms": 60_000}]));
    let mut first = world.spawn(&["failover", "dev", "--to", STANDBY, "--yes"]);
    while world.calls("rds", "SwitchoverGlobalCluster") == 0 {
        assert!(first.try_wait().expect("a status").is_none(), "it ended too early");
    }
    for to in [STANDBY, HOME] {
        world.run(&["failover", "dev", "--to", to, "--yes"]).expect(4, "failover dev");
    }
    world.run_as("colleague", &["failover", "dev", "--to", STANDBY, "--yes"]).expect(4, "failover dev");
    world.run_as("colleague", &["failover", "dev", "--to", HOME, "--yes"]).expect(4, "failover to us-east-1");
    world.run_as("developer", &["up", "dev", "--yes"]).expect(4, "failover to us-east-1");
    first.kill().expect("killed");
    first.wait().expect("ended");
    world.set_faults(&json!([]));
    // Anyone continues it, on another machine too.
    let continued = world.run_as("colleague", &["failover", "dev", "--to", STANDBY, "--yes"]);
    continued.expect(0, "us-east-1 takes the writes of dev");
    world.run_as("developer", &["up", "dev", "--yes"]).expect(0, "");
}

#[test]
fn a_failover_that_was_killed_after_its_last_step_ends_the_lock_when_it_runs_again() {
    let world = World::up();
    let arguments = ["failover", "dev", "--to", STANDBY, "--yes"];
    // The roles are read last.
    let read = || world.calls("elasticache", "DescribeReplicationGroups");
    let before = read();
    world.set_faults(&json!([{"operation": "DescribeReplicationGroups", "kind": "delay", "ms": 60_000}]));
    world.run_until(&arguments, || read() > before);
    world.set_faults(&json!([]));
    world.run_as("developer", &["up", "dev", "--yes"]).expect(4, "failover to us-east-1");
    world.run(&arguments).expect(0, "us-east-1 takes the writes of dev");
    world.run_as("developer", &["up", "dev", "--yes"]).expect(0, "");
    world.run(&arguments).expect(3, "takes the writes already");
}

/// A stack stays in its other region, and its states move away from there.
#[test]
fn the_roles_return_from_states_that_were_moved() {
    let world = World::up();
    world.run(&["failover", "dev", "--to", STANDBY, "--yes"]).expect(0, "us-east-1 takes the writes of dev");
    for name in ["dev", "dev.recovery"] {
        let (from, to) = (format!(".archipel/{name}"), format!("moved/{name}"));
        world.run(&["state", "migrate", "dev", "--state", &from, "--to", &to, "--yes"]).expect(0, "is now at");
    }
    world.run(&["failback", "dev", "--yes"]).expect(1, "was moved to");
    let back = world.run(&["failback", "dev", "--yes", "--state", "moved/dev"]);
    back.expect(0, "eu-west-1 takes the writes of dev");
    let plan = world.run(&["up", "dev", "--yes", "--refresh", "--json", "--state", "moved/dev"]).expect(0, "");
    assert!(plan.steps().is_empty(), "{:?}", plan.steps());
}
