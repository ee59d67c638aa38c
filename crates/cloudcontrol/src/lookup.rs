//! Finds what an interrupted or failed create has made.
//!
//! In this order: by the request, whose token is in the journal; by the identifier that the program chose; by ownership tag
//! among all resources of the type; by the successful requests of the time, if the resource has what was declared. What
//! nothing proves is a question for the user.

use archipel_cfn_schema::model::TypeSchema;
use archipel_engine::model::time::now;
use archipel_engine::resource::{ErrorKind, Id, OperationRequest, ProviderError, Result};
use serde_json::{Value as Json, json};

use crate::client::{Client, Model};
use crate::event::{Event, Progress};
use crate::model::{chosen_identifier, create_token, has_declared, tag_property};
use crate::request::{BUSY, Follow, Journalled};

/// For how long the service lists requests, less an hour.
const REQUEST_LIFE: u64 = (7 * 24 - 1) * 3600;
/// How far the service's clock may be behind this machine's.
const CLOCKS: u64 = 300;

/// A lookup of one create.
#[derive(Clone, Copy)]
pub(crate) struct Lookup<'a> {
    pub(crate) schema: &'a TypeSchema,
    pub(crate) client: &'a Client,
    pub(crate) op: &'a OperationRequest,
    /// The inputs of the create.
    pub(crate) declared: &'a Json,
}

impl Lookup<'_> {
    fn name(&self) -> &str {
        &self.schema.name
    }

    fn follow(&self) -> Follow<'_> {
        Follow { client: self.client, op: self.op, type_name: &self.schema.name }
    }

    async fn read(&self, id: &Id) -> Result<Option<Model>> {
        self.op.eventually(BUSY, || self.client.read(self.name(), id)).await
    }

    /// The resources that the create made.
    ///
    /// # Errors
    /// `SeveralCandidates`, with their ids, for resources that it may have made.
    pub(crate) async fn find(&self) -> Result<Vec<Id>> {
        let journalled = Journalled::of(&*self.op.host);
        if let Some(journalled) = &journalled
            && let Some(event) = self.end(&journalled.token).await?
        {
            return match event.progress {
                Progress::Succeeded => Ok(event.identifier.into_iter().collect()),
                _ => match self.remnant(&event).await? {
                    Remnant::None => Ok(Vec::new()),
                    Remnant::Own(id) => Ok(vec![id]),
                    Remnant::Unproven(id) => Err(self.question(vec![id])),
                },
            };
        }
        // The service has forgotten the request, or the run ended before its answer.
        let known = journalled.and_then(|journalled| journalled.identifier);
        if let Some(id) = known.or_else(|| chosen_identifier(self.schema, self.declared)) {
            self.follow().until_free(&id).await?;
            let Some(model) = self.read(&id).await? else { return Ok(Vec::new()) };
            return match create_token(self.schema, &model.properties) {
                Some(token) if token == self.op.host.token() => Ok(vec![id]),
                Some(_) => Ok(Vec::new()),
                None if self.is_tagged() => Ok(Vec::new()),
                None => self.by_requests().await,
            };
        }
        if self.is_tagged() && self.list_model().is_some() {
            return self.by_tag().await;
        }
        self.by_requests().await
    }

    /// The end of the create's request. A plan waits for it for a limited time.
    async fn end(&self, token: &str) -> Result<Option<Event>> {
        self.follow().end(token).await.map_err(|error| with_advice(error, token))
    }

    /// Whether a resource that the create made has its ownership tags.
    fn is_tagged(&self) -> bool {
        tag_property(self.schema).is_some() && self.schema.tagging.on_create
    }

    /// The model that a list request needs, if the inputs have it. `Some(None)` for a type that needs none.
    fn list_model(&self) -> Option<Option<Json>> {
        let required = self.schema.handlers.list.as_ref()?.required_model();
        if required.is_empty() {
            return Some(None);
        }
        let mut model = json!({});
        for name in required {
            model[name] = self.declared.get(name)?.clone();
        }
        Some(Some(model))
    }

    async fn by_tag(&self) -> Result<Vec<Id>> {
        let within = self.list_model().flatten();
        let ids = self.op.eventually(BUSY, || self.client.list(self.name(), within.as_ref())).await?;
        let mut found = Vec::new();
        for id in ids {
            if let Some(model) = self.read(&id).await?
                && create_token(self.schema, &model.properties).as_deref() == Some(self.op.host.token())
            {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// By the creates that Cloud Control executed since this one began. One that made what was declared is this one.
    async fn by_requests(&self) -> Result<Vec<Id>> {
        let began = self.op.host.first_began();
        if now().saturating_sub(began) > REQUEST_LIFE {
            return self.by_list().await;
        }
        let events = creates(self.client, self.op).await?;
        let since = began.saturating_sub(CLOCKS);
        let of_this = |event: &Event| event.type_name == self.name() && event.began >= since;
        let mut found = Vec::new();
        for event in events.into_iter().filter(of_this) {
            let event = if event.is_active() { self.follow().end(&event.token).await?.unwrap_or(event) } else { event };
            if event.progress == Progress::Succeeded
                && let Some(id) = event.identifier
                && let Some(model) = self.read(&id).await?
                && has_declared(self.schema, self.declared, &model.properties)
                && !self.op.host.is_recorded(&id)
            {
                found.push(id);
            }
        }
        found.sort();
        found.dedup();
        if found.len() > 1 { Err(self.question(found)) } else { Ok(found) }
    }

    /// No request is known: every resource of the type that has what was declared may be the one.
    async fn by_list(&self) -> Result<Vec<Id>> {
        let Some(within) = self.list_model() else {
            let message = format!(
                "nothing shows whether an interrupted create of {} was executed: AWS lists no resources of {}",
                self.op.host.urn(),
                self.name()
            );
            return Err(ProviderError::new(ErrorKind::SeveralCandidates, message));
        };
        let ids = self.op.eventually(BUSY, || self.client.list(self.name(), within.as_ref())).await?;
        let mut found = Vec::new();
        for id in ids {
            if let Some(model) = self.read(&id).await?
                && has_declared(self.schema, self.declared, &model.properties)
                && !self.op.host.is_recorded(&id)
            {
                found.push(id);
            }
        }
        if found.is_empty() { Ok(found) } else { Err(self.question(found)) }
    }

    fn question(&self, ids: Vec<Id>) -> ProviderError {
        let shown: Vec<&str> = ids.iter().map(Id::as_str).collect();
        let message =
            format!("an interrupted create of {} may have created any of {}", self.op.host.urn(), shown.join(", "));
        ProviderError {
            choices: ids.iter().map(ToString::to_string).collect(),
            ..ProviderError::new(ErrorKind::SeveralCandidates, message)
        }
    }

    /// What a request that did not succeed has left. A resource that existed before it is not its own.
    pub(crate) async fn remnant(&self, event: &Event) -> Result<Remnant> {
        let Some(id) = event.identifier.clone() else { return Ok(Remnant::None) };
        if event.error().kind == ErrorKind::AlreadyExists {
            return Ok(Remnant::None);
        }
        let Some(model) = self.read(&id).await? else { return Ok(Remnant::None) };
        Ok(match create_token(self.schema, &model.properties) {
            Some(token) if token == self.op.host.token() => Remnant::Own(id),
            Some(_) => Remnant::None,
            // The handler may not have got as far as the tags. An identifier that AWS gave is of this request alone.
            None if chosen_identifier(self.schema, self.declared).is_none() => Remnant::Own(id),
            None => Remnant::Unproven(id),
        })
    }
}

/// What the user can do about a request that does not end.
fn with_advice(error: ProviderError, token: &str) -> ProviderError {
    if error.kind != ErrorKind::Timeout {
        return error;
    }
    let message = format!(
        "{}: the request {token} of an interrupted create is still in progress; run the command again later, or cancel the \
         request with `aws cloudcontrol cancel-resource-request --request-token {token}`",
        error.message
    );
    ProviderError { message, ..error }
}

/// What a request that did not succeed has left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Remnant {
    None,
    /// A resource of this create.
    Own(Id),
    /// A resource that the create may have made, or that existed before it.
    Unproven(Id),
}

/// The creates of the last week.
async fn creates(client: &Client, op: &OperationRequest) -> Result<Vec<Event>> {
    op.eventually(&[], || client.creates()).await.map_err(|error| {
        let message = format!(
            "the requests that would show whether an interrupted create of {} was executed cannot be listed: {}",
            op.host.urn(),
            error.message
        );
        ProviderError { message, ..error }
    })
}

/// Whether a resource is what a failed create left: the last create of it did not succeed.
pub(crate) async fn is_remnant(client: &Client, op: &OperationRequest, type_name: &str, id: &Id) -> Result<bool> {
    let events = creates(client, op).await?;
    let of_this = |event: &&Event| event.type_name == type_name && event.identifier.as_ref() == Some(id);
    let last = events.iter().filter(of_this).max_by_key(|event| event.began);
    Ok(last.is_some_and(Event::has_left_something))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_does_not_end_is_named_with_what_to_do() {
        let of = |kind| with_advice(ProviderError::new(kind, "looking up a timed out"), "tok-1").message;
        assert!(of(ErrorKind::Timeout).contains("cancel-resource-request --request-token tok-1"));
        assert_eq!(of(ErrorKind::Denied), "looking up a timed out");
    }
}
