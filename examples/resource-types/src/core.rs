//! The partition.

use archipel::aws::iam::{Role, RolePolicyAttachment, RolePolicyAttachmentArgs};
use archipel::aws::partition::*;
use archipel::prelude::*;

/// `core/Partition`: the ARN of an AWS managed policy in any partition.
pub fn partition(scope: &Scope, role: &Role) -> Partition {
    let partition = Partition::get(scope, "partition");
    let policy = output_format!("arn:{}:iam::aws:policy/ReadOnlyAccess", partition.partition()).map(Arn::new);
    RolePolicyAttachment::new(scope, "read-only", RolePolicyAttachmentArgs::new(role.name(), policy));
    partition
}
