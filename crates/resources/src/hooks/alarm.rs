//! Waits until a CloudWatch alarm is OK.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::program::{AnyInput, Hook};
use archipel_engine::resource::{HookHandler, HookRequest, Result};
use async_trait::async_trait;
use aws_sdk_cloudwatch::types::{AlarmType, StateValue};
use tokio::time::Instant;

use super::{Look, Looker, until, wrong_inputs};
use crate::aws::{Aws, Connection, SdkResultExt as _};

/// Waits until a metric or composite alarm, by its name, is in the state OK, in the region of the resource. With
/// `.input("for_secs", 300)` it must be OK for so long without a break. The hook fails if its time ends first: set one with
/// [`Hook::timeout`]. It needs the permission `cloudwatch:DescribeAlarms`.
///
/// ```
/// # use std::time::Duration;
/// # use archipel_engine::Scope;
/// # use archipel_resources::{hooks, cloudwatch, lambda};
/// # fn declare(scope: &Scope, function: &lambda::Function, errors: &cloudwatch::MetricAlarm) {
/// // A new version of the function is healthy once its alarm has been OK for five minutes.
/// let healthy = hooks::alarm_is_ok("shop-errors").input("for_secs", 300).timeout(Duration::from_secs(900));
/// scope.hook("healthy", function, healthy.after_update());
/// # }
/// ```
pub fn alarm_is_ok(alarm: impl AnyInput) -> Hook {
    Hook::new(KIND).input("alarm", alarm)
}

const KIND: &str = "aws:cloudwatch/AlarmIsOk";

pub(super) struct AlarmIsOk(pub(super) Connection);

#[async_trait]
impl HookHandler for AlarmIsOk {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = wrong_inputs(inputs, "alarm", &["for_secs"]);
        if !matches!(inputs.field("for_secs"), Value::Null | Value::Unknown | Value::Int(0..)) {
            wrong.push("`for_secs` is not a number of seconds".to_owned());
        }
        wrong
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let name = request.inputs.field("alarm").as_str().unwrap_or_default();
        let wanted = match request.inputs.field("for_secs") {
            Value::Int(secs) => Duration::from_secs(u64::try_from(*secs).unwrap_or_default()),
            _ => Duration::ZERO,
        };
        let aws = self.0.aws(request.environment)?;
        let mut watched = Watched { aws, name: name.to_owned(), wanted, ok_since: None };
        until(&request, &mut watched).await
    }
}

/// An alarm that is waited for.
struct Watched {
    aws: Arc<Aws>,
    name: String,
    /// For how long it must be OK.
    wanted: Duration,
    ok_since: Option<Instant>,
}

#[async_trait]
impl Looker for Watched {
    async fn look(&mut self) -> Result<Look> {
        let Self { aws, name, wanted, ok_since } = self;
        let call = aws.cloudwatch().describe_alarms().alarm_names(name.as_str());
        let call = call.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        let found = call.send().await.into_provider_result(aws.region())?;
        let metric = found.metric_alarms().iter().map(|alarm| (alarm.state_value(), alarm.state_reason()));
        let composite = found.composite_alarms().iter().map(|alarm| (alarm.state_value(), alarm.state_reason()));
        let Some((state, reason)) = metric.chain(composite).next() else {
            *ok_since = None;
            return Ok(Look::NotYet(format!("there is no alarm {name} in {}", aws.region())));
        };
        if state == Some(&StateValue::Ok) {
            let passed = ok_since.get_or_insert_with(Instant::now).elapsed();
            let not_yet = || Look::NotYet(format!("{name} has been OK for {} s", passed.as_secs()));
            return Ok(if passed >= *wanted { Look::Done } else { not_yet() });
        }
        *ok_since = None;
        let state = state.map_or("UNKNOWN", StateValue::as_str);
        Ok(Look::NotYet(format!("{name} is {state}: {}", reason.unwrap_or("no reason given"))))
    }
}
