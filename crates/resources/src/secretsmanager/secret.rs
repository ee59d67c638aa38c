//! `aws:secretsmanager/Secret`: a secret.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{ReplicaRegionType, ReplicationStatusType, SecretListEntry};

use super::common::{self, OWN_KEY, chosen_key, describe, describe_live, remove_replicas, replica_to_sdk, replicate};
use crate::lookup::Describe as _;
use crate::prelude::*;

/// The tag that records the recovery window, which the API accepts only when a secret is deleted.
const WINDOW_TAG: &str = "archipel:recovery-window-in-days";
const DEFAULT_WINDOW: u16 = 30;

/// The properties of a secret. Its value is a resource of its own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecretProps {
    /// The name, unique in the account and region: up to 512 letters, digits and `/_+=.@-`.
    #[arg(replace = "Secrets Manager cannot rename a secret", length = 1..=512, pattern = "[A-Za-z0-9/_+=.@-]+")]
    pub name: String,
    /// The description.
    #[arg(default = "", length = ..=2048)]
    pub description: String,
    /// The KMS key that encrypts it: id, ARN or alias. The default is a key of Secrets Manager.
    #[arg(equivalence = equivalences::KMS_KEY, length = ..=2048)]
    pub kms_key_id: Option<String>,
    /// The replicas in other regions, with value and tags. Without this, the secret keeps those that it has: they may be
    /// resources of their own (`SecretReplica`). An empty list removes them.
    #[arg(computed, set)]
    pub replicas: Option<Vec<ReplicaProps>>,
    /// The recovery window in days, in which a deleted secret can be restored and keeps its name: 7 to 30, or 0 for
    /// none.
    #[arg(default = 30)]
    pub recovery_window_in_days: u16,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A replica of a secret in another region.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Replica)]
pub struct ReplicaProps {
    /// The region.
    #[arg(length = 1..=128, pattern = "([a-z]+-)+\\d+")]
    pub region: RegionName,
    /// The KMS key of that region that encrypts the replica. The default is a key of Secrets Manager.
    #[arg(equivalence = equivalences::KMS_KEY, length = ..=2048)]
    pub kms_key_id: Option<String>,
}

/// A secret (`CreateSecret`). It is ready when its replicas are in sync.
///
/// A create restores a deleted secret of this declaration while its recovery window lasts.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>
#[resource("aws:secretsmanager/Secret", props = SecretProps)]
pub struct Secret {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Secret {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_secretsmanager_secret", "{arn}")])
            .unique(&[&["name"]])
            .typical(Seconds { create: 3, update: 3, delete: 2 })
            .holds_data("the secret's value")
            .deletion_window("recovery_window_in_days")
    }

    fn check(props: &SecretProps) -> Vec<String> {
        let days = props.recovery_window_in_days;
        let mut keys = props.replicas.iter().flatten().map(|copy| &copy.kms_key_id).chain([&props.kms_key_id]);
        violations! {
            days != 0 && !(7..=30).contains(&days) => "`recovery_window_in_days` is {days}: it is 7 to 30, or 0";
            // AWS returns none for the default key.
            keys.any(|key| key.as_deref() == Some(OWN_KEY)) =>
                "`kms_key_id` is `{OWN_KEY}`, the service's own: leave it out";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &SecretProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().secretsmanager();
            let call = api
                .create_secret()
                .name(&props.name)
                .description(&props.description)
                .set_kms_key_id(props.kms_key_id.clone())
                .set_add_replica_regions(some(props.replicas.iter().flatten().map(to_sdk).collect()))
                .set_tags(Some(create_tags(cx, &with_window(&props.tags, props.recovery_window_in_days))));
            let answer = send!(cx, call).map_err(|error| taken_by_deleted(error, props.recovery_window_in_days));
            let id = id_in(answer?.arn())?;
            let attrs = SecretAttrs { arn: Arn::new(id.as_str()), name: props.name.clone() };
            Ok((id, props.replicas.as_ref().is_none_or(Vec::is_empty).then_some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let listed = |(id, secret): (Id, DescribeSecretOutput)| {
            let (props, attrs) = Self::state(&secret, &(), all_tags(secret.tags()))?;
            let state = ResourceState { id, props, attrs, status: status_of(&secret) };
            Ok(ListedState::missing(state, &["replicas"]))
        };
        common::read_from_list(cx, ids).await?.into_iter().map(listed).collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (secrets, arn, old, new) = (cx.api().secretsmanager(), id.as_str(), &change.old, &change.new);
        if change.has("description") || change.has("kms_key_id") {
            let key = new.kms_key_id.clone().unwrap_or_else(|| OWN_KEY.to_owned());
            let call = secrets.update_secret().secret_id(arn).description(&new.description);
            retry!(cx, &[], call.set_kms_key_id(change.has("kms_key_id").then_some(key)))?;
        }
        if change.has("replicas") {
            let (old, new) = (old.replicas.as_deref().unwrap_or_default(), new.replicas.as_deref().unwrap_or_default());
            let gone = old.iter().filter(|replica| !new.contains(replica));
            remove_replicas(cx, arn, gone.map(|replica| replica.region.to_string()).collect()).await?;
            let added: Vec<_> = new.iter().filter(|replica| !old.contains(replica)).collect();
            if !added.is_empty() {
                cx.eventually(&[], || async {
                    replicate(cx, arn, added.iter().map(|replica| to_sdk(replica)).collect()).await
                })
                .await?;
                cx.until_ready(id).await?;
            }
        }
        let had = with_window(&old.tags, old.recovery_window_in_days);
        update_tags!(cx, secretsmanager, tag_resource / untag_resource, secret_id(arn); &had => &with_window(&new.tags, new.recovery_window_in_days))?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        // A secret with replicas cannot be deleted, whatever created them.
        let Some(there) = describe_live(cx, id.as_str()).await? else { return Ok(()) };
        let copies = there.replication_status().iter().filter_map(|copy| copy.region().map(str::to_owned)).collect();
        remove_replicas(cx, id.as_str(), copies).await?;
        let days = last.props.recovery_window_in_days;
        let deleted = cx.eventually(&[], || async {
            let call = cx.api().secretsmanager().delete_secret().secret_id(id.as_str());
            let call = match days {
                0 => call.force_delete_without_recovery(true),
                days => call.recovery_window_in_days(i64::from(days)),
            };
            let answer = send!(cx, call);
            match retry_on(answer, &["replica"]) {
                Err(error) if error.has_code(&["InvalidRequestException"]) && is_deleted(&error.message) => Ok(None),
                other => other.map(|response| response.deletion_date),
            }
        });
        let until = optional(deleted.await)?.flatten();
        cx.until_gone(id).await?;
        if days > 0 {
            let what = format!("the secret {}: within {days} days it can be had back", last.props.name);
            let until = until.and_then(|date| u64::try_from(date.secs()).ok());
            cx.report_retained(RetainedResource { what, id: id.clone(), until });
        }
        Ok(())
    }
}

lookup! {
    Secret: DescribeSecretOutput, "secret" by name,
    list: |cx| {
        let secrets = list_pages!(cx, cx.api().secretsmanager().list_secrets(), secret_list)?;
        // A replica has the tags of its primary.
        let is_here = |secret: &&SecretListEntry| secret.primary_region().is_none_or(|region| region == cx.region());
        let secrets = secrets.iter().filter(|secret| secret.deleted_date().is_none()).filter(is_here);
        Ok(secrets.map(common::described).collect())
    },
    find: |cx, wanted| describe(cx, &wanted.name).await,
    restore: |cx, id| {
        if describe(cx, id.as_str()).await?.is_some_and(|secret| secret.deleted_date().is_some()) {
            retry!(cx, &[], cx.api().secretsmanager().restore_secret().secret_id(id.as_str()))?;
        }
        Ok(())
    };
    id: arn,
    status: status_of,
    describe: |cx, ids| read_each(ids, |id| describe_live(cx, id.as_str())).await,
    tags: |_cx, secret| Ok(Some(all_tags(secret.tags()))),
    state: |secret, tags| {
        let replica = |copy: &ReplicationStatusType| ReplicaProps {
            region: RegionName::new(copy.region().unwrap_or_default()),
            kms_key_id: chosen_key(copy.kms_key_id()),
        };
        let attrs = SecretAttrs { arn: Arn::new(text(secret.arn())), name: text(secret.name()) };
        let props = SecretProps {
            name: attrs.name.clone(),
            description: text(secret.description()),
            kms_key_id: chosen_key(secret.kms_key_id()),
            replicas: some(secret.replication_status().iter().map(replica).collect()),
            recovery_window_in_days: tags.get(WINDOW_TAG).and_then(|days| days.parse().ok()).unwrap_or(DEFAULT_WINDOW),
            tags: own_tags(tags),
        };
        Ok((props, attrs))
    },
}

fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

/// A deleted secret keeps its name during the recovery window; without one, until the service has removed it.
fn taken_by_deleted(error: ProviderError, window: u16) -> ProviderError {
    if !error.has_code(&["InvalidRequestException"]) || !is_deleted(&error.message) {
        return error;
    }
    let kind = if window == 0 { ErrorKind::NotYet } else { ErrorKind::AlreadyExists };
    ProviderError { kind, ..error }
}

fn is_deleted(message: &str) -> bool {
    message.contains("scheduled for deletion")
        || message.contains("because it was deleted")
        || message.contains("marked deleted")
        || message.contains("marked for deletion")
}

fn to_sdk(replica: &ReplicaProps) -> ReplicaRegionType {
    replica_to_sdk(&replica.region, replica.kms_key_id.as_ref())
}

fn with_window(tags: &Tags, days: u16) -> Tags {
    let mark = (days != DEFAULT_WINDOW).then(|| (WINDOW_TAG.to_owned(), days.to_string()));
    tags.clone().into_iter().chain(mark).collect()
}

fn status_of(secret: &DescribeSecretOutput) -> Status {
    let all = || secret.replication_status().iter().map(common::status_of_replica);
    let failed = all().find(|status| matches!(status, Status::Failed(_)));
    failed.or_else(|| all().rfind(|status| *status != Status::Ready)).unwrap_or(Status::Ready)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_own_key_is_refused_because_it_is_read_as_none() {
        let with = |key: &str| SecretProps {
            name: "a".to_owned(),
            description: String::new(),
            kms_key_id: Some(key.to_owned()),
            replicas: None,
            recovery_window_in_days: 30,
            tags: Tags::new(),
        };
        assert!(Secret::check(&with("alias/mine")).is_empty());
        assert!(Secret::check(&with(OWN_KEY))[0].contains("leave it out"));
    }
}
