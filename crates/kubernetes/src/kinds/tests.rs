use std::collections::BTreeMap;

use archipel_engine::program::{Program, ProgramText};
use archipel_engine::{Options, Output, Scope, Stack, json};
use archipel_resources::eks::{Cluster, ClusterArgs};
use archipel_resources::types::SubnetId;

use super::*;

fn program(declare: impl FnOnce(&Scope, &Cluster)) -> Result<Program, String> {
    let stack = Stack::new("shop", "test");
    let scope = stack.region("eu-west-1");
    let args = ClusterArgs::new(
        "prod",
        "1.36",
        "arn:aws:iam::000000000000:role/cluster",
        ["subnet-1", "subnet-2"].map(SubnetId::new),
    );
    let cluster = Cluster::new(&scope, "cluster", args);
    declare(&scope, &cluster);
    stack.finish().map_err(|errors| errors.iter().map(|error| format!("{}\n", error.message)).collect())
}

pub(super) fn text(declare: impl FnOnce(&Scope, &Cluster)) -> ProgramText {
    program(declare).unwrap_or_else(|errors| panic!("{errors}")).written()
}

/// The manifests as JSON, by the names of their resources.
pub(super) fn manifests(text: &ProgramText) -> BTreeMap<String, serde_json::Value> {
    let objects = text.nodes.iter().filter(|node| node.inputs.contains_key("manifest"));
    objects.map(|node| (node.urn.path().to_owned(), node.inputs["manifest"].masked())).collect()
}

pub(super) fn everything(scope: &Scope, cluster: &Cluster) {
    let argocd = Namespace::new(scope, "argocd", NamespaceArgs::new(cluster, "argocd").pod_security("baseline"));
    let account = ServiceAccountArgs::new(cluster, &argocd, "deployer").automount_token(false);
    ServiceAccount::new(scope, "deployer", account.role_arn("arn:aws:iam::000000000000:role/deployer"));

    let registration = ArgoClusterArgs::new(cluster, &argocd, "prod", cluster.arn())
        .project("shop")
        .label("role", "primary")
        .annotation("endpoint", cluster.endpoint());
    ArgoCluster::new(scope, "registration", registration);
    let project = AppProjectArgs::new(cluster, &argocd, "shop", ["https://example.com/shop.git"])
        .description("The shop.")
        .destination("prod", "shop-*")
        .cluster_kind("", "Namespace")
        .denied_kind("", "ResourceQuota")
        .source_namespaces(["argocd"]);
    let project = AppProject::new(scope, "project", project);
    let source = GitSource::new("https://example.com/shop.git", "gitops/overlays/{{ .metadata.labels.role }}", "main")
        .kustomize(json!({ "commonAnnotations": { "endpoint": "{{ .metadata.annotations.endpoint }}" } }));
    let applications = ApplicationSetArgs::new(cluster, &argocd, "shop", "shop", source)
        .for_clusters([("role", "primary")])
        .application_name("shop-{{ .name }}")
        .destination_namespace("shop")
        .automated(true, true)
        .sync_options(["ServerSideApply=true"])
        .delete_resources();
    ApplicationSet::with_options(scope, "applications", applications, Options::new().depends_on(&project));

    let class = NodeClassArgs::new(cluster, "own", "nodes")
        .subnet("subnet-1")
        .security_group("sg-1")
        .storage("100Gi")
        .network_policy("DefaultDeny")
        .tag("team", "shop");
    let class = NodeClass::new(scope, "class", class);
    let render = NodePoolArgs::new(cluster, "render", &class)
        .instance_categories(&class, ["g"])
        .require_above("eks.amazonaws.com/instance-generation", 4)
        .exclude("eks.amazonaws.com/instance-family", ["g5g"])
        .capacity_types(["spot"])
        .architectures(["amd64"])
        .zones(["eu-west-1a"])
        .node_label("pool", "render")
        .taint("nvidia.com/gpu", "true", TaintEffect::NoSchedule)
        .limit("nvidia.com/gpu", "8")
        .weight(10)
        .expire_after("336h")
        .termination_grace_period("1h")
        .consolidation("WhenEmpty", "5m")
        .disruption_budget("1");
    NodePool::new(scope, "render", render);
    let karpenter = Ec2NodeClassArgs::new(cluster, "karpenter", "nodes", "al2023@v20260901")
        .subnet("subnet-1")
        .security_group("sg-1")
        .disk("/dev/xvda", "80Gi")
        .tag("team", "shop");
    let karpenter = Ec2NodeClass::new(scope, "karpenter", karpenter);
    NodePool::new(scope, "general", NodePoolArgs::new(cluster, "general", &karpenter));

    let target_group =
        Output::known("arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/blue/1".to_owned());
    let binding = TargetGroupBindingArgs::new(cluster, "shop", "api", &target_group)
        .service("api-active", 80)
        .allow_from("sg-2", 8080);
    TargetGroupBinding::new(scope, "binding", binding);
    let binding = TargetGroupBindingArgs::new(cluster, "shop", "old", &target_group)
        .service_port_name("api", "http")
        .api(LoadBalancerApi::Controller)
        .target_type("instance")
        .multi_cluster(true);
    TargetGroupBinding::new(scope, "controller-binding", binding);
    let params = IngressClassParamsArgs::new(cluster, "alb")
        .scheme("internet-facing")
        .group("shop")
        .certificate_arns(["arn:aws:acm:eu-west-1:000000000000:certificate/1"])
        .subnet_ids(["subnet-1"])
        .tags(BTreeMap::from([("team".to_owned(), "shop".to_owned())]));
    let params = IngressClassParams::new(scope, "params", params);
    let class = IngressClassArgs::new(cluster, "alb", "eks.amazonaws.com/alb").parameters(&params).default_class(true);
    IngressClass::new(scope, "ingress-class", class);

    let read = || [Rule::new(["", "apps"], ["pods", "deployments"], ["get", "list"]).resource_names(["api"])];
    let role = ClusterRole::new(scope, "viewer", ClusterRoleArgs::new(cluster, "viewer", read()));
    let viewers = ClusterRoleBindingArgs::new(cluster, "viewers", role.name(), [Subject::group("viewers")]);
    ClusterRoleBinding::new(scope, "viewers", viewers);
    Role::new(scope, "operator", RoleArgs::new(cluster, "shop", "operator", read()));
    let subjects = || [Subject::user("ada"), Subject::service_account("argocd", "deployer")];
    RoleBinding::new(scope, "operators", RoleBindingArgs::new(cluster, "shop", "operators", "operator", subjects()));
    let admins = RoleBindingArgs::new(cluster, "shop", "admins", "", subjects()).cluster_role("admin");
    RoleBinding::new(scope, "admins", admins);
}

#[test]
fn every_kind_becomes_its_manifest() {
    insta::assert_json_snapshot!(manifests(&text(everything)));
}

#[test]
fn kinds_with_effects_outside_are_deleted_before_the_cluster() {
    let text = text(everything);
    let on_their_own: Vec<&str> = text
        .nodes
        .iter()
        .filter(|node| node.inputs.contains_key("manifest") && !node.options.contains_key("deleted_with"))
        .map(|node| node.urn.path())
        .collect();
    let expected = ["applications", "class", "render", "karpenter", "general", "binding", "controller-binding"];
    assert_eq!(on_their_own, expected);
}

#[test]
fn an_object_comes_after_the_namespace_that_it_is_given() {
    let program = program(everything).unwrap();
    let index = |path: &str| program.nodes.iter().position(|node| node.urn.path() == path).unwrap();
    let project = &program.nodes[index("project")];
    assert!(project.dependencies.iter().any(|id| id.index() == index("argocd")));
    // Its name is known before the apply.
    let manifest = manifests(&program.written());
    assert_eq!(manifest["project"]["metadata"]["namespace"], "argocd");
}

#[test]
fn a_label_that_kubernetes_refuses_is_refused() {
    for value in ["arn:aws:iam::1:role/a", "-a", "a b", "a/b", &"a".repeat(64)] {
        let errors = program(|scope, cluster| {
            Namespace::new(scope, "a", NamespaceArgs::new(cluster, "a").label("role", value));
        });
        let errors = errors.expect_err(value);
        assert!(errors.contains("of the label `role`") && errors.contains("into annotations"), "{errors}");
    }
}

#[test]
fn secret_values_of_a_registration_are_masked() {
    let text = text(|scope, cluster| {
        let args = ArgoClusterArgs::new(cluster, "argocd", "own", "https://10.0.0.1")
            .config(json!({ "bearerToken": Output::known("hunter2".to_owned()).secret() }));
        ArgoCluster::new(scope, "own", args);
    });
    let text = serde_json::to_string(&text).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
}
