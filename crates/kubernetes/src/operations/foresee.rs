//! The preview of a change, by a dry run on the server.

use archipel_engine::resource::{ErrorKind, PlannedChange, ProviderError, ReadRequest, Result};

use super::apply::{Applied, Conflicts, immutable, recorded_object};
use super::{Operations, conflict, uid};
use crate::client::{FIELD_CONFLICT, NO_KIND, NO_NAMESPACE, invalid};
use crate::identity::{ObjectId, text};
use crate::ownership::Owner;

/// A dry run has no token: nothing is created that one would be found by.
const NO_TOKEN: &str = "dry-run";

impl Operations {
    /// What the server says about a planned create or update. Nothing while the cluster, the kind or the namespace does not
    /// exist: the plan may create them.
    pub(crate) async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Vec<String>> {
        let cluster = text(change.new.field("cluster")).unwrap_or_default();
        let id = ObjectId::of(cluster, change.new.field("manifest"));
        let id = id.ok_or_else(|| invalid("the manifest has no `apiVersion`, `kind` or `metadata.name`"))?;
        let result = self.dry_run(request, change, &id).await;
        self.clients.observe(request.environment, cluster, result.as_ref().err()).await;
        match result {
            Ok(texts) => Ok(texts),
            Err(error) if error.has_code(&[NO_KIND, NO_NAMESPACE]) => Ok(Vec::new()),
            Err(error) => match error.kind {
                ErrorKind::Invalid | ErrorKind::AlreadyExists | ErrorKind::NotFound => {
                    Ok(vec![format!("the cluster {cluster} would refuse this: {}", error.message)])
                }
                // A webhook without an endpoint, an object that is being deleted.
                ErrorKind::NotYet => Ok(vec![format!("this would wait: {}", error.message)]),
                _ => Err(error),
            },
        }
    }

    async fn dry_run(
        &self,
        request: ReadRequest<'_>,
        change: PlannedChange<'_>,
        id: &ObjectId,
    ) -> Result<Vec<String>, ProviderError> {
        let located = self.clients.find(request.environment, &id.cluster).await;
        let api = match located {
            Ok(Some(api)) => api,
            Ok(None) => return Ok(Vec::new()),
            // The cluster is being created.
            Err(error) if error.kind == ErrorKind::NotYet => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let applied = Applied::new(Owner::new(request.stack, change.urn, NO_TOKEN), change.new)?;
        let version = applied.api_version().map(|version| version.rsplit('/').next().unwrap_or(version));
        let kind = api.kind(&id.group, version, &id.kind).await?;
        let existing = api.object(&kind, id).await?;
        let Some(recorded) = change.recorded else {
            let conflicts = match &existing {
                Some(existing) => applied.claim(id, existing, false)?,
                None => Conflicts::DryRun,
            };
            let takes_over = conflicts == Conflicts::Force;
            let sent = applied.send((&api, &kind, id), existing.as_ref().map(uid), Conflicts::DryRun).await;
            return match sent {
                Err(error) if takes_over && error.has_code(&[FIELD_CONFLICT]) => {
                    Ok(vec![format!("it is taken over from others: {}", error.message)])
                }
                sent => sent.map(|_| Vec::new()),
            };
        };
        let uid_of_record = text(recorded.outputs.field("uid")).filter(|uid| !uid.is_empty());
        let existing = recorded_object(existing, uid_of_record)?;
        match applied.send((&api, &kind, id), Some(uid(&existing)), Conflicts::DryRun).await {
            Ok(_) => Ok(Vec::new()),
            Err(error) if error.has_code(&[FIELD_CONFLICT]) => {
                let manifests = (recorded.inputs.field("manifest"), change.new.field("manifest"));
                match applied.adopts() || conflict::was_shown(&error, &existing, manifests) {
                    true => Ok(vec![format!("fields are taken back from another manager: {}", error.message)]),
                    false => Err(conflict::explained(error)),
                }
            }
            Err(error) => Err(immutable(error)),
        }
    }
}
