//! Options: protect, retain, ignore_changes, replace_on_changes, aliases.

use archipel_engine::plan::{PlanError, PlanOptions, plan_destroy};
use archipel_engine::program::Alias;
use archipel_engine::{Options, Scope};
use insta::assert_snapshot;

use super::model::run;
use super::world::{NET, SUB, Types, add, add_with, applied, attr, json, planned, program, show, text, try_plan};

fn net(cidr: &'static str, options: impl Fn() -> Options) -> impl Fn(&Scope) {
    move |scope| {
        let net = add_with(scope, &NET, "net", [("cidr", text(cidr))], options());
        add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    }
}

fn refused(error: PlanError) -> String {
    assert!(matches!(error, PlanError::Protected(_)), "{error:?}");
    error.to_string()
}

#[test]
fn what_is_protected_is_neither_replaced_nor_deleted_nor_destroyed() {
    let state = applied(net("1", || Options::new().protect()));
    let options = PlanOptions::default();
    let replace = try_plan(&program(net("2", || Options::new().protect())), &state, &options);
    let off_and_replace = try_plan(&program(net("2", Options::new)), &state, &options);
    assert_eq!(replace, off_and_replace, "taking the option off in the same run does not lose the protection");
    let remove = try_plan(&program(|_| ()), &state, &options);
    let destroy = plan_destroy("p", "s", &state, &Types, &options);
    assert_snapshot!(format!(
        "{}\n\n{}\n\n{}",
        refused(replace.unwrap_err()),
        refused(remove.unwrap_err()),
        refused(destroy.unwrap_err())
    ));
}

#[test]
fn protection_goes_on_and_off_in_a_run_of_its_own() {
    let off = program(net("1", Options::new));
    let on = program(net("1", || Options::new().protect()));
    let state = run(&off, &archipel_engine::state::Snapshot::default());
    assert_snapshot!(show(&planned(&on, &state)), @r"
    0 amend t:Net::net#1
        because only its options changed
    2 unchanged
    ");
    let state = run(&off, &run(&on, &state));
    assert!(planned(&off, &state).is_empty());
    assert!(!planned(&program(|_| ()), &state).is_empty());
}

#[test]
fn what_is_retained_is_forgotten_where_it_would_be_deleted() {
    let state = applied(net("1", || Options::new().retain_on_delete(true)));
    let gone = planned(&program(|_| ()), &state);
    let replaced = planned(&program(net("2", || Options::new().retain_on_delete(true))), &state);
    assert_snapshot!(format!("{}\n\n{}", show(&gone), show(&replaced)));
}

#[test]
fn changes_at_an_ignored_path_are_left_as_they_are() {
    let declare = |tags: &'static str, cidr: &'static str| {
        move |scope: &Scope| {
            let options = Options::new().ignore_changes("tags.owner").ignore_changes("cidr");
            add_with(scope, &NET, "net", [("cidr", text(cidr)), ("tags", json(tags))], options);
        }
    };
    let state = applied(declare(r#"{"owner":"a"}"#, "1"));
    assert!(planned(&program(declare(r#"{"owner":"b"}"#, "2")), &state).is_empty());
    assert!(planned(&program(declare("{}", "2")), &state).is_empty());
    let plan = planned(&program(declare(r#"{"owner":"b","x":"y"}"#, "2")), &state);
    assert_snapshot!(show(&plan));
}

#[test]
fn replace_on_changes_replaces_where_the_type_would_update() {
    let declare = |tags: &'static str| {
        move |scope: &Scope| {
            let options = Options::new().replace_on_changes("tags.generation");
            add_with(scope, &NET, "net", [("cidr", text("1")), ("tags", json(tags))], options);
        }
    };
    let state = applied(declare(r#"{"generation":"1","a":"b"}"#));
    let replaced = planned(&program(declare(r#"{"generation":"2","a":"b"}"#)), &state);
    let updated = planned(&program(declare(r#"{"generation":"1","a":"c"}"#)), &state);
    assert_snapshot!(format!("{}\n\n{}", show(&replaced), show(&updated)));
    let removed = planned(&program(declare("{}")), &state);
    assert!(show(&removed).contains("replaced because `tags` changed, which `replace_on_changes` names"));
}

#[test]
fn a_path_that_names_no_property_is_a_mistake_with_the_nearest_name() {
    let program = program(net("1", || Options::new().ignore_changes("tgas.x").replace_on_changes("cidr_block")));
    let error = try_plan(&program, &Default::default(), &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("`ignore_changes` names `tgas.x`, but t:Net has no such property; did you mean `tags`?"));
    assert!(error.contains("`replace_on_changes` names `cidr_block`"), "{error}");
}

#[test]
fn a_renamed_resource_is_moved_and_its_dependents_follow() {
    let declare = |name: &'static str, size: &'static str, alias: Option<Alias>| {
        move |scope: &Scope| {
            let scope = scope.component("c");
            let options = alias.clone().into_iter().fold(Options::new(), Options::alias);
            let net = add_with(&scope, &NET, name, [("cidr", text("1")), ("size", json(size))], options);
            add(&scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        }
    };
    let state = applied(declare("old", "1", None));
    let aliases = [Alias::Name("old".into()), Alias::Path("c/old".into()), Alias::Urn("r::t:Net::c/old".into())];
    let moved = program(declare("new", "1", Some(aliases[0].clone())));
    let plans = aliases.map(|alias| show(&planned(&program(declare("new", "1", Some(alias))), &state)));
    assert!(plans[0] == plans[1] && plans[1] == plans[2]);
    let updated = show(&planned(&program(declare("new", "2", Some(Alias::Name("old".into())))), &state));
    assert_snapshot!(format!("{}\n\nand updated\n{updated}", plans[0]));
    // The alias may stay when the move is done.
    let state = run(&moved, &state);
    assert!(planned(&moved, &state).is_empty());
}

#[test]
fn a_component_that_is_renamed_takes_its_children_along_by_their_paths() {
    let declare = |component: &'static str, alias: Option<&'static str>| {
        move |scope: &Scope| {
            let scope = scope.component(component);
            let aliased = |name: &str| {
                alias.map_or_else(Options::new, |a| Options::new().alias(Alias::Path(format!("{a}/{name}"))))
            };
            let net = add_with(&scope, &NET, "net", [("cidr", text("1"))], aliased("net"));
            let inputs = [("net", attr(&net, "id")), ("cidr", text("a"))];
            add_with(&scope, &SUB, "sub", inputs, aliased("sub"));
        }
    };
    let state = applied(declare("old", None));
    let moved = program(declare("new", Some("old")));
    assert_snapshot!(show(&planned(&moved, &state)));
    assert!(planned(&moved, &run(&moved, &state)).is_empty());
}

#[test]
fn a_resource_that_is_moved_and_replaced_is_moved_first() {
    let state = applied(net("1", Options::new));
    let program = program(|scope| {
        let options = Options::new().alias(Alias::Name("net".into()));
        let net = add_with(scope, &NET, "renamed", [("cidr", text("2"))], options);
        add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    });
    assert_snapshot!(show(&planned(&program, &state)));
    assert!(planned(&program, &run(&program, &state)).is_empty());
}

#[test]
fn aliases_that_are_not_clear_are_mistakes() {
    let state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
        add(scope, &NET, "b", [("cidr", text("1"))]);
    });
    let both = Options::new().alias(Alias::Name("a".into())).alias(Alias::Name("b".into()));
    let error = |program: &_| try_plan(program, &state, &PlanOptions::default()).unwrap_err().to_string();
    let two = program(|scope| {
        add_with(scope, &NET, "new", [("cidr", text("1"))], both.clone());
    });
    assert!(error(&two).contains("match two resources in state: r::t:Net::a and r::t:Net::b"));
    let shared = program(|scope| {
        for name in ["x", "y"] {
            let options = Options::new().alias(Alias::Name("a".into()));
            add_with(scope, &NET, name, [("cidr", text("1"))], options);
        }
    });
    assert!(error(&shared).contains("both match r::t:Net::a"));
    let other_type = program(|scope| {
        let options = Options::new().alias(Alias::Urn("r::t:Sub::a".into()));
        add_with(scope, &NET, "x", [("cidr", text("1"))], options);
    });
    assert!(error(&other_type).contains("names another type"));
}
