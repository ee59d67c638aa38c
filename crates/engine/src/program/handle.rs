//! What a program has in hand of something that it declared.

use super::expr::NodeId;
use crate::model::urn::Urn;

/// The program's hold on a declared resource. The types that the macro writes wrap one and add typed accessors.
#[derive(Clone, Debug)]
pub struct Handle {
    pub(super) node: NodeId,
    pub(super) urn: Urn,
}

impl Handle {
    /// The resource's URN, known at once.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        &self.urn
    }
}

/// Something declared, to depend on.
pub trait Declared {
    /// Its node in the program.
    fn node(&self) -> NodeId;
}

impl Declared for Handle {
    fn node(&self) -> NodeId {
        self.node
    }
}
