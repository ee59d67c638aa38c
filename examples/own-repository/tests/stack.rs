//! Plans the stack in memory: no server, no account.

use archipel::aws::s3::Bucket;
use archipel::aws::sns::Subscription;
use archipel::testing::Test;
use shop::{Config, program};

fn config() -> Config {
    Config { region: "eu-west-1".into(), keep_days: 7, team: vec!["ada@example.com".into(), "max@example.com".into()] }
}

#[test]
fn the_bucket_and_the_subscriptions_are_created() {
    let planned = Test::new("shop", "dev").plan(|stack| program(stack, &config()));
    planned.of::<Bucket>("uploads").assert_created().assert_input("bucket", "shop-dev-uploads");
    assert_eq!(planned.all::<Subscription>().len(), 2);
}

#[test]
fn only_production_refuses_to_delete_the_uploads() {
    for (stack, refused) in [("dev", false), ("prod", true)] {
        let mut test = Test::new("shop", stack);
        test.up(|stack| program(stack, &config()));
        assert_eq!(test.try_plan(|_| ()).is_err(), refused, "{stack}");
    }
}
