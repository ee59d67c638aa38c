//! `aws:kms/ReplicaKey`: a multi-Region key in another region.

use std::sync::OnceLock;

use aws_sdk_kms::types::{KeyMetadata, KeyState, MultiRegionConfiguration};

use super::common::{
    self, INVALID_STATE_CODES, Wanted, describe, disable, is_replica, list_by_stack, restore_deleted, status_of,
    tags_of, with_window,
};
use crate::prelude::*;

/// The properties of a replica. It shares key material, id, key spec and rotation with its primary key; everything else
/// is independent.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicaKeyProps {
    /// The primary key, a multi-Region key in another region.
    #[arg(replace = "a replica has its primary's key material")]
    pub primary_key_arn: Arn,
    /// The description: up to 8,192 characters.
    #[arg(default = "", length = ..=8192)]
    pub description: String,
    /// The key policy, independent of the primary key's: up to 32 KiB. The default lets the account grant access with
    /// IAM policies.
    #[arg(computed)]
    pub policy: Option<PolicyDocument>,
    /// Whether the replica can be used.
    #[arg(default = true)]
    pub enabled: bool,
    /// The deletion window in days, in which a deleted replica can be restored: 7 to 30. Stored in a tag of the key.
    #[arg(default = 30, range = 7..=30)]
    pub deletion_window_in_days: u16,
    /// Tags, independent of the primary key's.
    pub tags: BTreeMap<String, String>,
}

/// A replica of a multi-Region key in the region of its scope (`ReplicateKey`, called in the primary's region).
///
/// It has the id of the primary key and is rotated with it. Like a `Key` it can be restored for some days after its
/// delete, and a create restores it.
///
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html>
#[resource("aws:kms/ReplicaKey", props = ReplicaKeyProps)]
pub struct ReplicaKey {
    /// The id, which is that of the primary key.
    pub id: KeyId,
    /// The ARN.
    pub arn: Arn,
    /// The id, under the name of other types' properties.
    pub key_id: KeyId,
}

impl Resource for ReplicaKey {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_kms_replica_key", "{key_id}")])
            .unique(&[&["primary_key_arn"]])
            .typical(Seconds { create: 20, update: 2, delete: 1 })
            .timeouts(Seconds { create: 600, update: 300, delete: 300 })
            .visible_within_secs(120)
            .holds_data("what is encrypted with the key in this region")
            .deletion_window("deletion_window_in_days")
    }

    fn check(props: &ReplicaKeyProps) -> Vec<String> {
        let arn = &props.primary_key_arn;
        violations! {
            after common::check(&wanted(props));
            primary(arn).is_none() =>
                "invalid `primary_key_arn` `{arn}`: expected a multi-Region key (arn:aws:kms:..:key/mrk-..)";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ReplicaKeyProps) -> Result<Self::Attrs> {
        let (home, key_id) = primary(&props.primary_key_arn).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::Invalid,
                format!("invalid key `{}`: expected a multi-Region key", props.primary_key_arn),
            )
        })?;
        if home == cx.region() {
            let message = format!("the primary key is in {home} too: a replica is declared in another region");
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let there = cx.api().in_region(home)?;
        let made = OnceLock::new();
        let allocated = cx
            .allocate(props, || async {
                let tags = with_window(owned_tags(cx, &props.tags), props.deletion_window_in_days);
                let call = there
                    .kms()
                    .replicate_key()
                    .key_id(key_id)
                    .replica_region(cx.region())
                    .description(&props.description)
                    .set_policy(props.policy.as_ref().map(PolicyDocument::to_json))
                    .set_tags(Some(sdk_tags(&tags)));
                // KMS may still be creating the primary key.
                let answer = call.customize().config_override(no_retry::kms()).send().await.into_provider_result(home);
                let answer = retry_on(answer, INVALID_STATE_CODES)?;
                let id = id_in(answer.replica_key_metadata().map(KeyMetadata::key_id))?;
                if let Some(key) = answer.replica_key_metadata {
                    let _ = made.set(key);
                }
                Ok(id)
            })
            .await;
        let id = match allocated {
            Err(error) if error.kind == ErrorKind::AlreadyExists => {
                let tags = tags_of(cx, key_id).await.ok();
                return Err(taken(error, &format!("the replica of {}", props.primary_key_arn), tags.as_ref()));
            }
            other => other?,
        };
        let Some(key) = made.into_inner() else {
            restore_deleted(cx, &id).await?;
            return converge(cx, &id, props).await;
        };
        if key.key_state() != Some(&KeyState::Enabled) {
            cx.until_ready(&id).await?;
        }
        if !props.enabled {
            disable(cx, &id).await?;
        }
        Ok(attrs_of(&key))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        Ok(common::read(cx, ids).await?.into_iter().map(state_of).collect())
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let keys = common::read_from_list(cx, ids).await?.into_iter();
        Ok(keys.map(|key| ListedState::missing(state_of(key), &common::UNREAD)).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        common::change(cx, id, |name| change.has(name), &wanted(&change.old), &wanted(&change.new)).await?;
        if change.has("enabled") && !change.new.enabled {
            disable(cx, id).await?;
        }
        Ok(change.attrs.clone())
    }

    common::delete_and_status!();
}

impl Identity<Self> for ReplicaKey {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    /// The key with the primary's id in this region, if this declaration owns it. It blocks a create even while its
    /// deletion is pending.
    async fn find(cx: &OperationContext<Self>, props: &ReplicaKeyProps) -> Result<Vec<Id>> {
        let Some((_, id)) = primary(&props.primary_key_arn) else { return Ok(Vec::new()) };
        if describe(cx, id).await?.is_none() {
            return Ok(Vec::new());
        }
        Ok(if is_ours(cx, &tags_of(cx, id).await?) { vec![Id::new(id)] } else { Vec::new() })
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_by_stack::<Self>(cx, is_replica).await
    }
}

fn wanted(props: &ReplicaKeyProps) -> Wanted<'_> {
    Wanted {
        description: &props.description,
        policy: props.policy.as_ref(),
        enabled: props.enabled,
        window: props.deletion_window_in_days,
        tags: &props.tags,
    }
}

/// Region and id of a multi-Region key's ARN.
fn primary(arn: &Arn) -> Option<(&str, &str)> {
    let mut parts = arn.as_str().splitn(6, ':').skip(2);
    let (service, region, _, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let id = resource.strip_prefix("key/").filter(|id| id.starts_with("mrk-"))?;
    (service == "kms" && !region.is_empty()).then_some((region, id))
}

fn attrs_of(key: &KeyMetadata) -> ReplicaKeyAttrs {
    let id = KeyId::new(key.key_id());
    ReplicaKeyAttrs { id: id.clone(), arn: Arn::new(key.arn().unwrap_or_default()), key_id: id }
}

fn state_of(read: common::Read) -> ResourceState<ReplicaKey> {
    let key = &read.key;
    let multi = key.multi_region_configuration();
    // After a replica became the primary, its former primary is one of its replicas.
    let of = match is_replica(key) {
        true => multi.and_then(MultiRegionConfiguration::primary_key),
        false => multi.and_then(|multi| multi.replica_keys().first()),
    };
    let props = ReplicaKeyProps {
        primary_key_arn: Arn::new(of.and_then(|of| of.arn()).or(key.arn()).unwrap_or_default()),
        description: key.description().unwrap_or_default().to_owned(),
        policy: read.policy,
        enabled: key.enabled(),
        deletion_window_in_days: read.window,
        tags: read.tags,
    };
    ResourceState { id: Id::new(key.key_id()), attrs: attrs_of(key), status: status_of(key), props }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_is_a_multi_region_keys_arn() {
        let of = |text: &str| primary(&Arn::new(text)).map(|(region, id)| (region.to_owned(), id.to_owned()));
        assert_eq!(of("arn:aws:kms:eu-west-1:1:key/mrk-1"), Some(("eu-west-1".to_owned(), "mrk-1".to_owned())));
        assert_eq!(of("arn:aws:kms:eu-west-1:1:key/0a"), None);
        assert_eq!(of("arn:aws:kms:eu-west-1:1:alias/mrk-1"), None);
        assert_eq!(of("arn:aws:s3:::mrk-1"), None);
    }
}
