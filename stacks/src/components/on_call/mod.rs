//! On call: PagerDuty for what is urgent, a chat for everything, and Sentry for the errors of the applications.
//!
//! | what | reaches PagerDuty by |
//! | --- | --- |
//! | critical alerts on metrics, and warnings about latency and queues | the alert manager of each region, which reads the key in a secret |
//! | urgent alarms of CloudWatch | a subscription of the alarm topic of each region, filtered by the alarms' names |

mod chat;
mod pagerduty;
mod sentry;

pub(super) use self::pagerduty::secret_arn as pagerduty_secret;
pub(super) use self::sentry::secret_name as sentry_secret;
use crate::config;
use crate::sections::Foundation;

/// On call.
pub struct OnCall;

impl OnCall {
    /// Declares the parts that the configuration has.
    pub fn new(foundation: &Foundation<'_>, settings: &config::OnCall) -> Self {
        let scope = &foundation.contexts.primary.scope.component("on_call");
        if let Some(settings) = &settings.pagerduty {
            pagerduty::declare(scope, foundation, settings);
        }
        if let Some(settings) = &settings.chat {
            chat::declare(scope, foundation, settings);
        }
        if let Some(settings) = &settings.sentry {
            sentry::declare(scope, foundation, settings);
        }
        Self
    }
}
