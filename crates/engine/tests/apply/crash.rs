//! A process that dies at a commit or in a call, and the one after it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use archipel_engine::apply::{Ambiguity, Answer, AnswerError, Cancel};
use archipel_engine::engine::{EngineError, PrepareOptions, RepairPlan};
use archipel_engine::plan::Action;
use archipel_engine::resource::{ErrorKind, Id};
use archipel_engine::state::{Phase, Record};
use archipel_engine::testing::{Call, Effect, Fault};
use archipel_engine::{Options, Urn};

use crate::support::{NAMED, Res, TAGGED, TOKEN, TestStore, World, program, res};

fn before() -> Vec<Res> {
    vec![
        res(TOKEN, "token"),
        res(NAMED, "named").on(&["token"]),
        res(TAGGED, "tagged").on(&["named"]),
        res(TAGGED, "goes").on(&["tagged"]),
    ]
}

/// An update, two replacements (one of a fixed name), a delete, a create.
fn after() -> Vec<Res> {
    vec![
        res(TOKEN, "token").set("size", 2_i64),
        res(NAMED, "named").on(&["token"]).set("kind", "new"),
        res(TAGGED, "tagged").on(&["named"]).set("kind", "new"),
        res(TOKEN, "comes").on(&["tagged"]),
    ]
}

async fn apply(world: &World, stack: Option<&[Res]>) {
    let engine = world.engine();
    let prepared = match stack {
        Some(stack) => engine.prepare(program(stack), &PrepareOptions::default()).await.unwrap(),
        None => engine.prepare_destroy("shop", "test", &PrepareOptions::default()).await.unwrap(),
    };
    engine.apply(prepared, world.options(), Cancel::new()).await.unwrap();
}

/// Runs until it ends, or until nothing more can happen.
async fn apply_until_it_dies(world: &World, stack: Option<&[Res]>) {
    let _ = tokio::time::timeout(Duration::from_secs(30_000), apply(world, stack)).await;
}

/// Kills the run from one state to the next at every commit, just before and just after it is written, and the run
/// after it at its own commits too.
async fn die_everywhere(first: Option<&[Res]>, then: Option<&[Res]>) {
    for written in [false, true] {
        for number in 1.. {
            let world = World::new();
            world.cloud.pending_for(TAGGED, Duration::from_secs(3));
            world.cloud.deleting_for(TOKEN, Duration::from_secs(3));
            if let Some(first) = first {
                apply(&world, Some(first)).await;
            }
            let dying = world.reborn(Some((number, written))).await;
            apply_until_it_dies(&dying, then).await;
            let died = dying.store.commits.load(Ordering::SeqCst) >= number;
            let again = dying.reborn(Some((number % 3 + 1, !written))).await;
            apply_until_it_dies(&again, then).await;
            let last = again.reborn(None).await;
            apply(&last, then).await;
            // The next run recreates a resource that was partial and has disappeared.
            apply(&last, then).await;
            last.assert_settled(then.unwrap_or_default()).await;
            if !died {
                assert!(number > 5, "there were commits to die at");
                break;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_dies_at_any_commit_is_finished_by_the_next_up() {
    die_everywhere(None, Some(&before())).await;
}

#[tokio::test(start_paused = true)]
async fn updates_and_replacements_that_die_at_any_commit_are_finished_by_the_next_up() {
    die_everywhere(Some(&before()), Some(&after())).await;
}

#[tokio::test(start_paused = true)]
async fn a_destroy_that_dies_at_any_commit_is_finished_by_the_next() {
    die_everywhere(Some(&before()), None).await;
}

#[tokio::test(start_paused = true)]
async fn a_create_that_dies_is_undone_when_the_program_no_longer_wants_it() {
    for written in [false, true] {
        for number in 1..14 {
            let world = World::new();
            let dying = world.reborn(Some((number, written))).await;
            apply_until_it_dies(&dying, Some(&before())).await;
            let last = dying.reborn(None).await;
            let other = [res(TAGGED, "other")];
            apply(&last, Some(&other)).await;
            last.assert_settled(&other).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_dies_ends_well_when_the_program_goes_back() {
    for written in [false, true] {
        for number in 1..20 {
            let world = World::new();
            apply(&world, Some(&before())).await;
            let dying = world.reborn(Some((number, written))).await;
            apply_until_it_dies(&dying, Some(&after())).await;
            let last = dying.reborn(None).await;
            apply(&last, Some(&before())).await;
            apply(&last, Some(&before())).await;
            last.assert_settled(&before()).await;
        }
    }
}

/// At every call in turn: the answer is lost after it was carried out, or the process dies in it.
#[tokio::test(start_paused = true)]
async fn an_ambiguous_answer_to_any_call_ends_in_the_same_state() {
    for effect in [Effect::Lost, Effect::Hang] {
        for call in [Call::Create, Call::Configure, Call::Status, Call::Read, Call::Update, Call::Delete, Call::Find] {
            for number in 1..=4 {
                let world = World::new();
                world.cloud.inject(Fault::at(call, effect.clone()).nth(number));
                for stack in [Some(before()), Some(after()), None] {
                    apply(&world, stack.as_deref()).await;
                    // What hung was given up; the next run finds out.
                    apply(&world, stack.as_deref()).await;
                    world.assert_settled(&stack.unwrap_or_default()).await;
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn more_than_one_candidate_is_a_question_and_stops() {
    let mut world = World::new();
    world.store = Arc::new(TestStore { stop_at: Some((2, false)), ..TestStore::default() });
    let stack = [res(TAGGED, "a")];
    apply_until_it_dies(&world, Some(&stack)).await;
    let thing = world.cloud.resources().remove(0);
    world.cloud.duplicate(&thing.id);
    let next = world.reborn(None).await;
    let Err(EngineError::NeedsRepair(questions)) = next.prepare(&stack).await else { panic!("a question") };
    assert_eq!(questions[0].candidates().len(), 2);
    assert_eq!(next.cloud.resources().len(), 2, "nothing was made or taken away");
}

/// A create that was killed before its answer, and made two things.
async fn duplicated() -> World {
    let mut world = World::new();
    world.store = Arc::new(TestStore { stop_at: Some((2, false)), ..TestStore::default() });
    apply_until_it_dies(&world, Some(&[res(TAGGED, "a")])).await;
    let thing = world.cloud.resources().remove(0);
    world.cloud.duplicate(&thing.id);
    world.reborn(None).await
}

fn urn_of(type_name: &str, name: &str) -> Urn {
    Urn::new("here", type_name, name)
}

async fn examine(world: &World, answers: &[(Urn, Answer)]) -> Result<RepairPlan, EngineError> {
    world.engine().plan_repair("shop", "test", answers).await
}

#[tokio::test(start_paused = true)]
async fn a_person_says_which_candidate_it_is_and_the_next_up_finishes_it() {
    let world = duplicated().await;
    let examined = examine(&world, &[]).await.unwrap();
    let (question, candidates) = &examined.questions[0];
    assert_eq!(question.key.urn, urn_of(TAGGED, "a"));
    assert!(candidates.iter().all(|candidate| candidate.observed.is_some()), "each is shown: {candidates:?}");
    assert!(!examined.has_changes());
    let (right, wrong) = (candidates[1].id.clone(), candidates[0].id.clone());
    let examined = examine(&world, &[(urn_of(TAGGED, "a"), Answer::Adopt(right.clone()))]).await.unwrap();
    assert_eq!(examined.questions.len(), 0);
    world.engine().repair(examined, &world.options()).await.unwrap();
    world.cloud.remove(&wrong);
    apply(&world, Some(&[res(TAGGED, "a")])).await;
    world.assert_settled(&[res(TAGGED, "a")]).await;
    assert_eq!(world.cloud.resources()[0].id, right);
}

#[tokio::test(start_paused = true)]
async fn a_person_says_that_nothing_was_made_and_the_next_up_makes_it() {
    let world = duplicated().await;
    let made: Vec<_> = world.cloud.resources().into_iter().map(|thing| thing.id).collect();
    let examined = examine(&world, &[(urn_of(TAGGED, "a"), Answer::Forget)]).await.unwrap();
    world.engine().repair(examined, &world.options()).await.unwrap();
    assert_eq!(world.state().await.pending, []);
    made.iter().for_each(|id| world.cloud.remove(id));
    apply(&world, Some(&[res(TAGGED, "a")])).await;
    world.assert_settled(&[res(TAGGED, "a")]).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_is_refused_and_nothing_is_written() {
    let world = duplicated().await;
    let before = world.state().await;
    let nothing = examine(&world, &[(urn_of(TAGGED, "other"), Answer::Forget)]).await;
    assert!(matches!(nothing, Err(EngineError::Answer(AnswerError::NotOpen(_)))), "{nothing:?}");
    let nowhere = examine(&world, &[(urn_of(TAGGED, "a"), Answer::Adopt(Id::new("no-such-thing")))]).await;
    assert!(matches!(nowhere, Err(EngineError::Answer(AnswerError::NotThere { .. }))), "{nowhere:?}");
    world.cloud.inject(Fault::refuse(Call::Read, ErrorKind::Denied));
    let id = world.cloud.resources()[0].id.clone();
    let refused = examine(&world, &[(urn_of(TAGGED, "a"), Answer::Adopt(id))]).await;
    assert!(
        matches!(refused, Err(EngineError::Answer(AnswerError::Unread(_)))),
        "a refusal is not absence: {refused:?}"
    );
    assert_eq!(world.state().await, before);
}

#[tokio::test(start_paused = true)]
async fn a_pending_operation_of_a_type_without_a_provider_is_a_question_that_can_be_answered() {
    let world = duplicated().await;
    let mut state = world.state().await;
    state.pending[0].key.urn = Urn::new("here", "mem:test/Removed", "a");
    let world = world.with_state(state);
    let asked = world.prepare(&[]).await.map(|_| ());
    let Err(EngineError::NeedsRepair(questions)) = asked else { panic!("a question: {asked:?}") };
    assert!(matches!(questions[0].ambiguity, Ambiguity::NotServed(_)), "{questions:?}");
    let examined = examine(&world, &[(questions[0].key.urn.clone(), Answer::Forget)]).await.unwrap();
    world.engine().repair(examined, &world.options()).await.unwrap();
    assert_eq!(world.state().await.pending, []);
}

#[tokio::test(start_paused = true)]
async fn a_partial_resource_that_vanished_is_recreated_once_it_would_have_to_be_visible() {
    let stack = [res(TAGGED, "a")];
    for (old, made) in [(true, 1), (false, 0)] {
        let world = World::new();
        world.cloud.inject(Fault::refuse(Call::Configure, ErrorKind::Invalid).nth(1));
        apply(&world, Some(&stack)).await;
        let mut state = world.state().await;
        let record = state.records.values().next().unwrap();
        assert_eq!(record.phase, Phase::Partial);
        let since = if old { record.modified - 3600 } else { record.modified };
        let record = Record { modified: since, ..(**record).clone() };
        state.records.insert(record.key.clone(), Arc::new(record));
        world.cloud.resources().iter().for_each(|thing| world.cloud.remove(&thing.id));
        let world = world.with_state(state);
        let planned = world.prepare(&stack).await.unwrap();
        let creates = planned.plan.steps.iter().filter(|step| step.action == Action::Create).count();
        assert_eq!(creates, made, "old: {old}, {:?}", planned.plan.steps);
        if old {
            apply(&world, Some(&stack)).await;
            world.assert_settled(&stack).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_lookup_is_an_error_and_not_absence() {
    let mut world = World::new();
    world.store = Arc::new(TestStore { stop_at: Some((2, false)), ..TestStore::default() });
    let stack = [res(TAGGED, "a")];
    apply_until_it_dies(&world, Some(&stack)).await;
    let next = world.reborn(None).await;
    next.cloud.inject(Fault::refuse(Call::Find, ErrorKind::Denied).nth(1));
    let Err(EngineError::Provider { at, .. }) = next.prepare(&stack).await else { panic!("an error") };
    assert!(at.is_some(), "with the line of the program");
    apply(&next, Some(&stack)).await;
    next.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_lags_behind_makes_no_second_copy() {
    for type_name in [TOKEN, NAMED, TAGGED] {
        let mut world = World::new();
        world.store = Arc::new(TestStore { stop_at: Some((2, false)), ..TestStore::default() });
        let stack = [res(type_name, "a")];
        apply_until_it_dies(&world, Some(&stack)).await;
        let next = world.reborn(None).await;
        next.cloud.hide_once(&next.cloud.resources()[0].id);
        apply(&next, Some(&stack)).await;
        next.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_lags_behind_makes_no_second_copy_of_what_replaces_something_gone() {
    let stack = |kind: &str| {
        let first = Options::new().delete_before_replace(true);
        [res(TAGGED, "a").set("kind", kind).with(first)]
    };
    let mut hidden = 0;
    for number in 1..8 {
        let world = World::new();
        world.up(&stack("old")).await;
        let dying = world.reborn(Some((number, false))).await;
        apply_until_it_dies(&dying, Some(&stack("new"))).await;
        let next = dying.reborn(None).await;
        let recorded: Vec<Id> = next.state().await.records.values().map(|record| record.id.clone()).collect();
        for thing in next.cloud.resources().iter().filter(|thing| !recorded.contains(&thing.id)) {
            next.cloud.hide_once(&thing.id);
            hidden += 1;
        }
        apply(&next, Some(&stack("new"))).await;
        apply(&next, Some(&stack("new"))).await;
        next.assert_settled(&stack("new")).await;
    }
    assert!(hidden > 0, "some create was not found");
}

#[tokio::test(start_paused = true)]
async fn what_a_lookup_finds_is_not_the_old_generation_that_state_still_has() {
    let world = World::new();
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind)];
    world.up(&stack("one")).await;
    // The create of the new one gets no answer and was not carried out; what carries the same tag is the old one.
    world.cloud.find_by_urn_only();
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Ambiguous).nth(1));
    let summary = world.up(&stack("two")).await;
    assert_eq!((summary.replaced, summary.failed), (1, 0), "{:?}", world.failures());
    world.assert_settled(&stack("two")).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_dies_ends_well_when_the_program_wants_another_or_nothing() {
    let mut another = after();
    another[1] = another[1].clone().set("kind", "third");
    another[2] = another[2].clone().set("kind", "third");
    for then in [another, Vec::new()] {
        for written in [false, true] {
            for number in 1..20 {
                let world = World::new();
                apply(&world, Some(&before())).await;
                let dying = world.reborn(Some((number, written))).await;
                apply_until_it_dies(&dying, Some(&after())).await;
                let last = dying.reborn(None).await;
                apply(&last, Some(&then)).await;
                apply(&last, Some(&then)).await;
                last.assert_settled(&then).await;
            }
        }
    }
}
