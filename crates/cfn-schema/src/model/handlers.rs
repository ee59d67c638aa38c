//! What AWS's handlers of a type do: operations, permissions, tags.

use serde::Deserialize;

use super::path::PropertyPath;
use super::shape::Shape;

/// One handler.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Handler {
    /// The IAM actions that the handler calls with the caller's credentials.
    pub permissions: Vec<String>,
    /// After how many minutes CloudFormation gives up. CloudFormation's default is 120.
    pub timeout_in_minutes: Option<u64>,
    /// The model that a list request must have, of types that exist in another resource: `required` names the properties.
    pub handler_schema: Option<Shape>,
}

impl Handler {
    /// The properties that a list request must have; of alternatives, those of the first.
    #[must_use]
    pub fn required_model(&self) -> &[String] {
        let Some(schema) = &self.handler_schema else { return &[] };
        let alternatives = schema.one_of.iter().chain(&schema.any_of);
        let mut required = std::iter::once(schema).chain(alternatives).map(|schema| schema.required.as_slice());
        required.find(|names| !names.is_empty()).unwrap_or_default()
    }
}

/// The handlers of a type. A type without any is not available through Cloud Control.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Handlers {
    /// Creates a resource.
    pub create: Option<Handler>,
    /// Reads one resource.
    pub read: Option<Handler>,
    /// Updates a resource. Without it every change replaces.
    pub update: Option<Handler>,
    /// Deletes a resource.
    pub delete: Option<Handler>,
    /// Lists the identifiers of resources.
    pub list: Option<Handler>,
}

impl Handlers {
    /// Whether a list shows all resources of the type in a region.
    #[must_use]
    pub fn lists_all(&self) -> bool {
        self.list.as_ref().is_some_and(|list| list.required_model().is_empty())
    }

    /// Whether there are those that every type needs: to create, read and delete. `DescribeType` then decides whether Cloud
    /// Control has the type.
    #[must_use]
    pub fn are_complete(&self) -> bool {
        self.create.is_some() && self.delete.is_some() && self.read.is_some()
    }
}

/// How a type takes tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagging {
    /// Whether resources take tags.
    pub taggable: bool,
    /// Whether a create takes them. Otherwise they are set by an update.
    pub on_create: bool,
    /// Whether they can be changed.
    pub updatable: bool,
    /// Whether CloudFormation adds its own tags.
    pub system_tags: bool,
    /// The property that has them.
    pub property: Option<PropertyPath>,
}

/// Tagging as a schema writes it: each part has a default of CloudFormation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TaggingText {
    taggable: Option<bool>,
    tag_on_create: Option<bool>,
    tag_updatable: Option<bool>,
    cloud_formation_system_tags: Option<bool>,
    tag_property: Option<String>,
}

impl TaggingText {
    /// The tagging of a type that has these top-level properties. An older schema says `taggable` at its top, if anything.
    pub(super) fn read(this: Option<Self>, legacy: Option<bool>, has: impl Fn(&str) -> bool) -> Tagging {
        let text = this.unwrap_or_default();
        let taggable = text.taggable.or(legacy).unwrap_or(true);
        let property = text.tag_property.as_deref().map(PropertyPath::parse);
        let property = property.or_else(|| has("Tags").then(|| PropertyPath::of("Tags")));
        Tagging {
            taggable: taggable && property.is_some(),
            on_create: text.tag_on_create.unwrap_or(true),
            updatable: text.tag_updatable.unwrap_or(true),
            system_tags: text.cloud_formation_system_tags.unwrap_or(true),
            property: property.filter(|_| taggable),
        }
    }
}
