//! The names that the files of resource types share.

pub(crate) use archipel_engine::resource::prelude::*;
pub(crate) use futures::future::try_join_all;

pub(crate) use crate::aws::{
    Aws, IgnoreNotFound, SdkResultExt, Tags, all_tags, build_input, count, create_once, create_tags, indexed_tags,
    list_all, list_pages, no_retry, number, optional, own_tags, owned_tags, parsed, parsed_option, read_each,
    read_in_batches, retry, sdk_tags, send, sync_tags, text, texts, unknown_value, unreadable, update_tags,
};
pub(crate) use crate::equivalences;
pub(crate) use crate::lookup::{
    Failed, State, delete, delete_and_wait, describe_one, described, keep_unmanaged, lookup, reads,
};
pub(crate) use crate::natural_key::{
    ByName, NaturalKey, NothingToFind, converge, create_named, id_in, is_listed, is_of_stack, is_of_type, is_ours,
    not_found_as_retryable, ready, ready_by_read, refuse_taken, retry_on, taken,
};
pub(crate) use crate::permissions::meta;
pub(crate) use crate::types::*;
pub(crate) use crate::violations::violations;
