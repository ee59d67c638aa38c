//! Objects of the kinds that Kubernetes itself serves have the fields of k8s-openapi's types, which are generated from the API of
//! Kubernetes 1.36. The API server of CI is older: it has neither `autoscaling/v2` nor `policy/v1`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use k8s_openapi::Resource;
use k8s_openapi::api::admissionregistration::v1::{ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding};
use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, PodTemplateSpec, Secret, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{IngressClass, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Serialize};
use serde_json::Value as Json;

use super::tests::{everything, manifests, text};

/// Groups whose kinds a custom resource definition makes.
const CUSTOM: [&str; 12] = [
    "argoproj.io",
    "chaos-mesh.org",
    "constraints.gatekeeper.sh",
    "eks.amazonaws.com",
    "elbv2.k8s.aws",
    "karpenter.k8s.aws",
    "karpenter.sh",
    "keda.sh",
    "kustomize.config.k8s.io",
    "opentelemetry.io",
    "secrets-store.csi.x-k8s.io",
    "templates.gatekeeper.sh",
];

/// What a type does not take of a value: it is read into the type, and written again.
fn lost<T: DeserializeOwned + Serialize>(value: &Json) -> Vec<String> {
    match serde_json::from_value::<T>(value.clone()).and_then(serde_json::to_value) {
        Ok(written) => {
            let mut lost = Vec::new();
            differences(value, &written, "", &mut lost);
            lost
        }
        Err(error) => vec![error.to_string()],
    }
}

fn differences(given: &Json, written: &Json, path: &str, lost: &mut Vec<String>) {
    match (given, written) {
        (Json::Object(given), Json::Object(written)) => {
            for (key, value) in given {
                let path = format!("{path}/{key}");
                match written.get(key) {
                    Some(written) => differences(value, written, &path, lost),
                    None => lost.push(path),
                }
            }
        }
        (Json::Array(given), Json::Array(written)) if given.len() == written.len() => {
            for (index, (given, written)) in given.iter().zip(written).enumerate() {
                differences(given, written, &format!("{path}/{index}"), lost);
            }
        }
        // A quantity: `cpu: 1` is `cpu: "1"`.
        (Json::Number(number), Json::String(quantity)) if number.to_string() == *quantity => {}
        _ if given == written => {}
        _ => lost.push(format!("{path}: {given} became {written}")),
    }
}

/// What the type of a kind does not take of an object; `None` for a kind that no type is listed for.
fn lost_of_object(object: &Json) -> Option<Vec<String>> {
    fn of<T: Resource + DeserializeOwned + Serialize>(object: &Json) -> Option<Vec<String>> {
        (object["apiVersion"] == T::API_VERSION && object["kind"] == T::KIND).then(|| lost::<T>(object))
    }
    let types = [
        of::<ClusterRole>,
        of::<ClusterRoleBinding>,
        of::<ConfigMap>,
        of::<CronJob>,
        of::<DaemonSet>,
        of::<Deployment>,
        of::<HorizontalPodAutoscaler>,
        of::<IngressClass>,
        of::<Job>,
        of::<Namespace>,
        of::<NetworkPolicy>,
        of::<PodDisruptionBudget>,
        of::<Role>,
        of::<RoleBinding>,
        of::<Secret>,
        of::<Service>,
        of::<ServiceAccount>,
        of::<StatefulSet>,
        of::<ValidatingAdmissionPolicy>,
        of::<ValidatingAdmissionPolicyBinding>,
    ];
    types.into_iter().find_map(|lost| lost(object))
}

/// Checks an object, and the pods of a Rollout. Returns `apiVersion kind` if a type of Kubernetes was compared.
fn check(name: &str, object: &Json) -> Option<String> {
    let (version, kind) = (object["apiVersion"].as_str().unwrap(), object["kind"].as_str().unwrap());
    if kind == "Rollout" {
        assert_eq!(lost::<PodTemplateSpec>(&object["spec"]["template"]), [""; 0], "the pods of {name}");
    }
    if version.split_once('/').is_some_and(|(group, _)| CUSTOM.contains(&group)) {
        return None;
    }
    let lost = lost_of_object(object).unwrap_or_else(|| panic!("{name}: no type is listed here for {version} {kind}"));
    assert_eq!(lost, [""; 0], "{name}: {version} {kind}");
    Some(format!("{version} {kind}"))
}

/// The object, with a text instead of each value that only an apply knows: all of them are texts.
fn with_known_values(object: Json) -> Json {
    match object {
        Json::Object(fields) if fields.keys().any(|key| key.starts_with('$')) => Json::from("known after apply"),
        Json::Object(fields) => fields.into_iter().map(|(key, value)| (key, with_known_values(value))).collect(),
        Json::Array(items) => items.into_iter().map(with_known_values).collect(),
        other => other,
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            into.push(path);
        }
    }
}

#[test]
fn the_objects_of_builders_have_the_fields_of_kubernetes_types() {
    let objects = manifests(&text(everything));
    let compared: BTreeSet<String> =
        objects.into_iter().filter_map(|(name, object)| check(&name, &with_known_values(object))).collect();
    let expected = [
        "networking.k8s.io/v1 IngressClass",
        "rbac.authorization.k8s.io/v1 ClusterRole",
        "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
        "rbac.authorization.k8s.io/v1 Role",
        "rbac.authorization.k8s.io/v1 RoleBinding",
        "v1 Namespace",
        "v1 Secret",
        "v1 ServiceAccount",
    ];
    assert_eq!(compared.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn the_objects_of_the_gitops_folder_have_the_fields_of_kubernetes_types() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gitops"), &mut paths);
    let mut compared = BTreeSet::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        for document in serde_yaml_ng::Deserializer::from_str(&text) {
            let object = Json::deserialize(document).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            // The configuration of a kustomize plugin is not an object.
            if object["apiVersion"] != "builtin" {
                compared.extend(check(&path.display().to_string(), &object));
            }
        }
    }
    for newer in ["autoscaling/v2 HorizontalPodAutoscaler", "policy/v1 PodDisruptionBudget"] {
        assert!(compared.contains(newer), "{compared:?}");
    }
}

#[test]
fn a_field_that_a_type_does_not_have_is_lost() {
    let budget = serde_json::json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "api" },
        "spec": { "maxUnavailabel": 1, "selector": {} },
    });
    assert_eq!(lost_of_object(&budget), Some(vec!["/spec/maxUnavailabel".to_owned()]));
}
