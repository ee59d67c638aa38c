//! The routes of a region's alerts: to its alarm topic.

use archipel::prelude::*;

/// The routes, with `TOPIC` and `REGION` for those of a region.
const ROUTES: &str = include_str!("alertmanager.yaml");

/// The alert manager's definition, as Amazon Managed Service for Prometheus reads it: the routes as a text in a document.
pub(crate) fn definition(topic: &Output<Arn>, region: &str) -> Output<String> {
    let region = region.to_owned();
    topic.map(move |topic| {
        let mut definition = "alertmanager_config: |\n".to_owned();
        for line in ROUTES.replace("TOPIC", topic.as_str()).replace("REGION", &region).lines() {
            definition.push_str(&format!("  {line}\n"));
        }
        definition
    })
}
