//! Escapes text from programs, names and services so that Markdown shows it literally.
//!
//! Escaping with backslashes and entities is not enough on GitHub: mentions, references to issues and commits, e-mail
//! addresses and emoji are recognized in the rendered text, without the escapes, but not in code. So everything
//! except plain words becomes code.

use std::fmt::Write as _;

/// The longest name and the longest sentence, in characters. Columns would not limit characters without width.
pub(super) const NAME: usize = 200;
const SENTENCE: usize = 2_000;

/// A name or a value in a code span.
pub(super) fn code(text: &str) -> String {
    span(&shortened(text, NAME))
}

/// A sentence: plain words remain, text between backticks and every other word becomes code.
pub(super) fn sentence(text: &str) -> String {
    let text = shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "), SENTENCE);
    let mut written = String::with_capacity(text.len());
    for piece in pieces(&text) {
        match piece {
            Piece::Code(part) => append(&mut written, &span(part)),
            Piece::Text(part) => {
                for word in part.split_inclusive(' ') {
                    let (bare, blank) = word.strip_suffix(' ').map_or((word, ""), |bare| (bare, " "));
                    let begins_a_list = written.is_empty() && bare.trim_end_matches(['.', ')']) != bare;
                    if bare.is_empty()
                        || is_plain(bare) && !(begins_a_list && bare.starts_with(|c: char| c.is_numeric()))
                    {
                        written += bare;
                    } else {
                        append(&mut written, &span(bare));
                    }
                    written += blank;
                }
            }
        }
    }
    written
}

/// Lines of text between fences that are longer than any run of backticks in them.
pub(super) fn fenced(language: &str, text: &str) -> String {
    fenced_to(language, text, usize::MAX)
}

/// Like [`fenced`], with at most this many characters of the text.
pub(super) fn fenced_to(language: &str, text: &str, most: usize) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    let text: String = lines.join("\n").chars().take(most).collect();
    let fence = "`".repeat((runs(&text).max().unwrap_or(0) + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// The name of a stack within an HTML comment.
pub(super) fn mark(text: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "._/-".contains(c) { c } else { '_' };
    text.chars().take(NAME).map(kept).collect()
}

/// The text made visible and truncated to this many characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = visible(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The text on one line. Characters that a browser hides, or that reorder others, are shown as their codes.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push(c),
            // Writing to a string cannot fail.
            c if is_hidden(c) => drop(write!(shown, "\\u{{{:x}}}", u32::from(c))),
            c => shown.push(c),
        }
    }
    // Scripts find the comments that they replace by such marks.
    shown.replace("<!--", "<! --")
}

/// Whether a browser hides the character, or reorders others because of it.
pub(super) fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let is_ignorable = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    // After another character, only unprintable ones are escaped: controls, formats, separators, private use.
    is_ignorable || String::from_iter(['a', c]).escape_debug().count() > 2
}

enum Piece<'a> {
    Code(&'a str),
    Text(&'a str),
}

/// The text split at pairs of single backticks; other backticks are text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let mut singles = rest
            .match_indices('`')
            .map(|(at, _)| at)
            .filter(|at| !rest[..*at].ends_with('`') && !rest[at + 1..].starts_with('`'));
        let (Some(open), Some(close)) = (singles.next(), singles.next()) else {
            pieces.push(Piece::Text(rest));
            return pieces;
        };
        pieces.push(Piece::Text(&rest[..open]));
        pieces.push(Piece::Code(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
}

/// Text in a code span.
fn span(text: &str) -> String {
    let length = (1..).find(|length| runs(text).all(|run| run != *length)).unwrap_or(1);
    let fence = "`".repeat(length);
    // The renderer removes a blank at both ends.
    let is_padded = text.is_empty() || [text.chars().next(), text.chars().last()].contains(&Some('`'));
    let is_stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if is_padded || is_stripped { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Two code spans must not touch: their backticks would form one run.
fn append(written: &mut String, span: &str) {
    if written.ends_with('`') {
        written.push(' ');
    }
    written.push_str(span);
}

/// The lengths of the runs of backticks in a text.
fn runs(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.split(|c| c != '`').map(str::len).filter(|length| *length > 0)
}

/// Whether a word is literal in any position: for CommonMark, its extensions, and the links of GitHub.
fn is_plain(word: &str) -> bool {
    const PUNCTUATION: &[char] = &['(', ')', '"', '\'', '.', ',', ';', ':', '!', '?', '%', '…', '—', '–', '’'];
    let core = word.trim_start_matches(['(', '"', '\'']).trim_end_matches(PUNCTUATION);
    let joins = |c: char| matches!(c, '-' | '.' | '/' | '\'' | '’');
    let means_itself = |part: &str| {
        // Seven digits of a hash link a commit; letters and a number (`GH-1`) link an issue.
        let is_commit = part.len() >= 7 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        !is_commit && part.chars().all(char::is_alphanumeric)
    };
    let is_ticket = core.split('-').skip(1).any(|part| part.starts_with(|c: char| c.is_numeric()));
    let is_address = core.to_ascii_lowercase().contains("www.");
    let is_alone = core.is_empty() && !word.starts_with(['-', '—', '–']) || word == "—";
    is_alone
        || !core.is_empty()
            && core.starts_with(char::is_alphanumeric)
            && !is_ticket
            && !is_address
            && core.split(joins).all(means_itself)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_and_quoted_names_are_not_changed() {
        for text in [
            "replaced because `size` changed: it cannot be changed in place",
            "Failed after 2 s: 1 failed, 3 done (of 4).",
            "the users' tokens - \"all\" of them, 5.4 of 10",
        ] {
            assert_eq!(sentence(text).replace("`-`", "-"), text);
        }
    }

    #[test]
    fn text_that_github_would_link_becomes_code() {
        let words = [
            "@marie",
            "#1",
            "GH-1",
            "a/b#2",
            "www.example.com",
            "A'www.example.com",
            "https://example.com",
            "m@example.com",
            ":tada:",
            "<img>",
            "&lt;",
            "[x](y)",
            "*x*",
            "_x_",
            "~x~",
            "|",
            "$x$",
            "0123abc",
            "-",
            "+",
            "1.",
            "\\",
            "```",
            "a`b",
            "===",
        ];
        for word in words {
            let written = sentence(word);
            assert!(written.starts_with('`') && written.ends_with('`') && written.contains(word), "{word}: {written}");
        }
        assert_eq!(sentence("a `b``c` d"), "a `b``c` d");
    }

    #[test]
    fn invisible_characters_are_shown_as_their_codes() {
        assert_eq!(
            visible("a\u{202e}b\u{1b}c\r\n\u{200b}\u{e0041}é世"),
            "a\\u{202e}b\\u{1b}c\\r\\n\\u{200b}\\u{e0041}é世"
        );
        assert_eq!(visible("<!-- archipel-plan -->"), "<! -- archipel-plan -->");
    }
}
