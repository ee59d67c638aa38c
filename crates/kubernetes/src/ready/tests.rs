use serde_json::json;

use super::*;

fn live(api_version: &str, kind: &str, generation: i64, spec: Json, status: Json) -> Json {
    json!({
        "apiVersion": api_version, "kind": kind, "metadata": { "name": "a", "generation": generation },
        "spec": spec, "status": status,
    })
}

fn conditions(list: &[(&str, &str)]) -> Json {
    list.iter().map(|(name, status)| json!({ "type": name, "status": status, "reason": "Because" })).collect()
}

#[track_caller]
fn is(live: &Json, expected: &str) {
    let found = match status(live) {
        Status::Ready => "ready".to_owned(),
        Status::Pending(why) => format!("pending: {why}"),
        Status::Failed(why) => format!("failed: {why}"),
        other => format!("{other:?}"),
    };
    assert!(found.starts_with(expected), "{found}\n{live}");
}

#[test]
fn a_deployment_is_ready_when_all_replicas_are_new_and_available() {
    let of = |generation, observed, replicas, updated, available, progressing: &str| {
        let status = json!({
            "observedGeneration": observed, "replicas": replicas, "updatedReplicas": updated,
            "availableReplicas": available, "conditions": conditions(&[("Available", "True"), ("Progressing", progressing)]),
        });
        live("apps/v1", "Deployment", generation, json!({ "replicas": 2 }), status)
    };
    is(&of(1, 1, 2, 2, 2, "True"), "ready");
    // `Available` is still true for the earlier generation.
    is(&of(2, 1, 2, 2, 2, "True"), "pending: its controller has not seen the change");
    is(&of(2, 2, 2, 1, 2, "True"), "pending: 1 of 2 replicas are updated");
    is(&of(2, 2, 3, 2, 2, "True"), "pending: 1 old replicas");
    is(&of(2, 2, 2, 2, 1, "True"), "pending: 1 of 2 replicas are available");
    // Also while the old replicas are available.
    is(&of(2, 2, 3, 1, 2, "False"), "failed: Progressing is False: Because");
    is(&live("apps/v1", "Deployment", 1, json!({}), json!({})), "pending: its controller has not seen it");
}

#[test]
fn other_workloads_are_ready_when_their_pods_are() {
    let set = |updated, ready| {
        let status = json!({
            "observedGeneration": 1, "updatedReplicas": updated, "readyReplicas": ready,
            "currentRevision": "a", "updateRevision": "b",
        });
        live("apps/v1", "StatefulSet", 1, json!({ "replicas": 2 }), status)
    };
    is(&set(2, 2), "ready");
    is(&set(1, 2), "pending: 1 of 2 replicas are updated");
    is(&set(2, 1), "pending: 1 of 2 replicas are ready");
    let daemons = |ready| {
        let status = json!({ "observedGeneration": 1, "desiredNumberScheduled": 2, "updatedNumberScheduled": 2, "numberReady": ready });
        live("apps/v1", "DaemonSet", 1, json!({}), status)
    };
    is(&daemons(2), "ready");
    is(&daemons(1), "pending: 1 of 2 pods are ready");
    let job = |list: &[(&str, &str)]| live("batch/v1", "Job", 1, json!({}), json!({ "conditions": conditions(list) }));
    is(&job(&[]), "pending: 0 pods");
    is(&job(&[("Complete", "True")]), "ready");
    is(&job(&[("Failed", "True")]), "failed: Failed is True");
    let rollout = |phase: &str| {
        live("argoproj.io/v1alpha1", "Rollout", 3, json!({}), json!({ "observedGeneration": "3", "phase": phase }))
    };
    is(&rollout("Healthy"), "ready");
    is(&rollout("Paused"), "pending: Paused");
    is(&rollout("Degraded"), "failed: Degraded");
}

#[test]
fn kinds_with_a_condition_wait_for_it_and_unknown_kinds_only_if_they_have_one() {
    let of = |version: &str, kind: &str, list: &[(&str, &str)]| {
        live(version, kind, 1, json!({}), json!({ "conditions": conditions(list) }))
    };
    let crd = "apiextensions.k8s.io/v1";
    is(&live(crd, "CustomResourceDefinition", 1, json!({}), json!({ "conditions": null })), "pending");
    is(&of(crd, "CustomResourceDefinition", &[("NamesAccepted", "True"), ("Established", "True")]), "ready");
    is(&of(crd, "CustomResourceDefinition", &[("NamesAccepted", "False")]), "failed: NamesAccepted is False");
    is(&of("karpenter.sh/v1", "NodePool", &[]), "pending: the condition Ready does not exist yet");
    is(&of("karpenter.sh/v1", "NodePool", &[("Ready", "True")]), "ready");
    is(&of("example.com/v1", "Widget", &[]), "ready");
    is(&of("example.com/v1", "Widget", &[("Ready", "False")]), "pending: Ready is False: Because");
    is(&of("apiregistration.k8s.io/v1", "APIService", &[("Available", "False")]), "pending: Available is False");
    is(&live("v1", "ConfigMap", 1, Json::Null, Json::Null), "ready");
    is(&live("v1", "Namespace", 1, Json::Null, json!({ "phase": "Active" })), "ready");
    is(&live("v1", "PersistentVolumeClaim", 1, Json::Null, json!({ "phase": "Lost" })), "failed");
    is(&live("v1", "Service", 1, json!({ "type": "ClusterIP" }), Json::Null), "ready");
    is(
        &live("v1", "Service", 1, json!({ "type": "LoadBalancer" }), json!({ "loadBalancer": {} })),
        "pending: it has no address",
    );
    let addressed = json!({ "loadBalancer": { "ingress": [{ "hostname": "a.example.com" }] } });
    is(&live("v1", "Service", 1, json!({ "type": "LoadBalancer" }), addressed), "ready");
    is(
        &live("elbv2.k8s.aws/v1beta1", "TargetGroupBinding", 2, json!({}), json!({ "observedGeneration": 1 })),
        "pending",
    );
}

#[test]
fn an_application_is_ready_at_the_revision_that_was_asked_for() {
    let of = |compared: &str, health: &str, child: &str, phase: &str| {
        let source =
            |revision: &str| json!({ "repoURL": "https://a/b.git", "targetRevision": revision, "path": "apps" });
        let status = json!({
            "sync": { "status": "Synced", "comparedTo": { "source": source(compared) } }, "health": { "status": health },
            "operationState": { "phase": phase, "message": "no" }, "resources": [{ "health": { "status": child } }],
        });
        live("argoproj.io/v1alpha1", "Application", 1, json!({ "source": source("v2") }), status)
    };
    is(&of("v2", "Healthy", "Healthy", "Succeeded"), "ready");
    is(&of("v1", "Healthy", "Healthy", "Succeeded"), "pending: Argo CD has not compared");
    is(&of("v2", "Progressing", "Healthy", "Succeeded"), "pending: Synced, Progressing");
    is(&of("v2", "Healthy", "Missing", "Succeeded"), "pending: 1 of its resources are missing");
    is(&of("v2", "Healthy", "Healthy", "Failed"), "failed: its last sync failed: no");
}

#[test]
fn the_override_of_a_program_replaces_the_rule() {
    let mut pending = live(
        "apps/v1",
        "Deployment",
        1,
        json!({}),
        json!({ "phase": "Bound", "conditions": conditions(&[("Synced", "True")]) }),
    );
    for (wait, expected) in [
        ("none", "ready"),
        ("condition=Synced", "ready"),
        ("condition=Other", "pending: the condition Other"),
        ("path=.status.phase=Bound", "ready"),
        ("path=.status.phase=Lost", "pending: .status.phase is Bound, not Lost"),
    ] {
        pending["metadata"]["annotations"] = json!({ "archipel/wait": wait });
        is(&pending, expected);
    }
}

#[test]
fn who_keeps_a_deleted_object_is_named() {
    let mut stuck = live("v1", "ConfigMap", 1, Json::Null, Json::Null);
    stuck["metadata"]["deletionTimestamp"] = json!("2026-11-28T00:00:00Z");
    stuck["metadata"]["finalizers"] = json!(["example.com/guard"]);
    stuck["metadata"]["managedFields"] = json!([{ "manager": "guard-controller",
        "fieldsV1": { "f:metadata": { "f:finalizers": { ".": {}, "v:\"example.com/guard\"": {} } } } }]);
    let Status::Deleting(why) = status(&stuck) else { panic!("{:?}", status(&stuck)) };
    assert_eq!(why, "the finalizer `example.com/guard`, set by guard-controller");
}
