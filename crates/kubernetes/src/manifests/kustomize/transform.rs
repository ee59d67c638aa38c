//! Changes to every object: namespace, names, labels, annotations, replicas, images.

use super::super::check::Known;
use super::super::error::Result;
use super::super::node::{Content, Entry, Node};
use super::super::object::{Identity, ManifestObject};
use super::Resource;
use super::file::{Kustomization, flag_in, map_in, only, text_in};

pub(super) fn apply(file: &Kustomization, resources: &mut [(Identity, Resource)]) -> Result<()> {
    if let Some(namespace) = file.text("namespace")? {
        set_namespace(namespace, resources);
    }
    let (prefix, suffix) = (file.text("namePrefix")?.unwrap_or(""), file.text("nameSuffix")?.unwrap_or(""));
    for (_, resource) in resources.iter_mut() {
        let object = &mut resource.object;
        let keeps = ["CustomResourceDefinition", "APIService", "Namespace"].contains(&object.id.kind.as_str());
        if !(keeps || prefix.is_empty() && suffix.is_empty()) {
            object.set_name(format!("{prefix}{}{suffix}", object.id.name));
        }
    }
    let mut objects: Vec<&mut ManifestObject> =
        resources.iter_mut().map(|(_, resource)| &mut resource.object).collect();
    for label in file.map("commonLabels")? {
        objects.iter_mut().for_each(|object| set_label(object, label, Labels::Selectors));
    }
    for labels in file.list("labels")? {
        only(labels, "labels", &["pairs", "includeSelectors", "includeTemplates"])?;
        let reach = match (flag_in(labels, "includeSelectors")?, flag_in(labels, "includeTemplates")?) {
            (true, _) => Labels::Selectors,
            (false, true) => Labels::Templates,
            (false, false) => Labels::Objects,
        };
        for label in map_in(labels, "pairs")? {
            objects.iter_mut().for_each(|object| set_label(object, label, reach));
        }
    }
    for annotation in file.map("commonAnnotations")? {
        for object in &mut objects {
            for metadata in metadata_of(&mut object.node, true) {
                metadata.map_at("annotations").set(&annotation.key, annotation.value.clone());
            }
        }
    }
    for image in file.list("images")? {
        only(image, "images", &["name", "newName", "newTag", "digest"])?;
        let image = Image::read(image)?;
        objects.iter_mut().for_each(|object| image.set(&mut object.node));
    }
    for count in file.list("replicas")? {
        only(count, "replicas", &["name", "count"])?;
        set_replicas(count, resources)?;
    }
    Ok(())
}

fn set_namespace(namespace: &str, resources: &mut [(Identity, Resource)]) {
    let mut known = Known::default();
    let mut errors = Vec::new();
    for (_, resource) in resources.iter() {
        // A wrong definition is reported when the objects are checked.
        super::super::check::define_kinds(std::slice::from_ref(&resource.object), &mut known, &mut errors);
    }
    for (_, resource) in resources {
        let object = &mut resource.object;
        if object.is("", "Namespace") {
            object.set_name(namespace.to_owned());
        } else if known.facts(&object.id).namespaced != Some(false) {
            object.set_namespace(namespace);
        }
        let Some(Content::List(subjects)) = object.node.get_mut("subjects").map(|subjects| &mut subjects.content)
        else {
            continue;
        };
        // Accounts of the folder follow their new namespace; of the others, this is the one that every namespace has.
        for subject in subjects {
            let text = |key: &str| subject.text_at(&[key]);
            if text("kind") == Some("ServiceAccount") && text("name") == Some("default") {
                let at = subject.at.clone();
                subject.set("namespace", Node::of_text(&at, namespace));
            }
        }
    }
}

/// How far a label reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labels {
    Objects,
    /// And templates of pods.
    Templates,
    /// And selectors.
    Selectors,
}

fn set_label(object: &mut ManifestObject, label: &Entry, reach: Labels) {
    let set = |node: &mut Node| node.set(&label.key, label.value.clone());
    for metadata in metadata_of(&mut object.node, reach != Labels::Objects) {
        set(metadata.map_at("labels"));
    }
    if reach != Labels::Selectors {
        return;
    }
    let kind = object.id.kind.clone();
    let Some(spec) = object.node.get_mut("spec") else { return };
    match kind.as_str() {
        "Service" | "ReplicationController" => set(spec.map_at("selector")),
        "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet" => {
            set(spec.map_at("selector").map_at("matchLabels"));
            if let Some(Content::List(claims)) = spec.get_mut("volumeClaimTemplates").map(|claims| &mut claims.content)
            {
                claims.iter_mut().for_each(|claim| set(claim.map_at("metadata").map_at("labels")));
            }
        }
        _ => {}
    }
    selectors(spec, &set);
}

/// Selectors that exist: of affinities, topology, network policies and disruption budgets.
fn selectors(node: &mut Node, set: &impl Fn(&mut Node)) {
    match &mut node.content {
        Content::List(items) => items.iter_mut().for_each(|item| selectors(item, set)),
        Content::Map(entries) => {
            for entry in entries {
                let is_selector = ["labelSelector", "podSelector", "selector"].contains(&entry.key.as_str());
                match entry.value.get_mut("matchLabels").filter(|_| is_selector) {
                    Some(labels) => set(labels),
                    // The selector of namespaces is about other objects.
                    None if entry.key != "namespaceSelector" => selectors(&mut entry.value, set),
                    None => {}
                }
            }
        }
        _ => {}
    }
}

/// The metadata of an object, and of its templates.
fn metadata_of(node: &mut Node, templates: bool) -> Vec<&mut Node> {
    let has_template = |node: &Node, path: &[&str]| {
        templates && node.path(path).is_some_and(|template| template.get("spec").is_some())
    };
    let (plain, job) = (has_template(node, &["spec", "template"]), has_template(node, &["spec", "jobTemplate"]));
    node.map_at("metadata");
    let mut found = Vec::new();
    let Content::Map(entries) = &mut node.content else { return found };
    for entry in entries {
        match entry.key.as_str() {
            "metadata" => found.push(&mut entry.value),
            "spec" if job => {
                let job = entry.value.map_at("jobTemplate");
                job.map_at("metadata");
                job.map_at("spec").map_at("template").map_at("metadata");
                let Content::Map(parts) = &mut job.content else { continue };
                for part in parts {
                    match part.key.as_str() {
                        "metadata" => found.push(&mut part.value),
                        "spec" => found.push(part.value.map_at("template").map_at("metadata")),
                        _ => {}
                    }
                }
            }
            "spec" if plain => found.push(entry.value.map_at("template").map_at("metadata")),
            _ => {}
        }
    }
    found
}

/// The name is the one that an object has, or had before it was changed here or in a folder.
fn set_replicas(of: &Node, resources: &mut [(Identity, Resource)]) -> Result<()> {
    let name = text_in(of, "name")?.unwrap_or_default();
    let Some(count) = of.get("count") else {
        return Err(of.error("`count` is missing in `replicas`: set it"));
    };
    let mut found = false;
    for (before, resource) in resources {
        let scales = ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController", "Rollout"];
        let object = &mut resource.object;
        let is_named =
            object.id.name == name || before.name == name || resource.former.iter().any(|former| former.name == name);
        if is_named && scales.contains(&object.id.kind.as_str()) {
            object.node.map_at("spec").set("replicas", count.clone());
            found = true;
        }
    }
    if found { Ok(()) } else { Err(of.error(format!("no object named `{name}` has replicas: correct the name"))) }
}

/// A replaced image.
struct Image<'n> {
    name: &'n str,
    new_name: Option<&'n str>,
    tag: Option<&'n str>,
    digest: Option<&'n str>,
}

impl<'n> Image<'n> {
    fn read(node: &'n Node) -> Result<Self> {
        let Some(name) = text_in(node, "name")? else {
            return Err(node.error("`name` is missing in `images`: name the image to replace"));
        };
        let (new_name, tag) = (text_in(node, "newName")?, text_in(node, "newTag")?);
        Ok(Self { name, new_name, tag, digest: text_in(node, "digest")? })
    }

    /// Replaces the image in all containers.
    fn set(&self, node: &mut Node) {
        match &mut node.content {
            Content::List(items) => items.iter_mut().for_each(|item| self.set(item)),
            Content::Map(entries) => {
                for entry in entries {
                    if ["containers", "initContainers"].contains(&entry.key.as_str())
                        && let Content::List(containers) = &mut entry.value.content
                    {
                        for container in containers {
                            if let Some(Content::Text(image)) = container.get_mut("image").map(|of| &mut of.content)
                                && let Some(replaced) = self.replaced(image)
                            {
                                *image = replaced;
                            }
                        }
                    }
                    self.set(&mut entry.value);
                }
            }
            _ => {}
        }
    }

    fn replaced(&self, image: &str) -> Option<String> {
        let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
        let (name, tag) = match rest.rsplit_once(':') {
            // A colon before a slash belongs to the port of the registry.
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (rest, None),
        };
        if name != self.name {
            return None;
        }
        let name = self.new_name.unwrap_or(name);
        Some(match (self.digest, self.tag) {
            (Some(digest), Some(tag)) => format!("{name}:{tag}@{digest}"),
            (Some(digest), None) => format!("{name}@{digest}"),
            (None, Some(tag)) => format!("{name}:{tag}"),
            (None, None) => {
                let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
                format!("{name}{tag}{}", digest.map(|digest| format!("@{digest}")).unwrap_or_default())
            }
        })
    }
}
