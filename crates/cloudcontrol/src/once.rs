//! Types of which an account has one resource in a region: it may exist before a stack, and belong to no one in particular.
//!
//! A create takes over the existing one: it updates it to what is declared, and leaves its other settings as they are. It gets no
//! ownership tags, by which the delete finds that the stack did not make it, and leaves it in place.
//!
//! The list shows what exists before the create is sent, because the handlers do not agree on an error: GuardDuty refuses a second
//! detector with `BadRequestException`, Security Hub a second hub with `ResourceConflictException`.

use archipel_cfn_schema::model::PropertyPath;
use archipel_engine::resource::{ErrorKind, Id, OperationRequest, ProviderError, Result, RetainedResource};
use serde_json::Value as Json;

use crate::client::{Client, Model};
use crate::model::{covered_by, create_token, keep_tags, owner};
use crate::operations::CloudControlType;
use crate::patch;
use crate::request::{BUSY, Follow};

/// The types, with their words in messages.
const TYPES: [(&str, &str); 2] = [("AWS::GuardDuty::Detector", "detector"), ("AWS::SecurityHub::Hub", "hub")];

/// The word for a resource of the type, if there can be one only.
pub(crate) fn noun(type_name: &str) -> Option<&'static str> {
    TYPES.iter().find(|(name, _)| *name == type_name).map(|(_, noun)| *noun)
}

/// What the user can do about the error of a create by CloudFormation, which cannot take over what exists.
pub(crate) fn advice(type_name: &str, message: &str) -> &'static str {
    match type_name {
        "AWS::Config::ConfigurationRecorder" | "AWS::Config::DeliveryChannel"
            if message.contains("maximum number of") =>
        {
            "\nAWS Config has one recorder and one delivery channel in a region: leave both out of the program, and use those that exist"
        }
        _ => "",
    }
}

/// An operation of such a type.
pub(crate) struct Once<'a> {
    pub(crate) of: &'a CloudControlType,
    pub(crate) client: &'a Client,
    pub(crate) op: &'a OperationRequest,
    pub(crate) noun: &'static str,
}

impl Once<'_> {
    fn type_name(&self) -> &str {
        &self.of.schema.name
    }

    async fn read(&self, id: &Id) -> Result<Option<Model>> {
        self.op.eventually(BUSY, || self.client.read(self.type_name(), id)).await
    }

    /// The resource that exists already and that this create did not make.
    ///
    /// # Errors
    /// `AlreadyExists` for the resource of another stack.
    pub(crate) async fn existing(&self) -> Result<Option<Id>> {
        let ids = match self.op.eventually(BUSY, || self.client.list(self.type_name(), None)).await {
            // The create itself shows whether there is one.
            Err(error) if error.kind == ErrorKind::Denied => return Ok(None),
            ids => ids?,
        };
        let Some(id) = ids.into_iter().next() else { return Ok(None) };
        let Some(model) = self.read(&id).await? else { return Ok(None) };
        if create_token(self.of.schema, &model.properties).as_deref() == Some(self.op.host.token()) {
            return Ok(None);
        }
        match owner(self.of.schema, &model.properties) {
            Some(stack) if stack != self.op.host.stack() => {
                let (region, noun) = (self.client.aws().region(), self.noun);
                let message = format!(
                    "{region} has a {noun} already, {id}, which belongs to the stack {stack}; it was not modified\nA region has one: \
                     leave it out of one of the two stacks"
                );
                Err(ProviderError::new(ErrorKind::AlreadyExists, message))
            }
            _ => Ok(Some(id)),
        }
    }

    /// Whether the stack did not make this resource.
    pub(crate) async fn is_taken_over(&self, id: &Id) -> Result<bool> {
        let model = self.read(id).await?;
        Ok(model.is_some_and(|model| owner(self.of.schema, &model.properties).as_deref() != Some(self.op.host.stack())))
    }

    /// Updates the existing resource to what is declared. Its own tags stay.
    pub(crate) async fn take_over(&self, id: &Id, declared: &Json) -> Result<()> {
        let schema = self.of.schema;
        // Such a property is for the create: which standards a new hub has.
        let mut new = declared.clone();
        if let Some(fields) = new.as_object_mut() {
            fields.retain(|name, _| !covered_by(&schema.write_only, &PropertyPath::of(name)));
        }
        let follow = Follow { client: self.client, op: self.op, type_name: self.type_name() };
        follow.update(id, |current| patch::adopt(schema, current, &new, keep_tags)).await
    }

    /// Reports that the resource stays.
    pub(crate) fn leave(&self, id: &Id) {
        let what = format!("the {} of {}, which existed before the stack", self.noun, self.client.aws().region());
        self.op.host.report_retained(RetainedResource { what, id: id.clone(), until: None });
    }
}
