//! A stack that is tested without any server: see `tests/stack.rs`.
//!
//! Its types are those of the example `custom-resource`; with AWS types it is the same, because no resource type's code
//! runs in such a test.

use archipel::prelude::*;
use example_custom_resource::file::{File, FileArgs};
use example_custom_resource::password::{Password, PasswordArgs};

exports! {
    /// What the stack of accounts exports.
    pub struct AccountOutputs {
        /// Where the list of accounts is.
        list: String,
    }
}

/// One password an account, and a file that lists them. In production nothing of it can be deleted.
///
/// # Errors
/// When there is no account.
pub fn accounts(stack: &mut Stack, names: &[&str]) -> Result<(), String> {
    if names.is_empty() {
        return Err("a stack of accounts needs one at least".to_owned());
    }
    let protect = Options::new().protected(stack.name() == "prod");
    let scope = stack.region("here").component("accounts").with_options(protect);
    let lines = names.iter().map(|name| {
        let password = Password::new(&scope, name, PasswordArgs::new(*name).length(20));
        output_format!("{}:{}", *name, password.value())
    });
    let content = Output::all(lines).map(|lines| lines.join("\n"));
    let list = File::new(&scope, "list", FileArgs::new("accounts", content).private(true));
    AccountOutputs::export(stack, list.path());
    Ok(())
}

/// A stack that reads what [`accounts`] exports.
pub fn report(stack: &mut Stack) {
    let accounts = stack.reference::<AccountOutputs>("accounts");
    let content = output_format!("the accounts are in {}", accounts.list());
    File::new(&stack.region("here"), "report", FileArgs::new("report", content));
}
