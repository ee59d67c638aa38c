//! The kinds that an API server serves.
//!
//! New servers return all kinds in one response (aggregated discovery); older ones return the groups, and the kinds of each
//! version in a response of its own, which is requested when a kind of it is needed.

use std::collections::{BTreeMap, HashMap};

use archipel_engine::resource::Result;
use serde_json::Value as Json;
use tokio::sync::Mutex;

use super::api::{Api, Query, Request};
use super::error::no_kind;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
     application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/// A kind as an API serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    /// The name in paths: `deployments`.
    pub(crate) plural: String,
    pub(crate) namespaced: bool,
    /// Whether its objects can be listed and patched.
    pub(crate) listable: bool,
}

impl Kind {
    /// The path of the objects of the kind in a namespace, or in all of them.
    pub(crate) fn path(&self, namespace: Option<&str>) -> String {
        let Self { group, version, plural, .. } = self;
        let root = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
        match namespace.filter(|_| self.namespaced) {
            // Without a namespace, `kubectl` and this crate use this one.
            Some("") => format!("{root}/namespaces/default/{plural}"),
            Some(namespace) => format!("{root}/namespaces/{namespace}/{plural}"),
            None => format!("{root}/{plural}"),
        }
    }

    pub(crate) fn api_version(&self) -> String {
        let Self { group, version, .. } = self;
        if group.is_empty() { version.clone() } else { format!("{group}/{version}") }
    }
}

#[derive(Default)]
struct Known {
    /// The versions of each group, the preferred one first.
    groups: Option<BTreeMap<String, Vec<String>>>,
    /// The kinds of a group and version.
    kinds: HashMap<(String, String), Vec<Kind>>,
}

/// The kinds that an API server has returned.
#[derive(Default)]
pub(super) struct Discovery(Mutex<Known>);

impl Discovery {
    /// The kind of a group, in a version or in the preferred one. A kind that the server did not serve before is asked for
    /// again.
    pub(super) async fn kind(&self, api: &Api, group: &str, version: Option<&str>, kind: &str) -> Result<Option<Kind>> {
        let mut known = self.0.lock().await;
        let was_fresh = known.groups.is_none();
        if let Some(found) = known.find(api, group, version, kind).await? {
            return Ok(Some(found));
        }
        if was_fresh {
            return Ok(None);
        }
        *known = Known::default();
        known.find(api, group, version, kind).await
    }

    /// All kinds in their preferred versions.
    pub(super) async fn all(&self, api: &Api) -> Result<Vec<Kind>> {
        let mut known = self.0.lock().await;
        let groups = known.groups(api).await?;
        let mut all: BTreeMap<(String, String), Kind> = BTreeMap::new();
        for (group, versions) in groups {
            for version in versions {
                for kind in known.kinds(api, &group, &version).await?.iter().filter(|kind| kind.listable) {
                    all.entry((group.clone(), kind.kind.clone())).or_insert_with(|| kind.clone());
                }
            }
        }
        Ok(all.into_values().collect())
    }
}

impl Known {
    async fn find(&mut self, api: &Api, group: &str, version: Option<&str>, kind: &str) -> Result<Option<Kind>> {
        let versions = self.groups(api).await?.remove(group).unwrap_or_default();
        for of in versions.iter().filter(|of| version.is_none_or(|version| version == of.as_str())) {
            if let Some(found) = self.kinds(api, group, of).await?.iter().find(|found| found.kind == kind) {
                return Ok(Some(found.clone()));
            }
        }
        Ok(None)
    }

    async fn groups(&mut self, api: &Api) -> Result<BTreeMap<String, Vec<String>>> {
        if let Some(groups) = &self.groups {
            return Ok(groups.clone());
        }
        let mut groups = BTreeMap::from([(String::new(), vec!["v1".to_owned()])]);
        for path in ["/apis", "/api"] {
            let response = api.send(Request::get(path).accept(AGGREGATED)).await?;
            match response["kind"].as_str() {
                Some("APIGroupDiscoveryList") => self.aggregated(&response, &mut groups),
                Some("APIGroupList") => groups.extend(items(&response["groups"]).map(legacy_group)),
                _ => {}
            }
        }
        self.groups = Some(groups.clone());
        Ok(groups)
    }

    fn aggregated(&mut self, response: &Json, groups: &mut BTreeMap<String, Vec<String>>) {
        for group in items(&response["items"]) {
            let name = text(&group["metadata"]["name"]);
            let mut versions = Vec::new();
            for version in items(&group["versions"]) {
                let kinds = items(&version["resources"]).map(|resource| Kind {
                    group: name.clone(),
                    version: text(&version["version"]),
                    kind: text(&resource["responseKind"]["kind"]),
                    plural: text(&resource["resource"]),
                    namespaced: resource["scope"] == "Namespaced",
                    listable: has_verbs(&resource["verbs"]),
                });
                self.kinds.insert((name.clone(), text(&version["version"])), kinds.collect());
                versions.push(text(&version["version"]));
            }
            groups.insert(name, versions);
        }
    }

    async fn kinds(&mut self, api: &Api, group: &str, version: &str) -> Result<&[Kind]> {
        let key = (group.to_owned(), version.to_owned());
        if !self.kinds.contains_key(&key) {
            let path = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
            let response = api.send(Request::get(&path)).await?;
            let resources = items(&response["resources"]);
            // A name with a slash is a part of an object, such as its status.
            let kinds = resources.filter(|resource| !text(&resource["name"]).contains('/')).map(|resource| Kind {
                group: group.to_owned(),
                version: version.to_owned(),
                kind: text(&resource["kind"]),
                plural: text(&resource["name"]),
                namespaced: resource["namespaced"] == true,
                listable: has_verbs(&resource["verbs"]),
            });
            self.kinds.insert(key.clone(), kinds.collect());
        }
        Ok(self.kinds.get(&key).map_or(&[], Vec::as_slice))
    }
}

impl Api {
    /// The kind of a group, in a version or in the preferred one.
    ///
    /// # Errors
    /// `NotYet` while the server does not serve it.
    pub(crate) async fn kind(&self, group: &str, version: Option<&str>, kind: &str) -> Result<Kind> {
        let found = self.discovery.kind(self, group, version, kind).await?;
        found.ok_or_else(|| {
            let api_version = match (group, version) {
                ("", version) => version.unwrap_or("v1").to_owned(),
                (group, None) => group.to_owned(),
                (group, Some(version)) => format!("{group}/{version}"),
            };
            no_kind(format!(
                "the cluster {} does not serve the kind `{kind}` of `{api_version}`\n\
                 Check `apiVersion` and `kind`; declare its CustomResourceDefinition, and let the object depend on it",
                self.cluster()
            ))
        })
    }

    /// All kinds whose objects can be listed, in their preferred versions.
    pub(crate) async fn kinds(&self) -> Result<Vec<Kind>> {
        self.discovery.all(self).await
    }

    /// Whether a kind that is not served is not served for good: its group is one of the API server itself, which no longer
    /// has the kind, or no API at all. The kinds of another server that does not answer may still exist.
    pub(crate) async fn is_kind_gone(&self, group: &str) -> Result<bool> {
        let path = "/apis/apiregistration.k8s.io/v1/apiservices";
        let response = self.send(Request::get(path).query(Query::new().with("limit", "500"))).await?;
        let mut of_group = items(&response["items"]).filter(|service| service["spec"]["group"] == group);
        Ok(of_group.all(|service| service["spec"]["service"].is_null() || is_available(service)))
    }
}

fn is_available(service: &Json) -> bool {
    items(&service["status"]["conditions"])
        .any(|condition| condition["type"] == "Available" && condition["status"] == "True")
}

fn legacy_group(group: &Json) -> (String, Vec<String>) {
    let preferred = text(&group["preferredVersion"]["version"]);
    let mut versions: Vec<String> = items(&group["versions"]).map(|version| text(&version["version"])).collect();
    versions.sort_by_key(|version| *version != preferred);
    (text(&group["name"]), versions)
}

fn has_verbs(verbs: &Json) -> bool {
    ["list", "patch"].iter().all(|verb| items(verbs).any(|found| found == verb))
}

fn items(list: &Json) -> impl Iterator<Item = &Json> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_aggregated_response_has_the_kinds_of_all_groups() {
        let response = json!({ "kind": "APIGroupDiscoveryList", "items": [{
            "metadata": { "name": "apps" },
            "versions": [{ "version": "v1", "resources": [{
                "resource": "deployments", "scope": "Namespaced", "verbs": ["get", "list", "patch"],
                "responseKind": { "group": "apps", "version": "v1", "kind": "Deployment" },
                "subresources": [{ "subresource": "status" }],
            }] }],
        }] });
        let (mut known, mut groups) = (Known::default(), BTreeMap::new());
        known.aggregated(&response, &mut groups);
        assert_eq!(groups, BTreeMap::from([("apps".to_owned(), vec!["v1".to_owned()])]));
        let kind = &known.kinds[&("apps".to_owned(), "v1".to_owned())][0];
        assert_eq!(kind.path(Some("web")), "/apis/apps/v1/namespaces/web/deployments");
        assert_eq!(kind.path(None), "/apis/apps/v1/deployments");
        assert!(kind.listable);
    }
}
