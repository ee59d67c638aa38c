//! Strategic merge patches: maps are merged, and of the kinds of Kubernetes itself, lists by the key of their elements.

use super::super::builtin;
use super::super::error::Result;
use super::super::node::{Content, Entry, Node};
use super::super::object::ManifestObject;

/// Lists of Kubernetes' own kinds that are merged, with the fields that tell their elements apart.
fn merge_key(field: &str) -> Option<&'static [&'static str]> {
    Some(match field {
        "containers"
        | "initContainers"
        | "ephemeralContainers"
        | "volumes"
        | "env"
        | "imagePullSecrets"
        | "secrets"
        | "webhooks"
        | "resourceClaims" => &["name"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        // Of a container and of a Service.
        "ports" => &["containerPort", "port"],
        "hostAliases" => &["ip"],
        "topologySpreadConstraints" => &["topologyKey"],
        _ => return None,
    })
}

/// Applies a patch to an object.
pub(super) fn apply(object: &mut ManifestObject, patch: &Node) -> Result<()> {
    let strategic = builtin::find(&object.id.group, &object.id.kind).is_some();
    merge(&mut object.node, patch, strategic)
}

/// Directives, which are no fields.
fn is_directive(key: &str) -> bool {
    key.starts_with("$patch")
        || key.starts_with("$retainKeys")
        || key.starts_with("$setElementOrder/")
        || key.starts_with("$deleteFromPrimitiveList/")
}

fn merge(node: &mut Node, patch: &Node, strategic: bool) -> Result<()> {
    let Content::Map(entries) = &patch.content else {
        *node = patch.clone();
        return Ok(());
    };
    match patch.text_at(&["$patch"]) {
        None | Some("merge") => {}
        Some("replace") => {
            *node = without_directives(patch)?;
            return Ok(());
        }
        Some(other) => {
            return Err(patch.error(format!("unsupported `$patch: {other}` here: expected `merge` or `replace`")));
        }
    }
    if !matches!(node.content, Content::Map(_)) {
        node.content = Content::Map(Vec::new());
    }
    for entry in entries {
        merge_entry(node, entry, strategic)?;
    }
    Ok(())
}

fn merge_entry(node: &mut Node, entry: &Entry, strategic: bool) -> Result<()> {
    let (key, value) = (entry.key.as_str(), &entry.value);
    if key == "$patch" {
        return Ok(());
    }
    if is_directive(key) {
        return Err(entry.at.error(format!("unsupported directive `{key}`: use a JSON patch with a `target`")));
    }
    match &value.content {
        Content::Null => {
            node.remove(key);
        }
        Content::Map(_) if value.text_at(&["$patch"]) == Some("delete") => {
            node.remove(key);
        }
        Content::Map(_) => match node.get_mut(key) {
            Some(own) => merge(own, value, strategic)?,
            None => node.set(key, without_directives(value)?),
        },
        Content::List(patches) => match (merge_key(key).filter(|_| strategic), node.get_mut(key)) {
            (Some(keys), Some(Node { content: Content::List(items), .. })) => merge_list(items, patches, keys)?,
            _ => node.set(key, without_directives(value)?),
        },
        _ => node.set(key, value.clone()),
    }
    Ok(())
}

/// Merges elements by their key. Those of the patch come first, as kustomize has them.
fn merge_list(items: &mut Vec<Node>, patches: &[Node], keys: &[&str]) -> Result<()> {
    if patches.iter().any(|patch| patch.entries().len() == 1 && patch.text_at(&["$patch"]) == Some("replace")) {
        items.clear();
    }
    let mut merged = Vec::new();
    for patch in patches {
        if patch.entries().len() == 1 && patch.text_at(&["$patch"]) == Some("replace") {
            continue;
        }
        let Some(key) = keys.iter().find(|key| patch.get(key).is_some()) else {
            return Err(patch.error(format!(
                "the element of a list has no `{}`, by which it is merged: set it",
                keys.join("` or `")
            )));
        };
        let own = items.iter().position(|item| {
            let value = |node: &Node| node.get(key).and_then(Node::to_value);
            let protocol = |node: &Node| node.text_at(&["protocol"]).unwrap_or("TCP").to_owned();
            let is_port = ["containerPort", "port"].contains(key);
            value(item).is_some() && value(item) == value(patch) && (!is_port || protocol(item) == protocol(patch))
        });
        match (own, patch.text_at(&["$patch"])) {
            (Some(index), Some("delete")) => drop(items.remove(index)),
            (None, Some("delete")) => {}
            (Some(index), _) => {
                let mut own = items.remove(index);
                merge(&mut own, patch, true)?;
                merged.push(own);
            }
            (None, _) => merged.push(without_directives(patch)?),
        }
    }
    merged.append(items);
    *items = merged;
    Ok(())
}

/// A value of a patch that takes the place of another.
fn without_directives(patch: &Node) -> Result<Node> {
    let content = match &patch.content {
        Content::List(items) => {
            let kept = items.iter().filter(|item| item.text_at(&["$patch"]) != Some("delete"));
            Content::List(kept.map(without_directives).collect::<Result<_>>()?)
        }
        Content::Map(entries) => {
            let mut kept = Vec::new();
            for entry in entries.iter().filter(|entry| entry.key != "$patch") {
                if is_directive(&entry.key) {
                    return Err(entry
                        .at
                        .error(format!("unsupported directive `{}`: use a JSON patch with a `target`", entry.key)));
                }
                kept.push(Entry { value: without_directives(&entry.value)?, ..entry.clone() });
            }
            Content::Map(kept)
        }
        _ => return Ok(patch.clone()),
    };
    Ok(Node { at: patch.at.clone(), content })
}
