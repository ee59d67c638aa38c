//! Handles, and how a resource of a generated type is declared.

use std::collections::BTreeMap;

use archipel_engine::path::Segment;
use archipel_engine::program::{Declared, Expr, Handle, NodeId, SourceLocation};
use archipel_engine::schema::{Meta, RecordSchema, Schema};
use archipel_engine::{Options, Output, Prop, Scope};

use super::fields::Fields;
use super::tags::with_default_tags;
use crate::planner_schema;

/// The attributes of a declared resource, by their paths.
pub trait Resource: Declared {
    /// An attribute that AWS sets, or a part of one.
    #[must_use]
    #[track_caller]
    fn attribute_at<T: Prop>(&self, path: &[&str]) -> Output<T> {
        Output::from_expr(picked(self.node(), path, SourceLocation::caller()))
    }
}

impl<D: Declared> Resource for D {}

/// A part of a resource. Not generic, so that it is compiled once.
fn picked(node: NodeId, path: &[&str], at: SourceLocation) -> Expr {
    path.iter().fold(Expr::node(node), |of, name| of.pick(Segment::Key((*name).to_owned()), at))
}

/// Declares a resource of a type from its builder.
#[track_caller]
pub fn declare_resource(scope: &Scope, type_name: &'static str, name: &str, args: Fields, options: Options) -> Handle {
    declare(scope, type_name, name, args.into_map(), options)
}

/// Declares a resource of a type from its properties. An unknown type is an error of the program.
#[track_caller]
pub(crate) fn declare(
    scope: &Scope,
    type_name: &str,
    name: &str,
    inputs: BTreeMap<String, Expr>,
    options: Options,
) -> Handle {
    // Not a closure: closures do not pass the caller's line on.
    let schema = match planner_schema(type_name) {
        Ok(schema) => schema,
        Err(error) => {
            let advice =
                "Run `schema search` to find a type; if AWS has removed it, take its resources out of the program";
            scope.stack().error(format!("{error}\n{advice}"));
            unknown_schema(type_name)
        }
    };
    let inputs = with_default_tags(scope, type_name, inputs);
    let inputs = inputs
        .into_iter()
        .map(|(name, value)| {
            let secret = schema.inputs.field(&name).is_some_and(|field| field.secret);
            let value = if secret { value.secret() } else { value };
            (name, value)
        })
        .collect();
    archipel_engine::program::declare(scope, schema, name, inputs, options)
}

/// The schema of a type. The program that declares one of an unknown type has an error.
#[must_use]
pub fn schema_of(type_name: &str) -> &'static Schema {
    planner_schema(type_name).unwrap_or_else(|_| unknown_schema(type_name))
}

/// A schema without properties, in place of that of an unknown type. Its program is refused.
fn unknown_schema(type_name: &str) -> &'static Schema {
    static EMPTY: RecordSchema =
        RecordSchema { name: "Properties", builder: "json!", doc: "No properties.", fields: Vec::new() };
    // It lives as long as the process, as the schemas of known types do; a program ends with the error.
    Box::leak(Box::new(Schema {
        type_name: String::leak(type_name.to_owned()),
        doc: "An unknown type.",
        data_source: false,
        inputs: &EMPTY,
        outputs: Vec::new(),
        meta: Meta::new(crate::rules::SERVICE),
    }))
}
