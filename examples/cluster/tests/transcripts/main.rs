//! The life of a cluster and its objects through the command line, against real API servers in the sandbox. The transcripts
//! are kept in `snapshots`: read the differences before `cargo insta accept`.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

#[path = "../../../../tests/support/kubectl.rs"]
mod kubectl;
#[path = "../../../../tests/support/transcript.rs"]
mod transcript;
mod world;

use serde_json::{Value as Json, json};
use transcript::Ran;
use world::{World, is_available};

const PODS: &str = "/apis/apps/v1/namespaces/web/deployments/web";
const INGRESS: &str = "/apis/networking.k8s.io/v1/namespaces/web/ingresses/web";
const NEW_IMAGE: [&str; 2] = ["-C", "image=registry.example/shop/web:1.1.0"];
const ONE_MORE: [&str; 2] = ["-C", "replicas=3"];

/// Compares a transcript with the kept one.
#[track_caller]
fn keep(name: &str, ran: &Ran) {
    transcript::settings().bind(|| insta::assert_snapshot!(name, ran.transcript));
}

/// One test, because each world starts an API server.
#[test]
fn a_cluster_and_its_objects_live_and_end_as_the_transcripts_say() {
    if !is_available() {
        return;
    }
    let world = World::new();
    let kept = |name: &str, code: i32, args: &[&str]| {
        let ran = world.run(args);
        assert_eq!(ran.code, Some(code), "{}", ran.transcript);
        keep(name, &ran);
    };
    kept("1-created", 0, &["up", "dev", "--yes"]);
    kept("2-unchanged", 0, &["preview", "dev", "--refresh", "--detailed-exit-code"]);
    kept("3-new-image", 0, &[&["up", "dev", "--yes"][..], &NEW_IMAGE].concat());

    let kubectl = world.kubectl();
    let replicas = || kubectl.send("GET", PODS, &Json::Null).1["spec"]["replicas"].clone();
    kubectl.patch(PODS, &json!({ "spec": { "replicas": 5 } }));
    kept("4-drift-found", 2, &[&["drift", "dev"][..], &NEW_IMAGE].concat());
    let change = [&NEW_IMAGE[..], &ONE_MORE].concat();
    kept("5-conflict-named", 1, &[&["up", "dev", "--yes"][..], &change].concat());
    assert_eq!(replicas(), 5, "the other manager keeps the field");
    kept("6-drift-repaired", 0, &[&["up", "dev", "--yes", "--refresh"][..], &NEW_IMAGE].concat());
    assert_eq!(replicas(), 2);

    kubectl.patch(INGRESS, &json!({ "metadata": { "finalizers": ["shop.example/guard"] } }));
    kept("7-stuck-finalizer", 1, &["destroy", "dev", "--yes"]);
    kubectl.patch(INGRESS, &json!({ "metadata": { "finalizers": null } }));
    kept("8-destroyed", 0, &["destroy", "dev", "--yes"]);
    kept("9-nothing-left", 0, &["state", "list", "dev"]);
}
