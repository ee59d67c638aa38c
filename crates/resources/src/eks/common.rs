//! What EKS's types share: updates that take their time, tags, and answers that pass.

use aws_sdk_eks::types::{Update, UpdateStatus};

use crate::prelude::*;

/// The code of what another change of the cluster does not allow at the moment.
pub(super) const BUSY: &[&str] = &["ResourceInUseException"];

/// What a call meets whose role was made a moment ago.
const FRESH: &[&str] = &[
    "does not exist",
    "Error in role params",
    "trusted entity is not correct",
    "Amazon EKS Managed Policies",
    "role's policy must include",
    "invalid principal",
    "principalArn could not be found",
    "cannot be assumed",
];

/// An answer of a create: "there is one" has the code of "busy".
pub(super) fn created<T>(answer: Result<T>) -> Result<T> {
    let answer = answer.map_err(|error| match error.has_code(BUSY) {
        true if error.message.contains("already") => ProviderError { kind: ErrorKind::AlreadyExists, ..error },
        true => ProviderError { kind: ErrorKind::NotYet, ..error },
        false => error,
    });
    match answer {
        Err(error) if error.kind == ErrorKind::AlreadyExists => Err(error),
        other => retry_on(other, FRESH),
    }
}

/// What an update belongs to, beside its cluster.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Cluster,
    NodeGroup(&'a str),
    Addon(&'a str),
    Capability(&'a str),
}

/// Our code for an update that is under way.
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

/// Brings the tags of anything of this service from `old` to `new`.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    arn: &str,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    update_tags!(cx, eks, tag_resource / untag_resource, resource_arn(arn); old => new)
}

/// Cluster and name of what is in a cluster and has an id of both. Neither can have a `|` in it.
pub(super) fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

/// Tags of an answer.
pub(super) fn all_tags(tags: Option<&std::collections::HashMap<String, String>>) -> Tags {
    tags.map(|tags| tags.clone().into_iter().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_and_a_cluster_that_is_busy_are_told_apart() {
        let answer = |message: &str| {
            let error = ProviderError::new(ErrorKind::Invalid, message);
            created::<()>(Err(ProviderError { code: Some("ResourceInUseException".to_owned()), ..error }))
        };
        let kind = |message| answer(message).map_err(|error| error.kind);
        assert_eq!(kind("Cluster already exists with name: c"), Err(ErrorKind::AlreadyExists));
        assert_eq!(kind("Cluster c has an update in progress"), Err(ErrorKind::NotYet));
    }
}
