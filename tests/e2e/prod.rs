//! The whole of production, in the sandbox.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::world::{REGIONS, Things, Told, World, assert_same, get_with};

/// What keeps data from being deleted, off.
const UNPROTECTED: [&str; 8] = [
    "-C",
    "dns.protect_zone=false",
    "-C",
    "ingress.deletion_protection=false",
    "-C",
    "aurora.deletion_protection=false",
    "-C",
    "cluster.deletion_protection=false",
];

fn run(world: &World, command: &str, more: &[&str]) -> Told {
    let mut args = vec![command, "prod", "--sandbox", "--json"];
    args.extend(more);
    let output = world.command(&args).env("ARCHIPEL_PASSPHRASE", "not a secret").output().expect("the binary runs");
    Told::of(&output)
}

fn steps(plan: &Value) -> &Vec<Value> {
    plan["steps"].as_array().expect("steps")
}

/// What each step waits for, however far away.
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

/// Does what `kubectl` does with the clusters' file, up to the question that a cluster asks STS.
fn clusters_let_in(world: &World, outputs: &Value) {
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
        let told = get_with(&request_of(&credential), &format!("x-k8s-aws-id: luneo-prod-{region}"));
        assert!(told.contains(&format!("<Account>{}</Account>", world.account())), "{told}");
    }
    // What somebody else wrote stays.
    std::fs::write(world.path("mine"), "apiVersion: v1\n").expect("written");
    let refused = run(world, "kubeconfig", &["--out", "mine"]).expect(3);
    assert!(format!("{}{}", refused.stdout, refused.stderr).contains("did not write"), "{}", refused.stderr);
}

/// The request that a token has in it.
fn request_of(credential: &Value) -> String {
    let token = credential["status"]["token"].as_str().expect("a token");
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.strip_prefix("k8s-aws-v1.").expect("a token of EKS"));
    String::from_utf8(bytes.expect("base64")).expect("a URL")
}

#[test]
fn a_token_is_signed_with_the_credentials_at_hand_and_shows_none_of_them() {
    let world = World::new();
    let args = ["eks-token", "luneo", "--region", "eu-west-1"];
    let mut command = world.command(&args);
    let told = command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
    let told = Told::of(&told.output().expect("the binary runs")).expect(0);
    let request = request_of(&serde_json::from_str(&told.stdout).expect("JSON"));
    assert!(request.starts_with("https://sts.eu-west-1.amazonaws.com/?"), "{request}");
    assert!(request.contains("X-Amz-Credential=AKIDEXAMPLE"), "{request}");
    assert!(!format!("{request}{}{}", told.stdout, told.stderr).contains("wJalrXUtnFEMI"));

    let without = world.run(&args).expect(1);
    assert!(without.stderr.contains("no credentials to sign with"), "{}", without.stderr);
    let stopped = world.run(&["eks-token", "luneo", "--region", "eu-west-1", "--sandbox", "111122223333"]).expect(1);
    assert!(stopped.stderr.contains("sandbox start"), "{}", stopped.stderr);
}

#[test]
fn prod_goes_up_in_both_regions_stays_as_it_is_and_goes_away() {
    let world = World::new();
    let up = run(&world, "up", &["--yes"]).expect(0);
    let created = up.summary()["created"].as_u64().expect("a number");
    assert!((300..=400).contains(&created), "prod is three to four hundred resources, not {created}");

    // The clusters and the data do not wait for each other.
    for (urn, before) in waits(&up.plan()) {
        let data = ["aws:rds/", "aws:elasticache/"].iter().any(|kind| urn.contains(kind));
        let cluster = urn.contains("aws:eks/");
        for other in before {
            assert!(!(data && other.contains("aws:eks/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:rds/")), "{urn} waits for {other}");
            assert!(!(cluster && other.contains("aws:elasticache/")), "{urn} waits for {other}");
        }
    }

    let again = run(&world, "preview", &["--refresh"]).expect(0);
    assert_eq!(steps(&again.plan()).len(), 0, "{:#}", again.plan()["steps"]);

    let outputs = run(&world, "outputs", &[]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&outputs).expect("JSON");
    world.account_of(outputs["role.api"].as_str().unwrap_or_else(|| panic!("an ARN in {outputs:#}")));

    clusters_let_in(&world, &outputs);

    for (version, why) in [("1.35", "so that 1.34 is next"), ("1.32", "EKS takes no cluster back")] {
        let refused = run(&world, "preview", &["-C", &format!("cluster.version=\"{version}\"")]).expect(1);
        // Lines are wrapped.
        let told = refused.stdout.replace("\\n      ", "");
        assert!(told.contains(why), "{told}");
    }

    // What is protected stays, and nothing else goes either.
    run(&world, "destroy", &["--yes"]).expect(1);
    let opened = run(&world, "up", &[["--yes"].as_slice(), &UNPROTECTED].concat()).expect(0);
    assert_eq!(opened.summary()["created"], 0, "nothing was deleted");
    let gone = run(&world, "destroy", &["--yes"]).expect(0);
    assert_eq!(gone.summary()["deleted"].as_u64(), Some(created));
    assert_same(&world.existing(), &Things::new());
}
