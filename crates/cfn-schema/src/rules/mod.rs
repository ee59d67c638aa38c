//! What a CloudFormation schema means to Archipel's planner.

mod meta;
mod outputs;
mod secret;
mod type_rules;
mod types;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use archipel_engine::schema::Schema;

use crate::model::TypeSchema;
use crate::set::{SchemaError, schema};

pub use meta::{GUARDS, SERVICE};
pub use secret::is_secret;
pub use type_rules::CloudFormationRules;

/// Why a property of a type without update handler replaces.
const NO_UPDATE: &str = "AWS has no operation that updates resources of this type";
/// Why a create-only property replaces.
const CREATE_ONLY: &str = "AWS sets it only when the resource is created";

/// The planner's schema of a type, made once in a process. Properties and attributes have CloudFormation's names.
///
/// # Errors
/// When no type has the name. The error names a similar one.
pub fn planner_schema(name: &str) -> Result<&'static Schema, SchemaError> {
    static MADE: LazyLock<Mutex<HashMap<String, &'static Schema>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = made.get(name) {
        return Ok(schema);
    }
    let schema: &'static Schema = Box::leak(Box::new(planner_schema_of(schema(name)?)));
    made.insert(name.to_owned(), schema);
    Ok(schema)
}

/// The planner's schema of a type whose schema is not part of the set. It lives as long as the process, as the planner's schemas
/// of all types do.
#[must_use]
pub fn planner_schema_of(schema: &'static TypeSchema) -> Schema {
    Schema {
        type_name: &schema.name,
        doc: &schema.doc,
        data_source: false,
        inputs: types::inputs(schema),
        outputs: outputs::outputs(schema),
        meta: meta::meta(schema),
    }
}

/// Keeps a text as long as the process: schemas of the planner consist of such texts.
fn leak(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

fn leak_all(texts: impl IntoIterator<Item = String>) -> &'static [&'static str] {
    let texts: Vec<&'static str> = texts.into_iter().map(leak).collect();
    Vec::leak(texts)
}
