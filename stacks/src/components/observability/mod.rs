//! What shows that the platform works: alert rules over the metrics of each region, traces, logs and searches in them,
//! dashboards, and checks of the public names.

mod alert_manager;
mod archive;
mod checks;
pub mod dashboards;
mod grafana;
mod indexing;
mod logs;
mod search;

use anyhow::Result;
use archipel::prelude::*;

pub use self::alert_manager::alert_routes;
use crate::aws::aps::{RuleGroupsNamespace, RuleGroupsNamespaceArgs};
use crate::aws::xray::sampling_rule::SamplingRuleProperty;
use crate::aws::xray::{SamplingRule, SamplingRuleArgs};
use crate::config;
use crate::sections::Foundation;

/// The alert rules.
const RULES: &str = include_str!("rules.yaml");

/// What shows that the platform works.
pub struct Observability;

impl Observability {
    /// Declares the rules and the sampling of traces in both regions, and the other parts that the configuration has.
    ///
    /// # Errors
    /// When the code of a function cannot be packed.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Observability) -> Result<Self> {
        for context in foundation.contexts {
            let scope = &context.scope.component("observability");
            sampling(scope, context.stack_prefix(), settings);
            if let Some(settings) = &settings.archive {
                archive::declare(context, settings);
            }
        }
        let clusters = foundation.clusters.into_iter().flatten();
        if let Some(settings) = &settings.logs {
            for (context, cluster) in foundation.contexts.iter().zip(clusters) {
                if let Some(pods) = &cluster.pod_logs {
                    logs::declare(context, pods, settings);
                }
            }
        }
        for (context, cluster) in foundation.contexts.iter().zip(foundation.clusters.into_iter().flatten()) {
            // The contents of the clusters send the metrics.
            let Some(metrics) = &cluster.metrics else { continue };
            let scope = &context.scope.component("observability");
            RuleGroupsNamespace::new(
                scope,
                "platform",
                RuleGroupsNamespaceArgs::new(
                    rules(settings.runbooks.as_deref()),
                    "platform",
                    metrics.workspace.clone(),
                ),
            );
        }
        if let Some(settings) = &settings.checks {
            // From the secondary region, so that they notice the loss of the primary.
            let context = foundation.contexts.secondary;
            checks::declare(&context.scope.component("observability"), context, foundation, settings);
        }
        let outputs = foundation.contexts.primary.scope.component("observability");
        if let Some(settings) = &settings.search {
            let domain = search::declare(foundation, settings);
            if let Some(pods) = foundation.clusters.and_then(|clusters| clusters.primary.pod_logs.as_ref()) {
                indexing::declare(foundation, &domain, pods, settings)?;
            }
            outputs.output("search", domain.domain.domain_endpoints());
        }
        if let Some(settings) = &settings.grafana {
            let instance = grafana::declare(foundation, settings).endpoint();
            dashboards::declare(&outputs, &instance, foundation);
            outputs.output("grafana", instance);
        }
        Ok(Self)
    }
}

/// The alert rules, each with the address of its chapter in the runbooks.
fn rules(runbooks: Option<&str>) -> String {
    let Some(runbooks) = runbooks else { return RULES.to_owned() };
    let (mut rules, mut alert) = (String::new(), String::new());
    for line in RULES.lines() {
        rules.push_str(&format!("{line}\n"));
        if let Some(name) = line.trim_start().strip_prefix("- alert: ") {
            alert = name.to_lowercase();
        }
        if let Some(indent) = line.strip_suffix("annotations:") {
            rules.push_str(&format!("{indent}  runbook_url: {}/alerts.md#{alert}\n", runbooks.trim_end_matches('/')));
        }
    }
    rules
}

/// Records a trace a second for each service, and a part of the others.
fn sampling(scope: &Scope, name: String, settings: &config::Observability) {
    let rate = f64::from(settings.traces_percent) / 100.0;
    let rule = SamplingRuleProperty::new(rate, "*", "*", 1000, 1, "*", "*", "*", "*").rule_name(name).version(1);
    SamplingRule::new(scope, "all", SamplingRuleArgs::new().sampling_rule(rule));
}
