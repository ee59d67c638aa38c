//! The nested boxes of the architecture diagram: regions, in them networks with their subnets and components, in them
//! the resources. Resources of one type and action in the same box form a group. The page calculates the positions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::Report;
use crate::render::text::short_type;

/// The resource types that contain others.
const NETWORKS: [&str; 2] = ["ec2/Vpc", "AWS::EC2::VPC"];
const SUBNETS: [&str; 2] = ["ec2/Subnet", "AWS::EC2::Subnet"];

/// The smallest number of resources that form a group.
const GROUP: usize = 4;

/// A box that contains resources and boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BoxKind {
    Region,
    Network,
    Subnet,
    Component,
    Group,
}

/// A box of the diagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct DiagramBox {
    pub(super) kind: BoxKind,
    pub(super) label: String,
    pub(super) parent: Option<usize>,
    /// The resource that the box itself is: a VPC, a subnet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) node: Option<usize>,
}

/// The boxes, and the resources and neighbours in them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Diagram {
    /// Parents come before their children.
    pub(super) boxes: Vec<DiagramBox>,
    /// The nodes: the resources of the report, then its neighbours.
    pub(super) nodes: Vec<DiagramNode>,
    /// Edges from a resource to its dependency.
    pub(super) edges: Vec<(usize, usize)>,
}

/// A resource in the diagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct DiagramNode {
    #[serde(rename = "type")]
    pub(super) of_type: String,
    /// The last part of its path.
    pub(super) name: String,
    /// The box that contains it; for a VPC or a subnet, the box that it is.
    #[serde(rename = "box")]
    pub(super) container: usize,
}

/// A resource, as far as the diagram shows it.
struct Node<'a> {
    urn: &'a str,
    region: &'a str,
    of_type: &'a str,
    path: &'a str,
    action: &'a str,
    dependencies: Vec<usize>,
}

impl Node<'_> {
    fn is_network(&self) -> bool {
        NETWORKS.contains(&self.of_type)
    }

    fn is_subnet(&self) -> bool {
        SUBNETS.contains(&self.of_type)
    }

    /// `ec2` of `ec2/Vpc` and of `AWS::EC2::VPC`.
    fn service(&self) -> String {
        let of_type = self.of_type.strip_prefix("AWS::").unwrap_or(self.of_type);
        of_type.split(['/', ':']).next().unwrap_or_default().to_ascii_lowercase()
    }

    /// The component and the name.
    fn split_path(&self) -> (&str, &str) {
        self.path.rsplit_once('/').unwrap_or(("", self.path))
    }
}

fn nodes(report: &Report) -> Vec<Node<'_>> {
    let resources = report.resources.iter().map(|resource| Node {
        urn: &resource.urn,
        region: &resource.region,
        of_type: &resource.of_type,
        path: &resource.path,
        action: &resource.action,
        dependencies: Vec::new(),
    });
    let neighbours = report.neighbours.iter().map(|urn| {
        let (region, rest) = urn.split_once("::").unwrap_or(("", urn));
        let (of_type, path) = rest.rsplit_once("::").unwrap_or(("", rest));
        Node { urn, region, of_type: short_type(of_type), path, action: "", dependencies: Vec::new() }
    });
    let mut nodes: Vec<Node<'_>> = resources.chain(neighbours).collect();
    let indices: HashMap<&str, usize> = nodes.iter().enumerate().map(|(index, node)| (node.urn, index)).collect();
    for (index, resource) in report.resources.iter().enumerate() {
        let known = resource.dependencies.iter().filter_map(|urn| indices.get(urn.as_str()).copied());
        nodes[index].dependencies = known.filter(|on| *on != index).collect::<BTreeSet<_>>().into_iter().collect();
    }
    nodes
}

/// The diagram of a report. The boxes are in the order of regions and paths, global resources last.
pub(super) fn diagram(report: &Report) -> Diagram {
    let nodes = nodes(report);
    let networks = networks(&nodes);
    let mut tree = Tree { nodes: &nodes, networks: &networks, boxes: Vec::new(), by_key: BTreeMap::new() };
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&index| {
        (nodes[index].region == "global", nodes[index].region, nodes[index].path, nodes[index].urn)
    });
    let mut containers = vec![0; nodes.len()];
    let mut leaves: BTreeMap<(usize, &str, &str), Vec<usize>> = BTreeMap::new();
    for &index in &order {
        containers[index] = tree.container_of(index);
        if !nodes[index].is_network() && !nodes[index].is_subnet() {
            leaves.entry((containers[index], nodes[index].of_type, nodes[index].action)).or_default().push(index);
        }
    }
    for ((parent, of_type, _), members) in leaves.into_iter().filter(|(_, members)| members.len() >= GROUP) {
        let group =
            tree.add(DiagramBox { kind: BoxKind::Group, label: of_type.to_owned(), parent: Some(parent), node: None });
        for index in members {
            containers[index] = group;
        }
    }
    let boxes = tree.boxes;
    let edges = nodes.iter().enumerate().flat_map(|(from, node)| node.dependencies.iter().map(move |&on| (from, on)));
    Diagram {
        boxes,
        edges: edges.collect(),
        nodes: nodes
            .iter()
            .zip(containers)
            .map(|(node, container)| DiagramNode {
                of_type: node.of_type.to_owned(),
                name: node.split_path().1.to_owned(),
                container,
            })
            .collect(),
    }
}

/// The boxes while they are created.
struct Tree<'a> {
    nodes: &'a [Node<'a>],
    networks: &'a [Option<usize>],
    boxes: Vec<DiagramBox>,
    by_key: BTreeMap<(Option<usize>, BoxKind, String, Option<usize>), usize>,
}

impl Tree<'_> {
    fn add(&mut self, new: DiagramBox) -> usize {
        self.boxes.push(new);
        self.boxes.len() - 1
    }

    fn find_or_add(&mut self, kind: BoxKind, label: &str, parent: Option<usize>, node: Option<usize>) -> usize {
        let key = (parent, kind, label.to_owned(), node);
        if let Some(found) = self.by_key.get(&key) {
            return *found;
        }
        let index = self.add(DiagramBox { kind, label: label.to_owned(), parent, node });
        self.by_key.insert(key, index);
        index
    }

    /// The box of a resource: in its network if it has one, otherwise in its region, in a box for its component. A
    /// component that the network itself is in is not repeated.
    fn container_of(&mut self, index: usize) -> usize {
        let node = &self.nodes[index];
        let (component, name) = node.split_path();
        let (mut container, inner) = match self.networks[index] {
            Some(network) => {
                let outer = self.nodes[network].split_path().0;
                let inner = component.strip_prefix(outer).filter(|rest| rest.is_empty() || rest.starts_with('/'));
                let inner = if outer.is_empty() { component } else { inner.unwrap_or(component) };
                (self.container_of(network), inner)
            }
            None => (self.find_or_add(BoxKind::Region, node.region, None, None), component),
        };
        for part in inner.split('/').filter(|part| !part.is_empty()) {
            container = self.find_or_add(BoxKind::Component, part, Some(container), None);
        }
        if node.is_network() {
            self.find_or_add(BoxKind::Network, name, Some(container), Some(index))
        } else if node.is_subnet() {
            self.find_or_add(BoxKind::Subnet, name, Some(container), Some(index))
        } else {
            container
        }
    }
}

/// The innermost VPC or subnet that contains each node. A resource is in a network because it depends on it, on several
/// of its subnets, or on a resource of the same service in it: a listener is where its load balancer is. A resource
/// between two networks is in neither.
fn networks(nodes: &[Node<'_>]) -> Vec<Option<usize>> {
    let mut networks: Vec<Option<usize>> = vec![None; nodes.len()];
    for index in dependencies_first(nodes) {
        let node = &nodes[index];
        let here = node.dependencies.iter().copied().filter(|&on| nodes[on].region == node.region);
        let subnets: Vec<usize> = here.clone().filter(|&on| nodes[on].is_subnet()).collect();
        let vpcs: Vec<usize> = here.clone().filter(|&on| nodes[on].is_network()).collect();
        networks[index] = if node.is_network() {
            None
        } else if node.is_subnet() || subnets.is_empty() && !vpcs.is_empty() {
            common(&vpcs, &networks)
        } else if !subnets.is_empty() {
            common(&subnets, &networks)
        } else {
            let related = here.filter(|&on| nodes[on].service() == node.service());
            common(&related.filter_map(|on| networks[on]).collect::<Vec<_>>(), &networks)
        };
    }
    networks
}

/// The innermost network that is, or contains, all of these.
fn common(of: &[usize], networks: &[Option<usize>]) -> Option<usize> {
    let chain = |network: usize| std::iter::successors(Some(network), |&inner| networks[inner]);
    let (first, rest) = of.split_first()?;
    chain(*first).find(|outer| rest.iter().all(|&other| chain(other).any(|found| found == *outer)))
}

/// The nodes, each after its dependencies. Nodes in a cycle are left out.
fn dependencies_first(nodes: &[Node<'_>]) -> Vec<usize> {
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        node.dependencies.iter().for_each(|&on| dependents[on].push(index));
    }
    let mut open: Vec<usize> = nodes.iter().map(|node| node.dependencies.len()).collect();
    let mut order: Vec<usize> = (0..nodes.len()).filter(|&index| open[index] == 0).collect();
    let mut next = 0;
    while let Some(&index) = order.get(next) {
        for &dependent in &dependents[index] {
            open[dependent] -= 1;
            if open[dependent] == 0 {
                order.push(dependent);
            }
        }
        next += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::super::Resource;
    use super::*;

    fn report(of: &[(&str, &[&str])]) -> Report {
        let resource = |(urn, on): &(&str, &[&str])| {
            let parts: Vec<&str> = urn.split("::").collect();
            Resource {
                urn: (*urn).to_owned(),
                region: parts[0].to_owned(),
                of_type: short_type(parts[1]).to_owned(),
                path: parts[2].to_owned(),
                action: "create".to_owned(),
                dependencies: on.iter().map(|urn| (*urn).to_owned()).collect(),
                ..Resource::default()
            }
        };
        Report { resources: of.iter().map(resource).collect(), ..Report::default() }
    }

    /// The labels of the boxes that contain a node, from the outermost.
    fn place(diagram: &Diagram, index: usize) -> String {
        let up = std::iter::successors(Some(diagram.nodes[index].container), |&inner| diagram.boxes[inner].parent);
        let mut labels: Vec<&str> = up.map(|inner| diagram.boxes[inner].label.as_str()).collect();
        labels.reverse();
        labels.join(" > ")
    }

    const VPC: &str = "eu::aws:ec2/Vpc::network/main";
    const A: &str = "eu::aws:ec2/Subnet::network/a";
    const B: &str = "eu::aws:ec2/Subnet::network/b";

    #[test]
    fn resources_are_in_the_innermost_network_that_contains_all_their_subnets() {
        let balancer = "eu::aws:elbv2/LoadBalancer::web/main";
        let other = "eu::aws:ec2/Vpc::other";
        let of: &[(&str, &[&str])] = &[
            (VPC, &[]),
            (A, &[VPC]),
            (B, &[VPC]),
            ("eu::aws:ec2/NatGateway::network/nat", &[A]),
            (balancer, &[A, B]),
            ("eu::aws:elbv2/Listener::web/https", &[balancer]),
            ("eu::aws:cloudwatch/MetricAlarm::web/busy", &[balancer]),
            (other, &[]),
            ("eu::aws:ec2/VpcPeeringConnection::peering", &[VPC, other]),
            ("global::aws:iam/Role::web/role", &[]),
        ];
        let diagram = diagram(&report(of));
        let places: Vec<String> = (0..of.len()).map(|index| place(&diagram, index)).collect();
        assert_eq!(
            places,
            [
                "eu > network > main",
                "eu > network > main > a",
                "eu > network > main > b",
                "eu > network > main > a",
                "eu > network > main > web",
                "eu > network > main > web",
                "eu > web",
                "eu > other",
                "eu",
                "global > web",
            ]
        );
    }

    #[test]
    fn resources_of_one_type_and_action_form_a_group() {
        let urns: Vec<String> = (0..4).map(|number| format!("eu::aws:sqs/Queue::app/q{number}")).collect();
        let mut of: Vec<(&str, &[&str])> = urns.iter().map(|urn| (urn.as_str(), &[][..])).collect();
        of.push(("eu::aws:sns/Topic::app/t", &[]));
        let mut report = report(&of);
        let grouped = diagram(&report);
        assert_eq!(place(&grouped, 0), "eu > app > sqs/Queue");
        assert_eq!(place(&grouped, 4), "eu > app");
        report.resources[0].action = "delete".to_owned();
        assert_eq!(place(&diagram(&report), 1), "eu > app", "three are no group");
    }

    #[test]
    fn neighbours_are_boxes_and_nodes_too_and_cycles_are_drawn() {
        let mut report = report(&[("eu::t:x::c/one", &["eu::t:y::c/two", A]), ("eu::t:y::c/two", &["eu::t:x::c/one"])]);
        report.neighbours = vec![A.to_owned(), "eu::AWS::EC2::VPC::network/other".to_owned()];
        let diagram = diagram(&report);
        assert_eq!(place(&diagram, 3), "eu > network > other");
        assert_eq!(diagram.edges, [(0, 1), (0, 2), (1, 0)]);
        assert_eq!(place(&diagram, 1), "eu > c");
        assert_eq!(place(&diagram, 2), "eu > network > a");
    }
}
