//! Operators reach the clusters and the bastions from the allowed addresses, and nothing else.

use std::collections::BTreeSet;

use archipel::cli::Configuration as _;
use serde_json::{Value as Json, json};
use stacks::config::{Config, Operators};

use crate::evaluate::texts;
use crate::world::{ACCOUNT, Applied, REGIONS, config};

const ADDRESSES: &str = "203.0.113.0/24";

#[test]
fn operators_start_sessions_on_the_bastions_only_and_only_from_the_allowed_addresses() {
    let prod = Applied::of("prod");
    let policy = prod.only("aws:iam/RolePolicy", "operators").document("policy");
    let statements = policy["Statement"].as_array().expect("a list");
    let of = |action: &str| -> Vec<&Json> {
        statements.iter().filter(|one| texts(&one["Action"]).iter().any(|it| it == action)).collect()
    };
    let [start] = of("ssm:StartSession")[..] else { panic!("one statement starts sessions: {policy}") };
    assert_eq!(start["Condition"]["IpAddress"]["aws:SourceIp"], json!([ADDRESSES]));
    let bastions = prod.of_type("aws:ec2/Instance");
    assert_eq!(bastions.len(), 2, "a bastion in each region");
    let (instances, documents): (BTreeSet<String>, BTreeSet<String>) =
        texts(&start["Resource"]).into_iter().partition(|arn| arn.contains(":instance/"));
    assert_eq!(instances.len(), 2, "{instances:?}");
    for region in REGIONS {
        let here = format!("arn:aws:ec2:{region}:{ACCOUNT}:instance/");
        assert!(instances.iter().any(|arn| arn.starts_with(&here) && !arn.contains('*')), "{instances:?}");
    }
    assert!(documents.iter().all(|arn| arn.contains(":document/") && !arn.ends_with('*')), "{documents:?}");
    let actions: BTreeSet<String> = statements.iter().flat_map(|one| texts(&one["Action"])).collect();
    let wanted = ["eks:DescribeCluster", "ssm:ResumeSession", "ssm:StartSession", "ssm:TerminateSession"];
    assert_eq!(actions, wanted.map(str::to_owned).into());
}

#[test]
fn only_the_configured_permission_sets_become_operators_of_the_clusters() {
    let prod = Applied::of("prod");
    let role = prod.only("aws:iam/Role", "operators");
    let trust = &role.document("assume_role_policy")["Statement"][0];
    assert_eq!(trust["Principal"]["AWS"], format!("arn:aws:iam::{ACCOUNT}:root"));
    let roles = texts(&trust["Condition"]["ArnLike"]["aws:PrincipalArn"]);
    let expected =
        format!("arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_LuneoOperators_*");
    assert_eq!(roles, [expected]);
    assert_eq!(texts(&trust["Condition"]["IpAddress"]["aws:SourceIp"]), [ADDRESSES]);
    let entries = prod.of_type("aws:eks/AccessEntry");
    let regions: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.name == "operators")
        .filter_map(|entry| entry.urn.split("::").next())
        .collect();
    assert_eq!(regions, REGIONS.into(), "an access entry in each cluster");
}

#[test]
fn an_access_for_everybody_is_refused() {
    let problems = |change: &dyn Fn(&mut Operators)| {
        let mut config: Config = config("prod");
        change(config.operators.as_mut().expect("operators"));
        config.problems()
    };
    for (change, key) in [
        (&(|it: &mut Operators| it.allowed_cidrs.clear()) as &dyn Fn(&mut Operators), "operators.allowed_cidrs"),
        (&|it| it.allowed_cidrs = vec!["0.0.0.0/0".parse().expect("a range")], "operators.allowed_cidrs[0]"),
        (&|it| it.allowed_cidrs = vec!["10.0.0.0/8".parse().expect("a range")], "operators.allowed_cidrs[0]"),
        (&|it| it.permission_sets = vec!["*".to_owned()], "operators.permission_sets[0]"),
        (&|it| it.permission_sets.clear(), "operators.permission_sets"),
        (&|it| it.access_policy = "AdministratorAccess".to_owned(), "operators.access_policy"),
    ] {
        let found = problems(change);
        assert!(matches!(&found[..], [one] if one.key == key), "{key}: {found:?}");
    }
}
