//! The tag by which the bill is divided.

use serde_json::json;

use crate::world::{Applied, config};

const TAG: &str = "aws:ce/CostAllocationTag";

#[test]
fn the_tag_of_the_budgets_is_activated_where_the_file_says_so() {
    let mut config = config("prod");
    assert!(Applied::with("prod", &config).of_type(TAG).is_empty(), "no bill has the tag in the first run");
    config.costs.as_mut().expect("costs").activate_tag = true;
    let prod = Applied::with("prod", &config);
    let key = prod.only(TAG, "environment").text("tag_key").to_owned();
    let budgets = prod.of_type("AWS::Budgets::Budget");
    assert!(budgets.len() > 1, "{} budgets", budgets.len());
    for budget in budgets {
        let filters = &budget.json()["Budget"]["CostFilters"];
        assert_eq!(filters["TagKeyValue"], json!([format!("user:{key}$prod")]), "{}", budget.urn);
    }
    let vpcs = prod.of_type("aws:ec2/Vpc");
    assert!(vpcs.iter().all(|vpc| vpc.json()["tags"][&key] == "prod"), "the resources of the stack have it");
}
