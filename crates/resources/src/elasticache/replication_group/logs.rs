//! The logs that ElastiCache delivers.

use aws_sdk_elasticache::types::{self as sdk, LogDeliveryConfigurationRequest as Request};

use crate::prelude::*;

/// A log that ElastiCache delivers.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(LogDelivery)]
pub struct LogDeliveryProps {
    /// The log. A replication group delivers each to one destination.
    pub log_type: LogType,
    /// The name of the log group in CloudWatch Logs, or of the delivery stream of Amazon Data Firehose.
    #[arg(length = 1..)]
    pub destination: String,
    /// The service of the destination.
    #[arg(default = LogDestination::CloudwatchLogs)]
    pub destination_type: LogDestination,
    /// The format of the log.
    #[arg(default = LogFormat::Json)]
    pub format: LogFormat,
}

/// A log.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogType {
    /// Slow commands.
    SlowLog,
    /// Messages of the engine.
    EngineLog,
}

/// The service of a destination.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogDestination {
    /// A log group.
    CloudwatchLogs,
    /// A delivery stream.
    KinesisFirehose,
}

/// The format of a log.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// JSON.
    Json,
    /// Text.
    Text,
}

/// Checks the logs of a group.
pub(super) fn check(logs: &[LogDeliveryProps]) -> Option<String> {
    let twice = (1..logs.len()).find(|index| logs[..*index].iter().any(|one| one.log_type == logs[*index].log_type))?;
    Some(format!("`log_delivery` has {} twice: ElastiCache delivers a log to one destination", logs[twice].log_type))
}

/// The logs of a create.
pub(super) fn requested(logs: &[LogDeliveryProps]) -> Option<Vec<Request>> {
    (!logs.is_empty()).then(|| logs.iter().map(to_sdk).collect())
}

/// The logs of an update: those that are new or different, and the end of those that are no longer delivered.
pub(super) fn changed(old: &[LogDeliveryProps], new: &[LogDeliveryProps]) -> Vec<Request> {
    let different = new.iter().filter(|log| !old.contains(log)).map(to_sdk);
    let gone = old.iter().filter(|log| new.iter().all(|other| other.log_type != log.log_type));
    let ended = gone.map(|log| Request::builder().log_type(log.log_type.as_str().into()).enabled(false).build());
    different.chain(ended).collect()
}

fn to_sdk(log: &LogDeliveryProps) -> Request {
    let details = sdk::DestinationDetails::builder();
    let details = match log.destination_type {
        LogDestination::CloudwatchLogs => details.cloud_watch_logs_details(
            sdk::CloudWatchLogsDestinationDetails::builder().log_group(&log.destination).build(),
        ),
        LogDestination::KinesisFirehose => details.kinesis_firehose_details(
            sdk::KinesisFirehoseDestinationDetails::builder().delivery_stream(&log.destination).build(),
        ),
    };
    Request::builder()
        .log_type(log.log_type.as_str().into())
        .destination_type(log.destination_type.as_str().into())
        .destination_details(details.build())
        .log_format(log.format.as_str().into())
        .enabled(true)
        .build()
}

pub(super) fn from_sdk(logs: &[sdk::LogDeliveryConfiguration]) -> Result<Vec<LogDeliveryProps>> {
    let log = |log: &sdk::LogDeliveryConfiguration| {
        let details = log.destination_details();
        let group = details.and_then(|of| of.cloud_watch_logs_details()).and_then(|of| of.log_group());
        let stream = details.and_then(|of| of.kinesis_firehose_details()).and_then(|of| of.delivery_stream());
        Ok(LogDeliveryProps {
            log_type: parsed("type of a log", log.log_type().map(|kind| kind.as_str()))?,
            destination: text(group.or(stream)),
            destination_type: parsed("destination of a log", log.destination_type().map(|kind| kind.as_str()))?,
            format: parsed("format of a log", log.log_format().map(|format| format.as_str()))?,
        })
    };
    // A log that is being switched off is still listed.
    let ends =
        |one: &&sdk::LogDeliveryConfiguration| one.status() != Some(&sdk::LogDeliveryConfigurationStatus::Disabling);
    logs.iter().filter(ends).map(log).collect()
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    #[test]
    fn only_what_differs_is_sent() {
        let log = |log_type, destination: &str| LogDeliveryProps {
            log_type,
            destination: destination.to_owned(),
            destination_type: LogDestination::CloudwatchLogs,
            format: LogFormat::Json,
        };
        let slow = log(LogType::SlowLog, "slow");
        let engine = log(LogType::EngineLog, "engine");
        assert!(changed(from_ref(&slow), from_ref(&slow)).is_empty());
        let moved = changed(from_ref(&slow), &[log(LogType::SlowLog, "other")]);
        assert_eq!((moved.len(), moved[0].enabled()), (1, Some(true)));
        let swapped = changed(&[slow], &[engine]);
        let enabled: Vec<_> = swapped.iter().map(Request::enabled).collect();
        assert_eq!(enabled, [Some(true), Some(false)]);
    }
}
