//! The traits that a resource type and a data source implement.

use std::future::Future;

use super::context::{Cx, OpCx};
use super::error::Result;
use super::{Id, Status};
use crate::model::prop::{Prop, Props};
use crate::model::schema::{Meta, OutputSchema, Schema};
use crate::model::value::Value;

/// The attributes of a resource type or data source, with its handle's static description. Written by
/// `#[resource]` and `#[data_source]`.
pub trait Attributes: Prop {
    /// The attributes and their marks.
    fn outputs() -> Vec<OutputSchema>;
}

/// What a resource looks like in reality.
#[derive(Clone, Debug)]
pub struct Seen<R: Resource> {
    /// Its id.
    pub id: Id,
    /// Its properties as the API tells them; write-only ones left out.
    pub props: R::Props,
    /// Its attributes.
    pub attrs: R::Attrs,
    /// Whether it can be used.
    pub status: Status,
}

/// What lists tell of a resource.
#[derive(Clone, Debug)]
pub struct Glance<R: Resource> {
    /// Its id.
    pub(super) id: Id,
    /// Whether it can be used, as far as a list says so.
    pub(super) status: Status,
    /// Properties, by their names.
    pub(super) props: Value,
    /// All attributes, or nothing of them.
    pub(super) attrs: Option<R::Attrs>,
    /// The properties that no list shows.
    pub(super) unread: Vec<&'static str>,
}

impl<R: Resource> Glance<R> {
    /// Lists tell everything.
    #[must_use]
    pub fn whole(seen: Seen<R>) -> Self {
        Self::without(seen, &[])
    }

    /// Lists tell everything but these properties.
    #[must_use]
    pub fn without(seen: Seen<R>, unread: &[&'static str]) -> Self {
        let Seen { id, props, attrs, status } = seen;
        Self { id, status, props: props.into_value(), attrs: Some(attrs), unread: unread.to_vec() }
    }

    /// Lists tell no more than that it is there.
    #[must_use]
    pub fn there(id: Id) -> Self {
        let unread = R::schema().inputs.fields.iter().map(|field| field.name).collect();
        Self { id, status: Status::Ready, props: Value::map(), attrs: None, unread }
    }

    /// And this property.
    #[must_use]
    pub fn with(mut self, property: &str, value: impl Prop) -> Self {
        self.unread.retain(|unread| *unread != property);
        if let Some(props) = self.props.as_map_mut() {
            props.insert(property.to_owned(), value.into_value());
        }
        self
    }

    /// And in this state.
    #[must_use]
    pub fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }
}

/// An update in place: what was applied last and what is wanted now.
#[derive(Clone, Debug)]
pub struct Change<P, A> {
    /// The properties that were applied last.
    pub old: P,
    /// The properties that are wanted.
    pub new: P,
    /// The attributes as recorded.
    pub attrs: A,
    /// The names of the top-level properties that differ.
    pub changed: Vec<String>,
}

impl<P, A> Change<P, A> {
    /// Whether this property differs.
    #[must_use]
    pub fn has(&self, property: &str) -> bool {
        self.changed.iter().any(|name| name == property)
    }
}

/// What was recorded of a resource that is to be deleted.
#[derive(Clone, Debug)]
pub struct Last<P, A> {
    /// The properties that were applied last. `None` for a create that was interrupted before it ended and whose
    /// properties can no longer be read.
    pub props: P,
    /// The attributes; `None` when the create did not end.
    pub attrs: Option<A>,
}

/// What a resource type or a data source is, apart from how it works. Written by `#[resource]` and
/// `#[data_source]`; what the author adds is [`Resource`] or [`DataSource`].
pub trait Described: Send + Sync + Sized + 'static {
    /// What a program gives.
    type Props: Props;
    /// What a resource has once it exists, or what a data source answers.
    type Attrs: Attributes;

    /// The type's name: `aws:ec2/Vpc`.
    const TYPE: &'static str;

    /// The schema; put together once.
    fn schema() -> &'static Schema;
}

/// A resource type.
///
/// Every function may be called again with the same arguments after a crash at any moment, and then ends in the
/// same state: "it is there already" and "it is gone already" are successes. `create` tells the id the moment it
/// knows one, through [`OpCx::allocate`].
pub trait Resource: Described {
    /// What calls go through: the provider's client for one region.
    type Api: Send + Sync + 'static;

    /// How it behaves.
    fn meta() -> Meta;

    /// What is wrong with properties that are all known, beyond their types: one sentence each, said before
    /// anything is called.
    #[must_use]
    fn check(props: &Self::Props) -> Vec<String> {
        let _ = props;
        Vec::new()
    }

    /// What is wrong with a change from what is recorded to properties that are all known, where each of the two is
    /// allowed and the way between them is not: one sentence each, said before anything is called.
    #[must_use]
    fn check_change(old: &Self::Props, new: &Self::Props) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }

    /// What is wrong with one text by itself: a name that is too long. Asked of the texts that a plan knows while it
    /// does not know the other properties; `check` says it too.
    #[must_use]
    fn check_text(property: &str, text: &str) -> Option<String> {
        let _ = (property, text);
        None
    }

    /// Creates it and waits until it can be used.
    ///
    /// The first call that makes something goes through [`OpCx::allocate`]; every step after it must bear being
    /// done again, because an interrupted create is finished by calling `create` again, which then gets the id
    /// from `allocate` without a call.
    fn create(cx: &OpCx<Self>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;

    /// Reads these, in as few calls as the API allows. What does not exist is left out of the answer; an error is
    /// never read as absence.
    fn read(cx: &Cx<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<Seen<Self>>>> + Send;

    /// What lists tell of these, with no call that is about one of them. For types that `read` calls for one by one;
    /// all others are read.
    fn glance(cx: &Cx<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<Glance<Self>>>> + Send {
        async { Ok(Self::read(cx, ids).await?.into_iter().map(Glance::whole).collect()) }
    }

    /// Brings it from `change.old` to `change.new` and waits until it can be used again.
    fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<Self::Props, Self::Attrs>,
    ) -> impl Future<Output = Result<Self::Attrs>> + Send;

    /// Deletes it and waits until it is gone. Gone already is a success.
    fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        last: &Last<Self::Props, Self::Attrs>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The ids of what an interrupted create of these properties may have made: looked up by ownership tag
    /// ([`OpCx::token`] is in it) or by name, and only what is ours. Types with a client token need none.
    fn find(cx: &OpCx<Self>, props: &Self::Props) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let _ = (cx, props);
        async { Ok(Vec::new()) }
    }

    /// The ids of everything of this type in the region that this stack owns, if the API can list it.
    fn list(cx: &Cx<Self::Api>) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let _ = cx;
        async { Ok(Vec::new()) }
    }

    /// Only the status of these, where that takes fewer calls than `read`. In the order of `ids`.
    fn status(cx: &Cx<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<Status>>> + Send {
        async move {
            let seen = Self::read(cx, ids).await?;
            Ok(ids
                .iter()
                .map(|id| seen.iter().find(|seen| seen.id == *id).map_or(Status::Absent, |seen| seen.status.clone()))
                .collect())
        }
    }
}

/// A data source: something that is only read.
pub trait DataSource: Described {
    /// What calls go through.
    type Api: Send + Sync + 'static;

    /// How it behaves; only the service, `global` and the read actions have a meaning.
    fn meta() -> Meta;

    /// Reads it.
    fn read(cx: &Cx<Self::Api>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;
}

/// Puts a schema together. For the code that `#[resource]` and `#[data_source]` write.
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
