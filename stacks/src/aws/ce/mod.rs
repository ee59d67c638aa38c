//! Written by `schema add`. Do not edit.

pub mod anomaly_monitor;
pub mod anomaly_subscription;

pub use anomaly_monitor::{AnomalyMonitor, AnomalyMonitorArgs};
pub use anomaly_subscription::{AnomalySubscription, AnomalySubscriptionArgs};
