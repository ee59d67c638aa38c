//! Clusters, node groups, add-ons, and who may do what.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::plan::Action;
use archipel_engine::{Options, Stack};
use archipel_resources::eks::{
    AccessEntry, AccessEntryArgs, AccessPolicyAssociation, AccessPolicyAssociationArgs, Addon, AddonArgs,
    AddonPodIdentity, AddonVersions, AddonVersionsArgs, ArgoAccess, ArgoCd, ArgoRole, Capability, CapabilityArgs,
    CapabilityKind, CapacityType, Cluster, ClusterArgs, LogType, NodeGroup, NodeGroupArgs, PodIdentityAssociation,
    PodIdentityAssociationArgs, Support, Taint, TaintEffect, UpdateStrategy,
};
use archipel_resources::types::SubnetId;
use serde_json::json;

fn role(name: &str) -> String {
    format!("arn:aws:iam::111122223333:role/{name}")
}

fn subnets() -> Vec<SubnetId> {
    ["subnet-1", "subnet-2", "subnet-3"].map(SubnetId::new).to_vec()
}

pub(crate) fn platform(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let args = ClusterArgs::new("luneo", if first { "1.32" } else { "1.33" }, role("cluster").as_str(), subnets())
        .endpoint_private_access(!first)
        .public_access_cidrs(["198.51.100.0/24"])
        .log_types(if first { vec![LogType::Api, LogType::Audit] } else { vec![LogType::Audit] })
        .kms_key_arn("arn:aws:kms:eu-west-1:111122223333:key/1")
        .support(if first { Support::Extended } else { Support::Standard })
        .tags([(if first { "one" } else { "two" }, "x")]);
    let cluster = Cluster::new(&scope, "luneo", args);
    for (name, capacity) in [("api", CapacityType::OnDemand), ("render", CapacityType::Spot)] {
        let args = NodeGroupArgs::new(cluster.name(), name, role("node").as_str(), subnets())
            .instance_types(["m6i.large"])
            .capacity_type(capacity)
            .min_size(1_u32)
            .max_size(if first { 3_u32 } else { 6 })
            .initial_size(if version == 3 { 5_u32 } else { 2 })
            .node_repair(first)
            .release_version(if first { "1.32.9-20251101" } else { "1.33.5-20251112" })
            .labels([("workload", name), (if first { "old" } else { "new" }, "x")])
            .taints([Taint::new(
                "workload",
                name,
                if first { TaintEffect::NoSchedule } else { TaintEffect::NoExecute },
            )]);
        // A number of nodes becomes a share, and the reverse.
        let args = match (first, name) {
            (true, "api") | (false, "render") => args.max_unavailable(2_u32),
            _ => args.max_unavailable_percentage(20_u32).update_strategy(UpdateStrategy::Minimal),
        };
        NodeGroup::new(&scope, name, args);
    }
    let args = AddonArgs::new(cluster.name(), "vpc-cni").version("v1.19.0-eksbuild.1");
    let settings = json!({"env": {"ENABLE_PREFIX_DELEGATION": first.to_string()}});
    let of = |account: &str, name: &str| AddonPodIdentity::new(account, role(name).as_str());
    let roles = if first { vec![of("aws-node", "cni")] } else { vec![of("aws-node", "cni-2"), of("metrics", "cni")] };
    Addon::new(&scope, "vpc-cni", args.configuration(settings).pod_identity_associations(roles));
    let admin = role("admin");
    let args = AccessEntryArgs::new(cluster.name(), admin.as_str());
    let args = args.kubernetes_groups(if first { ["viewers"] } else { ["editors"] });
    let entry = AccessEntry::new(&scope, "admin", args);
    let policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
    let args = AccessPolicyAssociationArgs::new(cluster.name(), entry.principal_arn(), policy);
    AccessPolicyAssociation::new(&scope, "admin", if first { args } else { args.namespaces(["api"]) });
    let editors = ArgoAccess::new(ArgoRole::Editor).groups(if first { vec!["g-1"] } else { vec!["g-1", "g-2"] });
    let other = ArgoAccess::new(if first { ArgoRole::Viewer } else { ArgoRole::Admin }).users(["u-1"]);
    let argo = ArgoCd::new("arn:aws:sso:::instance/ssoins-1", EU).access([editors, other]);
    let argo = if first { argo } else { argo.vpc_endpoint_ids(["vpce-1"]) };
    let acts = role(if first { "argo" } else { "argo-2" });
    let args = CapabilityArgs::new(cluster.name(), "argo", CapabilityKind::ArgoCd, acts.as_str());
    Capability::new(&scope, "argo", args.argo_cd(argo).tags([("v", version.to_string())]));
    let acting = role(if first { "api" } else { "api-2" });
    let args = PodIdentityAssociationArgs::new(cluster.name(), "api", "api", acting.as_str());
    PodIdentityAssociation::new(&scope, "api", args.tags([("v", version.to_string())]));
}

#[tokio::test]
async fn clusters_live_through_everything() {
    lifecycle(
        |stack| platform(stack, 1),
        |stack| platform(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:eks/Cluster::luneo"),
            Expect::Update("eu-west-1::aws:eks/NodeGroup::api"),
            Expect::Update("eu-west-1::aws:eks/NodeGroup::render"),
            Expect::Update("eu-west-1::aws:eks/Addon::vpc-cni"),
            Expect::Update("eu-west-1::aws:eks/AccessEntry::admin"),
            Expect::Update("eu-west-1::aws:eks/AccessPolicyAssociation::admin"),
            Expect::Update("eu-west-1::aws:eks/PodIdentityAssociation::api"),
            Expect::Update("eu-west-1::aws:eks/Capability::argo"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let cluster = aws.eks().describe_cluster().name("luneo").send().await.unwrap().cluster.unwrap();
            assert_eq!(cluster.version(), Some(if version == 1 { "1.32" } else { "1.33" }));
            let groups = aws.eks().list_nodegroups().cluster_name("luneo").send().await.unwrap();
            assert_eq!(groups.nodegroups().len(), 2);
            let call = aws.eks().describe_nodegroup().cluster_name("luneo").nodegroup_name("api");
            let group = call.send().await.unwrap().nodegroup.unwrap();
            assert_eq!(group.taints().len(), 1, "a taint that is no more is taken away");
            assert_eq!(group.labels().unwrap().len(), 2);
            let release = if version == 1 { "1.32.9-20251101" } else { "1.33.5-20251112" };
            assert_eq!(group.release_version(), Some(release));
            assert_eq!(group.node_repair_config().and_then(|config| config.enabled()), Some(version == 1));
            let update = group.update_config().unwrap();
            let share = update.max_unavailable_percentage();
            assert_eq!(
                (update.max_unavailable(), share),
                if version == 1 { (Some(2), None) } else { (None, Some(20)) }
            );
            let call = aws.eks().describe_capability().cluster_name("luneo").capability_name("argo");
            let capability = call.send().await.unwrap().capability.unwrap();
            let argo = capability.configuration().unwrap().argo_cd().unwrap();
            let mut roles: Vec<&str> = argo.rbac_role_mappings().iter().map(|role| role.role().as_str()).collect();
            roles.sort_unstable();
            let wanted = if version == 1 { ["EDITOR", "VIEWER"] } else { ["ADMIN", "EDITOR"] };
            assert_eq!(roles, wanted, "a role without members is removed");
            let roles = aws.eks().list_pod_identity_associations().cluster_name("luneo").send().await.unwrap();
            let of_add_on =
                roles.associations().iter().filter(|one| one.owner_arn().is_some_and(|arn| !arn.is_empty()));
            assert_eq!(of_add_on.count(), version.min(2) as usize);
            assert_eq!(roles.associations().len(), 1 + version.min(2) as usize, "one association, whatever happened");
        },
    )
    .await;
}

#[tokio::test]
async fn how_many_nodes_there_are_is_the_autoscalers() {
    let world = World::start().await;
    world.up(|stack| platform(stack, 1)).await;
    let aws = world.aws(EU);
    let scaling = aws_sdk_eks::types::NodegroupScalingConfig::builder().desired_size(3).build();
    let call = aws.eks().update_nodegroup_config().cluster_name("luneo").nodegroup_name("api");
    call.scaling_config(scaling).send().await.unwrap();
    world.assert_in_step(|stack| platform(stack, 1), "after the autoscaler").await;
    world.up(|stack| platform(stack, 2)).await;
    let call = aws.eks().describe_nodegroup().cluster_name("luneo").nodegroup_name("api");
    let group = call.send().await.unwrap().nodegroup.unwrap();
    assert_eq!(group.scaling_config().unwrap().desired_size(), Some(3), "a change of the bounds leaves it");
    world.up(|stack| platform(stack, 3)).await;
    let call = aws.eks().describe_nodegroup().cluster_name("luneo").nodegroup_name("api");
    let group = call.send().await.unwrap().nodegroup.unwrap();
    assert_eq!(group.scaling_config().unwrap().desired_size(), Some(5), "an edit of the number changes it");
    world.assert_in_step(|stack| platform(stack, 3), "after the edit").await;
}

#[tokio::test]
async fn a_version_goes_up_by_one_at_a_time() {
    let world = World::start().await;
    let cluster = |version: &'static str| {
        move |stack: &Stack| {
            Cluster::new(&stack.region(EU), "c", ClusterArgs::new("c", version, role("c").as_str(), subnets()));
        }
    };
    world.up(cluster("1.31")).await;
    for (version, says) in [
        ("1.33", "`version` is 1.33, and the cluster has 1.31: EKS goes up by one at a time, so that 1.32 is next"),
        ("1.30", "`version` is 1.30, and the cluster has 1.31: EKS takes no cluster back"),
    ] {
        let Err(Failed(why)) = world.try_up(cluster(version)).await else { panic!("from 1.31 to {version}") };
        assert!(why.contains(says), "{why}");
    }
    assert_eq!(world.calls().total, 0, "it is the plan that is refused");
    assert_eq!(world.up(cluster("1.32")).await.calls.of("eks", "POST /clusters/{}/updates"), 1);
}

#[tokio::test]
async fn changes_of_a_cluster_are_made_one_after_the_other() {
    let world = World::start().await;
    world.up(|stack| platform(stack, 1)).await;
    // Two kinds of change in one call are refused, here as there.
    let aws = world.aws(EU);
    let policy = aws_sdk_eks::types::UpgradePolicyRequest::builder().support_type("STANDARD".into()).build();
    let call = aws.eks().update_cluster_config().name("luneo").deletion_protection(true).upgrade_policy(policy);
    assert!(call.send().await.is_err());
    let calls = world.up(|stack| platform(stack, 2)).await.calls;
    // Logs, endpoints and support, and then the version; each is waited for before the next.
    assert_eq!(calls.of("eks", "POST /clusters/{}/update-config"), 3, "{calls:?}");
    assert_eq!(calls.of("eks", "POST /clusters/{}/updates"), 1);
}

#[tokio::test]
async fn a_version_that_does_not_exist_is_refused_with_those_that_do() {
    let world = World::start().await;
    world.faults(json!([{
        "service": "eks", "operation": "POST /clusters", "kind": "error", "status": 400,
        "code": "InvalidParameterException", "message": "unsupported Kubernetes version",
    }]));
    let program = |stack: &Stack| {
        Cluster::new(&stack.region(EU), "main", ClusterArgs::new("main", "1.99", role("cluster").as_str(), subnets()));
    };
    assert!(world.try_up(program).await.is_err(), "there is no such version");
    let errors = world.errors();
    assert!(errors.iter().any(|error| error.choices.iter().any(|version| version == "1.32")), "{errors:?}");
}

#[tokio::test]
async fn an_access_entry_that_eks_makes_by_itself_is_waited_for() {
    let world = World::start().await;
    world.faults(json!([{
        "service": "eks", "operation": "POST /clusters/{}/access-entries/{}/access-policies", "first": 2,
        "kind": "error", "status": 404, "code": "ResourceNotFoundException", "message": "No access entry",
    }]));
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        let cluster =
            Cluster::new(&scope, "main", ClusterArgs::new("main", "1.33", role("cluster").as_str(), subnets()));
        let argo = ArgoCd::new("arn:aws:sso:::instance/ssoins-1", EU);
        let args = CapabilityArgs::new(cluster.name(), "argo", CapabilityKind::ArgoCd, role("argo").as_str());
        let capability = Capability::new(&scope, "argo", args.argo_cd(argo));
        let policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
        let args = AccessPolicyAssociationArgs::new(cluster.name(), role("argo").as_str(), policy);
        AccessPolicyAssociation::with_options(&scope, "argo", args, Options::new().depends_on(&capability));
    };
    let calls = world.up(program).await.calls;
    assert_eq!(calls.of("eks", "POST /clusters/{}/access-entries/{}/access-policies"), 3);
    world.assert_in_step(program, "after the up").await;
    world.destroy().await;
}

#[tokio::test]
async fn a_cluster_gets_its_first_key_in_place() {
    let world = World::start().await;
    let program = |key: Option<&'static str>| {
        move |stack: &Stack| {
            let args = ClusterArgs::new("c", "1.33", role("c").as_str(), subnets());
            let args = match key {
                Some(key) => args.kms_key_arn(format!("arn:aws:kms:eu-west-1:111122223333:key/{key}").as_str()),
                None => args,
            };
            Cluster::new(&stack.region(EU), "c", args);
        }
    };
    world.up(program(None)).await;
    let done = world.up(program(Some("1"))).await;
    assert_eq!((done.summary.updated, done.summary.replaced), (1, 0));
    world.assert_in_step(program(Some("1")), "after the key").await;
    for other in [Some("2"), None] {
        let plan = world.plan(program(other)).await;
        assert!(plan.steps.iter().any(|step| matches!(step.action, Action::Delete { .. })), "{:?}", plan.steps);
    }
}

#[tokio::test]
async fn an_add_on_follows_the_version_of_its_cluster() {
    let world = World::start().await;
    let program = |version: &'static str| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let args = ClusterArgs::new("c", version, role("c").as_str(), subnets());
            let cluster = Cluster::new(&scope, "c", args);
            let versions = AddonVersions::get(&scope, "dns", AddonVersionsArgs::new("coredns", version));
            let args = AddonArgs::new(cluster.name(), "coredns").version(versions.default_version());
            Addon::new(&scope, "dns", args);
            stack.output("versions", versions.versions());
        }
    };
    world.up(program("1.32")).await;
    world.up(program("1.33")).await;
    let call = world.aws(EU).eks().describe_addon().cluster_name("c").addon_name("coredns").send().await.unwrap();
    assert_eq!(call.addon().unwrap().addon_version(), Some("v1.33.1-eksbuild.1"));
    assert_eq!(format!("{:?}", world.output("versions").await).matches("v1.33").count(), 2);
    let unknown = |stack: &Stack| {
        let versions = AddonVersions::get(&stack.region(EU), "dns", AddonVersionsArgs::new("coredns", "1.99"));
        stack.output("version", versions.default_version());
    };
    let Err(Failed(why)) = World::start().await.try_up(unknown).await else { panic!("there is no such version") };
    assert!(why.contains("no version of the add-on coredns for Kubernetes 1.99"), "{why}");
}

#[tokio::test]
async fn an_add_on_owns_the_roles_of_its_service_accounts() {
    let world = World::start().await;
    let program = |accounts: &'static [&'static str]| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let cluster = Cluster::new(&scope, "c", ClusterArgs::new("c", "1.33", role("c").as_str(), subnets()));
            let roles = accounts.iter().map(|account| AddonPodIdentity::new(*account, role("cni").as_str()));
            let args = AddonArgs::new(cluster.name(), "vpc-cni").pod_identity_associations(roles.collect::<Vec<_>>());
            Addon::new(&scope, "cni", args);
        }
    };
    let owned = async || {
        let found = world.aws(EU).eks().list_pod_identity_associations().cluster_name("c").send().await.unwrap();
        let owned =
            found.associations().iter().filter(|one| one.owner_arn().is_some_and(|arn| arn.contains(":addon/c/")));
        owned.filter_map(|one| one.service_account().map(str::to_owned)).collect::<Vec<_>>()
    };
    world.up(program(&["aws-node"])).await;
    assert_eq!(owned().await, ["aws-node"]);
    world.assert_in_step(program(&["aws-node"]), "after the up").await;
    world.up(program(&["metrics"])).await;
    assert_eq!(owned().await, ["metrics"]);
    world.up(program(&[])).await;
    assert_eq!(owned().await, [""; 0]);
    let Err(Failed(why)) = world.try_up(program(&["metrics", "metrics"])).await else { panic!("one role each") };
    assert!(why.contains("has the service account `metrics` twice"), "{why}");

    world.up(program(&["metrics"])).await;
    let both = |stack: &Stack| {
        program(&["metrics"])(stack);
        let args = PodIdentityAssociationArgs::new("c", "kube-system", "metrics", role("other").as_str());
        PodIdentityAssociation::new(&stack.region(EU), "metrics", args);
    };
    let Err(Failed(why)) = world.try_up(both).await else { panic!("the service account has an association") };
    assert!(why.contains("already exists"), "{why}");
    assert_eq!(owned().await, ["metrics"]);
}
