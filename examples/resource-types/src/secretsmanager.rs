//! Secrets.

use archipel::aws::kms::ReplicaKey;
use archipel::aws::lambda::{Function, Permission};
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

/// `secretsmanager/GeneratedPassword`: a user name, and a password that Secrets Manager generates.
pub fn generated_password(scope: &Scope, secret: &Secret) -> GeneratedPassword {
    GeneratedPassword::new(scope, "cache", GeneratedPasswordArgs::new(secret.arn(), "app"))
}

/// `secretsmanager/ResourcePolicy`: every delete of the secret has a recovery window.
pub fn resource_policy(scope: &Scope, secret: &Secret) -> ResourcePolicy {
    let recoverable = policy!({
        "Statement": [{
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:DeleteSecret",
            "Resource": "*",
            "Condition": { "Bool": { "secretsmanager:ForceDeleteWithoutRecovery": "true" } },
        }],
    });
    ResourcePolicy::new(scope, "cache", ResourcePolicyArgs::new(secret.arn(), recoverable))
}

/// `secretsmanager/Rotation`: a function changes the secret every 30 days.
pub fn rotation(scope: &Scope, secret: &Secret, function: &Function, permission: &Permission) -> Rotation {
    let args = RotationArgs::new(secret.arn(), function.arn()).automatically_after_days(30);
    // Secrets Manager calls the function immediately, so its permission must exist first.
    Rotation::with_options(scope, "cache", args, Options::new().depends_on(permission))
}

/// `secretsmanager/Secret`: a secret with a replica in another region.
pub fn secret(scope: &Scope, name: &str) -> Secret {
    let args = SecretArgs::new(format!("shop/{name}")).replicas([Replica::new("us-east-1")]).recovery_window_in_days(7);
    Secret::new(scope, name, args)
}

/// `secretsmanager/SecretReplica`: a replica in another region, for which nothing waits that needs the secret here.
pub fn secret_replica(scope: &Scope, key: &ReplicaKey) -> SecretReplica {
    let secret = Secret::new(scope, "shared", SecretArgs::new("shop/shared"));
    let args = SecretReplicaArgs::new(secret.arn(), "us-east-1").kms_key_id(key.arn());
    SecretReplica::new(scope, "shared", args)
}

/// `secretsmanager/SecretValue`: the value of a secret, from a secret of the configuration.
pub fn secret_value(scope: &Scope, secret: &Secret, api_key: &str) -> SecretValue {
    SecretValue::new(scope, "api-key", SecretValueArgs::new(secret.arn(), api_key))
}
