//! The names that a resource type needs: `use archipel::resource::prelude::*;`

pub use std::collections::BTreeMap;

pub use super::{
    ByClientToken, DataSource, DeleteRequest, ErrorKind, Id, Identity, ListedState, OperationContext, ProviderError,
    ReadContext, Resource, ResourceSchema, ResourceState, Result, RetainedResource, Status, UpdateRequest,
};
pub use crate::model::schema::{Actions, Idempotency, Meta, PollInterval, ReplacesWhen, Seconds};
pub use crate::{Args, Prop, Value, data_source, resource, text_type};
