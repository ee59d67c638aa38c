//! Tags by which the bill of an account is divided.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::{Options, Stack};
use archipel_resources::ce::{CostAllocationTag, CostAllocationTagArgs};
use archipel_resources::ec2::{Vpc, VpcArgs};
use aws_sdk_costexplorer::types::CostAllocationTagStatus;
use serde_json::json;

const KEY: &str = "global::aws:ce/CostAllocationTag::key";

pub(crate) fn allocated(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16").tags([("team", "core"), ("cost-center", "7")]));
    let key = if version == 1 { "team" } else { "cost-center" };
    CostAllocationTag::with_options(&scope, "key", CostAllocationTagArgs::new(key), Options::new().depends_on(&vpc));
}

/// The active keys of the account.
async fn active(world: &World) -> Vec<String> {
    let aws = world.aws(EU);
    let call = aws.ce().list_cost_allocation_tags().status(CostAllocationTagStatus::Active);
    let tags = call.send().await.unwrap().cost_allocation_tags.unwrap_or_default();
    tags.into_iter().map(|tag| tag.tag_key).collect()
}

#[tokio::test]
async fn a_cost_allocation_tag_lives_through_everything() {
    lifecycle(
        |stack| allocated(stack, 1),
        |stack| allocated(stack, 2),
        &[Expect::Replace(KEY)],
        async |world: &World, version| {
            assert_eq!(active(world).await, [if version == 1 { "team" } else { "cost-center" }]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_key_that_no_resource_has_is_refused_with_advice() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        CostAllocationTag::new(&stack.region(EU), "key", CostAllocationTagArgs::new("nobodys"));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("no resource has it") };
    for said in ["Tag keys not found: nobodys", "up to 24 hours", "leave the resource out until then"] {
        assert!(why.contains(said), "{why}");
    }
    assert!(active(&world).await.is_empty());
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn an_account_that_does_not_pay_gets_advice() {
    let world = World::start().await;
    let message = "Failed to update Cost Allocation Tag: Linked account doesn't have access to cost allocation tags.";
    world.faults(json!([{
        "service": "ce", "operation": "UpdateCostAllocationTagsStatus", "kind": "error", "status": 400,
        "code": "AccessDeniedException", "message": message,
    }]));
    let Err(Failed(why)) = world.try_up(|stack| allocated(stack, 1)).await else { panic!("it is not the payer") };
    assert!(why.contains(message) && why.contains("in a stack of that account"), "{why}");
    world.faults(json!([]));
    world.destroy().await;
}
