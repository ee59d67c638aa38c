//! The resources of an applied stack, and a walk from one to the next that remembers the resources on its way.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::world::Applied;

/// A resource with its inputs and outputs.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) urn: String,
    pub(super) type_name: String,
    pub(super) region: String,
    /// `{"inputs": .., "outputs": ..}`.
    properties: Json,
}

impl Node {
    pub(super) fn input(&self, name: &str) -> &Json {
        &self.properties["inputs"][name]
    }

    /// An input that is a text; empty if there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.input(name).as_str().unwrap_or_default()
    }

    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        self.input(name).as_array().into_iter().flatten().filter_map(Json::as_str).collect()
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        self.input(name).as_i64().unwrap_or_default()
    }

    /// An output that is a text. No reference is equal to a missing one.
    pub(super) fn output(&self, name: &str) -> &str {
        self.properties["outputs"][name].as_str().unwrap_or("(none)")
    }
}

#[derive(Clone, Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
}

impl Graph {
    pub(super) fn of(applied: &Applied) -> Self {
        let nodes = applied.records().map(|(urn, inputs, outputs)| Node {
            urn: urn.as_str().to_owned(),
            type_name: urn.type_name().to_owned(),
            region: urn.as_str().split("::").next().unwrap_or_default().to_owned(),
            properties: serde_json::json!({"inputs": inputs.clone().reveal().masked(), "outputs": outputs.clone().reveal().masked()}),
        });
        Self { nodes: nodes.collect() }
    }

    /// The resources without this one.
    pub(super) fn without(&self, urn: &str) -> Self {
        let nodes: Vec<Node> = self.nodes.iter().filter(|node| node.urn != urn).cloned().collect();
        assert_eq!(nodes.len() + 1, self.nodes.len(), "{urn}");
        Self { nodes }
    }

    /// The resources with another value of an input, such as `/port`, of those whose URN contains this text.
    pub(super) fn with(&self, urn: &str, pointer: &str, value: Json) -> Self {
        let mut changed = self.clone();
        let mut count = 0;
        for node in changed.nodes.iter_mut().filter(|node| node.urn.contains(urn)) {
            let there = node.properties["inputs"].pointer_mut(pointer).unwrap_or_else(|| panic!("{urn}{pointer}"));
            assert_ne!(*there, value, "{urn}{pointer}");
            *there = value.clone();
            count += 1;
        }
        assert!(count > 0, "no {urn}");
        changed
    }
}

/// A walk over the resources. An error names the first missing link.
pub(super) struct Walk<'a> {
    graph: &'a Graph,
    /// The URNs of the resources on the way.
    pub(super) used: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self { graph, used: BTreeSet::new() }
    }

    /// All resources of a type that fulfil a condition.
    pub(super) fn all(&mut self, type_name: &str, is_it: impl Fn(&Node) -> bool) -> Vec<&'a Node> {
        let found: Vec<&Node> =
            self.graph.nodes.iter().filter(|node| node.type_name == type_name && is_it(node)).collect();
        self.used.extend(found.iter().map(|node| node.urn.clone()));
        found
    }

    /// The resource of a type that fulfils a condition and has the lowest number.
    pub(super) fn first(
        &mut self,
        type_name: &str,
        is_it: impl Fn(&Node) -> bool,
        number: impl Fn(&Node) -> i64,
    ) -> Option<&'a Node> {
        let nodes = self.graph.nodes.iter().filter(|node| node.type_name == type_name && is_it(node));
        let first = nodes.min_by_key(|node| number(node))?;
        self.used.insert(first.urn.clone());
        Some(first)
    }

    /// The only resource of a type that fulfils a condition.
    pub(super) fn one(
        &mut self,
        type_name: &str,
        what: &str,
        is_it: impl Fn(&Node) -> bool,
    ) -> Result<&'a Node, String> {
        match self.all(type_name, is_it)[..] {
            [node] => Ok(node),
            [] => Err(format!("no {type_name} {what}")),
            _ => Err(format!("several {type_name} {what}")),
        }
    }
}

/// Whether an address range contains another one.
pub(super) fn covers(range: &str, inner: &str) -> bool {
    let parse = |text: &str| text.parse::<archipel::prelude::Cidr>().ok();
    let (Some(range), Some(inner)) = (parse(range), parse(inner)) else { return false };
    range.overlaps(inner) && range.prefix_len() <= inner.prefix_len()
}
