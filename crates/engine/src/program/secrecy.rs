//! Which expressions give secrets, as far as the program shows it: also before their values are known.

use std::collections::{BTreeSet, HashSet};

use super::eval::Env;
use super::expr::{Expr, NodeId, Part};
use super::model::Program;
use crate::model::value::Value;

/// The environment before any resource exists.
struct NothingKnown;

impl Env for NothingKnown {
    fn attributes(&self, _: NodeId) -> Value {
        Value::Unknown
    }
}

impl Program {
    /// Whether the value of an expression is or contains a secret: it is marked as one, or comes from an output that is
    /// secret by its type, by an option, or because it repeats a secret input.
    #[must_use]
    pub fn is_secret(&self, expr: &Expr) -> bool {
        let mut visited = HashSet::new();
        let mut left = vec![Part::Value(expr)];
        while let Some(part) = left.pop() {
            match part {
                Part::Value(expr) => {
                    if expr.marks_secret() {
                        return true;
                    }
                    left.extend(expr.parts());
                }
                Part::Output(node, name) => {
                    if visited.insert((node, name)) && self.follow(node, name, &mut left) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// The secrets that the program contains. Errors of its functions may repeat them.
    #[must_use]
    pub fn known_secrets(&self) -> Vec<Value> {
        let inputs = self.nodes.iter().flat_map(|node| {
            let secret = |name: &str| node.schema.inputs.field(name).is_some_and(|field| field.secret);
            node.inputs.iter().map(move |(name, expr)| (expr, secret(name)))
        });
        let values = inputs.chain(self.outputs.values().map(|expr| (expr, false))).filter_map(|(expr, secret)| {
            let value = expr.eval(&NothingKnown).ok()?;
            Some(if secret { value.into_secret() } else { value })
        });
        values.filter(Value::has_secret).collect()
    }

    /// Whether an output of a node, or any of its outputs, is secret in any case. Adds the inputs that it repeats.
    fn follow<'p>(&'p self, node: NodeId, name: Option<&str>, left: &mut Vec<Part<'p>>) -> bool {
        let Some(node) = self.nodes.get(node.index()) else { return false };
        let by_option = node.options.secret_outputs.iter().flatten();
        let by_option: BTreeSet<&str> = by_option.filter_map(|path| path.property()).collect();
        for output in node.schema.outputs.iter().filter(|output| name.is_none_or(|name| name == output.name)) {
            let repeated = output.input.and_then(|input| node.schema.inputs.field(input));
            if output.secret || by_option.contains(output.name) || repeated.is_some_and(|field| field.secret) {
                return true;
            }
            left.extend(repeated.and_then(|field| node.inputs.get(field.name)).map(Part::Value));
        }
        false
    }
}
