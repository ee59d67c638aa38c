//! Admission and conversion webhooks: what answers them exists before the objects that they are asked about.

use super::check::Known;
use super::crd;
use super::node::Node;
use super::object::ManifestObject;
use super::order::{Edges, Index};

/// Whether an object configures admission webhooks.
pub(super) fn is_configuration(object: &ManifestObject) -> bool {
    object.id.group == "admissionregistration.k8s.io" && object.id.kind.ends_with("WebhookConfiguration")
}

pub(super) fn add_edges(index: &Index<'_>, known: &Known, edges: &mut Edges) {
    let configurations: Vec<usize> =
        (0..index.objects.len()).filter(|at| is_configuration(&index.objects[*at])).collect();
    for at in &configurations {
        for webhook in webhooks(&index.objects[*at]) {
            for needed in index.behind(webhook.path(&["clientConfig", "service"])) {
                edges.add(*at, needed);
            }
        }
    }
    for (object, of) in index.objects.iter().enumerate() {
        for at in configurations.iter().filter(|at| **at != object) {
            if webhooks(&index.objects[*at]).iter().any(|webhook| asks_about(index, webhook, of, known)) {
                edges.add(object, *at);
            }
        }
    }
    converted(index, edges);
}

fn webhooks(configuration: &ManifestObject) -> &[Node] {
    configuration.node.get("webhooks").map(Node::items).unwrap_or_default()
}

/// Objects whose CRD has a conversion webhook wait for what answers it.
fn converted(index: &Index<'_>, edges: &mut Edges) {
    for crd in index.objects.iter().filter(|object| crd::is_definition(object)) {
        let behind = index.behind(crd.node.path(&["spec", "conversion", "webhook", "clientConfig", "service"]));
        let kind = (crd.node.text_at(&["spec", "group"]), crd.node.text_at(&["spec", "names", "kind"]));
        for (at, object) in index.objects.iter().enumerate() {
            if kind == (Some(object.id.group.as_str()), Some(object.id.kind.as_str())) {
                behind.iter().for_each(|needed| edges.add(at, *needed));
            }
        }
    }
}

/// Whether a webhook is asked when an object is applied, or when its pods are created.
fn asks_about(index: &Index<'_>, webhook: &Node, object: &ManifestObject, known: &Known) -> bool {
    // Kubernetes never asks about the configurations themselves.
    if is_configuration(object) {
        return false;
    }
    let plural = known.facts(&object.id).plural;
    let namespaced = !object.id.namespace.is_empty();
    let rules = webhook.get("rules").map(Node::items).unwrap_or_default();
    let matches = |group: &str, version: &str, plural: &str| {
        rules.iter().any(|rule| {
            let has = |key: &str, text: &str| {
                let texts = rule.get(key).map(Node::items).unwrap_or_default();
                texts.iter().filter_map(Node::text).any(|of| of == "*" || of == text || of == format!("{text}/*"))
            };
            let scope = rule.text_at(&["scope"]).unwrap_or("*");
            let in_scope = scope == "*" || (scope == "Namespaced") == namespaced;
            let writes = ["CREATE", "UPDATE"].iter().any(|operation| has("operations", operation));
            // Rules match equivalent versions too, unless the webhook says otherwise.
            let exact = webhook.text_at(&["matchPolicy"]) == Some("Exact");
            let in_version = !exact || has("apiVersions", version);
            writes
                && in_scope
                && has("apiGroups", group)
                && in_version
                && (has("resources", plural) || has("resources", "*/*"))
        })
    };
    let own = plural.is_some_and(|plural| matches(&object.id.group, &object.version, plural));
    let labels = object.node.path(&["metadata", "labels"]);
    let of_pods = object.pod_template().filter(|_| matches("", "v1", "pods"));
    let pod_labels = of_pods.and_then(|template| template.path(&["metadata", "labels"]));
    let selects = |labels| webhook.get("objectSelector").is_none_or(|selector| selected(selector, labels));
    let in_namespace = !namespaced
        || webhook
            .get("namespaceSelector")
            .is_none_or(|selector| namespace_selected(index, selector, &object.id.namespace));
    in_namespace && ((own && selects(labels)) || (of_pods.is_some() && selects(pod_labels)))
}

/// Whether a selector selects a namespace. The labels of one that the program does not declare are unknown, so that it may.
fn namespace_selected(index: &Index<'_>, selector: &Node, name: &str) -> bool {
    let Some(namespace) = index.find("", "Namespace", "", name) else {
        return by_name_only(selector).is_none_or(|selector| selected_by(&selector, |_| Some(name.to_owned())));
    };
    let labels = index.objects[namespace].node.path(&["metadata", "labels"]);
    let label = |key: &str| match key {
        "kubernetes.io/metadata.name" => Some(name.to_owned()),
        key => labels.and_then(|labels| labels.text_at(&[key])).map(str::to_owned),
    };
    selected_by(&requirements(selector), label)
}

/// The requirements of a selector, if all are about the namespace's name.
fn by_name_only(selector: &Node) -> Option<Vec<Requirement<'_>>> {
    let requirements = requirements(selector);
    let by_name = requirements.iter().all(|requirement| requirement.key == "kubernetes.io/metadata.name");
    (by_name && !requirements.is_empty()).then_some(requirements)
}

struct Requirement<'n> {
    key: &'n str,
    operator: &'n str,
    values: Vec<&'n str>,
}

fn requirements(selector: &Node) -> Vec<Requirement<'_>> {
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    let labels = labels.iter().map(|entry| Requirement {
        key: &entry.key,
        operator: "In",
        values: entry.value.text().into_iter().collect(),
    });
    let expressions = selector.get("matchExpressions").map(Node::items).unwrap_or_default();
    let expressions = expressions.iter().map(|expression| Requirement {
        key: expression.text_at(&["key"]).unwrap_or_default(),
        operator: expression.text_at(&["operator"]).unwrap_or_default(),
        values: expression.get("values").map(Node::items).unwrap_or_default().iter().filter_map(Node::text).collect(),
    });
    labels.chain(expressions).collect()
}

fn selected_by(requirements: &[Requirement<'_>], label: impl Fn(&str) -> Option<String>) -> bool {
    requirements.iter().all(|requirement| {
        let value = label(requirement.key);
        let is_in = value.as_deref().is_some_and(|value| requirement.values.contains(&value));
        match requirement.operator {
            "In" => is_in,
            "NotIn" => !is_in,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => true,
        }
    })
}

/// Whether a selector selects these labels.
fn selected(selector: &Node, labels: Option<&Node>) -> bool {
    selected_by(&requirements(selector), |key| labels?.text_at(&[key]).map(str::to_owned))
}
