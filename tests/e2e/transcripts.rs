//! The life of `prod` with objects in both clusters, against real API servers in the sandbox. The transcripts are kept in
//! `snapshots`, without the parts of the stack that have nothing to do with the clusters: read the differences before
//! `cargo insta accept`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use serde_json::json;

use crate::kubectl::Kubectl;
use crate::prod::UNPROTECTED;
use crate::transcript::{Ran, settings};
use crate::world::{REGIONS, Things, World, assert_same};

const POOL: &str = "/apis/karpenter.sh/v1/nodepools/api";
const REGISTRATION: &str = "/api/v1/namespaces/argocd/secrets/luneo-prod-eu-west-1";
const BINDING: &str = "/apis/eks.amazonaws.com/v1/namespaces/luneo-platform/targetgroupbindings/api-active";
/// The revision of `gitops` names the images of the workloads.
const RELEASE: [&str; 2] = ["-C", "cluster.gitops.revision=v1.1.0"];
const NEXT_RELEASE: [&str; 2] = ["-C", "cluster.gitops.revision=v1.2.0"];
/// The part of a line where something was left out.
const LEFT_OUT: &str = "  ...";

/// Whether there is an API server. `.ci/run` sets `ARCHIPEL_REQUIRE_KUBERNETES`; without it the test is left out, and says so.
fn is_available() -> bool {
    let cache = archipel_sandbox::cache_dir().unwrap();
    let Err(error) = archipel_sandbox::kubernetes::Binaries::find(&cache) else { return true };
    assert!(std::env::var_os("ARCHIPEL_REQUIRE_KUBERNETES").is_none(), "{error}");
    eprintln!("skipped: {error}");
    false
}

/// The lines about the clusters and the objects in them.
fn of_clusters(text: &str) -> String {
    // The roles are in the global region, each below the region of its cluster.
    let is_role = |path: &str| REGIONS.iter().any(|region| path.starts_with(&format!("cluster/{region}")));
    let is_cluster = |path: &str| (path == "cluster" || path.starts_with("cluster/")) && !is_role(path);
    let mut lines: Vec<&str> = Vec::new();
    // Whether the lines of an entry, which are indented, are kept.
    let (mut region, mut is_kept) = (None, true);
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let keep = match (indent, line.trim_start()) {
            (0, name) if REGIONS.contains(&name) || name == "global" => {
                region = Some(name);
                is_kept = true;
                true
            }
            (0, "") => {
                (region, is_kept) = (None, true);
                true
            }
            (0, warning) if warning.starts_with("warning: ") || warning.starts_with("note: ") => {
                (region, is_kept) = (None, warning.contains("k8s:Object"));
                is_kept
            }
            (0, title) if title.ends_with(':') => {
                region = Some(title);
                is_kept = true;
                true
            }
            (0, step) if step.starts_with("[..]") => {
                let mut words = step.split_whitespace().skip(3);
                is_kept = words.any(is_cluster) && !step.contains(" caused by ");
                is_kept
            }
            (0, _) => {
                (region, is_kept) = (None, true);
                true
            }
            (2, name) if region.is_some_and(|region| !region.ends_with(':')) => {
                is_kept = is_cluster(name);
                is_kept
            }
            // Which of the resources are the first in the list depends on all sections.
            (2, _) if region == Some("Review first:") => {
                is_kept = false;
                is_kept
            }
            // Entries of `Outputs` and `Retained`.
            (2, entry) if region.is_some() => {
                is_kept = entry.contains("cluster/main") || entry.contains(".cluster ") || entry.contains(".argo_cd ");
                is_kept
            }
            _ => is_kept,
        };
        if keep {
            lines.push(line);
        } else if indent > 0 && region.is_some() && lines.last().is_some_and(|last| *last != LEFT_OUT) {
            lines.push(LEFT_OUT);
        }
    }
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// Compares a transcript with the kept one. Other sections of the stack may grow.
#[track_caller]
fn keep(name: &str, ran: &Ran) {
    let mut settings = settings();
    settings.add_filter(r"\b[0-9]{2,} (to create|to delete|created|deleted|unchanged|resources)\b", "N $1");
    settings.bind(|| insta::assert_snapshot!(name, of_clusters(&ran.transcript)));
}

struct Prod {
    world: World,
}

impl Prod {
    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.world.command(args);
        command.env("ARCHIPEL_PASSPHRASE", "not a secret at all");
        command
    }

    /// Runs a command on the stack, and keeps its transcript.
    #[track_caller]
    fn kept(&self, name: &str, code: i32, command: &str, more: &[&str]) {
        let args = [command.split(' ').collect::<Vec<_>>().as_slice(), &["prod", "--sandbox"], more].concat();
        let output = self.command(&args).output().expect("the binary runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let ran = Ran::new(&format!("stacks {}", args.join(" ")), output.status.code(), &out, &err);
        assert_eq!(ran.code, Some(code), "{}", ran.transcript);
        keep(name, &ran);
    }

    /// Destroys the stack. While it waits for the finalizer, the other manager removes that.
    fn destroy(&self, kubectl: &Kubectl) -> Ran {
        let mut destroy = self.command(&["destroy", "prod", "--sandbox", "--yes"]);
        let mut destroy = destroy.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut out = String::new();
        for line in BufReader::new(destroy.stdout.take().unwrap()).lines() {
            let line = line.expect("a line");
            if line.ends_with("the finalizer `luneo.example/guard`, set by kubectl") {
                kubectl.patch(BINDING, &json!({ "metadata": { "finalizers": null } }));
            }
            out += &line;
            out.push('\n');
        }
        let mut err = String::new();
        destroy.stderr.take().unwrap().read_to_string(&mut err).expect("text");
        let code = destroy.wait().expect("it ends").code();
        Ran::new("stacks destroy prod --sandbox --yes", code, &out, &err)
    }
}

#[test]
fn prod_and_the_objects_in_its_clusters_live_and_end_as_the_transcripts_say() {
    if !is_available() {
        return;
    }
    let prod = Prod { world: World::with_contents() };
    // The transcripts do not contain what its start reports.
    prod.world.endpoint();
    prod.kept("1-created", 0, "up", &["--yes"]);
    prod.kept("2-unchanged", 0, "preview", &["--refresh", "--detailed-exit-code"]);
    prod.kept("3-new-release", 0, "up", &[&["--yes"][..], &RELEASE].concat());

    let outputs = prod.command(&["outputs", "prod", "--sandbox", "--json"]).output().expect("the binary runs");
    let outputs: serde_json::Value = serde_json::from_slice(&outputs.stdout).expect("JSON");
    prod.world.account_of(outputs["role.backend"].as_str().unwrap_or_else(|| panic!("an ARN in {outputs:#}")));
    let kubeconfig = ["kubeconfig", "prod", "--sandbox", "--out", "kubeconfig"];
    assert!(prod.command(&kubeconfig).status().expect("the binary runs").success());
    let kubeconfig = std::fs::read_to_string(prod.world.path("kubeconfig")).expect("the file");
    let kubectl = Kubectl::new(&kubeconfig, 0, |args| prod.command(args));
    kubectl.patch(POOL, &json!({ "spec": { "limits": { "cpu": "128" } } }));
    kubectl.patch(
        REGISTRATION,
        &json!({ "metadata": { "annotations": { "archipel.luneo.example/revision": "hotfix" } } }),
    );
    prod.kept("4-drift-found", 2, "drift", &RELEASE);
    prod.kept("5-conflict-named", 1, "up", &[&["--yes"][..], &NEXT_RELEASE].concat());
    let revision = |kubectl: &Kubectl| {
        kubectl.send("GET", REGISTRATION, &json!(null)).1["metadata"]["annotations"]["archipel.luneo.example/revision"]
            .clone()
    };
    assert_eq!(revision(&kubectl), "hotfix", "the other manager keeps the field");
    prod.kept("6-drift-repaired", 0, "up", &[&["--yes", "--refresh"][..], &NEXT_RELEASE].concat());
    assert_eq!(revision(&kubectl), "v1.2.0");
    assert_eq!(kubectl.send("GET", POOL, &json!(null)).1["spec"]["limits"]["cpu"], "64");

    let unprotected = [&["up", "prod", "--sandbox", "--yes"][..], &UNPROTECTED, &NEXT_RELEASE].concat();
    assert!(prod.command(&unprotected).output().expect("the binary runs").status.success());
    kubectl.patch(BINDING, &json!({ "metadata": { "finalizers": ["luneo.example/guard"] } }));
    let destroyed = prod.destroy(&kubectl);
    assert_eq!(destroyed.code, Some(0), "{}", destroyed.transcript);
    keep("7-destroyed", &destroyed);
    prod.kept("8-nothing-left", 0, "state list", &[]);
    assert_same(&prod.world.existing(), &Things::new());
}
