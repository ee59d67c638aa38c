//! Regular expressions of ECMA 262, as schemas write them, for the regex crate.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

/// Repetitions beyond this number are not counted: thousands of them take seconds to compile. Schemas have `maxLength` beside them.
const LONG: u32 = 100;

/// Compiles a pattern, once in a process. `None` for one that the regex crate cannot express, with look-around for example: such a
/// pattern is not checked, which AWS then does.
#[must_use]
pub fn compile(pattern: &str) -> Option<Regex> {
    static COMPILED: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(pattern) {
        return regex.clone();
    }
    let regex = RegexBuilder::new(&translated(pattern)).size_limit(32 << 20).build().ok();
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
                Some(class) if ascii(class).is_some() => {
                    let (negated, characters) = ascii(class).unwrap_or_default();
                    let open = if negated {
                        "[^"
                    } else if in_class {
                        ""
                    } else {
                        "["
                    };
                    let close = if negated || !in_class { "]" } else { "" };
                    text.extend([open, characters, close]);
                }
                Some(escaped) => {
                    text.push('\\');
                    text.push(escaped);
                }
                None => text.push_str("\\\\"),
            },
            '{' if !in_class => {
                let bounds: String = chars.clone().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
                let ends = chars.clone().nth(bounds.len()) == Some('}');
                match bounds.split_once(',').map(|(min, max)| (min, max.parse::<u32>())) {
                    Some((min, Ok(max))) if ends && max > LONG && min.parse::<u32>().is_ok_and(|min| min <= LONG) => {
                        text.extend(["{", min, ",}"]);
                        chars.nth(bounds.len());
                    }
                    _ => text.push('{'),
                }
            }
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

/// The classes of ECMA 262 that have only letters and digits of ASCII, and whether they are negated. With all of Unicode a repetition
/// of them takes seconds to compile.
fn ascii(class: char) -> Option<(bool, &'static str)> {
    match class {
        'd' => Some((false, "0-9")),
        'D' => Some((true, "0-9")),
        'w' => Some((false, "0-9A-Za-z_")),
        'W' => Some((true, "0-9A-Za-z_")),
        _ => None,
    }
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
        assert!(matches(r"^\w\d[\d.][\W]$", "a1.-") && !matches(r"^\w+$", "é") && matches(r"^\D[^\w]$", "é-"));
        // Up to 100 repetitions are counted.
        let long = "a".repeat(300);
        assert!(!matches("^a{1,100}$", &long) && matches("^a{1,101}$", &long) && !matches("^a{2,65535}$", "a"));
        assert!(matches("^[{1,999}]$", "{") && matches(r"^\{1,999\}$", "{1,999}"));
        // Unanchored, as in JSON Schema.
        assert!(matches("b", "abc"));
        assert!(compile("^(?!aws).*$").is_none() && compile("(").is_none());
    }
}
