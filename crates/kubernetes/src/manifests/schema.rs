//! Structural schemas of CustomResourceDefinitions: what an API server would refuse, found without one.
//!
//! CEL rules (`x-kubernetes-validations`) are left to the API server.

use std::collections::HashSet;

use regex::Regex;

use super::error::{ManifestError, did_you_mean};
use super::node::{Content, Node};

/// Errors of one object after which no more are looked for.
const MAX_ERRORS: usize = 20;

/// Checks an object, whose type fields and metadata its schema need not have.
pub(crate) fn check_object(name: &str, object: &Node, schema: &Node, errors: &mut Vec<ManifestError>) {
    let mut check = Check { errors: Vec::new() };
    check.value(object, schema, name, Mode::Resource);
    errors.extend(check.errors);
}

/// How fields that a schema does not have are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// They are errors, except for those that every object has.
    Resource,
    /// They are errors.
    Part,
    /// They are no errors: in a condition (`allOf`, `anyOf`, `oneOf`, `not`) that another schema surrounds.
    Condition,
}

struct Check {
    errors: Vec<ManifestError>,
}

impl Check {
    fn error(&mut self, node: &Node, message: String) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(node.error(message));
        }
    }

    fn value(&mut self, node: &Node, schema: &Node, path: &str, mode: Mode) {
        let is_open = matches!(node.content, Content::Output(_)) || self.errors.len() >= MAX_ERRORS;
        let nullable = matches!(node.content, Content::Null) && flag(schema, "nullable");
        if is_open || nullable {
            return;
        }
        if flag(schema, "x-kubernetes-int-or-string") {
            if !matches!(node.content, Content::Int(_) | Content::Text(_)) {
                let kind = node.kind_name();
                self.error(node, format!("{path} is {kind}, and a whole number or a text is expected"));
                return;
            }
        } else if let Some(expected) = schema.text_at(&["type"])
            && !has_type(node, expected)
        {
            let (kind, expected) = (node.kind_name(), type_name(expected));
            self.error(node, format!("{path} is {kind}, and {expected} is expected"));
            return;
        }
        self.enumeration(node, schema, path);
        match &node.content {
            Content::Map(_) => self.map(node, schema, path, mode),
            Content::List(_) => self.list(node, schema, path, mode),
            Content::Text(text) => self.text(node, text, schema, path),
            #[expect(clippy::cast_precision_loss, reason = "bounds in schemas are far below 2^53")]
            Content::Int(number) => {
                let narrow = schema.text_at(&["format"]) == Some("int32") && i32::try_from(*number).is_err();
                if narrow {
                    self.error(node, format!("{path} does not fit into 32 bits"));
                }
                self.number(node, *number as f64, schema, path);
            }
            Content::Float(number) => self.number(node, *number, schema, path),
            _ => {}
        }
        self.conditions(node, schema, path);
    }

    fn map(&mut self, node: &Node, schema: &Node, path: &str, mode: Mode) {
        let mode = if flag(schema, "x-kubernetes-embedded-resource") { Mode::Resource } else { mode };
        let properties = schema.get("properties");
        let additional = schema.get("additionalProperties");
        let open = flag(schema, "x-kubernetes-preserve-unknown-fields")
            || mode == Mode::Condition
            || additional.is_some_and(|of| matches!(of.content, Content::Bool(true)));
        for entry in node.entries() {
            if matches!(entry.value.content, Content::Null) {
                continue;
            }
            let of_object = mode == Mode::Resource && ["apiVersion", "kind", "metadata"].contains(&entry.key.as_str());
            if of_object {
                continue;
            }
            let inner = format!("{path}: `{}`", entry.key);
            let inner = path
                .rsplit_once(": `")
                .map_or(inner, |(object, rest)| format!("{object}: `{}.{}`", rest.trim_end_matches('`'), entry.key));
            let below = if mode == Mode::Condition { Mode::Condition } else { Mode::Part };
            if let Some(of) = properties.and_then(|properties| properties.get(&entry.key)) {
                self.value(&entry.value, of, &inner, below);
            } else if let Some(of) = additional.filter(|of| matches!(of.content, Content::Map(_))) {
                self.value(&entry.value, of, &inner, below);
            } else if !open {
                let known = properties.map(Node::entries).unwrap_or_default();
                let near = did_you_mean(&entry.key, known.iter().map(|known| known.key.as_str()));
                if self.errors.len() < MAX_ERRORS {
                    self.errors.push(
                        entry.at.error(format!("{inner} is not a field of the schema{near}: remove or rename it")),
                    );
                }
            }
        }
        for name in schema.get("required").map(Node::items).unwrap_or_default() {
            let Some(name) = name.text() else { continue };
            let has_default = properties.and_then(|properties| properties.path(&[name, "default"])).is_some();
            if node.get(name).is_none() && !has_default {
                self.error(node, format!("{path} lacks the required field `{name}`: set it"));
            }
        }
        let count = node.entries().len();
        self.bounds(node, count, (schema, "minProperties", "maxProperties"), path, "entries");
    }

    fn list(&mut self, node: &Node, schema: &Node, path: &str, mode: Mode) {
        let items = node.items();
        let below = if mode == Mode::Condition { Mode::Condition } else { Mode::Part };
        if let Some(of) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                let inner = match path.strip_suffix('`') {
                    Some(path) => format!("{path}[{index}]`"),
                    None => format!("{path}[{index}]"),
                };
                self.value(item, of, &inner, below);
            }
        }
        self.bounds(node, items.len(), (schema, "minItems", "maxItems"), path, "elements");
        let keys: Vec<&str> = schema
            .get("x-kubernetes-list-map-keys")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::text)
            .collect();
        let is_set = schema.text_at(&["x-kubernetes-list-type"]) == Some("set") || flag(schema, "uniqueItems");
        if keys.is_empty() && !is_set {
            return;
        }
        let mut seen = HashSet::new();
        for item in items {
            let key = if keys.is_empty() {
                item.to_value().map(|value| value.digest())
            } else {
                let values: Option<Vec<String>> = keys
                    .iter()
                    .map(|key| item.get(key).map_or(Some(String::new()), |node| Some(node.to_value()?.digest())))
                    .collect();
                values.map(|values| values.join(" "))
            };
            if key.is_some_and(|key| !seen.insert(key)) {
                let by = if keys.is_empty() { String::new() } else { format!(" by `{}`", keys.join("`, `")) };
                self.error(item, format!("{path} has this element twice{by}: remove one of the two"));
            }
        }
    }

    fn text(&mut self, node: &Node, text: &str, schema: &Node, path: &str) {
        self.bounds(node, text.chars().count(), (schema, "minLength", "maxLength"), path, "characters");
        let Some(pattern) = schema.text_at(&["pattern"]) else { return };
        // Go's syntax; what this crate cannot read is left to the API server.
        if Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text)) {
            self.error(node, format!("{path} does not match the pattern `{pattern}`"));
        }
    }

    fn number(&mut self, node: &Node, number: f64, schema: &Node, path: &str) {
        if let Some(minimum) = number_at(schema, "minimum") {
            let exclusive = flag(schema, "exclusiveMinimum");
            if number < minimum || (exclusive && number <= minimum) {
                let than = if exclusive { "more than" } else { "at least" };
                self.error(node, format!("{path} is {number}, and {than} {minimum} is expected"));
            }
        }
        if let Some(maximum) = number_at(schema, "maximum") {
            let exclusive = flag(schema, "exclusiveMaximum");
            if number > maximum || (exclusive && number >= maximum) {
                let than = if exclusive { "less than" } else { "at most" };
                self.error(node, format!("{path} is {number}, and {than} {maximum} is expected"));
            }
        }
        if let Some(step) = number_at(schema, "multipleOf").filter(|step| *step > 0.0)
            && (number / step).fract() != 0.0
        {
            self.error(node, format!("{path} is {number}, and a multiple of {step} is expected"));
        }
    }

    fn enumeration(&mut self, node: &Node, schema: &Node, path: &str) {
        let Some(allowed) = schema.get("enum") else { return };
        let value = node.to_value();
        if !allowed.items().iter().any(|allowed| allowed.to_value() == value) {
            let allowed: Vec<String> = allowed
                .items()
                .iter()
                .filter_map(|allowed| {
                    allowed.to_value().map(|value| format!("`{}`", value.masked().to_string().trim_matches('"')))
                })
                .collect();
            self.error(node, format!("{path} is none of the allowed values: use {}", allowed.join(", ")));
        }
    }

    /// Counts against a lower and an upper bound of the schema.
    fn bounds(&mut self, node: &Node, count: usize, of: (&Node, &str, &str), path: &str, what: &str) {
        let (schema, least, most) = of;
        #[expect(clippy::cast_precision_loss, reason = "no count reaches 2^52")]
        let number = count as f64;
        if let Some(least) = number_at(schema, least).filter(|least| number < *least) {
            self.error(node, format!("{path} has {count} {what}, and at least {least} are expected"));
        }
        if let Some(most) = number_at(schema, most).filter(|most| number > *most) {
            self.error(node, format!("{path} has {count} {what}, and at most {most} are expected"));
        }
    }

    fn conditions(&mut self, node: &Node, schema: &Node, path: &str) {
        for of in schema.get("allOf").map(Node::items).unwrap_or_default() {
            self.value(node, of, path, Mode::Condition);
        }
        // A value of the program may fulfil any of them.
        if node.to_value().is_none() {
            return;
        }
        if let Some(any) = schema.get("anyOf")
            && !any.items().iter().any(|of| fits(node, of))
        {
            self.error(node, format!("{path} fits none of the alternatives that its schema allows (`anyOf`)"));
        }
        if let Some(one) = schema.get("oneOf") {
            let count = one.items().iter().filter(|of| fits(node, of)).count();
            if count != 1 {
                let message =
                    format!("{path} fits {count} of the alternatives of which its schema allows one (`oneOf`)");
                self.error(node, message);
            }
        }
        if let Some(not) = schema.get("not")
            && fits(node, not)
        {
            self.error(node, format!("{path} is what its schema excludes (`not`)"));
        }
    }
}

fn fits(node: &Node, schema: &Node) -> bool {
    let mut check = Check { errors: Vec::new() };
    check.value(node, schema, "", Mode::Condition);
    check.errors.is_empty()
}

fn flag(schema: &Node, name: &str) -> bool {
    schema.get(name).is_some_and(|of| matches!(of.content, Content::Bool(true)))
}

#[expect(clippy::cast_precision_loss, reason = "bounds in schemas are far below 2^53")]
fn number_at(schema: &Node, name: &str) -> Option<f64> {
    match schema.get(name)?.content {
        Content::Int(number) => Some(number as f64),
        Content::Float(number) => Some(number),
        _ => None,
    }
}

fn has_type(node: &Node, expected: &str) -> bool {
    match expected {
        "object" => matches!(node.content, Content::Map(_)),
        "array" => matches!(node.content, Content::List(_)),
        "string" => matches!(node.content, Content::Text(_)),
        "integer" => matches!(node.content, Content::Int(_)),
        "number" => matches!(node.content, Content::Int(_) | Content::Float(_)),
        "boolean" => matches!(node.content, Content::Bool(_)),
        _ => true,
    }
}

fn type_name(expected: &str) -> &str {
    match expected {
        "object" => "a map",
        "array" => "a list",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "a boolean",
        other => other,
    }
}
