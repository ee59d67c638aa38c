//! The schema of one resource type.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::handlers::{Handlers, Tagging, TaggingText};
use super::path::PropertyPath;
use super::shape::Shape;

/// Why a text is not a schema.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the schema of {type_name}: {cause}")]
pub struct ParseError {
    /// The type, if the text says it.
    pub type_name: String,
    /// What is wrong.
    pub cause: serde_json::Error,
}

/// Which of two resources a replacement has first, where CloudFormation's schema says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplacementOrder {
    /// The new one is created while the old one exists.
    CreateThenDelete,
    /// The old one must be deleted first.
    DeleteThenCreate,
}

/// The CloudFormation schema of one resource type.
#[derive(Clone, Debug)]
pub struct TypeSchema {
    /// The name: `AWS::Backup::BackupPlan`.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// AWS's page of the type, if the schema has it.
    pub documentation_url: Option<String>,
    /// The whole model as one shape: its properties, required ones, and combinations (`oneOf`, ..).
    pub model: Shape,
    /// The shapes that others refer to.
    pub definitions: BTreeMap<String, Shape>,
    /// The properties that identify a resource; several of them are joined by `|`. A few types have none.
    pub primary_identifier: Vec<PropertyPath>,
    /// Other sets of properties that identify a resource.
    pub additional_identifiers: Vec<Vec<PropertyPath>>,
    /// What AWS sets. A model of a create must not have it.
    pub read_only: Vec<PropertyPath>,
    /// What a read does not return.
    pub write_only: Vec<PropertyPath>,
    /// What only a create takes: a change replaces the resource.
    pub create_only: Vec<PropertyPath>,
    /// What an update takes under conditions that only the handler knows: a change may replace the resource.
    pub conditional_create_only: Vec<PropertyPath>,
    /// What should not be used any more.
    pub deprecated: Vec<PropertyPath>,
    /// How AWS may rewrite a value, in JSONata: a read value is equal to the declared one if it matches a result.
    pub transforms: BTreeMap<PropertyPath, String>,
    /// How it takes tags.
    pub tagging: Tagging,
    /// AWS's handlers.
    pub handlers: Handlers,
    /// The order of a replacement, if it is prescribed.
    pub replacement: Option<ReplacementOrder>,
    /// When AWS ends the service or the type, in words: "sunset on 2026-10-30".
    pub end_of_life: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    type_name: String,
    #[serde(default)]
    description: String,
    documentation_url: Option<String>,
    #[serde(default)]
    definitions: BTreeMap<String, Shape>,
    #[serde(default)]
    primary_identifier: Vec<String>,
    #[serde(default)]
    additional_identifiers: Vec<Identifier>,
    #[serde(default)]
    read_only_properties: Vec<String>,
    #[serde(default)]
    write_only_properties: Vec<String>,
    #[serde(default)]
    create_only_properties: Vec<String>,
    #[serde(default)]
    conditional_create_only_properties: Vec<String>,
    #[serde(default)]
    deprecated_properties: Vec<String>,
    #[serde(default)]
    property_transform: BTreeMap<String, String>,
    tagging: Option<TaggingText>,
    taggable: Option<bool>,
    #[serde(default)]
    handlers: Handlers,
    replacement_strategy: Option<ReplacementOrder>,
    lifecycle: Option<Lifecycle>,
}

/// One schema writes a path where the others write a list of paths.
#[derive(Deserialize)]
#[serde(untagged)]
enum Identifier {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct Lifecycle {
    status: String,
    date: Option<String>,
}

impl TypeSchema {
    /// Reads a schema.
    ///
    /// # Errors
    /// When the text is not JSON, or a part of it has not the type that it has in CloudFormation schemas.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let error = |cause| {
            let name = text.split_once("\"typeName\"").and_then(|(_, rest)| rest.split('"').nth(1));
            ParseError { type_name: name.unwrap_or("an unnamed type").to_owned(), cause }
        };
        let schema: Text = serde_json::from_str(text).map_err(error)?;
        let mut model: Shape = serde_json::from_str(text).map_err(error)?;
        model.description = None;
        let paths = |pointers: &[String]| pointers.iter().map(|pointer| PropertyPath::parse(pointer)).collect();
        let tagging = TaggingText::read(schema.tagging, schema.taggable, |name| model.properties.contains_key(name));
        Ok(Self {
            doc: schema.description,
            documentation_url: schema.documentation_url,
            definitions: schema.definitions,
            primary_identifier: paths(&schema.primary_identifier),
            additional_identifiers: schema
                .additional_identifiers
                .iter()
                .map(|identifier| match identifier {
                    Identifier::One(pointer) => vec![PropertyPath::parse(pointer)],
                    Identifier::Several(pointers) => paths(pointers),
                })
                .collect(),
            read_only: paths(&schema.read_only_properties),
            write_only: paths(&schema.write_only_properties),
            create_only: paths(&schema.create_only_properties),
            conditional_create_only: paths(&schema.conditional_create_only_properties),
            deprecated: paths(&schema.deprecated_properties),
            transforms: schema
                .property_transform
                .into_iter()
                .map(|(pointer, expression)| (PropertyPath::parse(&pointer), expression))
                .collect(),
            tagging,
            handlers: schema.handlers,
            replacement: schema.replacement_strategy,
            end_of_life: schema.lifecycle.map(|Lifecycle { status, date }| match date {
                Some(date) => format!("{status} on {date}"),
                None => status,
            }),
            name: schema.type_name,
            model,
        })
    }

    /// The service: `Backup`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.name.split("::").nth(1).unwrap_or(&self.name)
    }

    /// The name without its service: `BackupPlan`.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or(&self.name)
    }

    /// The top-level properties, sorted by name, with those that AWS sets.
    #[must_use]
    pub fn properties(&self) -> &BTreeMap<String, Shape> {
        &self.model.properties
    }

    /// Whether a program sets the property at this path: it is neither read-only nor in a read-only one. A path that identifies
    /// a resource may be both read-only and settable in a few schemas, so only the marks count.
    #[must_use]
    pub fn is_settable(&self, path: &PropertyPath) -> bool {
        !self.read_only.iter().any(|read_only| read_only.covers(path))
    }

    /// Whether a path is marked in this list, itself or by one around it.
    #[must_use]
    pub fn is_marked(marks: &[PropertyPath], path: &PropertyPath) -> bool {
        marks.iter().any(|mark| mark.covers(path))
    }

    /// The parts of the identifier that a program chooses, and those that AWS gives.
    #[must_use]
    pub fn identifier_parts(&self) -> (Vec<&PropertyPath>, Vec<&PropertyPath>) {
        self.primary_identifier.iter().partition(|path| self.is_settable(path))
    }
}
