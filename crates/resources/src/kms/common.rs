//! What KMS's resource types share: reading keys, tags, and bringing keys to what is wanted.

use archipel_engine::resource::ReadMode;
use aws_sdk_kms::types::{KeyManagerType, KeyMetadata, KeySpec, KeyState};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::prelude::*;

/// The tag that a key's deletion window is kept in: KMS asks for it when a key is deleted and knows it not before.
const WINDOW_TAG: &str = "archipel:deletion-window-in-days";
/// KMS's default.
pub(super) const DEFAULT_WINDOW: u16 = 30;
/// KMS's default of the time between rotations.
pub(super) const DEFAULT_PERIOD: u16 = 365;
/// The code of what a key's state does not allow: mostly a state that passes.
pub(super) const BAD_STATE: &[&str] = &["KMSInvalidStateException"];
/// How many keys are looked at, at the same time, in the search for one.
const AT_ONCE: usize = 8;

/// Tags with the deletion window in them, which is left out where it is KMS's own.
pub(super) fn with_window(mut tags: BTreeMap<String, String>, window: u16) -> BTreeMap<String, String> {
    if window != DEFAULT_WINDOW {
        tags.insert(WINDOW_TAG.to_owned(), window.to_string());
    }
    tags
}

/// A key as KMS describes it: whatever its state, also one that is to be deleted.
pub(super) async fn describe(cx: &ReadContext<Aws>, id: &str) -> Result<Option<KeyMetadata>> {
    let answer = send!(cx, cx.api().kms().describe_key().key_id(id));
    Ok(optional(answer)?.and_then(|answer| answer.key_metadata))
}

/// Whether a key is on its way to be deleted. For everyone but its own URN it is gone.
pub(super) fn is_leaving(key: &KeyMetadata) -> bool {
    matches!(key.key_state(), Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion))
}

/// What a key's state means. A disabled key is as ready as a program wants it to be.
pub(super) fn status_of(key: &KeyMetadata) -> Status {
    match key.key_state() {
        Some(KeyState::Enabled | KeyState::Disabled) => Status::Ready,
        Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion) => Status::Absent,
        Some(KeyState::Unavailable) => Status::Failed("its key store is unavailable".to_owned()),
        state => Status::Pending(state.map_or("Creating", KeyState::as_str).to_owned()),
    }
}

/// Statuses, one call each: KMS describes keys one by one.
pub(super) async fn statuses(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
    let keys = try_join_all(ids.iter().map(|id| describe(cx, id.as_str()))).await?;
    Ok(keys.iter().map(|key| key.as_ref().map_or(Status::Absent, status_of)).collect())
}

/// All tags of a key.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, id: &str) -> Result<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    let mut items = cx.api().kms().list_resource_tags().key_id(id).into_paginator().items().send();
    while let Some(tag) = items.next().await {
        let tag = tag.into_provider_result(cx.region())?;
        tags.insert(tag.tag_key().to_owned(), tag.tag_value().to_owned());
    }
    Ok(tags)
}

/// What the properties of a key and of a replica are read from.
pub(super) struct Read {
    pub(super) key: KeyMetadata,
    pub(super) policy: Option<PolicyDocument>,
    /// The time between rotations in days, where the key is rotated.
    pub(super) rotation: Option<u16>,
    pub(super) window: u16,
    /// The tags that a program can have set.
    pub(super) tags: BTreeMap<String, String>,
}

/// The properties that [`read_from_list`] does not read: KMS returns them for one key per call.
pub(super) const UNREAD: [&str; 3] = ["policy", "enable_key_rotation", "rotation_period_in_days"];

/// Reads keys, all at the same time; one that is leaving is not there.
pub(super) async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Read>> {
    read_as_deep(cx, ids, ReadMode::Full).await
}

/// As [`read`], with one call a key: KMS lists ids only, and a key that is on its way out is in the list.
pub(super) async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Read>> {
    read_as_deep(cx, ids, ReadMode::Summary).await
}

async fn read_as_deep(cx: &ReadContext<Aws>, ids: &[Id], depth: ReadMode) -> Result<Vec<Read>> {
    let read = try_join_all(ids.iter().map(|id| async {
        let Some(key) = describe(cx, id.as_str()).await? else { return Ok(None) };
        if is_leaving(&key) {
            return Ok(None);
        }
        let id = id.as_str();
        let rules = async {
            match depth {
                ReadMode::Summary => Ok((None, None)),
                ReadMode::Full => futures::try_join!(policy(cx, id), rotation(cx, &key)),
            }
        };
        let ((policy, rotation), tags) = futures::try_join!(rules, indexed(cx, &key))?;
        let window = tags.get(WINDOW_TAG).and_then(|days| days.parse().ok()).unwrap_or(DEFAULT_WINDOW);
        Ok(Some(Read { key, policy, rotation, window, tags: own_tags(tags) }))
    }));
    Ok(read.await?.into_iter().flatten().collect())
}

async fn indexed(cx: &ReadContext<Aws>, key: &KeyMetadata) -> Result<BTreeMap<String, String>> {
    match indexed_tags(cx, key.arn().unwrap_or_default()).await? {
        Some(tags) => Ok(tags),
        None => tags_of(cx, key.key_id()).await,
    }
}

async fn policy(cx: &ReadContext<Aws>, id: &str) -> Result<Option<PolicyDocument>> {
    let response = send!(cx, cx.api().kms().get_key_policy().key_id(id))?;
    let policy = response.policy().filter(|text| !text.is_empty()).map(PolicyDocument::parse).transpose();
    policy.map_err(|error| ProviderError::new(ErrorKind::Internal, format!("KMS gave {error}")))
}

async fn rotation(cx: &ReadContext<Aws>, key: &KeyMetadata) -> Result<Option<u16>> {
    if !matches!(key.key_spec(), None | Some(KeySpec::SymmetricDefault)) {
        return Ok(None);
    }
    let response = send!(cx, cx.api().kms().get_key_rotation_status().key_id(key.key_id()))?;
    let days = response.rotation_period_in_days().and_then(|days| u16::try_from(days).ok());
    Ok(response.key_rotation_enabled().then(|| days.unwrap_or(DEFAULT_PERIOD)))
}

/// The keys in the region whose tags are such, with those tags. KMS can look for nothing: every key of the account
/// is asked for its tags. What may not be read is not ours.
pub(super) async fn tagged(
    cx: &ReadContext<Aws>,
    such: impl Fn(&BTreeMap<String, String>) -> bool,
) -> Result<Vec<(String, BTreeMap<String, String>)>> {
    let mut keys = Vec::new();
    let mut pages = cx.api().kms().list_keys().limit(1000).into_paginator().items().send();
    while let Some(key) = pages.next().await {
        keys.extend(key.into_provider_result(cx.region())?.key_id);
    }
    let found: Vec<_> = stream::iter(keys)
        .map(|id| async move {
            match tags_of(cx, &id).await {
                Ok(tags) => Ok(Some((id, tags))),
                Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().filter(|(_, tags)| such(tags)).collect())
}

/// Ids of the keys of a type in the region that this stack owns and that stay. By the type that they were declared
/// as: which of several regions has the primary can change.
pub(super) async fn list_by_stack<R: Resource>(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let ours = |tags: &BTreeMap<String, String>| is_of_stack(cx.stack(), tags) && is_of_type::<R>(tags);
    let ours = tagged(cx, ours).await?;
    let keys = try_join_all(ours.iter().map(|(id, _)| describe(cx, id))).await?;
    Ok(keys.into_iter().flatten().filter(|key| !is_leaving(key)).map(|key| Id::new(key.key_id())).collect())
}

/// Whether a key is a replica of one in another region.
pub(super) fn is_replica(key: &KeyMetadata) -> bool {
    use aws_sdk_kms::types::MultiRegionKeyType;
    let of = key.multi_region_configuration().and_then(|multi| multi.multi_region_key_type());
    of == Some(&MultiRegionKeyType::Replica)
}

/// Whether a key is one of the account's own, made with material of KMS.
pub(super) fn is_customers(key: &KeyMetadata) -> bool {
    !matches!(key.key_manager(), Some(KeyManagerType::Aws))
}

/// Takes a key back that is on its way to be deleted. It is disabled then.
pub(super) async fn restore_deleted<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    cx.eventually(BAD_STATE, || async {
        match describe(cx, id.as_str()).await? {
            Some(key) if is_leaving(&key) => {
                let call = cx.api().kms().cancel_key_deletion().key_id(id.as_str());
                send!(cx, call).map(|_| ())
            }
            _ => Ok(()),
        }
    })
    .await
}

/// What keys and replicas can change in the same way.
pub(super) struct Wanted<'a> {
    pub(super) description: &'a str,
    pub(super) policy: Option<&'a PolicyDocument>,
    pub(super) enabled: bool,
    pub(super) window: u16,
    pub(super) tags: &'a BTreeMap<String, String>,
}

/// Brings description, policy and tags from `old` to `new`, and enables a key that is to be enabled: first, because
/// a disabled key allows little else.
pub(super) async fn change<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    changed: impl Fn(&str) -> bool,
    old: &Wanted<'_>,
    new: &Wanted<'_>,
) -> Result<()> {
    let (kms, key) = (cx.api().kms(), id.as_str());
    if changed("enabled") && new.enabled {
        cx.eventually(BAD_STATE, || async { send!(cx, kms.enable_key().key_id(key)) }).await?;
    }
    if changed("description") {
        let call = kms.update_key_description().key_id(key).description(new.description);
        retry!(cx, BAD_STATE, call)?;
    }
    if let (true, Some(policy)) = (changed("policy"), new.policy) {
        let call = kms.put_key_policy().key_id(key).policy(policy.to_json());
        retry!(cx, BAD_STATE, call)?;
    }
    let (had, wants) = (with_window(old.tags.clone(), old.window), with_window(new.tags.clone(), new.window));
    update_tags!(cx, kms, tag_resource / untag_resource, key_id(key); &had => &wants, BAD_STATE)?;
    Ok(())
}

/// Disables a key: last, because a disabled key allows little else.
pub(super) async fn disable<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    let call = cx.api().kms().disable_key().key_id(id.as_str());
    retry!(cx, BAD_STATE, call)?;
    Ok(())
}

/// Schedules the deletion of a key, and says until when it can be had back. Scheduled already is done: the window does
/// not restart.
pub(super) async fn schedule_deletion<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    window: u16,
) -> Result<()> {
    cx.eventually(BAD_STATE, || async {
        let call = cx.api().kms().schedule_key_deletion().key_id(id.as_str());
        let answer = send!(cx, call.pending_window_in_days(i32::from(window)));
        match answer {
            Err(error) if error.has_code(BAD_STATE) => match describe(cx, id.as_str()).await? {
                Some(key) if !is_leaving(&key) => Err(error),
                _ => Ok(()),
            },
            other => other.map(|_| ()),
        }
    })
    .await
    .ignore_not_found()?;
    if let Some(key) = describe(cx, id.as_str()).await?.filter(is_leaving) {
        let what = match key.key_state() {
            Some(KeyState::PendingReplicaDeletion) => {
                format!("the key: its window of {window} days begins when its replicas are gone")
            }
            _ => "the key: it can be had back until then".to_owned(),
        };
        let until = key.deletion_date().and_then(|date| u64::try_from(date.secs()).ok());
        cx.report_retained(RetainedResource { what, id: id.clone(), until });
    }
    Ok(())
}

/// What is wrong with what keys and replicas have in common.
pub(super) fn check(wanted: &Wanted<'_>) -> Vec<String> {
    let size = wanted.policy.map_or(0, |policy| policy.to_json().len());
    let wrong = format!("invalid `policy` of {size} bytes: KMS takes up to 32768");
    if size > 32_768 { vec![wrong] } else { Vec::new() }
}
