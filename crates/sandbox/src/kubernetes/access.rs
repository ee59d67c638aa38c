//! The permissions of IAM principals in a cluster: EKS's access entries and access policies.
//!
//! Like EKS, the sandbox evaluates access policies in an authorizer beside RBAC. They are not objects in the cluster.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// The state of a cluster in the EKS emulator, as far as its API server needs it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ClusterState {
    /// Whether EKS Auto Mode is on.
    pub(super) auto: bool,
    /// The built-in node pools of EKS Auto Mode that are on.
    pub(super) node_pools: Vec<String>,
    /// The namespaces of its Argo CD capabilities.
    pub(super) argo_cd: Vec<String>,
    /// The access entries that are effective.
    access: Vec<Entry>,
    /// The rules of the access policies.
    policies: BTreeMap<String, Vec<Rule>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    principal: String,
    username: String,
    groups: Vec<String>,
    policies: Vec<Associated>,
}

#[derive(Debug, Clone, Deserialize)]
struct Associated {
    name: String,
    scope: Scope,
}

#[derive(Debug, Clone, Deserialize)]
struct Scope {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    namespaces: Vec<String>,
}

/// A rule of Kubernetes' RBAC.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Rule {
    api_groups: Vec<String>,
    resources: Vec<String>,
    verbs: Vec<String>,
    #[serde(rename = "nonResourceURLs")]
    non_resource_urls: Vec<String>,
}

/// The signer of a token, as STS returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) arn: String,
    /// The ARN of the role or the user in IAM.
    pub(super) principal: String,
    pub(super) user_id: String,
    pub(super) access_key: String,
}

impl Identity {
    /// The principal of an ARN of STS: the role of a session. The path of the role, which STS does not return, is
    /// missing.
    pub(super) fn principal_of(arn: &str) -> String {
        let parts: Vec<_> = arn.splitn(6, ':').collect();
        let ["arn", partition, "sts", "", account, resource] = parts[..] else { return arn.to_owned() };
        match resource.split('/').collect::<Vec<_>>()[..] {
            ["assumed-role", role, _] => format!("arn:{partition}:iam::{account}:role/{role}"),
            _ => format!("arn:{partition}:iam::{account}:{resource}"),
        }
    }

    /// The name of the role, if the identity is a session of one.
    pub(super) fn role(&self) -> Option<&str> {
        self.arn.split_once(":assumed-role/")?.1.split('/').next()
    }

    fn session(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    fn account(&self) -> &str {
        self.arn.split(':').nth(4).unwrap_or_default()
    }
}

/// The key in a user's extra attributes that identifies the access entry.
const PRINCIPAL: &str = "canonicalArn";

impl ClusterState {
    /// What EKS installs in the cluster: it changes with the cluster's settings.
    pub(super) fn installs(&self) -> (bool, Vec<String>, Vec<String>) {
        (self.auto, self.node_pools.clone(), self.argo_cd.clone())
    }

    /// The Kubernetes user of an identity; `None` if it has no access entry.
    pub(super) fn user(&self, identity: &Identity) -> Option<Value> {
        let entry = self.entry(&identity.principal).or_else(|| self.entry(&identity.arn))?;
        let name = match entry.username.as_str() {
            "" => default_username(identity),
            template => template
                .replace("{{AccountID}}", identity.account())
                .replace("{{SessionNameRaw}}", identity.session())
                .replace("{{SessionName}}", &identity.session().replace('@', "-")),
        };
        Some(json!({
            "username": name,
            "uid": format!("aws-iam-authenticator:{}:{}", identity.account(), identity.user_id),
            "groups": entry.groups,
            "extra": {
                "accessKeyId": [identity.access_key],
                "arn": [identity.arn],
                PRINCIPAL: [entry.principal],
                "principalId": [identity.user_id],
                "sessionName": [if identity.role().is_some() { identity.session() } else { "" }],
            },
        }))
    }

    fn entry(&self, principal: &str) -> Option<&Entry> {
        self.access.iter().find(|entry| entry.principal == principal)
    }

    // rule: access-policies
    /// The name of the access policy that allows a request (the `spec` of a `SubjectAccessReview`).
    pub(super) fn allowed_by(&self, review: &Value) -> Option<&str> {
        let extra = review["extra"].as_object()?;
        // The API server may change the case of the key.
        let principal = extra.iter().find(|(key, _)| key.eq_ignore_ascii_case(PRINCIPAL))?.1[0].as_str()?;
        let entry = self.entry(principal)?;
        let policy = entry.policies.iter().find(|policy| {
            let rules = self.policies.get(&policy.name).map(Vec::as_slice).unwrap_or_default();
            policy.scope.covers(review) && rules.iter().any(|rule| rule.allows(review))
        })?;
        Some(&policy.name)
    }
}

/// The user name of an access entry without one.
fn default_username(identity: &Identity) -> String {
    match identity.role() {
        // `arn:aws:sts::111122223333:assumed-role/my-role/{{SessionName}}`
        Some(_) => identity.arn.replace('@', "-"),
        None => identity.principal.clone(),
    }
}

impl Scope {
    fn covers(&self, review: &Value) -> bool {
        let namespace = review["resourceAttributes"]["namespace"].as_str().unwrap_or_default();
        self.kind == "cluster"
            || self.namespaces.iter().any(|pattern| !namespace.is_empty() && matches(pattern, namespace))
    }
}

impl Rule {
    fn allows(&self, review: &Value) -> bool {
        if let Some(path) = review["nonResourceAttributes"]["path"].as_str() {
            let verb = review["nonResourceAttributes"]["verb"].as_str().unwrap_or_default();
            return has(&self.verbs, verb) && self.non_resource_urls.iter().any(|pattern| matches(pattern, path));
        }
        let attribute = |name: &str| review["resourceAttributes"][name].as_str().unwrap_or_default();
        let resource = match attribute("subresource") {
            "" => attribute("resource").to_owned(),
            subresource => format!("{}/{subresource}", attribute("resource")),
        };
        has(&self.verbs, attribute("verb"))
            && has(&self.api_groups, attribute("group"))
            && has(&self.resources, &resource)
    }
}

fn has(list: &[String], item: &str) -> bool {
    list.iter().any(|one| one == "*" || one == item)
}

/// Whether a text matches a pattern with `*` for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(start) else { return false };
    let (middle, end) = rest.rsplit_once('*').map_or((None, rest), |(middle, end)| (Some(middle), end));
    for part in middle.into_iter().flat_map(|middle| middle.split('*')) {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(access: &Value) -> ClusterState {
        let policies = json!({
            "AmazonEKSClusterAdminPolicy": [
                {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
                {"nonResourceURLs": ["*"], "verbs": ["*"]},
            ],
            "AmazonEKSViewPolicy": [{"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}],
        });
        let state = json!({"auto": false, "node_pools": [], "argo_cd": [], "access": access, "policies": policies});
        serde_json::from_value(state).unwrap()
    }

    fn entry(principal: &str, policy: &str, scope: &Value) -> Value {
        json!({
            "principal": principal, "username": "", "groups": ["team"],
            "policies": [{"name": policy, "scope": scope}],
        })
    }

    fn identity(arn: &str) -> Identity {
        let principal = Identity::principal_of(arn);
        Identity { arn: arn.to_owned(), principal, user_id: "AROA:ci".to_owned(), access_key: "ASIA".to_owned() }
    }

    fn review(principal: &str, attributes: &Value) -> Value {
        json!({"user": "u", "extra": {"canonicalarn": [principal]}, "resourceAttributes": attributes})
    }

    const ROLE: &str = "arn:aws:iam::111122223333:role/ops";
    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ops/anna@example.com";

    #[test]
    fn a_session_is_the_user_of_its_roles_entry() {
        let state = state(&json!([entry(ROLE, "AmazonEKSViewPolicy", &json!({"type": "cluster"}))]));
        let user = state.user(&identity(SESSION)).unwrap();
        assert_eq!(user["username"], "arn:aws:sts::111122223333:assumed-role/ops/anna-example.com");
        assert_eq!(user["groups"], json!(["team"]));
        assert_eq!(user["uid"], "aws-iam-authenticator:111122223333:AROA:ci");
        assert_eq!(state.user(&identity("arn:aws:sts::111122223333:assumed-role/other/x")), None);
        assert_eq!(state.user(&identity("arn:aws:iam::111122223333:user/anna")), None);
    }

    #[test]
    fn a_user_name_may_contain_the_session() {
        let mut one = entry(ROLE, "AmazonEKSViewPolicy", &json!({"type": "cluster"}));
        one["username"] = "{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}".into();
        let user = state(&json!([one])).user(&identity(SESSION)).unwrap();
        assert_eq!(user["username"], "111122223333:anna-example.com:anna@example.com");
    }

    #[test]
    fn a_policy_allows_its_rules_in_its_scope() {
        let all = json!({"type": "cluster"});
        let own = json!({"type": "namespace", "namespaces": ["shop", "team-*"]});
        let admin = state(&json!([entry(ROLE, "AmazonEKSClusterAdminPolicy", &all)]));
        let delete = json!({"verb": "delete", "group": "apps", "resource": "deployments", "namespace": "shop"});
        assert_eq!(admin.allowed_by(&review(ROLE, &delete)), Some("AmazonEKSClusterAdminPolicy"));
        assert_eq!(admin.allowed_by(&review("arn:aws:iam::1:role/x", &delete)), None);
        assert_eq!(admin.allowed_by(&json!({"user": "u", "resourceAttributes": delete})), None);
        let path =
            json!({"extra": {"canonicalArn": [ROLE]}, "nonResourceAttributes": {"path": "/metrics", "verb": "get"}});
        assert!(admin.allowed_by(&path).is_some());

        let view = state(&json!([entry(ROLE, "AmazonEKSViewPolicy", &own)]));
        let get = |namespace: &str, verb: &str, subresource: &str| {
            let attributes = json!({
                "verb": verb, "group": "", "resource": "pods", "subresource": subresource, "namespace": namespace,
            });
            view.allowed_by(&review(ROLE, &attributes)).is_some()
        };
        assert!(get("shop", "get", "") && get("team-a", "list", "log"));
        assert!(!get("shop", "delete", "") && !get("shop", "get", "exec"));
        assert!(!get("other", "get", "") && !get("", "get", ""));
        assert_eq!(view.allowed_by(&path), None);
    }

    #[test]
    fn patterns_may_contain_several_wildcards() {
        for (pattern, text) in [("*", ""), ("a*", "ab"), ("*-dev", "x-dev"), ("a*b*c", "a1b2c"), ("a", "a")] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*", "b"), ("*-dev", "x-prod"), ("a*b*c", "a1c2b"), ("", "x")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
