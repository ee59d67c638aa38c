//! Replicas of secrets as resources of their own.

use crate::common::{EU, Expect, Failed, US, World, lifecycle};
use archipel_engine::Stack;
use archipel_resources::kms::{Key, KeyArgs};
use archipel_resources::secretsmanager::{
    Replica, Secret, SecretArgs, SecretReplica, SecretReplicaArgs, SecretValue, SecretValueArgs,
};

const REPLICA: &str = "eu-west-1::aws:secretsmanager/SecretReplica::s";

fn secret(stack: &Stack, replicas: &[&str]) -> Secret {
    let scope = stack.region(EU);
    let args = SecretArgs::new("luneo/s").recovery_window_in_days(0_u16);
    let all: Vec<_> = replicas.iter().map(|region| Replica::new(*region)).collect();
    let args = if all.is_empty() { args } else { args.replicas(all) };
    let secret = Secret::new(&scope, "s", args);
    SecretValue::new(&scope, "s", SecretValueArgs::new(secret.arn(), "shared"));
    secret
}

pub(crate) fn shared(stack: &Stack, version: u32) {
    let key = Key::new(&stack.region(US), "k", KeyArgs::new());
    let args = SecretReplicaArgs::new(secret(stack, &[]).arn(), US);
    let args = if version == 1 { args } else { args.kms_key_id(key.arn()) };
    SecretReplica::new(&stack.region(EU), "s", args);
}

#[tokio::test]
async fn a_replica_lives_through_everything() {
    lifecycle(
        |stack| shared(stack, 1),
        |stack| shared(stack, 2),
        &[Expect::Update(REPLICA)],
        async |world: &World, version| {
            let secrets = world.aws(US);
            let copy = secrets.secretsmanager().get_secret_value().secret_id("luneo/s").send().await.unwrap();
            assert_eq!(copy.secret_string(), Some("shared"));
            let secrets = world.aws(EU);
            let secret = secrets.secretsmanager().describe_secret().secret_id("luneo/s").send().await.unwrap();
            assert_eq!(secret.replication_status().len(), 1, "{secret:?}");
            let is_own = secret.replication_status()[0].kms_key_id() == Some("alias/aws/secretsmanager");
            assert_eq!(is_own, version == 1, "{secret:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn a_replica_that_its_secret_declared_moves_to_its_own_resource_in_place() {
    let world = World::start().await;
    world.up(|stack| drop(secret(stack, &[US]))).await;
    let removed = || world.calls().of("secretsmanager", "RemoveRegionsFromReplication");
    let replicated = || world.calls().of("secretsmanager", "ReplicateSecretToRegions");
    let before = (removed(), replicated());
    world.up(|stack| shared(stack, 1)).await;
    assert_eq!((removed(), replicated()), before, "the replica is there all the time");
    world.assert_in_step(|stack| shared(stack, 1), "after the move").await;
    world.up(|stack| drop(secret(stack, &[]))).await;
    assert_eq!(removed(), before.0 + 1, "and is removed with its resource");
}

#[tokio::test]
async fn a_replica_with_another_key_is_refused_and_left_alone() {
    let world = World::start().await;
    world.up(|stack| drop(secret(stack, &[US]))).await;
    let Err(Failed(why)) = world.try_up(|stack| shared(stack, 2)).await else { panic!("it has another key") };
    assert!(why.contains("the secret has a replica in us-east-1 with the key alias/aws/secretsmanager"), "{why}");
    let copy = world.aws(US).secretsmanager().describe_secret().secret_id("luneo/s").send().await;
    assert!(copy.is_ok(), "{copy:?}");
}
