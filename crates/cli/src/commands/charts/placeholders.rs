//! Placeholders in values of charts: texts that arrive in the objects as they are.

use std::collections::BTreeSet;

/// The texts that stand for placeholders while a chart is rendered: letters and digits, which no template quotes.
#[derive(Clone, Copy)]
pub(super) struct Marks<'a> {
    names: &'a BTreeSet<String>,
    set: char,
}

impl<'a> Marks<'a> {
    pub(super) fn first(names: &'a BTreeSet<String>) -> Self {
        Self { names, set: 'a' }
    }

    pub(super) fn second(names: &'a BTreeSet<String>) -> Self {
        Self { names, set: 'b' }
    }

    fn of(self, name: &str) -> String {
        let number = self.names.iter().position(|known| known == name).unwrap_or_default();
        format!("placeholder{0}{number:04}{0}", self.set)
    }

    /// The values with marks in place of their placeholders.
    pub(super) fn mark(self, values: &str) -> String {
        parts(values)
            .map(|part| match part {
                Part::Name(name) => self.of(name),
                Part::Escaped => "${".to_owned(),
                Part::Text(text) => text.to_owned(),
            })
            .collect()
    }

    /// The rendered objects with the placeholders. Other texts in their form are escaped.
    pub(super) fn restore(self, rendered: &str) -> String {
        let escaped: String = parts(rendered)
            .map(|part| match part {
                Part::Name(name) => format!("$${{{name}}}"),
                Part::Escaped => "$$${".to_owned(),
                Part::Text(text) => text.to_owned(),
            })
            .collect();
        self.names.iter().fold(escaped, |text, name| text.replace(&self.of(name), &format!("${{{name}}}")))
    }
}

/// The names of the placeholders in a text.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = String> {
    parts(text).filter_map(|part| match part {
        Part::Name(name) => Some(name.to_owned()),
        _ => None,
    })
}

enum Part<'t> {
    Text(&'t str),
    /// `${name}`.
    Name(&'t str),
    /// `$${`.
    Escaped,
}

/// The parts of a text, as `Manifests` reads it.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix("$${") {
            rest = after;
            return Some(Part::Escaped);
        }
        if let Some(after) = rest.strip_prefix("${")
            && let Some(name) = after.find('}').map(|end| &after[..end]).filter(|name| is_name(name))
        {
            rest = &after[name.len() + 1..];
            return Some(Part::Name(name));
        }
        // Up to the next dollar sign, which is at least one character away.
        let start = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[start..].find('$').map_or(rest.len(), |at| start + at);
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(Part::Text(part))
    })
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_return_after_the_rendering_and_texts_of_the_chart_are_escaped() {
        let values = "role: ${role}\nurl: https://${host}/$${path}\nshell: ${HOME:-/root}\n";
        let names: BTreeSet<String> = names_in(values).collect();
        assert_eq!(names, ["host".to_owned(), "role".to_owned()].into());
        for marks in [Marks::first(&names), Marks::second(&names)] {
            let marked = marks.mark(values);
            assert!(marked.contains("/${path}") && !marked.contains("${role}"), "{marked}");
            // The chart has a text of its own in the form of a placeholder.
            let rendered = format!("{marked}script: echo ${{USER}} $USER ä$\n");
            let expected = format!("{values}script: echo $${{USER}} $USER ä$\n");
            assert_eq!(marks.restore(&rendered), expected);
        }
        assert_ne!(Marks::first(&names).mark(values), Marks::second(&names).mark(values));
    }
}
