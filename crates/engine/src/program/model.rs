//! What a stack declared: nodes and exports.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expr::{Expr, NodeId, SourceLocation};
use super::group::Groups;
use super::hook::DeclaredHook;
use super::options::Options;
use crate::model::environment::Environment;
use crate::model::path::Path;
use crate::model::schema::Schema;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::Id;

/// A declared resource or data source.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name, unique in the program.
    pub urn: Urn,
    /// Its type. `schema.data_source` marks data sources.
    pub schema: &'static Schema,
    /// Where it is.
    pub environment: Environment,
    /// Its properties, one expression each. What is not set is not here.
    pub inputs: BTreeMap<String, Expr>,
    /// Its options, those of its scope included.
    pub options: Arc<Options>,
    /// The source line that declares it.
    pub at: SourceLocation,
    /// Every node it depends on, by reference or by an option; sorted, no node twice.
    pub dependencies: Vec<NodeId>,
}

impl Node {
    /// An attribute of this node, with the secret marks of its type and of the options. State has these marks too, unless
    /// the type or the program has them only since it was written.
    pub(crate) fn marked_output(&self, name: &str, value: Value) -> Value {
        if matches!(value, Value::Null | Value::Unknown) {
            return value;
        }
        if self.schema.output(name).is_some_and(|output| output.secret) {
            return value.into_secret();
        }
        let own = self.options.secret_outputs.iter().flatten().filter(|path| path.property() == Some(name));
        own.fold(value, |mut value, path| {
            Path::from_segments(&path.segments()[1..]).mark_secret(&mut value);
            value
        })
    }

    /// All attributes, likewise.
    pub(crate) fn marked_outputs(&self, attributes: Value) -> Value {
        match attributes {
            Value::Map(map) => Value::Map(
                map.into_iter()
                    .map(|(name, value)| {
                        let value = self.marked_output(&name, value);
                        (name, value)
                    })
                    .collect(),
            ),
            other => other,
        }
    }
}

/// Why something that a person named cannot be imported by a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotImportable {
    /// The program does not declare it.
    Undeclared,
    /// It is a data source: it is only read.
    DataSource,
}

/// Resources that the program no longer declares and that stay when state forgets them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// A URN, a path or a component, as for a target.
    pub resource: String,
    /// The source line.
    pub at: SourceLocation,
}

/// What a stack declared.
#[derive(Clone, Debug)]
pub struct Program {
    /// The project, which groups stacks of one program.
    pub project: String,
    /// The stack.
    pub stack: String,
    /// The nodes, in the order of their declaration. A [`NodeId`] is an index into them.
    pub nodes: Vec<Node>,
    /// What the stack exports.
    pub outputs: BTreeMap<String, Expr>,
    /// The hooks of its resources, in the order of their declaration.
    pub hooks: Vec<DeclaredHook>,
    /// Resources that state is to forget.
    pub forgotten: Vec<Forgotten>,
    /// Resources whose number depends on a value.
    pub(crate) groups: Groups,
}

impl Program {
    /// Imports a resource, as [`Options::import`] does where it is declared.
    ///
    /// # Errors
    /// When the program does not declare it, or only reads it.
    pub fn import(&mut self, urn: &Urn, id: Id) -> Result<(), NotImportable> {
        let node = self.nodes.iter_mut().find(|node| node.urn == *urn).ok_or(NotImportable::Undeclared)?;
        if node.schema.data_source {
            return Err(NotImportable::DataSource);
        }
        Arc::make_mut(&mut node.options).import = Some(Expr::known(Value::from(id.as_str())));
        Ok(())
    }
}

/// The comparison of a second run of a program with the first, while it declares, so that only one run is in memory.
#[derive(Debug)]
pub(super) struct Repeat {
    first: Arc<Program>,
    declared: usize,
    same: bool,
}

impl Repeat {
    /// A comparison with this first run.
    pub(super) fn of(first: Arc<Program>) -> Self {
        Self { first, declared: 0, same: true }
    }

    /// The number of nodes that the second run has declared so far.
    pub(super) fn declared(&self) -> usize {
        self.declared
    }

    /// Compares the next node with the first run's node at the same position.
    pub(super) fn compare(&mut self, node: &Node) {
        self.same =
            self.same && self.first.nodes.get(self.declared).is_some_and(|first| self.first.same_node(first, node));
        self.declared += 1;
    }

    /// Whether everything that the first run declared was repeated, and nothing else.
    pub(super) fn is_complete(
        &self,
        outputs: &BTreeMap<String, (Expr, SourceLocation)>,
        forgotten: &[Forgotten],
        hooks: &[DeclaredHook],
    ) -> bool {
        let outputs = || {
            self.first.outputs.len() == outputs.len()
                && self.first.outputs.iter().zip(outputs).all(|(a, b)| a.0 == b.0 && a.1.same(&b.1.0))
        };
        self.same
            && self.declared == self.first.nodes.len()
            && self.first.forgotten == forgotten
            && DeclaredHook::same_all(&self.first.hooks, hooks)
            && outputs()
    }
}
