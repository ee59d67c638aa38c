//! Where Archipel keeps state.
//!
//! [`SledStore`] keeps the state of one stack in a folder of this machine; `S3Store`, behind the feature `s3`, in a
//! bucket that a team shares; [`AnyStore`] wherever a [`Location`] says. What does not depend on the place is
//! shared by all stores: how values are written and secrets sealed ([`codec`], [`seal`]), the documents state is
//! made of ([`document`]), exports ([`export`]), the format's version ([`format`]), the rules a state keeps
//! ([`verify`]).
//!
//! A store gives one promise: a commit that was acknowledged is there after any crash, whole; and what is not
//! right any more is refused by name, never read wrongly.

#[cfg(not(unix))]
compile_error!("Archipel runs on Linux and macOS: the files of a state have owners and modes");

mod any;
pub mod codec;
#[cfg(feature = "contract")]
pub mod contract;
pub mod document;
pub mod export;
mod files;
pub mod format;
mod history;
mod journal;
mod location;
pub mod migrate;
mod options;
#[cfg(feature = "s3")]
pub mod s3;
pub mod seal;
mod secrets;
pub mod sled;
pub mod verify;

pub use self::any::AnyStore;
pub use self::document::Document;
#[cfg(feature = "contract")]
pub use self::files::faults;
pub use self::location::{Location, NoLocation, S3Location};
pub use self::options::{Options, Peek};
#[cfg(feature = "s3")]
pub use self::s3::{Held, S3Stats, S3Store};
pub use self::seal::{
    CachingSealer, DataKey, DecryptedKey, Either, GeneratedKey, KeyHeader, KeyProtection, KeyService, KeyWarnings,
    Keys, KmsKey, NoKey, Passphrase, Prompt, Purpose, SealError, Sealer, Vault, WrappedKey,
};
pub use self::secrets::{NamedSecret, SecretsFile};
pub use self::sled::{SledStore, Stats};
pub use self::verify::{Problem, verify};
