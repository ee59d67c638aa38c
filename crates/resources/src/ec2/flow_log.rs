//! `aws:ec2/FlowLog`: a record of the traffic of a VPC, a subnet or a network interface.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use aws_sdk_ec2::types::{self as sdk, FlowLogsResourceType, LogDestinationType, ResourceType};

use super::NetworkInterfaceId;
use super::common::{ByOwnershipTag, all_done, describe_all, ec2_described, tag_specification, update_tags_only};
use super::delivery_policy;
use crate::prelude::*;

archipel_engine::text_type! {
    /// The id of a flow log.
    pub FlowLogId: "fl-";
}

/// The properties of a flow log. It records one of a VPC, a subnet and a network interface, and writes to a bucket or a
/// log group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FlowLogProps {
    /// The VPC, to record all of its traffic.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags")]
    pub vpc_id: Option<VpcId>,
    /// The subnet, to record its traffic.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags")]
    pub subnet_id: Option<SubnetId>,
    /// The network interface, to record its traffic.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags")]
    pub network_interface_id: Option<NetworkInterfaceId>,
    /// The recorded traffic.
    #[arg(default = FlowLogTraffic::All, replace = "EC2 changes nothing of a flow log but its tags")]
    pub traffic_type: FlowLogTraffic,
    /// The ARN of the destination bucket, optionally with a folder: `arn:aws:s3:::logs/network/`. EC2 attaches a policy of
    /// its own to the bucket if the credentials may change the policy (`s3:GetBucketPolicy`, `s3:PutBucketPolicy`). The
    /// statements of an existing policy are put back: as they were if they let `delivery.logs.amazonaws.com` write, else
    /// beside EC2's.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags")]
    pub bucket_arn: Option<Arn>,
    /// The name of the destination log group in CloudWatch. Needs `role_arn`.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags", length = 1..=512, pattern = "[A-Za-z0-9._/#-]+")]
    pub log_group_name: Option<String>,
    /// The role that `vpc-flow-logs.amazonaws.com` assumes to write to the log group.
    #[arg(replace = "EC2 changes nothing of a flow log but its tags")]
    pub role_arn: Option<Arn>,
    /// The aggregation interval of a record in seconds: 60 or 600.
    #[arg(default = 600, replace = "EC2 changes nothing of a flow log but its tags")]
    pub max_aggregation_interval: i64,
    /// The fields of a record, in order: `${srcaddr} ${dstaddr} ${action}`. The default is EC2's format.
    #[arg(computed, replace = "EC2 changes nothing of a flow log but its tags", length = 1..)]
    pub log_format: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The recorded traffic of a flow log.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum FlowLogTraffic {
    /// Traffic that security groups and network ACLs allow.
    Accept,
    /// Traffic that they reject.
    Reject,
    /// All traffic.
    All,
}

/// A record of network traffic (`CreateFlowLogs`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html>
#[resource("aws:ec2/FlowLog", props = FlowLogProps)]
pub struct FlowLog {
    /// The id.
    pub id: FlowLogId,
}

impl Resource for FlowLog {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    /// The create call takes a client token, but a successful response may report items that it did not create, and the
    /// token may repeat that response. Recovery therefore uses the ownership tag.
    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_flow_log", "{id}")])
            .typical(Seconds { create: 3, update: 2, delete: 2 })
            .timeouts(Seconds::each(300))
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "subnet_id", "network_interface_id", "bucket_arn", "log_group_name"]])
    }

    fn check(props: &FlowLogProps) -> Vec<String> {
        let sources = [props.vpc_id.is_some(), props.subnet_id.is_some(), props.network_interface_id.is_some()];
        violations! {
            sources.iter().filter(|given| **given).count() != 1 =>
                "a flow log records one of `vpc_id`, `subnet_id` and `network_interface_id`";
            props.bucket_arn.is_some() == props.log_group_name.is_some() =>
                "a flow log writes to one of `bucket_arn` and `log_group_name`";
            props.log_group_name.is_some() != props.role_arn.is_some() =>
                "`role_arn` and `log_group_name` belong together";
            !matches!(props.max_aggregation_interval, 60 | 600) =>
                "`max_aggregation_interval` is {}: take 60 or 600 seconds", props.max_aggregation_interval;
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &FlowLogProps) -> Result<Self::Attrs> {
        let refusals = AtomicU32::new(0);
        let bucket = props.bucket_arn.as_ref().and_then(|arn| bucket_in(arn.as_str()));
        // Flow logs of one bucket are created one after the other, so that none takes the policy of another for its first.
        let turn = match bucket {
            Some(bucket) => Some(cx.api().exclusive(&format!("flow logs of {bucket}")).await),
            None => None,
        };
        let before = Mutex::new(None);
        let id = cx
            .allocate(props, || async {
                if let Some(bucket) = bucket {
                    let policy = delivery_policy::read(cx, bucket).await?;
                    before.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(policy);
                }
                let made = create_once(cx, props, refusals.load(Ordering::Relaxed)).await;
                // A rejected request created nothing, so the next attempt is a new request with its own token.
                refusals.fetch_add(u32::from(made.as_ref().is_err_and(was_refused)), Ordering::Relaxed);
                made
            })
            .await?;
        let before = before.into_inner().unwrap_or_else(PoisonError::into_inner).flatten();
        if let (Some(bucket), Some(before)) = (bucket, before) {
            delivery_policy::restore(cx, bucket, &before).await?;
        }
        drop(turn);
        // A flow log is active at once.
        Ok(FlowLogAttrs { id: FlowLogId::new(id.as_str()) })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.eventually(&[], || async {
            let response = send!(cx, cx.api().ec2().delete_flow_logs().flow_log_ids(id.as_str()))?;
            all_done("DeleteFlowLogs", cx.region(), response.unsuccessful())
        })
        .await
        .ignore_not_found()
    }
}

/// The bucket in the ARN of a destination.
fn bucket_in(arn: &str) -> Option<&str> {
    arn.split(":::").nth(1)?.split('/').next().filter(|bucket| !bucket.is_empty())
}

async fn create_once(cx: &OperationContext<FlowLog>, props: &FlowLogProps, refusals: u32) -> Result<Id> {
    let (kind, resource) = recorded(props);
    let token = if refusals == 0 { cx.token().to_owned() } else { cx.token_for(&format!("after {refusals}")) };
    let api = cx.api().ec2();
    let call = api
        .create_flow_logs()
        .client_token(token)
        .resource_type(kind)
        .resource_ids(resource)
        .traffic_type(props.traffic_type.as_str().into())
        .log_destination_type(match props.bucket_arn {
            Some(_) => LogDestinationType::S3,
            None => LogDestinationType::CloudWatchLogs,
        })
        .set_log_destination(props.bucket_arn.as_ref().map(ToString::to_string))
        .set_log_group_name(props.log_group_name.clone())
        .set_deliver_logs_permission_arn(props.role_arn.as_ref().map(ToString::to_string))
        .set_max_aggregation_interval(i32::try_from(props.max_aggregation_interval).ok())
        .set_log_format(props.log_format.clone())
        .tag_specifications(tag_specification(cx, ResourceType::VpcFlowLog, &props.tags));
    let response = send!(cx, call).map_err(settling)?;
    all_done("CreateFlowLogs", cx.region(), response.unsuccessful()).map_err(settling)?;
    id_in(response.flow_log_ids().first().map(String::as_str))
}

/// Whether EC2 rejected the request, so that it created nothing.
fn was_refused(error: &ProviderError) -> bool {
    !matches!(error.kind, ErrorKind::Ambiguous | ErrorKind::Throttled)
}

/// Turns errors about a new role, bucket or policy that is not visible yet into `NotYet`. Their codes do not differ
/// from those of other errors, so the message decides.
fn settling(mut error: ProviderError) -> ProviderError {
    let settles = ["Access error", "Access Denied for LogDestination", "Unable to assume", "LogDestination:"];
    if error.kind == ErrorKind::Invalid && settles.iter().any(|words| error.message.contains(words)) {
        error.kind = ErrorKind::NotYet;
    }
    error
}

fn recorded(props: &FlowLogProps) -> (FlowLogsResourceType, &str) {
    match (&props.vpc_id, &props.subnet_id, &props.network_interface_id) {
        (Some(vpc), _, _) => (FlowLogsResourceType::Vpc, vpc.as_str()),
        (_, Some(subnet), _) => (FlowLogsResourceType::Subnet, subnet.as_str()),
        (_, _, interface) => {
            (FlowLogsResourceType::NetworkInterface, interface.as_ref().map_or("", NetworkInterfaceId::as_str))
        }
    }
}

ec2_described! {
    // The only status is `ACTIVE`. A failed delivery concerns the destination, which can be corrected.
    FlowLog: sdk::FlowLog, flow_log_id,
    describe: |cx, ids| {
        let described: Result<Vec<_>> = describe_all!(cx, ids, describe_flow_logs, filter, "flow-log-id");
        Ok(optional(described)?.unwrap_or_default())
    };
    state: |log, tags| Ok((props_of(log, tags)?, FlowLogAttrs { id: parsed("id", log.flow_log_id())? })),
}

fn props_of(log: &sdk::FlowLog, tags: Tags) -> Result<FlowLogProps> {
    let resource = log.resource_id().unwrap_or_default();
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let to_bucket = log.log_destination_type() == Some(&LogDestinationType::S3);
    Ok(FlowLogProps {
        vpc_id: resource.starts_with("vpc-").then(|| VpcId::new(resource)),
        subnet_id: resource.starts_with("subnet-").then(|| SubnetId::new(resource)),
        network_interface_id: resource.starts_with("eni-").then(|| NetworkInterfaceId::new(resource)),
        traffic_type: parsed("traffic_type", log.traffic_type().map(sdk::TrafficType::as_str))?,
        bucket_arn: text(log.log_destination()).filter(|_| to_bucket).map(Arn::new),
        log_group_name: text(log.log_group_name()).filter(|_| !to_bucket),
        role_arn: text(log.deliver_logs_permission_arn()).filter(|_| !to_bucket).map(Arn::new),
        max_aggregation_interval: i64::from(log.max_aggregation_interval().unwrap_or(600)),
        log_format: text(log.log_format()),
        tags: own_tags(tags),
    })
}

#[cfg(test)]
mod tests {
    use sdk::{UnsuccessfulItem, UnsuccessfulItemError};

    use super::*;

    fn unsuccessful(message: &str) -> ProviderError {
        let error = UnsuccessfulItemError::builder().code("400").message(message).build();
        let items = [UnsuccessfulItem::builder().resource_id("vpc-1").error(error).build()];
        settling(all_done("CreateFlowLogs", "eu-west-1", &items).unwrap_err())
    }

    #[test]
    fn an_answer_of_200_that_made_nothing_is_an_error() {
        assert_eq!(all_done("CreateFlowLogs", "eu-west-1", &[]), Ok(()));
        let error = unsuccessful("Invalid log format");
        assert_eq!(error.kind, ErrorKind::Invalid);
        assert_eq!(error.to_string(), "ec2:CreateFlowLogs in eu-west-1: 400: Invalid log format");
    }

    #[test]
    fn destinations_and_roles_made_a_moment_ago_are_waited_for() {
        for message in [
            "Access Denied for LogDestination: logs. Please check LogDestination permission",
            "LogDestination: logs does not exist.",
            "Access error",
            "Unable to assume given IAM role",
        ] {
            assert_eq!(unsuccessful(message).kind, ErrorKind::NotYet, "{message}");
        }
    }
}
