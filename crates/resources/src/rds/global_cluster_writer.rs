//! `aws:rds/GlobalClusterWriter`: which member of a global cluster takes writes.

use archipel_engine::equivalence;
use aws_sdk_rds::types::GlobalCluster;

use super::common::{CONFLICT_CODES, status_of};
use crate::prelude::*;

/// Archipel's own error code while a member becomes the writer.
const MOVING: &str = "WriterIsMoving";

/// The properties of the writer of a global cluster.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalClusterWriterProps {
    /// The global cluster.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "a writer is that of one global cluster", length = 1..=255)]
    pub global_cluster: String,
    /// The ARN of the member that takes writes.
    #[arg(length = 1..=255)]
    pub writer: Arn,
    /// Whether the writer may move although the region of the present one does not answer: what was not replicated is lost.
    /// Otherwise Aurora replicates everything first.
    #[arg(default = false, write_only)]
    pub allow_data_loss: bool,
}

/// The writer of a global cluster (`SwitchoverGlobalCluster`, or `FailoverGlobalCluster` with `allow_data_loss`). The other
/// members stay as secondaries. A delete changes nothing.
///
/// It is for recovery plans: in a stack, the writer is a role that changes in a failover, not a property. Calls go to the home
/// region of the connection, which must be a region of a member that answers.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_SwitchoverGlobalCluster.html>
#[resource("aws:rds/GlobalClusterWriter", props = GlobalClusterWriterProps)]
pub struct GlobalClusterWriter {
    /// The global cluster.
    #[attr(input = "global_cluster")]
    pub global_cluster: String,
}

impl Resource for GlobalClusterWriter {
    type Api = Aws;
    type Identity = NothingToFind;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .unique(&[&["global_cluster"]])
            .typical(Seconds { create: 180, update: 180, delete: 1 })
            .timeouts(Seconds::each(3600))
    }

    async fn create(cx: &OperationContext<Self>, props: &GlobalClusterWriterProps) -> Result<Self::Attrs> {
        // Repeating it has no further effect: the first look finds the writer where it is wanted.
        cx.allocate(props, || async { Ok(Id::new(&props.global_cluster)) }).await?;
        become_writer(cx, props).await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let found = describe(cx, id.as_str()).await?;
            Ok(found.and_then(|cluster| {
                let props = GlobalClusterWriterProps {
                    global_cluster: text(cluster.global_cluster_identifier()),
                    writer: Arn::new(writer(&cluster)?),
                    allow_data_loss: false,
                };
                let attrs = GlobalClusterWriterAttrs { global_cluster: props.global_cluster.clone() };
                Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        become_writer(cx, &change.new).await
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

async fn describe(cx: &ReadContext<Aws>, global: &str) -> Result<Option<GlobalCluster>> {
    let call = cx.api().rds().describe_global_clusters().global_cluster_identifier(global);
    let found = optional(send!(cx, call))?.and_then(|response| response.global_clusters).unwrap_or_default();
    Ok(found.into_iter().next())
}

fn writer(cluster: &GlobalCluster) -> Option<&str> {
    let mut members = cluster.global_cluster_members().iter();
    members.find(|member| member.is_writer() == Some(true)).and_then(|member| member.db_cluster_arn())
}

/// Whether Aurora moves the writer already, or ends a cancelled move: the state is there only meanwhile.
fn is_moving(cluster: &GlobalCluster) -> bool {
    cluster.failover_state().is_some_and(|state| state.status().is_some())
}

/// Moves the writer, unless it is there, and waits until it is. An interrupted move goes on in AWS: it is awaited, not
/// started again.
async fn become_writer(
    cx: &OperationContext<GlobalClusterWriter>,
    props: &GlobalClusterWriterProps,
) -> Result<GlobalClusterWriterAttrs> {
    let GlobalClusterWriterProps { global_cluster, writer: wanted, allow_data_loss } = props;
    let codes: Vec<&str> = CONFLICT_CODES.iter().copied().chain([MOVING]).collect();
    cx.eventually(&codes, || async {
        let Some(cluster) = describe(cx, global_cluster).await? else {
            let message = format!("there is no global cluster {global_cluster}");
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        };
        let members = cluster.global_cluster_members().iter().filter_map(|member| member.db_cluster_arn());
        let members: Vec<&str> = members.collect();
        if !members.contains(&wanted.as_str()) {
            let message =
                format!("{wanted} is not a member of {global_cluster}: its members are {}", members.join(", "));
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let is_there = writer(&cluster) == Some(wanted.as_str());
        let is_ready = status_of(cluster.status()) == Status::Ready && !is_moving(&cluster);
        match (is_there, is_ready) {
            (true, true) => return Ok(()),
            (false, true) => {
                let rds = cx.api().rds();
                // After a lost response the next look decides whether to send it again.
                if *allow_data_loss {
                    let call = rds.failover_global_cluster().global_cluster_identifier(global_cluster);
                    let call = call.target_db_cluster_identifier(wanted.as_str()).allow_data_loss(true);
                    send!(cx, call.customize().config_override(no_retry::rds()))?;
                } else {
                    let call = rds.switchover_global_cluster().global_cluster_identifier(global_cluster);
                    let call = call.target_db_cluster_identifier(wanted.as_str());
                    send!(cx, call.customize().config_override(no_retry::rds()))?;
                }
            }
            (_, false) => {}
        }
        cx.waiting("the writer to move");
        let message = format!("the writer of {global_cluster} is moving to {wanted}");
        Err(ProviderError { code: Some(MOVING.to_owned()), ..ProviderError::new(ErrorKind::NotYet, message) })
    })
    .await?;
    Ok(GlobalClusterWriterAttrs { global_cluster: global_cluster.clone() })
}

#[cfg(test)]
mod tests {
    use aws_sdk_rds::types::{FailoverState, FailoverStatus, GlobalClusterMember};

    use super::*;

    #[test]
    fn the_writer_is_the_member_that_takes_writes_and_a_move_is_seen() {
        let member = |arn: &str, is_writer: bool| {
            GlobalClusterMember::builder().db_cluster_arn(arn).is_writer(is_writer).build()
        };
        let cluster = || GlobalCluster::builder().global_cluster_members(member("a", false));
        assert_eq!(writer(&cluster().build()), None);
        let cluster = cluster().global_cluster_members(member("b", true));
        assert_eq!(writer(&cluster.clone().build()), Some("b"));
        assert!(!is_moving(&cluster.clone().build()));
        // RDS has a state that is missing in its model.
        for status in [FailoverStatus::FailingOver, FailoverStatus::Cancelling, "switching-over".into()] {
            let state = FailoverState::builder().status(status).build();
            assert!(is_moving(&cluster.clone().failover_state(state).build()));
        }
    }
}
