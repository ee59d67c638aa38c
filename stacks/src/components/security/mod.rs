//! The audit of the account, and what watches over it: CloudTrail, AWS Config, GuardDuty, Security Hub and Access Analyzer. Their
//! findings reach the alarm topics.

mod account;
mod recorder;
mod trail;

use archipel::prelude::*;

use self::recorder::Archive;
use super::RegionContext;
use crate::aws::accessanalyzer::{Analyzer, AnalyzerArgs};
use crate::aws::config::ConfigurationRecorder;
use crate::aws::events::rule::Target;
use crate::aws::events::{Rule, RuleArgs};
use crate::aws::guardduty::detector::CfnFeatureConfiguration;
use crate::aws::guardduty::{Detector, DetectorArgs};
use crate::aws::securityhub::finding_aggregator::RegionLinkingMode;
use crate::aws::securityhub::{FindingAggregator, FindingAggregatorArgs, Hub, HubArgs, Standard, StandardArgs};
use crate::config;
use crate::sections::Foundation;

/// What watches over the account.
pub struct Security;

impl Security {
    /// Declares the trail of all regions, and the services that look for threats and mistakes in both regions.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Security) -> Self {
        let contexts = foundation.contexts;
        trail::trail(foundation, settings);
        if settings.account_settings {
            account::settings(contexts);
        }
        let archive = Archive::new(contexts.primary, settings);
        let standards = contexts.map(|context| {
            let scope = &context.scope.component("security");
            let existing = settings.existing.get(scope.region()).cloned().unwrap_or_default();
            watch(scope, context, &existing, settings);
            report(scope, foundation.alarms.topic(scope.region()));
            // An account has one recorder in a region.
            let recorder = (!existing.recorder).then(|| archive.record(scope, context.role == "primary"));
            standard(scope, &existing, recorder.as_ref())
        });
        let args = FindingAggregatorArgs::new(RegionLinkingMode::SpecifiedRegions);
        let args = args.regions([contexts.secondary.scope.region()]);
        // Security Hub must be on in both regions.
        let after = standards.iter().fold(Options::new(), Options::depends_on);
        let scope = contexts.primary.scope.component("security");
        FindingAggregator::with_options(&scope, "all-regions", args, after);
        Self
    }
}

/// Looks for threats in a region, and for access from outside of the account.
fn watch(scope: &Scope, context: &RegionContext, existing: &config::Existing, settings: &config::Security) {
    let features = settings.detector_features.iter().map(|name| CfnFeatureConfiguration::new(name, "ENABLED"));
    let detector = DetectorArgs::new(true).features(features.collect::<Vec<_>>());
    Detector::with_options(scope, "main", detector, adopt(existing.detector.as_ref()));
    let analyzer = AnalyzerArgs::new("ACCOUNT").analyzer_name(context.prefix());
    Analyzer::with_options(scope, "main", analyzer, adopt(existing.analyzer.as_ref()));
}

/// Checks a region by the CIS benchmark.
fn standard(scope: &Scope, existing: &config::Existing, recorder: Option<&ConfigurationRecorder>) -> Standard {
    // With its default standards, Security Hub refuses one of them as enabled already.
    let hub = HubArgs::new().enable_default_standards(false).auto_enable_controls(true);
    let hub = Hub::with_options(scope, "main", hub, adopt(existing.hub.as_ref()));
    let cis = format!("arn:aws:securityhub:{}::standards/cis-aws-foundations-benchmark/v/1.4.0", scope.region());
    // Without a recorder, the standard is incomplete.
    let options = recorder.into_iter().fold(adopt(existing.standard.as_ref()), Options::depends_on).depends_on(&hub);
    Standard::with_options(scope, "cis-1-4", StandardArgs::new(cis), options)
}

/// The options of a resource that the account may have already: it is imported as it is, and stays when the stack is
/// destroyed.
fn adopt(id: Option<&String>) -> Options {
    id.map_or_else(Options::new, |id| Options::new().import(id).ignore_changes("*").retain_on_delete(true))
}

/// Sends serious findings to the region's alarm topic. Security Hub has those of GuardDuty too, some minutes later.
fn report(scope: &Scope, topic: Output<Arn>) {
    let threats = json!({
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": { "severity": [{ "numeric": [">=", 7] }] },
    });
    let mistakes = json!({
        "source": ["aws.securityhub"],
        "detail-type": ["Security Hub Findings - Imported"],
        "detail": { "findings": {
            "ProductName": [{ "anything-but": ["GuardDuty"] }],
            "Severity": { "Label": ["HIGH", "CRITICAL"] },
            "Workflow": { "Status": ["NEW"] },
            "RecordState": ["ACTIVE"],
        } },
    });
    for (name, pattern) in [("threats", threats), ("mistakes", mistakes)] {
        let args = RuleArgs::new().event_pattern(pattern).targets([Target::new(&topic, "alarms")]);
        Rule::new(scope, name, args);
    }
}
