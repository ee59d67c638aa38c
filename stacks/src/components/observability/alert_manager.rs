//! The routes of a region's alerts: to its alarm topic, and critical ones and some warnings to PagerDuty too. A chat that reads the topic
//! shows only messages in its own format.

use archipel::prelude::*;

use crate::components::on_call::pagerduty_secret;
use crate::components::{Alarms, RegionContext};
use crate::config;

/// The routes, with `TOPIC` and `REGION` for those of a region.
const ROUTES: &str = include_str!("alertmanager.yaml");

/// The routes and the receivers of PagerDuty, with `SECRET` for the secret with its key. The alert manager of AWS reads the key
/// there, which the one of Prometheus cannot.
const PAGES: &str = include_str!("alertmanager-pagerduty.yaml");

/// The message of an alert in the format of chat applications.
const CHAT: &str = include_str!("alertmanager-chat.txt");

/// The definition of a region's alert manager, as Amazon Managed Service for Prometheus reads it: the routes as a text in a
/// document. `on_call` adds PagerDuty, and the format of the chat.
#[must_use]
pub fn alert_routes(context: &RegionContext, alarms: &Alarms, on_call: Option<&config::OnCall>) -> Output<String> {
    let region = context.scope.region().to_owned();
    let topic = alarms.topic(&region);
    let secret = pagerduty_secret(context);
    let routes = match on_call {
        Some(on_call) if on_call.chat.is_some() => for_chat(ROUTES),
        _ => ROUTES.to_owned(),
    };
    let routes = topic.map(move |topic| routes.replace("TOPIC", topic.as_str()).replace("REGION", &region));
    let pages = match on_call {
        Some(on_call) if on_call.pagerduty.is_some() => secret.map(|secret| PAGES.replace("SECRET", &secret)),
        _ => Output::known(String::new()),
    };
    let both = output_format!("{routes}\0{pages}");
    both.map(|both| {
        let (routes, pages) = both.split_once('\0').unwrap_or((&both, ""));
        definition(&with_pages(routes, pages))
    })
}

/// Replaces the message by the one that chat applications show.
fn for_chat(routes: &str) -> String {
    let message = CHAT.trim_end();
    let lines = routes.lines().map(|line| match line.split_once("message: ") {
        Some((indent, _)) => format!("{indent}message: '{message}'\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Adds the first entries of the routes and receivers.
fn with_pages(routes: &str, pages: &str) -> String {
    let Some((route, receiver)) = pages.split_once("---\n") else { return routes.to_owned() };
    let routes = routes.replacen("  routes:\n", &format!("  routes:\n{route}"), 1);
    routes.replacen("receivers:\n", &format!("receivers:\n{receiver}"), 1)
}

fn definition(routes: &str) -> String {
    let mut definition = "alertmanager_config: |\n".to_owned();
    for line in routes.lines() {
        definition.push_str(&format!("  {line}\n"));
    }
    definition
}
