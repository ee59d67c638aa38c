//! Taking over what exists already.

use archipel_engine::program::{Environment, NotImportable};
use archipel_engine::resource::{ErrorKind, Id, ResourceSchema as _};
use archipel_engine::testing::{Call, Fault, Test};
use archipel_engine::{Options, Output, Stack, Urn, Value};

use super::types::{Host, HostArgs, Lease, LeaseArgs, Net, NetArgs, Zones};

fn here() -> Environment {
    Environment { region: "here".into(), account: None }
}

/// A network that somebody made by hand, or the stack of this name.
fn existing(test: &Test, owner: &str, size: i64) -> Id {
    let props = Value::from([("cidr", Value::from("10.0.0.0/16")), ("size", Value::from(size))]);
    test.cloud().add_foreign(Net::schema(), &here(), owner, &props)
}

fn imports(stack: &Stack, id: &Id, size: i64) {
    let options = Options::new().import(id.clone());
    let net = Net::with_options(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16").size(size), options);
    Host::new(&stack.region("here"), "web", HostArgs::new("web", net.id()));
    stack.output("net", net.id());
}

#[test]
fn what_exists_is_taken_over_and_never_made() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let planned = test.plan(|stack| imports(stack, &id, 3));
    planned.resource("main").assert_imported().assert_reason("it exists already");
    // Its attributes are known before anything is applied.
    planned.resource("web").assert_created().assert_input("net", id.as_str());
    let applied = test.up(|stack| imports(stack, &id, 3));
    assert_eq!((applied.summary.imported, applied.summary.created, applied.summary.updated), (1, 1, 0));
    let made = test.cloud().calls().iter().filter(|c| c.call == Call::Create && c.type_name == Net::TYPE).count();
    assert_eq!(made, 0, "no create was sent");
    let state = test.state();
    let record = state.current(&Urn::parse("here::demo:net/Net::main").unwrap()).unwrap();
    assert_eq!((&record.id, record.outputs.field("id").as_str()), (&id, Some(id.as_str())));
}

#[test]
fn once_it_is_in_state_the_option_means_nothing() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    test.up(|stack| imports(stack, &id, 3));
    test.plan(|stack| imports(stack, &id, 3)).assert_empty();
    test.plan(|stack| imports(stack, &id, 4)).resource("main").assert_updated().assert_changes(["size"]);
    test.plan(|stack| imports(stack, &Id::new("net-of-another-time"), 3)).assert_empty();
}

#[test]
fn a_difference_refuses_the_import_and_is_shown() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let refusal = test.refused(|stack| imports(stack, &id, 5));
    refusal
        .assert_says("net-1 is not imported as here::demo:net/Net::main")
        .assert_says("size: the resource has 3, the program 5")
        .assert_says("import.rs:");
    assert!(test.state().records.is_empty());
    // What exists and the program leaves out is a difference too; defaults are none.
    let props = Value::from([("cidr", Value::from("x")), ("size", Value::from(1)), ("zones", Value::from(["a"]))]);
    let zoned = test.cloud().add_foreign(Net::schema(), &here(), "", &props);
    let program = |stack: &Stack| {
        Net::with_options(&stack.region("here"), "z", NetArgs::new("x"), Options::new().import(zoned.clone()));
    };
    test.refused(program).assert_says("zones: the resource has [\"a\"], the program nothing");
}

#[test]
fn what_does_not_exist_is_refused_and_not_made() {
    let mut test = Test::new("shop", "dev");
    let refusal = test.refused(|stack| imports(stack, &Id::new("net-77"), 1));
    refusal.assert_says("net-77 is not imported as here::demo:net/Net::main: no such resource exists");
    assert_eq!(test.cloud().count(Call::Create), 0);
    // An error is not absence.
    test.cloud().inject(Fault::refuse(Call::Read, ErrorKind::Denied));
    test.refused(|stack| imports(stack, &Id::new("net-77"), 1)).assert_says("cannot read");
}

#[test]
fn what_is_in_another_region_is_refused_and_the_region_named() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let program = |stack: &Stack| {
        let options = Options::new().import(id.clone());
        Net::with_options(&stack.region("there"), "main", NetArgs::new("10.0.0.0/16").size(3), options);
        Net::new(&stack.region("here"), "other", NetArgs::new("10.1.0.0/16"));
    };
    test.refused(program).assert_says("it is in here, and the program declares it in there");
    assert_eq!(test.cloud().count(Call::Create), 0);
}

#[test]
fn what_cannot_be_compared_is_never_imported() {
    let mut test = Test::new("shop", "dev");
    let program = |stack: &Stack| {
        Lease::with_options(&stack.region("here"), "l", LeaseArgs::new(), Options::new().import("lease-1"));
    };
    test.refused(program).assert_says("resources of this type cannot be imported: a lease is over when it is known");
}

#[test]
fn a_program_imports_what_a_person_names() {
    let stack = || {
        let stack = Stack::new("shop", "dev");
        let kept = stack.clone();
        Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16"));
        Zones::get(&stack.region("here"), "zones");
        kept.finish().unwrap()
    };
    let urn = |text: &str| Urn::parse(text).unwrap();
    let mut program = stack();
    assert_eq!(program.import(&urn("here::demo:net/Net::main"), Id::new("net-1")), Ok(()));
    assert_eq!(program.nodes[0].options.imports(), Some("net-1"));
    let undeclared = program.import(&urn("here::demo:net/Net::mian"), Id::new("net-1"));
    assert_eq!(undeclared, Err(NotImportable::Undeclared));
    let read = program.import(&urn("here::demo:net/Zones::zones"), Id::new("x"));
    assert_eq!(read, Err(NotImportable::DataSource));
}

#[test]
fn what_belongs_to_another_stack_is_refused() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "shop/prod", 1);
    let refusal = test.refused(|stack| imports(stack, &id, 1));
    refusal.assert_says("its ownership tags name the stack shop/prod");
    // What this stack made and lost from its state is its own.
    let id = existing(&test, "shop/dev", 1);
    test.plan(|stack| imports(stack, &id, 1)).resource("main").assert_imported();
}

#[test]
fn what_the_stack_has_under_another_name_is_refused() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    test.up(|stack| imports(stack, &id, 3));
    let second = |stack: &Stack| {
        imports(stack, &id, 3);
        let options = Options::new().import(id.clone());
        Net::with_options(&stack.region("here"), "again", NetArgs::new("10.0.0.0/16").size(3), options);
    };
    test.refused(second).assert_says("it is already in this stack, as here::demo:net/Net::main");

    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let twice = |stack: &Stack| {
        imports(stack, &id, 3);
        let options = Options::new().import(id.clone());
        Net::with_options(&stack.region("here"), "again", NetArgs::new("10.0.0.0/16").size(3), options);
    };
    test.refused(twice).assert_says("here::demo:net/Net::main imports it too");
}

#[test]
fn one_id_in_two_regions_is_two_things() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let both = |stack: &Stack| {
        imports(stack, &id, 3);
        let options = Options::new().import(id.clone());
        Net::with_options(&stack.region("there"), "main", NetArgs::new("10.0.0.0/16").size(3), options);
    };
    // Names are ids of many types, and each region has its own: whether there is one is asked there.
    test.refused(both).assert_says("it is in here, and the program declares it in there");
}

#[test]
fn what_changes_between_plan_and_apply_is_not_recorded() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let prepared = test.prepare(|stack| imports(stack, &id, 3)).unwrap();
    test.cloud().mutate(&id, |props| *props = Value::from([("cidr", "10.0.0.0/16"), ("size", "large")]));
    let applied = test.apply(prepared).unwrap();
    assert_eq!((applied.summary.imported, applied.summary.failed), (0, 1));
    assert!(applied.failures[0].contains("`size` of net-1 has changed since the plan"), "{:?}", applied.failures);
    assert!(test.state().records.is_empty());
}

#[test]
fn an_import_takes_what_is_at_ignored_paths_as_it_is() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let program = |size: i64| {
        let id = id.clone();
        move |stack: &Stack| {
            let options = Options::new().import(&id).ignore_changes("size");
            Net::with_options(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16").size(size), options);
        }
    };
    test.plan(program(5)).resource("main").assert_imported().assert_input("size", 3);
    assert_eq!(test.up(program(5)).summary.imported, 1);
    let urn = Urn::parse("here::demo:net/Net::main").unwrap();
    assert_eq!(test.state().current(&urn).unwrap().desired.inputs.field("size"), &Value::from(3));
    test.plan(program(6)).assert_empty();
    // A difference at another path still refuses it.
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let other = |stack: &Stack| {
        let options = Options::new().import(&id).ignore_changes("size");
        Net::with_options(&stack.region("here"), "main", NetArgs::new("10.9.0.0/16").size(5), options);
    };
    test.refused(other).assert_says("cidr: the resource has");
}

#[test]
fn an_id_to_import_comes_from_what_the_plan_knows() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 3);
    let known = Output::known(id.to_string()).map(|id| id);
    let program = |stack: &Stack| {
        let options = Options::new().import(&known);
        Net::with_options(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16").size(3), options);
    };
    test.plan(program).resource("main").assert_imported();
    test.up(program);
    test.plan(program).assert_empty();
    // The id that another resource of the run will have is not known while the plan is made.
    let mut test = Test::new("shop", "dev");
    let unknown = |stack: &Stack| {
        let first = Net::new(&stack.region("here"), "first", NetArgs::new("10.0.0.0/16"));
        let options = Options::new().import(first.id());
        Net::with_options(&stack.region("here"), "second", NetArgs::new("10.1.0.0/16"), options);
    };
    test.refused(unknown).assert_says("here::demo:net/Net::second: the id to import is known only after an apply");
    assert_eq!(test.cloud().count(Call::Create), 0);
}

#[test]
fn one_id_is_imported_once_also_if_it_is_computed() {
    let mut test = Test::new("shop", "dev");
    let id = existing(&test, "", 1);
    let known = Output::known(id.to_string()).map(|id| id);
    let program = |stack: &Stack| {
        for name in ["one", "two"] {
            let options = Options::new().import(&known);
            Net::with_options(&stack.region("here"), name, NetArgs::new("10.0.0.0/16").size(1), options);
        }
    };
    test.refused(program).assert_says("imports it too");
}
