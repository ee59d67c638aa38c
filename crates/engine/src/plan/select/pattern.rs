//! Patterns of resource names, as targets and excludes are written.

use serde::{Deserialize, Serialize};

use crate::model::urn::Urn;

/// Which resources are meant: a path, a component, or a whole URN, with `*` for any characters within one part of a
/// path and `**` for any at all. A component means everything in it.
///
/// ```
/// use archipel_engine::plan::Pattern;
/// let urn = archipel_engine::Urn::parse("eu-west-1::aws:ec2/Subnet::network/private-a").unwrap();
/// assert!(Pattern::new("network").matches(&urn));
/// assert!(Pattern::new("network/private-*").matches(&urn));
/// assert!(Pattern::new("eu-west-1::**").matches(&urn));
/// assert!(!Pattern::new("private-a").matches(&urn));
/// assert!(Pattern::new("**private-a").matches(&urn));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Pattern(String);

impl Pattern {
    /// Parses a pattern as a user writes it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a resource is meant.
    #[must_use]
    pub fn matches(&self, urn: &Urn) -> bool {
        if self.0.contains("::") {
            return glob(self.0.as_bytes(), urn.as_str().as_bytes());
        }
        let path = urn.path();
        let ends = path.char_indices().filter(|(_, c)| *c == '/').map(|(end, _)| end).chain([path.len()]);
        // Any component around it, or itself.
        ends.into_iter().any(|end| glob(self.0.as_bytes(), &path.as_bytes()[..end]))
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Matches by remembering the last star of each kind, so that no pattern takes exponential time.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let (mut star, mut double) = (None, None);
    while t < text.len() {
        if pattern[p..].starts_with(b"**") {
            double = Some((p + 2, t));
            star = None;
            p += 2;
        } else if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            p += 1;
            t += 1;
        } else if let Some((next, from)) = star.filter(|&(_, from): &(usize, usize)| text[from] != b'/') {
            star = Some((next, from + 1));
            (p, t) = (next, from + 1);
        } else if let Some((next, from)) = double {
            double = Some((next, from + 1));
            star = None;
            (p, t) = (next, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}
