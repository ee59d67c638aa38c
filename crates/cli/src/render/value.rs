//! Property values on one line, and line differences of two texts.

use archipel_engine::Value;
use archipel_engine::value::MASK;
use similar::{ChangeTag, TextDiff};

use super::style::{DIM, NEW, OLD, paint};
use super::text::{columns, cut};

/// The text of an unknown value.
pub(crate) const UNKNOWN: &str = "(known after apply)";
/// Unchanged lines around a changed one.
const CONTEXT: usize = 1;

/// A value on one line, without truncation.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Null => "(not set)".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Float(float) => float.to_string(),
        Value::Str(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Map(map) if map.is_empty() => "{}".to_owned(),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}: {}", inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Secret(_) => MASK.to_owned(),
        Value::Unknown => UNKNOWN.to_owned(),
    }
}

/// A value on one line, truncated to a width.
pub(crate) fn short(value: &Value, width: usize) -> String {
    cut(&inline(value), width)
}

/// The lines of a text with line breaks, or of a JSON document.
fn lines(value: &Value) -> Option<String> {
    let Value::Str(text) = value else { return None };
    if text.trim_start().starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(text)
    {
        return serde_json::to_string_pretty(&json).ok();
    }
    text.contains('\n').then(|| text.clone())
}

/// The changed lines of two texts with one line of context, if both have several lines.
pub(crate) fn line_diff(old: &Value, new: &Value, width: usize, most: usize) -> Option<Vec<String>> {
    let (old, new) = (lines(old)?, lines(new)?);
    let diff = TextDiff::from_lines(&old, &new);
    let mut shown = Vec::new();
    for (index, group) in diff.grouped_ops(CONTEXT).into_iter().enumerate() {
        if index > 0 {
            shown.push(paint(DIM, "..."));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = cut(change.value().trim_end_matches('\n'), width.saturating_sub(2));
            shown.push(match change.tag() {
                ChangeTag::Delete => paint(OLD, format!("- {line}")),
                ChangeTag::Insert => paint(NEW, format!("+ {line}")),
                ChangeTag::Equal => paint(DIM, format!("  {line}")),
            });
        }
    }
    if shown.len() > most {
        let more = shown.len() - most;
        shown.truncate(most);
        shown.push(paint(DIM, format!("... {more} more lines (--verbose shows them)")));
    }
    Some(shown)
}

/// Two different values on one line, truncated to a width so that their difference is shown: a short one stays whole, and
/// of long ones with the same beginning that is left out.
pub(crate) fn differing(old: &Value, new: &Value, width: usize) -> (String, String) {
    let (old, new) = (inline(old), inline(new));
    let half = width / 2;
    let (a, b) = (columns(&old), columns(&new));
    if a + b <= width {
        return (old, new);
    }
    if cut(&old, half) != cut(&new, half) {
        return match (a <= half, b <= half) {
            (true, _) => (old, cut(&new, width - a)),
            (_, true) => (cut(&old, width - b), new),
            _ => (cut(&old, half), cut(&new, half)),
        };
    }
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let from = |text: &str| {
        let rest: String = text.chars().skip(same.saturating_sub(half / 3)).collect();
        cut(&format!("…{rest}"), half)
    };
    (from(&old), from(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_long_values_show_their_difference() {
        let long = |end: &str| Value::from(format!("{}{end}{}", "a".repeat(100), "b".repeat(100)));
        let (old, new) = differing(&long("x"), &long("y"), 60);
        assert!(old.contains('x') && new.contains('y'), "{old} {new}");
        assert!(columns(&old) <= 30 && columns(&new) <= 30);
        assert_eq!(differing(&Value::from("a"), &Value::from("b"), 60), ("\"a\"".into(), "\"b\"".into()));
    }

    #[test]
    fn a_secret_is_masked_within_any_value() {
        let secret = Value::from("hunter2").into_secret();
        for value in [secret.clone(), Value::from(vec![secret.clone()]), Value::from([("password", secret)])] {
            let shown = inline(&value);
            assert!(shown.contains(MASK) && !shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn a_long_value_is_truncated() {
        assert_eq!(short(&Value::from("0123456789abcdef"), 8), "\"012345…");
    }
}
