//! Shared code of RDS's types: states and tags.

pub(super) use crate::aws::service_tags::rds::{tags_of, update_tags};
use crate::prelude::*;

/// Error codes while the state of a cluster, an instance or a group does not allow a call.
pub(super) const CONFLICT_CODES: &[&str] = &[
    "InvalidDBClusterStateFault",
    "InvalidDBInstanceState",
    "InvalidDBInstanceStateFault",
    "InvalidDBSubnetGroupStateFault",
    "InvalidDBParameterGroupState",
    "InvalidDBParameterGroupStateFault",
    "InvalidGlobalClusterStateFault",
];

/// Codes and parts of messages about a new key, role or cluster that RDS cannot use yet.
pub(super) const RETRYABLE_ERRORS: &[&str] = &[
    "KMSKeyNotAccessibleFault",
    "IAM role ARN value is invalid",
    "not valid for physical replication",
    "not currently in the available state",
];

/// States that need the user's intervention.
const FAILED_STATES: &[&str] = &[
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

/// The status of a cluster or an instance.
pub(super) fn status_of(state: Option<&str>) -> Status {
    match state.unwrap_or("creating") {
        "available" | "storage-optimization" | "stopped" => Status::Ready,
        "deleting" => Status::Deleting("deleting".to_owned()),
        state if FAILED_STATES.contains(&state) => Status::Failed(format!("RDS says that it is `{state}`")),
        state => Status::Pending(state.to_owned()),
    }
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
