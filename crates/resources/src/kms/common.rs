//! Shared code of KMS's types: reads, tags and updates.

use archipel_engine::resource::ReadMode;
use aws_sdk_kms::types::{KeyManagerType, KeyMetadata, KeySpec, KeyState, Tag};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::prelude::*;

/// The tag that records the deletion window, which KMS accepts only when a key is deleted.
const WINDOW_TAG: &str = "archipel:deletion-window-in-days";
/// KMS's default.
pub(super) const DEFAULT_WINDOW: u16 = 30;
/// KMS's default rotation period in days.
pub(super) const DEFAULT_PERIOD: u16 = 365;
/// The error code while the state of a key does not allow a call.
pub(super) const INVALID_STATE_CODES: &[&str] = &["KMSInvalidStateException"];
/// The number of concurrent calls in a search.
const MAX_CONCURRENCY: usize = 8;

/// The tags, with that of the deletion window unless it is the default.
pub(super) fn with_window(mut tags: BTreeMap<String, String>, window: u16) -> BTreeMap<String, String> {
    if window != DEFAULT_WINDOW {
        tags.insert(WINDOW_TAG.to_owned(), window.to_string());
    }
    tags
}

/// Describes a key in any state, including pending deletion.
pub(super) async fn describe(cx: &ReadContext<Aws>, id: &str) -> Result<Option<KeyMetadata>> {
    let answer = send!(cx, cx.api().kms().describe_key().key_id(id));
    Ok(optional(answer)?.and_then(|answer| answer.key_metadata))
}

/// Whether the deletion of a key is pending. Such a key counts as deleted, except for its own URN.
pub(super) fn is_leaving(key: &KeyMetadata) -> bool {
    matches!(key.key_state(), Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion))
}

/// The status of a key. A disabled key is ready: programs can declare it.
pub(super) fn status_of(key: &KeyMetadata) -> Status {
    match key.key_state() {
        Some(KeyState::Enabled | KeyState::Disabled) => Status::Ready,
        Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion) => Status::Absent,
        Some(KeyState::Unavailable) => Status::Failed("its key store is unavailable".to_owned()),
        state => Status::Pending(state.map_or("Creating", KeyState::as_str).to_owned()),
    }
}

/// Functions of [`Resource`] that keys and replicas share.
macro_rules! delete_and_status {
    () => {
        async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
            $crate::kms::common::schedule_deletion(cx, id, last.props.deletion_window_in_days).await
        }

        async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
            $crate::kms::common::statuses(cx, ids).await
        }
    };
}
pub(super) use delete_and_status;

/// Statuses, one call each: KMS describes keys one by one.
pub(super) async fn statuses(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
    let keys = try_join_all(ids.iter().map(|id| describe(cx, id.as_str()))).await?;
    Ok(keys.iter().map(|key| key.as_ref().map_or(Status::Absent, status_of)).collect())
}

/// All tags of a key.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, id: &str) -> Result<BTreeMap<String, String>> {
    Ok(all_tags::<Tag>(&list_all!(cx, cx.api().kms().list_resource_tags().key_id(id))?))
}

/// The data of a key or a replica.
pub(super) struct Read {
    pub(super) key: KeyMetadata,
    pub(super) policy: Option<PolicyDocument>,
    /// The rotation period in days, if rotation is enabled.
    pub(super) rotation: Option<u16>,
    pub(super) window: u16,
    /// The tags that a program can have set.
    pub(super) tags: BTreeMap<String, String>,
}

/// The properties that [`read_from_list`] does not read: KMS returns them for one key per call.
pub(super) const UNREAD: [&str; 3] = ["policy", "enable_key_rotation", "rotation_period_in_days"];

/// Reads keys concurrently, without those whose deletion is pending.
pub(super) async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Read>> {
    read_as_deep(cx, ids, ReadMode::Full).await
}

/// As [`read`], with one call per key: KMS lists ids only, including keys whose deletion is pending.
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

/// The name of the shared scan of a region's keys.
pub(super) const SCAN: &str = "kms keys";

/// The keys of the region whose tags match, with their tags. KMS cannot search, so this reads the tags of all keys.
/// Keys that may not be read have another owner.
pub(super) async fn tagged(
    cx: &ReadContext<Aws>,
    such: impl Fn(&BTreeMap<String, String>) -> bool,
) -> Result<Vec<(String, BTreeMap<String, String>)>> {
    let keys = list_all!(cx, cx.api().kms().list_keys().limit(1000))?.into_iter().filter_map(|key| key.key_id);
    let found: Vec<_> = stream::iter(keys.collect::<Vec<_>>())
        .map(|id| async move {
            match tags_of(cx, &id).await {
                Ok(tags) => Ok(Some((id, tags))),
                Err(error) if matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .buffered(MAX_CONCURRENCY)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().filter(|(_, tags)| such(tags)).collect())
}

/// The ids of this stack's keys of a type in the region, without those whose deletion is pending. The declared type
/// decides, because the primary region of a key can change; keys of every owner differ by what they are now.
pub(super) async fn list_by_stack<R: Resource>(
    cx: &ReadContext<Aws>,
    is_of_kind: fn(&KeyMetadata) -> bool,
) -> Result<Vec<Id>> {
    let every = cx.lists_every_owner();
    let ours = |tags: &BTreeMap<String, String>| every || is_of_stack(cx.stack(), tags) && is_of_type::<R>(tags);
    let ours = tagged(cx, ours).await?;
    let keys = try_join_all(ours.iter().map(|(id, _)| describe(cx, id))).await?;
    let is_listed = |key: &KeyMetadata| !is_leaving(key) && (!every || is_customers(key) && is_of_kind(key));
    Ok(keys.into_iter().flatten().filter(is_listed).map(|key| Id::new(key.key_id())).collect())
}

/// Whether a key is a replica of one in another region.
pub(super) fn is_replica(key: &KeyMetadata) -> bool {
    use aws_sdk_kms::types::MultiRegionKeyType;
    let of = key.multi_region_configuration().and_then(|multi| multi.multi_region_key_type());
    of == Some(&MultiRegionKeyType::Replica)
}

/// Whether a key is a customer managed key.
pub(super) fn is_customers(key: &KeyMetadata) -> bool {
    !matches!(key.key_manager(), Some(KeyManagerType::Aws))
}

/// Cancels the pending deletion of a key, which is then disabled.
pub(super) async fn restore_deleted<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    cx.eventually(INVALID_STATE_CODES, || async {
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

/// The properties that keys and replicas update in the same way.
pub(super) struct Wanted<'a> {
    pub(super) description: &'a str,
    pub(super) policy: Option<&'a PolicyDocument>,
    pub(super) enabled: bool,
    pub(super) window: u16,
    pub(super) tags: &'a BTreeMap<String, String>,
}

/// Updates description, policy and tags from `old` to `new`. Enables the key first, because a disabled key allows few
/// calls.
pub(super) async fn change<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    changed: impl Fn(&str) -> bool,
    old: &Wanted<'_>,
    new: &Wanted<'_>,
) -> Result<()> {
    let (kms, key) = (cx.api().kms(), id.as_str());
    if changed("enabled") && new.enabled {
        cx.eventually(INVALID_STATE_CODES, || async { send!(cx, kms.enable_key().key_id(key)) }).await?;
    }
    if changed("description") {
        let call = kms.update_key_description().key_id(key).description(new.description);
        retry!(cx, INVALID_STATE_CODES, call)?;
    }
    if let (true, Some(policy)) = (changed("policy"), new.policy) {
        let call = kms.put_key_policy().key_id(key).policy(policy.to_json());
        retry!(cx, INVALID_STATE_CODES, call)?;
    }
    let (had, wants) = (with_window(old.tags.clone(), old.window), with_window(new.tags.clone(), new.window));
    update_tags!(cx, kms, tag_resource / untag_resource, key_id(key); &had => &wants, INVALID_STATE_CODES)?;
    Ok(())
}

/// Disables a key. The last call, because a disabled key allows few others.
pub(super) async fn disable<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    let call = cx.api().kms().disable_key().key_id(id.as_str());
    retry!(cx, INVALID_STATE_CODES, call)?;
    Ok(())
}

/// Schedules the deletion of a key, and reports until when it can be restored. A pending deletion is a success; its
/// window does not restart.
pub(super) async fn schedule_deletion<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    window: u16,
) -> Result<()> {
    cx.eventually(INVALID_STATE_CODES, || async {
        let call = cx.api().kms().schedule_key_deletion().key_id(id.as_str());
        let answer = send!(cx, call.pending_window_in_days(i32::from(window)));
        match answer {
            Err(error) if error.has_code(INVALID_STATE_CODES) => match describe(cx, id.as_str()).await? {
                Some(key) if !is_leaving(&key) => Err(error),
                _ => Ok(()),
            },
            other => other.map(|_| ()),
        }
    })
    .await
    .ignore_not_found()?;
    cx.api().forget(SCAN);
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

/// Checks the shared properties of keys and replicas.
pub(super) fn check(wanted: &Wanted<'_>) -> Vec<String> {
    let size = wanted.policy.map_or(0, |policy| policy.to_json().len());
    let wrong = format!("invalid `policy` of {size} bytes: KMS takes up to 32768");
    if size > 32_768 { vec![wrong] } else { Vec::new() }
}
