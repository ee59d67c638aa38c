//! Settings of a whole account: the block of public buckets, the rules for passwords, and the encryption of volumes.

use crate::common::{EU, Expect, Failed, US, World, check, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::EbsEncryptionByDefault;
use archipel_resources::iam::{AccountPasswordPolicy, AccountPasswordPolicyArgs, AccountPasswordPolicyProps};
use archipel_resources::s3::{AccountPublicAccessBlock, PublicAccessBlock};
use aws_sdk_s3control::types::PublicAccessBlockConfiguration;

const BLOCK: &str = "global::aws:s3/AccountPublicAccessBlock::account";
const PASSWORDS: &str = "global::aws:iam/AccountPasswordPolicy::account";

/// The rules of the first version are less strict.
fn passwords(version: u32) -> AccountPasswordPolicyArgs {
    let args = AccountPasswordPolicyArgs::new().minimum_password_length(if version == 1 { 8_u8 } else { 14 });
    let args = args.allow_users_to_change_password(true);
    if version == 1 { args } else { args.password_reuse_prevention(24_u8).max_password_age(90_u16) }
}

pub(crate) fn settings(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let block = PublicAccessBlock::new().restrict_public_buckets(version == 2);
    AccountPublicAccessBlock::new(&scope, "account", block);
    AccountPasswordPolicy::new(&scope, "account", passwords(version));
    EbsEncryptionByDefault::new(&scope, "volumes");
    EbsEncryptionByDefault::new(&stack.region(US), "volumes");
}

async fn block_of(world: &World) -> Option<PublicAccessBlockConfiguration> {
    let aws = world.aws(EU);
    let response = aws.s3control().get_public_access_block().account_id(world.account()).send().await;
    response.ok()?.public_access_block_configuration
}

#[tokio::test]
async fn settings_of_the_account_live_through_everything() {
    lifecycle(
        |stack| settings(stack, 1),
        |stack| settings(stack, 2),
        &[Expect::Update(BLOCK), Expect::Update(PASSWORDS)],
        async |world: &World, version| {
            let block = block_of(world).await.unwrap();
            assert_eq!(block.block_public_acls(), Some(true));
            assert_eq!(block.restrict_public_buckets(), Some(version == 2));
            let policy = world.aws(EU).iam().get_account_password_policy().send().await.unwrap();
            let policy = policy.password_policy.unwrap();
            assert_eq!(policy.minimum_password_length(), Some(if version == 1 { 8 } else { 14 }));
            assert_eq!(policy.expire_passwords(), version == 2);
            for region in [EU, US] {
                let response = world.aws(region).ec2().get_ebs_encryption_by_default().send().await.unwrap();
                assert_eq!(response.ebs_encryption_by_default(), Some(true), "{region}");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn settings_that_the_account_has_already_are_taken_over() {
    let world = World::start().await;
    let aws = world.aws(EU);
    aws.ec2().enable_ebs_encryption_by_default().send().await.unwrap();
    aws.iam().update_account_password_policy().minimum_password_length(10).send().await.unwrap();
    let acls = PublicAccessBlockConfiguration::builder().block_public_acls(true).build();
    let call = aws.s3control().put_public_access_block().account_id(world.account());
    call.public_access_block_configuration(acls).send().await.unwrap();

    world.up(|stack| settings(stack, 2)).await;
    world.assert_in_step(|stack| settings(stack, 2), "after settings were taken over").await;
    assert_eq!(block_of(&world).await.unwrap().restrict_public_buckets(), Some(true));

    world.destroy().await;
    assert_eq!(block_of(&world).await, None);
    assert!(aws.iam().get_account_password_policy().send().await.is_err());
    let response = aws.ec2().get_ebs_encryption_by_default().send().await.unwrap();
    assert_eq!(response.ebs_encryption_by_default(), Some(false));
}

#[tokio::test]
async fn a_create_does_not_make_an_account_less_safe() {
    let world = World::start().await;
    let aws = world.aws(EU);
    aws.iam().update_account_password_policy().minimum_password_length(20).send().await.unwrap();
    let all = PublicAccessBlockConfiguration::builder().block_public_acls(true).restrict_public_buckets(true).build();
    let call = aws.s3control().put_public_access_block().account_id(world.account());
    call.public_access_block_configuration(all).send().await.unwrap();

    let Err(Failed(why)) = world.try_up(|stack| settings(stack, 1)).await else { panic!("they were taken over") };
    for part in [
        "a stricter password policy (`minimum_password_length` is 20); nothing of it was changed",
        "import(\"iam-account-password-policy\")",
        "also sets restrict_public_buckets; nothing of it was changed",
    ] {
        assert!(why.contains(part), "no `{part}` in {why}");
    }
    let policy = aws.iam().get_account_password_policy().send().await.unwrap().password_policy.unwrap();
    assert_eq!(policy.minimum_password_length(), Some(20));
    assert_eq!(block_of(&world).await.unwrap().restrict_public_buckets(), Some(true));
    world.destroy().await;
}

#[tokio::test]
async fn passwords_that_cannot_expire_do_not_expire_hard() {
    let props = AccountPasswordPolicyProps {
        minimum_password_length: 14,
        require_numbers: false,
        require_symbols: false,
        require_uppercase_characters: false,
        require_lowercase_characters: false,
        allow_users_to_change_password: true,
        max_password_age: None,
        password_reuse_prevention: None,
        hard_expiry: true,
    };
    let found = check::<AccountPasswordPolicy>(props.clone()).await;
    assert!(matches!(&found[..], [one] if one.contains("set `max_password_age`")), "{found:?}");
    let aged = AccountPasswordPolicyProps { max_password_age: Some(90), ..props };
    assert_eq!(check::<AccountPasswordPolicy>(aged).await, [""; 0]);
}
