//! YAML files and typed builders against the API server, which refuses fields that a kind does not have.

use archipel_engine::{Output, Stack};
use archipel_kubernetes::kinds::*;
use archipel_kubernetes::{Manifests, ManifestsArgs, Wait};
use serde_json::Value as Json;

use crate::controllers::Controllers;
use crate::world::{CLUSTER, EU, World, world};

/// Destroys the stack, and checks that its namespace is gone.
async fn destroy(world: &World, namespace: &str) {
    let _controllers = Controllers::of(world.server, namespace);
    world.destroy().await;
    assert!(world.ids().await.is_empty());
    let path = format!("/api/v1/namespaces/{namespace}");
    assert_eq!(world.server.send("GET", &path, &Json::Null).await.0, 404);
}

#[tokio::test]
async fn a_folder_is_applied_in_its_order_and_is_in_step() {
    let Some(world) = world().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.yaml",
        "apiVersion: ${group}/v1
kind: Gadget
metadata: { name: one, namespace: '${namespace}' }
spec: { size: 3 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: '${namespace}' }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: 'web:1', resources: { requests: { cpu: 1000m } } }]
      volumes: [{ name: settings, configMap: { name: settings, defaultMode: 0440 } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: '${namespace}' }
data: { region: '${region}' }
",
    );
    write(
        "b.yaml",
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: 'gadgets.${group}' }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets }
  versions:
  - name: v1
    served: true
    storage: true
    schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } }
---
apiVersion: v1
kind: Namespace
metadata: { name: '${namespace}' }
",
    );
    let namespace = format!("{}-manifests", world.namespace);
    let group = format!("m{}.example.com", world.namespace);
    let program = |stack: &Stack| {
        let args = ManifestsArgs::new(CLUSTER)
            .path(folder.path())
            .value("namespace", namespace.as_str())
            .value("group", group.as_str())
            .value("region", Output::known("eu".to_owned()))
            .wait("Deployment/web", Wait::None);
        Manifests::new(&stack.region(EU), "app", args);
    };
    world.up(&program).await;
    world.assert_in_step(&program).await;
    let records = world.state().await.records;
    assert_eq!(records.len(), 5, "{:?}", records.keys());
    destroy(&world, &namespace).await;
}

#[tokio::test]
async fn builders_of_builtin_kinds_are_accepted() {
    let Some(world) = world().await else { return };
    let own = world.namespace.clone();
    let program = |stack: &Stack| {
        let scope = &stack.region(EU);
        let name = |name: &str| format!("{own}-{name}");
        let args = NamespaceArgs::new(CLUSTER, name("builders")).pod_security("baseline").label("team", "shop");
        let namespace = Namespace::new(scope, "namespace", args);
        let account = ServiceAccountArgs::new(CLUSTER, &namespace, "deployer").automount_token(false);
        ServiceAccount::new(scope, "account", account.role_arn("arn:aws:iam::000000000000:role/deployer"));
        let registration = ArgoClusterArgs::new(CLUSTER, &namespace, "prod", "https://10.0.0.1").project("shop");
        ArgoCluster::new(scope, "registration", registration.annotation("region", EU));
        let rule = || [Rule::new(["", "apps"], ["pods", "deployments"], ["get", "list"])];
        let role = ClusterRole::new(scope, "role", ClusterRoleArgs::new(CLUSTER, name("role"), rule()));
        let subjects = [Subject::group("viewers"), Subject::user("ada")];
        let binding = ClusterRoleBindingArgs::new(CLUSTER, name("binding"), role.name(), subjects);
        ClusterRoleBinding::new(scope, "binding", binding);
        Role::new(scope, "own-role", RoleArgs::new(CLUSTER, &namespace, "role", rule()));
        let subjects = [Subject::service_account(name("builders"), "deployer")];
        let binding = RoleBindingArgs::new(CLUSTER, &namespace, "binding", "role", subjects);
        RoleBinding::new(scope, "own-binding", binding);
        let params = IngressClassArgs::new(CLUSTER, name("class"), "eks.amazonaws.com/alb").default_class(false);
        IngressClass::new(scope, "class", params);
    };
    world.up(&program).await;
    world.assert_in_step(&program).await;
    assert_eq!(world.state().await.records.len(), 8);
    destroy(&world, &format!("{own}-builders")).await;
}
