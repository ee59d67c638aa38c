//! The rules of the CIS benchmark 1.4: every stack meets them, and each finds what breaks it.

use std::collections::BTreeSet;

use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::kms::*;
use archipel::aws::rds::*;
use archipel::aws::s3::*;
use archipel::engine::plan::{Pattern, PlanOptions};
use archipel::policy::Enforcement;
use archipel::policy::cis::{RULES, Rule};
use archipel::prelude::*;
use serde_json::json;
use stacks::aws::accessanalyzer::{Analyzer, AnalyzerArgs};
use stacks::aws::cloudtrail::{Trail, TrailArgs};

use crate::world::{Applied, STACKS, planned, test, violations};

const REGION: &str = "eu-west-1";

#[test]
fn every_stack_meets_the_benchmark_before_and_after_an_apply() {
    for stack in STACKS {
        let config = crate::world::config(stack);
        let first = test(stack).prepare(|stack| stacks::luneo(stack, &config)).expect("a plan");
        let applied = Applied::of(stack);
        for rule in RULES {
            assert_eq!((rule.check)(&planned(&first)), [], "{}: the first plan of {stack}", rule.name);
            assert_eq!((rule.check)(&applied.planned()), [], "{}: {stack}", rule.name);
        }
    }
}

#[test]
fn a_run_of_a_part_of_the_audit_meets_the_benchmark() {
    let config = crate::world::config("prod");
    let program = |stack: &Stack| stacks::luneo(stack, &config);
    let excludes = vec![Pattern::new("security")];
    let mut test = test("prod").options(PlanOptions { excludes, ..PlanOptions::default() });
    test.up(program);
    // The networks exist, and the analyzers and the recorders are left for the next run.
    let targets = vec![Pattern::new("security/trail")];
    let mut test = test.options(PlanOptions { targets, ..PlanOptions::default() });
    let prepared = test.prepare(program).expect("a plan");
    assert!(prepared.plan.steps.iter().any(|step| step.urn().type_name() == "AWS::CloudTrail::Trail"));
    assert!(!prepared.plan.steps.iter().any(|step| step.urn().type_name() == "AWS::AccessAnalyzer::Analyzer"));
    for rule in RULES {
        assert_eq!((rule.check)(&planned(&prepared)), [], "{}", rule.name);
    }
}

/// A program that breaks a rule or not.
type Case = (&'static str, bool, fn(&Stack));

fn allow(stack: &Stack, action: &str, resource: &str) {
    let document =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]});
    ManagedPolicy::new(&stack.region(REGION), "all", ManagedPolicyArgs::new("all", document));
}

fn vpc(stack: &Stack) -> Vpc {
    Vpc::new(&stack.region(REGION), "main", VpcArgs::new("10.0.0.0/16"))
}

fn default_group(stack: &Stack, vpc: &Vpc, undeclared_rules: bool) -> DefaultSecurityGroup {
    let args = DefaultSecurityGroupArgs::new(vpc.id()).undeclared_rules(undeclared_rules);
    DefaultSecurityGroup::new(&stack.region(REGION), "default", args)
}

fn complete_trail() -> TrailArgs {
    TrailArgs::new(true, "archive")
        .is_multi_region_trail(true)
        .include_global_service_events(true)
        .enable_log_file_validation(true)
        .kms_key_id("alias/trail")
        .cloudwatch_logs_log_group_arn("arn:aws:logs:eu-west-1:111122223333:log-group:trail:*")
        .cloudwatch_logs_role_arn("arn:aws:iam::111122223333:role/trail")
}

fn trail(stack: &Stack, args: TrailArgs) {
    Trail::new(&stack.region(REGION), "main", args);
}

fn audited(stack: &Stack) {
    vpc(stack);
    trail(stack, complete_trail());
}

fn bucket(stack: &Stack, block: PublicAccessBlock) {
    let args = BucketArgs::new("shop-data").public_access_block(block);
    Bucket::new(&stack.region(REGION), "data", args);
}

fn passwords(stack: &Stack, length: u8, reuse: u8) {
    let args = AccountPasswordPolicyArgs::new().minimum_password_length(length).password_reuse_prevention(reuse);
    AccountPasswordPolicy::new(&stack.region(REGION), "passwords", args);
}

fn cluster(stack: &Stack, encrypted: bool) {
    let args = ClusterArgs::new("db", "aurora-postgresql", "16.6", "subnets").storage_encrypted(encrypted);
    Cluster::new(&stack.region(REGION), "db", args.master_username("admin").manage_master_password(true));
}

fn key(stack: &Stack, args: KeyArgs) {
    Key::new(&stack.region(REGION), "key", args);
}

fn admit(stack: &Stack, cidr: &str, from: i32, to: i32) {
    let scope = stack.region(REGION);
    let args = SecurityGroupRuleArgs::new(SecurityGroupId::new("sg-1"), Direction::Ingress, "tcp");
    SecurityGroupRule::new(&scope, "in", args.cidr_ipv4(cidr).from_port(from).to_port(to));
}

fn entry(stack: &Stack, action: AclAction, port: i32) {
    let entry = NetworkAclEntryArgs::new(100, action, "tcp").cidr_block("0.0.0.0/0").from_port(port).to_port(port);
    NetworkAcl::new(&stack.region(REGION), "acl", NetworkAclArgs::new(VpcId::new("vpc-1")).ingress([entry]));
}

const CASES: &[Case] = &[
    ("CIS 1.8", false, |stack| passwords(stack, 13, 24)),
    ("CIS 1.8", false, audited),
    ("CIS 1.8", true, |stack| passwords(stack, 14, 1)),
    ("CIS 1.8", true, |stack| drop(vpc(stack))),
    ("CIS 1.9", false, |stack| passwords(stack, 14, 23)),
    ("CIS 1.9", false, audited),
    ("CIS 1.9", true, |stack| passwords(stack, 6, 24)),
    ("CIS 1.16", false, |stack| allow(stack, "*", "*")),
    ("CIS 1.16", true, |stack| allow(stack, "*", "arn:aws:s3:::shop-data")),
    ("CIS 1.16", true, |stack| allow(stack, "s3:*", "*")),
    ("CIS 1.20", false, audited),
    ("CIS 1.20", true, |stack| {
        audited(stack);
        Analyzer::new(&stack.region(REGION), "main", AnalyzerArgs::new("ACCOUNT"));
    }),
    // Another stack audits the account.
    ("CIS 1.20", true, |stack| drop(vpc(stack))),
    ("CIS 2.1.5", false, |stack| bucket(stack, PublicAccessBlock::new().block_public_policy(false))),
    ("CIS 2.1.5", true, |stack| bucket(stack, PublicAccessBlock::new())),
    ("CIS 2.1.5", false, |stack| {
        let block = PublicAccessBlock::new().restrict_public_buckets(false);
        AccountPublicAccessBlock::new(&stack.region(REGION), "account", block);
    }),
    ("CIS 2.1.5", true, |stack| {
        AccountPublicAccessBlock::new(&stack.region(REGION), "account", PublicAccessBlock::new());
    }),
    ("CIS 2.2.1", false, audited),
    ("CIS 2.2.1", true, |stack| {
        audited(stack);
        EbsEncryptionByDefault::new(&stack.region(REGION), "volumes");
    }),
    ("CIS 2.2.1", true, |stack| drop(vpc(stack))),
    ("CIS 2.3.1", false, |stack| cluster(stack, false)),
    ("CIS 2.3.1", true, |stack| cluster(stack, true)),
    ("CIS 3.1", false, |stack| trail(stack, complete_trail().is_multi_region_trail(false))),
    ("CIS 3.1", true, |stack| trail(stack, complete_trail())),
    ("CIS 3.2", false, |stack| trail(stack, complete_trail().enable_log_file_validation(false))),
    ("CIS 3.2", true, |stack| trail(stack, complete_trail())),
    ("CIS 3.4", false, |stack| trail(stack, TrailArgs::new(true, "archive"))),
    ("CIS 3.4", true, |stack| trail(stack, complete_trail())),
    ("CIS 3.5", false, audited),
    ("CIS 3.5", true, |stack| drop(vpc(stack))),
    ("CIS 3.7", false, |stack| trail(stack, TrailArgs::new(true, "archive"))),
    ("CIS 3.7", true, |stack| trail(stack, complete_trail())),
    ("CIS 3.8", false, |stack| key(stack, KeyArgs::new())),
    ("CIS 3.8", true, |stack| key(stack, KeyArgs::new().enable_key_rotation(true))),
    ("CIS 3.8", true, |stack| key(stack, KeyArgs::new().key_spec(KeySpec::Rsa2048).key_usage(KeyUsage::SignVerify))),
    ("CIS 3.9", false, |stack| drop(vpc(stack))),
    ("CIS 3.9", true, |stack| {
        let vpc = vpc(stack);
        FlowLog::new(&stack.region(REGION), "all", FlowLogArgs::new().vpc_id(vpc.id()).bucket_arn("arn:aws:s3:::logs"));
    }),
    ("CIS 5.1", false, |stack| entry(stack, AclAction::Allow, 22)),
    ("CIS 5.1", true, |stack| entry(stack, AclAction::Deny, 22)),
    ("CIS 5.1", true, |stack| entry(stack, AclAction::Allow, 443)),
    ("CIS 5.2", false, |stack| admit(stack, "0.0.0.0/0", 20, 25)),
    ("CIS 5.2", false, |stack| admit(stack, "0.0.0.0/0", 3389, 3389)),
    ("CIS 5.2", true, |stack| admit(stack, "10.0.0.0/8", 22, 22)),
    ("CIS 5.2", true, |stack| admit(stack, "0.0.0.0/0", 443, 443)),
    ("CIS 5.3", false, |stack| drop(vpc(stack))),
    ("CIS 5.3", false, |stack| drop(default_group(stack, &vpc(stack), true))),
    ("CIS 5.3", true, |stack| drop(default_group(stack, &vpc(stack), false))),
];

#[test]
fn every_rule_finds_what_breaks_it_and_nothing_else() {
    for (name, keeps, program) in CASES {
        let rule: &Rule = RULES.iter().find(|rule| rule.name.starts_with(&format!("{name} "))).expect(name);
        for found in violations(rule.check, program) {
            assert_eq!(found.is_empty(), *keeps, "{}: {found:?}", rule.name);
        }
    }
    for rule in RULES {
        let number = rule.name.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
        let cases: BTreeSet<bool> = CASES.iter().filter(|case| case.0 == number).map(|case| case.1).collect();
        assert_eq!(cases.len(), 2, "{} needs a program that keeps it and one that breaks it", rule.name);
    }
}

/// An account has one recorder in a region, and the stack may not manage it. The same holds for settings of the account.
#[test]
fn what_another_program_may_manage_is_a_warning() {
    let mut test = archipel::testing::Test::new("shop", "dev");
    let prepared = test.prepare(audited).expect("a plan");
    for name in ["CIS 1.8 ", "CIS 1.9 ", "CIS 2.2.1 ", "CIS 3.5 "] {
        let rule = RULES.iter().find(|rule| rule.name.starts_with(name)).expect("the rule");
        let found = (rule.check)(&planned(&prepared));
        assert!(matches!(&found[..], [one] if one.enforcement == Enforcement::Advisory), "{name}: {found:?}");
    }
}

#[test]
fn a_rule_of_a_default_security_group_is_found_once_its_id_is_known() {
    let rule = RULES.iter().find(|rule| rule.name.starts_with("CIS 5.3 ")).expect("the rule");
    let opened = |stack: &Stack| {
        let scope = stack.region(REGION);
        let vpc = vpc(stack);
        let own = SecurityGroup::new(&scope, "own", SecurityGroupArgs::new(vpc.id(), "own"));
        let default = default_group(stack, &vpc, false);
        let into = |group: Output<SecurityGroupId>| {
            SecurityGroupRuleArgs::new(group, Direction::Ingress, "tcp").from_port(443).to_port(443)
        };
        SecurityGroupRule::new(&scope, "into-own", into(own.id()).referenced_security_group_id(default.id()));
        SecurityGroupRule::new(&scope, "into-default", into(default.id()).referenced_security_group_id(own.id()));
    };
    let [_, after] = violations(rule.check, opened);
    assert_eq!(after, ["the rule is of a default security group"]);
}
