//! The metrics and expressions that an alarm on a metric math expression evaluates.

use archipel_engine::equivalence;
use aws_sdk_cloudwatch::types as sdk;

use crate::prelude::*;

/// A metric, or an expression of the other elements: one of `metric` and `expression`.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(MetricQuery)]
pub struct MetricQueryProps {
    /// The name of the element in expressions, unique in the alarm: letters, digits and `_`, first a lower-case letter.
    #[arg(length = 1..=255, pattern = "[a-z][A-Za-z0-9_]*")]
    pub id: String,
    /// A metric math expression of the ids of other elements, such as `100 * errors / requests`, or a Metrics Insights query.
    #[arg(length = 1..=2048)]
    pub expression: Option<String>,
    /// The metric.
    pub metric: Option<MetricStatProps>,
    /// The label in graphs; CloudWatch chooses one by default.
    #[arg(length = 1..)]
    pub label: Option<String>,
    /// Whether the alarm watches the result of this element. It watches one of them.
    #[arg(default = false)]
    pub return_data: bool,
    /// The length of a period of a Metrics Insights query in seconds: 1, 5, 10, 20, 30 or a multiple of 60. Other expressions have
    /// the period of their metrics.
    #[arg(range = 1..)]
    pub period: Option<u32>,
    /// The number of the account that has the metric, by default that of the alarm. The alarm's account must be a monitoring account
    /// of it.
    #[arg(length = 12..=12)]
    pub account_id: Option<AccountId>,
}

/// A metric, and how its values are aggregated.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(MetricStat)]
pub struct MetricStatProps {
    /// The namespace: `AWS/ApplicationELB`.
    #[arg(length = 1..=255, pattern = "[^:].*")]
    pub namespace: String,
    /// The metric: `RequestCount`.
    #[arg(length = 1..=255)]
    pub metric_name: String,
    /// The length of a period in seconds: 1, 5, 10, 20, 30 or a multiple of 60.
    #[arg(range = 1..)]
    pub period: u32,
    /// The statistic: `Sum`, `Average`, `p99`, `TM(10%:90%)`.
    #[arg(equivalence = equivalence::NUMBERS, length = 1..)]
    pub stat: String,
    /// The dimensions, which select the series of the metric.
    #[arg(items = ..=30)]
    pub dimensions: BTreeMap<String, String>,
    /// Only values with this unit, such as `Count`; values of all units by default.
    #[arg(
        pattern = "None|Count|Percent|(Micro|Milli)?[Ss]econds|((Kilo|Mega|Giga|Tera)?[Bb](ytes|its)|Count)(/Second)?"
    )]
    pub unit: Option<String>,
}

/// Finds what CloudWatch refuses of the metrics of an alarm.
pub(super) fn check(queries: &[MetricQueryProps]) -> Vec<String> {
    let mut wrong = Vec::new();
    if queries.is_empty() {
        return wrong;
    }
    let watched = queries.iter().filter(|query| query.return_data).count();
    if watched != 1 {
        wrong.push(format!("{watched} of the `metrics` have `return_data`: set it for the one that the alarm watches"));
    }
    for (index, query) in queries.iter().enumerate() {
        let id = &query.id;
        let periods = [query.period, query.metric.as_ref().map(|metric| metric.period)];
        let period = periods.into_iter().flatten().find(|period| !is_period(*period));
        let names = query.expression.as_deref().map(names_in).unwrap_or_default();
        let unknown = names.iter().find(|name| queries.iter().all(|other| other.id != **name));
        wrong.extend(violations! {
            queries.iter().take(index).any(|other| other.id == *id) => "the id `{id}` is there twice in `metrics`";
            query.expression.is_some() == query.metric.is_some() => "`{id}` takes one of `expression` and `metric`";
            period.is_some() =>
                "the period of `{id}` is {} seconds: it is 1, 5, 10, 20, 30 or a multiple of 60", period.unwrap_or_default();
            names.contains(&id.as_str()) => "the expression of `{id}` refers to itself";
            unknown.is_some() =>
                "the expression of `{id}` refers to `{}`, which is not an id of `metrics`", unknown.unwrap_or(&"");
        });
    }
    wrong
}

fn is_period(seconds: u32) -> bool {
    matches!(seconds, 1 | 5 | 10 | 20 | 30) || (seconds > 0 && seconds.is_multiple_of(60))
}

/// The ids in an expression: outside of quotes, names that begin with a lower-case letter. Functions and keywords begin with a capital
/// one. A Metrics Insights query refers to no ids.
fn names_in(expression: &str) -> Vec<&str> {
    let text = expression.trim_start();
    if text.get(..6).is_some_and(|first| first.eq_ignore_ascii_case("SELECT")) {
        return Vec::new();
    }
    let outside = text.split(['\'', '"']).step_by(2);
    let words = outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

impl MetricQueryProps {
    pub(super) fn to_sdk(&self) -> sdk::MetricDataQuery {
        let dimension = |(name, value): (&String, &String)| sdk::Dimension::builder().name(name).value(value).build();
        let stat = |of: &MetricStatProps| {
            let metric = sdk::Metric::builder().namespace(&of.namespace).metric_name(&of.metric_name);
            let metric = metric.set_dimensions(Some(of.dimensions.iter().map(dimension).collect())).build();
            let stat = sdk::MetricStat::builder().metric(metric).period(number(of.period)).stat(&of.stat);
            stat.set_unit(of.unit.as_deref().map(Into::into)).build()
        };
        sdk::MetricDataQuery::builder()
            .id(&self.id)
            .set_expression(self.expression.clone())
            .set_metric_stat(self.metric.as_ref().map(stat))
            .set_label(self.label.clone())
            .return_data(self.return_data)
            .set_period(self.period.map(number))
            .set_account_id(self.account_id.as_ref().map(ToString::to_string))
            .build()
    }

    pub(super) fn from_sdk(query: &sdk::MetricDataQuery) -> Self {
        let dimension = |of: &sdk::Dimension| Some((of.name.clone()?, of.value.clone().unwrap_or_default()));
        let stat = |of: &sdk::MetricStat| MetricStatProps {
            namespace: text(of.metric().and_then(sdk::Metric::namespace)),
            metric_name: text(of.metric().and_then(sdk::Metric::metric_name)),
            period: count(of.period()),
            stat: text(of.stat()),
            dimensions: of.metric().into_iter().flat_map(sdk::Metric::dimensions).filter_map(dimension).collect(),
            unit: of.unit().map(|unit| unit.as_str().to_owned()),
        };
        Self {
            id: text(query.id()),
            expression: query.expression().map(str::to_owned),
            metric: query.metric_stat().map(stat),
            label: query.label().filter(|label| !label.is_empty()).map(str::to_owned),
            // CloudWatch's default.
            return_data: query.return_data().unwrap_or(true),
            period: query.period().and_then(|period| u32::try_from(period).ok()),
            account_id: query.account_id().map(AccountId::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(id: &str) -> MetricQueryProps {
        let metric = MetricStatProps {
            namespace: "AWS/ApplicationELB".to_owned(),
            metric_name: "RequestCount".to_owned(),
            period: 60,
            stat: "Sum".to_owned(),
            dimensions: BTreeMap::from([("LoadBalancer".to_owned(), "app/shop/1".to_owned())]),
            unit: Some("Count".to_owned()),
        };
        MetricQueryProps {
            id: id.to_owned(),
            expression: None,
            metric: Some(metric),
            label: None,
            return_data: false,
            period: None,
            account_id: Some(AccountId::new("111122223333")),
        }
    }

    fn watched(expression: &str) -> MetricQueryProps {
        MetricQueryProps {
            expression: Some(expression.to_owned()),
            metric: None,
            label: Some("Errors in percent".to_owned()),
            return_data: true,
            account_id: None,
            ..metric("rate")
        }
    }

    #[test]
    fn queries_are_read_as_they_were_written() {
        let insights = MetricQueryProps { period: Some(300), ..watched("SELECT AVG(CPUUtilization) FROM \"AWS/EC2\"") };
        for query in [metric("m1"), watched("100 * m1"), insights] {
            assert_eq!(MetricQueryProps::from_sdk(&query.to_sdk()), query);
        }
    }

    #[test]
    fn what_cloudwatch_refuses_of_metrics_is_found() {
        let found = |queries: &[MetricQueryProps]| check(queries).join("\n");
        assert_eq!(found(&[]), "");
        assert_eq!(found(&[metric("m1"), watched("FILL(m1, REPEAT) * 1e3 / METRICS(\"rate x\")")]), "");
        assert!(found(&[metric("m1")]).starts_with("0 of the `metrics`"));
        assert!(found(&[watched("1"), watched("2")]).contains("2 of the `metrics`"));
        assert!(found(&[metric("m1"), metric("m1"), watched("m1")]).contains("`m1` is there twice"));
        assert!(found(&[metric("m1"), watched("m1 / m2")]).contains("refers to `m2`, which is not"));
        assert!(found(&[metric("m1"), watched("m1 / rate")]).contains("refers to itself"));
        let neither = MetricQueryProps { metric: None, ..metric("m2") };
        assert!(found(&[neither, watched("1")]).contains("one of `expression` and `metric`"));
        let often = MetricQueryProps { period: Some(45), ..watched("SELECT COUNT(x) FROM y") };
        assert_eq!(found(&[often]), "the period of `rate` is 45 seconds: it is 1, 5, 10, 20, 30 or a multiple of 60");
    }
}
