//! The contract between the stacks and the folder `gitops`: the names in `gitops/contract.toml`.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::world::{ACCOUNT, Applied, REGIONS, Resource};

fn contract() -> toml::Table {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../gitops/contract.toml");
    std::fs::read_to_string(path).expect("the contract").parse().expect("TOML")
}

fn entries<'a>(contract: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    contract[key].as_array().expect("a list").iter().map(|entry| entry.as_table().expect("a table")).collect()
}

fn text<'a>(entry: &'a toml::Table, key: &str) -> &'a str {
    entry[key].as_str().expect("a text")
}

fn texts(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text").to_owned()).collect()
}

/// The manifests of a kind in a region, by name.
fn manifests(applied: &Applied, region: &str, kind: &str) -> Vec<Json> {
    let of = |object: &Resource<'_>| object.inputs.field("manifest").masked();
    let objects = applied.of_type("k8s:Object").into_iter();
    objects
        .filter(|object| object.urn.starts_with(region))
        .map(|object| of(&object))
        .filter(|m| m["kind"] == kind)
        .collect()
}

#[test]
fn the_registration_of_each_cluster_has_the_labels_and_annotations_of_the_contract() {
    let (prod, contract) = (Applied::of("prod"), contract());
    let names = |key: &str| -> BTreeSet<String> {
        entries(&contract, key).iter().map(|entry| text(entry, "name").to_owned()).collect()
    };
    for (region, role, range, peer) in [
        (REGIONS[0], "primary", "10.10.0.0/16", "10.20.0.0/16"),
        (REGIONS[1], "secondary", "10.20.0.0/16", "10.10.0.0/16"),
    ] {
        let [registration] = &manifests(&prod, region, "Secret")[..] else { panic!("one registration in {region}") };
        let metadata = &registration["metadata"];
        assert_eq!(metadata["namespace"], contract["cluster_secret"]["namespace"].as_str().expect("a text"));
        let keys =
            |of: &str| -> BTreeSet<String> { metadata[of].as_object().expect("a map").keys().cloned().collect() };
        let mut labels = names("label");
        labels.insert("argocd.argoproj.io/secret-type".to_owned());
        assert_eq!(keys("labels"), labels, "{region}");
        assert_eq!(keys("annotations"), names("annotation"), "{region}");
        assert_eq!(metadata["labels"]["archipel.luneo.example/contract"], text(&contract, "version"));
        assert_eq!(metadata["labels"]["archipel.luneo.example/environment"], "prod");
        let value = |name: &str| metadata["annotations"][format!("archipel.luneo.example/{name}")].clone();
        for (name, expected) in [
            ("region", region.to_owned()),
            ("role", role.to_owned()),
            ("vpc-cidr", range.to_owned()),
            ("peer-cidr", peer.to_owned()),
            ("account", ACCOUNT.to_owned()),
            ("cluster", format!("luneo-prod-{region}")),
            ("domain", "luneo.example".to_owned()),
            ("registry", format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/luneo-prod")),
            ("secret-database", "luneo/prod/database".to_owned()),
            ("secret-render", "luneo/prod/render".to_owned()),
        ] {
            assert_eq!(value(name), expected, "{name} in {region}");
        }
        for group in prod.of_type("aws:elbv2/TargetGroup").iter().filter(|group| group.urn.starts_with(region)) {
            let name = format!("target-group-{}", group.name.trim_start_matches("api-"));
            assert_eq!(value(&name), prod.output(group.urn, "arn"), "{name} in {region}");
        }
    }
}

#[test]
fn argo_cd_starts_with_the_project_and_one_application_set_in_each_region() {
    let prod = Applied::of("prod");
    for region in REGIONS {
        let [set] = &manifests(&prod, region, "ApplicationSet")[..] else { panic!("one set in {region}") };
        let [project] = &manifests(&prod, region, "AppProject")[..] else { panic!("one project in {region}") };
        assert_eq!(set["spec"]["template"]["spec"]["project"], project["metadata"]["name"]);
        let sources = project["spec"]["sourceRepos"].as_array().expect("a list");
        assert!(sources.contains(&"https://github.com/luneo/platform.git".into()), "{sources:?}");
        assert!(!sources.contains(&"REPOSITORY".into()), "{sources:?}");
    }
}

#[test]
fn clusters_have_the_namespaces_pools_bindings_and_roles_of_the_contract() {
    let (prod, contract) = (Applied::of("prod"), contract());
    for region in REGIONS {
        let named = |kind: &str| -> BTreeSet<String> {
            let of = |object: Json| object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
            manifests(&prod, region, kind).into_iter().map(of).collect()
        };
        let namespaces: BTreeSet<String> =
            entries(&contract, "namespace").iter().map(|entry| text(entry, "name").to_owned()).collect();
        assert_eq!(named("Namespace"), namespaces);

        let bindings = manifests(&prod, region, "TargetGroupBinding");
        for service in entries(&contract, "service") {
            let name = text(service, "name");
            let binding = bindings.iter().find(|binding| binding["spec"]["serviceRef"]["name"] == name);
            let binding = binding.unwrap_or_else(|| panic!("no binding of {name} in {region}"));
            assert_eq!(binding["spec"]["serviceRef"]["port"], service["port"].as_integer().expect("a port"));
            assert_eq!(binding["metadata"]["namespace"], text(service, "namespace"));
        }
        assert_eq!(bindings.len(), entries(&contract, "service").len());

        let pools = contract["node_pools"].as_table().expect("a table");
        let label = text(pools, "label");
        for (key, taints) in [("shared", 0), ("dedicated", 1)] {
            for name in texts(&pools[key]) {
                let pools = manifests(&prod, region, "NodePool");
                let pool = pools.iter().find(|pool| pool["metadata"]["name"] == name.as_str()).expect("the pool");
                let template = &pool["spec"]["template"];
                assert_eq!(template["metadata"]["labels"][label], name.as_str());
                let found = template["spec"]["taints"].as_array().cloned().unwrap_or_default();
                assert_eq!(found.len(), taints, "{name}");
                assert!(
                    found.iter().all(|taint| taint["key"] == label && taint["value"] == name.as_str()),
                    "{found:?}"
                );
            }
        }

        let associations = prod.of_type("aws:eks/PodIdentityAssociation");
        let here = associations.iter().filter(|one| one.urn.starts_with(region));
        let accounts: BTreeSet<(&str, &str)> =
            here.map(|one| (one.text("namespace"), one.text("service_account"))).collect();
        for wanted in entries(&contract, "pod_identity") {
            let pair = (text(wanted, "namespace"), text(wanted, "service_account"));
            assert!(accounts.contains(&pair), "{pair:?} in {region}: {accounts:?}");
        }
    }
}

/// The permissions of the service accounts are those that the objects need.
#[test]
fn roles_read_the_secrets_and_call_the_actions_of_the_contract() {
    let (prod, contract) = (Applied::of("prod"), contract());
    let workloads = crate::world::config("prod").identity.workloads;
    for wanted in entries(&contract, "pod_identity") {
        let account = text(wanted, "service_account");
        if let Some(secrets) = wanted.get("secrets") {
            let workload = workloads.iter().find(|workload| workload.name == account).expect("the workload");
            assert_eq!(workload.secrets.iter().cloned().collect::<BTreeSet<_>>(), texts(secrets), "{account}");
        }
        if let Some(actions) = wanted.get("actions") {
            let policies = prod.of_type("aws:iam/RolePolicy").into_iter().filter(|policy| policy.name == account);
            let mut seen = 0;
            for policy in policies {
                let document = policy.document("policy");
                let statements = document["Statement"].as_array().expect("a list").iter();
                let found: BTreeSet<String> =
                    statements.flat_map(|one| crate::evaluate::texts(&one["Action"])).collect();
                assert_eq!(found, texts(actions), "{account}");
                seen += 1;
            }
            assert_eq!(seen, 2, "{account} has a role in each region");
        }
    }
}

/// Nothing registers pods in target groups without EKS Auto Mode, and nothing changes the sizes of node groups.
#[test]
fn clusters_with_managed_compute_have_the_controllers_that_auto_mode_brings() {
    let mut config = crate::world::config("prod");
    config.cluster.as_mut().expect("a cluster").compute = stacks::config::Compute::Managed;
    let prod = Applied::with("prod", &config);
    for region in REGIONS {
        let applications = manifests(&prod, region, "Application");
        assert_eq!(applications.len(), 2, "{region}");
        for application in &applications {
            let text = application.to_string();
            assert!(!text.contains("CLUSTER") && !text.contains("REGION"), "{text}");
            let [project] = &manifests(&prod, region, "AppProject")[..] else { panic!("one project in {region}") };
            let sources = project["spec"]["sourceRepos"].as_array().expect("a list");
            assert!(sources.contains(&application["spec"]["source"]["repoURL"]), "{sources:?}");
            assert_eq!(application["spec"]["destination"]["name"], format!("luneo-prod-{region}"));
            // The chart creates the service account that has the role.
            let name = application["metadata"]["name"].as_str().expect("a name");
            assert!(text.contains(&format!("\"serviceAccount\":{{\"name\":\"{name}\"}}")), "{text}");
            let associations = prod.of_type("aws:eks/PodIdentityAssociation");
            let of = |one: &&Resource<'_>| one.urn.starts_with(region) && one.text("service_account") == name;
            assert_eq!(associations.iter().find(of).map(|one| one.text("namespace")), Some("kube-system"), "{name}");
        }
        let objects = prod.of_type("k8s:Object");
        for binding in objects.iter().filter(|one| one.urn.starts_with(region) && one.name.starts_with("binding-")) {
            let manifest = binding.inputs.field("manifest").masked();
            assert_eq!(manifest["apiVersion"], "elbv2.k8s.aws/v1beta1");
            // Its kind exists after the controller, and the targets leave the group while the controller lives.
            let after = prod.dependencies(binding.urn);
            assert!(after.iter().any(|urn| urn.ends_with("objects/load-balancer-controller")), "{after:?}");
        }
        let [registration] = &manifests(&prod, region, "Secret")[..] else { panic!("one registration in {region}") };
        let api = &registration["metadata"]["annotations"]["archipel.luneo.example/target-group-binding-api"];
        assert_eq!(api, "elbv2.k8s.aws/v1beta1");
        assert!(manifests(&prod, region, "NodePool").is_empty());
    }
    let boundary = prod.only("aws:iam/ManagedPolicy", "addons-boundary").document("document");
    for account in ["load-balancer-controller", "cluster-autoscaler"] {
        for policy in prod.of_type("aws:iam/RolePolicy").iter().filter(|policy| policy.name == account) {
            let region = if policy.urn.contains("us-east-1") { REGIONS[1] } else { REGIONS[0] };
            let document = policy.document("policy");
            let enabled = "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled".to_owned();
            let owned = format!("aws:ResourceTag/k8s.io/cluster-autoscaler/luneo-prod-{region}");
            let cluster = format!("luneo-prod-{region}");
            let own = crate::evaluate::Context::from([
                ("aws:RequestedRegion", region),
                ("aws:ResourceTag/eks:eks-cluster-name", cluster.as_str()),
                (enabled.as_str(), "true"),
                (owned.as_str(), "owned"),
            ]);
            let other = crate::evaluate::Context::from([("aws:RequestedRegion", region)]);
            for action in document["Statement"]
                .as_array()
                .expect("a list")
                .iter()
                .flat_map(|one| crate::evaluate::texts(&one["Action"]))
            {
                assert!(crate::evaluate::allows(&[&document], &action, "*", &own), "{account}: {action}");
                assert!(crate::evaluate::allows(&[&boundary], &action, "*", &own), "{account}: {action}");
                let anywhere = crate::evaluate::allows(&[&document], &action, "*", &other);
                assert_eq!(anywhere, action.contains(":Describe") || action.contains(":Get"), "{account}: {action}");
            }
        }
    }
}

#[test]
fn managed_compute_requires_argo_cd_for_its_controllers() {
    let mut config = crate::world::config("prod");
    let cluster = config.cluster.as_mut().expect("a cluster");
    (cluster.compute, cluster.argo_cd) = (stacks::config::Compute::Managed, None);
    let problems = archipel::cli::Configuration::problems(&config);
    assert!(problems.iter().any(|problem| format!("{problem:?}").contains("cluster.argo_cd")), "{problems:?}");
}

/// A dry run requires the permissions of the change, so the preview role has a group that `overlays/policies` limits to dry
/// runs, and no access policy of EKS.
#[test]
fn previews_use_dry_runs_in_the_clusters_and_nothing_else() {
    use serde::Deserialize as _;
    let (prod, contract) = (Applied::of("prod"), contract());
    let group = text(contract["preview"].as_table().expect("a table"), "group");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../gitops/overlays/policies/preview.yaml");
    let file = std::fs::read_to_string(path).expect("the file");
    let documents = serde_yaml_ng::Deserializer::from_str(&file).map(|one| Json::deserialize(one).expect("YAML"));
    let documents: Vec<Json> = documents.collect();
    let of_kind = |kind: &'static str| documents.iter().filter(move |one| one["kind"] == kind);
    let policy = of_kind("ValidatingAdmissionPolicy").next().expect("a policy");
    assert_eq!(policy["spec"]["failurePolicy"], "Fail");
    assert_eq!(policy["spec"]["matchConditions"][0]["expression"], format!("'{group}' in request.userInfo.groups"));
    assert_eq!(policy["spec"]["validations"][0]["expression"], "has(request.dryRun) && request.dryRun");
    let everything =
        serde_json::json!([{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"]}]);
    assert_eq!(policy["spec"]["matchConstraints"]["resourceRules"], everything);
    let binding = of_kind("ValidatingAdmissionPolicyBinding").next().expect("a binding");
    assert_eq!(binding["spec"]["policyName"], policy["metadata"]["name"]);
    assert_eq!(binding["spec"]["validationActions"], serde_json::json!(["Deny"]));
    let wave = |one: &Json| -> i32 {
        one["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]
            .as_str()
            .and_then(|wave| wave.parse().ok())
            .unwrap_or(0)
    };
    // The kinds that the stack declares, with the verbs of a dry run.
    let mut rules = BTreeSet::new();
    for role in of_kind("ClusterRole").chain(of_kind("Role")) {
        assert!(wave(role) > wave(binding), "permissions come after the policy");
        for rule in role["rules"].as_array().expect("rules") {
            let verbs = crate::evaluate::texts(&rule["verbs"]);
            assert!(verbs.iter().all(|verb| ["get", "create", "patch"].contains(&verb.as_str())), "{verbs:?}");
            assert!(rule["resources"] != serde_json::json!(["secrets"]) || rule["resourceNames"].is_array(), "{rule}");
            rules.extend(crate::evaluate::texts(&rule["resources"]));
        }
    }
    for one in of_kind("ClusterRoleBinding").chain(of_kind("RoleBinding")) {
        assert!(wave(one) > wave(binding) && one["subjects"][0]["name"] == group, "{one}");
    }
    let object =
        |one: &Resource<'_>| one.inputs.field("manifest").masked()["kind"].as_str().unwrap_or_default().to_lowercase();
    let kinds: BTreeSet<String> = prod.of_type("k8s:Object").iter().map(|one| format!("{}s", object(one))).collect();
    assert!(kinds.is_subset(&rules), "{kinds:?} are not all in {rules:?}");

    let entries = prod.of_type("aws:eks/AccessEntry");
    let previews: Vec<_> = entries.iter().filter(|entry| entry.name == "preview").collect();
    assert_eq!(previews.len(), REGIONS.len());
    for entry in previews {
        assert_eq!(entry.text("principal_arn"), prod.output("global::aws:iam/Role::identity/pipeline-preview", "arn"));
        let groups = entry.inputs.field("kubernetes_groups").as_list().expect("groups");
        assert_eq!(groups.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>(), [group], "{}", entry.urn);
    }
    let associations = prod.of_type("aws:eks/AccessPolicyAssociation");
    assert!(associations.iter().all(|one| one.name != "preview"), "previews have no access policy");
}

#[test]
fn without_contents_nothing_is_in_the_clusters() {
    let mut config = crate::world::config("prod");
    config.cluster.as_mut().expect("a cluster").contents = false;
    let prod = Applied::with("prod", &config);
    assert_eq!(prod.of_type("k8s:Object").len(), 0);
    assert_eq!(prod.of_type("aws:eks/Cluster").len(), 2);
}

/// The standby region gets the pods that the primary has before a failover leads users there.
#[test]
fn a_failover_waits_for_the_minimum_of_the_primary_regions_autoscalers() {
    let pods = crate::world::config("prod").cluster.expect("a cluster").failover_pods;
    let base = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../gitops/base");
    let minimum = |workload: &str, file: &str, field: &str| {
        let text = std::fs::read_to_string(base.join(workload).join(file)).expect("a file");
        let object: Json = serde_yaml_ng::from_str(&text).expect("YAML");
        (format!("{}/{workload}", object["kind"].as_str().expect("a kind")), object["spec"][field].clone())
    };
    let wanted = [
        minimum("backend", "autoscaler.yaml", "minReplicas"),
        minimum("frontend", "autoscaler.yaml", "minReplicas"),
        minimum("worker-ia", "scaled-object.yaml", "minReplicaCount"),
    ];
    let found: Vec<_> = pods.into_iter().map(|(name, pods)| (name, Json::from(pods))).collect();
    assert_eq!(found, wanted);
}
