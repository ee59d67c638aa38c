//! Rules of the CIS AWS Foundations Benchmark 1.4 that a plan shows, so that a preview finds a violation before Security Hub
//! does.
//!
//! The rules about users, the root account and metric filters are not among them: no plan shows those. The rule about plain HTTP for
//! buckets (2.1.2) is a policy of the program's own, because there are several ways to it.
//!
//! ```no_run
//! use archipel_cli::policy::cis;
//!
//! # let _: std::process::ExitCode =
//! cis::RULES.iter().fold(archipel_cli::App::new("luneo"), |app, rule| app.policy(rule.name, rule.check)).run()
//! # ;
//! ```

use std::collections::BTreeSet;

use archipel_engine::{Urn, Value};
use serde_json::Value as Json;

use super::{Planned, Subject, Violation};

/// A recommendation of the benchmark.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its number and its subject.
    pub name: &'static str,
    /// Finds what does not meet it.
    pub check: fn(&Planned<'_>) -> Vec<Violation>,
}

/// The rules. Values that are known only after an apply are evaluated in the next plan.
pub const RULES: &[Rule] = &[
    Rule { name: "CIS 1.8 passwords of 14 characters", check: password_length },
    Rule { name: "CIS 1.9 no password again", check: password_reuse },
    Rule { name: "CIS 1.16 no policy for everything", check: full_administration },
    Rule { name: "CIS 1.20 access analyzer in every region", check: analyzers },
    Rule { name: "CIS 2.1.5 no public buckets", check: public_buckets },
    Rule { name: "CIS 2.2.1 encryption of volumes in every region", check: volumes },
    Rule { name: "CIS 2.3.1 encryption of databases", check: databases },
    Rule { name: "CIS 3.1 trail of every region", check: trail_everywhere },
    Rule { name: "CIS 3.2 validation of the trail", check: trail_validation },
    Rule { name: "CIS 3.4 trail in CloudWatch Logs", check: trail_logs },
    Rule { name: "CIS 3.5 recorder in every region", check: recorders },
    Rule { name: "CIS 3.7 encryption of the trail", check: trail_key },
    Rule { name: "CIS 3.8 rotation of keys", check: key_rotation },
    Rule { name: "CIS 3.9 flow logs of every VPC", check: flow_logs },
    Rule { name: "CIS 5.1 no administration through a network ACL", check: network_acls },
    Rule { name: "CIS 5.2 no administration from everywhere", check: security_groups },
    Rule { name: "CIS 5.3 nothing through default security groups", check: default_security_groups },
];

/// The ports of remote administration: SSH and RDP.
const ADMINISTRATION: [i64; 2] = [22, 3389];

/// How many earlier passwords of a user are refused, and how many characters one has at least.
const EARLIER_PASSWORDS: i64 = 24;
const PASSWORD_LENGTH: i64 = 14;

const DEFAULT_GROUP: &str = "aws:ec2/DefaultSecurityGroup";
const PASSWORDS: &str = "aws:iam/AccountPasswordPolicy";
const TRAIL: &str = "AWS::CloudTrail::Trail";

fn is_off(subject: &Subject<'_>, property: &str) -> bool {
    matches!(subject.inputs.field(property), Value::Null | Value::Bool(false))
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        _ => None,
    }
}

/// One violation for each resource of a type that a property breaks.
fn each(planned: &Planned<'_>, type_name: &str, breaks: impl Fn(&Subject<'_>) -> bool, what: &str) -> Vec<Violation> {
    let subjects = planned.resources().into_iter().filter(|subject| subject.urn.type_name() == type_name);
    subjects.filter(breaks).map(|subject| Violation::mandatory(subject.urn, what)).collect()
}

/// The password policies with a number that is too small, or, as a warning, a stack that audits its account and has no policy: the
/// account may have one that the stack does not manage.
fn passwords(planned: &Planned<'_>, property: &str, least: i64, what: &str) -> Vec<Violation> {
    if has(planned, TRAIL, |_| true) && !has(planned, PASSWORDS, |_| true) {
        let message = "the stack does not manage the password policy of the account".to_owned();
        return vec![Violation { enforcement: super::Enforcement::Advisory, urn: None, message }];
    }
    // A value that is not known yet is evaluated in the next plan.
    let is_less = |policy: &Subject<'_>| match policy.inputs.field(property) {
        Value::Int(number) => *number < least,
        value => value.is_null(),
    };
    each(planned, PASSWORDS, is_less, what)
}

fn password_length(planned: &Planned<'_>) -> Vec<Violation> {
    passwords(planned, "minimum_password_length", PASSWORD_LENGTH, "passwords may be shorter than 14 characters")
}

fn password_reuse(planned: &Planned<'_>) -> Vec<Violation> {
    passwords(
        planned,
        "password_reuse_prevention",
        EARLIER_PASSWORDS,
        "users may use one of their last 24 passwords again",
    )
}

fn volumes(planned: &Planned<'_>) -> Vec<Violation> {
    let regions = regions_without(planned, "aws:ec2/EbsEncryptionByDefault");
    // The account may have the setting without the stack.
    missing("the stack does not manage the encryption of new volumes", regions, super::Enforcement::Advisory)
}

fn full_administration(planned: &Planned<'_>) -> Vec<Violation> {
    let documents = [("aws:iam/ManagedPolicy", "document"), ("aws:iam/RolePolicy", "policy")];
    let found = documents.into_iter().flat_map(|(type_name, property)| {
        let all = move |subject: &Subject<'_>| allows_everything(subject.inputs.field(property));
        each(planned, type_name, all, "the policy allows every action on every resource")
    });
    found.collect()
}

fn allows_everything(document: &Value) -> bool {
    let Some(Ok(document)) = document.as_str().map(serde_json::from_str::<Json>) else { return false };
    let statements = match &document["Statement"] {
        Json::Array(statements) => statements.as_slice(),
        one => std::slice::from_ref(one),
    };
    let is_all = |value: &Json, all: &[&str]| {
        let mut texts =
            value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Json::as_str));
        texts.any(|text| all.contains(&text))
    };
    statements.iter().any(|one| {
        // A condition, such as that of a boundary, narrows what is allowed.
        one["Effect"] == "Allow"
            && one["Condition"].is_null()
            && is_all(&one["Action"], &["*", "*:*"])
            && is_all(&one["Resource"], &["*"])
    })
}

/// The regions with a network, of a stack that audits its account.
fn audited_regions<'a>(planned: &Planned<'a>) -> BTreeSet<&'a str> {
    let resources = planned.resources();
    if !resources.iter().any(|subject| subject.urn.type_name() == TRAIL) {
        return BTreeSet::new();
    }
    let networks = resources.iter().filter(|subject| subject.urn.type_name() == "aws:ec2/Vpc");
    networks.map(|subject| subject.urn.region()).collect()
}

/// Whether the stack has a resource of a type, or the program declares one: a run with targets may leave it for the next one.
fn has(planned: &Planned<'_>, type_name: &str, is_there: impl Fn(&Urn) -> bool) -> bool {
    let planned_urns = planned.resources().into_iter().map(|subject| subject.urn);
    let declared_urns = planned.program.iter().flat_map(|program| &program.nodes).map(|node| &node.urn);
    planned_urns.chain(declared_urns).any(|urn| urn.type_name() == type_name && is_there(urn))
}

/// The audited regions without a resource of a type.
fn regions_without(planned: &Planned<'_>, type_name: &str) -> Vec<String> {
    let is_missing = |region: &&str| !has(planned, type_name, |urn| urn.region() == *region);
    audited_regions(planned).into_iter().filter(is_missing).map(str::to_owned).collect()
}

fn missing(what: &str, regions: Vec<String>, enforcement: super::Enforcement) -> Vec<Violation> {
    let message = |region: String| format!("{what} in {region}");
    regions.into_iter().map(|region| Violation { enforcement, urn: None, message: message(region) }).collect()
}

fn analyzers(planned: &Planned<'_>) -> Vec<Violation> {
    let regions = regions_without(planned, "AWS::AccessAnalyzer::Analyzer");
    missing("no analyzer of IAM Access Analyzer", regions, super::Enforcement::Mandatory)
}

fn recorders(planned: &Planned<'_>) -> Vec<Violation> {
    let regions = regions_without(planned, "AWS::Config::ConfigurationRecorder");
    // The account may have one that the stack does not manage, and can have only one.
    missing("no recorder of AWS Config that the stack manages", regions, super::Enforcement::Advisory)
}

fn public_buckets(planned: &Planned<'_>) -> Vec<Violation> {
    let parts = ["block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"];
    let open = |block: &Value| parts.iter().any(|part| matches!(block.field(part), Value::Null | Value::Bool(false)));
    let what = "the bucket does not block all public access";
    let mut found = each(planned, "aws:s3/Bucket", |bucket| open(bucket.inputs.field("public_access_block")), what);
    let what = "the block of the account does not block all public access";
    found.extend(each(planned, "aws:s3/AccountPublicAccessBlock", |block| open(block.inputs), what));
    found
}

fn databases(planned: &Planned<'_>) -> Vec<Violation> {
    let types = ["aws:rds/Cluster", "aws:rds/GlobalCluster"];
    let plain = |database: &Subject<'_>| is_off(database, "storage_encrypted");
    types.into_iter().flat_map(|name| each(planned, name, plain, "the storage is not encrypted")).collect()
}

fn trail_everywhere(planned: &Planned<'_>) -> Vec<Violation> {
    let parts = ["IsMultiRegionTrail", "IncludeGlobalServiceEvents", "IsLogging"];
    let part = |trail: &Subject<'_>| parts.iter().any(|part| is_off(trail, part));
    let trails: Vec<Subject<'_>> = planned.of_type(TRAIL).collect();
    if trails.iter().any(|trail| !part(trail)) {
        return Vec::new();
    }
    let what = "no trail records the events of all regions and of the global services";
    trails.iter().map(|trail| Violation::mandatory(trail.urn, what)).collect()
}

fn trail_validation(planned: &Planned<'_>) -> Vec<Violation> {
    each(planned, TRAIL, |trail| is_off(trail, "EnableLogFileValidation"), "changed log files are not detected")
}

fn trail_logs(planned: &Planned<'_>) -> Vec<Violation> {
    let without = |trail: &Subject<'_>| trail.inputs.field("CloudWatchLogsLogGroupArn").is_null();
    each(planned, TRAIL, without, "the events are not sent to CloudWatch Logs")
}

fn trail_key(planned: &Planned<'_>) -> Vec<Violation> {
    let without = |trail: &Subject<'_>| trail.inputs.field("KMSKeyId").is_null();
    each(planned, TRAIL, without, "the log files are not encrypted with a KMS key")
}

fn key_rotation(planned: &Planned<'_>) -> Vec<Violation> {
    // KMS rotates only symmetric keys.
    let symmetric = |key: &Subject<'_>| key.inputs.field("key_spec").as_str() == Some("SYMMETRIC_DEFAULT");
    let fixed = |key: &Subject<'_>| symmetric(key) && is_off(key, "enable_key_rotation");
    each(planned, "aws:kms/Key", fixed, "the key is not rotated")
}

/// A warning: stacks may switch the logs off, and a run with targets may leave them for the next one.
fn flow_logs(planned: &Planned<'_>) -> Vec<Violation> {
    let logged: BTreeSet<&Urn> =
        planned.of_type("aws:ec2/FlowLog").flat_map(|log| dependencies(planned, &log)).collect();
    let vpcs = planned.of_type("aws:ec2/Vpc").filter(|vpc| !logged.contains(vpc.urn));
    vpcs.map(|vpc| Violation::advisory(vpc.urn, "the VPC has no flow log")).collect()
}

/// What a resource refers to, which is known before its values are.
fn dependencies<'a>(planned: &Planned<'a>, subject: &Subject<'a>) -> &'a [Urn] {
    let recorded = || planned.snapshot.current(subject.urn).map(|record| record.desired.dependencies.as_slice());
    subject.step.map(|step| step.desired.dependencies.as_slice()).or_else(recorded).unwrap_or_default()
}

fn is_world(of: &Value, ipv4: &str, ipv6: &str) -> bool {
    of.field(ipv4).as_str() == Some("0.0.0.0/0") || of.field(ipv6).as_str() == Some("::/0")
}

/// Whether the ports of a rule include one of administration. A rule without ports is for all of them.
fn administers(rule: &Value) -> bool {
    let ports = (number(rule.field("from_port")), number(rule.field("to_port")));
    match ports {
        (Some(-1), _) | (None, _) | (_, None) => true,
        (Some(from), Some(to)) => ADMINISTRATION.iter().any(|port| (from..=to).contains(port)),
    }
}

fn network_acls(planned: &Planned<'_>) -> Vec<Violation> {
    let open = |rule: &Value| {
        rule.field("action").as_str() == Some("allow")
            && is_world(rule, "cidr_block", "ipv6_cidr_block")
            && administers(rule)
    };
    let opens = |acl: &Subject<'_>| acl.inputs.field("ingress").as_list().unwrap_or_default().iter().any(open);
    each(planned, "aws:ec2/NetworkAcl", opens, "a rule admits SSH or RDP from everywhere")
}

fn security_groups(planned: &Planned<'_>) -> Vec<Violation> {
    let open = |rule: &Subject<'_>| {
        let inputs = rule.inputs;
        inputs.field("direction").as_str() == Some("ingress")
            && is_world(inputs, "cidr_ipv4", "cidr_ipv6")
            && administers(inputs)
    };
    each(planned, "aws:ec2/SecurityGroupRule", open, "the rule admits SSH or RDP from everywhere")
}

/// A VPC without a declared default group is a warning, as for flow logs; rules of a declared one are not.
fn default_security_groups(planned: &Planned<'_>) -> Vec<Violation> {
    let groups: Vec<Subject<'_>> = planned.of_type(DEFAULT_GROUP).collect();
    let of_vpcs: BTreeSet<&Urn> = groups.iter().flat_map(|group| dependencies(planned, group)).collect();
    let vpcs = planned.of_type("aws:ec2/Vpc").filter(|vpc| !of_vpcs.contains(vpc.urn));
    let what = "the stack does not manage the default security group of the VPC, which has EC2's rules";
    let mut found: Vec<Violation> = vpcs.map(|vpc| Violation::advisory(vpc.urn, what)).collect();
    let kept = |group: &Subject<'_>| !is_off(group, "undeclared_rules");
    found.extend(each(planned, DEFAULT_GROUP, kept, "the group keeps the rules that no resource declares"));
    // The id of a new group is known in the next plan.
    let recorded = groups.iter().filter_map(|group| planned.snapshot.current(group.urn));
    let ids: BTreeSet<&str> = recorded.filter_map(|record| record.outputs.field("id").as_str()).collect();
    let opens = |rule: &Subject<'_>| rule.inputs.field("security_group_id").as_str().is_some_and(|id| ids.contains(id));
    found.extend(each(planned, "aws:ec2/SecurityGroupRule", opens, "the rule is of a default security group"));
    found
}
