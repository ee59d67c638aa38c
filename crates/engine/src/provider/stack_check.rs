//! Checks across the resources of a stack: what a service refuses because of another resource.

use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// Finds the conflicts between the resources of a stack. See [`Registry::check_stack`](super::Registry::check_stack).
pub type CheckStack = fn(&PlannedResources<'_>) -> Vec<Conflict>;

/// A resource as a plan leaves it.
#[derive(Clone, Copy, Debug)]
pub struct PlannedResource<'a> {
    /// Its name.
    pub urn: &'a Urn,
    /// Its type.
    pub schema: &'static Schema,
    /// Where it is.
    pub environment: &'a Environment,
    /// Its inputs. Some may be unknown.
    pub inputs: &'a Value,
    /// Whether the plan creates it, or creates it again.
    pub is_new: bool,
    /// Whether the plan creates or changes it. What it does not change was accepted before.
    pub is_changed: bool,
    /// The recorded inputs of the resource that it replaces, if that is deleted only after its create.
    pub replaces: Option<&'a Value>,
}

/// What a property refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// A resource of the stack: its place in [`PlannedResources::all`].
    Planned(usize),
    /// Another one, by the text in the program.
    Other(String),
}

/// Finds what a property of a resource refers to.
type References<'a> = dyn Fn(usize, &str) -> Vec<Reference> + 'a;

/// Every resource that a stack has after a plan, those of other providers too.
pub struct PlannedResources<'a> {
    all: Vec<PlannedResource<'a>>,
    references: Box<References<'a>>,
}

impl<'a> PlannedResources<'a> {
    pub(crate) fn new(all: Vec<PlannedResource<'a>>, references: impl Fn(usize, &str) -> Vec<Reference> + 'a) -> Self {
        Self { all, references: Box::new(references) }
    }

    /// The resources.
    #[must_use]
    pub fn all(&self) -> &[PlannedResource<'a>] {
        &self.all
    }

    /// The resources whose attributes or ids a property has, as far as the program shows them: one, or those of a list. The
    /// property may be one within others: `default_action.forward.target_group_arn`.
    #[must_use]
    pub fn references(&self, resource: usize, property: &str) -> Vec<Reference> {
        (self.references)(resource, property)
    }

    /// The name of what a property refers to, for messages.
    #[must_use]
    pub fn name<'s>(&'s self, reference: &'s Reference) -> &'s str {
        match reference {
            Reference::Planned(index) => self.all[*index].urn.as_str(),
            Reference::Other(text) => text,
        }
    }
}

/// A resource that its service refuses because of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The resource: its place in [`PlannedResources::all`].
    pub resource: usize,
    /// What is wrong, and what to do.
    pub message: String,
    /// Whether the service certainly refuses it. Otherwise the plan warns: something that the stack does not manage may
    /// make it valid.
    pub is_certain: bool,
}
