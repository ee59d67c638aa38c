//! Firewalls (WAFv2): one in front of CloudFront, and one in front of each load balancer.
//!
//! Paths and headers are matched by regular expressions. With a rule that matches bytes, Cloud Control fails every update of a
//! web ACL: a read returns the bytes in two properties, of which an update accepts one
//! (<https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2537>).

use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;

use super::distributions::PROOF;
use crate::components::{Ingress, RegionContext};
use crate::config;

/// AWS's rules against the OWASP Top 10, known bad inputs and injected SQL.
/// <https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html>
const OWASP: [&str; 3] =
    ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"];
/// AWS's list of addresses that attack others.
const REPUTATION: &str = "AWSManagedRulesAmazonIpReputationList";
/// The rule that refuses bodies of more than 8 KiB, as an upload of an image has. It only counts them.
const BODIES: &str = "SizeRestrictions_BODY";

/// The firewall of the distributions. Returns its ARN.
pub(super) fn of_edge(scope: &Scope, prefix: &str, settings: &config::Edge) -> Output<String> {
    let mut rules = Vec::new();
    if !settings.admin_paths.is_empty() {
        let v4 = addresses(scope, prefix, settings);
        let paths = settings.admin_paths.iter().map(|path| escaped(path)).collect::<Vec<_>>().join("|");
        let allowed = json!({ "IPSetReferenceStatement": { "Arn": v4 } });
        rules.push(Rule::Block(
            "administration",
            json!({ "AndStatement": { "Statements": [
                regex(json!({ "UriPath": {} }), format!("^({paths})(/|$)"), "LOWERCASE"),
                { "NotStatement": { "Statement": allowed } },
            ] } }),
        ));
    }
    let limit = json!({ "Limit": settings.rate_limit, "AggregateKeyType": "IP", "EvaluationWindowSec": 300 });
    rules.push(Rule::Block("rate-limit", json!({ "RateBasedStatement": limit })));
    rules.extend([REPUTATION].into_iter().chain(OWASP).map(Rule::Managed));
    web_acl(scope, &format!("{prefix}-edge"), "CLOUDFRONT", rules, settings)
}

/// The firewall of a region's load balancer. It serves requests of the distributions, and the health checks.
pub(super) fn of_balancer(
    context: &RegionContext,
    ingress: &Ingress,
    proof: &Output<String>,
    hosts: &config::Ingress,
    settings: &config::Edge,
) {
    let scope = &context.scope.component("edge").component("balancer");
    let paths = hosts.hosts.iter().map(|host| escaped(&host.health_path)).collect::<Vec<_>>().join("|");
    // The words of the header's value are letters and digits.
    let proven = regex(json!({ "SingleHeader": { "Name": PROOF } }), output_format!("^{proof}$"), "NONE");
    let health = regex(json!({ "UriPath": {} }), format!("^({paths})$"), "NONE");
    let known = json!({ "OrStatement": { "Statements": [proven, health] } });
    let mut rules = vec![Rule::Block("unproven", json!({ "NotStatement": { "Statement": known } }))];
    rules.extend(OWASP.map(Rule::Managed));
    let acl = web_acl(scope, &format!("{}-balancer", context.prefix()), "REGIONAL", rules, settings);
    let association = json!({ "ResourceArn": ingress.balancer.arn(), "WebACLArn": acl });
    CloudControl::new(scope, "association", "AWS::WAFv2::WebACLAssociation", association);
}

/// The addresses of administrators.
fn addresses(scope: &Scope, prefix: &str, settings: &config::Edge) -> Output<String> {
    let ranges: Vec<String> = settings.admin_cidrs.iter().map(ToString::to_string).collect();
    let set = json!({
        "Name": format!("{prefix}-administration"),
        "Scope": "CLOUDFRONT",
        "IPAddressVersion": "IPV4",
        "Addresses": ranges,
    });
    CloudControl::new(scope, "administration", "AWS::WAFv2::IPSet", set).attribute("Arn")
}

/// A web ACL with these rules in their order, and its logs. Returns its ARN.
fn web_acl(scope: &Scope, name: &str, kind: &str, rules: Vec<Rule>, settings: &config::Edge) -> Output<String> {
    let rules: Vec<Json> = rules.into_iter().zip(0_u32..).map(|(rule, priority)| rule.with(priority)).collect();
    let acl = json!({
        "Name": name,
        "Scope": kind,
        "DefaultAction": { "Allow": {} },
        "VisibilityConfig": visible(name),
        "Rules": rules,
    });
    let arn: Output<String> = CloudControl::new(scope, "firewall", "AWS::WAFv2::WebACL", acl).attribute("Arn");
    // WAF requires the prefix.
    let logs = LogGroupArgs::new(format!("aws-waf-logs-{name}")).retention_in_days(settings.log_days);
    let logs = LogGroup::with_options(scope, "logs", logs, Options::new().retain_on_delete(settings.retain));
    let hidden = ["authorization", "cookie", PROOF].map(|header| json!({ "SingleHeader": { "Name": header } }));
    let logging = json!({
        "ResourceArn": arn,
        "LogDestinationConfigs": [logs.arn()],
        "RedactedFields": hidden.to_vec(),
    });
    CloudControl::new(scope, "logging", "AWS::WAFv2::LoggingConfiguration", logging);
    arn
}

/// A rule of a web ACL.
enum Rule {
    /// Blocks what the statement matches.
    Block(&'static str, Json),
    /// A group of AWS's rules, which block.
    Managed(&'static str),
}

impl Rule {
    fn with(self, priority: u32) -> Json {
        match self {
            Self::Block(name, statement) => json!({
                "Name": name,
                "Priority": priority,
                "Action": { "Block": {} },
                "Statement": statement,
                "VisibilityConfig": visible(name),
            }),
            Self::Managed(name) => json!({
                "Name": name,
                "Priority": priority,
                "OverrideAction": { "None": {} },
                "Statement": managed(name),
                "VisibilityConfig": visible(name),
            }),
        }
    }
}

fn managed(group: &str) -> Json {
    if group != OWASP[0] {
        return json!({ "ManagedRuleGroupStatement": { "VendorName": "AWS", "Name": group } });
    }
    let count = json!({ "Name": BODIES, "ActionToUse": { "Count": {} } });
    json!({ "ManagedRuleGroupStatement": { "VendorName": "AWS", "Name": group, "RuleActionOverrides": [count] } })
}

fn regex(field: Json, pattern: impl AnyInput, transformation: &str) -> Json {
    json!({ "RegexMatchStatement": {
        "FieldToMatch": field,
        "RegexString": pattern,
        "TextTransformations": [{ "Priority": 0, "Type": transformation }],
    } })
}

/// A path as a regular expression.
fn escaped(path: &str) -> String {
    let special = |c: char| !(c.is_ascii_alphanumeric() || "/-_".contains(c));
    path.trim_end_matches('/').chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

fn visible(name: &str) -> Json {
    json!({ "CloudWatchMetricsEnabled": true, "MetricName": name, "SampledRequestsEnabled": true })
}
