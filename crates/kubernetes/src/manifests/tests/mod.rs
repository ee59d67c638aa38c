//! Manifests as a program declares them, without a cluster.

mod bad_input;
mod edges;
mod golden;
mod values;

use archipel_engine::program::{Program, ProgramText};
use archipel_engine::{Options, Scope, Stack, Value};
use archipel_resources::eks::{Cluster, ClusterArgs};
use archipel_resources::types::SubnetId;

use super::{Manifests, ManifestsArgs};

/// The path of a test folder.
fn golden(path: &str) -> String {
    format!("{}/tests/golden/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// A stack with what a function declares.
fn program(declare: impl FnOnce(&Scope)) -> Result<Program, String> {
    let stack = Stack::new("shop", "test");
    declare(&stack.region("eu-west-1"));
    stack.finish().map_err(|errors| errors.iter().map(|error| format!("{}\n", error.message)).collect())
}

/// The errors of one text.
fn refused(text: &str) -> String {
    refused_with(|args| args.text("app.yaml", text))
}

fn refused_with(args: impl FnOnce(ManifestsArgs) -> ManifestsArgs) -> String {
    let declared = program(|scope| {
        Manifests::new(scope, "app", args(ManifestsArgs::new("prod")));
    });
    declared.expect_err("the manifests are wrong")
}

/// What one text declares.
fn declared(text: &str) -> ProgramText {
    declared_with(|args| args.text("app.yaml", text))
}

fn declared_with(args: impl FnOnce(ManifestsArgs) -> ManifestsArgs) -> ProgramText {
    let declared = program(|scope| {
        Manifests::new(scope, "app", args(ManifestsArgs::new("prod")));
    });
    declared.unwrap_or_else(|errors| panic!("{errors}")).written()
}

/// The manifest of the only object.
fn manifest(text: &ProgramText) -> &Value {
    let [node] = text.nodes.as_slice() else { panic!("{} objects", text.nodes.len()) };
    &node.inputs["manifest"]
}

/// A cluster of the program.
fn cluster(scope: &Scope) -> Cluster {
    let args = ClusterArgs::new(
        "prod",
        "1.36",
        "arn:aws:iam::000000000000:role/cluster",
        ["subnet-1", "subnet-2"].map(SubnetId::new),
    );
    Cluster::with_options(scope, "cluster", args, Options::new())
}

/// Objects with their options and manifests, without the cluster.
fn rendered(text: &ProgramText) -> String {
    use std::fmt::Write as _;
    let short = |urn: &str| urn.rsplit("::").next().unwrap_or(urn).replace("app/", "");
    let mut out = String::new();
    for node in text.nodes.iter().filter(|node| node.urn.as_str().contains("k8s:Object")) {
        let _ = writeln!(out, "{}", short(node.urn.as_str()));
        for (name, value) in &node.options {
            let names: Vec<String> = value.split(", ").map(short).collect();
            let _ = writeln!(out, "  {name}: {}", names.join(", "));
        }
        let manifest = serde_json::to_string_pretty(&node.inputs["manifest"].masked()).unwrap();
        for line in manifest.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}
