//! Resources that a stack retained when it deleted them from its program: a later create of the same declaration takes them back.
//!
//! A program that chooses the identifier would otherwise be refused: handlers answer `AlreadyExists` to a create whose identifier
//! exists ("Resource type handler contract" of the CloudFormation CLI user guide). Only the ownership tags prove whose resource it
//! is. It keeps the tag with the token of its first create, so that it is never taken for a new one.

use archipel_engine::resource::{ErrorKind, Id, OperationRequest, Result};
use archipel_resources::aws::{TOKEN_TAG, ownership_tags};
use serde_json::Value as Json;

use crate::client::{Client, Model};
use crate::model::{chosen_identifier, keep_ownership, model_tags};
use crate::operations::CloudControlType;
use crate::patch;
use crate::request::{BUSY, Follow};

/// The create of a resource.
pub(crate) struct Retained<'a> {
    pub(crate) of: &'a CloudControlType,
    pub(crate) client: &'a Client,
    pub(crate) op: &'a OperationRequest,
}

impl Retained<'_> {
    async fn read(&self, id: &Id) -> Result<Option<Model>> {
        self.op.eventually(BUSY, || self.client.read(&self.of.schema.name, id)).await
    }

    /// The resource that is in the way of a create, if an earlier create of this declaration made it and nothing records it.
    pub(crate) async fn existing(&self, declared: &Json) -> Result<Option<Id>> {
        let Some(id) = chosen_identifier(self.of.schema, declared) else { return Ok(None) };
        if self.op.host.is_recorded(&id) {
            return Ok(None);
        }
        let model = match self.read(&id).await {
            // Nothing proves whose it is.
            Err(error) if error.kind == ErrorKind::Denied => return Ok(None),
            model => model?,
        };
        let Some(model) = model else { return Ok(None) };
        let host = &self.op.host;
        let tags = model_tags(self.of.schema, &model.properties);
        let ours = ownership_tags(host.stack(), host.urn(), host.token());
        let [stack, urn, token] = ours.map(|(key, value)| tags.get(key) == Some(&value));
        let is_earlier = !token && tags.contains_key(TOKEN_TAG);
        Ok((stack && urn && is_earlier).then_some(id))
    }

    /// Updates the resource to what is declared.
    pub(crate) async fn take_back(&self, id: &Id, declared: &Json) -> Result<()> {
        let schema = self.of.schema;
        let follow = Follow { client: self.client, op: self.op, type_name: &schema.name };
        follow.update_after_create(id, |current| patch::adopt(schema, current, declared, keep_ownership)).await
    }
}
