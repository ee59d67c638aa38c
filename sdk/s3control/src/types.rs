
pub use crate::types::_public_access_block_configuration::PublicAccessBlockConfiguration;

mod _public_access_block_configuration;

pub mod builders;

pub mod error;