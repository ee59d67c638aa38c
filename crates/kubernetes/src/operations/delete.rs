//! Delete: of the recorded object only, until it is gone.

use archipel_engine::Value;
use archipel_engine::resource::{ErrorKind, Id, OperationRequest, ProviderError, Result, Status};
use serde_json::{Value as Json, json};

use super::{Operations, Target, existing_kind, uid};
use crate::client::{Api, Kind, Query, Request, UID_MISMATCH, invalid};
use crate::cluster::KUBECONFIG_PREFIX;
use crate::identity::text;
use crate::object::TYPE;
use crate::ownership::Owner;

/// Kinds whose objects own nothing that would outlive them, so that their delete needs no garbage collector.
const WITHOUT_DEPENDENTS: &[(&str, &str)] = &[
    ("", "ConfigMap"),
    ("", "Endpoints"),
    ("", "LimitRange"),
    ("", "Namespace"),
    ("", "PersistentVolume"),
    ("", "PersistentVolumeClaim"),
    ("", "Pod"),
    ("", "ResourceQuota"),
    ("", "Secret"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    ("autoscaling", "HorizontalPodAutoscaler"),
    ("networking.k8s.io", "Ingress"),
    ("networking.k8s.io", "IngressClass"),
    ("networking.k8s.io", "NetworkPolicy"),
    ("policy", "PodDisruptionBudget"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("rbac.authorization.k8s.io", "Role"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
    ("scheduling.k8s.io", "PriorityClass"),
    ("storage.k8s.io", "StorageClass"),
];

impl Operations {
    /// Deletes an object. What no longer exists, with its cluster or without, is deleted.
    pub(crate) async fn delete(&self, op: &OperationRequest, id: &Id, outputs: &Value) -> Result<()> {
        let target = Target::of_id(&self.clients, op, id)?;
        let recorded = text(outputs.field("uid")).filter(|uid| !uid.is_empty());
        let endpoint = text(outputs.field("endpoint"));
        let begun = target.retried(|| async { self.begin_delete(&target, recorded, endpoint).await }).await?;
        match begun {
            Some(uid) => self.until_gone(&target, &uid).await,
            None => Ok(()),
        }
    }

    /// Sends the delete, and returns the UID of the object that is being deleted.
    async fn begin_delete(
        &self,
        target: &Target<'_>,
        recorded: Option<&str>,
        endpoint: Option<&str>,
    ) -> Result<Option<String>> {
        let Some(api) = self.clients.find(&target.op.environment, &target.id.cluster).await? else { return Ok(None) };
        // A cluster of the same name at another address is another cluster. A context may be given a new address.
        let is_eks = !target.id.cluster.starts_with(KUBECONFIG_PREFIX);
        if is_eks && endpoint.is_some_and(|endpoint| endpoint != api.url()) {
            return Ok(None);
        }
        let Some(kind) = existing_kind(&api, &target.id).await? else { return Ok(None) };
        let Some(live) = api.object(&kind, &target.id).await? else { return Ok(None) };
        let is_own = match recorded {
            Some(recorded) => recorded == uid(&live),
            // An interrupted create: an object of another stack, or without an owner, was not created by it.
            None => Owner::of(&live).is_some_and(|owner| owner.stack == target.op.host.stack()),
        };
        if !is_own {
            return Ok(None);
        }
        let uid = uid(&live).to_owned();
        if !live["metadata"]["deletionTimestamp"].is_null() {
            return Ok(Some(uid));
        }
        refuse_used_definition(&api, &live).await?;
        let is_simple = WITHOUT_DEPENDENTS.contains(&(kind.group.as_str(), kind.kind.as_str()));
        let options = json!({
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "preconditions": { "uid": uid },
            // In the background an object is gone while its pods still run.
            "propagationPolicy": if is_simple { "Background" } else { "Foreground" },
        });
        let path = kind.path(Some(&target.id.namespace));
        match api.send(Request::delete(&path, &options).named(&target.id.name)).await {
            Ok(_) => Ok(Some(uid)),
            Err(error) if error.is_not_found() || error.has_code(&[UID_MISMATCH]) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits until the object no longer exists. A finalizer that stays is named and never removed: its controller would not
    /// clean up what it guards.
    async fn until_gone(&self, target: &Target<'_>, deleted: &str) -> Result<()> {
        let (host, id) = (&target.op.host, target.id.id());
        let mut last = String::new();
        for attempt in 0.. {
            match host.poll(TYPE, &target.op.environment, &id, attempt).await {
                Ok(Status::Absent) => return Ok(()),
                Ok(Status::Deleting(why)) => {
                    last = why;
                    host.waiting(&last);
                }
                Ok(_) => {
                    // Controllers create some objects again at once.
                    if self.is_other(target, deleted).await? {
                        return Ok(());
                    }
                    host.waiting("deletion");
                }
                Err(mut error) if error.kind == ErrorKind::Timeout && !last.is_empty() => {
                    error.message = format!(
                        "it was not deleted in time: {last}\n\
                         Let the controller of the finalizer finish: it must still run and have its permissions"
                    );
                    return Err(target.describe(error));
                }
                Err(error) => return Err(target.describe(error)),
            }
        }
        unreachable!("the loop above ends by returning")
    }

    async fn is_other(&self, target: &Target<'_>, deleted: &str) -> Result<bool> {
        let is_other = || async {
            let Some(api) = self.clients.find(&target.op.environment, &target.id.cluster).await? else {
                return Ok(true);
            };
            let Some(kind) = existing_kind(&api, &target.id).await? else { return Ok(true) };
            let live = api.object(&kind, &target.id).await?;
            Ok(live.is_none_or(|live| uid(&live) != deleted))
        };
        target.retried(is_other).await
    }
}

/// Refuses to delete a CustomResourceDefinition with objects: the server would delete them all with it.
async fn refuse_used_definition(api: &Api, live: &Json) -> Result<()> {
    if live["kind"] != "CustomResourceDefinition" {
        return Ok(());
    }
    let spec = &live["spec"];
    let part = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let versions = spec["versions"].as_array().into_iter().flatten();
    let Some(version) = versions.into_iter().find(|version| version["served"] == true) else { return Ok(()) };
    let kind = Kind {
        group: part(&spec["group"]),
        version: part(&version["name"]),
        kind: part(&spec["names"]["kind"]),
        plural: part(&spec["names"]["plural"]),
        namespaced: spec["scope"] == "Namespaced",
        listable: true,
    };
    let list = match api.send(Request::get(&kind.path(None)).query(Query::new().with("limit", "1"))).await {
        Ok(list) => list,
        // A definition that was never accepted has no objects.
        Err(error) if error.has_code(&[crate::client::NO_KIND]) => return Ok(()),
        Err(error) => return Err(error),
    };
    let Some(first) = list["items"].as_array().and_then(|items| items.first()) else { return Ok(()) };
    let others = list["metadata"]["remainingItemCount"].as_u64().unwrap_or(0);
    let namespace =
        first["metadata"]["namespace"].as_str().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let message = format!(
        "{} of this kind exist, among them {namespace}{}, and all would be deleted with it\n\
         Delete them first, or keep the definition with the option `retain_on_delete(true)`",
        if others == 0 { "1 object".to_owned() } else { format!("{} objects", others + 1) },
        part(&first["metadata"]["name"])
    );
    Err(ProviderError { code: Some("DefinitionInUse".to_owned()), ..invalid(message) })
}
