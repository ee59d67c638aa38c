//! What an expression refers to.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::expr::{Expr, NodeId, Part};

impl Expr {
    /// The nodes that the value is made from, each with its attribute, or `None` for all of them.
    #[must_use]
    pub fn references(&self) -> BTreeSet<(NodeId, Option<&str>)> {
        let (mut left, mut seen, mut references) = (vec![self], HashSet::new(), BTreeSet::new());
        while let Some(expr) = left.pop() {
            if !seen.insert(Arc::as_ptr(&expr.0)) {
                continue;
            }
            for part in expr.parts() {
                match part {
                    Part::Value(expr) => left.push(expr),
                    Part::Output(node, attribute) => {
                        references.insert((node, attribute));
                    }
                }
            }
        }
        references
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::path::Segment;
    use crate::model::value::Value;
    use crate::program::SourceLocation;

    #[test]
    fn an_expression_refers_to_the_attributes_that_it_is_made_from() {
        let at = SourceLocation::caller();
        let arn = Expr::node(NodeId(1)).pick(Segment::Key("arn".to_owned()), at);
        let first = arn.pick(Segment::Index(0), at).apply(at, Ok).secret();
        let all =
            Expr::list(vec![Expr::concat(vec![Expr::known(Value::from("a")), first]), arn, Expr::node(NodeId(2))]);
        assert_eq!(all.references(), [(NodeId(1), Some("arn")), (NodeId(2), None)].into());
        assert_eq!(Expr::known(Value::from("a")).references(), BTreeSet::new());
    }
}
