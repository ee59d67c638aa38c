//! JSON patches (RFC 6902).

use super::super::error::Result;
use super::super::node::{Content, Node};
use super::file::{only, text_in};

pub(super) fn apply(node: &mut Node, operations: &[Node]) -> Result<()> {
    for operation in operations {
        only(operation, "patch", &["op", "path", "value", "from"])?;
        let pointer = |name: &str| -> Result<Vec<String>> {
            let Some(text) = text_in(operation, name)? else {
                return Err(operation.error(format!("the operation has no `{name}`: set it")));
            };
            let Some(text) = text.strip_prefix('/') else {
                return Err(
                    operation.error(format!("invalid `{name}` `{text}`: expected one such as `/spec/replicas`"))
                );
            };
            Ok(text.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect())
        };
        let value = || {
            // Null is a value here.
            let entry = operation.entries().iter().find(|entry| entry.key == "value");
            entry
                .map(|entry| entry.value.clone())
                .ok_or_else(|| operation.error("the operation has no `value`: set it"))
        };
        let path = pointer("path")?;
        match text_in(operation, "op")? {
            Some("add") => add(node, operation, &path, value()?)?,
            Some("remove") => {
                remove(node, operation, &path)?;
            }
            Some("replace") => {
                remove(node, operation, &path)?;
                add(node, operation, &path, value()?)?;
            }
            Some("move") => {
                let moved = remove(node, operation, &pointer("from")?)?;
                add(node, operation, &path, moved)?;
            }
            Some("copy") => {
                let copied = find(node, operation, &pointer("from")?)?.clone();
                add(node, operation, &path, copied)?;
            }
            Some("test") => {
                let found = find(node, operation, &path)?.to_value();
                if found.is_none() || found != value()?.to_value() {
                    return Err(
                        operation.error(format!("the test of `/{}` fails: the value is another", path.join("/")))
                    );
                }
            }
            _ => {
                return Err(operation.error(
                    "invalid operation: expected `op` to be `add`, `remove`, `replace`, `move`, `copy` or `test`",
                ));
            }
        }
    }
    Ok(())
}

fn missing(operation: &Node, path: &[String]) -> super::super::error::ManifestError {
    operation.error(format!(
        "the object has nothing at `/{}`: correct the path, or add what it leads through",
        path.join("/")
    ))
}

fn find<'n>(node: &'n mut Node, operation: &Node, path: &[String]) -> Result<&'n mut Node> {
    let mut at = node;
    for part in path {
        let next = match &mut at.content {
            Content::Map(entries) => entries.iter_mut().find(|entry| entry.key == *part).map(|entry| &mut entry.value),
            Content::List(items) => part.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
            _ => None,
        };
        at = next.ok_or_else(|| missing(operation, path))?;
    }
    Ok(at)
}

fn add(node: &mut Node, operation: &Node, path: &[String], value: Node) -> Result<()> {
    let Some((last, parents)) = path.split_last() else { return Err(missing(operation, path)) };
    let parent = find(node, operation, parents)?;
    match &mut parent.content {
        Content::Map(_) => parent.set(last, value),
        Content::List(items) if last == "-" => items.push(value),
        Content::List(items) => match last.parse::<usize>() {
            Ok(index) if index <= items.len() => items.insert(index, value),
            _ => return Err(missing(operation, path)),
        },
        _ => return Err(missing(operation, path)),
    }
    Ok(())
}

fn remove(node: &mut Node, operation: &Node, path: &[String]) -> Result<Node> {
    let Some((last, parents)) = path.split_last() else { return Err(missing(operation, path)) };
    let parent = find(node, operation, parents)?;
    let removed = match &mut parent.content {
        Content::List(items) => {
            last.parse::<usize>().ok().filter(|index| *index < items.len()).map(|index| items.remove(index))
        }
        _ => parent.remove(last),
    };
    removed.ok_or_else(|| missing(operation, path))
}
