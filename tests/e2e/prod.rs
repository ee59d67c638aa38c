//! The whole production stack, in the sandbox.

use std::collections::{BTreeMap, BTreeSet};

use archipel::aws::types::PolicyDocument;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::calls;
use crate::world::{CommandOutput, REGIONS, Things, World, assert_same, get_with, runtime};

/// The options that protect data from deletion, switched off.
pub(crate) const UNPROTECTED: [&str; 18] = [
    "-C",
    "dns.protect_zone=false",
    "-C",
    "dns.retain_zone=false",
    "-C",
    "ingress.deletion_protection=false",
    "-C",
    "aurora.deletion_protection=false",
    "-C",
    "cluster.deletion_protection=false",
    "-C",
    "security.retain=false",
    "-C",
    "backup.retain=false",
    "-C",
    "edge.retain=false",
    "-C",
    "observability.logs.retain=false",
];

fn run(world: &World, command: &str, more: &[&str]) -> CommandOutput {
    let mut args = vec![command, "prod", "--sandbox", "--json"];
    args.extend(more);
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    CommandOutput::of(&output)
}

fn steps(plan: &Value) -> &Vec<Value> {
    plan["steps"].as_array().expect("steps")
}

/// The direct and indirect dependencies of each step.
fn waits(plan: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let urn = |step: &Value| step["key"]["urn"].as_str().expect("a URN").to_owned();
    let by_id: BTreeMap<u64, &Value> =
        steps(plan).iter().map(|step| (step["id"].as_u64().expect("an id"), step)).collect();
    let all_before = |step: &Value| {
        let mut open = vec![step];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            for id in next["after"].as_array().into_iter().flatten().filter_map(Value::as_u64) {
                if seen.insert(urn(by_id[&id])) {
                    open.push(by_id[&id]);
                }
            }
        }
        seen
    };
    steps(plan).iter().map(|step| (urn(step), all_before(step))).collect()
}

/// Uses the clusters' kubeconfig as `kubectl` does, up to the token that a cluster would verify with STS.
fn clusters_accept_tokens(world: &World, outputs: &Value) {
    run(world, "kubeconfig", &["--out", "kubeconfig"]).expect(0);
    let file = std::fs::read_to_string(world.path("kubeconfig")).expect("the file");
    let mode = std::fs::metadata(world.path("kubeconfig")).expect("the file").permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
    let config: Value = serde_yaml_ng::from_str(&file).expect("YAML");
    assert_eq!(config["current-context"], "luneo-prod-eu-west-1");
    for (index, region) in REGIONS.into_iter().enumerate() {
        let cluster = &config["clusters"][index]["cluster"];
        assert_eq!(cluster["server"], outputs[format!("{region}.cluster_endpoint")]);
        assert_eq!(cluster["certificate-authority-data"], outputs[format!("{region}.cluster_certificate_authority")]);
        let exec = &config["users"][index]["user"]["exec"];
        assert_eq!(exec["command"], env!("CARGO_BIN_EXE_stacks"));
        let args: Vec<&str> = exec["args"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let credential: Value = serde_json::from_str(&world.run(&args).expect(0).stdout).expect("JSON");
        assert_eq!((&credential["kind"], &credential["apiVersion"]), (&"ExecCredential".into(), &exec["apiVersion"]));
        let output = get_with(&request_of(&credential), &format!("x-k8s-aws-id: luneo-prod-{region}"));
        assert!(output.contains(&format!("<Account>{}</Account>", world.account())), "{output}");
    }
    // A file of another program is not overwritten.
    std::fs::write(world.path("mine"), "apiVersion: v1\n").expect("written");
    let refused = run(world, "kubeconfig", &["--out", "mine"]).expect(3);
    assert!(format!("{}{}", refused.stdout, refused.stderr).contains("not written by"), "{}", refused.stderr);
}

/// A workload may read only its own secrets, in both regions, with their keys in that region.
fn workloads_can_read_only_their_secrets(world: &World) {
    let common = ["cache", "cache-hosts"];
    let data = ["database", "database-hosts"];
    let theirs = [("backend", &data[..]), ("worker-ia", &data[..]), ("render", &[])];
    runtime().block_on(async {
        for (workload, more) in theirs {
            let aws = world.aws(REGIONS[0]).await;
            let call = aws.iam().get_role_policy().role_name(format!("luneo-prod-{workload}")).policy_name("workload");
            let policy = call.send().await.expect("the policy");
            let policy = PolicyDocument::parse(policy.policy_document()).expect("JSON").to_json();
            let policy: Value = serde_json::from_str(&policy).expect("JSON");
            let allowed = |action: &str, via: Option<&str>| -> BTreeSet<String> {
                let statements = policy["Statement"].as_array().expect("a list").iter();
                let about = statements.filter(|statement| {
                    let services = &statement["Condition"]["StringEquals"]["kms:ViaService"];
                    texts(&statement["Action"]).contains(action) && via.is_none_or(|via| texts(services).contains(via))
                });
                about.flat_map(|statement| texts(&statement["Resource"])).collect()
            };
            let mut secrets = BTreeSet::new();
            for name in [&[workload], &common[..], more].concat() {
                let name = format!("luneo/prod/{name}");
                let secret = aws.secretsmanager().describe_secret().secret_id(&name).send().await.expect("the secret");
                for region in REGIONS {
                    let secrets_there = world.aws(region).await;
                    let there = secrets_there.secretsmanager().describe_secret().secret_id(&name).send().await;
                    let there = there.expect("the secret");
                    secrets.insert(there.arn().expect("an ARN").to_owned());
                    // The emulator reports the key of the primary for a replica.
                    let copy = secret.replication_status().iter().find(|copy| copy.region() == Some(region));
                    let key = copy.map_or(there.kms_key_id(), |copy| copy.kms_key_id());
                    let via = format!("secretsmanager.{region}.amazonaws.com");
                    let key = [key.expect("a key").to_owned()].into();
                    assert_eq!(allowed("kms:Decrypt", Some(&via)), key, "{workload}: {name} in {region}");
                }
            }
            assert_eq!(allowed("secretsmanager:GetSecretValue", None), secrets, "{workload}");
            let bucket = |region: &str| format!("arn:aws:s3:::luneo-prod-artifacts-{region}/*");
            assert_eq!(allowed("s3:GetObject", None), REGIONS.map(bucket).into(), "{workload}");
            assert_eq!(allowed("s3:PutObject", None), REGIONS.map(bucket).into(), "{workload}");
            let via = REGIONS.map(|region| allowed("kms:Decrypt", Some(&format!("s3.{region}.amazonaws.com"))));
            assert_eq!(allowed("kms:GenerateDataKey", None), &via[0] | &via[1], "{workload}");
        }
    });
}

/// A single text, or a list of texts.
fn texts(value: &Value) -> BTreeSet<String> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Value::as_str)).map(str::to_owned).collect()
}

/// A refresh makes a call for each kind of resource and region, some of them in pages, not one for each resource. It detects
/// deleted resources.
fn a_refresh_takes_few_calls(world: &World, kinds: u64) {
    let calls = |more: &[&str]| {
        let before = world.total_calls();
        let output = run(world, "refresh", more).expect(0);
        (world.total_calls() - before, output.stdout.contains("looked up in lists"))
    };
    let ((listed, partly), (whole, not_all)) = (calls(&[]), calls(&["--full"]));
    let some = 2 * kinds;
    assert!(listed <= some && listed < whole, "{listed} calls for lists of {kinds} kinds, {whole} for everything");
    assert!(partly && !not_all, "a refresh reports partial reads");

    runtime().block_on(async {
        let aws = world.aws("us-east-1").await;
        let addon = aws.eks().delete_addon().cluster_name("luneo-prod-us-east-1").addon_name("metrics-server");
        addon.send().await.expect("deleted by hand");
    });
    let output = run(world, "refresh", &["--preview", "--detailed-exit-code"]).expect(2);
    let drifted = output.events().into_iter().filter(|event| event["event"] == "drifted");
    let drifted: Vec<(String, bool)> =
        drifted.map(|event| (event["urn"].as_str().expect("a URN").to_owned(), event["gone"] == true)).collect();
    assert!(matches!(&drifted[..], [(urn, true)] if urn.ends_with("metrics-server")), "{drifted:?}");
}

/// The region and the type of the resource of a step.
fn kind(step: &Value) -> Option<String> {
    Some(step["key"]["urn"].as_str()?.rsplit_once("::")?.0.to_owned())
}

/// The request in a token.
fn request_of(credential: &Value) -> String {
    let token = credential["status"]["token"].as_str().expect("a token");
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.strip_prefix("k8s-aws-v1.").expect("a token of EKS"));
    String::from_utf8(bytes.expect("base64")).expect("a URL")
}

#[test]
fn a_token_is_signed_with_the_credentials_and_shows_none_of_them() {
    let world = World::new();
    let args = ["eks-token", "luneo", "--region", "eu-west-1"];
    let mut command = world.command(&args);
    let output = command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
    let output = CommandOutput::of(&output.output().expect("the binary runs")).expect(0);
    let request = request_of(&serde_json::from_str(&output.stdout).expect("JSON"));
    assert!(request.starts_with("https://sts.eu-west-1.amazonaws.com/?"), "{request}");
    assert!(request.contains("X-Amz-Credential=AKIDEXAMPLE"), "{request}");
    assert!(!format!("{request}{}{}", output.stdout, output.stderr).contains("wJalrXUtnFEMI"));

    let without = world.run(&args).expect(1);
    assert!(without.stderr.contains("no credentials to sign with"), "{}", without.stderr);
    let stopped = world.run(&["eks-token", "luneo", "--region", "eu-west-1", "--sandbox", "111122223333"]).expect(1);
    assert!(stopped.stderr.contains("sandbox start"), "{}", stopped.stderr);
}

#[test]
fn prod_is_created_in_both_regions_unchanged_and_deleted() {
    let world = World::new();
    let up = run(&world, "up", &["--yes"]).expect(0);
    let created = up.summary()["created"].as_u64().expect("a number");
    assert!((300..=700).contains(&created), "prod is three to seven hundred resources, not {created}");
    calls::assert_few(&world, &up, "up prod");

    // The clusters and the data stores do not depend on each other.
    for (urn, before) in waits(&up.plan()) {
        let data = ["aws:rds/", "aws:elasticache/"].iter().any(|kind| urn.contains(kind));
        let cluster = urn.contains("aws:eks/");
        let role = urn.contains("::identity/");
        for other in before {
            let slow = ["aws:rds/", "aws:elasticache/", "aws:eks/"].iter().any(|kind| other.contains(kind));
            assert!(!(role && slow), "{urn} waits for {other}");
            assert!(!(data && other.contains("aws:eks/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:rds/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:elasticache/")), "{urn} waits for {other}");
        }
    }

    let again = run(&world, "preview", &["--refresh"]).expect(0);
    assert_eq!(steps(&again.plan()).len(), 0, "{:#}", again.plan()["steps"]);

    let outputs = run(&world, "outputs", &[]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&outputs).expect("JSON");
    world.account_of(outputs["role.backend"].as_str().unwrap_or_else(|| panic!("an ARN in {outputs:#}")));

    clusters_accept_tokens(&world, &outputs);
    workloads_can_read_only_their_secrets(&world);
    let kinds: BTreeSet<String> = steps(&up.plan()).iter().filter_map(kind).collect();
    a_refresh_takes_few_calls(&world, u64::try_from(kinds.len()).expect("a number"));

    for (version, why) in [("1.38", "so that 1.37 is next"), ("1.35", "EKS takes no cluster back")] {
        let refused = run(&world, "preview", &["-C", &format!("cluster.version=\"{version}\"")]).expect(1);
        // Lines are wrapped.
        let output = refused.stdout.replace("\\n      ", "");
        assert!(output.contains(why), "{output}");
    }

    // Protected resources stay, and no other resource is deleted either.
    run(&world, "destroy", &["--yes"]).expect(1);
    let opened = run(&world, "up", &[["--yes"].as_slice(), &UNPROTECTED].concat()).expect(0);
    assert_eq!(opened.summary()["created"], 0, "nothing was deleted");
    let gone = run(&world, "destroy", &["--yes"]).expect(0);
    // The settings of the account stay.
    let deleted = gone.summary()["deleted"].as_u64().expect("a number");
    let stay = gone.events().into_iter().filter(|event| event["event"] == "left");
    let stay =
        stay.filter(|event| event["urn"].as_str().is_some_and(|urn| urn.contains("::security/account/"))).count();
    assert_eq!((stay, deleted), (4, created - 4));
    assert_same(&world.existing(), &Things::new());
}

#[test]
fn a_database_with_a_final_snapshot_can_be_created_and_destroyed_again() {
    let world = World::new();
    for life in ["first", "second"] {
        let only = ["--yes", "--target", "database", "--target-dependencies"];
        run(&world, "up", &[only.as_slice(), &UNPROTECTED].concat()).expect(0);
        let gone = run(&world, "destroy", &["--yes"]);
        assert_eq!(gone.code, Some(0), "its {life} life cycle does not end: {}", gone.stdout);
    }
}
