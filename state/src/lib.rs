//! State stores of Archipel.
//!
//! [`SledStore`] keeps the state of one stack in a folder of this machine; `S3Store`, behind the feature `s3`, in a
//! bucket that a team shares; [`AnyStore`] opens the store for a [`Location`]. All stores share the encoding of
//! values ([`codec`]), the sealing of secrets ([`seal`]), the documents of a state ([`document`]), exports
//! ([`export`]), the version of the format ([`format`]) and the rules of a consistent state ([`verify`]).
//!
//! Every store guarantees that an acknowledged commit survives any crash as a whole, and that damage is reported with
//! its location and never read as valid state.

#[cfg(not(unix))]
compile_error!("Archipel runs on Linux and macOS: the files of a state have owners and modes");

mod any;
mod blocking;
pub mod codec;
#[cfg(feature = "contract")]
pub mod contract;
pub mod document;
pub mod export;
mod export_lines;
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
pub use self::s3::{LeaseStatus, S3Stats, S3Store};
pub use self::seal::{
    CachingSealer, DataKey, DecryptedKey, Either, GeneratedKey, KeyHeader, KeyProtection, KeyService, KeyWarnings,
    Keys, KmsKey, NoKey, Passphrase, Prompt, Purpose, SealError, Sealer, Vault, WrappedKey,
};
pub use self::secrets::{NamedSecret, SecretsFile};
pub use self::sled::{SledStore, Stats};
pub use self::verify::{Problem, verify};
