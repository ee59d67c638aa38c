//! Order in graphs of dependencies, for any size: nothing here recurses, and nothing is quadratic.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

/// A graph whose edges order its nodes. Nodes are numbers from 0.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    graph: DiGraph<(), (), u32>,
}

/// A cycle: each element comes after the next one, and the last after the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<usize>);

impl Graph {
    /// A graph of this many nodes without edges.
    #[must_use]
    pub fn new(nodes: usize) -> Self {
        let mut graph = DiGraph::with_capacity(nodes, nodes);
        for _ in 0..nodes {
            graph.add_node(());
        }
        Self { graph }
    }

    /// Adds an edge: one node comes before another. A repeated edge has no effect.
    pub fn before(&mut self, first: usize, then: usize) {
        self.graph.add_edge(NodeIndex::new(first), NodeIndex::new(then), ());
    }

    /// The nodes in an order in which every edge points forward. Of the nodes that could come next, the one of the
    /// lowest rank does, and of one rank the lowest number: the order is always the same.
    ///
    /// # Errors
    /// A cycle, if there is one: always the same one of the same graph.
    pub fn order<R: Ord>(&self, rank: impl Fn(usize) -> R) -> Result<Vec<usize>, Cycle> {
        let count = self.graph.node_count();
        let mut waits: Vec<usize> = (0..count)
            .map(|node| self.graph.neighbors_directed(NodeIndex::new(node), Direction::Incoming).count())
            .collect();
        let mut free: BinaryHeap<Reverse<(R, usize)>> =
            (0..count).filter(|&node| waits[node] == 0).map(|node| Reverse((rank(node), node))).collect();
        let mut order = Vec::with_capacity(count);
        while let Some(Reverse((_, node))) = free.pop() {
            order.push(node);
            for next in self.graph.neighbors(NodeIndex::new(node)) {
                waits[next.index()] -= 1;
                if waits[next.index()] == 0 {
                    free.push(Reverse((rank(next.index()), next.index())));
                }
            }
        }
        if order.len() == count { Ok(order) } else { Err(self.cycle(&waits)) }
    }

    /// Walks back from the first node that never got free: each such node waits for another one.
    fn cycle(&self, waits: &[usize]) -> Cycle {
        let mut seen = vec![None; waits.len()];
        let mut path = Vec::new();
        let mut at = waits.iter().position(|&left| left > 0);
        while let Some(node) = at {
            if let Some(start) = seen[node] {
                let mut cycle = path.split_off(start);
                let first = cycle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(index, _)| index);
                cycle.rotate_left(first);
                return Cycle(cycle);
            }
            seen[node] = Some(path.len());
            path.push(node);
            at = self
                .graph
                .neighbors_directed(NodeIndex::new(node), Direction::Incoming)
                .map(NodeIndex::index)
                .filter(|&before| waits[before] > 0)
                .min();
        }
        Cycle(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_follows_edges_and_then_rank() {
        let mut graph = Graph::new(4);
        graph.before(3, 0);
        assert_eq!(graph.order(|node| node).unwrap(), [1, 2, 3, 0]);
        assert_eq!(graph.order(Reverse).unwrap(), [3, 2, 1, 0]);
    }

    #[test]
    fn a_cycle_is_reported_by_its_nodes_only() {
        let mut graph = Graph::new(5);
        for (first, then) in [(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)] {
            graph.before(first, then);
        }
        assert_eq!(graph.order(|node| node), Err(Cycle(vec![1, 3, 2])));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_does_not_overflow_the_stack() {
        let mut graph = Graph::new(100_000);
        (1..100_000).for_each(|node| graph.before(node, node - 1));
        assert_eq!(graph.order(|node| node).unwrap().len(), 100_000);
        graph.before(0, 99_999);
        assert_eq!(graph.order(|node| node).unwrap_err().0.len(), 100_000);
    }
}
