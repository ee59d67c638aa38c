//! Archipel and the AWS SDK as one shared library.
//!
//! In a development build they are 300 MB, and copying them into each binary takes most of the time between an edit and
//! a preview. The feature `dynamic` of `archipel` links this library in their place. A binary of such a build runs only
//! where its target folder is.

pub use archipel_cli;
pub use archipel_engine;
pub use archipel_kubernetes;
pub use archipel_resources;
pub use archipel_saas;
