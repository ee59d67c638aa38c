//! The AWS SDK, as resource types use it.

mod client;
mod connection;
mod error;
mod governor;
pub(crate) mod once;
mod rates;
mod tags;

pub use client::Aws;
pub use connection::{Connection, Settings, Target};
pub use governor::CallCounter;

pub(crate) use error::{Answer, OrGone, kind_of};
pub(crate) use tags::{STACK_TAG, TOKEN_TAG, URN_TAG, own_tags, owned_tags};
