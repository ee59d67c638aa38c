//! Declaring a resource or a data source: the part that is the same for every type.

use std::collections::BTreeMap;

use super::expr::{Expr, SourceLocation};
use super::handle::Handle;
use super::options::Options;
use super::scope::{Draft, Scope};
use crate::model::schema::Schema;
use crate::model::urn::Urn;

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
    let node = scope.stack().add(Draft { schema, name: name.to_owned(), inputs, options, at }, scope);
    let region = if schema.meta.global { crate::model::urn::GLOBAL } else { scope.region() };
    let path = if scope.path().is_empty() { name.to_owned() } else { format!("{}/{name}", scope.path()) };
    Handle { node, urn: Urn::new(region, schema.type_name, &path) }
}
