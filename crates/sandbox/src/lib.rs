//! A local AWS: emulators behind a gateway that routes and counts calls and injects faults on request.
//!
//! ```no_run
//! # async fn example() -> archipel_sandbox::Result<()> {
//! use archipel_sandbox::{Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default()).await?;
//! // Use it as the endpoint of any AWS client. The access key is the account, the secret access key is the sandbox's.
//! let (account, secret) = (archipel_sandbox::fresh_account(), sandbox.secret().expose());
//! println!("{} {account} {}", sandbox.endpoint(), secret.len());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! * [`Sandbox`]: emulators and gateway inside this process.
//! * [`Emulators::shared`] and [`Gateway::bind`]: for tests. Each process has one set of emulators; each test has a
//!   gateway with its own faults and counters, and a [`fresh_account`] that isolates it from the others.
//! * [`daemon`]: a sandbox in the background, which outlives the command that started it.
//! * [`faults`]: fault injection.
//! * [`kubernetes`]: the API servers of EKS clusters.
//! * [`saas`]: stand-ins for the APIs of PagerDuty, Sentry and Grafana.
//! * [`traffic`]: a stand-in for the traffic of users, for drills.
//!
//! # Access
//!
//! The gateway listens on 127.0.0.1 and accepts only requests that are signed with the sandbox's [`Secret`], which is
//! random and stored in a file that only its owner can read. Requests of web pages are refused. The emulators listen
//! on Unix sockets in a folder that only the owner can enter. No process of the sandbox inherits the environment of
//! the program that started it. Emulated functions run as the owner's user: do not invoke code that you would not
//! run.
//!
//! The emulators end with the process that started them, even if it is killed.
//!
//! # Limits
//!
//! The emulators are not AWS. `QUIRKS.md` beside this crate's manifest lists their differences, the corrections of
//! the sandbox, and which emulator serves which service and why.

#![cfg(unix)]

mod calls;
mod clean;
pub mod daemon;
mod digest;
mod emulators;
mod error;
pub mod faults;
mod fixes;
pub mod gateway;
mod install;
pub mod kubernetes;
mod lock;
mod net;
mod paths;
mod private;
mod process;
mod progress;
mod protocol;
pub mod saas;
mod sandbox;
mod secret;
mod signature;
pub mod traffic;

pub use calls::Calls;
pub use emulators::{ApiServers, EmulatorStatus, Emulators};
pub use error::{Error, Result};
pub use fixes::Listed;
pub use gateway::{Gateway, Status};
pub use install::{InstallOptions, Installation, PINS};
pub use net::assert_loopback;
pub use paths::{cache_dir, run_dir};
pub use progress::{Listener, Progress};
pub use sandbox::{Options, Sandbox};
pub use secret::Secret;

/// A new random account: 12 digits, the first of which is not zero.
#[must_use]
pub fn fresh_account() -> String {
    rand::random_range(100_000_000_000_u64..1_000_000_000_000).to_string()
}
