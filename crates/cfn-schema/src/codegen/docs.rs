//! Documentation comments from the texts of a schema.

use super::shapes::{Field, Type};
use crate::model::{Resolved, Shape, TypeSchema};

/// Text as paragraphs of Markdown that rustdoc shows and does not compile.
pub(super) fn markdown(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        // Without its indentation, a line is never a block of code, which rustdoc would compile.
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ").replace("``", "`").replace("~~~", "");
        let line = line.replace("```", "").replace("`` ", "`");
        if line.is_empty() {
            open = false;
            continue;
        }
        let item = line.starts_with("+ ") || line.starts_with("- ") || line.starts_with("* ") || line.starts_with('#');
        let line = escaped(&line);
        match paragraphs.last_mut() {
            Some(last) if open && !item => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => paragraphs.push(line),
        }
        open = true;
    }
    paragraphs
}

/// Escapes what Markdown would take for a tag or a link, except in code.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut code = false;
    // A single mark does not begin code.
    let pairs = line.matches('`').count() / 2 * 2;
    let mut seen = 0;
    for (at, c) in line.char_indices() {
        let rest = &line[at + c.len_utf8()..];
        match c {
            '`' if seen < pairs => {
                seen += 1;
                code = !code;
                text.push(c);
            }
            '`' => text.push_str("\\`"),
            '<' if !code => text.push_str("\\<"),
            '[' if !code && !rest.split_once(']').is_some_and(|(_, after)| after.starts_with("(http")) => {
                text.push_str("\\[");
            }
            c if c.is_control() => {}
            c => text.push(c),
        }
    }
    text
}

/// Lines of a comment, wrapped. A list item's further lines are indented.
pub(super) fn comment(mark: &str, indent: usize, paragraphs: &[String], width: usize) -> String {
    let prefix = format!("{:indent$}{mark}", "");
    let mut text = String::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let item = |text: &str| text.starts_with("+ ") || text.starts_with("- ") || text.starts_with("* ");
        if index > 0 && !(item(paragraph) && item(&paragraphs[index - 1])) {
            text += &format!("{prefix}\n");
        }
        let hang = if item(paragraph) { "  " } else { "" };
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let too_long = prefix.len() + 1 + line.chars().count() + 1 + word.chars().count() > width;
            if too_long && !line.trim().is_empty() {
                text += &format!("{prefix} {}\n", line.trim_end());
                line = hang.to_owned();
            }
            if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        text += &format!("{prefix} {}\n", line.trim_end());
    }
    text
}

fn range(min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(min),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

/// The constraints of a shape, as sentences.
pub(super) fn constraints(resolved: &Resolved<'_>) -> Vec<String> {
    let number = |of: fn(&Shape) -> Option<u64>| resolved.first(of).map(|number| number.to_string());
    let float = |of: fn(&Shape) -> Option<f64>| resolved.first(of).map(|number| number.to_string());
    let mut limits = Vec::new();
    let minimum = number(|shape| shape.min_length).filter(|min| min != "0");
    limits.extend(range(minimum, number(|shape| shape.max_length)).map(|range| format!("length {range}")));
    let values = range(float(|shape| shape.minimum), float(|shape| shape.maximum));
    limits.extend(values.map(|range| format!("value {range}")));
    let minimum = number(|shape| shape.min_items).filter(|min| min != "0");
    limits.extend(range(minimum, number(|shape| shape.max_items)).map(|range| format!("{range} elements")));
    if resolved.first(|shape| shape.unique_items) == Some(true) {
        limits.push("no element twice".to_owned());
    }
    // A pattern with a mark of code in it, or over several lines, cannot be shown.
    let pattern = resolved.first(|shape| shape.pattern.as_deref());
    let shown = pattern.filter(|pattern| pattern.len() <= 120 && !pattern.contains(['`', '\n']) && !pattern.is_empty());
    limits.extend(shown.map(|pattern| format!("pattern `{pattern}`")));
    limits
}

/// The documentation of a property.
pub(super) fn field(schema: &TypeSchema, field: &Field<'_>) -> Vec<String> {
    let resolved = schema.resolve(field.shape);
    let mut paragraphs = markdown(resolved.doc().unwrap_or_default());
    if paragraphs.is_empty() {
        paragraphs.push(format!("`{}`.", field.property));
    }
    let limits = constraints(&resolved);
    if !limits.is_empty() {
        paragraphs.push(format!("Constraints: {}.", limits.join(", ")));
    }
    let mut of: Vec<String> = resolved
        .all()
        .iter()
        .copied()
        .chain(resolved.first(|shape| shape.items.as_deref()))
        .filter_map(Shape::refers_to)
        .map(|(kind, attribute)| format!("`{attribute}` of `{kind}`"))
        .collect();
    of.sort();
    of.dedup();
    if !of.is_empty() {
        paragraphs.push(format!("Refers to {}.", of.join(" or ")));
    }
    if let Some(default) = resolved.first(|shape| shape.default.as_ref()) {
        let text = default.to_string();
        if text.len() <= 80 && !text.contains('`') {
            paragraphs.push(format!("Default: `{text}`."));
        }
    }
    paragraphs.extend(field.notes.iter().cloned());
    if matches!(field.ty, Type::Any) {
        paragraphs.push("A JSON document: `json!({..})`.".to_owned());
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_markdown_that_shows_what_they_say() {
        let text = "The ``Fifo`` queue <name> of [ARN](https://a.example) or [1].\n\n    indented\n\n+  item";
        let expected = ["The `Fifo` queue \\<name> of [ARN](https://a.example) or \\[1].", "indented", "+ item"];
        assert_eq!(markdown(text), expected);
        assert_eq!(markdown("A lone ` mark"), ["A lone \\` mark"]);
    }

    #[test]
    fn a_comment_is_wrapped_and_a_list_stays_together() {
        let paragraphs = ["one two three".to_owned(), "- four five six".to_owned(), "- seven".to_owned()];
        let text = "/// one two\n/// three\n///\n/// - four\n///   five\n///   six\n/// - seven\n";
        assert_eq!(comment("///", 0, &paragraphs, 12), text);
    }
}
