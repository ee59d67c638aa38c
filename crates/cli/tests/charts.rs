//! `charts vendor`, with a stand-in for `helm` that writes its values into the objects.

#![cfg(feature = "kubernetes")]
// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::fs::PermissionsExt as _;

use archipel_engine::Stack;
use archipel_kubernetes::{Manifests, ManifestsArgs};
use support::{Project, Ran};

/// `HELM_MODE` chooses what the chart does with its values.
const HELM: &str = r#"#!/bin/sh
echo "$* ${ARCHIPEL_PASSPHRASE:+passphrase}" >>"$HELM_LOG"
what=$1
while [ $# -gt 0 ]; do
  case "$1" in
  --destination) to=$2 ;;
  --values) values=$2 ;;
  esac
  shift
done
if [ "$HELM_MODE" = fails ]; then
  echo "Error: chart \"web\" version \"1.2.3\" not found" >&2
  exit 1
fi
if [ "$what" = pull ]; then
  printf '%s' "${HELM_ARCHIVE:-archive}" >"$to/web-1.2.3.tgz"
  exit
fi
printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  script: echo ${USER}\n'
case "$HELM_MODE" in
unused) echo '  a: b' ;;
*) while read -r line; do echo "  $line"; done <"$values" ;;
esac
case "$HELM_MODE" in
computed) read -r line <"$values"; echo "  size: \"${line#*placeholdera}\"" ;;
random) echo "  id: \"$$\"" ;;
invalid) echo '  - [' ;;
hook) printf -- '---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: up\n  annotations: { helm.sh/hook: pre-install }\n' ;;
esac
"#;

struct Charts {
    project: Project,
}

impl Charts {
    fn new() -> Self {
        let project = Project::new();
        let helm = project.path("helm");
        std::fs::write(&helm, HELM).unwrap();
        std::fs::set_permissions(&helm, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(project.path("values.yaml"), "role: ${role}\nhost: https://${host}/\n").unwrap();
        Self { project }
    }

    fn vendor(&self, environment: &[(&str, &str)], more: &[&str]) -> Ran {
        let helm = self.project.path("helm").display().to_string();
        let args =
            ["charts", "vendor", "web", "web", "--repo", "https://charts.example", "--kubernetes-version", "1.36"];
        let mut command = self.project.command(&args);
        command.args(["--values", "values.yaml"]).args(more);
        if !more.contains(&"--helm") {
            command.args(["--helm", &helm]);
        }
        if !more.contains(&"--version") {
            command.args(["--version", "1.2.3"]);
        }
        command.env("HELM_LOG", self.project.path("log")).env("ARCHIPEL_PASSPHRASE", "not for helm at all");
        command.envs(environment.iter().copied());
        self.project.ran(&mut command)
    }

    fn refused(&self, mode: &str) -> String {
        let ran = self.vendor(&[("HELM_MODE", mode)], &[]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(!self.project.path("charts").exists(), "nothing is written");
        ran.err
    }
}

#[test]
fn a_chart_is_rendered_once_into_a_file_that_a_program_declares() {
    let charts = Charts::new();
    let ran = charts.vendor(&[], &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    insta::assert_snapshot!("charts-vendor", ran.shown());
    let read = |file: &str| std::fs::read_to_string(charts.project.path("charts/web").join(file)).unwrap();
    insta::assert_snapshot!(
        "charts-objects",
        format!("{}--- chart.toml\n{}", read("objects.yaml"), read("chart.toml"))
    );
    let log = std::fs::read_to_string(charts.project.path("log")).unwrap();
    assert!(log.contains("--kube-version 1.36 --include-crds") && !log.contains("passphrase"), "{log}");
    // The same again.
    let before = read("objects.yaml");
    assert_eq!(charts.vendor(&[], &[]).code, Some(0));
    assert_eq!(read("objects.yaml"), before);

    let declare = |host: Option<&str>| {
        let stack = Stack::new("shop", "dev");
        let args = ManifestsArgs::new("prod").path(charts.project.path("charts/web/objects.yaml")).value("role", "arn");
        let args = match host {
            Some(host) => args.value("host", host),
            None => args,
        };
        Manifests::new(&stack.region("eu-west-1"), "web", args);
        stack.finish().map(|program| format!("{:?}", program.nodes)).map_err(|errors| format!("{errors:?}"))
    };
    let declared = declare(Some("shop.example")).unwrap();
    assert!(declared.contains("https://shop.example/") && declared.contains("echo ${USER}"), "{declared}");
    assert!(declare(None).unwrap_err().contains("the placeholder `${host}` has no value"));
}

#[test]
fn a_chart_that_would_not_stay_the_same_is_refused() {
    let charts = Charts::new();
    let random = charts.refused("random");
    assert!(random.contains("renders differently each time") && random.contains("id:"), "{random}");
    let computed = charts.refused("computed");
    assert!(computed.contains("computes with the value of a placeholder") && computed.contains("size:"), "{computed}");
    let unused = charts.refused("unused");
    assert!(unused.contains("no object has the placeholder `${host}`"), "{unused}");
    let invalid = charts.refused("invalid");
    assert!(invalid.contains("invalid YAML"), "{invalid}");
    let fails = charts.refused("fails");
    assert!(fails.contains("pull` failed") && fails.contains("version \"1.2.3\" not found"), "{fails}");
}

#[test]
fn the_archive_of_a_version_may_not_change() {
    let charts = Charts::new();
    assert_eq!(charts.vendor(&[], &[]).code, Some(0));
    let other = charts.vendor(&[("HELM_ARCHIVE", "another archive")], &[]);
    assert_eq!(other.code, Some(1), "{other:?}");
    assert!(other.err.contains("is not the one that was vendored"), "{other:?}");
    let next = charts.vendor(&[("HELM_ARCHIVE", "another archive")], &["--version", "1.2.4"]);
    assert_eq!(next.code, Some(0), "{next:?}");
    std::fs::write(charts.project.path("charts/web/chart.toml"), "chart = [").unwrap();
    let damaged = charts.vendor(&[], &[]);
    assert_eq!(damaged.code, Some(3), "{damaged:?}");
    assert!(damaged.err.contains("chart.toml"), "{damaged:?}");
}

#[test]
fn a_hook_is_named() {
    let ran = Charts::new().vendor(&[("HELM_MODE", "hook")], &[]);
    assert!(ran.out.contains("`.without_hook(\"Job/up\")`"), "{ran:?}");
}

#[test]
fn a_missing_helm_and_wrong_arguments_are_named_with_what_to_do() {
    let charts = Charts::new();
    let missing = charts.vendor(&[], &["--helm", "/nowhere/helm"]);
    assert_eq!(missing.code, Some(3), "{missing:?}");
    insta::assert_snapshot!("charts-no-helm", missing.shown());
    let range = charts.vendor(&[], &["--version", "^1.2"]);
    assert_eq!(range.code, Some(3), "{range:?}");
    assert!(range.err.contains("invalid version `^1.2`"), "{range:?}");
    let values = charts.vendor(&[], &["--values", "none.yaml"]);
    assert_eq!(values.code, Some(3), "{values:?}");
    assert!(values.err.contains("none.yaml"), "{values:?}");
}
