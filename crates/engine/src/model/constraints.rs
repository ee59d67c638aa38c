//! Constraints of properties: what a value must satisfy beyond its type. Declared on a property
//! (`#[arg(length = 1..=255, pattern = "[a-z-]+")]`), checked while planning, shown in schemas and documentation.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

/// The lowest and the highest allowed number; `None` is unlimited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest allowed number.
    pub min: Option<i64>,
    /// The highest allowed number.
    pub max: Option<i64>,
}

impl Bounds {
    /// Whether a number is within the bounds.
    #[must_use]
    pub fn contains(self, number: i64) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "{min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// The constraints of a property's value. In a list, `length`, `pattern` and `range` apply to each element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// The number of characters of a text.
    pub length: Option<Bounds>,
    /// A regular expression that the whole text matches.
    pub pattern: Option<&'static str>,
    /// The value of a number.
    pub range: Option<Bounds>,
    /// The number of elements of a list or map.
    pub items: Option<Bounds>,
}

impl Constraints {
    /// No constraints.
    pub const NONE: Self = Self { length: None, pattern: None, range: None, items: None };

    /// The constraints in words, for documentation: "1 to 255 characters", "matches `[a-z]+`".
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.items.map(|items| format!("{items} elements")));
        words.extend(self.length.map(|length| format!("{length} characters")));
        words.extend(self.range.map(|range| range.to_string()));
        words.extend(self.pattern.map(|pattern| format!("matches `{pattern}`")));
        words
    }
}

/// Whether the whole text matches. A pattern that is not a regular expression matches everything.
pub(crate) fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<&'static str, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern).or_insert_with(|| compile(pattern).ok());
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

/// Compiles a pattern so that it matches whole texts.
///
/// # Errors
/// When the pattern is not a regular expression.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}
