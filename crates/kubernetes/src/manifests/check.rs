//! What is wrong with a set of objects, found without a cluster.

use std::collections::{BTreeMap, BTreeSet};

use super::builtin;
use super::crd::{self, CustomKinds};
use super::error::{ManifestError, did_you_mean};
use super::node::Node;
use super::object::{Identity, ManifestObject};

/// What a set of objects may refer to beyond itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Kinds of CRDs, those of other sets included.
    pub(crate) kinds: CustomKinds,
    /// Groups, and kinds as `group/Kind`, that the cluster serves.
    pub(crate) served: BTreeSet<String>,
    /// The minor version of Kubernetes, if the program says it.
    pub(crate) minor: Option<u32>,
}

/// The facts about an object's kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KindFacts<'k> {
    pub(crate) plural: Option<&'k str>,
    /// `None` if only the cluster knows it.
    pub(crate) namespaced: Option<bool>,
}

impl Known {
    /// The facts of a kind, as far as the program shows them.
    pub(crate) fn facts(&self, id: &Identity) -> KindFacts<'_> {
        if let Some(kind) = builtin::find(&id.group, &id.kind) {
            return KindFacts { plural: Some(kind.plural), namespaced: Some(kind.namespaced) };
        }
        if let Some(kind) = self.kinds.get(&(id.group.clone(), id.kind.clone())) {
            return KindFacts { plural: Some(&kind.plural), namespaced: Some(kind.namespaced) };
        }
        let namespaced =
            builtin::brought_by_eks(&id.group).then(|| !builtin::is_cluster_scoped_in_eks(&id.group, &id.kind));
        KindFacts { plural: None, namespaced }
    }

    /// Why the cluster would not know the kind of an object.
    fn refusal(&self, object: &ManifestObject) -> Option<String> {
        let Identity { group, kind, .. } = &object.id;
        if self.served.contains(group) || self.served.contains(&format!("{group}/{kind}")) {
            return None;
        }
        if let Some(builtin) = builtin::find(group, kind) {
            return builtin.refusal(&object.version, self.minor);
        }
        if self.kinds.contains_key(&(group.clone(), kind.clone())) || builtin::brought_by_eks(group) {
            return None;
        }
        let elsewhere: Vec<String> = builtin::named(kind).filter_map(builtin::Builtin::api_version).collect();
        let api_version = object.api_version();
        if builtin::has_group(group) {
            let near = if elsewhere.is_empty() { did_you_mean(kind, builtin::names()) } else { String::new() };
            let advice = match elsewhere.first() {
                Some(of) => format!("use `{of}`"),
                None => "correct the kind or its apiVersion".to_owned(),
            };
            return Some(format!("Kubernetes has no kind {kind} in the apiVersion `{api_version}`{near}\n{advice}"));
        }
        let defined = self.kinds.keys().filter(|(of, _)| of == group).map(|(_, kind)| kind.as_str());
        let near = did_you_mean(kind, defined);
        Some(format!(
            "no CustomResourceDefinition of the program defines {kind} in the group `{group}`{near}\nAdd its manifests, name the \
             set that has it with `.after(..)`, or name what the cluster serves with `.served_by_cluster(\"{group}\")`"
        ))
    }
}

/// Completes the objects' namespaces: namespaced ones without one get the default, and objects of the cluster have none.
pub(crate) fn complete_namespaces(objects: &mut [ManifestObject], known: &Known, default: &str) {
    for object in objects {
        match known.facts(&object.id).namespaced {
            Some(true) if object.id.namespace.is_empty() => object.set_namespace(default),
            Some(false) if !object.id.namespace.is_empty() => object.clear_namespace(),
            _ => {}
        }
    }
}

/// The errors of a set of objects.
pub(crate) fn check(objects: &[ManifestObject], known: &Known, left_out: &BTreeSet<String>) -> Vec<ManifestError> {
    let mut errors = Vec::new();
    let mut first: BTreeMap<&Identity, &ManifestObject> = BTreeMap::new();
    for object in objects {
        errors.extend(known.refusal(object).map(|message| object.at().error(message)));
        if let Some(kind) = known.kinds.get(&(object.id.group.clone(), object.id.kind.clone())) {
            kind.check(object, &mut errors);
        }
        errors.extend(hook(object, left_out));
        errors.extend(argo(object));
        if let Some(other) = first.get(&object.id) {
            errors.push(object.at().error(format!(
                "{} is already declared at {}: remove one of the two",
                object.id,
                other.at()
            )));
        } else {
            first.insert(&object.id, object);
        }
    }
    scaled_twice(objects, &first, &mut errors);
    errors
}

/// A Helm hook, which only Helm runs.
fn hook(object: &ManifestObject, left_out: &BTreeSet<String>) -> Option<ManifestError> {
    let hook = object.node.path(&["metadata", "annotations", "helm.sh/hook"])?;
    let name = hook_name(object);
    if left_out.contains(&name) {
        return None;
    }
    let points = hook.text().unwrap_or_default();
    Some(hook.error(format!(
        "{} is a Helm hook (`{points}`), which only Helm runs\nIf it is not needed, leave it out with `.without_hook(\"{name}\")`; \
         otherwise remove the annotation, or do its work in a hook of a resource",
        object.id
    )))
}

/// The name by which a program leaves a hook out.
pub(crate) fn hook_name(object: &ManifestObject) -> String {
    format!("{}/{}", object.id.kind, object.id.name)
}

/// Whether an object is a Helm hook.
pub(crate) fn is_hook(object: &ManifestObject) -> bool {
    object.node.path(&["metadata", "annotations", "helm.sh/hook"]).is_some()
}

/// An object that Argo CD owns.
fn argo(object: &ManifestObject) -> Option<ManifestError> {
    let metadata = object.node.get("metadata")?;
    let marks = [("annotations", "argocd.argoproj.io/tracking-id"), ("labels", "argocd.argoproj.io/instance")];
    marks.iter().find_map(|(of, key)| {
        let mark = metadata.path(&[of, key])?;
        Some(mark.error(format!(
            "{} has `{key}`: Argo CD owns it, and an object has one owner\nLeave it to Argo CD, or remove the mark",
            object.id
        )))
    })
}

/// A workload whose replicas both the program and an autoscaler set.
fn scaled_twice(
    objects: &[ManifestObject],
    by_id: &BTreeMap<&Identity, &ManifestObject>,
    errors: &mut Vec<ManifestError>,
) {
    for scaler in objects {
        let Some(target) = scale_target(scaler) else { continue };
        let Some(replicas) = by_id.get(&target).and_then(|target| target.node.path(&["spec", "replicas"])) else {
            continue;
        };
        errors.push(replicas.error(format!(
            "{target} sets `replicas`, and the {} at {} changes them: remove `replicas`, and set the least number in the \
             {}",
            scaler.id.kind,
            scaler.at(),
            scaler.id.kind
        )));
    }
}

/// What an autoscaler scales.
pub(crate) fn scale_target(scaler: &ManifestObject) -> Option<Identity> {
    let (default_group, default_kind) = match (scaler.id.group.as_str(), scaler.id.kind.as_str()) {
        ("autoscaling", "HorizontalPodAutoscaler") => ("", ""),
        ("keda.sh", "ScaledObject") => ("apps", "Deployment"),
        _ => return None,
    };
    let target = scaler.node.path(&["spec", "scaleTargetRef"])?;
    let text = |node: &Node, key: &str, default: &str| node.text_at(&[key]).unwrap_or(default).to_owned();
    let group = match target.text_at(&["apiVersion"]) {
        Some(version) => version.split_once('/').map_or(String::new(), |(group, _)| group.to_owned()),
        None => default_group.to_owned(),
    };
    Some(Identity {
        group,
        kind: text(target, "kind", default_kind),
        namespace: scaler.id.namespace.clone(),
        name: text(target, "name", ""),
    })
}

/// The kinds that the CRDs of a set define, beside those known already.
pub(crate) fn define_kinds(objects: &[ManifestObject], known: &mut Known, errors: &mut Vec<ManifestError>) {
    for object in objects.iter().filter(|object| crd::is_definition(object)) {
        errors.extend(crd::define(object, &mut known.kinds).err());
    }
}
