//! What RDS's types share: states, tags, names.

use crate::prelude::*;

/// Codes of what the state of a cluster, an instance or a group does not allow at the moment.
pub(super) const BUSY: &[&str] = &[
    "InvalidDBClusterStateFault",
    "InvalidDBInstanceState",
    "InvalidDBInstanceStateFault",
    "InvalidDBSubnetGroupStateFault",
    "InvalidDBParameterGroupState",
    "InvalidDBParameterGroupStateFault",
    "InvalidGlobalClusterStateFault",
];

/// What a create meets when a key, a role or a cluster was made a moment ago.
pub(super) const FRESH: &[&str] = &[
    "KMSKeyNotAccessibleFault",
    "IAM role ARN value is invalid",
    "not valid for physical replication",
    "not currently in the available state",
];

/// States that nothing leads out of without help.
const DEAD: &[&str] = &[
    "failed",
    "inaccessible-encryption-credentials",
    "incompatible-credentials",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "migration-failed",
    "restore-error",
    "storage-full",
];

/// What RDS says of a cluster or an instance.
pub(super) fn status_of(state: Option<&str>) -> Status {
    match state.unwrap_or("creating") {
        "available" | "storage-optimization" | "stopped" => Status::Ready,
        "deleting" => Status::Deleting("deleting".to_owned()),
        state if DEAD.contains(&state) => Status::Failed(format!("RDS says that it is `{state}`")),
        state => Status::Pending(state.to_owned()),
    }
}

/// The tags of what shows them to one call only.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let response = send!(cx, cx.api().rds().list_tags_for_resource().resource_name(arn));
    Ok(optional(response)?.map(|response| all_tags(response.tag_list())))
}

/// Brings the tags of anything in RDS from `old` to `new`.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    arn: &str,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    update_tags!(cx, rds, add_tags_to_resource / remove_tags_from_resource, resource_name(arn); old => new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_nothing_leads_out_of_ends_the_wait() {
        assert_eq!(status_of(Some("available")), Status::Ready);
        assert_eq!(status_of(Some("modifying")), Status::Pending("modifying".to_owned()));
        assert!(matches!(status_of(Some("incompatible-network")), Status::Failed(_)));
    }
}
