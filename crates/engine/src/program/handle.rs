//! What a program has in hand of something that it declared.

use super::expr::NodeId;
use crate::model::urn::{GLOBAL, Urn};

/// The program's hold on a declared resource. The types that the macro writes wrap one and add typed accessors.
#[derive(Clone)]
pub struct Handle {
    pub(super) node: NodeId,
    pub(super) urn: Urn,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::debug_text::debug(f, "Handle", &format_args!("{}", self.urn))
    }
}

impl Handle {
    /// The resource's URN, known at once.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        &self.urn
    }
}

/// Something declared, to depend on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource or data source of the program",
    label = "expected a resource, such as `&vpc`",
    note = "pass the resource itself, not one of its attributes"
)]
pub trait Declared {
    /// Its node in the program.
    fn node(&self) -> NodeId;
}

/// Something to depend on: one resource, or those of a component.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource, a data source or a scope of the program",
    label = "expected a resource, such as `&vpc`, or the scope of a component",
    note = "pass the resource itself, not one of its attributes"
)]
pub trait Dependency {
    /// What a dependent waits for.
    fn target(&self) -> DependencyTarget;
}

impl<D: Declared> Dependency for D {
    fn target(&self) -> DependencyTarget {
        DependencyTarget::Node(self.node())
    }
}

/// What a dependent waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DependencyTarget {
    /// One resource.
    Node(NodeId),
    /// The resources of a component.
    Component(ComponentName),
}

/// A component in one region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentName {
    pub(super) path: String,
    pub(super) region: String,
}

impl ComponentName {
    /// Whether a resource is in the component: in its region, or without one.
    pub(super) fn contains(&self, urn: &Urn) -> bool {
        let rest = urn.path().strip_prefix(self.path.as_str());
        let within = self.path.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'));
        within && (urn.region() == self.region || urn.region() == GLOBAL)
    }
}

impl std::fmt::Display for ComponentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the component `{}` in {}", self.path, self.region)
    }
}

impl Declared for Handle {
    fn node(&self) -> NodeId {
        self.node
    }
}
