//! Names with a generated suffix. The replacement of a resource has another name, so that it is created before the old
//! resource is deleted.

use sha2::{Digest as _, Sha256};

use crate::model::schema::{Schema, TypeRef};
use crate::model::text::did_you_mean;
use crate::model::urn::Urn;
use crate::model::value::{Value, hex};
use crate::program::Program;

/// The number of hexadecimal digits of a suffix.
const DIGITS: usize = 8;

/// The name of a revision of a resource: `PREFIX-SUFFIX`. It is the same in every plan, and differs between revisions,
/// resources and stacks.
pub(super) fn suffixed(program: &Program, urn: &Urn, revision: u32, prefix: &str) -> String {
    let identity = format!("{}/{}\n{urn}\n{revision}", program.project, program.stack);
    let mut suffix = hex(&Sha256::digest(identity));
    suffix.truncate(DIGITS);
    format!("{prefix}-{suffix}")
}

/// Whether an existing resource keeps its name. It has the prefix with any suffix, or none if the option is newer than the
/// resource.
pub(super) fn is_kept(prefix: &str, name: &str) -> bool {
    let suffix = |rest: &str| {
        rest.strip_prefix('-').is_some_and(|digits| {
            digits.len() == DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
    };
    name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || suffix(rest))
}

/// The prefix that the program sets.
///
/// # Errors
/// Why there is none.
pub(super) fn prefix<'v>(inputs: &'v Value, property: &str) -> Result<&'v str, &'static str> {
    match inputs.field(property) {
        Value::Null => Err("is not set"),
        Value::Str(prefix) => Ok(prefix),
        value if value.has_unknown() => Err("is known only after an apply: a name with a suffix is part of the plan"),
        value if value.has_secret() => Err("is secret"),
        _ => Err("is not a text"),
    }
}

/// Why a property of a type cannot have a suffix.
pub(super) fn refused(schema: &Schema, property: &str) -> Option<String> {
    let Some(field) = schema.inputs.field(property) else {
        let near = did_you_mean(property, schema.inputs.fields.iter().map(|field| field.name));
        return Some(format!("{} has no such property{near}", schema.type_name));
    };
    if !matches!(field.ty, TypeRef::Text(_)) {
        return Some(format!("it is {}, not a text", field.ty.describe()));
    }
    let is_key = schema.meta.unique.iter().any(|set| set.contains(&property));
    (!is_key).then(|| "two resources can have the same value of it, so it needs no suffix".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_name_is_kept_with_any_suffix_and_with_none() {
        for name in ["api", "api-0a1b2c3d"] {
            assert!(is_kept("api", name), "{name}");
        }
        for name in ["app", "api-", "api-0a1b2c3", "api-0A1B2C3D", "api-0a1b2c3d4", "api0a1b2c3d", "my-api"] {
            assert!(!is_kept("api", name), "{name}");
        }
    }
}
