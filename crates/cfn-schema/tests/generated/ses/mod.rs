//! Written by `schema add`. Do not edit.

pub mod mail_manager_rule_set;

pub use mail_manager_rule_set::{MailManagerRuleSet, MailManagerRuleSetArgs};
