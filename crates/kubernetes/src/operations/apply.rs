//! Create and update: server-side apply.

use archipel_engine::resource::{ErrorKind, Id, OperationRequest, ProviderError, Result, Resume, Status, UpdateValues};
use archipel_engine::{Prop as _, Value};
use base64::Engine as _;
use serde_json::{Value as Json, json};

use super::{Operations, Target, conflict, uid};
use crate::client::{Api, FIELD_CONFLICT, Kind, Query, Request, UID_MISMATCH, invalid};
use crate::identity::{ObjectId, plain, text};
use crate::ownership::{MANAGER, Owner};
use crate::wait::Wait;
use crate::{definitions, json, live, ready};

/// How an apply treats fields that other managers have set.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Conflicts {
    Refuse,
    Force,
    /// Refuses, and changes nothing: the server only answers what would happen.
    DryRun,
}

/// What is applied.
pub(super) struct Applied<'a> {
    inputs: &'a Value,
    /// The manifest as it is sent, with the marks of its owner.
    body: Json,
    owner: Owner,
    /// Whether it finishes the create of a recorded object.
    finishes: bool,
}

impl<'a> Applied<'a> {
    fn of_operation(op: &OperationRequest, inputs: &'a Value) -> Result<Self> {
        let owner = Owner::new(op.host.stack(), op.host.urn(), op.host.token());
        let finishes = matches!(op.host.resume(), Resume::Identified(_));
        Ok(Self { finishes, ..Self::new(owner, inputs)? })
    }

    pub(super) fn new(owner: Owner, inputs: &'a Value) -> Result<Self> {
        let wait = match plain(inputs.field("wait")) {
            Value::Null => None,
            wait => Some(Wait::from_value(wait.clone()).map_err(|mismatch| invalid(mismatch.message))?),
        };
        let mut body = json::manifest(inputs.field("manifest"));
        owner.mark(&mut body, wait.as_ref());
        Ok(Self { inputs, body, owner, finishes: false })
    }

    pub(super) fn api_version(&self) -> Option<&str> {
        self.body["apiVersion"].as_str()
    }

    /// The same under another name.
    pub(super) fn renamed(&self, name: &str) -> Self {
        let mut body = self.body.clone();
        json::object(&mut body, "metadata").insert("name".to_owned(), json!(name));
        Self { inputs: self.inputs, body, owner: self.owner.clone(), finishes: false }
    }

    pub(super) fn adopts(&self) -> bool {
        *plain(self.inputs.field("adopt")) == Value::Bool(true)
    }

    /// Applies. With a UID the server refuses another object of the same name.
    pub(super) async fn send(
        &self,
        (api, kind, id): (&Api, &Kind, &ObjectId),
        uid: Option<&str>,
        conflicts: Conflicts,
    ) -> Result<Json> {
        let mut body = self.body.clone();
        if let Some(uid) = uid {
            json::object(&mut body, "metadata").insert("uid".to_owned(), json!(uid));
        }
        let mut query = Query::new()
            .with("fieldManager", MANAGER)
            .with("fieldValidation", "Strict")
            .with("force", if conflicts == Conflicts::Force { "true" } else { "false" });
        if conflicts == Conflicts::DryRun {
            query = query.with("dryRun", "All");
        }
        if definitions::has_digests(&body) {
            let live = api.object(kind, id).await?;
            definitions::expand(&mut body, &live.unwrap_or_default())?;
        }
        let path = kind.path(Some(&id.namespace));
        let applied = api.send(Request::apply(&path, &body).named(&id.name).query(query)).await;
        applied.map_err(|error| self.scrub(error))
    }

    /// Removes the data of a Secret from a message: the server repeats invalid values, encoded.
    fn scrub(&self, mut error: ProviderError) -> ProviderError {
        // A conflict names managers and fields, no values: the fields are compared with those of the plan.
        if !json::is_secret(&self.body) || error.has_code(&[FIELD_CONFLICT]) {
            return error;
        }
        let data = self.body["data"].as_object().into_iter().flat_map(|data| data.values());
        let mut texts: Vec<String> = data.filter_map(Json::as_str).map(str::to_owned).collect();
        let decode = |text: &String| {
            let bytes = base64::prelude::BASE64_STANDARD.decode(text).ok()?;
            String::from_utf8(bytes).ok()
        };
        let decoded: Vec<String> = texts.iter().filter_map(decode).collect();
        texts.extend(decoded);
        texts.retain(|text| text.len() >= 3);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        for text in texts {
            error.message = error.message.replace(&text, archipel_engine::value::MASK);
        }
        error
    }
}

impl Operations {
    /// Creates an object, or finishes an interrupted create. The object is read first, because an apply would share an object
    /// of somebody else.
    pub(crate) async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let target = Target::of_inputs(&self.clients, op, inputs)?;
        let applied = Applied::of_operation(op, inputs)?;
        let created = target
            .retried(|| async {
                let (api, kind) = target.connect_to_write(applied.api_version()).await?;
                let existing = api.object(&kind, &target.id).await?;
                let conflicts = match &existing {
                    Some(existing) => applied.claim(&target.id, existing, op.host.is_recorded(&target.id.id()))?,
                    None => Conflicts::Refuse,
                };
                let sent = applied.send((&api, &kind, &target.id), existing.as_ref().map(uid), conflicts).await;
                sent.map_err(|error| match error.has_code(&[FIELD_CONFLICT]) {
                    true => conflict::explained(error),
                    false => error,
                })
            })
            .await?;
        op.host.identified(&target.id.id()).await?;
        self.settle(&target, created).await
    }

    /// Updates an object, if it is still the one that was created.
    pub(crate) async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let target = Target::of_id(&self.clients, op, id)?;
        let applied = Applied::of_operation(op, values.new)?;
        let recorded = text(values.outputs.field("uid")).filter(|uid| !uid.is_empty());
        let updated = target
            .retried(|| async {
                let (api, kind) = target.connect_to_write(applied.api_version()).await?;
                // Server-side apply would create an object that is gone, and change one of the same name: old servers do not
                // compare the UID of an absent object.
                let existing = api.object(&kind, &target.id).await?;
                let existing = recorded_object(existing, recorded)?;
                let to = (&*api, &kind, &target.id);
                let error = match applied.send(to, Some(uid(&existing)), Conflicts::Refuse).await {
                    Err(error) if error.has_code(&[FIELD_CONFLICT]) => error,
                    result => return result.map_err(immutable),
                };
                let manifests = (values.old.field("manifest"), values.new.field("manifest"));
                if !(applied.adopts() || conflict::was_shown(&error, &existing, manifests)) {
                    return Err(conflict::explained(error));
                }
                applied.send(to, Some(uid(&existing)), Conflicts::Force).await.map_err(immutable)
            })
            .await?;
        self.settle(&target, updated).await
    }

    /// Waits until the object is ready, and returns its outputs.
    async fn settle(&self, target: &Target<'_>, applied: Json) -> Result<Value> {
        let mut live = applied;
        if ready::status(&live) != Status::Ready {
            self.until_ready(target).await?;
            live = target
                .retried(|| async {
                    let (api, kind) = target.connect(None).await?;
                    let found = api.object(&kind, &target.id).await?;
                    found.ok_or_else(|| ProviderError::new(ErrorKind::NotFound, "it disappeared after it was ready"))
                })
                .await?;
        }
        let api = self.clients.get(&target.op.environment, &target.id.cluster).await?;
        Ok(live::outputs(&target.id, &live, api.url()))
    }
}

impl Applied<'_> {
    /// Whether an existing object may be applied to, and how.
    pub(super) fn claim(&self, id: &ObjectId, existing: &Json, is_recorded: bool) -> Result<Conflicts> {
        let owner = Owner::of(existing);
        if !existing["metadata"]["deletionTimestamp"].is_null() {
            let message = format!("an object with this name is being deleted: {}", ready::deleting(existing));
            let mut error = ProviderError::new(ErrorKind::NotYet, message);
            error.code = Some("Terminating".to_owned());
            return Err(error);
        }
        let of_this = |owner: &Owner| owner.stack == self.owner.stack && owner.urn == self.owner.urn;
        let is_import = self.finishes && owner.is_none();
        if is_import || owner.as_ref() == Some(&self.owner) || (is_recorded && owner.as_ref().is_some_and(of_this)) {
            // An earlier attempt of this create made it; where state has it already, with the token of another run. An
            // imported object is in the state before it has an owner.
            return Ok(if self.adopts() { Conflicts::Force } else { Conflicts::Refuse });
        }
        let refused = |message: String| Err(ProviderError::new(ErrorKind::AlreadyExists, message));
        let id = id.id();
        match owner {
            Some(owner) if owner.stack != self.owner.stack => refused(format!(
                "it exists, and belongs to the stack {}\nRemove it from that stack first, or choose another name",
                owner.stack
            )),
            Some(owner) if is_recorded => refused(format!(
                "the stack declares it twice: {} has it already\nRemove one of the declarations",
                owner.urn
            )),
            _ if self.adopts() => Ok(Conflicts::Force),
            _ => refused(format!(
                "it exists, and this stack did not create it\n\
                 Import it with the option `import(\"{id}\")`, take it over with `.adopt(true)`, or choose another name"
            )),
        }
    }
}

/// The object, if it is the recorded one.
pub(super) fn recorded_object(existing: Option<Json>, recorded: Option<&str>) -> Result<Json> {
    let Some(existing) = existing else {
        let message = "it no longer exists\nRun with `--refresh` to create it again";
        return Err(ProviderError::new(ErrorKind::NotFound, message));
    };
    if recorded.is_some_and(|recorded| recorded != uid(&existing)) {
        let message = format!(
            "another object with this name exists, which was created at {}; the one in the state is gone\n\
             Run with `--refresh`: then the plan creates the object, if the other one is deleted, imported or adopted",
            existing["metadata"]["creationTimestamp"].as_str().unwrap_or("an unknown time")
        );
        let mut error = invalid(message);
        error.code = Some(UID_MISMATCH.to_owned());
        return Err(error);
    }
    Ok(existing)
}

/// Adds to the refusal of a change what to do.
pub(super) fn immutable(mut error: ProviderError) -> ProviderError {
    if error.message.contains("immutable") || error.message.contains("may not be changed") {
        error.message +=
            "\nReplace the object: set the option `trigger` to a new value, or `replace_on_changes` to the field";
    }
    error
}
