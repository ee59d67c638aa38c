//! Written by `schema add`. Do not edit.

pub mod budget;

pub use budget::{Budget, BudgetArgs};
