//! `aws:cloudwatch/MetricAlarm`: says when a metric is where it should not be.

use archipel_engine::equivalence;
use aws_sdk_cloudwatch::types as sdk;

use crate::prelude::*;

/// What an alarm on one metric is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct MetricAlarmProps {
    /// The name, unique in account and region.
    #[arg(replace = "CloudWatch cannot rename an alarm", length = 1..=255)]
    pub name: String,
    /// The namespace of the metric: `AWS/RDS`.
    #[arg(length = 1..=255, pattern = "[^:].*")]
    pub namespace: String,
    /// The metric: `AuroraGlobalDBReplicationLag`.
    #[arg(length = 1..=255)]
    pub metric_name: String,
    /// How the metric is compared with the threshold.
    pub comparison: Comparison,
    /// What the metric is compared with.
    pub threshold: f64,
    /// Which of the metric's series is meant.
    #[arg(items = ..=30)]
    pub dimensions: BTreeMap<String, String>,
    /// What is taken of a period's values.
    pub statistic: Option<Statistic>,
    /// A percentile or trimmed mean in place of a statistic: `p99`, `tm90`.
    #[arg(
        equivalence = equivalence::NUMBERS,
        pattern = "p(\\d{1,2}(\\.\\d{0,2})?|100)|(tm|tc|ts|wm|pr|TM|TC|TS|WM|PR)[0-9(].*|IQM|iqm",
    )]
    pub extended_statistic: Option<String>,
    /// The seconds of a period: 10, 20, 30 or a multiple of 60.
    #[arg(default = 60, range = 1..)]
    pub period: u32,
    /// How many of the last periods are looked at.
    #[arg(default = 1, range = 1..)]
    pub evaluation_periods: u32,
    /// How many of those must be where they should not be; all of them, if not given.
    #[arg(range = 1..)]
    pub datapoints_to_alarm: Option<u32>,
    /// What a period without values means.
    #[arg(default = MissingData::Missing)]
    pub treat_missing_data: MissingData,
    /// What the alarm is for.
    #[arg(default = "", length = ..=1024)]
    pub description: String,
    /// Whether its actions are carried out.
    #[arg(default = true)]
    pub actions_enabled: bool,
    /// The actions when the alarm is raised: topics and others.
    #[arg(set, items = ..=5)]
    pub alarm_actions: Vec<Arn>,
    /// The actions when the alarm ends.
    #[arg(set, items = ..=5)]
    pub ok_actions: Vec<Arn>,
    /// The actions when there is not enough data.
    #[arg(set, items = ..=5)]
    pub insufficient_data_actions: Vec<Arn>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// How a metric is compared with a threshold.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum Comparison {
    /// `>=`
    GreaterThanOrEqualToThreshold,
    /// `>`
    GreaterThanThreshold,
    /// `<`
    LessThanThreshold,
    /// `<=`
    LessThanOrEqualToThreshold,
}

/// What is taken of a period's values.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum Statistic {
    /// Their average.
    Average,
    /// The largest.
    Maximum,
    /// The smallest.
    Minimum,
    /// How many there are.
    SampleCount,
    /// Their sum.
    Sum,
}

/// What a period without values means.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingData {
    /// Nothing: without enough values the alarm is "insufficient data".
    Missing,
    /// That the threshold is breached.
    #[prop("breaching")]
    Breaching,
    /// That it is not.
    #[prop("notBreaching")]
    NotBreaching,
    /// That the alarm stays as it is.
    Ignore,
}

/// An alarm on a metric (`PutMetricAlarm`).
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
#[resource("aws:cloudwatch/MetricAlarm", props = MetricAlarmProps)]
pub struct MetricAlarm {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for MetricAlarm {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_cloudwatch_metric_alarm", "{alarm_name}")])
            .unique(&[&["name"]])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
    }

    fn check(props: &MetricAlarmProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.statistic.is_some() == props.extended_statistic.is_some() {
            wrong.push("an alarm takes one of `statistic` and `extended_statistic`".to_owned());
        }
        if !matches!(props.period, 10 | 20 | 30) && (props.period == 0 || !props.period.is_multiple_of(60)) {
            wrong.push(format!("`period` is {} seconds: it is 10, 20, 30 or a multiple of 60", props.period));
        }
        if props.datapoints_to_alarm.is_some_and(|points| points == 0 || points > props.evaluation_periods) {
            wrong.push("`datapoints_to_alarm` is 1 to `evaluation_periods`".to_owned());
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &MetricAlarmProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            // The call overwrites an alarm of that name, whosever it is.
            refuse_taken(cx, props).await?;
            put(cx, props, true).await?;
            Ok((Id::new(&props.name), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let seen = describe(cx, ids).await?.into_iter().map(|alarm| async move {
            let tags = tags_of(cx, alarm.alarm_arn().unwrap_or_default()).await?;
            tags.map(|tags| seen(&alarm, tags)).transpose()
        });
        Ok(try_join_all(seen).await?.into_iter().flatten().collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.changed.iter().any(|name| name != "tags") {
            cx.eventually(&[], || put(cx, &change.new, false)).await?;
        }
        let arn = change.attrs.arn.as_str();
        update_tags!(cx, cloudwatch, tag_resource / untag_resource, resource_arn(arn); &change.old.tags => &change.new.tags)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().cloudwatch().delete_alarms().alarm_names(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }

    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let alarms = describe(cx, ids).await?;
        let there = |id: &Id| alarms.iter().any(|alarm| alarm.alarm_name() == Some(id.as_str()));
        Ok(ids.iter().map(|id| if there(id) { Status::Ready } else { Status::Absent }).collect())
    }
}

impl NaturalKey for MetricAlarm {
    fn display_name(props: &MetricAlarmProps) -> String {
        format!("the alarm {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &MetricAlarmProps) -> Result<Option<(Id, Tags)>> {
        let alarms = describe(cx, &[Id::new(&props.name)]).await?;
        let Some(arn) = alarms.first().and_then(|alarm| alarm.alarm_arn()) else { return Ok(None) };
        Ok(tags_of(cx, arn).await?.map(|tags| (Id::new(&props.name), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let alarms = list_pages!(cx, cx.api().cloudwatch().describe_alarms(), metric_alarms)?;
        let ours = alarms.iter().map(|alarm| async move {
            let tags = tags_of(cx, alarm.alarm_arn().unwrap_or_default()).await?;
            let ours = tags.filter(|tags| is_of_stack(cx.stack(), tags));
            Ok(ours.and_then(|_| alarm.alarm_name()).map(Id::new))
        });
        Ok(try_join_all(ours).await?.into_iter().flatten().collect())
    }
}

/// The alarms of these names: a hundred a call, which is what one takes.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::MetricAlarm>> {
    let mut found = Vec::new();
    for ids in ids.chunks(100) {
        let names = ids.iter().map(Id::to_string).collect();
        let call = cx.api().cloudwatch().describe_alarms().set_alarm_names(Some(names)).max_records(100);
        found.extend(send!(cx, call)?.metric_alarms.unwrap_or_default());
    }
    Ok(found)
}

async fn tags_of(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed_tags(cx, arn).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().cloudwatch().list_tags_for_resource().resource_arn(arn);
    Ok(optional(send!(cx, call))?.map(|response| all_tags(response.tags())))
}

/// Puts the whole alarm, which is the only way. Tags are taken with a new one only.
async fn put(cx: &OperationContext<MetricAlarm>, props: &MetricAlarmProps, new: bool) -> Result<()> {
    let arns = |arns: &[Arn]| Some(arns.iter().map(Arn::to_string).collect());
    let dimension = |(name, value): (&String, &String)| sdk::Dimension::builder().name(name).value(value).build();
    let api = cx.api().cloudwatch();
    let call = api
        .put_metric_alarm()
        .alarm_name(&props.name)
        .alarm_description(&props.description)
        .actions_enabled(props.actions_enabled)
        .set_alarm_actions(arns(&props.alarm_actions))
        .set_ok_actions(arns(&props.ok_actions))
        .set_insufficient_data_actions(arns(&props.insufficient_data_actions))
        .namespace(&props.namespace)
        .metric_name(&props.metric_name)
        .set_dimensions(Some(props.dimensions.iter().map(dimension).collect()))
        .set_statistic(props.statistic.map(|statistic| statistic.as_str().into()))
        .set_extended_statistic(props.extended_statistic.clone())
        .period(number(props.period))
        .evaluation_periods(number(props.evaluation_periods))
        .set_datapoints_to_alarm(props.datapoints_to_alarm.map(number))
        .threshold(props.threshold)
        .comparison_operator(props.comparison.as_str().into())
        .treat_missing_data(props.treat_missing_data.as_str())
        .set_tags(new.then(|| create_tags(cx, &props.tags)));
    send!(cx, call).map(drop)
}

fn seen(alarm: &sdk::MetricAlarm, tags: Tags) -> Result<ResourceState<MetricAlarm>> {
    let arns = |arns: &[String]| arns.iter().map(Arn::new).collect();
    let name = text(alarm.alarm_name());
    let extended = alarm.extended_statistic().map(str::to_owned);
    let dimension = |of: &sdk::Dimension| Some((of.name.clone()?, of.value.clone().unwrap_or_default()));
    let props = MetricAlarmProps {
        name: name.clone(),
        namespace: text(alarm.namespace()),
        metric_name: text(alarm.metric_name()),
        comparison: parsed("comparison", alarm.comparison_operator().map(sdk::ComparisonOperator::as_str))?,
        threshold: alarm.threshold().unwrap_or_default(),
        dimensions: alarm.dimensions().iter().filter_map(dimension).collect(),
        // Emulators show one beside a percentile.
        statistic: match (&extended, alarm.statistic()) {
            (None, Some(statistic)) => statistic.as_str().parse().ok(),
            _ => None,
        },
        extended_statistic: extended,
        period: count(alarm.period()),
        evaluation_periods: count(alarm.evaluation_periods()),
        datapoints_to_alarm: alarm.datapoints_to_alarm().and_then(|points| u32::try_from(points).ok()),
        treat_missing_data: parsed("treatment of missing data", alarm.treat_missing_data().or(Some("missing")))?,
        description: text(alarm.alarm_description()),
        actions_enabled: alarm.actions_enabled().unwrap_or(true),
        alarm_actions: arns(alarm.alarm_actions()),
        ok_actions: arns(alarm.ok_actions()),
        insufficient_data_actions: arns(alarm.insufficient_data_actions()),
        tags: own_tags(tags),
    };
    let attrs = MetricAlarmAttrs { arn: Arn::new(text(alarm.alarm_arn())), name: name.clone() };
    Ok(ResourceState { id: Id::new(name), props, attrs, status: Status::Ready })
}
