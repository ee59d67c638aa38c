//! The controllers of kinds: the workloads whose permissions let them change objects of the kind.

use std::collections::{BTreeMap, BTreeSet};

use super::builtin;
use super::check::Known;
use super::node::Node;
use super::order::{Edges, Index, needs_controller};

const RBAC: &str = "rbac.authorization.k8s.io";

/// The workloads that may change objects, by group and resource.
pub(super) struct Controllers {
    of: BTreeMap<(String, String), BTreeSet<usize>>,
}

impl Controllers {
    pub(super) fn new(index: &Index<'_>) -> Self {
        let mut of: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
        for binding in index.objects {
            let kinds = ["ClusterRoleBinding", "RoleBinding"];
            if binding.id.group != RBAC || !kinds.contains(&binding.id.kind.as_str()) {
                continue;
            }
            let text = |path: &[&str]| binding.node.text_at(path).unwrap_or_default();
            let kind = text(&["roleRef", "kind"]);
            let namespace = if kind == "Role" { binding.id.namespace.as_str() } else { "" };
            let Some(role) = index.find(RBAC, kind, namespace, text(&["roleRef", "name"])) else { continue };
            let workloads = bound(index, &binding.node, &binding.id.namespace);
            if workloads.is_empty() {
                continue;
            }
            for key in writable(&index.objects[role].node) {
                of.entry(key).or_default().extend(&workloads);
            }
        }
        Self { of }
    }

    /// Objects of kinds that need a controller wait for it.
    pub(super) fn add_edges(&self, index: &Index<'_>, known: &Known, edges: &mut Edges) {
        for (at, object) in index.objects.iter().enumerate().filter(|(_, object)| needs_controller(object)) {
            let Some(plural) = known.facts(&object.id).plural else { continue };
            let group = object.id.group.as_str();
            // Many controllers read and write Services, but only their own change the status.
            let resources: &[String] = if builtin::find(group, &object.id.kind).is_some() {
                &[format!("{plural}/status"), format!("{plural}/finalizers")]
            } else {
                &[plural.to_owned(), format!("{plural}/status"), format!("{plural}/finalizers"), "*".to_owned()]
            };
            for resource in resources {
                let controllers = self.of.get(&(group.to_owned(), resource.clone()));
                controllers.into_iter().flatten().for_each(|controller| edges.add(at, *controller));
            }
        }
    }
}

/// The workloads that run as a subject of a binding.
fn bound(index: &Index<'_>, binding: &Node, own: &str) -> Vec<usize> {
    let subjects = binding.get("subjects").map(Node::items).unwrap_or_default();
    let accounts: BTreeSet<(&str, &str)> = subjects
        .iter()
        .filter(|subject| subject.text_at(&["kind"]) == Some("ServiceAccount"))
        .filter_map(|subject| Some((subject.text_at(&["namespace"]).unwrap_or(own), subject.text_at(&["name"])?)))
        .collect();
    let runs_as = |index: &Index<'_>, workload: usize| {
        let object = &index.objects[workload];
        let spec = object.pod_template().and_then(|template| template.get("spec"));
        let account = spec.and_then(|spec| spec.text_at(&["serviceAccountName"])).unwrap_or("default");
        accounts.contains(&(object.id.namespace.as_str(), account))
    };
    index.workloads.iter().copied().filter(|workload| runs_as(index, *workload)).collect()
}

/// The groups and resources that a role permits to change.
fn writable(role: &Node) -> BTreeSet<(String, String)> {
    let mut writable = BTreeSet::new();
    for rule in role.get("rules").map(Node::items).unwrap_or_default() {
        let texts = |key: &str| rule.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::text);
        if !texts("verbs").any(|verb| ["update", "patch", "*"].contains(&verb)) {
            continue;
        }
        // A permission for every group makes no controller of each kind.
        for group in texts("apiGroups").filter(|group| *group != "*") {
            writable.extend(texts("resources").map(|resource| (group.to_owned(), resource.to_owned())));
        }
    }
    writable
}
