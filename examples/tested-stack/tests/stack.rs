//! The stack's tests: milliseconds each, without a server or a disk.

use archipel::testing::Test;
use example_custom_resource::password::Password;
use example_custom_resource::provider;
use example_tested_stack::{accounts, report};

#[test]
fn every_account_has_a_password_of_twenty_characters_that_is_not_shown() {
    let planned = Test::new("shop", "dev").plan(|stack| accounts(stack, &["ada", "max"]));
    assert_eq!(planned.all::<Password>().len(), 2);
    planned.resource("ada").assert_created().assert_input("length", 20);
    planned.resource("list").assert_input("private", true).assert_unknown("content");
}

#[test]
fn an_account_more_changes_only_the_list() {
    let mut test = Test::new("shop", "dev");
    test.up(|stack| accounts(stack, &["ada"]));
    let planned = test.plan(|stack| accounts(stack, &["ada", "max"]));
    planned.resource("ada").assert_unchanged();
    planned.resource("max").assert_created();
    planned.resource("list").assert_updated().assert_changes(["content"]).assert_unknown("content");
    test.up(|stack| accounts(stack, &["ada", "max"]));
    test.plan(|stack| accounts(stack, &["ada", "max"])).resource("list").assert_unchanged().assert_secret("content");
}

#[test]
fn in_production_no_account_can_be_deleted() {
    for (stack, refused) in [("dev", false), ("prod", true)] {
        let mut test = Test::new("shop", stack);
        test.up(|stack| accounts(stack, &["ada", "max"]));
        let planned = test.try_plan(|stack| accounts(stack, &["ada"]));
        assert_eq!(planned.is_err(), refused, "{stack}: {planned:?}");
    }
}

#[test]
fn a_stack_without_accounts_is_refused() {
    Test::new("shop", "dev").refused(|stack| accounts(stack, &[])).assert_says("add at least one");
}

#[test]
fn the_rules_of_the_types_hold_in_a_test_too() {
    let mut test = Test::new("shop", "dev").checked_by(provider("never-made"));
    test.plan(|stack| accounts(stack, &["ada"]));
}

#[test]
fn what_one_stack_exports_another_reads() {
    let exported = Test::new("shop", "accounts").up(|stack| accounts(stack, &["ada"])).outputs;
    let mut test = Test::new("shop", "report").other("accounts", exported);
    test.up(report);
    test.plan(report).assert_empty();
    Test::new("shop", "report").refused(report).assert_says("there is no stack `accounts`");
}
