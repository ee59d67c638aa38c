//! A stack that is tested without a server: see `tests/stack.rs`.
//!
//! Its types are those of the example `custom-resource`. Tests of stacks with AWS types are the same, because such a
//! test runs no code of a resource type.

use archipel::prelude::*;
use example_custom_resource::file::{File, FileArgs};
use example_custom_resource::password::{Password, PasswordArgs};

exports! {
    /// The outputs of the stack of accounts.
    pub struct AccountOutputs {
        /// The path of the list of accounts.
        list: String,
    }
}

/// One password for each account, and a file that lists the accounts. In production they are protected from deletion.
///
/// # Errors
/// Without an account.
pub fn accounts(stack: &Stack, names: &[&str]) -> Result<(), String> {
    if names.is_empty() {
        return Err("no accounts: add at least one".to_owned());
    }
    let protect = Options::new().protect(stack.name() == "prod");
    let scope = stack.region("here").component("accounts").with_options(protect);
    let lines = names.iter().map(|name| {
        let password = Password::new(&scope, name, PasswordArgs::new(name).length(20));
        output_format!("{name}:{}", password.value())
    });
    let content = Output::all(lines).map(|lines| lines.join("\n"));
    let list = File::new(&scope, "list", FileArgs::new("accounts", content).private(true));
    AccountOutputs::export(stack, list.path());
    Ok(())
}

/// A stack that reads the outputs of [`accounts`].
pub fn report(stack: &Stack) {
    let accounts = stack.reference::<AccountOutputs>("accounts");
    let content = output_format!("the accounts are in {}", accounts.list());
    File::new(&stack.region("here"), "report", FileArgs::new("report", content));
}
