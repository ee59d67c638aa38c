//! The schema of a resource type or data source as Rust types, and the values that its operations take and return.

use super::{Id, Status};
use crate::model::prop::{Prop, Props};
use crate::model::schema::{Meta, OutputSchema, Schema};
use crate::model::value::Value;

/// The attributes of a resource type or data source. Written by
/// `#[resource]` and `#[data_source]`.
pub trait Attributes: Prop {
    /// The attributes and their marks.
    fn outputs() -> Vec<OutputSchema>;
}

/// The state of one resource as a provider read it.
#[derive(Clone, Debug)]
pub struct ResourceState<R: ResourceSchema> {
    /// The id that the API knows the resource by.
    pub id: Id,
    /// The properties that the API returned; write-only ones are left out.
    pub props: R::Props,
    /// The attributes.
    pub attrs: R::Attrs,
    /// Whether the resource can be used.
    pub status: Status,
}

/// The state of one resource as far as list calls return it.
#[derive(Clone, Debug)]
pub struct ListedState<R: ResourceSchema> {
    pub(super) id: Id,
    pub(super) status: Status,
    /// The listed properties, by name.
    pub(super) props: Value,
    /// All attributes, or `None` when the list returns none.
    pub(super) attrs: Option<R::Attrs>,
    /// The properties that no list returns.
    pub(super) unread: Vec<&'static str>,
}

impl<R: ResourceSchema> ListedState<R> {
    /// The list returns every property.
    #[must_use]
    pub fn complete(state: ResourceState<R>) -> Self {
        Self::missing(state, &[])
    }

    /// The list returns every property except these.
    #[must_use]
    pub fn missing(state: ResourceState<R>, unread: &[&'static str]) -> Self {
        let ResourceState { id, props, attrs, status } = state;
        Self { id, status, props: props.into_value(), attrs: Some(attrs), unread: unread.to_vec() }
    }

    /// The list shows that the resource exists and returns no properties.
    #[must_use]
    pub fn exists_only(id: Id) -> Self {
        let unread = R::schema().inputs.fields.iter().map(|field| field.name).collect();
        Self { id, status: Status::Ready, props: Value::map(), attrs: None, unread }
    }

    /// Adds a property that the list returns.
    #[must_use]
    pub fn with(mut self, property: &str, value: impl Prop) -> Self {
        self.unread.retain(|unread| *unread != property);
        if let Some(props) = self.props.as_map_mut() {
            props.insert(property.to_owned(), value.into_value());
        }
        self
    }

    /// Sets the status.
    #[must_use]
    pub fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }
}

/// The request to update a resource in place.
#[derive(Clone, Debug)]
pub struct UpdateRequest<R: ResourceSchema> {
    /// The properties that were applied last.
    pub old: R::Props,
    /// The desired properties.
    pub new: R::Props,
    /// The recorded attributes.
    pub attrs: R::Attrs,
    /// The names of the top-level properties that differ.
    pub changed: Vec<String>,
}

impl<R: ResourceSchema> UpdateRequest<R> {
    /// Whether this property differs.
    #[must_use]
    pub fn has(&self, property: &str) -> bool {
        self.changed.iter().any(|name| name == property)
    }

    /// Whether another property than these differs.
    #[must_use]
    pub fn has_besides(&self, properties: &[&str]) -> bool {
        self.changed.iter().any(|name| !properties.contains(&name.as_str()))
    }

    /// Whether one of these properties differs.
    #[must_use]
    pub fn has_any(&self, properties: &[&str]) -> bool {
        properties.iter().any(|property| self.has(property))
    }
}

/// The request to delete a resource.
#[derive(Clone, Debug)]
pub struct DeleteRequest<R: ResourceSchema> {
    /// The properties that were applied last.
    pub props: R::Props,
    /// The recorded attributes; `None` when the create was interrupted.
    pub attrs: Option<R::Attrs>,
}

/// The schema of a resource type or a data source. Written by `#[resource]` and `#[data_source]`; the author adds
/// [`Resource`](super::Resource) or [`DataSource`](super::DataSource).
pub trait ResourceSchema: Send + Sync + Sized + 'static {
    /// The properties that a program sets.
    type Props: Props;
    /// The attributes that a resource has once it exists, or that a data source returns.
    type Attrs: Attributes;

    /// The type's name: `aws:ec2/Vpc`.
    const TYPE: &'static str;

    /// The schema, built once.
    fn schema() -> &'static Schema;
}

/// Builds a schema. For the code that `#[resource]` and `#[data_source]` write.
#[must_use]
pub fn schema_of<P: Props, A: Attributes>(
    type_name: &'static str,
    doc: &'static str,
    data_source: bool,
    meta: Meta,
) -> Schema {
    Schema { type_name, doc, data_source, inputs: P::record(), outputs: A::outputs(), meta }
}

/// The attributes as a map. For the registry.
pub(super) fn attributes_value<A: Attributes>(attrs: A) -> Value {
    attrs.into_value()
}
