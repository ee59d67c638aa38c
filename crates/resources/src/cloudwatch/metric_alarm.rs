//! `aws:cloudwatch/MetricAlarm`: an alarm on a metric.

use archipel_engine::equivalence;
use aws_sdk_cloudwatch::types as sdk;

use super::metric_query::{self, MetricQueryProps};
use crate::aws::service_tags::cloudwatch::{tags_of, update_tags};
use crate::partition;
use crate::prelude::*;

/// The default of `period`.
const PERIOD: u32 = 60;
/// How many alarms a call describes.
const BATCH_SIZE: usize = 100;

/// The properties of an alarm on a metric (`namespace` and `metric_name`), or on a metric math expression (`metrics`).
#[derive(Args, Clone, Debug, PartialEq)]
pub struct MetricAlarmProps {
    /// The name, unique in the account and region.
    #[arg(replace = "CloudWatch cannot rename an alarm", length = 1..=255)]
    pub name: String,
    /// The namespace of the metric: `AWS/RDS`.
    #[arg(length = 1..=255, pattern = "[^:].*")]
    pub namespace: Option<String>,
    /// The metric: `AuroraGlobalDBReplicationLag`.
    #[arg(length = 1..=255)]
    pub metric_name: Option<String>,
    /// How the metric, or the result of the expression, is compared with the threshold.
    pub comparison: Comparison,
    /// The threshold.
    pub threshold: f64,
    /// Metrics and expressions of them. The alarm watches the one with `return_data`. Each metric has its own dimensions, statistic and
    /// period, so that the alarm has none.
    #[arg(set, items = ..=20)]
    pub metrics: Vec<MetricQueryProps>,
    /// The dimensions, which select the series of the metric.
    #[arg(items = ..=30)]
    pub dimensions: BTreeMap<String, String>,
    /// How the values of a period are aggregated.
    pub statistic: Option<Statistic>,
    /// A percentile or trimmed mean instead of a statistic: `p99`, `tm90`.
    #[arg(
        equivalence = equivalence::NUMBERS,
        pattern = "p(\\d{1,2}(\\.\\d{0,2})?|100)|(tm|tc|ts|wm|pr|TM|TC|TS|WM|PR)[0-9(].*|IQM|iqm",
    )]
    pub extended_statistic: Option<String>,
    /// The length of a period of the metric in seconds: 10, 20, 30 or a multiple of 60.
    #[arg(default = 60, range = 1..)]
    pub period: u32,
    /// The number of periods that are evaluated.
    #[arg(default = 1, range = 1..)]
    pub evaluation_periods: u32,
    /// The number of evaluated periods that must breach the threshold; all of them by default.
    #[arg(range = 1..)]
    pub datapoints_to_alarm: Option<u32>,
    /// How CloudWatch treats a period without values.
    #[arg(default = MissingData::Missing)]
    pub treat_missing_data: MissingData,
    /// The description.
    #[arg(default = "", length = ..=1024)]
    pub description: String,
    /// Whether CloudWatch executes the actions.
    #[arg(default = true)]
    pub actions_enabled: bool,
    /// The actions when the state becomes `ALARM`: ARNs of topics and other targets.
    #[arg(set, items = ..=5)]
    pub alarm_actions: Vec<Arn>,
    /// The actions when the state becomes `OK`.
    #[arg(set, items = ..=5)]
    pub ok_actions: Vec<Arn>,
    /// The actions when the state becomes `INSUFFICIENT_DATA`.
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

/// How the values of a period are aggregated.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum Statistic {
    /// The average.
    Average,
    /// The largest.
    Maximum,
    /// The smallest.
    Minimum,
    /// The number of values.
    SampleCount,
    /// The sum.
    Sum,
}

/// How CloudWatch treats a period without values.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingData {
    /// The period is missing: without enough values the state is `INSUFFICIENT_DATA`.
    Missing,
    /// The period breaches the threshold.
    #[prop("breaching")]
    Breaching,
    /// The period does not breach the threshold.
    #[prop("notBreaching")]
    NotBreaching,
    /// The alarm keeps its state.
    Ignore,
}

/// An alarm on a metric, or on a metric math expression (`PutMetricAlarm`).
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
            .typical(Seconds::each(1))
    }

    fn check(props: &MetricAlarmProps) -> Vec<String> {
        let periods = 1..=props.evaluation_periods;
        let on_metric = props.metrics.is_empty();
        let of_metric = [
            ("namespace", props.namespace.is_some()),
            ("metric_name", props.metric_name.is_some()),
            ("dimensions", !props.dimensions.is_empty()),
            ("statistic", props.statistic.is_some()),
            ("extended_statistic", props.extended_statistic.is_some()),
            ("period", props.period != PERIOD),
        ];
        let beside: Vec<_> = of_metric.into_iter().filter(|(_, is_set)| *is_set && !on_metric).collect();
        violations! {
            after metric_query::check(&props.metrics);
            on_metric && (props.namespace.is_none() || props.metric_name.is_none()) =>
                "the alarm watches no metric: set `namespace` and `metric_name`, or `metrics`";
            on_metric && props.statistic.is_some() == props.extended_statistic.is_some() =>
                "an alarm takes one of `statistic` and `extended_statistic`";
            !beside.is_empty() =>
                "`{}` is of an alarm on one metric: remove it, because each of the `metrics` has its own", beside[0].0;
            !matches!(props.period, 10 | 20 | 30) && (props.period == 0 || !props.period.is_multiple_of(60)) =>
                "`period` is {} seconds: it is 10, 20, 30 or a multiple of 60", props.period;
            props.datapoints_to_alarm.is_some_and(|points| !periods.contains(&points)) =>
                "`datapoints_to_alarm` is 1 to `evaluation_periods`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &MetricAlarmProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            // The call overwrites an alarm of the same name, whatever its owner.
            refuse_taken(cx, props).await?;
            put(cx, props, true).await?;
            let attrs = MetricAlarmAttrs { arn: arn_of(cx, &props.name).await?, name: props.name.clone() };
            Ok((Id::new(&props.name), Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has_besides(&["tags"]) {
            keep_unmanaged::<Self>(cx, id).await?;
            cx.eventually(&[], || put(cx, &change.new, false)).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().cloudwatch().delete_alarms().alarm_names(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

lookup! {
    MetricAlarm: sdk::MetricAlarm, "alarm" by name,
    list: |cx| list_pages!(cx, cx.api().cloudwatch().describe_alarms(), metric_alarms);
    id: alarm_name,
    describe: |cx, ids| {
        let mut found = Vec::new();
        for ids in ids.chunks(BATCH_SIZE) {
            let call = cx.api().cloudwatch().describe_alarms().set_alarm_names(Some(texts(ids)));
            found.extend(send!(cx, call.max_records(100))?.metric_alarms.unwrap_or_default());
        }
        Ok(found)
    },
    tags: |cx, alarm| tags_of(cx, alarm.alarm_arn()).await,
    unmanaged: unmanaged,
    state: state,
}

/// The ARN, which no response to a create contains.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>
async fn arn_of(cx: &ReadContext<Aws>, name: &str) -> Result<Arn> {
    let (region, account) = (cx.api().region(), cx.api().account_number().await?);
    Ok(Arn::new(format!("arn:{}:cloudwatch:{region}:{account}:alarm:{name}", partition::of(region).0)))
}

fn unmanaged(alarm: &sdk::MetricAlarm, (): &()) -> Vec<String> {
    let mut settings = Vec::new();
    settings.extend(alarm.unit().map(|unit| format!("the unit `{}`", unit.as_str())));
    let low = alarm.evaluate_low_sample_count_percentile();
    settings.extend(low.map(|low| format!("the treatment `{low}` of few samples")));
    settings.extend(alarm.threshold_metric_id().map(|id| format!("the threshold metric `{id}`")));
    settings.extend(alarm.evaluation_window().map(|_| "an evaluation window".to_owned()));
    settings.extend(alarm.warm_up_configuration().map(|_| "a warm-up period".to_owned()));
    settings.extend(alarm.evaluation_criteria().map(|_| "a PromQL query".to_owned()));
    settings.extend(alarm.evaluation_interval().map(|seconds| format!("the evaluation interval of {seconds} seconds")));
    settings.extend(alarm.action_configuration().map(|_| "a configuration of its actions".to_owned()));
    settings
}

/// Sends all properties: the API has no partial update. It accepts tags for new alarms only.
async fn put(cx: &OperationContext<MetricAlarm>, props: &MetricAlarmProps, new: bool) -> Result<()> {
    let arns = |arns: &[Arn]| Some(arns.iter().map(Arn::to_string).collect());
    let dimension = |(name, value): (&String, &String)| sdk::Dimension::builder().name(name).value(value).build();
    // CloudWatch refuses dimensions and a period beside metrics.
    let on_metric = props.metrics.is_empty();
    let api = cx.api().cloudwatch();
    let call = api
        .put_metric_alarm()
        .alarm_name(&props.name)
        .alarm_description(&props.description)
        .actions_enabled(props.actions_enabled)
        .set_alarm_actions(arns(&props.alarm_actions))
        .set_ok_actions(arns(&props.ok_actions))
        .set_insufficient_data_actions(arns(&props.insufficient_data_actions))
        .set_namespace(props.namespace.clone())
        .set_metric_name(props.metric_name.clone())
        .set_dimensions(on_metric.then(|| props.dimensions.iter().map(dimension).collect()))
        .set_statistic(props.statistic.map(|statistic| statistic.as_str().into()))
        .set_extended_statistic(props.extended_statistic.clone())
        .set_period(on_metric.then(|| number(props.period)))
        .set_metrics((!on_metric).then(|| props.metrics.iter().map(MetricQueryProps::to_sdk).collect()))
        .evaluation_periods(number(props.evaluation_periods))
        .set_datapoints_to_alarm(props.datapoints_to_alarm.map(number))
        .threshold(props.threshold)
        .comparison_operator(props.comparison.as_str().into())
        .treat_missing_data(props.treat_missing_data.as_str())
        .set_tags(new.then(|| create_tags(cx, &props.tags)));
    send!(cx, call).map(drop)
}

fn state(alarm: &sdk::MetricAlarm, tags: Tags) -> Result<State<MetricAlarm>> {
    let arns = |arns: &[String]| arns.iter().map(Arn::new).collect();
    let name = text(alarm.alarm_name());
    let extended = alarm.extended_statistic().map(str::to_owned);
    let dimension = |of: &sdk::Dimension| Some((of.name.clone()?, of.value.clone().unwrap_or_default()));
    let props = MetricAlarmProps {
        name: name.clone(),
        namespace: alarm.namespace().map(str::to_owned),
        metric_name: alarm.metric_name().map(str::to_owned),
        comparison: parsed("comparison", alarm.comparison_operator().map(sdk::ComparisonOperator::as_str))?,
        threshold: alarm.threshold().unwrap_or_default(),
        metrics: alarm.metrics().iter().map(MetricQueryProps::from_sdk).collect(),
        dimensions: alarm.dimensions().iter().filter_map(dimension).collect(),
        // Emulators return a statistic together with a percentile.
        statistic: match (&extended, alarm.statistic()) {
            (None, Some(statistic)) => Some(parsed("statistic", Some(statistic.as_str()))?),
            _ => None,
        },
        extended_statistic: extended,
        period: alarm.period().map_or(PERIOD, |seconds| count(Some(seconds))),
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
    Ok((props, MetricAlarmAttrs { arn: Arn::new(text(alarm.alarm_arn())), name }))
}
