//! Invalid input: a clear error, the right exit code, and no loss of data.

use crate::world::{CommandOutput, World};

/// The error, the arguments, and the expected texts.
const WRONG: &[(&str, &[&str], &[&str])] = &[
    ("an unknown stack", &["preview", "prd"], &["unknown stack `prd`", "prod"]),
    ("a misspelt key", &["preview", "dev", "-C", "network.zonez=3"], &["zonez", "zones"]),
    ("a malformed range", &["preview", "dev", "-C", "primary.cidr=10.0.0.0/33"], &["10.0.0.0/33", "primary.cidr"]),
    ("a public range", &["preview", "dev", "-C", "primary.cidr=8.8.0.0/16"], &["RFC 1918", "10.0.0.0/8"]),
    ("a range that is too small", &["preview", "dev", "-C", "primary.cidr=10.0.0.0/26"], &["too small", "/24"]),
    ("ranges that overlap", &["preview", "dev", "-C", "secondary.cidr=10.50.0.0/16"], &["overlaps", "10.50.0.0/16"]),
    ("too many zones", &["preview", "dev", "-C", "network.zones=6"], &["eu-west-1 has 3 zones", "network.zones"]),
    ("one region twice", &["preview", "dev", "-C", "secondary.name=eu-west-1"], &["both regions are eu-west-1"]),
    (
        "a node type that is too small",
        &["preview", "staging", "-C", "redis.node_type=cache.t4g.small"],
        &["redis.node_type", "global datastore"],
    ),
    (
        "a version without global databases",
        &["preview", "staging", "--sandbox", "-C", "aurora.engine_version=13.18"],
        &["eu-west-1 has no aurora-postgresql 13.18 for global databases", "us-east-1 has no", "16.6"],
    ),
    (
        "an instance class that no region offers",
        &["preview", "staging", "--sandbox", "-C", "aurora.instance_class=db.r3.large"],
        &["eu-west-1 offers no db.r3.large", "us-east-1 offers no", "aurora.instance_class", "db.r6g.large"],
    ),
    (
        "a rotation interval that is too long",
        &["preview", "staging", "-C", "secrets.rotation.days=2000"],
        &["secrets.rotation.days", "1 to 1000"],
    ),
    (
        "secrets and buckets that do not exist",
        &[
            "preview",
            "dev",
            "-C",
            r#"identity.workloads=[{name="api", secrets=["apl", "database"], buckets=["video"]}]"#,
        ],
        &[
            "identity.workloads",
            "`api` reads the secret `apl`, which does not exist",
            "`secrets.names`, or use one of backend, frontend, worker-ia, render",
            "`database`, which does not exist",
            "add the table `aurora`",
            "uses the bucket `video`",
            "`artifacts.buckets`, or use one of artifacts",
        ],
    ),
    (
        "a reserved secret name, and a duplicated one",
        &[
            "preview",
            "dev",
            "-C",
            r#"secrets.names=["cache", "backend", "backend", "frontend", "worker-ia", "render"]"#,
        ],
        &["secrets.names[0]", "`cache` cannot name a secret", "none of the stack's own", "`backend` is duplicated"],
    ),
    (
        "invalid and duplicated names",
        &[
            "preview",
            "dev",
            "-C",
            r#"registry.repositories=["-api", "api", "api"]"#,
            "-C",
            r#"artifacts.prefix="Luneo""#,
            "-C",
            r#"alarms.subscribers=["no-one"]"#,
            "-C",
            r#"primary.name="EU-WEST-1""#,
            "-C",
            r#"primary.subnet_tags={"private-d"={Owner="me"}}"#,
            "-C",
            r#"tags={Project="mine"}"#,
        ],
        &[
            "`registry.repositories[0]`: `-api` cannot name a repository",
            "`registry.repositories[2]`: `api` is duplicated",
            "`artifacts.prefix`: invalid prefix of bucket names `Luneo`",
            "`no-one` cannot name a subscriber",
            "`primary.name`: invalid region `EU-WEST-1`",
            "unknown subnet `private-d`",
            "private-a to private-c",
            "`tags`: `Project` is a tag that the program sets itself",
        ],
    ),
    (
        "an invalid retention period, version and add-on",
        &[
            "preview",
            "staging",
            "-C",
            "secrets.rotation.log_days=31",
            "-C",
            "redis.engine_version=5.0",
            "-C",
            r#"cluster.addons=["vpc-cni"]"#,
            "-C",
            r#"cluster.public_access_cidrs=["198.51.100.0/24", "10.0.0.0/8"]"#,
        ],
        &[
            "`secrets.rotation.log_days`: CloudWatch cannot keep logs for 31 days",
            "invalid version of Redis `5.0`",
            "`vpc-cni` cannot name an add-on",
            "other than vpc-cni",
            "`cluster.public_access_cidrs[1]`: 10.0.0.0/8 is private",
        ],
    ),
    (
        "several errors in one report",
        &[
            "preview",
            "dev",
            "-C",
            "primary.cidr=8.8.0.0/16",
            "-C",
            "dns.domain=Luneo",
            "-C",
            "keys.deletion_window_days=3",
        ],
        &["RFC 1918", "dns.domain", "KMS accepts 7 to 30"],
    ),
    (
        "no nodes for add-ons",
        &["preview", "staging", "-C", "cluster.compute=managed", "-C", "cluster.node_groups=[]"],
        &["cluster.node_groups", "add-ons require a group"],
    ),
    ("an invalid version", &["preview", "prod", "-C", "cluster.version=latest"], &["cluster.version", "1.36"]),
    (
        "an invalid identity center",
        &["preview", "prod", "-C", "cluster.argo_cd.identity_center_arn=sso"],
        &["cluster.argo_cd.identity_center_arn", "ssoins-"],
    ),
    (
        "a domain without a parent zone, and hosts that collide",
        &[
            "preview",
            "prod",
            "-C",
            "dns.zone=delegated",
            "-C",
            r#"ingress.hosts=[{name="api", service="api", port=0, health_path="health"}, {name="api", service="b_c", port=80, health_path="/"}]"#,
            "-C",
            "redis.secondary_replicas=6",
        ],
        &[
            "`luneo.example` has no parent zone of your own",
            "`ingress.hosts[0].port`: invalid port 0",
            "`ingress.hosts[0].health_path`: invalid path `health`",
            "`ingress.hosts[1].service`: `b_c` cannot be part of the name of a target group",
            "`ingress.hosts[1]`: duplicate name or service",
            "`redis.secondary_replicas`: 6 replicas: the maximum is 5",
        ],
    ),
    (
        "an existing zone that the stack should protect",
        &["preview", "prod", "-C", "dns.zone=existing"],
        &["dns.protect_zone", "does not create the zone"],
    ),
    (
        "an existing zone that does not exist",
        &["preview", "staging", "--sandbox", "-C", "dns.zone=existing"],
        &["the account has no public hosted zone named `staging.luneo.example`"],
    ),
    (
        "alarms and findings without a reader",
        &["preview", "prod", "-C", "on_call.enabled=false"],
        &[
            "`alarms.subscribers`: no subscriber and no chat reads the reports of security",
            "name an e-mail address, or a channel in `[on_call.chat]`",
        ],
    ),
    (
        "a chat by its names",
        &["preview", "prod", "-C", "on_call.chat.workspace=luneo", "-C", "on_call.chat.channel=alarms"],
        &["`on_call.chat.workspace`: invalid id `luneo`", "`on_call.chat.channel`: invalid id `alarms`", "C0123ABCD"],
    ),
    (
        "a budget without a subscriber",
        &["preview", "prod", "-C", "costs.subscribers=[]"],
        &["`costs.subscribers`: no subscribers", "name who hears of unusual costs"],
    ),
    (
        "Shield Advanced without the confirmation of its commitment",
        &["preview", "prod", "-C", r#"edge.shield={commitment="yes"}"#],
        &["edge.shield.commitment", "cannot be ended early", "3,000 USD a month"],
    ),
    (
        "a region without a service",
        &["preview", "prod", "--sandbox", "-C", "primary.name=eu-north-1"],
        &["not exist in eu-north-1", "Declare it in a region"],
    ),
    ("an invalid domain", &["preview", "dev", "-C", "dns.domain=Luneo"], &["dns.domain", "dev.example.com"]),
];

/// A run with a passphrase, which stacks with secrets require.
fn sealed(world: &World, args: &[&str]) -> CommandOutput {
    let output = world.command(args).env("ARCHIPEL_PASSPHRASE", "for a test only").output().expect("the binary runs");
    CommandOutput::of(&output)
}

#[test]
fn an_invalid_configuration_is_reported_with_location_and_hint() {
    let world = World::new();
    for (what, args, says) in WRONG {
        let output = sealed(&world, args);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(matches!(output.code, Some(1 | 3)), "{what}: exit {:?}\n{text}", output.code);
        for words in *says {
            assert!(text.contains(words), "{what}: `{words}` is not in\n{text}");
        }
        assert!(!text.contains("panicked"), "{what}:\n{text}");
    }
}

#[test]
fn secrets_and_repositories_can_have_folders() {
    let world = World::new();
    let args = [
        "preview",
        "dev",
        "-C",
        r#"registry.repositories=["team/api"]"#,
        "-C",
        r#"secrets.names=["backend", "frontend", "worker-ia", "render", "team/api"]"#,
    ];
    let output = world.run(&args).expect(0).stdout;
    for name in ["luneo-dev/team/api", "luneo/dev/team/api"] {
        assert!(output.contains(name), "`{name}` is not in\n{output}");
    }
}

#[test]
fn all_names_that_are_too_long_for_aws_are_reported_by_the_plan() {
    let world = World::new();
    // Names contain the project and the stack.
    let stack = "a-stack-with-a-name-that-is-too-long-for-all-of-aws";
    std::fs::copy(world.path("stacks/config/staging.toml"), world.path(&format!("stacks/config/{stack}.toml")))
        .unwrap();
    let output = sealed(&world, &["preview", stack, "--sandbox"]);
    let text = format!("{}{}", output.stdout, output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.code, Some(1), "{text}");
    for (what, says) in [
        ("aws:elbv2/LoadBalancer::ingress/main", "expected 1 to 32"),
        ("aws:elbv2/TargetGroup::ingress/api-active", "expected 1 to 32"),
        ("aws:elasticache/ReplicationGroup::cache/main", "expected 1 to 40"),
        ("aws:elasticache/User::cache/app", "expected 1 to 40"),
        ("aws:rds/Cluster::database/main", "expected 1 to 63"),
        ("aws:iam/Role::artifacts/artifacts-replication", "expected 1 to 64"),
        ("aws:s3/Bucket::network/flow-logs/logs", "expected 3 to 63"),
        ("aws:lambda/Function::rotation/main", "expected 1 to 64"),
    ] {
        let (_, after) = text.split_once(what).unwrap_or_else(|| panic!("{what} is not in\n{text}"));
        let sentence = after.split("-->").next().unwrap_or_default();
        assert!(sentence.contains(says), "{what}: {sentence}");
    }
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn without_credentials_aws_is_not_called_and_the_error_has_a_hint() {
    let world = World::new();
    let output = world.run(&["preview", "prod"]);
    let text = format!("{}{}", output.stdout, output.stderr);
    assert_eq!(output.code, Some(1), "{text}");
    assert!(text.to_lowercase().contains("credentials"), "{text}");
    assert!(text.contains("hint"), "{text}");
}

#[test]
fn doctor_without_credentials_shows_one_hint() {
    let world = World::new();
    let output = world.run(&["doctor", "prod"]);
    assert_eq!(output.code, Some(1), "{}", output.stdout);
    assert!(output.stdout.contains("BAD  prod: credentials"), "{}", output.stdout);
    assert_eq!(output.stdout.matches("aws sso login").count(), 1, "{}", output.stdout);
}
