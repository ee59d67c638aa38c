//! A property value together with the expression that it comes from.

use std::borrow::Cow;
use std::collections::BTreeSet;

use archipel_engine::Value;
use archipel_engine::path::Segment;
use archipel_engine::program::{Expr, Node, NodeId};

/// The nodes that a value refers to, each with its attribute.
pub(crate) type References = BTreeSet<(NodeId, Option<String>)>;

/// A value and its expression, as far as the program shows it.
#[derive(Clone)]
pub(crate) struct Source<'a> {
    pub(crate) value: &'a Value,
    expr: Option<Cow<'a, Expr>>,
}

impl<'a> Source<'a> {
    /// The properties of a resource. The node is that of the program that declares them.
    pub(crate) fn of(inputs: &'a Value, node: Option<&Node>) -> Self {
        Self { value: inputs, expr: node.map(|node| Cow::Owned(Expr::map(node.inputs.clone()))) }
    }

    /// A property of a map.
    pub(crate) fn field(&self, name: &str) -> Self {
        self.part(self.value.field(name), &Segment::Key(name.to_owned()))
    }

    /// The elements of a list.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> + use<'a, '_> {
        let items = self.value.as_list().unwrap_or_default().iter().enumerate();
        items.map(|(index, item)| self.part(item, &Segment::Index(index)))
    }

    fn part(&self, value: &'a Value, segment: &Segment) -> Self {
        let whole = self.expr.as_deref();
        // A part that the tree does not show is made from what the whole is made from.
        let expr = whole.and_then(|whole| whole.at(segment)).or(whole.filter(|_| value.has_unknown()));
        Self { value, expr: expr.map(|expr| Cow::Owned(expr.clone())) }
    }

    /// What the value is made from.
    pub(crate) fn references(&self) -> References {
        let references = self.expr.iter().flat_map(|expr| expr.references());
        references.map(|(node, attribute)| (node, attribute.map(str::to_owned))).collect()
    }
}
