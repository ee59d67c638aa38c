//! What a program has in hand of something that it declared.

use super::expr::NodeId;
use crate::model::urn::Urn;

/// The program's hold on a declared resource. The types that the macro writes wrap one and add typed accessors.
#[derive(Clone)]
pub struct Handle {
    pub(super) node: NodeId,
    pub(super) urn: Urn,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::expr::debug(f, "Handle", &format_args!("{}", self.urn))
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

impl Declared for Handle {
    fn node(&self) -> NodeId {
        self.node
    }
}
