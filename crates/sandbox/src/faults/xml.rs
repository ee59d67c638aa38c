//! The minimal XML editing for the items of an EC2 response, whose structure is always root, set, item.

/// The edit of an item.
pub(super) enum Edit {
    Keep,
    Drop,
    Replace(String),
}

/// Applies `edit` to every item of every set directly under the root element.
pub(super) fn edit_items(xml: &str, mut edit: impl FnMut(&str) -> Edit) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut depth = 0_usize;
    let mut copied = 0;
    let mut item_start = None;
    let mut at = 0;
    while let Some(open) = xml[at..].find('<').map(|i| at + i) {
        let Some(end) = xml[open..].find('>').map(|i| open + i + 1) else { break };
        let tag = &xml[open + 1..end - 1];
        at = end;
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
            if depth == 2
                && let Some(start) = item_start.take()
            {
                out.push_str(&xml[copied..start]);
                match edit(&xml[start..end]) {
                    Edit::Keep => out.push_str(&xml[start..end]),
                    Edit::Drop => {}
                    Edit::Replace(text) => out.push_str(&text),
                }
                copied = end;
            }
        } else if !tag.ends_with('/') {
            if depth == 2 && tag == "item" {
                item_start = Some(open);
            }
            depth += 1;
        }
    }
    out.push_str(&xml[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_items_of_top_level_sets_are_edited() {
        let xml = "<?xml version=\"1.0\"?><R><requestId>1</requestId><set><item><id>a</id><tags><item><k/></item></tags></item><item><id>b</id></item></set></R>";
        let mut seen = Vec::new();
        let out = edit_items(xml, |item| {
            seen.push(item.to_owned());
            if item.contains(">a<") { Edit::Drop } else { Edit::Replace("<item>B</item>".into()) }
        });
        assert_eq!(seen.len(), 2);
        assert_eq!(out, "<?xml version=\"1.0\"?><R><requestId>1</requestId><set><item>B</item></set></R>");
        assert_eq!(edit_items(xml, |_| Edit::Keep), xml);
    }
}
