//! Configuration of the on-call section.

use std::collections::BTreeMap;

use archipel::cli::Problem;
use serde::Deserialize;

use super::section::{on, section};
use super::{Config, Section};

/// Who is notified at once, and where applications send their errors. The tokens are those of `[archipel.saas]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    #[serde(default = "on")]
    pub enabled: bool,
    /// PagerDuty; none if omitted.
    pub pagerduty: Option<PagerDuty>,
    /// The channel in Slack that reads all alarm topics; none if omitted.
    pub chat: Option<Chat>,
    /// Sentry; none if omitted.
    pub sentry: Option<Sentry>,
}

/// The service of the stack in PagerDuty.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagerDuty {
    /// The users of each level, from the first, by their ids: the last part of the address of a user's page. Ids, and not e-mail
    /// addresses, because a preview would need the token to look those up.
    pub levels: Vec<Vec<String>>,
    /// The minutes after which the next level is notified.
    pub escalation_minutes: u32,
    /// The alarms of CloudWatch that are urgent, by the beginning of their names without the prefix of the stack.
    pub urgent_alarms: Vec<String>,
}

/// A channel in Slack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// The id of the workspace: `T0123ABCD`. Authorize it once in the console of Amazon Q Developer in chat applications.
    pub workspace: String,
    /// The id of the channel, the last part of its link: `C0123ABCD`. A private channel must have the app as a member.
    pub channel: String,
}

/// The projects of the stack in Sentry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentry {
    /// The slug of the organization.
    pub organization: String,
    /// The slug of the team that sees the projects.
    pub team: String,
    /// The projects, by name.
    pub projects: BTreeMap<String, SentryProject>,
}

/// A project in Sentry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentryProject {
    /// The platform, by Sentry's name: `node-nestjs`.
    pub platform: String,
    /// The workloads that send their errors to it, of `identity.workloads`.
    pub workloads: Vec<String>,
}

section!(OnCall);

impl OnCall {
    pub(super) fn check(&self, config: &Config, problems: &mut Vec<Problem>) {
        let mut refuse = |wrong: bool, key: &str, what: String, advice: &str| {
            if wrong {
                problems.push(Problem::new(format!("on_call.{key}"), what, advice));
            }
        };
        if let Some(PagerDuty { levels, escalation_minutes, urgent_alarms }) = &self.pagerduty {
            let what = "no urgent alarms".to_owned();
            refuse(urgent_alarms.is_empty(), "pagerduty.urgent_alarms", what, "name at least one, such as `health`");
            let is_empty = levels.is_empty() || levels.iter().any(Vec::is_empty);
            refuse(is_empty, "pagerduty.levels", "a level without users".to_owned(), "name at least one user a level");
            for user in levels.iter().flatten() {
                let is_id =
                    user.len() > 1 && user.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
                let advice = "write the last part of the address of the user's page in PagerDuty, such as PABC123";
                refuse(!is_id, "pagerduty.levels", format!("invalid id `{user}`"), advice);
            }
            let what = "the next level would be notified at once".to_owned();
            refuse(*escalation_minutes == 0, "pagerduty.escalation_minutes", what, "use 1 or more");
        }
        if let Some(Chat { workspace, channel }) = &self.chat {
            for (key, id, starts) in [("chat.workspace", workspace, "T"), ("chat.channel", channel, "CG")] {
                let is_id = id.len() > 1
                    && id.starts_with(|first| starts.contains(first))
                    && id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
                let example = &starts[..1];
                let advice = format!("write the id that is in the address of the channel, such as {example}0123ABCD");
                refuse(!is_id, key, format!("invalid id `{id}`"), &advice);
            }
        }
        if let Some(sentry) = &self.sentry {
            let known = || config.identity.workloads.iter().map(|workload| workload.name.as_str());
            for (name, project) in &sentry.projects {
                for workload in &project.workloads {
                    let what = format!("unknown workload `{workload}`");
                    let advice = format!("name one of {}", known().collect::<Vec<_>>().join(", "));
                    let key = format!("sentry.projects.{name}.workloads");
                    refuse(!known().any(|known| known == workload), &key, what, &advice);
                }
            }
        }
    }
}

impl Config {
    /// The names of the projects in Sentry.
    pub fn sentry_projects(&self) -> Vec<&str> {
        let sentry = Section::enabled(self.on_call.as_ref()).and_then(|on_call| on_call.sentry.as_ref());
        sentry.into_iter().flat_map(|sentry| sentry.projects.keys()).map(String::as_str).collect()
    }
}
