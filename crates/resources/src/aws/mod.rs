//! The AWS SDK, as resource types use it.

#[cfg(feature = "s3")]
mod account_endpoint;
pub(crate) mod accounts;
mod awaited;
mod batches;
mod client;
mod connection;
mod error;
mod governor;
pub(crate) mod no_retry;
mod pacing;
mod rates;
mod read;
mod regions;
pub(crate) mod service_tags;
mod stamp;
mod tag_check;
mod tag_index;
mod tags;

pub use accounts::in_arn as account_in_arn;
pub use archipel_endpoints::Endpoints;
pub use client::Aws;
pub use connection::{Connection, SANDBOX_SPEED, SandboxSecret, Settings, Target, UNNAMED_ENDPOINT};
pub use error::SdkResultExt;
pub use governor::CallCounter;

pub(crate) use batches::Batches;
pub use error::chain;
pub(crate) use error::{IgnoreNotFound, kind_of};
pub(crate) use read::{
    build_input, count, create_once, keep_unmanaged, list_all, list_pages, number, optional, parsed, parsed_option,
    read_each, read_in_batches, retry, send, text, texts, unknown_value, unreadable,
};
pub(crate) use tag_check::check_tags;
pub(crate) use tag_index::indexed_tags;
pub use tags::{STACK_TAG, TOKEN_TAG, URN_TAG, is_own_tag, ownership_tags};
pub(crate) use tags::{
    TagSet, Tags, all_tags, create_tags, own_tags, owned_tags, owner, sdk_tags, sync_tags, update_tags,
};
