//! The edge: the way from a host to the load balancers, what is kept, and what is refused.

use archipel::cli::Configuration as _;
use archipel::engine::plan::Action;
use serde_json::{Value as Json, json};
use stacks::config::{Config, Edge, Shield};

use crate::world::{ACCOUNT, Applied, REGIONS, Resource, config, test};

/// The inputs of the resources of a type, by name.
fn inputs(applied: &Applied, type_name: &str) -> Vec<(String, Json)> {
    let plain = |one: Resource<'_>| (one.name.to_owned(), one.json());
    applied.of_type(type_name).into_iter().map(plain).collect()
}

#[track_caller]
fn distribution(applied: &Applied, name: &str) -> Json {
    let all = inputs(applied, "AWS::CloudFront::Distribution");
    let found = all.into_iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("no {name}"));
    found.1["DistributionConfig"].clone()
}

/// The origins of a distribution, as their ids and names.
fn origins(config: &Json) -> Vec<(&str, &str)> {
    let all = config["Origins"].as_array().expect("a list").iter();
    all.map(|origin| (origin["Id"].as_str().expect("an id"), origin["DomainName"].as_str().expect("a name"))).collect()
}

/// The names of the origins that a group tries, in their order.
fn group<'a>(config: &'a Json, id: &Json) -> Vec<&'a str> {
    let groups = config["OriginGroups"]["Items"].as_array().expect("groups");
    let group = groups.iter().find(|group| group["Id"] == *id).expect("the group");
    assert_eq!(group["FailoverCriteria"]["StatusCodes"]["Items"], json!([500, 502, 503, 504]));
    let members = group["Members"]["Items"].as_array().expect("a list").iter();
    let origins = origins(config);
    members
        .map(|member| origins.iter().find(|(id, _)| member["OriginId"] == *id).expect("an origin of the list").1)
        .collect()
}

#[test]
fn hosts_fail_over_between_the_load_balancers_of_both_regions() {
    let prod = Applied::of("prod");
    for host in ["api", "app"] {
        let config = distribution(&prod, host);
        let default = &config["DefaultCacheBehavior"];
        // CloudFront refuses a group for requests that write: Route 53 fails over the name of the origin.
        let (_, name) = *origins(&config).iter().find(|(id, _)| default["TargetOriginId"] == *id).expect("an origin");
        assert_eq!(name, format!("{host}-origin.luneo.example"));
        assert!(default["AllowedMethods"].as_array().is_some_and(|all| all.iter().any(|one| one == "POST")));
        let weighted = prod.of_type("aws:route53/Record");
        let regions: Vec<_> = weighted.iter().filter(|one| one.text("name") == name).map(|one| one.name).collect();
        assert_eq!(regions, [format!("{host}-eu-west-1"), format!("{host}-us-east-1")]);
        // Each of the two load balancers by itself, so that the loss of either region is a failover.
        let files = &config["CacheBehaviors"][0];
        let names = group(&config, &files["TargetOriginId"]);
        assert_eq!(names, REGIONS.map(|region| format!("{host}-{region}.luneo.example")));
        assert_eq!(files["AllowedMethods"], json!(["GET", "HEAD"]));
        for origin in config["Origins"].as_array().expect("a list") {
            assert_eq!(origin["CustomOriginConfig"]["OriginProtocolPolicy"], "https-only");
            assert_eq!(origin["CustomOriginConfig"]["OriginSSLProtocols"], json!(["TLSv1.2"]));
            assert_eq!(origin["OriginCustomHeaders"][0]["HeaderName"], "x-origin-proof");
        }
        assert_eq!(config["Aliases"], json!([format!("{host}.luneo.example")]));
        assert_eq!(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
        let certificate = prod.output("us-east-1::aws:acm/CertificateValidation::dns/main", "certificate_arn");
        assert_eq!(config["ViewerCertificate"]["AcmCertificateArn"], certificate);
    }
}

#[test]
fn assets_are_read_from_both_buckets_by_the_distributions_of_the_account_only() {
    let prod = Applied::of("prod");
    let config = distribution(&prod, "assets");
    let names = group(&config, &config["DefaultCacheBehavior"]["TargetOriginId"]);
    let bucket = |region: &str| format!("{region}::aws:s3/Bucket::artifacts/assets");
    assert_eq!(names, REGIONS.map(|region| prod.output(&bucket(region), "regional_domain_name")));
    for origin in config["Origins"].as_array().expect("a list") {
        assert!(origin["OriginAccessControlId"].as_str().is_some_and(|id| !id.is_empty()), "{origin}");
        assert_eq!(origin["S3OriginConfig"]["OriginAccessIdentity"], "");
        assert!(origin.get("OriginCustomHeaders").is_none(), "the proof is for load balancers");
    }
    let distributions = json!({"ArnLike": {"aws:SourceArn": format!("arn:aws:cloudfront::{ACCOUNT}:distribution/*")}});
    let mut readers = 0;
    for (place, document) in prod.documents() {
        for statement in document["Statement"].as_array().expect("a list") {
            if statement["Principal"] == json!({"Service": "cloudfront.amazonaws.com"}) {
                readers += 1;
                assert_eq!(statement["Condition"], distributions, "{place}");
                assert_eq!(statement["Action"], "s3:GetObject", "{place}");
                assert!(place.contains("::artifacts/assets "), "{place}");
            }
        }
    }
    assert_eq!(readers, 2, "the bucket of each region");
    for region in REGIONS {
        let bucket = bucket(region);
        let bucket = prod.resources().find(|one| one.urn == bucket).expect("the bucket").json();
        assert!(!bucket["encryption"].to_string().contains("arn:aws:kms"), "CloudFront has no permission on a key");
    }
}

#[test]
fn responses_of_hosts_are_not_kept_and_files_with_digests_are() {
    let prod = Applied::of("prod");
    let policies = inputs(&prod, "AWS::CloudFront::CachePolicy");
    let ttls = |name: &str| {
        let policy = &policies.iter().find(|(of, _)| of == name).expect("the policy").1["CachePolicyConfig"];
        ["MinTTL", "DefaultTTL", "MaxTTL"]
            .map(|ttl| policy[ttl].as_f64().map(|ttl| ttl.round() as u32).expect("a number"))
    };
    let year = 365 * 86_400;
    assert_eq!(ttls("dynamic"), [0; 3]);
    assert_eq!(ttls("files"), [1, year, year]);
    assert_eq!(ttls("assets"), [1, 86_400, year]);
    let id = |name: &str| {
        let policy = prod.of_type("AWS::CloudFront::CachePolicy").into_iter().find(|one| one.name == name);
        prod.output(policy.expect("the policy").urn, "Id").to_owned()
    };
    let api = distribution(&prod, "api");
    assert_eq!(api["DefaultCacheBehavior"]["CachePolicyId"], id("dynamic"));
    assert_eq!(api["CacheBehaviors"][0]["CachePolicyId"], id("files"));
    assert_eq!(distribution(&prod, "assets")["DefaultCacheBehavior"]["CachePolicyId"], id("assets"));
}

#[test]
fn firewalls_block_attacks_floods_and_strangers_at_the_paths_of_administration() {
    let prod = Applied::of("prod");
    let all = prod.of_type("AWS::WAFv2::WebACL");
    assert_eq!(all.len(), 1 + REGIONS.len());
    for acl in &all {
        let model = acl.json();
        let rules = model["Rules"].as_array().expect("rules");
        let priorities: Vec<_> = rules.iter().filter_map(|rule| rule["Priority"].as_u64()).collect();
        assert_eq!(priorities, (0..).take(rules.len()).collect::<Vec<_>>(), "{}", acl.urn);
        let managed: Vec<_> = rules
            .iter()
            .filter_map(|rule| rule["Statement"]["ManagedRuleGroupStatement"]["Name"].as_str())
            .filter(|name| !name.contains("Reputation"))
            .collect();
        let owasp =
            ["CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet"].map(|name| format!("AWSManagedRules{name}"));
        assert_eq!(managed, owasp, "{}", acl.urn);
        for rule in rules {
            let blocks = rule["Action"] == json!({"Block": {}}) || rule["OverrideAction"] == json!({"None": {}});
            assert!(blocks, "{rule}");
        }
        // Cloud Control fails every update of an ACL with such a rule.
        assert!(!model.to_string().contains("SearchString") && !model.to_string().contains("ByteMatchStatement"));
        let logging = inputs(&prod, "AWS::WAFv2::LoggingConfiguration");
        let of = logging.iter().find(|(_, one)| one["ResourceArn"] == prod.output(acl.urn, "Arn")).expect("logs");
        let log = prod
            .of_type("aws:logs/LogGroup")
            .into_iter()
            .find(|one| of.1["LogDestinationConfigs"][0] == prod.output(one.urn, "arn"));
        assert!(log.expect("the log group").text("name").starts_with("aws-waf-logs-"), "WAF requires it");
        assert!(of.1["RedactedFields"].to_string().contains("authorization"));
    }
    let edge = all.iter().find(|acl| acl.text("Scope") == "CLOUDFRONT").expect("the ACL of CloudFront");
    let rules = edge.json()["Rules"].clone();
    let administration = &rules[0]["Statement"]["AndStatement"]["Statements"];
    assert_eq!(administration[0]["RegexMatchStatement"]["RegexString"], "^(/admin)(/|$)");
    assert!(administration[1]["NotStatement"]["Statement"]["IPSetReferenceStatement"]["Arn"].is_string());
    assert_eq!(inputs(&prod, "AWS::WAFv2::IPSet")[0].1["Addresses"], json!(["203.0.113.0/24"]));
    assert_eq!(rules[1]["Statement"]["RateBasedStatement"]["Limit"], 2000);
    assert_eq!(prod.of_type("AWS::WAFv2::WebACLAssociation").len(), REGIONS.len());
    for host in ["api", "app", "assets"] {
        assert_eq!(distribution(&prod, host)["WebACLId"], prod.output(edge.urn, "Arn"), "{host}");
    }
}

#[test]
fn shield_is_declared_only_with_its_commitment_and_every_plan_says_so() {
    let with = |commitment: &str| {
        let mut config: Config = config("prod");
        config.edge.as_mut().expect("the edge").shield = Some(Shield { commitment: commitment.to_owned() });
        config
    };
    assert!(Applied::of("prod").of_type("AWS::Shield::Protection").is_empty());
    let problems = with("yes").problems();
    assert!(problems.iter().any(|one| format!("{one:?}").contains(Shield::COMMITMENT)), "{problems:?}");
    let config = with(Shield::COMMITMENT);
    assert_eq!(config.problems().len(), 0);
    let prod = Applied::with("prod", &config);
    assert_eq!(prod.of_type("AWS::Shield::Protection").len(), 3 + REGIONS.len());
    let said = stacks::policies::commitments(&prod.planned());
    assert_eq!(said.len(), 5);
    assert!(said.iter().all(|one| one.message.contains("3,000 USD a month")), "{said:?}");
}

/// Without the edge the names of the hosts lead to the same records as its origins.
#[test]
fn the_edge_can_be_switched_off() {
    let mut config = config("prod");
    config.edge.as_mut().expect("the edge").enabled = false;
    let prod = Applied::with("prod", &config);
    for resource in prod.resources() {
        assert!(!resource.urn.contains("::edge/") && !resource.type_name.contains("CloudFront"), "{}", resource.urn);
    }
    for host in ["api", "app"] {
        let urn = format!("global::aws:route53/Record::dns/{host}");
        let record = prod.resources().find(|one| one.urn == urn).expect("the record").json();
        assert_eq!(record["name"], format!("{host}.luneo.example"));
        assert_eq!(record["alias"]["dns_name"], format!("{host}-origin.luneo.example"));
        assert_eq!(record["alias"]["evaluate_target_health"], true);
    }
}

#[test]
fn the_logs_of_the_firewalls_outlive_the_section() {
    let mut test = test("prod");
    let on = config("prod");
    test.up(|stack| stacks::luneo(stack, &on));
    let mut off = on.clone();
    off.edge.iter_mut().for_each(|section| section.enabled = false);
    let planned = test.plan(|stack| stacks::luneo(stack, &off));
    let steps = planned.plan().steps.iter();
    let retained = steps.filter(|step| matches!(step.action, Action::Forget { .. })).map(|step| step.urn().type_name());
    assert_eq!(retained.collect::<Vec<_>>(), ["aws:logs/LogGroup"; 3]);
}

#[test]
fn what_the_edge_cannot_be_is_reported_with_its_key() {
    let of = |change: fn(&mut Config)| {
        let mut config: Config = config("prod");
        change(&mut config);
        config.problems().into_iter().map(|problem| (problem.key, problem.message)).collect::<Vec<_>>()
    };
    for (change, key, said) in [
        ((|config| config.secondary.name = "us-west-2".to_owned()) as fn(&mut Config), "edge.enabled", "us-east-1"),
        (|config| set(config, |edge| edge.assets_bucket = "artifacts".to_owned()), "edge.assets_bucket", "cannot read"),
        (|config| set(config, |edge| edge.assets_days = 0), "edge.assets_days", "0 days"),
        (|config| set(config, |edge| edge.rate_limit = 99), "edge.rate_limit", "99 requests"),
        (|config| set(config, |edge| edge.admin_cidrs.clear()), "edge.admin_cidrs", "cannot be reached"),
        (
            |config| set(config, |edge| edge.admin_paths = vec!["admin".to_owned()]),
            "edge.admin_paths[0]",
            "invalid path",
        ),
        (|config| set(config, |edge| edge.log_days = 2), "edge.log_days", "2 days"),
        (|config| config.artifacts.served = vec!["artifacts".to_owned()], "artifacts.served", "everyone can read"),
        (|config| config.artifacts.served.push("other".to_owned()), "artifacts.served[1]", "cannot name"),
    ] {
        let found = of(change);
        assert!(found.iter().any(|(of, message)| of == key && message.contains(said)), "{key}: {found:?}");
    }
}

fn set(config: &mut Config, change: fn(&mut Edge)) {
    config.edge.iter_mut().for_each(change);
}
