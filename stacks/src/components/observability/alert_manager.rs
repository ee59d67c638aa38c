//! The routes of a region's alerts: to its alarm topic, and critical ones and some warnings to PagerDuty too.

use archipel::prelude::*;

use crate::components::on_call::pagerduty_secret;
use crate::components::{Alarms, RegionContext};

/// The routes, with `TOPIC` and `REGION` for those of a region.
const ROUTES: &str = include_str!("alertmanager.yaml");

/// The routes and the receivers of PagerDuty, with `SECRET` for the secret with its key. The alert manager of AWS reads the key
/// there, which the one of Prometheus cannot.
const PAGES: &str = include_str!("alertmanager-pagerduty.yaml");

/// The definition of a region's alert manager, as Amazon Managed Service for Prometheus reads it: the routes as a text in a
/// document. `pages` adds PagerDuty.
#[must_use]
pub fn alert_routes(context: &RegionContext, alarms: &Alarms, pages: bool) -> Output<String> {
    let region = context.scope.region().to_owned();
    let topic = alarms.topic(&region);
    let secret = pagerduty_secret(context);
    let routes = topic.map(move |topic| ROUTES.replace("TOPIC", topic.as_str()).replace("REGION", &region));
    let pages =
        if pages { secret.map(|secret| PAGES.replace("SECRET", &secret)) } else { Output::known(String::new()) };
    let both = output_format!("{routes}\0{pages}");
    both.map(|both| {
        let (routes, pages) = both.split_once('\0').unwrap_or((&both, ""));
        definition(&with_pages(routes, pages))
    })
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
