//! Targets and excludes: which resources a plan is about.

mod suggest;

use serde::{Deserialize, Serialize};

pub(super) use suggest::renames;
pub use suggest::{Match, Suggestion};

use super::{PlanError, PlanOptions};
use crate::model::urn::Urn;
use crate::program::Program;
use crate::state::Snapshot;

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
    /// Takes a pattern as a person writes it.
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

/// The resources that a plan is about.
pub(super) struct Selected {
    /// `None` for all.
    nodes: Option<Vec<bool>>,
    targets: Vec<Pattern>,
    excludes: Vec<Pattern>,
}

impl Selected {
    /// What the options select of a program and its state.
    ///
    /// # Errors
    /// Patterns that match nothing.
    pub(super) fn new(program: &Program, snapshot: &Snapshot, options: &PlanOptions) -> Result<Self, PlanError> {
        let (targets, excludes) = (options.targets.clone(), options.excludes.clone());
        let mut selected = Self { nodes: None, targets, excludes };
        if selected.targets.is_empty() && selected.excludes.is_empty() {
            return Ok(selected);
        }
        let urns = || program.nodes.iter().map(|node| &node.urn).chain(snapshot.records.keys().map(|key| &key.urn));
        let useless: Vec<Pattern> = selected
            .targets
            .iter()
            .chain(&selected.excludes)
            .filter(|pattern| !urns().any(|urn| pattern.matches(urn)))
            .cloned()
            .collect();
        // What a group will have cannot be known to match nothing.
        if !useless.is_empty() && program.groups.all_expanded() {
            return Err(PlanError::NothingMatches(useless));
        }
        let mut nodes: Vec<bool> = program.nodes.iter().map(|node| selected.record(&node.urn)).collect();
        if options.target_dependents {
            // Programs declare what is referred to first.
            for (index, node) in program.nodes.iter().enumerate() {
                nodes[index] |= node.dependencies.iter().any(|dependency| nodes[dependency.index()])
                    && !selected.excluded(&node.urn);
            }
        }
        // Data sources are read for those that need them, and for nobody else.
        for index in (0..program.nodes.len()).rev() {
            let node = &program.nodes[index];
            let needed = nodes[index];
            for dependency in &node.dependencies {
                let on = &program.nodes[dependency.index()];
                let wanted = options.target_dependencies && !selected.excluded(&on.urn);
                nodes[dependency.index()] |= needed && (on.schema.data_source || wanted);
            }
        }
        selected.nodes = Some(nodes);
        Ok(selected)
    }

    /// Whether the plan is about this node.
    pub(super) fn node(&self, index: usize) -> bool {
        self.nodes.as_ref().is_none_or(|nodes| nodes[index])
    }

    fn excluded(&self, urn: &Urn) -> bool {
        self.excludes.iter().any(|pattern| pattern.matches(urn))
    }

    /// Whether the plan is about the resource of this name.
    pub(super) fn record(&self, urn: &Urn) -> bool {
        (self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.matches(urn))) && !self.excluded(urn)
    }

    /// Whether the plan is about everything.
    pub(super) fn all(&self) -> bool {
        self.targets.is_empty() && self.excludes.is_empty()
    }
}
