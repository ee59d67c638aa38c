//! Properties of the plans of random programs, and of random edits to them.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::digest::Digester;
use archipel_engine::plan::{Action, Plan, PlanError, PlanOptions, Schemas};
use archipel_engine::program::{Expr, Handle, Program};
use archipel_engine::state::{Phase, Snapshot};
use archipel_engine::{Options, Urn, Value};
use proptest::prelude::*;

use super::model::apply;
use super::world::{HOST, NET, PART, SUB, Types, add_with, attr, map, planned, program, text, try_plan};

/// One resource of a random program. Numbers pick among what exists.
#[derive(Clone, Debug)]
struct Item {
    name: u8,
    kind: u8,
    on: u8,
    also: Option<u8>,
    key: u8,
    text: u8,
    first: bool,
    retain: bool,
}

fn item() -> impl Strategy<Value = Item> {
    (0..9u8, 0..4u8, any::<u8>(), proptest::option::weighted(0.3, any::<u8>()), 0..5u8, 0..3u8).prop_flat_map(
        |(name, kind, on, also, key, text)| {
            (proptest::bool::weighted(0.1), proptest::bool::weighted(0.1)).prop_map(move |(first, retain)| Item {
                name,
                kind,
                on,
                also,
                key,
                text,
                first,
                retain,
            })
        },
    )
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    proptest::collection::vec(item(), 0..10)
}

fn chosen(handles: &[(u8, Handle)], kind: u8, number: u8) -> Option<&Handle> {
    let of: Vec<&Handle> = handles.iter().filter(|(other, _)| *other == kind).map(|(_, handle)| handle).collect();
    (!of.is_empty()).then(|| of[usize::from(number) % of.len()])
}

/// A program of these items; items that would take a taken name or key are left out.
fn build(items: &[Item], retains: bool) -> Program {
    program(|scope| {
        let mut handles: Vec<(u8, Handle)> = Vec::new();
        let mut taken = BTreeSet::new();
        for item in items {
            let name = format!("n{}", item.name);
            if !taken.insert(format!("{} {name}", item.kind)) {
                continue;
            }
            let mut options = Options::new().delete_before_replace(item.first).retain_on_delete(retains && item.retain);
            if let Some((_, other)) = item.also.and_then(|n| handles.get(usize::from(n) % handles.len().max(1))) {
                options = options.depends_on(other);
            }
            let (key, note) = (text(&format!("k{}", item.key)), text(&format!("t{}", item.text)));
            let handle = match item.kind {
                0 => add_with(scope, &NET, &name, [("cidr", key)], options),
                1 => {
                    let Some(net) = chosen(&handles, 0, item.on) else { continue };
                    if !taken.insert(format!("{:?} {}", net.urn(), item.key)) {
                        continue;
                    }
                    add_with(scope, &SUB, &name, [("net", attr(net, "id")), ("cidr", key)], options)
                }
                2 => {
                    if !taken.insert(format!("host {}", item.key)) {
                        continue;
                    }
                    let config = Expr::map(map([("mode", note)]));
                    match chosen(&handles, 1, item.on) {
                        Some(sub) => add_with(
                            scope,
                            &HOST,
                            &name,
                            [("name", key), ("sub", attr(sub, "id")), ("config", config)],
                            options,
                        ),
                        None => add_with(scope, &HOST, &name, [("name", key), ("config", config)], options),
                    }
                }
                _ => {
                    let Some(host) = chosen(&handles, 2, item.on) else { continue };
                    let of = if item.key % 2 == 0 { "name" } else { "address" };
                    add_with(scope, &PART, &name, [("host", attr(host, of)), ("text", note)], options)
                }
            };
            handles.push((item.kind, handle));
        }
    })
}

/// No two resources that exist share what no two may share.
fn assert_no_shared_key(state: &Snapshot) {
    let mut seen = BTreeMap::new();
    for record in state.records.values() {
        let schema = Types.schema(record.key.urn.type_name()).unwrap();
        for set in schema.meta.unique {
            let values: Vec<&Value> = set.iter().map(|name| record.desired.inputs.field(name)).collect();
            let key = format!("{} {set:?} {values:?}", schema.type_name);
            let other = seen.insert(key, &record.key);
            assert!(other.is_none(), "{} and {} exist at once with {values:?}", record.key, other.unwrap());
        }
    }
}

fn assert_well_formed(plan: &Plan, before: &Snapshot) {
    assert!(!plan.warnings.iter().any(|warning| warning.to_string().contains("each other")), "{:?}", plan.warnings);
    let mut deletes = BTreeMap::new();
    for (index, step) in plan.steps.iter().enumerate() {
        assert_eq!(step.id.index(), index);
        assert!(step.after.iter().all(|after| *after < step.id), "{:?}", step.id);
        assert!(!step.reasons.is_empty(), "{} has no reason", step.key);
        if step.action.deletes() || matches!(step.action, Action::Forget { .. }) {
            deletes.insert(step.key.clone(), step.id);
        }
    }
    // A resource that recorded a dependency is deleted before it.
    for record in before.records.values() {
        let Some(own) = deletes.get(&record.key) else { continue };
        // Of several generations it depends on one.
        let meant = |urn: &Urn| record.desired.dependencies.contains(urn) && before.of(urn).count() == 1;
        for (key, delete) in deletes.iter().filter(|(key, _)| meant(&key.urn)) {
            let plan = super::world::show(plan);
            assert!(own < delete, "{key} is deleted before {}, which depends on it\n{plan}", record.key);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_planned_applied_in_any_order_and_then_nothing_is_left(
        versions in proptest::collection::vec(items(), 1..4),
        choices in proptest::collection::vec(any::<usize>(), 1..50),
    ) {
        let mut state = Snapshot::default();
        for items in &versions {
            let program = build(items, false);
            let plan = planned(&program, &state);
            prop_assert_eq!(&planned(&program, &state), &plan);
            prop_assert_eq!(planned(&program, &state).hash(&Digester::keyed(&[7; 32], "l")), plan.hash(&Digester::keyed(&[7; 32], "l")));
            assert_well_formed(&plan, &state);
            let mut turn = 0;
            let choose = |free: usize| {
                turn += 1;
                choices[turn % choices.len()] % free
            };
            state = apply(&program, &state, &plan, choose, assert_no_shared_key);
            let again = planned(&program, &state);
            prop_assert!(again.is_empty(), "{}", super::world::show(&again));
            prop_assert!(state.records.values().all(|record| record.phase == Phase::Live));
        }
        let nothing = build(&[], false);
        let plan = planned(&nothing, &state);
        assert_well_formed(&plan, &state);
        let gone = apply(&nothing, &state, &plan, |_| 0, |_| {});
        prop_assert!(gone.records.is_empty());
    }

    #[test]
    fn a_run_that_stops_anywhere_is_finished_by_the_next(
        first in items(),
        second in items(),
        third in items(),
        stop in any::<usize>(),
        partial in any::<bool>(),
    ) {
        let state = apply_all(&first, &Snapshot::default());
        let program = build(&second, true);
        let Some(mut plan) = unless_retained(&program, &state) else { return Ok(()) };
        // The steps before the one that was interrupted; each comes after those it waits for.
        let at = stop % (plan.steps.len() + 1);
        let interrupted = plan.steps.get(at).filter(|step| partial && matches!(step.action, Action::Create)).cloned();
        plan.steps.truncate(at + usize::from(interrupted.is_some()));
        let mut state = apply(&program, &state, &plan, |_| 0, |_| {});
        if let Some(step) = interrupted {
            super::world::rewrite(&mut state, step.key.urn.as_str(), |record| {
                record.phase = Phase::Partial;
                record.outputs = Value::Null;
            });
        }
        for items in [&second, &third] {
            let mut copy = state.clone();
            let program = build(items, true);
            let Some(plan) = unless_retained(&program, &copy) else { return Ok(()) };
            assert_well_formed(&plan, &copy);
            copy = apply(&program, &copy, &plan, |free| free - 1, |_| {});
            let again = planned(&program, &copy);
            prop_assert!(again.is_empty(), "{}", super::world::show(&again));
        }
    }
}

/// A plan, unless a retained resource keeps a name or key that another one would get.
fn unless_retained(program: &Program, state: &Snapshot) -> Option<Plan> {
    match try_plan(program, state, &PlanOptions::default()) {
        Err(PlanError::Program(mistakes)) if mistakes.iter().all(|m| m.message.contains("`retain_on_delete`")) => None,
        plan => Some(plan.unwrap()),
    }
}

fn apply_all(items: &[Item], state: &Snapshot) -> Snapshot {
    let program = build(items, true);
    apply(&program, state, &planned(&program, state), |_| 0, |_| {})
}
