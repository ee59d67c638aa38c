//! Random programs, random edits, random failures: in the end state is reality.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::apply::Cancel;
use archipel_engine::resource::{ErrorKind, Id, ProviderError};
use archipel_engine::state::Change;
use archipel_engine::testing::{Call, Effect, FakeResource};
use proptest::prelude::*;

use crate::support::{NAMED, Res, TAGGED, TOKEN, UNTAGGED, World, res};

#[derive(Clone, Debug)]
struct Shape {
    kind: u8,
    size: i64,
    flavour: u8,
    links: Vec<prop::sample::Index>,
    present: bool,
    /// Whether its name is one of the program's version.
    renamed: bool,
    /// The resource with which the service deletes it.
    deleted_with: Option<prop::sample::Index>,
    /// The resource whose id it is declared for, in a group.
    each_of: Option<prop::sample::Index>,
    /// Whether it stays when the stack no longer has it.
    retained: bool,
    /// A nested record: its port, and its label if it has one.
    config: Option<(i64, Option<bool>)>,
    /// The resource after which it is created, of which it has no property.
    after: Option<prop::sample::Index>,
}

impl Shape {
    /// Whether the service knows the resource by a name that no other one can have.
    fn is_named(&self) -> bool {
        matches!(self.kind, 1 | 3)
    }
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let identity = (0..4_u8, 0..3_i64, 0..2_u8, prop::bool::weighted(0.8), prop::bool::weighted(0.3));
    let edges = (
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        prop::option::weighted(0.15, any::<prop::sample::Index>()),
        prop::option::weighted(0.15, any::<prop::sample::Index>()),
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
    );
    let config = prop::option::weighted(0.4, (0..2_i64, prop::option::of(any::<bool>())));
    let shape =
        (identity, edges, prop::bool::weighted(0.15), config).prop_map(|(identity, edges, retained, config)| {
            let (kind, size, flavour, present, renamed) = identity;
            let (links, deleted_with, each_of, after) = edges;
            Shape { kind, size, flavour, links, present, renamed, deleted_with, each_of, retained, config, after }
        });
    prop::collection::vec(shape, 1..12)
}

fn stack(shapes: &[Shape], version: usize) -> Vec<Res> {
    let mut stack: Vec<Res> = Vec::new();
    for (number, shape) in shapes.iter().enumerate().filter(|(_, shape)| shape.present) {
        // The resources of groups have no handles outside of them.
        let others: Vec<String> =
            stack.iter().filter(|other| other.each_of.is_none()).map(|other| other.name.clone()).collect();
        let owner =
            shape.deleted_with.filter(|_| !shape.is_named() && !others.is_empty()).map(|index| index.get(&others));
        let each_of = shape.each_of.filter(|_| owner.is_none() && !others.is_empty()).map(|index| index.get(&others));
        // What decides how a resource lives is part of the name: two versions of a program may differ in it.
        let type_name = [TOKEN, NAMED, TAGGED, UNTAGGED][usize::from(shape.kind)];
        let retained = shape.retained && !shape.is_named() && owner.is_none() && each_of.is_none();
        let life = match (owner, each_of) {
            (Some(_), _) => WITH_OWNER,
            (None, Some(_)) => "each-",
            (None, None) if retained => RETAINED,
            (None, None) => "",
        };
        let plain = format!("{life}{}-{number}", ["t", "n", "g", "u"][usize::from(shape.kind)]);
        let names = [plain.clone(), format!("{plain}-1"), format!("{plain}-2")];
        let name = &names[if shape.renamed && each_of.is_none() { version } else { 0 }];
        let mut one = res(type_name, name).set("name", plain).set("size", shape.size);
        one = one.set("kind", format!("k{}", shape.flavour));
        if let Some((port, label)) = shape.config {
            let label = label.map(|label| ("label", Value::from(if label { "one" } else { "two" })));
            let fields = [Some(("port", Value::from(port))), label].into_iter().flatten();
            one = one.set("config", Value::Map(fields.map(|(name, value)| (name.to_owned(), value)).collect()));
        }
        if let Some(after) = shape.after.filter(|_| !others.is_empty()) {
            one = one.after(after.get(&others).as_str());
        }
        one = names.iter().filter(|other| *other != name).fold(one, |one, earlier| one.was(earlier));
        one.options = one.options.retain_on_delete(retained);
        one.hook = number % 3 == 0;
        one.each_of = each_of.cloned();
        if let Some(owner) = owner {
            one = one.on(&[owner]).deleted_with(owner);
        } else if !others.is_empty() {
            let mut links: Vec<String> = shape.links.iter().map(|index| index.get(&others).clone()).collect();
            links.sort();
            links.dedup();
            one.links = links;
        }
        stack.push(one);
    }
    stack
}

/// The beginning of the names of resources that the service deletes with another one, the first of their links.
const WITH_OWNER: &str = "w-";

/// The beginning of the names of resources that stay when the stack no longer has them.
const RETAINED: &str = "r-";

/// The ids that state has had.
#[derive(Default)]
struct Recorded(BTreeSet<String>);

impl Recorded {
    async fn add_from(&mut self, world: &World) {
        let committed = world.store.committed().into_iter().filter_map(|change| match change {
            Change::Put(record) => Some(record.id.to_string()),
            _ => None,
        });
        self.0.extend(committed);
        self.0.extend(world.state().await.records.values().map(|record| record.id.to_string()));
    }

    /// Deletes the retained resources that the stack no longer has. State has had each of them: another one is a second copy.
    async fn delete_retained(&self, world: &World) {
        let state = world.state().await;
        let kept: BTreeSet<&Id> = state.records.values().map(|record| &record.id).collect();
        for thing in world.cloud.resources() {
            let is_retained = thing.props.field("name").as_str().is_some_and(|name| name.starts_with(RETAINED));
            if is_retained && !kept.contains(&thing.id) {
                assert!(self.0.contains(thing.id.as_str()), "state has had {}, which stays", thing.id);
                world.cloud.remove(&thing.id);
            }
        }
    }
}

/// What the service does when it deletes the owner of a resource, or the owner of that.
fn delete_with_owners(world: &World) {
    loop {
        let things = world.cloud.resources();
        let ids: BTreeSet<String> = things.iter().map(|thing| thing.id.to_string()).collect();
        let has_gone = |thing: &&FakeResource| {
            let with_owner = thing.props.field("name").as_str().is_some_and(|name| name.starts_with(WITH_OWNER));
            let owner = thing.props.field("links").as_list().and_then(|links| links.first()?.as_str());
            with_owner && owner.is_some_and(|owner| !ids.contains(owner))
        };
        let gone: Vec<_> = things.iter().filter(has_gone).map(|thing| thing.id.clone()).collect();
        if gone.is_empty() {
            return;
        }
        gone.iter().for_each(|id| world.cloud.remove(id));
    }
}

/// Every resource with a hook after its create has had it run.
async fn assert_hooks_ran(world: &World, stack: &[Res]) {
    let ran = world.hooks.ran.lock().unwrap().clone();
    for record in world.state().await.records.values() {
        let has_hook = stack.iter().any(|res| res.hook && res.name == record.key.urn.name());
        assert!(!has_hook || ran.iter().any(|id| *id == record.id.as_str()), "the hook of {} ran", record.key);
    }
}

/// For how long after a create a lookup may not find the resource. It is less than the time that a create looks for it,
/// and than the time between two runs.
const INDEX_LAG: Duration = Duration::from_secs(5);

/// Every call fails with this chance, in one way or another, the same for the same seed.
fn misbehave(world: &World, seed: u64, percent: u64) {
    let counter = Arc::new(AtomicU64::new(seed));
    let hooks = AtomicU64::new(seed);
    *world.hooks.fails.lock().unwrap() =
        Some(Box::new(move || ((hooks.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst) >> 32) & 63) < percent));
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
            let mut recorded = Recorded::default();
            misbehave(&world, seed, percent);
            for (stack, kill) in [&first, &second].into_iter().zip(kills) {
                for (kill, targets) in [(None, targets), (kill, 0), (None, 0)] {
                    world = world.reborn(kill).await;
                    tokio::time::sleep(2 * INDEX_LAG).await;
                    let _ = tokio::time::timeout(Duration::from_secs(100_000), up(&world, stack, targets)).await;
                    recorded.add_from(&world).await;
                    delete_with_owners(&world);
                }
            }
            world = world.reborn(None).await;
            world.cloud.clear_faults();
            *world.hooks.fails.lock().unwrap() = None;
            for _ in 0..2 {
                world.up(&second).await;
                recorded.add_from(&world).await;
                delete_with_owners(&world);
            }
            recorded.delete_retained(&world).await;
            world.assert_settled(&second).await;
            assert_hooks_ran(&world, &second).await;
            world.destroy().await;
            recorded.delete_retained(&world).await;
            delete_with_owners(&world);
            world.assert_settled(&[]).await;
        });
    }
}
