//! `aws:logs/LogGroup`: where logs are kept.

use aws_sdk_cloudwatchlogs::types as sdk;

use crate::prelude::*;

/// Retention times, in days, that the service knows.
const RETENTION: &[u16] =
    &[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// What a log group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LogGroupProps {
    /// The name, unique in account and region: up to 512 letters, digits and `_-/.#`.
    #[arg(replace = "CloudWatch Logs cannot rename a log group", length = 1..=512, pattern = "[A-Za-z0-9._/#-]+")]
    pub name: String,
    /// After how many days what was logged is deleted; never, if not given.
    pub retention_in_days: Option<u16>,
    /// The key that encrypts what is logged from then on. Its policy must let the service use it.
    #[arg(equivalence = equivalences::KMS_KEY)]
    pub kms_key_arn: Option<Arn>,
    /// What the group can do, and costs.
    #[arg(default = LogGroupClass::Standard, replace = "CloudWatch Logs cannot change the class of a log group")]
    pub class: LogGroupClass,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What a log group can do.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum LogGroupClass {
    /// Everything.
    Standard,
    /// Logs that are rarely looked at, for half the price.
    InfrequentAccess,
}

/// A log group (`CreateLogGroup`).
///
/// Services that log make their group again when it is gone: delete what writes to it first.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>
#[resource("aws:logs/LogGroup", props = LogGroupProps)]
pub struct LogGroup {
    /// The ARN, without `:*` behind it.
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
        let mut wrong = Vec::new();
        if let Some(days) = props.retention_in_days.filter(|days| !RETENTION.contains(days)) {
            let near = RETENTION.iter().min_by_key(|known| known.abs_diff(days)).copied().unwrap_or(30);
            wrong
                .push(format!("`retention_in_days` is {days}, which CloudWatch Logs does not know: {near} is nearest"));
        }
        wrong
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

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let seen = describe(cx, ids).await?.into_iter().map(|group| async move {
            let Some(tags) = tags_of(cx, arn_of(&group)).await? else { return Ok(None) };
            Ok(Some(seen(group, tags)))
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new, logs) = (id.as_str(), &change.new, cx.api().logs());
        if change.has("retention_in_days") {
            retain(cx, name, new.retention_in_days).await?;
        }
        if change.has("kms_key_arn") {
            cx.eventually(&[], || async {
                match &new.kms_key_arn {
                    Some(key) => {
                        let call = logs.associate_kms_key().log_group_name(name).kms_key_id(key.as_str());
                        send!(cx, call).map(drop)
                    }
                    None => {
                        let call = logs.disassociate_kms_key().log_group_name(name);
                        send!(cx, call).map(drop)
                    }
                }
            })
            .await?;
        }
        let arn = change.attrs.arn.as_str();
        update_tags!(cx, logs, tag_resource / untag_resource, resource_arn(arn); &change.old.tags => &new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().logs().delete_log_group().log_group_name(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }

    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let groups = describe(cx, ids).await?;
        let there = |id: &Id| groups.iter().any(|group| name_of(group) == id.as_str());
        Ok(ids.iter().map(|id| if there(id) { Status::Ready } else { Status::Absent }).collect())
    }
}

impl NaturalKey for LogGroup {
    fn display_name(props: &LogGroupProps) -> String {
        format!("the log group {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &LogGroupProps) -> Result<Option<(Id, Tags)>> {
        let groups = describe(cx, &[Id::new(&props.name)]).await?;
        let Some(group) = groups.first() else { return Ok(None) };
        Ok(tags_of(cx, arn_of(group)).await?.map(|tags| (Id::new(&props.name), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let groups = list_all!(cx, cx.api().logs().describe_log_groups())?;
        let ours = groups.iter().map(|group| async move {
            let tags = tags_of(cx, arn_of(group)).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| Id::new(name_of(group))))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

/// The groups of these names: fifty a call, which is what one takes.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::LogGroup>> {
    let mut found = Vec::new();
    for ids in ids.chunks(50) {
        let names = ids.iter().map(Id::to_string).collect();
        let call = cx.api().logs().describe_log_groups().set_log_group_identifiers(Some(names));
        let response = optional(send!(cx, call))?;
        let groups = response.and_then(|response| response.log_groups).unwrap_or_default();
        found.extend(groups.into_iter().filter(|group| ids.iter().any(|id| id.as_str() == name_of(group))));
    }
    Ok(found)
}

fn name_of(group: &sdk::LogGroup) -> &str {
    group.log_group_name().unwrap_or_default()
}

/// The ARN as tagging and policies take it: the older field has `:*` behind it.
fn arn_of(group: &sdk::LogGroup) -> &str {
    let arn = group.log_group_arn().or(group.arn()).unwrap_or_default();
    arn.strip_suffix(":*").unwrap_or(arn)
}

async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().logs().list_tags_for_resource().resource_arn(arn);
    let response = optional(send!(cx, call))?;
    Ok(response.map(|response| response.tags.unwrap_or_default().into_iter().collect()))
}

async fn retain(cx: &OperationContext<LogGroup>, name: &str, days: Option<u16>) -> Result<()> {
    let logs = cx.api().logs();
    match days {
        Some(days) => {
            cx.eventually(&[], || async {
                let call = logs.put_retention_policy().log_group_name(name).retention_in_days(number(days));
                crate::natural_key::not_found_as_retryable(send!(cx, call)).map(drop)
            })
            .await
        }
        None => cx
            .eventually(&[], || async {
                let call = logs.delete_retention_policy().log_group_name(name);
                send!(cx, call).map(drop)
            })
            .await
            .ignore_not_found(),
    }
}

fn seen(group: sdk::LogGroup, tags: Tags) -> ResourceState<LogGroup> {
    let class = group.log_group_class().and_then(|class| class.as_str().parse().ok());
    let attrs = LogGroupAttrs { arn: Arn::new(arn_of(&group)), name: name_of(&group).to_owned() };
    let props = LogGroupProps {
        name: attrs.name.clone(),
        retention_in_days: group.retention_in_days().and_then(|days| u16::try_from(days).ok()),
        kms_key_arn: group.kms_key_id().map(Arn::new),
        class: class.unwrap_or(LogGroupClass::Standard),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
