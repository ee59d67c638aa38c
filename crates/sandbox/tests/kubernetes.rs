//! The API servers of EKS clusters: their life, who may call them, and faults.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use archipel_sandbox::faults::{Kind, Rule};
use serde_json::{Value, json};
use support::cluster::{api_servers, create, eks, token};
use support::{Client, EU, US, gateway};

const NAMESPACES: &str = "/api/v1/namespaces";
const CONFIG_MAPS: &str = "/api/v1/namespaces/default/configmaps";

fn config_map(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "b"}})
}

fn is_running(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The processes of a cluster: the supervisors and their children.
fn processes(pids: &[u32]) -> Vec<u32> {
    let groups: Vec<String> = pids.iter().map(u32::to_string).collect();
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let group = stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.to_owned();
        groups.contains(&group).then(|| entry.file_name().to_str()?.parse().ok()).flatten()
    })
    .collect()
}

async fn until_gone(pids: &[u32]) {
    let started = Instant::now();
    while pids.iter().any(|pid| is_running(*pid)) {
        assert!(started.elapsed() < Duration::from_secs(20), "the processes did not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The session of a new role.
async fn session(client: &Client, path: &str, name: &str) -> (Client, String) {
    let fields = format!("RoleName={name}&Path={path}&AssumeRolePolicyDocument=%7B%7D");
    let arn = client.query("iam", US, "CreateRole", &fields).await.unwrap().ok().text("Arn");
    let fields = format!("RoleArn={arn}&RoleSessionName=anna");
    let issued = client.query("sts", US, "AssumeRole", &fields).await.unwrap().ok();
    let session = Client {
        endpoint: client.endpoint.clone(),
        account: issued.text("AccessKeyId"),
        secret: issued.text("SecretAccessKey"),
    };
    (session, arn)
}

#[tokio::test]
async fn a_cluster_has_an_api_server_until_it_is_deleted() {
    let Some(_turn) = api_servers().await else { return };
    let (gateway, client) = gateway().await;
    let cluster = create(&client, EU, "one", &Value::Null).await;
    let status = || gateway.status().clusters.into_iter().find(|one| one.id.account == client.account);
    // No process runs for an unused cluster.
    assert!(!status().unwrap().running);

    let token = token(&client, EU, "one");
    let (code, namespaces) = cluster.get(Some(&token), NAMESPACES).await;
    assert_eq!(code, 200, "{namespaces}");
    assert!(namespaces["items"].as_array().unwrap().iter().any(|one| one["metadata"]["name"] == "kube-system"));
    let (code, created) = cluster.post(&token, CONFIG_MAPS, &config_map("x")).await;
    assert_eq!(code, 201, "{created}");
    assert_eq!(gateway.calls(Some(&client.account)).in_region(EU, "kubernetes", "create/configmaps"), 1);

    let found = status().unwrap();
    assert!(found.running && found.crashes == 0);
    let pids = processes(&found.pids);
    assert!(pids.len() >= 4, "{pids:?}");
    for pid in &pids {
        let environment = std::fs::read_to_string(format!("/proc/{pid}/environ")).unwrap_or_default();
        assert!(!environment.contains("CARGO"), "{environment}");
    }
    eks(&client, EU, "DELETE", "/clusters/one", &Value::Null).await.ok();
    until_gone(&pids).await;
    assert!(cluster.send("GET", Some(&token), NAMESPACES, "application/json", &Value::Null).await.is_err());
    assert!(status().is_none());

    // A new cluster of the same name is another one.
    let again = create(&client, EU, "one", &Value::Null).await;
    assert_ne!(again.authority, cluster.authority);
    eks(&client, EU, "DELETE", "/clusters/one", &Value::Null).await.ok();
}

#[tokio::test]
async fn a_token_is_valid_for_its_cluster_only() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "luneo", &Value::Null).await;
    let good = token(&client, EU, "luneo");
    let forged = Client { secret: "another".to_owned(), endpoint: client.endpoint.clone(), ..client.other() };
    let stranger = client.other();
    for (case, token) in [
        ("another cluster", token(&client, EU, "other")),
        ("another secret", token(&forged, EU, "luneo")),
        ("another account", token(&stranger, EU, "luneo")),
        ("a changed token", good.replace("k8s-aws-v1.a", "k8s-aws-v1.b")),
        ("a cut token", good[..good.len() - 4].to_owned()),
        ("no token", "abc".to_owned()),
    ] {
        let (code, answer) = cluster.get(Some(&token), NAMESPACES).await;
        assert_eq!((code, answer["reason"].as_str()), (401, Some("Unauthorized")), "{case}: {answer}");
    }
    // Without a token the caller is anonymous, as in EKS.
    assert_eq!(cluster.get(None, NAMESPACES).await.0, 403);
    assert_eq!(cluster.get(Some(&good), NAMESPACES).await.0, 200);
    // The webhooks serve the API server only.
    for path in ["/_sandbox/authenticate", "/_sandbox/authorize"] {
        assert_eq!(cluster.post(&good, path, &json!({})).await.0, 401, "{path}");
    }
    eks(&client, EU, "DELETE", "/clusters/luneo", &Value::Null).await.ok();
}

#[tokio::test]
async fn an_access_entry_is_effective_after_a_while_and_allows_what_its_policies_allow() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "access", &Value::Null).await;
    let owner = token(&client, EU, "access");
    assert_eq!(cluster.get(Some(&owner), NAMESPACES).await.0, 200);
    // The role has a path, which the identity of a session does not show.
    let (session, role) = session(&client, "/ops/", "viewer").await;
    let token = token(&session, EU, "access");
    assert_eq!(cluster.get(Some(&token), CONFIG_MAPS).await.0, 401);

    let body = json!({"principalArn": role, "kubernetesGroups": ["viewers"]});
    eks(&client, EU, "POST", "/clusters/access/access-entries", &body).await.ok();
    let policies = format!("/clusters/access/access-entries/{}/access-policies", role.replace('/', "%2F"));
    let body = json!({
        "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        "accessScope": {"type": "namespace", "namespaces": ["def*"]},
    });
    eks(&client, EU, "POST", &policies, &body).await.ok();
    let (code, answer) = cluster.get(Some(&token), CONFIG_MAPS).await;
    assert_eq!(code, 401, "EKS needs seconds: {answer}");
    let started = Instant::now();
    while cluster.get(Some(&token), CONFIG_MAPS).await.0 != 200 {
        assert!(started.elapsed() < Duration::from_secs(30), "the entry is never effective");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    let (code, answer) = cluster.post(&token, CONFIG_MAPS, &config_map("x")).await;
    assert_eq!((code, answer["reason"].as_str()), (403, Some("Forbidden")), "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("assumed-role/viewer/anna"), "{answer}");
    assert_eq!(cluster.get(Some(&token), "/api/v1/namespaces/kube-system/configmaps").await.0, 403);
    assert_eq!(cluster.get(Some(&token), "/api/v1/nodes").await.0, 403);
    // A review of its own permissions names the policy.
    let attributes = json!({"verb": "list", "resource": "pods", "namespace": "default"});
    let review = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}});
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let (code, answer) = cluster.post(&token, path, &review).await;
    assert_eq!((code, answer["status"]["allowed"].as_bool()), (201, Some(true)), "{answer}");
    assert_eq!(answer["status"]["reason"], "EKS access policy: AmazonEKSViewPolicy");

    // The groups of the entry are subjects of RBAC.
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let rules = json!([{"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}]);
    let cluster_role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "nodes"}, "rules": rules});
    assert_eq!(cluster.post(&owner, &format!("{rbac}/clusterroles"), &cluster_role).await.0, 201);
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "nodes"},
        "subjects": [{"kind": "Group", "name": "viewers", "apiGroup": "rbac.authorization.k8s.io"}],
        "roleRef": {"kind": "ClusterRole", "name": "nodes", "apiGroup": "rbac.authorization.k8s.io"},
    });
    assert_eq!(cluster.post(&owner, &format!("{rbac}/clusterrolebindings"), &binding).await.0, 201);
    let started = Instant::now();
    while cluster.get(Some(&token), "/api/v1/nodes").await.0 != 200 {
        assert!(started.elapsed() < Duration::from_secs(30), "the binding is never effective");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    eks(&client, EU, "DELETE", &policies.replace("/access-policies", ""), &Value::Null).await.ok();
    let started = Instant::now();
    while cluster.get(Some(&token), CONFIG_MAPS).await.0 != 401 {
        assert!(started.elapsed() < Duration::from_secs(30), "the deleted entry is still effective");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    eks(&client, EU, "DELETE", "/clusters/access", &Value::Null).await.ok();
}

#[tokio::test]
async fn the_creator_has_access_unless_the_cluster_is_created_without_it() {
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let (creator, role) = session(&client, "/", "creator").await;
    let without =
        json!({"accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": false}});
    let closed = create(&creator, EU, "closed", &without).await;
    assert_eq!(closed.get(Some(&token(&creator, EU, "closed")), NAMESPACES).await.0, 401);
    eks(&creator, EU, "DELETE", "/clusters/closed", &Value::Null).await.ok();

    let open = create(&creator, EU, "open", &Value::Null).await;
    let nodes = format!("arn:aws:iam::{}:role/nodes", client.account);
    let entries = "/clusters/open/access-entries";
    eks(&creator, EU, "POST", entries, &json!({"principalArn": nodes, "type": "EC2"})).await.ok();
    let policy = json!({
        "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy", "accessScope": {"type": "cluster"},
    });
    let path = format!("{entries}/{}", nodes.replace('/', "%2F"));
    eks(&creator, EU, "POST", &format!("{path}/access-policies"), &policy).await.ok();
    assert_eq!(eks(&creator, EU, "GET", &path, &Value::Null).await.ok().json()["accessEntry"]["type"], "EC2");
    eks(&creator, EU, "DELETE", &path, &Value::Null).await.ok();
    let listed = eks(&creator, EU, "GET", "/clusters/open/access-entries", &Value::Null).await.ok().json();
    assert_eq!(listed["accessEntries"], json!([role]));
    assert_eq!(open.get(Some(&token(&creator, EU, "open")), NAMESPACES).await.0, 200);
    assert_eq!(open.get(Some(&token(&client, EU, "open")), NAMESPACES).await.0, 401, "not the creator");
    eks(&creator, EU, "DELETE", "/clusters/open", &Value::Null).await.ok();
}

#[tokio::test]
async fn clusters_of_two_regions_are_independent_and_faults_reach_one_of_them() {
    let Some(_turn) = api_servers().await else { return };
    let (gateway, client) = gateway().await;
    let (eu, us) = (create(&client, EU, "luneo", &Value::Null).await, create(&client, US, "luneo", &Value::Null).await);
    let (in_eu, in_us) = (token(&client, EU, "luneo"), token(&client, US, "luneo"));
    assert_eq!(eu.post(&in_eu, CONFIG_MAPS, &config_map("x")).await.0, 201);
    assert_eq!(us.get(Some(&in_us), &format!("{CONFIG_MAPS}/x")).await.0, 404);

    let rule = |kind, operation| Rule::new(kind).on("kubernetes", operation).in_region(EU).first(1);
    gateway
        .set_faults(vec![
            rule(Kind::Throttle, "get/configmaps"),
            rule(Kind::Error { code: Some("Expired".into()), status: Some(410), message: None }, "list/configmaps"),
            rule(Kind::ResetAfter, "create/configmaps"),
            rule(Kind::ResetBefore, "delete/configmaps"),
            rule(Kind::ResetAfter, "watch/configmaps"),
            Rule::new(Kind::Hang).on("kubernetes", "list/secrets").in_region(EU),
        ])
        .unwrap();
    let json = "application/json";
    let (code, answer) = eu.get(Some(&in_eu), &format!("{CONFIG_MAPS}/x")).await;
    assert_eq!((code, answer["reason"].as_str()), (429, Some("TooManyRequests")));
    assert_eq!(eu.get(Some(&in_eu), &format!("{CONFIG_MAPS}/x")).await.0, 200);
    let (code, answer) = eu.get(Some(&in_eu), CONFIG_MAPS).await;
    assert_eq!((code, answer["reason"].as_str()), (410, Some("Expired")));
    // The connection is cut after the write.
    assert!(eu.send("POST", Some(&in_eu), CONFIG_MAPS, json, &config_map("y")).await.is_err());
    assert_eq!(eu.get(Some(&in_eu), &format!("{CONFIG_MAPS}/y")).await.0, 200);
    // And before a delete.
    let y = format!("{CONFIG_MAPS}/y");
    assert!(eu.send("DELETE", Some(&in_eu), &y, json, &Value::Null).await.is_err());
    assert_eq!(eu.get(Some(&in_eu), &y).await.0, 200);
    // A watch is dropped after its first event.
    let watch = format!("{CONFIG_MAPS}?watch=true");
    assert!(eu.send("GET", Some(&in_eu), &watch, json, &Value::Null).await.is_err());
    // One cluster hangs; the other responds.
    let secrets = "/api/v1/namespaces/default/secrets";
    let hanging = tokio::time::timeout(Duration::from_secs(1), eu.get(Some(&in_eu), secrets)).await;
    assert!(hanging.is_err());
    assert_eq!(us.get(Some(&in_us), secrets).await.0, 200);
    for region in [EU, US] {
        eks(&client, region, "DELETE", "/clusters/luneo", &Value::Null).await.ok();
    }
}

#[tokio::test]
async fn a_crashed_api_server_is_noticed_and_started_again_with_its_contents() {
    let Some(_turn) = api_servers().await else { return };
    let (gateway, client) = gateway().await;
    let cluster = create(&client, EU, "crash", &Value::Null).await;
    let token = token(&client, EU, "crash");
    assert_eq!(cluster.post(&token, CONFIG_MAPS, &config_map("x")).await.0, 201);
    let status = || gateway.status().clusters.into_iter().find(|one| one.id.account == client.account).unwrap();
    let before = processes(&status().pids);
    let server = before.iter().find(|pid| {
        let name = std::fs::read_to_string(PathBuf::from(format!("/proc/{pid}/comm"))).unwrap_or_default();
        name.starts_with("kube-apiserver")
    });
    let killed = tokio::process::Command::new("kill").args(["-9", &server.unwrap().to_string()]).status().await;
    assert!(killed.unwrap().success());
    until_gone(&before).await;
    let started = Instant::now();
    while status().crashes == 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "the crash is never noticed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (code, found) = cluster.get(Some(&token), &format!("{CONFIG_MAPS}/x")).await;
    assert_eq!((code, found["data"]["a"].as_str()), (200, Some("b")), "{found}");
    eks(&client, EU, "DELETE", "/clusters/crash", &Value::Null).await.ok();
}

#[tokio::test]
async fn the_files_of_a_cluster_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(_turn) = api_servers().await else { return };
    let (_gateway, client) = gateway().await;
    let cluster = create(&client, EU, "files", &Value::Null).await;
    assert_eq!(cluster.get(Some(&token(&client, EU, "files")), NAMESPACES).await.0, 200);
    let emulators = archipel_sandbox::Emulators::shared().await.unwrap();
    let mut files = 0;
    for folder in std::fs::read_dir(emulators.run_dir().join("clusters")).unwrap().flatten() {
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o077, 0);
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let mode = file.metadata().unwrap().permissions().mode();
            assert!(file.file_name().to_string_lossy().contains(":0") || mode & 0o077 == 0, "{file:?} {mode:o}");
            files += 1;
        }
    }
    assert!(files > 8, "{files}");
    eks(&client, EU, "DELETE", "/clusters/files", &Value::Null).await.ok();
}
