//! AWS Secrets Manager: secrets, their values, who may read them, and their rotation.

mod common;
mod generated_password;
mod resource_policy;
mod rotation;
mod secret;
mod secret_value;

pub use generated_password::{
    GeneratedPassword, GeneratedPasswordArgs, GeneratedPasswordAttrs, GeneratedPasswordProps,
};
pub use resource_policy::{ResourcePolicy, ResourcePolicyArgs, ResourcePolicyAttrs, ResourcePolicyProps};
pub use rotation::{Rotation, RotationArgs, RotationAttrs, RotationProps};
pub use secret::{Replica, ReplicaProps, Secret, SecretArgs, SecretAttrs, SecretProps};
pub use secret_value::{SecretValue, SecretValueArgs, SecretValueAttrs, SecretValueProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<GeneratedPassword>()
        .resource::<ResourcePolicy>()
        .resource::<Rotation>()
        .resource::<Secret>()
        .resource::<SecretValue>()
}
