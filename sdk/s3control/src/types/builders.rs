
pub use crate::types::_public_access_block_configuration::PublicAccessBlockConfigurationBuilder;