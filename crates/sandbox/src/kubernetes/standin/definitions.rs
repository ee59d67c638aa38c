//! What EKS installs in a cluster: the kinds of EKS Auto Mode and of the capability for Argo CD, with the first objects.
//!
//! The schemas are the sandbox's own and minimal: they know the fields that every object must have, and keep all others.

use serde_json::{Value, json};

use super::super::access::ClusterState;
use super::super::client::Client;
use super::accept;
use crate::gateway::BoxError;

const LABEL: &str = "sandbox.archipel.dev/stand-in";
const CRDS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// A kind that EKS installs.
struct Definition {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
    form: Form,
}

/// Whether objects are in namespaces and have a subresource for their status, and the required fields of `spec`.
struct Form(bool, bool, &'static [&'static str]);

const KARPENTER: (&str, &str) = ("karpenter.sh", "v1");
const EKS: (&str, &str) = ("eks.amazonaws.com", "v1");
const ARGO: (&str, &str) = ("argoproj.io", "v1alpha1");

const AUTO_MODE: [Definition; 5] = [
    of(KARPENTER, "NodePool", "nodepools", Form(false, true, &["template"])),
    of(KARPENTER, "NodeClaim", "nodeclaims", Form(false, true, &["requirements", "nodeClassRef"])),
    of(EKS, "NodeClass", "nodeclasses", Form(false, true, &[])),
    of(EKS, "TargetGroupBinding", "targetgroupbindings", Form(true, true, &["serviceRef", "targetGroupARN"])),
    of(EKS, "IngressClassParams", "ingressclassparams", Form(false, false, &[])),
];

const ARGO_CD: [Definition; 3] = [
    of(ARGO, "Application", "applications", Form(true, false, &["destination", "project"])),
    of(ARGO, "AppProject", "appprojects", Form(true, false, &[])),
    of(ARGO, "ApplicationSet", "applicationsets", Form(true, true, &["generators", "template"])),
];

const fn of(api: (&'static str, &'static str), kind: &'static str, plural: &'static str, form: Form) -> Definition {
    Definition { group: api.0, version: api.1, kind, plural, form }
}

impl Definition {
    fn manifest(&self) -> Value {
        let Self { group, version, kind, plural, form: Form(is_namespaced, has_status, required) } = self;
        let open = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
        let mut spec = open.clone();
        if !required.is_empty() {
            spec["required"] = json!(required);
        }
        let mut of_version = json!({
            "name": version, "served": true, "storage": true,
            "schema": {"openAPIV3Schema": {
                "type": "object",
                "required": ["spec"],
                "properties": {"spec": spec, "status": open},
                "x-kubernetes-preserve-unknown-fields": true,
            }},
        });
        if *has_status {
            of_version["subresources"] = json!({"status": {}});
        }
        json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": format!("{plural}.{group}"), "labels": {LABEL: "true"}},
            "spec": {
                "group": group,
                "names": {
                    "kind": kind, "listKind": format!("{kind}List"), "plural": plural,
                    "singular": kind.to_ascii_lowercase(),
                },
                "scope": if *is_namespaced { "Namespaced" } else { "Cluster" },
                "versions": [of_version],
            },
        })
    }
}

/// Installs what the cluster's settings ask for and it does not have. What it has once is never changed or removed.
pub(in super::super) async fn install(client: &Client, state: &ClusterState) -> Result<(), BoxError> {
    if state.auto {
        define(client, &AUTO_MODE).await?;
        for pool in &state.node_pools {
            create(client, "/apis/karpenter.sh/v1/nodepools", &node_pool(pool)).await?;
        }
        if !state.node_pools.is_empty() {
            let class = json!({
                "apiVersion": "eks.amazonaws.com/v1", "kind": "NodeClass",
                "metadata": {"name": "default", "labels": {"app.kubernetes.io/managed-by": "eks"}}, "spec": {},
            });
            create(client, "/apis/eks.amazonaws.com/v1/nodeclasses", &class).await?;
        }
    }
    if !state.argo_cd.is_empty() {
        define(client, &ARGO_CD).await?;
    }
    for namespace in &state.argo_cd {
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
        create(client, "/api/v1/namespaces", &object).await?;
        let any = json!([{"group": "*", "kind": "*"}]);
        let project = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default"},
            "spec": {
                "sourceRepos": ["*"], "destinations": [{"namespace": "*", "server": "*"}], "clusterResourceWhitelist": any,
            },
        });
        create(client, &format!("/apis/argoproj.io/v1alpha1/namespaces/{namespace}/appprojects"), &project).await?;
    }
    Ok(())
}

async fn define(client: &Client, definitions: &[Definition]) -> Result<(), BoxError> {
    for definition in definitions {
        create(client, CRDS, &definition.manifest()).await?;
    }
    for definition in definitions {
        // A new kind is served a moment later.
        let path = format!("/apis/{}/{}/{}?limit=1", definition.group, definition.version, definition.plural);
        for _ in 0..100 {
            if client.get(&path).await?.0.is_success() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

/// A built-in node pool of EKS Auto Mode.
fn node_pool(name: &str) -> Value {
    json!({
        "apiVersion": "karpenter.sh/v1", "kind": "NodePool",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/managed-by": "eks"}},
        "spec": {"template": {"spec": {
            "nodeClassRef": {"group": "eks.amazonaws.com", "kind": "NodeClass", "name": "default"},
            "requirements": [{"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]}],
        }}},
    })
}

async fn create(client: &Client, path: &str, object: &Value) -> Result<(), BoxError> {
    let (code, answer) = client.post(&format!("{path}?fieldManager=eks"), object).await?;
    if code == http::StatusCode::CONFLICT { Ok(()) } else { accept(path, code, &answer) }
}
