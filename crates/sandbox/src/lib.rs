//! A local AWS: emulators behind one gateway that routes, counts and misbehaves on request.
//!
//! ```no_run
//! # async fn example() -> archipel_sandbox::Result<()> {
//! use archipel_sandbox::{Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default()).await?;
//! // Point any AWS client at it. The access key is the account, the secret access key is the sandbox's own.
//! let (account, secret) = (archipel_sandbox::fresh_account(), sandbox.secret().expose());
//! println!("{} {account} {}", sandbox.endpoint(), secret.len());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! * [`Sandbox`]: emulators and gateway inside this process.
//! * [`Emulators::shared`] and [`Gateway::bind`]: for tests. One set of emulators a process; a gateway, with
//!   its own faults and counters, a test; and [`fresh_account`] so that tests do not see each other.
//! * [`daemon`]: a sandbox in the background, which outlives the command that started it.
//! * [`faults`]: how to make it misbehave.
//!
//! # Who can use it
//!
//! The gateway listens on 127.0.0.1 and serves requests that are signed with the sandbox's [`Secret`], which is
//! random and kept in a file that only its owner can read. Requests of web pages are refused. The emulators listen on
//! Unix sockets in a folder that only the owner can enter. Nothing that the sandbox starts sees the environment of
//! the program that started it. Emulated functions run as the owner's user: do not invoke code that you would not run.
//!
//! The emulators end with the process that started them, however that ends.
//!
//! # What to trust
//!
//! The emulators are not AWS. `QUIRKS.md` beside this crate's manifest lists what each does differently,
//! where the sandbox corrects it, and which of them serves what and why.

#![cfg(unix)]

mod calls;
mod clean;
pub mod daemon;
mod emulators;
mod error;
pub mod faults;
mod fixes;
pub mod gateway;
mod install;
mod lock;
mod net;
mod paths;
mod private;
mod process;
mod progress;
mod sandbox;
mod secret;
mod signature;
mod standin;

pub use calls::Calls;
pub use emulators::{EmulatorStatus, Emulators};
pub use error::{Error, Result};
pub use gateway::{Gateway, Status};
pub use install::{InstallOptions, Installation, PINS};
pub use net::assert_loopback;
pub use paths::{cache_dir, run_dir};
pub use progress::{Listener, Progress};
pub use sandbox::{Options, Sandbox};
pub use secret::Secret;
pub use standin::{Listed, StandIn, StandInRequest};

/// A new account, which nobody else uses: 12 random digits, not starting with a zero.
#[must_use]
pub fn fresh_account() -> String {
    rand::random_range(100_000_000_000_u64..1_000_000_000_000).to_string()
}
