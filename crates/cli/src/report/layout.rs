//! The positions of resources in the graph: those without dependencies at the left, all others as far to the right as
//! their longest chain of dependencies, near their dependencies.

use std::collections::HashMap;

use serde::Serialize;

use super::Report;

/// The nodes of the graph (resources, then neighbours) and its edges.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Layout {
    /// The column and row of each node.
    pub(super) nodes: Vec<(u32, u32)>,
    /// Edges from a dependency to its dependents.
    pub(super) edges: Vec<(u32, u32)>,
}

/// The number of passes that move rows near their neighbours.
const SWEEPS: usize = 3;

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Positions every node, in linear time except for sorting columns.
pub(super) fn layout(report: &Report) -> Layout {
    let resources = report.resources.iter().map(|resource| (resource.urn.as_str(), resource.region.as_str()));
    let neighbours = report.neighbours.iter().map(|urn| (urn.as_str(), urn.split("::").next().unwrap_or_default()));
    let nodes: Vec<(&str, &str)> = resources.chain(neighbours).collect();
    let indices: HashMap<&str, usize> = nodes.iter().enumerate().map(|(index, (urn, _))| (*urn, index)).collect();
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut needed: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (index, resource) in report.resources.iter().enumerate() {
        for from in resource.dependencies.iter().filter_map(|urn| indices.get(urn.as_str()).copied()) {
            needs[index].push(from);
            needed[from].push(index);
        }
    }
    let columns = depths(&needs, &needed);
    let mut by_column: Vec<Vec<usize>> = vec![Vec::new(); columns.iter().max().map_or(0, |last| last + 1)];
    for (index, column) in columns.iter().enumerate() {
        by_column[*column].push(index);
    }
    for column in &mut by_column {
        column.sort_by_key(|&index| (nodes[index].1, nodes[index].0));
    }
    let mut rows = vec![0.0_f64; nodes.len()];
    settle(&by_column, &mut rows);
    for sweep in 0..SWEEPS {
        let sides = if sweep % 2 == 0 { &needs } else { &needed };
        for column in &mut by_column {
            let near = |index: usize| {
                let side = &sides[index];
                #[allow(clippy::cast_precision_loss)] // Far fewer than 2^52 nodes.
                let mean = side.iter().map(|&other| rows[other]).sum::<f64>() / side.len() as f64;
                if side.is_empty() { rows[index] } else { mean }
            };
            let mut keyed: Vec<(f64, usize)> = column.iter().map(|&index| (near(index), index)).collect();
            // Regions are separate.
            keyed.sort_by(|a, b| nodes[a.1].1.cmp(nodes[b.1].1).then(a.0.total_cmp(&b.0)));
            *column = keyed.into_iter().map(|(_, index)| index).collect();
        }
        settle(&by_column, &mut rows);
    }
    let mut places = vec![(0, 0); nodes.len()];
    for (column, members) in by_column.iter().enumerate() {
        for (row, &index) in members.iter().enumerate() {
            places[index] = (number(column), number(row));
        }
    }
    let edges =
        needs.iter().enumerate().flat_map(|(to, from)| from.iter().map(move |&from| (number(from), number(to))));
    Layout { nodes: places, edges: edges.collect() }
}

/// The row of each node, scaled so that columns of different lengths compare.
fn settle(by_column: &[Vec<usize>], rows: &mut [f64]) {
    for members in by_column {
        for (row, &index) in members.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)] // Far fewer than 2^52 nodes.
            let place = (row as f64 + 0.5) / members.len() as f64;
            rows[index] = place;
        }
    }
}

/// The length of the longest chain below each node. Nodes in a cycle stay at the left.
fn depths(needs: &[Vec<usize>], needed: &[Vec<usize>]) -> Vec<usize> {
    let mut depths = vec![0; needs.len()];
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..needs.len()).filter(|&index| open[index] == 0).collect();
    while let Some(index) = ready.pop() {
        for &after in &needed[index] {
            depths[after] = depths[after].max(depths[index] + 1);
            open[after] -= 1;
            if open[after] == 0 {
                ready.push(after);
            }
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::super::Resource;
    use super::*;

    fn report(of: &[(&str, &[&str])]) -> Report {
        let resource = |(urn, needs): &(&str, &[&str])| Resource {
            urn: (*urn).to_owned(),
            region: "r".to_owned(),
            dependencies: needs.iter().map(|urn| (*urn).to_owned()).collect(),
            ..Resource::default()
        };
        Report { resources: of.iter().map(resource).collect(), neighbours: vec!["n".to_owned()], ..Report::default() }
    }

    #[test]
    fn a_resource_is_to_the_right_of_all_its_dependencies() {
        let layout = layout(&report(&[("c", &["b", "a"]), ("b", &["a"]), ("a", &["n"])]));
        let columns: Vec<u32> = layout.nodes.iter().map(|node| node.0).collect();
        assert_eq!(columns, [3, 2, 1, 0]);
        assert_eq!(layout.edges.len(), 4);
    }

    #[test]
    fn no_two_nodes_share_a_position() {
        let names: Vec<String> = (0..200).map(|i| format!("u{i}")).collect();
        let of: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), &["u0"][..])).collect();
        let mut nodes = layout(&report(&of[1..])).nodes;
        nodes.sort_unstable();
        nodes.dedup();
        assert_eq!(nodes.len(), 200);
    }
}
