//! References to objects by name, which follow when an object gets another name or namespace.

use std::collections::HashMap;

use super::super::node::{Content, Node};
use super::super::object::Identity;
use super::Resource;

/// The objects with other names: kind, namespace and name, to namespace and name.
type Renamed = HashMap<(String, String, String), (String, String)>;

/// Lets every reference follow.
pub(super) fn follow(resources: &mut [(Identity, Resource)]) {
    let renamed: Renamed = resources
        .iter()
        .filter(|(before, resource)| *before != resource.object.id)
        .map(|(before, resource)| {
            let now = &resource.object.id;
            let key = (before.kind.clone(), before.namespace.clone(), before.name.clone());
            (key, (now.namespace.clone(), now.name.clone()))
        })
        .collect();
    if renamed.is_empty() {
        return;
    }
    for (before, resource) in resources {
        let follower = Follower { renamed: &renamed, namespace: &before.namespace };
        let Content::Map(entries) = &mut resource.object.node.content else { continue };
        for entry in
            entries.iter_mut().filter(|entry| !["apiVersion", "kind", "metadata"].contains(&entry.key.as_str()))
        {
            follower.entry(&entry.key, &mut entry.value);
        }
    }
}

struct Follower<'r> {
    renamed: &'r Renamed,
    /// The namespace in which the object was.
    namespace: &'r str,
}

impl Follower<'_> {
    fn entry(&self, key: &str, value: &mut Node) {
        match (&value.content, texts(key)) {
            (Content::Text(_), Some(kind)) => return self.text(kind, value),
            (Content::Text(_), None) => return,
            _ => {}
        }
        for (kind, field) in objects(key) {
            if let Some(name) = value.get_mut(field) {
                self.text(kind, name);
            }
        }
        if ["secrets", "imagePullSecrets"].contains(&key)
            && let Content::List(items) = &mut value.content
        {
            items.iter_mut().filter_map(|item| item.get_mut("name")).for_each(|name| self.text("Secret", name));
        }
        self.typed(value);
        if key == "service" {
            self.service(value);
        }
        match &mut value.content {
            Content::List(items) => items.iter_mut().for_each(|item| self.entry("", item)),
            Content::Map(entries) => entries.iter_mut().for_each(|entry| self.entry(&entry.key, &mut entry.value)),
            _ => {}
        }
    }

    /// The new namespace and name of an object that this one names.
    fn find(&self, kind: &str, namespace: Option<&str>, name: &str) -> Option<&(String, String)> {
        let key = |namespace: &str| (kind.to_owned(), namespace.to_owned(), name.to_owned());
        match namespace {
            Some(namespace) => self.renamed.get(&key(namespace)),
            None => self.renamed.get(&key(self.namespace)).or_else(|| self.renamed.get(&key(""))),
        }
    }

    /// A name in the same namespace, or of an object of the cluster.
    fn text(&self, kind: &str, node: &mut Node) {
        if let Content::Text(name) = &mut node.content
            && let Some((_, now)) = self.find(kind, None, name)
        {
            name.clone_from(now);
        }
    }

    /// A map with a kind and a name, and perhaps a namespace: `roleRef`, `subjects`, `scaleTargetRef`, `issuerRef`.
    fn typed(&self, node: &mut Node) {
        let text = |key: &str| node.text_at(&[key]).map(str::to_owned);
        let (Some(kind), Some(name)) = (text("kind"), text("name")) else { return };
        self.rename(node, &kind, &name);
    }

    /// A Service that a webhook or an APIService names with its namespace.
    fn service(&self, node: &mut Node) {
        if let Some(name) = node.text_at(&["name"]).map(str::to_owned) {
            self.rename(node, "Service", &name);
        }
    }

    fn rename(&self, node: &mut Node, kind: &str, name: &str) {
        let namespace = node.text_at(&["namespace"]).map(str::to_owned);
        let Some((now_in, now)) = self.find(kind, namespace.as_deref(), name) else { return };
        let at = node.at.clone();
        node.set("name", Node::of_text(&at, now.as_str()));
        if namespace.is_some() && !now_in.is_empty() {
            node.set("namespace", Node::of_text(&at, now_in.as_str()));
        }
    }
}

/// Fields that are the name of an object.
fn texts(key: &str) -> Option<&'static str> {
    Some(match key {
        "serviceAccountName" | "serviceAccount" => "ServiceAccount",
        "serviceName" | "activeService" | "previewService" | "stableService" | "canaryService" => "Service",
        "secretName" => "Secret",
        "claimName" => "PersistentVolumeClaim",
        "priorityClassName" => "PriorityClass",
        "runtimeClassName" => "RuntimeClass",
        "storageClassName" => "StorageClass",
        "ingressClassName" => "IngressClass",
        "secretProviderClass" => "SecretProviderClass",
        "policyName" => "ValidatingAdmissionPolicy",
        _ => return None,
    })
}

/// Maps in which a field is the name of an object.
fn objects(key: &str) -> &'static [(&'static str, &'static str)] {
    match key {
        "configMapRef" | "configMapKeyRef" | "configMap" => &[("ConfigMap", "name")],
        "secretRef" | "secretKeyRef" | "nodePublishSecretRef" | "secret" => &[("Secret", "name")],
        "serviceRef" => &[("Service", "name")],
        _ => &[],
    }
}
