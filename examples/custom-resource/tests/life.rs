//! The life cycles of the types of this crate, each test in its own folder.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use archipel::prelude::*;
use archipel::testing::Test;
use example_custom_resource::file::{File, FileArgs};
use example_custom_resource::password::{Password, PasswordArgs};
use example_custom_resource::variable::{Variable, VariableArgs};
use example_custom_resource::{Config, program, provider};

fn on(disk: &Path) -> Test {
    Test::new("custom", "dev").provider(provider(disk)).refresh()
}

fn note(stack: &Stack, name: &str, content: &str) {
    File::new(&stack.region("here"), "note", FileArgs::new(name, content));
}

#[test]
fn a_file_is_made_changed_replaced_and_deleted() {
    let disk = tempfile::tempdir().unwrap();
    let mut test = on(disk.path());
    let at = |name: &str| fs::read_to_string(disk.path().join(name)).ok();
    test.up(|stack| note(stack, "a", "one"));
    assert_eq!(at("a").as_deref(), Some("one"));
    test.plan(|stack| note(stack, "a", "one")).assert_empty();
    test.plan(|stack| note(stack, "a", "two")).of::<File>("note").assert_updated().assert_changes(["content"]);
    test.up(|stack| note(stack, "a", "two"));
    assert_eq!(at("a").as_deref(), Some("two"));
    test.plan(|stack| note(stack, "b", "two")).resource("note").assert_replaced().assert_reason("keeps its name");
    test.up(|stack| note(stack, "b", "two"));
    assert_eq!((at("a"), at("b").as_deref()), (None, Some("two")));
    test.destroy();
    assert_eq!(fs::read_dir(disk.path()).unwrap().count(), 0, "nothing is left, notes included");
}

#[test]
fn what_was_changed_outside_is_put_right() {
    let disk = tempfile::tempdir().unwrap();
    let mut test = on(disk.path());
    test.up(|stack| note(stack, "a", "one"));
    fs::write(disk.path().join("a"), "meddled").unwrap();
    test.plan(|stack| note(stack, "a", "one")).resource("note").assert_updated();
    fs::remove_file(disk.path().join("a")).unwrap();
    test.plan(|stack| note(stack, "a", "one")).resource("note").assert_created().assert_reason("no longer exists");
}

#[test]
fn somebody_elses_file_is_neither_taken_nor_overwritten() {
    let disk = tempfile::tempdir().unwrap();
    fs::write(disk.path().join("a"), "precious").unwrap();
    let applied = on(disk.path()).try_up(|stack| note(stack, "a", "one")).unwrap();
    assert_eq!((applied.summary.created, applied.summary.failed), (0, 1));
    assert!(applied.failures[0].contains("a is there already"), "{:?}", applied.failures);
    assert_eq!(fs::read_to_string(disk.path().join("a")).unwrap(), "precious");
}

#[test]
fn what_exists_can_be_imported() {
    let disk = tempfile::tempdir().unwrap();
    fs::write(disk.path().join("a"), "precious").unwrap();
    let import = |content: &'static str| {
        move |stack: &Stack| {
            File::with_options(&stack.region("here"), "note", FileArgs::new("a", content), Options::new().import("a"));
        }
    };
    let mut test = on(disk.path());
    test.refused(import("other")).assert_says("the resource has \"precious\", the program \"other\"");
    test.plan(import("precious")).resource("note").assert_imported();
    assert_eq!(test.up(import("precious")).summary.imported, 1);
    test.plan(|stack| note(stack, "a", "precious")).assert_empty();
}

#[test]
fn a_password_survives_until_another_is_asked_for() {
    let disk = tempfile::tempdir().unwrap();
    let mut test = on(disk.path());
    let config = |rotate: Option<&str>| Config { host: "db".into(), rotate: rotate.map(str::to_owned) };
    let first = test.up(|stack| program(stack, &config(None))).outputs["password"].clone();
    assert!(first.has_secret() && format!("{first:?}") == "(secret)", "it is not shown");
    test.plan(|stack| program(stack, &config(None))).assert_empty();

    let planned = test.plan(|stack| program(stack, &config(Some("2026-11"))));
    planned.of::<Password>("database").assert_replaced().assert_reason("a new password was asked for");
    planned.resource("pgpass").assert_updated();
    let second = test.up(|stack| program(stack, &config(Some("2026-11")))).outputs["password"].clone().reveal();
    assert_ne!(first.reveal(), second);
    let file = fs::read_to_string(disk.path().join("pgpass")).unwrap();
    assert!(file.ends_with(second.as_str().unwrap()), "the file has the new one");
}

#[test]
fn bad_arguments_are_mistakes_before_anything_is_made() {
    let disk = tempfile::tempdir().unwrap();
    let refusal = on(disk.path()).refused(|stack| {
        note(stack, "a/b", "");
        Password::new(&stack.region("here"), "short", PasswordArgs::new("short").length(4));
    });
    refusal.assert_says("a file's name is not empty").assert_says("a password has 12 to 128 characters");
    assert_eq!(fs::read_dir(disk.path()).unwrap().count(), 0);
}

#[test]
fn a_variable_that_is_not_set_is_an_error_unless_it_has_a_fallback() {
    let disk = tempfile::tempdir().unwrap();
    let variable = |default: Option<&'static str>| {
        move |stack: &Stack| {
            let args = VariableArgs::new("NO_SUCH_VARIABLE_ANYWHERE").fallback(default);
            stack.output("value", Variable::get(&stack.region("here"), "it", args).value());
        }
    };
    let mut test = on(disk.path());
    test.refused(variable(None)).assert_says("the environment has no variable `NO_SUCH_VARIABLE_ANYWHERE`");
    assert_eq!(test.plan(variable(Some("x"))).output("value"), &Value::from("x"));
}
