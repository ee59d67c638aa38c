//! `aws:elasticache/GlobalReplicationGroupPrimary`: which member of a global replication group takes writes.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types::{GlobalReplicationGroup, GlobalReplicationGroupMember};

use super::common::{CONFLICT_CODES, status_of};
use crate::prelude::*;

/// Archipel's own error code while a member becomes the primary.
const MOVING: &str = "PrimaryIsMoving";

/// The properties of the primary of a global replication group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalReplicationGroupPrimaryProps {
    /// The id of the global group, with ElastiCache's prefix.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "a primary is that of one global group", length = 1..=255)]
    pub global_group: String,
    /// The member that takes writes.
    #[arg(equivalence = equivalence::ANY_CASE, length = 1..=40)]
    pub primary_group: String,
    /// The region of that member.
    #[arg(length = 1..=64)]
    pub primary_region: RegionName,
}

/// The primary of a global replication group (`FailoverGlobalReplicationGroup`). The other members stay as secondaries, which
/// replicate asynchronously: what was not replicated when the primary moves is lost. A delete changes nothing.
///
/// It is for recovery plans: in a stack, the primary is a role that changes in a failover, not a property. Calls go to the home
/// region of the connection.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_FailoverGlobalReplicationGroup.html>
#[resource("aws:elasticache/GlobalReplicationGroupPrimary", props = GlobalReplicationGroupPrimaryProps)]
pub struct GlobalReplicationGroupPrimary {
    /// The global group.
    #[attr(input = "global_group")]
    pub global_group: String,
}

impl Resource for GlobalReplicationGroupPrimary {
    type Api = Aws;
    type Identity = NothingToFind;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .unique(&[&["global_group"]])
            .typical(Seconds { create: 120, update: 120, delete: 1 })
            .timeouts(Seconds::each(3600))
    }

    async fn create(cx: &OperationContext<Self>, props: &GlobalReplicationGroupPrimaryProps) -> Result<Self::Attrs> {
        // Repeating it has no further effect: the first look finds the primary where it is wanted.
        cx.allocate(props, || async { Ok(Id::new(&props.global_group)) }).await?;
        become_primary(cx, props).await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let found = describe(cx, id.as_str()).await?;
            Ok(found.and_then(|group| {
                let primary = group.members().iter().find(is_primary)?;
                let props = GlobalReplicationGroupPrimaryProps {
                    global_group: text(group.global_replication_group_id()),
                    primary_group: text(primary.replication_group_id()),
                    primary_region: RegionName::new(text(primary.replication_group_region())),
                };
                let attrs = GlobalReplicationGroupPrimaryAttrs { global_group: props.global_group.clone() };
                Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        become_primary(cx, &change.new).await
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

async fn describe(cx: &ReadContext<Aws>, id: &str) -> Result<Option<GlobalReplicationGroup>> {
    let api = cx.api().elasticache();
    let call = api.describe_global_replication_groups().global_replication_group_id(id).show_member_info(true);
    let found = optional(send!(cx, call))?.and_then(|response| response.global_replication_groups);
    Ok(found.unwrap_or_default().into_iter().next())
}

fn is_primary(member: &&GlobalReplicationGroupMember) -> bool {
    member.role().is_some_and(|role| role.eq_ignore_ascii_case("primary"))
}

/// Makes a member the primary, unless it is, and waits until it is. An interrupted failover goes on in AWS: it is awaited,
/// not started again.
async fn become_primary(
    cx: &OperationContext<GlobalReplicationGroupPrimary>,
    props: &GlobalReplicationGroupPrimaryProps,
) -> Result<GlobalReplicationGroupPrimaryAttrs> {
    let GlobalReplicationGroupPrimaryProps { global_group, primary_group, primary_region } = props;
    let codes: Vec<&str> = CONFLICT_CODES.iter().copied().chain([MOVING]).collect();
    cx.eventually(&codes, || async {
        let Some(group) = describe(cx, global_group).await? else {
            let message = format!("there is no global replication group {global_group}");
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        };
        let is_wanted = |member: &&GlobalReplicationGroupMember| {
            let same = member.replication_group_id().is_some_and(|id| id.eq_ignore_ascii_case(primary_group));
            same && member.replication_group_region() == Some(primary_region.as_str())
        };
        let Some(member) = group.members().iter().find(is_wanted) else {
            let message = format!("{primary_group} in {primary_region} is not a member of {global_group}");
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        };
        let is_ready = status_of(group.status()) == Status::Ready;
        match (is_primary(&member), is_ready) {
            (true, true) => return Ok(()),
            (false, true) => {
                let call = cx.api().elasticache().failover_global_replication_group();
                let call = call.global_replication_group_id(global_group).primary_replication_group_id(primary_group);
                // After a lost response the next look decides whether to send it again.
                let call = call.primary_region(primary_region.as_str()).customize();
                send!(cx, call.config_override(no_retry::elasticache()))?;
            }
            (_, false) => {}
        }
        cx.waiting("the primary to move");
        let message = format!("the primary of {global_group} is moving to {primary_region}");
        Err(ProviderError { code: Some(MOVING.to_owned()), ..ProviderError::new(ErrorKind::NotYet, message) })
    })
    .await?;
    Ok(GlobalReplicationGroupPrimaryAttrs { global_group: global_group.clone() })
}
