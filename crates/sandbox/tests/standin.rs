//! The stand-in for controllers and nodes in the clusters of the sandbox.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::cluster::{Cluster, api_servers, create, eks, token};
use support::{EU, gateway};

const APPS: &str = "/apis/apps/v1/namespaces/default";
const CORE: &str = "/api/v1/namespaces/default";
const CRDS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// A cluster and the token of its creator.
struct Owner {
    cluster: Cluster,
    token: String,
}

impl Owner {
    async fn apply(&self, path: &str, object: &Value) -> Value {
        let (code, answer) = self.cluster.apply(&self.token, path, object).await;
        assert!((200..300).contains(&code), "{code} {answer}");
        answer
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.cluster.get(Some(&self.token), path).await
    }

    async fn delete(&self, path: &str) {
        let options = json!({"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Foreground"});
        let sent = self.cluster.send("DELETE", Some(&self.token), path, "application/json", &options).await;
        let (code, answer) = sent.unwrap();
        assert!((200..300).contains(&code), "{code} {answer}");
    }

    /// Waits until an object satisfies a condition.
    async fn until(&self, path: &str, what: &str, is_met: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let (code, found) = self.get(path).await;
            if code == 200 && is_met(&found) {
                return found;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{path} is never {what}: {code} {found:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn until_gone(&self, path: &str) {
        let started = Instant::now();
        while self.get(path).await.0 != 404 {
            assert!(started.elapsed() < Duration::from_secs(60), "{path} is never gone: {:#}", self.get(path).await.1);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn condition<'a>(object: &'a Value, kind: &str) -> &'a Value {
    let all = object["status"]["conditions"].as_array();
    all.into_iter().flatten().find(|one| one["type"] == kind).unwrap_or(&Value::Null)
}

fn is_observed(object: &Value) -> bool {
    object["status"]["observedGeneration"] == object["metadata"]["generation"]
}

fn workload(kind: &str, name: &str, image: &str, more: &Value) -> Value {
    let labels = json!({"app": name});
    let mut spec = json!({
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}},
    });
    spec.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    json!({"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec})
}

#[tokio::test]
async fn a_deployment_becomes_available_or_exceeds_its_deadline() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "deploy", &Value::Null).await;
    let owner = Owner { token: token(&client, EU, "deploy"), cluster };
    let path = format!("{APPS}/deployments/web");
    let spec = json!({"replicas": 2, "progressDeadlineSeconds": 200});
    owner.apply(&path, &workload("Deployment", "web", "registry/web:1", &spec)).await;
    let is_ready = |one: &Value| {
        let status = &one["status"];
        is_observed(one)
            && status["updatedReplicas"] == 2
            && status["availableReplicas"] == 2
            && status["replicas"] == 2
    };
    let ready = owner.until(&path, "available", is_ready).await;
    assert_eq!(condition(&ready, "Available")["status"], "True");
    assert_eq!(condition(&ready, "Progressing")["reason"], "NewReplicaSetAvailable");
    assert!(ready["status"]["unavailableReplicas"].is_null());

    // The old pods serve while the new image cannot be pulled.
    owner.apply(&path, &workload("Deployment", "web", "registry/web:missing", &spec)).await;
    let failed = |one: &Value| condition(one, "Progressing")["reason"] == "ProgressDeadlineExceeded";
    let late = owner.until(&path, "late", failed).await;
    assert_eq!(condition(&late, "Progressing")["status"], "False");
    assert_eq!(condition(&late, "Available")["status"], "True");
    assert!(is_observed(&late) && late["status"]["availableReplicas"] == 2, "{late:#}");
    let pods = owner.get(&format!("{CORE}/pods?labelSelector=app=web")).await.1;
    let reasons: Vec<_> = pods["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|pod| pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"].as_str())
        .collect();
    assert_eq!(reasons, ["ImagePullBackOff", "ImagePullBackOff"]);

    owner.apply(&path, &workload("Deployment", "web", "registry/web:2", &spec)).await;
    owner.until(&path, "available again", is_ready).await;
    // A deleted pod is replaced.
    let pods = owner.get(&format!("{CORE}/pods?labelSelector=app=web")).await.1;
    let pod = format!("{CORE}/pods/{}", pods["items"][0]["metadata"]["name"].as_str().unwrap());
    let uid = pods["items"][0]["metadata"]["uid"].clone();
    owner.cluster.delete(&owner.token, &pod).await;
    owner.until(&pod, "replaced", |pod| pod["metadata"]["uid"] != uid && pod["status"]["phase"] == "Running").await;

    owner.delete(&path).await;
    owner.until_gone(&path).await;
    for kind in [format!("{APPS}/replicasets"), format!("{CORE}/pods")] {
        assert_eq!(owner.get(&kind).await.1["items"], json!([]), "{kind}: a foreground deletion waits for dependents");
    }
    eks(&client, EU, "DELETE", "/clusters/deploy", &Value::Null).await.ok();
}

#[tokio::test]
async fn other_workloads_jobs_volumes_and_load_balancers_become_ready_or_fail() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "kinds", &Value::Null).await;
    let owner = Owner { token: token(&client, EU, "kinds"), cluster };
    let class = |name: &str, mode: &str| {
        json!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name},
            "provisioner": "ebs.csi.eks.amazonaws.com", "volumeBindingMode": mode,
        })
    };
    for (name, mode) in [("now", "Immediate"), ("later", "WaitForFirstConsumer")] {
        owner.apply(&format!("/apis/storage.k8s.io/v1/storageclasses/{name}"), &class(name, mode)).await;
    }
    let claim_spec = |class: &str| json!({"storageClassName": class, "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}});
    for class in ["now", "later"] {
        let claim = json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": class}, "spec": claim_spec(class),
        });
        owner.apply(&format!("{CORE}/persistentvolumeclaims/{class}"), &claim).await;
    }
    let templates = json!([{"metadata": {"name": "data"}, "spec": claim_spec("later")}]);
    let mut set = workload(
        "StatefulSet",
        "db",
        "db:1",
        &json!({"replicas": 2, "serviceName": "db", "volumeClaimTemplates": templates}),
    );
    set["spec"]["template"]["spec"]["volumes"] =
        json!([{"name": "x", "persistentVolumeClaim": {"claimName": "data-db-0"}}]);
    owner.apply(&format!("{APPS}/statefulsets/db"), &set).await;
    owner.apply(&format!("{APPS}/daemonsets/agent"), &workload("DaemonSet", "agent", "agent:1", &Value::Null)).await;
    let job = |name: &str, tag: &str| {
        json!({
            "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name},
            "spec": {"template": {"spec": {
                "restartPolicy": "Never", "containers": [{"name": "main", "image": format!("job:{tag}")}],
            }}},
        })
    };
    for (name, tag) in [("good", "1"), ("bad", "failing")] {
        owner.apply(&format!("/apis/batch/v1/namespaces/default/jobs/{name}"), &job(name, tag)).await;
    }
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "lb"},
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80, "protocol": "TCP"}], "selector": {"app": "web"}},
    });
    owner.apply(&format!("{CORE}/services/lb"), &service).await;

    let all = |key: &'static str, count: u64| move |one: &Value| is_observed(one) && one["status"][key] == count;
    owner.until(&format!("{APPS}/statefulsets/db"), "ready", all("readyReplicas", 2)).await;
    let agent = owner.until(&format!("{APPS}/daemonsets/agent"), "ready", all("numberReady", 1)).await;
    assert_eq!(agent["status"]["desiredNumberScheduled"], 1);
    let jobs = "/apis/batch/v1/namespaces/default/jobs";
    owner.until(&format!("{jobs}/good"), "complete", |one| condition(one, "Complete")["status"] == "True").await;
    let bad = owner.until(&format!("{jobs}/bad"), "failed", |one| condition(one, "Failed")["status"] == "True").await;
    assert_eq!(condition(&bad, "Failed")["reason"], "BackoffLimitExceeded");
    let claims = format!("{CORE}/persistentvolumeclaims");
    for bound in ["now", "data-db-0"] {
        owner.until(&format!("{claims}/{bound}"), "bound", |one| one["status"]["phase"] == "Bound").await;
    }
    for waiting in ["later", "data-db-1"] {
        assert_eq!(owner.get(&format!("{claims}/{waiting}")).await.1["status"]["phase"], "Pending", "{waiting}");
    }
    let host = |one: &Value| one["status"]["loadBalancer"]["ingress"][0]["hostname"].as_str().map(str::to_owned);
    let service = owner.until(&format!("{CORE}/services/lb"), "reachable", |one| host(one).is_some()).await;
    assert!(host(&service).unwrap().ends_with(".elb.eu-west-1.amazonaws.com"));
    owner.delete(&format!("{claims}/now")).await;
    owner.until_gone(&format!("{claims}/now")).await;
    // The claims of a StatefulSet stay.
    owner.delete(&format!("{APPS}/statefulsets/db")).await;
    owner.until_gone(&format!("{APPS}/statefulsets/db")).await;
    assert_eq!(owner.get(&format!("{claims}/data-db-0")).await.0, 200);
    eks(&client, EU, "DELETE", "/clusters/kinds", &Value::Null).await.ok();
}

#[tokio::test]
async fn a_cluster_has_the_kinds_of_auto_mode_and_of_its_capability() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let auto = json!({
        "computeConfig": {
            "enabled": true, "nodePools": ["system"],
            "nodeRoleArn": format!("arn:aws:iam::{}:role/node", client.account),
        },
        "storageConfig": {"blockStorage": {"enabled": true}},
        "kubernetesNetworkConfig": {"elasticLoadBalancing": {"enabled": true}},
    });
    let cluster = create(&client, EU, "auto", &auto).await;
    let owner = Owner { token: token(&client, EU, "auto"), cluster };
    let pools = "/apis/karpenter.sh/v1/nodepools";
    let system =
        owner.until(&format!("{pools}/system"), "ready", |one| condition(one, "Ready")["status"] == "True").await;
    assert_eq!(condition(&system, "Ready")["observedGeneration"], system["metadata"]["generation"]);
    assert_eq!(owner.get("/apis/argoproj.io/v1alpha1/applications").await.0, 404);

    let namespace = "/apis/eks.amazonaws.com/v1/namespaces/default/targetgroupbindings";
    let binding = json!({
        "apiVersion": "eks.amazonaws.com/v1", "kind": "TargetGroupBinding", "metadata": {"name": "api"},
        "spec": {"serviceRef": {"name": "api", "port": 80}, "targetGroupARN": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/x/1"},
    });
    owner.apply(&format!("{namespace}/api"), &binding).await;
    owner.until(&format!("{namespace}/api"), "observed", is_observed).await;
    // What a schema requires is required here.
    let mut invalid = binding;
    invalid["spec"].as_object_mut().unwrap().remove("targetGroupARN");
    invalid["metadata"]["name"] = "invalid".into();
    let (code, answer) = owner.cluster.apply(&owner.token, &format!("{namespace}/invalid"), &invalid).await;
    assert_eq!(code, 422, "{answer}");

    let capability = json!({
        "capabilityName": "argo", "type": "ARGOCD", "deletePropagationPolicy": "RETAIN",
        "roleArn": format!("arn:aws:iam::{}:role/argo", client.account),
        "configuration": {"argoCd": {"awsIdc": {"idcInstanceArn": "arn:aws:sso:::instance/ssoins-1234567890abcdef"}}},
    });
    eks(&client, EU, "POST", "/clusters/auto/capabilities", &capability).await.ok();
    let argo = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
    owner.until(&format!("{argo}/appprojects/default"), "there", |_| true).await;
    let application = |revision: &str| {
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "shop"},
            "spec": {
                "project": "default", "destination": {"name": "local", "namespace": "shop"},
                "source": {"repoURL": "https://git.example/gitops", "path": "overlays/primary", "targetRevision": revision},
            },
        })
    };
    let path = format!("{argo}/applications/shop");
    owner.apply(&path, &application("main")).await;
    let is_synced =
        |one: &Value| one["status"]["sync"]["status"] == "Synced" && one["status"]["health"]["status"] == "Healthy";
    let first = owner.until(&path, "synced", is_synced).await;
    assert_eq!(first["status"]["operationState"]["phase"], "Succeeded");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    owner.apply(&path, &application(commit)).await;
    owner.until(&path, "of the commit", |one| one["status"]["sync"]["revision"] == commit).await;
    // A deleted capability leaves everything in the cluster.
    eks(&client, EU, "DELETE", "/clusters/auto/capabilities/argo", &Value::Null).await.ok();
    assert_eq!(owner.get(&path).await.0, 200);
    eks(&client, EU, "DELETE", "/clusters/auto", &Value::Null).await.ok();
}

#[tokio::test]
async fn a_namespace_goes_when_it_is_empty_and_every_kind_could_be_asked() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "spaces", &Value::Null).await;
    let owner = Owner { token: token(&client, EU, "spaces"), cluster };
    let space = |name: &str| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    let map = |finalizers: &Value| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "finalizers": finalizers}});
    owner.apply("/api/v1/namespaces/shop", &space("shop")).await;
    let held = "/api/v1/namespaces/shop/configmaps/x";
    owner.apply(held, &map(&json!(["example.com/hold"]))).await;
    owner.delete("/api/v1/namespaces/shop").await;
    let is_stuck = |one: &Value| condition(one, "NamespaceFinalizersRemaining")["status"] == "True";
    let stuck = owner.until("/api/v1/namespaces/shop", "stuck", is_stuck).await;
    assert_eq!(stuck["status"]["phase"], "Terminating");
    let message = condition(&stuck, "NamespaceFinalizersRemaining")["message"].as_str().unwrap();
    assert!(message.contains("example.com/hold"), "{message}");
    owner.apply(held, &map(&json!([]))).await;
    owner.until_gone("/api/v1/namespaces/shop").await;

    // An API service without a server hides what may be in the namespace.
    let service = json!({
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": "v1.dead.example"},
        "spec": {
            "group": "dead.example", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
            "insecureSkipTLSVerify": true, "service": {"name": "dead", "namespace": "default"},
        },
    });
    let services = "/apis/apiregistration.k8s.io/v1/apiservices/v1.dead.example";
    // kube-apiserver 1.20 cannot apply this kind.
    let (code, answer) = owner.cluster.post(&owner.token, services.rsplit_once('/').unwrap().0, &service).await;
    assert_eq!(code, 201, "{answer}");
    owner.apply("/api/v1/namespaces/blocked", &space("blocked")).await;
    owner.until(services, "known as unavailable", |one| condition(one, "Available")["status"] == "False").await;
    owner.delete("/api/v1/namespaces/blocked").await;
    let is_blocked = |one: &Value| condition(one, "NamespaceDeletionDiscoveryFailure")["status"] == "True";
    owner.until("/api/v1/namespaces/blocked", "blocked", is_blocked).await;
    owner.delete(services).await;
    owner.until_gone("/api/v1/namespaces/blocked").await;

    // A CRD goes with its objects.
    let crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "toys.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"kind": "Toy", "plural": "toys", "singular": "toy"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}],
        },
    });
    owner.apply(&format!("{CRDS}/toys.example.com"), &crd).await;
    owner.until("/apis/example.com/v1/toys", "served", |_| true).await;
    let toy = json!({"apiVersion": "example.com/v1", "kind": "Toy", "metadata": {"name": "car"}});
    owner.apply("/apis/example.com/v1/namespaces/default/toys/car", &toy).await;
    owner.delete(&format!("{CRDS}/toys.example.com")).await;
    owner.until_gone(&format!("{CRDS}/toys.example.com")).await;
    eks(&client, EU, "DELETE", "/clusters/spaces", &Value::Null).await.ok();
}
