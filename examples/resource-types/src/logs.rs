//! Logs.

use archipel::aws::logs::*;
use archipel::prelude::*;

/// `logs/LogGroup`: logs that are kept for 30 days.
pub fn log_group(scope: &Scope) -> LogGroup {
    LogGroup::new(scope, "hello", LogGroupArgs::new("/aws/lambda/shop-hello").retention_in_days(30))
}
