//! Regular expressions of ECMA 262, as schemas write them, for the regex crate.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

/// Compiles a pattern, once in a process. `None` for one that the regex crate cannot express, with look-around for example: such a
/// pattern is not checked, which AWS then does.
#[must_use]
pub fn compile(pattern: &str) -> Option<Regex> {
    static COMPILED: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(pattern) {
        return regex.clone();
    }
    // A repetition of up to 65,535 characters of a Unicode class takes more than the default limit.
    let regex = RegexBuilder::new(&translated(pattern)).size_limit(64 << 20).build().ok();
    compiled.insert(pattern.to_owned(), regex.clone());
    regex
}

/// The pattern in the syntax of the regex crate: within a class `[`, `&&`, `--` and `~~` are only characters to ECMA 262, and
/// escapes of characters without a meaning are allowed.
fn translated(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + 8);
    let mut in_class = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // A `/` is escaped because the pattern may stand between two of them.
                Some(escaped) if is_plain(escaped) => text.push(escaped),
                Some('Z') => text.push_str("\\z"),
                Some(escaped) => {
                    text.push('\\');
                    text.push(escaped);
                }
                None => text.push_str("\\\\"),
            },
            '[' if in_class => text.push_str("\\["),
            '[' => {
                in_class = true;
                text.push('[');
                if chars.peek() == Some(&'^') {
                    chars.next();
                    text.push('^');
                }
                // An empty class ends at once in ECMA 262.
                if chars.peek() == Some(&']') {
                    chars.next();
                    text.push_str("\\]");
                }
            }
            ']' if in_class => {
                in_class = false;
                text.push(']');
            }
            '&' | '~' if in_class => {
                text.push('\\');
                text.push(c);
            }
            '-' if in_class && text.ends_with('-') => text.push_str("\\-"),
            c => text.push(c),
        }
    }
    text
}

/// Characters whose escape the regex crate refuses.
fn is_plain(c: char) -> bool {
    matches!(c, '/' | '"' | '\'' | '@' | ',' | ':' | ';' | '=' | '_' | '!' | '%' | '<' | '>' | '`' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_ecma_are_patterns_of_the_regex_crate() {
        let matches = |pattern: &str, text: &str| compile(pattern).unwrap().is_match(text);
        assert!(matches(r"^arn:aws\/x\:y\_z$", "arn:aws/x:y_z"));
        assert!(matches("^[a-z[]+$", "a[") && matches("^[a&&b]+$", "&") && matches("^[+--]+$", "+-"));
        assert!(matches("^[^]a]$", "b") && !matches("^[^]a]$", "a"));
        assert!(matches(r"^[\w\s.\-\/]+$", "a b-/."));
        // Unanchored, as in JSON Schema.
        assert!(matches("b", "abc"));
        assert!(compile("^(?!aws).*$").is_none() && compile("(").is_none());
    }
}
