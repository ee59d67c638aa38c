//! Reads of one and of many objects.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use archipel_engine::Value;
use archipel_engine::program::Environment;
use archipel_engine::resource::{Found, Id, Observed, OperationRequest, ReadRequest, Result, Status};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Value as Json, json};

use super::{Operations, Target, existing_kind, of_cluster};
use crate::client::{Api, Kind, Query, Request};
use crate::identity::ObjectId;
use crate::ownership::{self, Owner};
use crate::{live, ready};

/// The number of concurrent reads. Each waits for its token of the limiter.
const AT_ONCE: usize = 16;
/// From so many objects of one kind on, a list is read instead of each.
const WORTH_A_LIST: usize = 4;
const PAGE: &str = "500";

/// An existing object, and the cluster that has it.
type Existing = (ObjectId, Arc<Api>, Json);

impl Api {
    /// An object in the version of the kind. `None` if it does not exist.
    pub(super) async fn object(&self, kind: &Kind, id: &ObjectId) -> Result<Option<Json>> {
        match self.send(Request::get(&kind.path(Some(&id.namespace))).named(&id.name)).await {
            Ok(live) => Ok(Some(live)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// An object in the version in which it was applied last, so that its fields are those of the manifest.
    async fn applied_object(&self, kind: &Kind, id: &ObjectId) -> Result<Option<Json>> {
        let Some(live) = self.object(kind, id).await? else { return Ok(None) };
        self.in_applied_version(kind, id, live).await
    }

    async fn in_applied_version(&self, kind: &Kind, id: &ObjectId, live: Json) -> Result<Option<Json>> {
        match ownership::applied_version(&live) {
            Some(version) if version != kind.api_version() => {
                let version = version.rsplit('/').next().unwrap_or(version);
                // A version that is no longer served has no fields to compare with.
                let Some(kind) = self.served(&kind.group, version, &kind.kind).await? else { return Ok(Some(live)) };
                self.object(&kind, id).await
            }
            _ => Ok(Some(live)),
        }
    }

    async fn served(&self, group: &str, version: &str, kind: &str) -> Result<Option<Kind>> {
        match self.kind(group, Some(version), kind).await {
            Ok(kind) => Ok(Some(kind)),
            Err(error) if error.has_code(&[crate::client::NO_KIND]) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All objects of a kind that a stack owns, by namespace and name.
    async fn owned(&self, kind: &Kind, stack: &str) -> Result<HashMap<(String, String), Json>> {
        self.listed(kind, Some(stack)).await
    }

    /// All objects of a kind, of one stack or of every owner, by namespace and name.
    async fn listed(&self, kind: &Kind, stack: Option<&str>) -> Result<HashMap<(String, String), Json>> {
        let mut found = HashMap::new();
        let mut next = String::new();
        let selector = stack.map(|stack| format!("{}={}", ownership::STACK, ownership::label(stack)));
        loop {
            let mut query = Query::new().with("limit", PAGE);
            if let Some(selector) = &selector {
                query = query.with("labelSelector", selector);
            }
            if !next.is_empty() {
                query = query.with("continue", &next);
            }
            let mut page = self.send(Request::get(&kind.path(None)).query(query)).await?;
            let items = page["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
            for mut item in items {
                // Items of a list have neither.
                item["apiVersion"] = json!(kind.api_version());
                item["kind"] = json!(kind.kind);
                let part = |field: &str| item["metadata"][field].as_str().unwrap_or_default().to_owned();
                found.insert((part("namespace"), part("name")), item);
            }
            match page["metadata"]["continue"].as_str() {
                Some(token) if !token.is_empty() => token.clone_into(&mut next),
                _ => return Ok(found),
            }
        }
    }
}

impl Operations {
    pub(crate) async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let objects = self.objects(request.environment, request.stack, ids).await?;
        let observed = |(id, found): (&Id, Option<Existing>)| {
            let (object, api, live) = found?;
            Some(Observed {
                id: id.clone(),
                inputs: live::inputs(&object, &live),
                outputs: live::outputs(&object, &live, api.url()),
                status: ready::status(&live),
                unread: Vec::new(),
                unmanaged: Vec::new(),
            })
        };
        Ok(ids.iter().zip(objects).map(observed).collect())
    }

    pub(crate) async fn status(&self, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Vec<Status>> {
        let mut statuses = Vec::with_capacity(ids.len());
        for found in self.objects(environment, stack, ids).await? {
            statuses.push(match found {
                None => Status::Absent,
                Some((_, api, live)) => match ready::status(&live) {
                    Status::Pending(_) if waits_for_a_pod(&api, &live).await? => Status::Ready,
                    status => status,
                },
            });
        }
        Ok(statuses)
    }

    pub(crate) async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let objects = self.objects(request.environment, request.stack, ids).await?;
        Ok(objects.into_iter().map(|found| Owner::of(&found?.2).map(|owner| owner.stack)).collect())
    }

    /// The object that a create with this token has made, if it exists.
    pub(crate) async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let target = Target::of_inputs(&self.clients, op, inputs)?;
        let id = target.id.id();
        let found = self.objects(&op.environment, op.host.stack(), std::slice::from_ref(&id)).await?;
        let wanted = Owner::new(op.host.stack(), op.host.urn(), op.host.token());
        let is_own = |(_, _, live): &Existing| Owner::of(live).as_ref() == Some(&wanted);
        Ok(found.into_iter().flatten().filter(is_own).map(|_| id.clone()).collect())
    }

    /// The ids of all objects of a stack in the clusters of an environment. Of every owner, those that a program could declare.
    pub(crate) async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        let ReadRequest { environment, stack, every_owner, .. } = request;
        let stack = (!every_owner).then_some(stack);
        let mut ids = Vec::new();
        for cluster in self.clients.clusters.names(environment).await? {
            let Some(api) = self.clients.find(environment, &cluster).await? else { continue };
            let mut kinds = api.kinds().await?;
            kinds.retain(|kind| !every_owner || !of_cluster::is_kind(kind));
            let listed: Vec<_> = kinds.iter().map(|kind| api.listed(kind, stack)).collect();
            let listed: Vec<_> = stream::iter(listed).buffered(AT_ONCE).try_collect().await?;
            for (kind, mut found) in kinds.iter().zip(listed) {
                found.retain(|_, live| !every_owner || !of_cluster::is_object(live));
                ids.extend(found.into_keys().map(|(namespace, name)| {
                    let (group, kind) = (kind.group.clone(), kind.kind.clone());
                    ObjectId { cluster: cluster.clone(), group, kind, namespace, name }.id()
                }));
            }
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// The objects of these ids, in their order, with their clusters.
    async fn objects(&self, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Vec<Option<Existing>>> {
        let objects: Vec<ObjectId> = ids.iter().map(ObjectId::parse).collect::<Result<_>>()?;
        let mut groups: BTreeMap<(&str, &str, &str), Vec<&ObjectId>> = BTreeMap::new();
        for object in &objects {
            groups.entry((&object.cluster, &object.group, &object.kind)).or_default().push(object);
        }
        let reads: Vec<_> = groups.into_values().map(|group| self.of_kind(environment, stack, group)).collect();
        let found: Vec<_> = stream::iter(reads).buffer_unordered(AT_ONCE).try_collect().await?;
        let mut found: HashMap<ObjectId, (Arc<Api>, Json)> = found.into_iter().flatten().collect();
        let mut of = |object: ObjectId| {
            let (api, live) = found.remove(&object)?;
            Some((object, api, live))
        };
        Ok(objects.into_iter().map(&mut of).collect())
    }

    /// The existing ones of objects of one kind in one cluster.
    async fn of_kind(
        &self,
        environment: &Environment,
        stack: &str,
        group: Vec<&ObjectId>,
    ) -> Result<Vec<(ObjectId, (Arc<Api>, Json))>> {
        let cluster = &group[0].cluster;
        let result = self.of_kind_in(environment, stack, &group).await;
        self.clients.observe(environment, cluster, result.as_ref().err()).await;
        result
    }

    async fn of_kind_in(
        &self,
        environment: &Environment,
        stack: &str,
        group: &[&ObjectId],
    ) -> Result<Vec<(ObjectId, (Arc<Api>, Json))>> {
        let first = group[0];
        let Some(api) = self.clients.find(environment, &first.cluster).await? else { return Ok(Vec::new()) };
        let Some(kind) = existing_kind(&api, first).await? else { return Ok(Vec::new()) };
        let mut listed = match group.len() >= WORTH_A_LIST && kind.listable {
            true => api.owned(&kind, stack).await?,
            false => HashMap::new(),
        };
        let mut found = Vec::new();
        let mut reads = Vec::new();
        for object in group {
            let namespace = match object.namespace.as_str() {
                "" if kind.namespaced => "default",
                namespace => namespace,
            };
            let live = listed.remove(&(namespace.to_owned(), object.name.clone()));
            let (api, kind) = (&api, &kind);
            reads.push(async move {
                let live = match live {
                    Some(live) => api.in_applied_version(kind, object, live).await?,
                    // Somebody may have removed the label.
                    None => api.applied_object(kind, object).await?,
                };
                Ok(live.map(|live| ((*object).clone(), (Arc::clone(api), live))))
            });
        }
        let mut reads = stream::iter(reads).buffer_unordered(AT_ONCE);
        while let Some(read) = reads.next().await {
            found.extend(read?);
        }
        Ok(found)
    }
}

/// Whether a claim is bound only when a pod uses it.
async fn waits_for_a_pod(api: &Api, live: &Json) -> Result<bool> {
    let is_claim = live["kind"] == "PersistentVolumeClaim" && live["apiVersion"] == "v1";
    let Some(class) = live["spec"]["storageClassName"].as_str().filter(|class| is_claim && !class.is_empty()) else {
        return Ok(false);
    };
    match api.send(Request::get("/apis/storage.k8s.io/v1/storageclasses").named(class)).await {
        Ok(class) => Ok(class["volumeBindingMode"] == "WaitForFirstConsumer"),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}
