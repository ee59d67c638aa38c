//! AWS Secrets Manager: secrets, their values, replicas, policies and rotation.

mod common;
mod generated_password;
mod resource_policy;
mod rotation;
mod secret;
mod secret_replica;
mod secret_value;

crate::service! {
    resources {
        generated_password: GeneratedPassword;
        resource_policy: ResourcePolicy;
        rotation: Rotation;
        secret: Secret;
        secret_replica: SecretReplica;
        secret_value: SecretValue;
    }
}
