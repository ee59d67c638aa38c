//! What new generated code changes for programs.

use std::collections::BTreeMap;

/// The differences between two versions of a generated file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Items that only the new file has: `QueueArgs::delay_seconds(impl IntoInput<i64>)`.
    pub added: Vec<String>,
    /// Items that only the old file has. A program that uses one does not compile.
    pub removed: Vec<String>,
    /// Whether the files are the same text.
    pub same: bool,
}

impl Differences {
    /// The differences between the old and the new text of a file.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        let (before, after) = (items(old), items(new));
        let only = |these: &BTreeMap<String, usize>, others: &BTreeMap<String, usize>| {
            let mut only: Vec<_> = these.iter().filter(|(item, _)| !others.contains_key(*item)).collect();
            only.sort_by_key(|(_, at)| **at);
            only.into_iter().map(|(item, _)| item.clone()).collect()
        };
        Self { added: only(&after, &before), removed: only(&before, &after), same: old == new }
    }

    /// Whether only the documentation differs.
    #[must_use]
    pub fn is_documentation(&self) -> bool {
        !self.same && self.added.is_empty() && self.removed.is_empty()
    }
}

/// The public items of a generated file, each with its place.
fn items(text: &str) -> BTreeMap<String, usize> {
    let mut items = BTreeMap::new();
    let mut owner = String::new();
    let mut open: Option<String> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if let Some(mut signature) = open.take() {
            signature.push_str(line);
            open = finish(&mut items, &owner, signature);
        } else if let Some(name) = line.strip_prefix("impl ") {
            owner = name.trim_end_matches([' ', '{']).to_owned();
        } else if let Some(name) = line.strip_prefix("pub enum ") {
            owner = name.trim_end_matches([' ', '{']).to_owned();
            insert(&mut items, owner.clone());
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            insert(&mut items, name.trim_end_matches(';').to_owned());
        } else if let Some(signature) = line.strip_prefix("pub fn ") {
            open = finish(&mut items, &owner, signature.to_owned());
        } else if let Some((variant, text)) = line.split_once(" = ").filter(|(_, text)| text.starts_with('"')) {
            insert(&mut items, format!("{owner}::{variant} = {}", text.trim_end_matches(',')));
        }
    }
    items
}

fn insert(items: &mut BTreeMap<String, usize>, item: String) {
    let at = items.len();
    items.entry(item).or_insert(at);
}

/// Adds a method, or returns what there is of its signature.
fn finish(items: &mut BTreeMap<String, usize>, owner: &str, signature: String) -> Option<String> {
    let Some(signature) = signature.strip_suffix('{') else { return Some(signature) };
    // However a formatter breaks the lines, the signature is the same.
    let plain = signature.split_whitespace().collect::<Vec<_>>().join(" ").replace(", ", ",");
    let plain = plain.replace("(self,", "(").replace(",)", ")").replace(",>", ">").replace(" -> Self", "");
    let plain = plain.replace(',', ", ");
    insert(items, format!("{owner}::{}", plain.trim()));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_a_program_can_use_are_compared() {
        let wide = "impl T {\n    pub fn new(a: impl AnyInput, b: impl IntoInput<BTreeMap<String, String>>) -> Self {\n    }\n}\n";
        let narrow =
            wide.replace("(a", "(\n        a").replace("put, b", "put,\n        b").replace(">>)", ">>,\n    )");
        assert!(Differences::between(wide, &narrow).is_documentation());
        let old = "impl QueueArgs {\n    /// A\n    pub fn a(self, value: impl IntoInput<i64>) -> Self {\n    }\n}\n";
        let new = "impl QueueArgs {\n    /// B\n    pub fn a(\n        self,\n        value: impl IntoInput<i64>,\n    ) -> Self {\n    }\n}\n";
        assert!(Differences::between(old, new).is_documentation());
        assert!(Differences::between(old, old).same);
        let other =
            old.replace("i64", "String") + "texts! {\n    pub enum Kind {\n        Fifo = \"fifo\",\n    }\n}\n";
        let differences = Differences::between(old, &other);
        assert_eq!(differences.removed, ["QueueArgs::a(value: impl IntoInput<i64>)"]);
        assert_eq!(differences.added, ["QueueArgs::a(value: impl IntoInput<String>)", "Kind", "Kind::Fifo = \"fifo\""]);
    }
}
