//! Declaring a resource or a data source: the part that is the same for every type.

use std::collections::BTreeMap;

use super::expr::{Expr, SourceLocation};
use super::handle::Handle;
use super::options::Options;
use super::scope::{Draft, Scope};
use crate::model::schema::Schema;

/// Declares a resource or data source in a scope. For the code that the derive macro writes.
///
/// Nothing is called and nothing fails here: mistakes are kept with their source line until the program ends.
#[track_caller]
pub fn declare(
    scope: &Scope,
    schema: &'static Schema,
    name: &str,
    inputs: BTreeMap<String, Expr>,
    options: Options,
) -> Handle {
    let at = SourceLocation::caller();
    let (node, urn) = scope.stack().add(Draft { schema, name: name.to_owned(), inputs, options, at }, scope);
    Handle { node, urn }
}
