//! Random programs, random edits, random failures: in the end state is reality.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::Cancel;
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::testing::{Call, Effect};
use proptest::prelude::*;

use crate::support::{NAMED, Res, TAGGED, TOKEN, World, res};

#[derive(Clone, Debug)]
struct Shape {
    kind: u8,
    size: i64,
    flavour: u8,
    links: Vec<prop::sample::Index>,
    present: bool,
    /// Whether its name is one of the program's version.
    renamed: bool,
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let shape = (
        0..3_u8,
        0..3_i64,
        0..2_u8,
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.3),
    )
        .prop_map(|(kind, size, flavour, links, present, renamed)| Shape {
            kind,
            size,
            flavour,
            links,
            present,
            renamed,
        });
    prop::collection::vec(shape, 1..12)
}

fn stack(shapes: &[Shape], version: usize) -> Vec<Res> {
    let mut stack: Vec<Res> = Vec::new();
    for (number, shape) in shapes.iter().enumerate().filter(|(_, shape)| shape.present) {
        // The type is part of the name: two generations of programs may have other types at one place.
        let type_name = [TOKEN, NAMED, TAGGED][usize::from(shape.kind)];
        let plain = format!("{}-{number}", ["t", "n", "g"][usize::from(shape.kind)]);
        let names = [plain.clone(), format!("{plain}-1"), format!("{plain}-2")];
        let name = &names[if shape.renamed { version } else { 0 }];
        let mut one = res(type_name, name).set("name", plain).set("size", shape.size);
        one = one.set("kind", format!("k{}", shape.flavour));
        one = names.iter().filter(|other| *other != name).fold(one, |one, earlier| one.was(earlier));
        if !stack.is_empty() {
            let mut links: Vec<String> = shape.links.iter().map(|index| index.get(&stack).name.clone()).collect();
            links.sort();
            links.dedup();
            one.links = links;
        }
        stack.push(one);
    }
    stack
}

/// For how long after a create a lookup may not find the resource. It is less than the time that a create looks for it,
/// and than the time between two runs.
const INDEX_LAG: Duration = Duration::from_secs(5);

/// Every call fails with this chance, in one way or another, the same for the same seed.
fn misbehave(world: &World, seed: u64, percent: u64) {
    let counter = Arc::new(AtomicU64::new(seed));
    let created: Mutex<HashMap<String, Duration>> = Mutex::default();
    world.cloud.inject_rule(move |called| {
        let mut created = created.lock().unwrap();
        if called.call == Call::Create {
            created.extend(called.about.iter().map(|urn| (urn.clone(), called.at)));
        }
        let lags = |urn: &String| created.get(urn).is_some_and(|at| called.at < *at + INDEX_LAG);
        let mut x = counter.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        if x % 100 >= percent {
            return None;
        }
        let refusal = |kind| Effect::Error(ProviderError::new(kind, "at random"));
        let reads = matches!(called.call, Call::Read | Call::Status | Call::Find);
        Some(match (x >> 32) % 6 {
            0 | 1 if called.call == Call::Find && called.about.iter().all(lags) => Effect::Overlook,
            2 if called.call == Call::Find => refusal(ErrorKind::Denied),
            0 => refusal(ErrorKind::Throttled),
            1 => Effect::Lost,
            2 if !reads => refusal(ErrorKind::Denied),
            3 if !reads => refusal(ErrorKind::Invalid),
            4 if !reads => Effect::Panic,
            5 if !reads => Effect::Hang,
            _ => Effect::Delay(Duration::from_secs(7)),
        })
    });
}

/// Applies the program, or some of its resources: those whose bits are set.
async fn up(world: &World, stack: &[Res], targets: u16) -> Option<()> {
    let chosen = stack.iter().enumerate().filter(|(index, _)| targets & (1 << (index % 16)) != 0);
    let chosen: Vec<&str> = chosen.map(|(_, res)| res.name.as_str()).collect();
    if targets.is_multiple_of(2) || chosen.is_empty() {
        return world.try_up(stack).await.ok().map(|_| ());
    }
    let prepared = world.prepare_only(stack, &chosen).await.ok()?;
    world.engine().apply(prepared, world.options(), Cancel::new()).await.ok().map(|_| ())
}

/// The process dies at a commit, before or after it is written.
fn kill() -> impl Strategy<Value = Option<(usize, bool)>> {
    prop::option::of((1..40_usize, any::<bool>()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_fails_state_ends_as_reality(first in shapes(), second in shapes(), seed: u64, percent in 0..40_u64, targets: u16, kills in prop::array::uniform2(kill())) {
        std::panic::set_hook(Box::new(|info| {
            // Panics of the tests' provider are expected, and caught.
            if !info.to_string().contains("injected by the test") {
                #[allow(clippy::print_stderr)]
                { eprintln!("{info}"); }
            }
        }));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            let (first, second) = (stack(&first, 1), stack(&second, 2));
            misbehave(&world, seed, percent);
            for (stack, kill) in [&first, &second].into_iter().zip(kills) {
                for (kill, targets) in [(None, targets), (kill, 0), (None, 0)] {
                    world = world.reborn(kill).await;
                    tokio::time::sleep(2 * INDEX_LAG).await;
                    let _ = tokio::time::timeout(Duration::from_secs(100_000), up(&world, stack, targets)).await;
                }
            }
            world = world.reborn(None).await;
            world.cloud.clear_faults();
            world.up(&second).await;
            world.up(&second).await;
            world.assert_settled(&second).await;
            world.destroy().await;
            world.assert_settled(&[]).await;
        });
    }
}
