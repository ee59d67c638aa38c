//! A program as it is written: every declared node with its inputs before any of them is evaluated.
//!
//! Two runs of a program that declare the same are written the same. What a function inside an expression does is not
//! seen: it shows where the expression is evaluated.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::expr::{Expr, NodeId};
use super::hook::DeclaredHook;
use super::model::{Node, Program};
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// A program as it is written. Secrets are masked when it is serialised, like every value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProgramText {
    /// The nodes, in the order of their declaration.
    pub nodes: Vec<NodeText>,
    /// What the stack exports.
    pub outputs: BTreeMap<String, Value>,
}

/// A declared node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NodeText {
    /// Its name.
    pub urn: Urn,
    /// The source line. Not compared: lines move.
    pub at: String,
    /// Where it is.
    #[serde(rename = "place")]
    pub environment: String,
    /// Its properties. `{"$ref": "URN"}` means another node's attributes, `$pick` a part of a value, `$map` a function
    /// of one, `$concat` and `$merge` joined values.
    pub inputs: BTreeMap<String, Value>,
    /// Its options, those that are set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// Its hooks by name, each with its inputs, points, policy and time limit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hooks: BTreeMap<String, Value>,
}

/// The first difference between the declarations of two programs.
#[derive(Clone, Debug, PartialEq)]
pub enum Divergence {
    /// A node that only the first declares.
    Gone {
        /// Which.
        urn: Urn,
        /// Its source line.
        at: String,
    },
    /// A node that only the second declares.
    New {
        /// Which.
        urn: Urn,
        /// Its source line.
        at: String,
    },
    /// The same nodes in another order; this is the first at another position.
    Order {
        /// Which.
        urn: Urn,
        /// Its source line.
        at: String,
    },
    /// A property has another value.
    Property {
        /// Of which node.
        urn: Urn,
        /// Its source line.
        at: String,
        /// Where the difference is.
        path: Path,
        /// In the first.
        old: Value,
        /// In the second.
        new: Value,
    },
    /// An option is set otherwise.
    Option {
        /// Of which node.
        urn: Urn,
        /// Its source line.
        at: String,
        /// Which option.
        name: String,
    },
    /// A hook is another one.
    Hook {
        /// Of which node.
        urn: Urn,
        /// Its source line.
        at: String,
        /// Where the difference is: the name of the hook first.
        path: Path,
        /// In the first.
        old: Value,
        /// In the second.
        new: Value,
    },
    /// An export has another value.
    Output {
        /// Which.
        name: String,
        /// In the first.
        old: Value,
        /// In the second.
        new: Value,
    },
}

impl Divergence {
    /// The source line, where there is one.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        match self {
            Self::Gone { at, .. }
            | Self::New { at, .. }
            | Self::Order { at, .. }
            | Self::Property { at, .. }
            | Self::Option { at, .. }
            | Self::Hook { at, .. } => Some(at),
            Self::Output { .. } => None,
        }
    }
}

impl std::fmt::Display for Divergence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone { urn, .. } => write!(f, "{urn} is no longer declared"),
            Self::New { urn, .. } => write!(f, "{urn} is new"),
            Self::Order { urn, .. } => write!(f, "{urn} is at another position in the order"),
            Self::Property { urn, path, old, new, .. } => {
                write!(f, "`{path}` of {urn} was {} and is {}", shown(old), shown(new))
            }
            Self::Hook { urn, path, old, new, .. } => {
                write!(f, "`{path}` of the hooks of {urn} was {} and is {}", shown(old), shown(new))
            }
            Self::Option { urn, name, .. } => write!(f, "the option `{name}` of {urn} has changed"),
            Self::Output { name, old, new } => {
                write!(f, "the output `{name}` was {} and is {}", shown(old), shown(new))
            }
        }
    }
}

/// A value in a sentence, short and without secrets.
fn shown(value: &Value) -> String {
    const MOST: usize = 60;
    if value.is_null() {
        return "not set".to_owned();
    }
    let text = format!("{value:?}");
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

impl Program {
    /// The program as it is written.
    #[must_use]
    pub fn written(&self) -> ProgramText {
        ProgramText {
            nodes: self.written_nodes(),
            outputs: self
                .outputs
                .iter()
                .map(|(name, expr)| (name.clone(), expr.written(&|id| self.name_of(id))))
                .collect(),
        }
    }

    /// The first difference from the declarations of another program.
    #[must_use]
    pub fn divergence(&self, other: &Program) -> Option<Divergence> {
        // Nothing is written where all is the same, which is nearly always.
        let same = self.nodes.len() == other.nodes.len()
            && self.nodes.iter().zip(&other.nodes).all(|(a, b)| self.same_node(a, b))
            && DeclaredHook::same_all(&self.hooks, &other.hooks)
            && self.outputs.len() == other.outputs.len()
            && self.outputs.iter().zip(&other.outputs).all(|(a, b)| a.0 == b.0 && a.1.same(b.1));
        if same { None } else { self.written().divergence(&other.written()) }
    }

    /// Whether two nodes at the same position of this program and of another are the same.
    pub(super) fn same_node(&self, a: &Node, b: &Node) -> bool {
        a.urn == b.urn
            && a.environment == b.environment
            && a.inputs.len() == b.inputs.len()
            && a.inputs.iter().zip(&b.inputs).all(|(a, b)| a.0 == b.0 && a.1.same(b.1))
            // The nodes before these are the same, so that their names are, too.
            && a.options.written(&|id| self.name_of(id)) == b.options.written(&|id| self.name_of(id))
    }

    fn name_of(&self, id: NodeId) -> &str {
        self.nodes.get(id.index()).map(|node| node.urn.as_str()).unwrap_or_default()
    }

    fn written_nodes(&self) -> Vec<NodeText> {
        let mut nodes: Vec<NodeText> = self.nodes.iter().map(|node| self.written_node(node)).collect();
        for hook in &self.hooks {
            if let Some(node) = nodes.get_mut(hook.node.index()) {
                node.hooks.insert(hook.name.clone(), hook.written(&|id| self.name_of(id)));
            }
        }
        nodes
    }

    fn written_node(&self, node: &Node) -> NodeText {
        NodeText {
            urn: node.urn.clone(),
            at: node.at.to_string(),
            environment: node.environment.to_string(),
            inputs: node.inputs.iter().map(|(name, expr)| (name.clone(), self.input(node, name, expr))).collect(),
            options: node.options.written(&|id| self.name_of(id)),
            hooks: BTreeMap::new(),
        }
    }

    /// An input as it is written; those that are secret by the schema are marked in any case.
    fn input(&self, node: &Node, name: &str, expr: &Expr) -> Value {
        let value = expr.written(&|id| self.name_of(id));
        let secret = node.schema.inputs.field(name).is_some_and(|field| field.secret);
        if secret && !value.is_null() { value.into_secret() } else { value }
    }
}

impl ProgramText {
    /// Everything but source lines as one value: equal programs have equal ones.
    #[must_use]
    pub fn value(&self) -> Value {
        let nodes = self.nodes.iter().map(|node| {
            let options = node.options.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str())));
            let mut parts = vec![
                Value::from(node.urn.as_str()),
                Value::from(node.environment.as_str()),
                Value::Map(node.inputs.clone()),
                Value::Map(options.collect()),
            ];
            // Plans of versions without hooks have the same value.
            if !node.hooks.is_empty() {
                parts.push(Value::Map(node.hooks.clone()));
            }
            Value::List(parts)
        });
        Value::List(vec![Value::List(nodes.collect()), Value::Map(self.outputs.clone())])
    }

    /// The first difference, by the order of declaration; none where the two declare the same.
    #[must_use]
    pub fn divergence(&self, now: &ProgramText) -> Option<Divergence> {
        let urns = |written: &ProgramText| written.nodes.iter().map(|node| node.urn.clone()).collect::<BTreeSet<Urn>>();
        let (before, after) = (urns(self), urns(now));
        let named = |node: &NodeText| (node.urn.clone(), node.at.clone());
        if let Some((urn, at)) = self.nodes.iter().find(|node| !after.contains(&node.urn)).map(named) {
            return Some(Divergence::Gone { urn, at });
        }
        if let Some((urn, at)) = now.nodes.iter().find(|node| !before.contains(&node.urn)).map(named) {
            return Some(Divergence::New { urn, at });
        }
        // Both have the same nodes: a different property explains more than a different position.
        let by_urn: BTreeMap<&Urn, &NodeText> = self.nodes.iter().map(|node| (&node.urn, node)).collect();
        let changed = now.nodes.iter().find_map(|node| by_urn.get(&node.urn).and_then(|old| old.divergence(node)));
        let moved = || {
            let mut pairs = self.nodes.iter().zip(&now.nodes);
            pairs.find(|(old, new)| old.urn != new.urn).map(|(_, new)| named(new))
        };
        let output = || {
            let names: BTreeSet<&String> = self.outputs.keys().chain(now.outputs.keys()).collect();
            names.into_iter().find_map(|name| {
                let of = |written: &ProgramText| written.outputs.get(name).cloned().unwrap_or_default();
                let (old, new) = (of(self), of(now));
                (old != new).then(|| Divergence::Output { name: name.clone(), old, new })
            })
        };
        changed.or_else(|| moved().map(|(urn, at)| Divergence::Order { urn, at })).or_else(output)
    }
}

impl NodeText {
    fn divergence(&self, now: &Self) -> Option<Divergence> {
        let (urn, at) = (now.urn.clone(), now.at.clone());
        if self.inputs != now.inputs {
            let (old, new) = (Value::Map(self.inputs.clone()), Value::Map(now.inputs.clone()));
            let (path, old, new) = old.first_difference(&new)?;
            return Some(Divergence::Property { urn, at, path, old, new });
        }
        if self.environment != now.environment {
            return Some(Divergence::Option { urn, at, name: "place".to_owned() });
        }
        if self.hooks != now.hooks {
            let (old, new) = (Value::Map(self.hooks.clone()), Value::Map(now.hooks.clone()));
            let (path, old, new) = old.first_difference(&new)?;
            return Some(Divergence::Hook { urn, at, path, old, new });
        }
        let names: BTreeSet<&String> = self.options.keys().chain(now.options.keys()).collect();
        let name = names.into_iter().find(|name| self.options.get(*name) != now.options.get(*name))?;
        Some(Divergence::Option { urn, at, name: name.clone() })
    }
}

impl Value {
    /// The first path where two values differ, with both values.
    #[must_use]
    pub fn first_difference(&self, other: &Value) -> Option<(Path, Value, Value)> {
        let mut stack = vec![(Path::root(), self, other)];
        while let Some((path, old, new)) = stack.pop() {
            match (old, new) {
                _ if old == new => {}
                (Value::Map(a), Value::Map(b)) => {
                    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                    for key in keys.into_iter().rev() {
                        stack.push((path.key(key), old.field(key), new.field(key)));
                    }
                }
                (Value::List(a), Value::List(b)) if a.len() == b.len() => {
                    for (index, (a, b)) in a.iter().zip(b).enumerate().rev() {
                        stack.push((path.index(index), a, b));
                    }
                }
                _ => return Some((path, old.clone(), new.clone())),
            }
        }
        None
    }
}
