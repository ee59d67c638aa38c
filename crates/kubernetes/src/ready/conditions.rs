//! Conditions in the status of objects.

use archipel_engine::resource::Status;
use serde_json::Value as Json;

/// One condition.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    name: String,
    status: String,
    pub(super) reason: String,
    pub(super) message: String,
}

impl Condition {
    pub(super) fn is_true(&self) -> bool {
        self.status == "True"
    }

    pub(super) fn is_false(&self) -> bool {
        self.status == "False"
    }

    /// The condition in words: "Ready is False: NotFound: no such role".
    pub(super) fn text(&self) -> String {
        let Self { name, status, reason, message } = self;
        let parts = [format!("{name} is {status}"), reason.clone(), message.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// The condition of this type, if the object has it. Fresh objects have `null` for the list.
pub(super) fn condition(live: &Json, name: &str) -> Option<Condition> {
    let found = live["status"]["conditions"].as_array()?.iter().find(|condition| condition["type"] == name)?;
    let text = |field: &str| found[field].as_str().unwrap_or_default().to_owned();
    Some(Condition { name: name.to_owned(), status: text("status"), reason: text("reason"), message: text("message") })
}

pub(super) fn pending(why: String) -> Status {
    Status::Pending(why)
}
