//! Which object waits for which others: created after them, deleted before them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::check::{Known, scale_target};
use super::controllers::Controllers;
use super::crd;
use super::effects::has_outside_effects;
use super::node::{Content, Node};
use super::object::{Identity, ManifestObject};
use super::webhooks;

/// The objects that each object waits for, by their indices.
#[derive(Debug)]
pub(crate) struct Edges {
    needs: Vec<BTreeSet<usize>>,
    /// The objects of other sets come first. They are declared already and wait for nothing new.
    own: usize,
}

impl Edges {
    /// Adds an edge, unless it would close a circle.
    pub(super) fn add(&mut self, object: usize, needed: usize) {
        if object >= self.own && object != needed && !self.reaches(needed, object) {
            self.needs[object].insert(needed);
        }
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let (mut stack, mut seen) = (vec![from], BTreeSet::new());
        while let Some(at) = stack.pop() {
            if at == to {
                return true;
            }
            if seen.insert(at) {
                stack.extend(&self.needs[at]);
            }
        }
        false
    }

    /// What an object waits for.
    pub(crate) fn of(&self, object: usize) -> &BTreeSet<usize> {
        &self.needs[object]
    }

    /// The own objects, each after what it waits for.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut done = vec![false; self.needs.len()];
        let mut order = Vec::new();
        for start in self.own..self.needs.len() {
            let mut stack = vec![(start, false)];
            while let Some((at, entered)) = stack.pop() {
                if entered {
                    order.push(at);
                } else if at >= self.own && !std::mem::replace(&mut done[at], true) {
                    stack.push((at, true));
                    stack.extend(self.needs[at].iter().rev().map(|needed| (*needed, false)));
                }
            }
        }
        order
    }
}

/// The objects by what others refer to them by.
pub(super) struct Index<'o> {
    pub(super) objects: &'o [ManifestObject],
    pub(super) by_id: HashMap<&'o Identity, usize>,
    /// Objects with a template of pods.
    pub(super) workloads: Vec<usize>,
}

impl<'o> Index<'o> {
    fn new(objects: &'o [ManifestObject]) -> Self {
        let by_id = objects.iter().enumerate().map(|(index, object)| (&object.id, index)).collect();
        let workloads = (0..objects.len()).filter(|index| objects[*index].pod_template().is_some()).collect();
        Self { objects, by_id, workloads }
    }

    /// An object by its identity.
    pub(super) fn find(&self, group: &str, kind: &str, namespace: &str, name: &str) -> Option<usize> {
        let text = str::to_owned;
        let id = Identity { group: text(group), kind: text(kind), namespace: text(namespace), name: text(name) };
        self.by_id.get(&id).copied()
    }

    /// A Service, and the workloads whose pods it selects.
    pub(super) fn behind_service(&self, namespace: &str, name: &str) -> Vec<usize> {
        let Some(service) = self.find("", "Service", namespace, name) else { return Vec::new() };
        let selector = self.objects[service].node.path(&["spec", "selector"]).map(Node::entries).unwrap_or_default();
        let selected = self.workloads.iter().copied().filter(|index| {
            let workload = &self.objects[*index];
            let labels = workload.pod_template().and_then(|template| template.path(&["metadata", "labels"]));
            workload.id.namespace == namespace
                && !selector.is_empty()
                && selector
                    .iter()
                    .all(|entry| labels.and_then(|labels| labels.text_at(&[&entry.key])) == entry.value.text())
        });
        std::iter::once(service).chain(selected).collect()
    }

    /// What is behind a `service: { namespace, name }` of a webhook or an APIService.
    pub(super) fn behind(&self, service: Option<&Node>) -> Vec<usize> {
        let Some(service) = service else { return Vec::new() };
        let text = |key| service.text_at(&[key]).unwrap_or_default();
        self.behind_service(text("namespace"), text("name"))
    }
}

/// The edges between objects. The first `others` of them are of other sets.
pub(crate) fn edges(objects: &[ManifestObject], others: usize, known: &Known) -> Edges {
    let mut edges = Edges { needs: vec![BTreeSet::new(); objects.len()], own: others };
    let index = Index::new(objects);
    definitions(&index, &mut edges);
    references(&index, &mut edges);
    surroundings(&index, &mut edges);
    for object in 0..objects.len() {
        for needed in front(&index, object) {
            edges.add(object, needed);
        }
    }
    Controllers::new(&index).add_edges(&index, known, &mut edges);
    webhooks::add_edges(&index, known, &mut edges);
    // The controllers of another set come before everything here.
    for other in 0..others {
        let of = &objects[other];
        if crd::is_definition(of) || of.pod_template().is_some() || webhooks::is_configuration(of) || is_api_service(of)
        {
            (others..objects.len()).for_each(|object| edges.add(object, other));
        }
    }
    edges
}

/// Namespaces before what is in them, and CRDs before objects of their kinds.
fn definitions(index: &Index<'_>, edges: &mut Edges) {
    let kinds: BTreeMap<(&str, &str), usize> = index
        .objects
        .iter()
        .enumerate()
        .filter(|(_, object)| crd::is_definition(object))
        .filter_map(|(at, object)| {
            let text = |path: &[&str]| object.node.text_at(path);
            Some(((text(&["spec", "group"])?, text(&["spec", "names", "kind"])?), at))
        })
        .collect();
    for (at, object) in index.objects.iter().enumerate() {
        if !object.id.namespace.is_empty() {
            let namespace = index.find("", "Namespace", "", &object.id.namespace);
            namespace.into_iter().for_each(|namespace| edges.add(at, namespace));
        }
        if let Some(kind) = kinds.get(&(object.id.group.as_str(), object.id.kind.as_str())) {
            edges.add(at, *kind);
        }
    }
}

/// Objects that others name.
fn references(index: &Index<'_>, edges: &mut Edges) {
    for (at, object) in index.objects.iter().enumerate() {
        let id = &object.id;
        let text = |path: &[&str]| object.node.text_at(path).unwrap_or_default();
        let named = match (id.group.as_str(), id.kind.as_str()) {
            ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => {
                let kind = text(&["roleRef", "kind"]);
                let namespace = if kind == "Role" { id.namespace.as_str() } else { "" };
                index.find("rbac.authorization.k8s.io", kind, namespace, text(&["roleRef", "name"]))
            }
            ("eks.amazonaws.com" | "elbv2.k8s.aws", "TargetGroupBinding") => {
                index.find("", "Service", &id.namespace, text(&["spec", "serviceRef", "name"]))
            }
            ("networking.k8s.io", "Ingress") => {
                index.find("networking.k8s.io", "IngressClass", "", text(&["spec", "ingressClassName"]))
            }
            ("argoproj.io", "Application") => {
                index.find("argoproj.io", "AppProject", &id.namespace, text(&["spec", "project"]))
            }
            ("argoproj.io", "ApplicationSet") => {
                let project = text(&["spec", "template", "spec", "project"]);
                index.find("argoproj.io", "AppProject", &id.namespace, project)
            }
            ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding") => {
                let name = text(&["spec", "policyName"]);
                index.find("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", "", name)
            }
            _ => None,
        };
        named.into_iter().for_each(|named| edges.add(at, named));
        if let Some(spec) = object.node.get("spec") {
            typed_references(index, edges, (at, id), spec);
        }
    }
}

/// References with a kind and a name, such as `nodeClassRef` of a NodePool and `issuerRef` of a Certificate.
fn typed_references(index: &Index<'_>, edges: &mut Edges, of: (usize, &Identity), node: &Node) {
    let (at, id) = of;
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| typed_references(index, edges, of, item)),
        Content::Map(entries) => {
            if let (Some(kind), Some(name)) = (node.text_at(&["kind"]), node.text_at(&["name"])) {
                let group = node.text_at(&["apiVersion"]).and_then(|of| of.split_once('/').map(|(group, _)| group));
                let group = node.text_at(&["group"]).or_else(|| node.text_at(&["apiGroup"])).or(group);
                let found = index.objects.iter().position(|object| {
                    object.id.kind == kind
                        && object.id.name == name
                        && group.is_none_or(|group| group == object.id.group)
                        && (object.id.namespace.is_empty() || object.id.namespace == id.namespace)
                });
                found.into_iter().for_each(|found| edges.add(at, found));
            }
            entries.iter().for_each(|entry| typed_references(index, edges, of, &entry.value));
        }
        _ => {}
    }
}

/// Configuration and permissions before the workloads in their namespace.
fn surroundings(index: &Index<'_>, edges: &mut Edges) {
    for (at, object) in index.objects.iter().enumerate() {
        let id = &object.id;
        let (here, everywhere) = match (id.group.as_str(), id.kind.as_str()) {
            (
                "",
                "ConfigMap" | "Secret" | "ServiceAccount" | "PersistentVolumeClaim" | "ResourceQuota" | "LimitRange",
            )
            | ("rbac.authorization.k8s.io", "Role" | "RoleBinding")
            | ("networking.k8s.io", "NetworkPolicy")
            | ("secrets-store.csi.x-k8s.io", "SecretProviderClass")
            | ("vpcresources.k8s.aws", "SecurityGroupPolicy") => (Some(id.namespace.as_str()), false),
            ("scheduling.k8s.io", "PriorityClass")
            | ("storage.k8s.io", "StorageClass" | "CSIDriver")
            | ("node.k8s.io", "RuntimeClass")
            | ("rbac.authorization.k8s.io", "ClusterRoleBinding") => (None, true),
            _ => continue,
        };
        let subjects: Vec<&str> = match id.kind.as_str() {
            "ClusterRoleBinding" => {
                let subjects = object.node.get("subjects").map(Node::items).unwrap_or_default();
                subjects.iter().filter_map(|subject| subject.text_at(&["namespace"])).collect()
            }
            _ => Vec::new(),
        };
        for workload in &index.workloads {
            let namespace = index.objects[*workload].id.namespace.as_str();
            let is_bound = id.kind != "ClusterRoleBinding" || subjects.contains(&namespace);
            if here == Some(namespace) || (everywhere && is_bound) {
                edges.add(*workload, at);
            }
        }
        // A claim names its class.
        if id.kind == "StorageClass" {
            let claims = index.objects.iter().enumerate().filter(|(_, of)| of.is("", "PersistentVolumeClaim"));
            claims.for_each(|(claim, _)| edges.add(claim, at));
        }
    }
}

/// What an object is in front of: a Service before an Ingress, a workload before its autoscaler, a server before the
/// APIService that answers through it.
fn front(index: &Index<'_>, at: usize) -> Vec<usize> {
    let object = &index.objects[at];
    if let Some(target) = scale_target(object) {
        return index.by_id.get(&target).copied().into_iter().collect();
    }
    if is_api_service(object) {
        return index.behind(object.node.path(&["spec", "service"]));
    }
    if object.is("networking.k8s.io", "Ingress") {
        let mut services = Vec::new();
        if let Some(spec) = object.node.get("spec") {
            backends(spec, &mut services);
        }
        return services.iter().filter_map(|name| index.find("", "Service", &object.id.namespace, name)).collect();
    }
    Vec::new()
}

/// The names of the Services in an Ingress.
fn backends<'n>(node: &'n Node, names: &mut Vec<&'n str>) {
    names.extend(node.text_at(&["service", "name"]));
    node.entries().iter().for_each(|entry| backends(&entry.value, names));
    node.items().iter().for_each(|item| backends(item, names));
}

fn is_api_service(object: &ManifestObject) -> bool {
    object.is("apiregistration.k8s.io", "APIService")
}

/// Whether an object needs its controller to exist, so that it is created and deleted properly.
pub(super) fn needs_controller(object: &ManifestObject) -> bool {
    has_outside_effects(object) || object.id.group.contains('.') && !object.id.group.ends_with(".k8s.io")
}
