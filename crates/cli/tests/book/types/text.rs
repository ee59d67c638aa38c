//! Names, anchors, and texts from the code as Markdown.

/// A type's name without the provider: `ec2/Vpc`.
pub(super) fn short(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, short)| short)
}

/// The anchor that mdbook and GitHub give a heading.
pub(super) fn anchor(heading: &str) -> String {
    heading.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase()
}

/// Code in a cell of a table, which ends at a `|`, also within code.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// The first paragraph, for a cell of a table.
pub(super) fn cell(doc: &str) -> String {
    let paragraph: Vec<&str> = doc.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    markdown(&paragraph.join(" ")).replace('|', "\\|")
}

/// Documentation links to code, which is not in the book.
pub(super) fn markdown(doc: &str) -> String {
    let plain = doc.replace("[`", "`").replace("`]", "`").replace('<', "&lt;").replace("&lt;https://", "<https://");
    // A target in parentheses after such a name.
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once("`(") {
        out += before;
        out.push('`');
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// A duration in the unit that people read.
pub(super) fn time(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

#[test]
fn texts_from_the_code_become_markdown() {
    assert_eq!(
        markdown("See [`up`](Self::up) and [`Id`]: <T> at <https://aws>"),
        "See `up` and `Id`: &lt;T> at <https://aws>"
    );
    assert_eq!(cell("one\ntwo | three\n\nfour"), "one two \\| three");
    assert_eq!(anchor("ec2/Vpc"), "ec2vpc");
}
