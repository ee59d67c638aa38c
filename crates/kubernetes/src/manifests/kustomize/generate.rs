//! `configMapGenerator` and `secretGenerator`.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::super::error::Result;
use super::super::files;
use super::super::node::{Content, Entry, Node};
use super::super::object::{Identity, objects_of};
use super::Resource;
use super::file::{Kustomization, flag_in, list_in, map_in, only, text_in};

const FIELDS: [&str; 9] = ["name", "namespace", "literals", "files", "envs", "env", "type", "options", "behavior"];
const OPTIONS: [&str; 4] = ["disableNameSuffixHash", "labels", "annotations", "immutable"];
/// The mark of an object whose name is to have a hash. No manifest has it, because keys of metadata have no dollar sign.
const HASHED: &str = "$hashed";

/// Adds the generated objects.
pub(super) fn add(folder: &Path, file: &Kustomization, resources: &mut Vec<Resource>) -> Result<()> {
    for (name, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        for generator in file.list(name)? {
            only(generator, name, &FIELDS)?;
            let generated = generate(folder, file, generator, kind)?;
            let mut objects = Vec::new();
            objects_of(generated, &mut objects)?;
            resources.extend(objects.into_iter().map(|object| Resource { object, former: Vec::new() }));
        }
    }
    Ok(())
}

fn generate(folder: &Path, file: &Kustomization, generator: &Node, kind: &str) -> Result<Node> {
    let at = &generator.at;
    let Some(name) = text_in(generator, "name")? else {
        return Err(generator.error("`name` of the generator is missing: set it"));
    };
    if let Some(behavior) = text_in(generator, "behavior")?.filter(|behavior| *behavior != "create") {
        return Err(generator.error(format!("`behavior: {behavior}` is not supported: generate the whole {kind} here")));
    }
    let mut data: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut put = |node: &Node, key: String, value: Vec<u8>| match data.insert(key.clone(), value) {
        None => Ok(()),
        Some(_) => Err(node.error(format!("the generator has the key `{key}` twice: remove one of the two"))),
    };
    for literal in list_in(generator, "literals")? {
        let (key, value) = pair(literal)?;
        let unquoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        put(literal, key.to_owned(), unquoted.unwrap_or(value).as_bytes().to_vec())?;
    }
    for source in list_in(generator, "files")? {
        let text = known(source)?;
        let (key, path) = text.split_once('=').unwrap_or_else(|| (text.rsplit('/').next().unwrap_or(text), text));
        put(source, key.to_owned(), files::read_bytes(&folder.join(path))?)?;
    }
    let envs = list_in(generator, "envs")?.iter().chain(generator.get("env"));
    for source in envs {
        let path = folder.join(known(source)?);
        for line in files::read(&path)?.lines().map(str::trim_start) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                return Err(files::error(&path, "a line is not `KEY=value`: correct it"));
            };
            put(source, key.to_owned(), value.as_bytes().to_vec())?;
        }
    }
    let mut node = Node::new(at, Content::Map(Vec::new()));
    node.set("apiVersion", Node::of_text(at, "v1"));
    node.set("kind", Node::of_text(at, kind));
    let metadata = node.map_at("metadata");
    metadata.set("name", Node::of_text(at, name));
    if let Some(namespace) = text_in(generator, "namespace")? {
        metadata.set("namespace", Node::of_text(at, namespace));
    }
    let mut hashed = true;
    for options in [file.get("generatorOptions"), generator.get("options")].into_iter().flatten() {
        only(options, "options", &OPTIONS)?;
        for of in ["labels", "annotations"] {
            for entry in map_in(options, of)? {
                node.map_at("metadata").map_at(of).set(&entry.key, entry.value.clone());
            }
        }
        if flag_in(options, "immutable")? {
            node.set("immutable", Node::new(at, Content::Bool(true)));
        }
        hashed = hashed && !flag_in(options, "disableNameSuffixHash")?;
    }
    if kind == "Secret" {
        node.set("type", Node::of_text(at, text_in(generator, "type")?.unwrap_or("Opaque")));
    }
    let (mut texts, mut binary) = (Vec::new(), Vec::new());
    for (key, value) in data {
        let entry = |value: String| Entry { key: key.clone(), at: at.clone(), value: Node::of_text(at, value) };
        match String::from_utf8(value) {
            Ok(text) if kind == "ConfigMap" => texts.push(entry(text)),
            Ok(text) => texts.push(entry(BASE64_STANDARD.encode(text))),
            Err(bytes) if kind == "ConfigMap" => binary.push(entry(BASE64_STANDARD.encode(bytes.as_bytes()))),
            Err(bytes) => texts.push(entry(BASE64_STANDARD.encode(bytes.as_bytes()))),
        }
    }
    for (field, entries) in [("data", texts), ("binaryData", binary)] {
        if !entries.is_empty() {
            node.set(field, Node::new(at, Content::Map(entries)));
        }
    }
    if hashed {
        node.map_at("metadata").set(HASHED, Node::new(at, Content::Bool(true)));
    }
    Ok(node)
}

/// Appends a hash of the content to the names of generated objects, so that a change makes another object.
pub(super) fn add_hashes(resources: &mut [(Identity, Resource)]) -> Result<()> {
    for (_, resource) in resources {
        let object = &mut resource.object;
        if object.node.map_at("metadata").remove(HASHED).is_none() {
            continue;
        }
        let field = |name: &str| match object.node.get(name) {
            None => Ok(None),
            Some(node) => node.to_value().map(|value| Some(value.masked())).ok_or_else(|| {
                node.error(
                    "a value that is known only after an apply cannot be part of a name: set `disableNameSuffixHash`",
                )
            }),
        };
        let name = object.id.name.clone();
        let data = field("data")?.unwrap_or_else(|| json!(""));
        // Kustomize hashes an empty name.
        let mut hashed = json!({ "kind": object.id.kind, "name": "", "data": data });
        if object.id.kind == "Secret" {
            hashed["type"] = field("type")?.unwrap_or_default();
        }
        if let Some(binary) = field("binaryData")? {
            hashed["binaryData"] = binary;
        }
        object.set_name(format!("{name}-{}", suffix(&hashed.to_string())));
    }
    Ok(())
}

/// The suffix of kustomize: ten hexadecimal digits, without those that could spell words.
fn suffix(text: &str) -> String {
    // Go escapes these in JSON.
    let text = text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    let digest = Sha256::digest(text.as_bytes());
    let digits = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect::<String>();
    let letter = |digit| match digit {
        '0' => 'g',
        '1' => 'h',
        '3' => 'k',
        'a' => 'm',
        'e' => 't',
        digit => digit,
    };
    digits.chars().map(letter).collect()
}

fn known(node: &Node) -> Result<&str> {
    node.text().ok_or_else(|| node.error("a text that is known when the program runs is expected here"))
}

fn pair(node: &Node) -> Result<(&str, &str)> {
    known(node)?.split_once('=').ok_or_else(|| node.error("the literal is not `key=value`: correct it"))
}
