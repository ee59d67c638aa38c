//! `aws:kms/Key`: a key.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_kms::types::{self as sdk, KeyMetadata, KeyState};

use super::common::{
    self, DEFAULT_PERIOD, INVALID_STATE_CODES, SCAN, Wanted, describe, disable, is_customers, is_leaving, is_replica,
    list_by_stack, restore_deleted, status_of, tagged, with_window,
};
use super::spec::{KeySpec, KeyUsage, can};
use crate::aws::TOKEN_TAG;
use crate::prelude::*;

/// The properties of a key.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct KeyProps {
    /// The description: up to 8,192 characters.
    #[arg(default = "", length = ..=8192)]
    pub description: String,
    /// The key policy: up to 32 KiB. The default lets the account grant access with IAM policies.
    #[arg(computed)]
    pub policy: Option<PolicyDocument>,
    /// Whether the key can have replicas in other regions. It is free, and cannot be changed later.
    #[arg(default = true, replace = "KMS cannot make a key of one region a key of several, nor the reverse")]
    pub multi_region: bool,
    /// The key spec.
    #[arg(default = KeySpec::SymmetricDefault, replace = "KMS cannot change a key's kind")]
    pub key_spec: KeySpec,
    /// The usage.
    #[arg(default = KeyUsage::EncryptDecrypt, replace = "KMS cannot change what a key can do")]
    pub key_usage: KeyUsage,
    /// Whether the key can be used.
    #[arg(default = true)]
    pub enabled: bool,
    /// Whether KMS rotates the key material. Symmetric keys only. Replicas follow their primary key.
    #[arg(default = false)]
    pub enable_key_rotation: bool,
    /// The time between rotations in days: 90 to 2,560. KMS uses 365 by default.
    #[arg(computed, range = 90..=2560)]
    pub rotation_period_in_days: Option<u16>,
    /// The deletion window in days, in which a deleted key can be restored: 7 to 30. Stored in a tag of the key.
    #[arg(default = 30, range = 7..=30)]
    pub deletion_window_in_days: u16,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A key (`CreateKey`).
///
/// A deleted key can be restored for some days. A create first looks for a key of this stack and URN whose deletion is
/// pending, and restores it (`CancelKeyDeletion`, `EnableKey`) instead of creating another. KMS cannot search, so this
/// reads the tags of all keys in the region.
///
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>
#[resource("aws:kms/Key", props = KeyProps)]
pub struct Key {
    /// The id.
    pub id: KeyId,
    /// The ARN.
    pub arn: Arn,
    /// The id, under the name of other types' properties.
    pub key_id: KeyId,
}

impl Resource for Key {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_kms_key", "{key_id}")])
            .terraform_parts(&["aws_kms_key_policy"])
            .typical(Seconds { create: 3, update: 2, delete: 1 })
            .timeouts(Seconds::each(300))
            .visible_within_secs(120)
            .holds_data("everything that is encrypted with the key")
            .deletion_window("deletion_window_in_days")
    }

    fn check(props: &KeyProps) -> Vec<String> {
        let KeyProps { key_spec, key_usage, .. } = props;
        let own_period = props.rotation_period_in_days.is_some_and(|days| days != DEFAULT_PERIOD);
        violations! {
            after common::check(&wanted(props));
            own_period && !props.enable_key_rotation =>
                "`rotation_period_in_days` has an effect only with `enable_key_rotation`";
            props.enable_key_rotation && *key_spec != KeySpec::SymmetricDefault =>
                "`enable_key_rotation` is for symmetric keys: this is {key_spec}";
            !can(*key_spec, *key_usage) => "a key of `key_spec` {key_spec} has no `key_usage` {key_usage}";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &KeyProps) -> Result<Self::Attrs> {
        let made = OnceLock::new();
        let looked = AtomicBool::new(false);
        let id = cx
            .allocate(props, || async {
                if !looked.load(Ordering::Relaxed) {
                    if let Some(id) = returning(cx, props).await? {
                        return Ok(id);
                    }
                    looked.store(true, Ordering::Relaxed);
                }
                let tags = with_window(owned_tags(cx, &props.tags), props.deletion_window_in_days);
                let api = cx.api().kms();
                let call = api
                    .create_key()
                    .description(&props.description)
                    .set_policy(props.policy.as_ref().map(PolicyDocument::to_json))
                    .multi_region(props.multi_region)
                    .key_spec(props.key_spec.as_str().into())
                    .key_usage(props.key_usage.as_str().into())
                    .set_tags(Some(sdk_tags(&tags)));
                let answer = send!(cx, call.customize().config_override(no_retry::kms()))?;
                let id = id_in(answer.key_metadata().map(KeyMetadata::key_id))?;
                if let Some(key) = answer.key_metadata {
                    let _ = made.set(key);
                }
                Ok(id)
            })
            .await?;
        let Some(key) = made.into_inner() else {
            restore_deleted(cx, &id).await?;
            return converge(cx, &id, props).await;
        };
        // A single-Region key is enabled in the response to its create; a multi-Region one may take seconds.
        if key.key_state() != Some(&KeyState::Enabled) {
            cx.until_ready(&id).await?;
        }
        if props.enable_key_rotation {
            rotate(cx, &id, props).await?;
        }
        if !props.enabled {
            disable(cx, &id).await?;
        }
        Ok(attrs_of(&key))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        common::read(cx, ids).await?.into_iter().map(state_of).collect()
    }

    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let keys = common::read_from_list(cx, ids).await?.into_iter();
        keys.map(|key| Ok(ListedState::missing(state_of(key)?, &common::UNREAD))).collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        common::change(cx, id, |name| change.has(name), &wanted(old), &wanted(new)).await?;
        let period_changed = change.has("rotation_period_in_days") && new.rotation_period_in_days.is_some();
        if new.enable_key_rotation && (change.has("enable_key_rotation") || period_changed) {
            rotate(cx, id, new).await?;
        } else if change.has("enable_key_rotation") {
            let call = cx.api().kms().disable_key_rotation().key_id(id.as_str());
            retry!(cx, INVALID_STATE_CODES, call)?;
        }
        if change.has("enabled") && !new.enabled {
            disable(cx, id).await?;
        }
        Ok(change.attrs.clone())
    }

    common::delete_and_status!();
}

impl Identity<Self> for Key {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    async fn find(cx: &OperationContext<Self>, props: &KeyProps) -> Result<Vec<Id>> {
        let made = tagged(cx, |tags| tags.get(TOKEN_TAG).is_some_and(|token| token == cx.token())).await?;
        if !made.is_empty() {
            return Ok(made.into_iter().map(|(id, _)| Id::new(id)).collect());
        }
        Ok(returning(cx, props).await?.into_iter().collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_by_stack::<Self>(cx, |key| !is_replica(key)).await
    }
}

fn wanted(props: &KeyProps) -> Wanted<'_> {
    Wanted {
        description: &props.description,
        policy: props.policy.as_ref(),
        enabled: props.enabled,
        window: props.deletion_window_in_days,
        tags: &props.tags,
    }
}

fn attrs_of(key: &KeyMetadata) -> KeyAttrs {
    let id = KeyId::new(key.key_id());
    KeyAttrs { id: id.clone(), arn: Arn::new(key.arn().unwrap_or_default()), key_id: id }
}

fn state_of(read: common::Read) -> Result<ResourceState<Key>> {
    let key = &read.key;
    let spec = key.key_spec().map_or("SYMMETRIC_DEFAULT", sdk::KeySpec::as_str);
    let usage = key.key_usage().map_or("ENCRYPT_DECRYPT", sdk::KeyUsageType::as_str);
    let unknown = |error: archipel_engine::Mismatch| {
        use archipel_engine::resource::{ErrorKind, ProviderError};
        ProviderError::new(ErrorKind::Internal, format!("KMS gave a key that cannot be read: {error}"))
    };
    let props = KeyProps {
        description: key.description().unwrap_or_default().to_owned(),
        policy: read.policy,
        multi_region: key.multi_region().unwrap_or(false),
        key_spec: spec.parse().map_err(unknown)?,
        key_usage: usage.parse().map_err(unknown)?,
        enabled: key.enabled(),
        enable_key_rotation: read.rotation.is_some(),
        rotation_period_in_days: read.rotation,
        deletion_window_in_days: read.window,
        tags: read.tags,
    };
    Ok(ResourceState { id: Id::new(key.key_id()), attrs: attrs_of(key), status: status_of(key), props })
}

/// The key of this URN that was deleted last, if its deletion is pending and it can be updated to `props`.
async fn returning(cx: &OperationContext<Key>, props: &KeyProps) -> Result<Option<Id>> {
    let mut last: Option<KeyMetadata> = None;
    // The keys that were deleted earlier: one scan for all creates of a run.
    let keys = cx.api().shared(SCAN, || tagged(cx, |_| true)).await?;
    for (id, _) in keys.iter().filter(|(_, tags)| is_ours(cx, tags)) {
        let Some(key) = describe(cx, id).await? else { continue };
        let fits = key.multi_region().unwrap_or(false) == props.multi_region
            && key.key_spec().is_none_or(|spec| spec.as_str() == props.key_spec.as_str())
            && key.key_usage().is_none_or(|usage| usage.as_str() == props.key_usage.as_str());
        let usable = is_leaving(&key) && is_customers(&key) && !is_replica(&key) && fits;
        let when = |key: &KeyMetadata| key.deletion_date().map(|date| date.secs());
        if usable && last.as_ref().is_none_or(|last| when(last) < when(&key)) {
            last = Some(key);
        }
    }
    Ok(last.map(|key| Id::new(key.key_id())))
}

async fn rotate(cx: &OperationContext<Key>, id: &Id, props: &KeyProps) -> Result<()> {
    let call = cx.api().kms().enable_key_rotation().key_id(id.as_str());
    let call = call.set_rotation_period_in_days(props.rotation_period_in_days.map(i32::from));
    retry!(cx, INVALID_STATE_CODES, call, not_found_as_retryable)?;
    Ok(())
}
