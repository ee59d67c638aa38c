//! `aws:s3/BucketNotification`: the event notifications of a bucket.

use aws_sdk_s3::types as sdk;

use super::bucket_document::bucket_document;
use super::common::{Setting, check_bucket, existing};
use crate::prelude::*;

/// The properties of a bucket's event notifications.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct BucketNotificationProps {
    /// The bucket. It has one configuration.
    #[arg(replace = "notifications are a part of their bucket", length = 3..=63, pattern = "[a-z0-9][a-z0-9.-]*[a-z0-9]")]
    pub bucket: BucketName,
    /// Whether S3 sends all events to EventBridge.
    #[arg(default = false)]
    pub event_bridge: bool,
    /// Lambda functions that S3 invokes. Each needs a permission for `s3.amazonaws.com` before.
    #[arg(set, items = 0..=100)]
    pub functions: Vec<NotificationProps>,
    /// SQS queues, not FIFO ones. S3 needs the permission to send messages to each before.
    #[arg(set, items = 0..=100)]
    pub queues: Vec<NotificationProps>,
    /// SNS topics, not FIFO ones. S3 needs the permission to publish to each before.
    #[arg(set, items = 0..=100)]
    pub topics: Vec<NotificationProps>,
}

/// A destination of events.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Notification)]
pub struct NotificationProps {
    /// The name, unique in the bucket.
    #[arg(length = 1..=255)]
    pub id: String,
    /// The ARN of the function, the queue or the topic, in the region of the bucket.
    pub arn: Arn,
    /// The events.
    #[arg(required, set, items = 1..)]
    pub events: Vec<BucketEvent>,
    /// Only objects with this key prefix.
    #[arg(length = 1..=1024)]
    pub prefix: Option<String>,
    /// Only objects with this key suffix.
    #[arg(length = 1..=1024)]
    pub suffix: Option<String>,
}

/// An event of a bucket.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketEvent {
    /// An object is created, in any way.
    #[prop("s3:ObjectCreated:*")]
    ObjectCreated,
    /// An object is created with `PutObject`.
    #[prop("s3:ObjectCreated:Put")]
    ObjectCreatedPut,
    /// An object is created with a form.
    #[prop("s3:ObjectCreated:Post")]
    ObjectCreatedPost,
    /// An object is created with `CopyObject`.
    #[prop("s3:ObjectCreated:Copy")]
    ObjectCreatedCopy,
    /// An object is created with a multipart upload.
    #[prop("s3:ObjectCreated:CompleteMultipartUpload")]
    ObjectCreatedCompleteMultipartUpload,
    /// An object is deleted, or a delete marker is created.
    #[prop("s3:ObjectRemoved:*")]
    ObjectRemoved,
    /// An object or a version is deleted.
    #[prop("s3:ObjectRemoved:Delete")]
    ObjectRemovedDelete,
    /// A delete marker is created.
    #[prop("s3:ObjectRemoved:DeleteMarkerCreated")]
    ObjectRemovedDeleteMarkerCreated,
    /// Any event of a restore from an archive.
    #[prop("s3:ObjectRestore:*")]
    ObjectRestore,
    /// A restore begins.
    #[prop("s3:ObjectRestore:Post")]
    ObjectRestorePost,
    /// A restore is complete.
    #[prop("s3:ObjectRestore:Completed")]
    ObjectRestoreCompleted,
    /// The restored copy expires.
    #[prop("s3:ObjectRestore:Delete")]
    ObjectRestoreDelete,
    /// An object with reduced redundancy is lost.
    #[prop("s3:ReducedRedundancyLostObject")]
    ReducedRedundancyLostObject,
    /// Any event of the replication.
    #[prop("s3:Replication:*")]
    Replication,
    /// The replication of an object fails.
    #[prop("s3:Replication:OperationFailedReplication")]
    ReplicationFailed,
    /// An object exceeds 15 minutes of replication time control.
    #[prop("s3:Replication:OperationMissedThreshold")]
    ReplicationMissedThreshold,
    /// An object that exceeded it is replicated.
    #[prop("s3:Replication:OperationReplicatedAfterThreshold")]
    ReplicationAfterThreshold,
    /// S3 no longer tracks an object with replication time control.
    #[prop("s3:Replication:OperationNotTracked")]
    ReplicationNotTracked,
    /// Any event of an expiration by a lifecycle rule.
    #[prop("s3:LifecycleExpiration:*")]
    LifecycleExpiration,
    /// A lifecycle rule deletes an object.
    #[prop("s3:LifecycleExpiration:Delete")]
    LifecycleExpirationDelete,
    /// A lifecycle rule creates a delete marker.
    #[prop("s3:LifecycleExpiration:DeleteMarkerCreated")]
    LifecycleExpirationDeleteMarkerCreated,
    /// A lifecycle rule moves an object to another storage class.
    #[prop("s3:LifecycleTransition")]
    LifecycleTransition,
    /// Intelligent-Tiering archives an object.
    #[prop("s3:IntelligentTiering")]
    IntelligentTiering,
    /// Tags of an object are set or deleted.
    #[prop("s3:ObjectTagging:*")]
    ObjectTagging,
    /// Tags of an object are set.
    #[prop("s3:ObjectTagging:Put")]
    ObjectTaggingPut,
    /// Tags of an object are deleted.
    #[prop("s3:ObjectTagging:Delete")]
    ObjectTaggingDelete,
    /// The access control list of an object is set.
    #[prop("s3:ObjectAcl:Put")]
    ObjectAclPut,
}

impl BucketEvent {
    /// Whether one of the two includes the other.
    fn overlaps(self, other: Self) -> bool {
        let includes = |all: Self, one: Self| {
            all == one || all.as_str().strip_suffix('*').is_some_and(|family| one.as_str().starts_with(family))
        };
        includes(self, other) || includes(other, self)
    }
}

/// The event notifications of a bucket (`PutBucketNotificationConfiguration`). An existing configuration is overwritten.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html>
#[resource("aws:s3/BucketNotification", props = BucketNotificationProps)]
pub struct BucketNotification {
    /// The bucket.
    #[attr(input = "bucket")]
    pub bucket: BucketName,
}

bucket_document! {
    BucketNotification, BucketNotificationProps, BucketNotificationAttrs,
    terraform: "aws_s3_bucket_notification",
    typical: Seconds { create: 2, update: 2, delete: 1 },
    clear: clear
}

fn check(props: &BucketNotificationProps) -> Vec<String> {
    let services = [("functions", "lambda", &props.functions), ("queues", "sqs", &props.queues)];
    let services = services.into_iter().chain([("topics", "sns", &props.topics)]);
    let all: Vec<_> =
        services.flat_map(|(property, service, list)| list.iter().map(move |one| (property, service, one))).collect();
    let mut wrong = violations! {
        all.is_empty() && !props.event_bridge =>
            "no notification is set: set `event_bridge`, `functions`, `queues` or `topics`";
    };
    for (index, (property, service, one)) in all.iter().enumerate() {
        let (id, arn) = (&one.id, one.arn.as_str());
        let others: Vec<_> = all.iter().take(index).map(|(_, _, other)| *other).collect();
        let overlapping = others.iter().find(|other| overlap(one, other));
        wrong.extend(violations! {
            others.iter().any(|other| other.id == *id) => "the notification `{id}` is there twice: `id` is unique in a bucket";
            arn.split(':').nth(2) != Some(service) =>
                "the notification `{id}` of `{property}` has the ARN `{arn}`: expected one of the service {service}";
            arn.ends_with(".fifo") =>
                "the notification `{id}` has the FIFO destination `{arn}`: S3 sends events to standard queues and topics only";
        });
        wrong.extend(overlapping.map(|other| {
            format!(
                "the notifications `{}` and `{id}` apply to the same event and the same objects: S3 allows one, so give \
                 them other events, or prefixes or suffixes of which none contains the other",
                other.id
            )
        }));
    }
    wrong
}

/// Whether S3 refuses the two together: filters of the same event must not overlap.
fn overlap(one: &NotificationProps, other: &NotificationProps) -> bool {
    let of = |filter: &Option<String>| filter.clone().unwrap_or_default();
    let (prefixes, suffixes) = ((of(&one.prefix), of(&other.prefix)), (of(&one.suffix), of(&other.suffix)));
    one.events.iter().any(|event| other.events.iter().any(|same| event.overlaps(*same)))
        && (prefixes.0.starts_with(&prefixes.1) || prefixes.1.starts_with(&prefixes.0))
        && (suffixes.0.ends_with(&suffixes.1) || suffixes.1.ends_with(&suffixes.0))
}

async fn put(cx: &OperationContext<BucketNotification>, props: &BucketNotificationProps) -> Result<()> {
    let functions = props.functions.iter().map(|one| {
        let function = sdk::LambdaFunctionConfiguration::builder().id(&one.id).lambda_function_arn(one.arn.as_str());
        build_input(function.set_events(Some(events(one))).set_filter(filter(one)).build())
    });
    let queues = props.queues.iter().map(|one| {
        let queue = sdk::QueueConfiguration::builder().id(&one.id).queue_arn(one.arn.as_str());
        build_input(queue.set_events(Some(events(one))).set_filter(filter(one)).build())
    });
    let topics = props.topics.iter().map(|one| {
        let topic = sdk::TopicConfiguration::builder().id(&one.id).topic_arn(one.arn.as_str());
        build_input(topic.set_events(Some(events(one))).set_filter(filter(one)).build())
    });
    let bridge = props.event_bridge.then(|| sdk::EventBridgeConfiguration::builder().build());
    let configuration = sdk::NotificationConfiguration::builder()
        .set_lambda_function_configurations(Some(functions.collect::<Result<_>>()?))
        .set_queue_configurations(Some(queues.collect::<Result<_>>()?))
        .set_topic_configurations(Some(topics.collect::<Result<_>>()?))
        .set_event_bridge_configuration(bridge);
    let call = cx.api().s3().put_bucket_notification_configuration().bucket(props.bucket.as_str());
    let answer = send!(cx, call.notification_configuration(configuration.build()));
    // A permission that was just added may not be effective yet.
    answer.map(drop).map_err(|error| {
        let fresh = error.has_code(&["InvalidArgument"]) && error.message.contains("Unable to validate the following");
        if fresh { ProviderError { kind: ErrorKind::NotYet, ..error } } else { error }
    })
}

/// S3 has no call that deletes the configuration.
async fn clear(cx: &OperationContext<BucketNotification>, bucket: &str) -> Result<()> {
    let call = cx.api().s3().put_bucket_notification_configuration().bucket(bucket);
    let call = call.notification_configuration(sdk::NotificationConfiguration::builder().build());
    retry!(cx, &[], call).map(drop)
}

fn events(of: &NotificationProps) -> Vec<sdk::Event> {
    of.events.iter().map(|event| event.as_str().into()).collect()
}

fn filter(of: &NotificationProps) -> Option<sdk::NotificationConfigurationFilter> {
    let rule = |name, value: &Option<String>| {
        value.clone().map(|value| sdk::FilterRule::builder().name(name).value(value).build())
    };
    let rules = [rule(sdk::FilterRuleName::Prefix, &of.prefix), rule(sdk::FilterRuleName::Suffix, &of.suffix)];
    let rules: Vec<_> = rules.into_iter().flatten().collect();
    (!rules.is_empty()).then(|| {
        let key = sdk::S3KeyFilter::builder().set_filter_rules(Some(rules)).build();
        sdk::NotificationConfigurationFilter::builder().key(key).build()
    })
}

async fn get(cx: &ReadContext<Aws>, bucket: &str) -> Result<Option<BucketNotificationProps>> {
    let answer = send!(cx, cx.api().s3().get_bucket_notification_configuration().bucket(bucket));
    let Setting::Is(response) = Setting::of(answer)? else { return Ok(None) };
    let functions = response.lambda_function_configurations().iter();
    let functions = functions.map(|one| from_sdk(one.id(), one.lambda_function_arn(), one.events(), one.filter()));
    let queues = response.queue_configurations().iter();
    let queues = queues.map(|one| from_sdk(one.id(), one.queue_arn(), one.events(), one.filter()));
    let topics = response.topic_configurations().iter();
    let topics = topics.map(|one| from_sdk(one.id(), one.topic_arn(), one.events(), one.filter()));
    let props = BucketNotificationProps {
        bucket: BucketName::new(bucket),
        event_bridge: response.event_bridge_configuration().is_some(),
        functions: functions.collect::<Result<_>>()?,
        queues: queues.collect::<Result<_>>()?,
        topics: topics.collect::<Result<_>>()?,
    };
    let none = props.functions.is_empty() && props.queues.is_empty() && props.topics.is_empty() && !props.event_bridge;
    Ok((!none).then_some(props))
}

fn from_sdk(
    id: Option<&str>,
    arn: &str,
    events: &[sdk::Event],
    filter: Option<&sdk::NotificationConfigurationFilter>,
) -> Result<NotificationProps> {
    let rules = filter.and_then(|filter| filter.key()).map(sdk::S3KeyFilter::filter_rules).unwrap_or_default();
    // S3 returns the names with a capital letter.
    let value_of = |name: &str| {
        let rule = rules.iter().find(|rule| rule.name().is_some_and(|of| of.as_str().eq_ignore_ascii_case(name)));
        rule.and_then(sdk::FilterRule::value).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    Ok(NotificationProps {
        id: id.unwrap_or_default().to_owned(),
        arn: Arn::new(arn),
        events: events.iter().map(|event| parsed("event", Some(event.as_str()))).collect::<Result<_>>()?,
        prefix: value_of("prefix"),
        suffix: value_of("suffix"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(events: &[BucketEvent], prefix: &str, suffix: &str) -> NotificationProps {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        NotificationProps {
            id: String::new(),
            arn: Arn::new(""),
            events: events.to_vec(),
            prefix: some(prefix),
            suffix: some(suffix),
        }
    }

    #[test]
    fn filters_of_the_same_event_must_not_overlap() {
        use BucketEvent::{ObjectCreated, ObjectCreatedPut, ObjectRemoved};
        let all = notification(&[ObjectCreated], "", "");
        for (other, overlaps) in [
            (notification(&[ObjectCreated], "", ""), true),
            (notification(&[ObjectCreatedPut], "a/", ".jpg"), true),
            (notification(&[ObjectRemoved], "", ""), false),
        ] {
            assert_eq!((overlap(&all, &other), overlap(&other, &all)), (overlaps, overlaps), "{other:?}");
        }
        let pictures = notification(&[ObjectCreated], "images/", ".jpg");
        assert!(!overlap(&pictures, &notification(&[ObjectCreated], "logs/", ".jpg")));
        assert!(!overlap(&pictures, &notification(&[ObjectCreated], "images/", ".png")));
        assert!(overlap(&pictures, &notification(&[ObjectCreated], "images/raw/", "g")));
    }
}
