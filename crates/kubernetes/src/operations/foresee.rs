//! The preview of a change, by a dry run on the server.

use archipel_engine::Value;
use archipel_engine::resource::{
    ErrorKind, Foreseen, ForeseenChange, PlannedChange, ProviderError, ReadRequest, RecordedValues, Result,
};
use serde_json::Value as Json;

use super::apply::{Applied, Conflicts, immutable, recorded_object};
use super::effects::{self, Planned};
use super::{Operations, conflict, uid};
use crate::client::{Api, FIELD_CONFLICT, Kind, NO_KIND, NO_NAMESPACE, invalid};
use crate::identity::{ObjectId, text};
use crate::ownership::Owner;

/// A dry run has no token: nothing is created that one would be found by.
const NO_TOKEN: &str = "dry-run";
/// The reason of an API server that refuses a value, and of one that refuses its change.
const INVALID: &str = "Invalid";
/// Kinds that hold data or other objects: what was stored in one is lost with it, so that only the program may ask for its
/// replacement.
const KEPT: &[(&str, &str)] = &[
    ("", "Namespace"),
    ("", "PersistentVolume"),
    ("", "PersistentVolumeClaim"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
];

/// The object of a dry run, and its server.
type Place<'a> = (&'a Api, &'a Kind, &'a ObjectId);

impl Operations {
    /// What the server says about a planned create or update. Nothing while the cluster, the kind or the namespace does not
    /// exist: the plan may create them.
    pub(crate) async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        let cluster = text(change.new.field("cluster")).unwrap_or_default();
        let id = ObjectId::of(cluster, change.new.field("manifest"));
        let id = id.ok_or_else(|| invalid("the manifest has no `apiVersion`, `kind` or `metadata.name`"))?;
        let result = self.dry_run(request, change, &id).await;
        self.clients.observe(request.environment, cluster, result.as_ref().err()).await;
        match result {
            Ok(foreseen) => Ok(foreseen),
            Err(error) if error.has_code(&[NO_KIND, NO_NAMESPACE]) => Ok(Foreseen::default()),
            Err(error) => match error.kind {
                ErrorKind::Invalid | ErrorKind::AlreadyExists | ErrorKind::NotFound => {
                    Ok(Foreseen::warning(format!("the cluster {cluster} would refuse this: {}", error.message)))
                }
                // A webhook without an endpoint, an object that is being deleted.
                ErrorKind::NotYet => Ok(Foreseen::warning(format!("this would wait: {}", error.message))),
                _ => Err(error),
            },
        }
    }

    async fn dry_run(
        &self,
        request: ReadRequest<'_>,
        change: PlannedChange<'_>,
        id: &ObjectId,
    ) -> Result<Foreseen, ProviderError> {
        let located = self.clients.find(request.environment, &id.cluster).await;
        let api = match located {
            Ok(Some(api)) => api,
            Ok(None) => return Ok(Foreseen::default()),
            // The cluster is being created.
            Err(error) if error.kind == ErrorKind::NotYet => return Ok(Foreseen::default()),
            Err(error) => return Err(error),
        };
        let applied = Applied::new(Owner::new(request.stack, change.urn, NO_TOKEN), change.new)?;
        let version = applied.api_version().map(|version| version.rsplit('/').next().unwrap_or(version));
        let kind = api.kind(&id.group, version, &id.kind).await?;
        let existing = api.object(&kind, id).await?;
        let to = (&*api, &kind, id);
        match change.recorded {
            None => applied.foresee_create(to, existing.as_ref(), change.new).await,
            Some(recorded) => {
                let uid = text(recorded.outputs.field("uid")).filter(|uid| !uid.is_empty());
                applied.foresee_update(to, &recorded_object(existing, uid)?, recorded, change.new).await
            }
        }
    }
}

impl Applied<'_> {
    async fn foresee_create(&self, to: Place<'_>, existing: Option<&Json>, new: &Value) -> Result<Foreseen> {
        let conflicts = match existing {
            Some(existing) => self.claim(to.2, existing, false)?,
            None => Conflicts::DryRun,
        };
        let takes_over = conflicts == Conflicts::Force;
        match self.send(to, existing.map(uid), Conflicts::DryRun).await {
            Err(error) if takes_over && error.has_code(&[FIELD_CONFLICT]) => {
                Ok(Foreseen::warning(format!("it is taken over from others: {}", error.message)))
            }
            Err(error) => Err(error),
            Ok(created) => {
                let manifest = crate::json::manifest(new.field("manifest"));
                let effects = |created: &Json| effects::of_create(&manifest, created);
                self.effects(to, existing.map(uid), &created, effects).await
            }
        }
    }

    /// What a dry run changed, without values that the next one would choose otherwise.
    async fn effects(
        &self,
        to: Place<'_>,
        uid: Option<&str>,
        answer: &Json,
        of: impl Fn(&Json) -> Vec<ForeseenChange>,
    ) -> Result<Foreseen> {
        let mut effects = of(answer);
        if !effects.is_empty() {
            let second = of(&self.send(to, uid, Conflicts::DryRun).await?);
            effects = effects::repeated(effects, &second);
        }
        Ok(Foreseen { effects, ..Foreseen::default() })
    }

    async fn foresee_update(
        &self,
        to: Place<'_>,
        existing: &Json,
        recorded: RecordedValues<'_>,
        new: &Value,
    ) -> Result<Foreseen> {
        let manifests = (recorded.inputs.field("manifest"), new.field("manifest"));
        let (before, after) = (crate::json::manifest(manifests.0), crate::json::manifest(manifests.1));
        let planned = Planned::new(&before, &after);
        let error = match self.send(to, Some(uid(existing)), Conflicts::DryRun).await {
            Ok(updated) => {
                let effects = |updated: &Json| effects::of_update(existing, updated, planned);
                return self.effects(to, Some(uid(existing)), &updated, effects).await;
            }
            Err(error) => error,
        };
        if error.has_code(&[FIELD_CONFLICT]) {
            return match self.adopts() || conflict::was_shown(&error, existing, manifests) {
                true => Ok(Foreseen::warning(format!("fields are taken back from another manager: {}", error.message))),
                false => Err(conflict::explained(error)),
            };
        }
        let (_, kind, id) = to;
        let is_kept = KEPT.contains(&(kind.group.as_str(), kind.kind.as_str()));
        // The same code means a wrong value. That one a create refuses too.
        if error.has_code(&[INVALID]) && !is_kept && self.can_create(to).await {
            let why = error.message.lines().next().unwrap_or_default().to_owned();
            tracing::debug!(%id, why, "the server refuses an update");
            return Ok(Foreseen { immutable: Some(why), ..Foreseen::default() });
        }
        Err(immutable(error))
    }

    /// Whether the server would create a new object with this manifest, under another name.
    async fn can_create(&self, (api, kind, id): Place<'_>) -> bool {
        let beside = id.beside();
        self.renamed(&beside.name).send((api, kind, &beside), None, Conflicts::DryRun).await.is_ok()
    }
}
