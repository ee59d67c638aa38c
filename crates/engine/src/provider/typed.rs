//! The traits that a resource type and a data source implement.

use std::future::Future;

use super::context::{OperationContext, ReadContext};
use super::error::Result;
use super::{Id, Status};
use crate::model::prop::{Prop, Props};
use crate::model::schema::{Idempotency, Meta, OutputSchema, Schema};
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
/// [`Resource`] or [`DataSource`].
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

/// How a create avoids a second copy of a resource, and how an existing one is found.
///
/// A provider has a few strategies, such as [`ByClientToken`], which its types name as [`Resource::Identity`]. A type
/// that needs its own implements the trait for itself and writes `type Identity = Self`.
pub trait Identity<R: Resource>: Send + Sync + 'static {
    /// The promise that a create relies on.
    const IDEMPOTENCY: Idempotency;

    /// Returns the ids of the resources that an interrupted create of these properties may have created: found by
    /// ownership tag (which contains [`OperationContext::token`]) or by name, and owned by this declaration.
    fn find(cx: &OperationContext<R>, props: &R::Props) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let _ = (cx, props);
        async { Ok(Vec::new()) }
    }

    /// Returns the ids of all resources of the type in the region that this stack owns, if the API can list them.
    fn list(cx: &ReadContext<R::Api>) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let _ = cx;
        async { Ok(Vec::new()) }
    }
}

/// The API takes a client token: a repeated create returns the resource of the first one, so nothing is looked up.
#[derive(Clone, Copy, Debug)]
pub struct ByClientToken;

impl<R: Resource> Identity<R> for ByClientToken {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;
}

/// A resource type.
///
/// The executor may call every function again with the same arguments after a crash at any moment; the second call
/// must end in the same state: "already exists" and "already deleted" are successes. `create` records the id as soon
/// as it has one, through [`OperationContext::allocate`].
pub trait Resource: ResourceSchema {
    /// The provider's client for one region.
    type Api: Send + Sync + 'static;

    /// How a create avoids a second copy, and how an existing resource is found.
    type Identity: Identity<Self>;

    /// The behaviour of the type.
    fn meta() -> Meta;

    /// Checks properties that are all known, beyond their types and constraints: one sentence for each mistake,
    /// reported before any call.
    #[must_use]
    fn check(props: &Self::Props) -> Vec<String> {
        let _ = props;
        Vec::new()
    }

    /// Checks a change from the recorded to the desired properties, where both are valid and the transition is not:
    /// one sentence for each mistake, reported before any call.
    #[must_use]
    fn check_change(old: &Self::Props, new: &Self::Props) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }

    /// Creates the resource and waits until it can be used.
    ///
    /// The first call that creates anything goes through [`OperationContext::allocate`]. Every step after it must be
    /// repeatable: an interrupted create is resumed by calling `create` again, and `allocate` then returns the
    /// recorded id without a call.
    fn create(cx: &OperationContext<Self>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;

    /// Reads these resources in as few calls as the API allows. Leaves out those that do not exist; an error is never
    /// absence.
    fn read(cx: &ReadContext<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<ResourceState<Self>>>> + Send;

    /// Reads these resources from list calls only. For types that `read` reads with a call for each resource; the
    /// default is a full read.
    fn read_from_list(
        cx: &ReadContext<Self::Api>,
        ids: &[Id],
    ) -> impl Future<Output = Result<Vec<ListedState<Self>>>> + Send {
        async { Ok(Self::read(cx, ids).await?.into_iter().map(ListedState::complete).collect()) }
    }

    /// Updates the resource in place and waits until it can be used again. The default is for types whose every property
    /// replaces the resource.
    fn update(
        cx: &OperationContext<Self>,
        id: &Id,
        request: &UpdateRequest<Self>,
    ) -> impl Future<Output = Result<Self::Attrs>> + Send {
        let _ = (cx, id);
        async { Ok(request.attrs.clone()) }
    }

    /// Deletes the resource and waits until it no longer exists. Already deleted is a success.
    fn delete(
        cx: &OperationContext<Self>,
        id: &Id,
        request: &DeleteRequest<Self>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Reads the status of these resources, in the order of `ids`. For types where that takes fewer calls than `read`.
    fn status(cx: &ReadContext<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<Status>>> + Send {
        async move {
            let found = Self::read(cx, ids).await?;
            let status = |id: &Id| found.iter().find(|found| found.id == *id).map(|found| found.status.clone());
            Ok(ids.iter().map(|id| status(id).unwrap_or(Status::Absent)).collect())
        }
    }
}

/// A data source: something that is only read.
pub trait DataSource: ResourceSchema {
    /// What calls go through.
    type Api: Send + Sync + 'static;

    /// How it behaves; only the service, `global` and the read actions have a meaning.
    fn meta() -> Meta;

    /// Reads it.
    fn read(cx: &ReadContext<Self::Api>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;
}

/// The `Meta` of a resource type with everything that is derived from its traits. For the code that `#[resource]`
/// writes.
#[must_use]
pub fn resource_meta<R: Resource>() -> Meta {
    R::meta().idempotency(<R::Identity as Identity<R>>::IDEMPOTENCY)
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
