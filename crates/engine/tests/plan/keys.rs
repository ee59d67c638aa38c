//! Names and keys that no two resources may share, and that pass from one to another.

use archipel_engine::Scope;
use archipel_engine::schema::{FieldSchema, Meta, OutputSchema, Schema, TypeRef};
use insta::assert_snapshot;
use std::sync::LazyLock;

use super::model::run;
use super::world::{TEXT, add, applied, field, planned, program, record, show, text};

/// Something whose alias is its own and changes in place.
pub(crate) static NAMED: LazyLock<Schema> = LazyLock::new(|| Schema {
    type_name: "t:Named",
    doc: "",
    data_source: false,
    inputs: record(vec![
        FieldSchema { required: true, ..field("alias", TEXT) },
        field("labels", TypeRef::List(Box::new(TEXT))),
    ]),
    outputs: vec![OutputSchema {
        name: "id",
        doc: "",
        ty: TEXT,
        input: None,
        secret: false,
        changes_on_update: false,
        optional: false,
    }],
    meta: Meta::new("t").unique(&[&["alias"]]),
});

fn named(names: &[(&'static str, &'static str)]) -> impl Fn(&Scope) {
    let names = names.to_vec();
    move |scope| {
        for (name, alias) in &names {
            add(scope, &NAMED, name, [("alias", text(alias))]);
        }
    }
}

#[test]
fn what_takes_a_key_that_an_update_frees_waits_for_the_update() {
    let state = applied(named(&[("old", "a")]));
    let changed = program(named(&[("new", "a"), ("old", "b")]));
    assert_snapshot!(show(&planned(&changed, &state)), @r#"
    0 update t:Named::old#1
        Changed alias: "a" -> "b"
        because `alias` changed
    1 create t:Named::new#1 after 0
        Added alias: null -> "a"
        because the state does not have it
    0 unchanged
    "#);
    assert!(planned(&changed, &run(&changed, &state)).is_empty());
    // A chain of them, each taking what the one before gives up.
    let state = applied(named(&[("x", "1"), ("y", "2")]));
    let plan = planned(&program(named(&[("x", "2"), ("y", "3")])), &state);
    assert_eq!(plan.steps.iter().map(|step| step.urn().name()).collect::<Vec<_>>(), ["y", "x"]);
}

#[test]
fn keys_that_go_round_are_changed_all_the_same_and_it_is_said() {
    let state = applied(named(&[("x", "1"), ("y", "2")]));
    let plan = planned(&program(named(&[("x", "2"), ("y", "1")])), &state);
    assert_eq!(plan.steps.len(), 2);
    assert!(plan.warnings[0].to_string().contains("takes over a name or key that"), "{:?}", plan.warnings);
}
