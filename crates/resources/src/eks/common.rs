//! Shared code of EKS's types: asynchronous updates, tags and retryable errors.

use aws_sdk_eks::types::{Update, UpdateStatus};

pub(super) use crate::aws::service_tags::eks::update_tags;
use crate::prelude::*;

/// The error code while another change of the cluster is in progress.
pub(super) const CONFLICT_CODES: &[&str] = &["ResourceInUseException"];

/// Parts of messages about a new role that EKS cannot see yet.
const RETRYABLE_ERRORS: &[&str] = &[
    "does not exist",
    "Error in role params",
    "trusted entity is not correct",
    "Amazon EKS Managed Policies",
    "role's policy must include",
    "invalid principal",
    "principalArn could not be found",
    "cannot be assumed",
];

/// Classifies the response to a create: EKS has one code for "already exists" and for a conflicting change.
pub(super) fn created<T>(answer: Result<T>) -> Result<T> {
    let answer = answer.map_err(|error| match error.has_code(CONFLICT_CODES) {
        true if error.message.contains("already") => ProviderError { kind: ErrorKind::AlreadyExists, ..error },
        true => ProviderError { kind: ErrorKind::NotYet, ..error },
        false => error,
    });
    match answer {
        Err(error) if error.kind == ErrorKind::AlreadyExists => Err(error),
        other => retry_on(other, RETRYABLE_ERRORS),
    }
}

/// The part of a cluster that an update concerns.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Cluster,
    NodeGroup(&'a str),
    Addon(&'a str),
    Capability(&'a str),
}

/// Archipel's own error code for an update in progress.
const UNDER_WAY: &str = "UpdateInProgress";

/// Waits until an update of a cluster, or of a part of it, has ended.
pub(super) async fn updated<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    cluster: &str,
    part: Part<'_>,
    update: Option<Update>,
) -> Result<()> {
    let Some(id) = update.and_then(|update| update.id) else { return Ok(()) };
    cx.eventually(&[UNDER_WAY], || async {
        let call = cx.api().eks().describe_update().name(cluster).update_id(&id);
        let call = match part {
            Part::Cluster => call,
            Part::NodeGroup(name) => call.nodegroup_name(name),
            Part::Addon(name) => call.addon_name(name),
            Part::Capability(name) => call.capability_name(name),
        };
        let update = send!(cx, call)?.update;
        let why = |update: &Update| {
            let errors = update.errors().iter().filter_map(|error| error.error_message());
            errors.collect::<Vec<_>>().join("; ")
        };
        match update.as_ref().and_then(|update| update.status()) {
            Some(UpdateStatus::Successful) => Ok(()),
            Some(UpdateStatus::Failed | UpdateStatus::Cancelled) => {
                let why = update.as_ref().map(why).unwrap_or_default();
                Err(ProviderError::new(ErrorKind::Failed, format!("the update of {cluster} failed: {why}")))
            }
            _ => {
                let error = ProviderError::new(ErrorKind::NotYet, format!("the update {id} is under way"));
                Err(ProviderError { code: Some(UNDER_WAY.to_owned()), ..error })
            }
        }
    })
    .await
}

/// The cluster and the name in an id. Neither can contain a `|`.
pub(super) fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

/// The tags of a response.
pub(super) fn all_tags(tags: Option<&std::collections::HashMap<String, String>>) -> Tags {
    tags.map(|tags| tags.clone().into_iter().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_name_differs_from_a_busy_cluster() {
        let answer = |message: &str| {
            let error = ProviderError::new(ErrorKind::Invalid, message);
            created::<()>(Err(ProviderError { code: Some("ResourceInUseException".to_owned()), ..error }))
        };
        let kind = |message| answer(message).map_err(|error| error.kind);
        assert_eq!(kind("Cluster already exists with name: c"), Err(ErrorKind::AlreadyExists));
        assert_eq!(kind("Cluster c has an update in progress"), Err(ErrorKind::NotYet));
    }
}
