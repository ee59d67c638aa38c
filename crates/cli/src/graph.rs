//! A program as a graph, in DOT and Mermaid. The output depends only on the program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use archipel_engine::program::{Node, Program};

use crate::render::text::short_type;

/// The nodes by region, ordered by URN, each with its index in the program.
fn by_region(program: &Program) -> BTreeMap<String, Vec<(usize, &Node)>> {
    let mut regions: BTreeMap<String, Vec<(usize, &Node)>> = BTreeMap::new();
    for (index, node) in program.nodes.iter().enumerate() {
        regions.entry(node.environment.to_string()).or_default().push((index, node));
    }
    regions.values_mut().for_each(|nodes| nodes.sort_by(|a, b| a.1.urn.cmp(&b.1.urn)));
    regions
}

/// The edges from each resource to its dependencies, ordered by URN.
fn edges(program: &Program) -> Vec<(usize, usize)> {
    let mut edges: Vec<(usize, usize)> = program
        .nodes
        .iter()
        .enumerate()
        .flat_map(|(index, node)| node.dependencies.iter().map(move |on| (index, on.index())))
        .collect();
    edges.sort_by_key(|(from, to)| (&program.nodes[*from].urn, &program.nodes[*to].urn));
    edges
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The graph in DOT. An edge points from a resource to its dependency.
#[must_use]
pub fn dot(program: &Program) -> String {
    let mut text = format!("digraph {} {{\n", quoted(&format!("{}/{}", program.project, program.stack)));
    text += "  rankdir = LR;\n  node [shape = box, style = rounded];\n";
    for (number, (region, nodes)) in by_region(program).into_iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  subgraph cluster_{number} {{\n    label = {};", quoted(&region));
        for (_, node) in nodes {
            let label = format!("{}\\n{}", escaped(short_type(node.urn.type_name())), escaped(node.urn.path()));
            let shape = if node.schema.data_source { ", style = dashed" } else { "" };
            let _ = writeln!(text, "    {} [label = \"{label}\"{shape}];", quoted(node.urn.as_str()));
        }
        text += "  }\n";
    }
    for (from, to) in edges(program) {
        let (from, to) = (&program.nodes[from].urn, &program.nodes[to].urn);
        let _ = writeln!(text, "  {} -> {};", quoted(from.as_str()), quoted(to.as_str()));
    }
    text + "}\n"
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The graph in Mermaid. An arrow points from a resource to its dependency.
#[must_use]
pub fn mermaid(program: &Program) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let mut ids = BTreeMap::new();
    for (number, (region, nodes)) in by_region(program).into_iter().enumerate() {
        let _ = writeln!(text, "  subgraph r{number} [\"{}\"]", entity(&region));
        for (index, node) in nodes {
            let id = format!("n{}", ids.len());
            let label = format!("{}<br/>{}", entity(short_type(node.urn.type_name())), entity(node.urn.path()));
            let (open, close) = if node.schema.data_source { ("([", "])") } else { ("[", "]") };
            let _ = writeln!(text, "    {id}{open}\"{label}\"{close}");
            ids.insert(index, id);
        }
        text += "  end\n";
    }
    for (from, to) in edges(program) {
        let _ = writeln!(text, "  {} --> {}", ids[&from], ids[&to]);
    }
    text
}

/// Escapes the special characters of Mermaid.
fn entity(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' => "#quot;".to_owned(),
            '<' => "#lt;".to_owned(),
            '>' => "#gt;".to_owned(),
            '#' => "#35;".to_owned(),
            c => c.to_string(),
        })
        .collect()
}
