//! `aws:logs/LogGroup`: a group of log streams.

use aws_sdk_cloudwatchlogs::types as sdk;

use crate::aws::service_tags::logs::{tags_of, update_tags};
use crate::prelude::*;

/// How many log groups a call describes.
const BATCH_SIZE: usize = 50;

/// The retention times in days that the service accepts.
const RETENTION: &[u16] =
    &[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// The properties of a log group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LogGroupProps {
    /// The name, unique in the account and region: up to 512 letters, digits and `_-/.#`.
    #[arg(replace = "CloudWatch Logs cannot rename a log group", length = 1..=512, pattern = "[A-Za-z0-9._/#-]+")]
    pub name: String,
    /// The retention of log events in days. The default is unlimited.
    pub retention_in_days: Option<u16>,
    /// The KMS key that encrypts new log events. Its policy must allow CloudWatch Logs.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub kms_key_arn: Option<Arn>,
    /// The class, which determines features and price.
    #[arg(default = LogGroupClass::Standard, replace = "CloudWatch Logs cannot change the class of a log group")]
    pub class: LogGroupClass,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The class of a log group.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum LogGroupClass {
    /// All features.
    Standard,
    /// Infrequent access, at half the price.
    InfrequentAccess,
}

/// A log group (`CreateLogGroup`).
///
/// Services create a missing log group again when they write to it: delete the writers first.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>
#[resource("aws:logs/LogGroup", props = LogGroupProps)]
pub struct LogGroup {
    /// The ARN without the suffix `:*`.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for LogGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_cloudwatch_log_group", "{name}")])
            .unique(&[&["name"]])
            .typical(Seconds { create: 2, update: 2, delete: 1 })
            .holds_data("the logs in the log group")
    }

    fn check(props: &LogGroupProps) -> Vec<String> {
        let days = props.retention_in_days.unwrap_or(RETENTION[0]);
        let near = RETENTION.iter().min_by_key(|known| known.abs_diff(days)).copied().unwrap_or(30);
        violations! {
            !RETENTION.contains(&days) =>
                "`retention_in_days` is {days}, which CloudWatch Logs does not know: {near} is nearest";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &LogGroupProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let api = cx.api().logs();
            let call = api
                .create_log_group()
                .log_group_name(&props.name)
                .set_kms_key_id(props.kms_key_arn.as_ref().map(Arn::to_string))
                .log_group_class(props.class.as_str().into())
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            send!(cx, call)?;
            Ok((Id::new(&props.name), None))
        })
        .await?;
        if props.retention_in_days.is_some() {
            retain(cx, &props.name, props.retention_in_days).await?;
        }
        Ok(attrs)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new, logs) = (id.as_str(), &change.new, cx.api().logs());
        if change.has("retention_in_days") {
            retain(cx, name, new.retention_in_days).await?;
        }
        if change.has("kms_key_arn") {
            match &new.kms_key_arn {
                Some(key) => {
                    let call = logs.associate_kms_key().log_group_name(name).kms_key_id(key.as_str());
                    retry!(cx, &[], call).map(drop)?;
                }
                None => retry!(cx, &[], logs.disassociate_kms_key().log_group_name(name)).map(drop)?,
            }
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().logs().delete_log_group().log_group_name(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

lookup! {
    LogGroup: sdk::LogGroup, "log group" by name,
    list: |cx| list_all!(cx, cx.api().logs().describe_log_groups());
    id: log_group_name,
    describe: |cx, ids| {
        let mut found = Vec::new();
        for ids in ids.chunks(BATCH_SIZE) {
            let call = cx.api().logs().describe_log_groups().set_log_group_identifiers(Some(texts(ids)));
            found.extend(optional(send!(cx, call))?.and_then(|response| response.log_groups).unwrap_or_default());
        }
        found.retain(|group| ids.contains(&Self::id_of(group)));
        Ok(found)
    },
    tags: |cx, group| tags_of(cx, Some(arn_of(group))).await,
    state: state,
}

/// The ARN for tags and policies. The older field has the suffix `:*`.
fn arn_of(group: &sdk::LogGroup) -> &str {
    let arn = group.log_group_arn().or(group.arn()).unwrap_or_default();
    arn.strip_suffix(":*").unwrap_or(arn)
}

async fn retain(cx: &OperationContext<LogGroup>, name: &str, days: Option<u16>) -> Result<()> {
    let logs = cx.api().logs();
    match days {
        Some(days) => {
            let call = logs.put_retention_policy().log_group_name(name).retention_in_days(number(days));
            retry!(cx, &[], call, not_found_as_retryable).map(drop)
        }
        None => retry!(cx, &[], logs.delete_retention_policy().log_group_name(name)).ignore_not_found(),
    }
}

fn state(group: &sdk::LogGroup, tags: Tags) -> Result<State<LogGroup>> {
    let class = parsed_option("class", group.log_group_class().map(sdk::LogGroupClass::as_str))?;
    let attrs = LogGroupAttrs { arn: Arn::new(arn_of(group)), name: text(group.log_group_name()) };
    let props = LogGroupProps {
        name: attrs.name.clone(),
        retention_in_days: group.retention_in_days().and_then(|days| u16::try_from(days).ok()),
        kms_key_arn: group.kms_key_id().map(Arn::new),
        class: class.unwrap_or(LogGroupClass::Standard),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
