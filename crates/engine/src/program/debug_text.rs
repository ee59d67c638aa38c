//! The `Debug` text of outputs, which must not become a value.

use crate::model::value::Value;

/// Ends the `Debug` text of every handle to a value. `format!("{:?}", output)` compiles, and a resource must
/// not get this text.
const DEBUG_MARK: &str = "; use output_format!)";

/// The `Debug` text of a handle to the value of an expression. For the code that the derive macro writes.
///
/// # Errors
/// When the text cannot be written.
pub fn debug(f: &mut std::fmt::Formatter<'_>, name: &str, value: &dyn std::fmt::Debug) -> std::fmt::Result {
    write!(f, "{name}({value:?}{DEBUG_MARK}")
}

/// Why a text cannot be used, if it is or contains the `Debug` text of an output. `what` names it, for the message only.
pub(super) fn debug_text(what: &dyn Fn() -> String, text: &str) -> Option<String> {
    text.contains(DEBUG_MARK).then(|| {
        let what = what();
        format!(
            "invalid {what}: it contains the debug text of an output, because `format!` with `{{:?}}` does not wait for \
             its value\nPass the output itself, or write text with outputs as `output_format!(\"..{{}}\", output)`"
        )
    })
}

/// Why a value cannot be used, if any text in it is the `Debug` text of an output, or any number is none: JSON, and so
/// state and every API, has no infinite numbers and no NaN.
pub(super) fn unusable(what: &dyn Fn() -> String, value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => debug_text(what, text),
        Value::Float(number) if !number.is_finite() => {
            Some(format!("invalid {} `{number}`: expected a finite number", what()))
        }
        Value::List(items) => items.iter().find_map(|item| unusable(what, item)),
        Value::Map(map) => map.iter().find_map(|(key, item)| debug_text(what, key).or_else(|| unusable(what, item))),
        Value::Secret(inner) => unusable(what, inner),
        _ => None,
    }
}
