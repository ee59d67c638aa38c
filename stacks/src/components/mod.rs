//! The parts of the platform. Each is declared once and used in as many regions as it is given.

mod artifacts;
mod identity;
mod keys;
mod network;
mod site;
mod transit;

pub use artifacts::{Artifacts, ReplicatedBucket};
pub use identity::Identity;
pub use keys::Keys;
pub use network::Network;
pub use site::Site;
pub use transit::Transit;
