//! The graph page of a program: its resources and their dependencies.

use archipel_engine::program::Program;

use super::{Danger, FORMAT, Report, Resource, html};
use crate::render::text::short_type;

/// The graph of a program as one HTML file, like that of a plan's report.
pub(crate) fn graph_page(program: &Program) -> String {
    html::page(&declared(program))
}

fn declared(program: &Program) -> Report {
    let urn = |index: usize| program.nodes.get(index).map(|node| node.urn.to_string());
    let mut resources: Vec<Resource> = program
        .nodes
        .iter()
        .map(|node| Resource {
            urn: node.urn.to_string(),
            of_type: short_type(node.urn.type_name()).to_owned(),
            path: node.urn.path().to_owned(),
            region: node.environment.to_string(),
            action: if node.schema.data_source { "read" } else { html::DECLARED }.to_owned(),
            danger: Danger::None,
            source: Some(node.at.to_string()),
            dependencies: node.dependencies.iter().filter_map(|on| urn(on.index())).collect(),
            ..Resource::default()
        })
        .collect();
    resources.sort_by(|a, b| (&a.region, &a.path, &a.urn).cmp(&(&b.region, &b.path, &b.urn)));
    Report {
        format: FORMAT,
        command: "graph".to_owned(),
        project: program.project.clone(),
        stack: program.stack.clone(),
        resources,
        ..Report::default()
    }
}
