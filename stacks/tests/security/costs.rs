//! The tag by which the bill is divided, and the expected costs.

use serde_json::json;

use crate::world::{Applied, REGIONS, Resource, config};

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

/// The hours of a month, as AWS's calculator has them.
const HOURS: f64 = 730.0;
/// Prices in US dollars an hour, without those for gigabytes and requests, in eu-west-1 and us-east-1: the price list of Amazon EC2
/// of 2 October 2026 for NAT gateways; the pages of the prices of PrivateLink, Transit Gateway, public IPv4 addresses and
/// Elastic Load Balancing for the others.
const NAT_GATEWAY: [f64; 2] = [0.048, 0.045];
const INTERFACE_ENDPOINT: [f64; 2] = [0.011, 0.010];
const ATTACHMENT: [f64; 2] = [0.05, 0.05];
const PUBLIC_ADDRESS: [f64; 2] = [0.005, 0.005];
const LOAD_BALANCER: [f64; 2] = [0.0252, 0.0225];

/// What resources in a region cost an hour: how many there are, and the price of one.
fn hourly(of: &Applied, region: usize, price: [f64; 2], kind: &str, units: fn(&Resource<'_>) -> usize) -> f64 {
    let all = of.of_type(kind);
    let here = all.iter().filter(|resource| resource.region() == REGIONS[region]);
    here.map(units).sum::<usize>() as f64 * price[region]
}

fn subnets(of: &Resource<'_>) -> usize {
    let inputs = of.json();
    ["subnet_ids", "subnets"].iter().filter_map(|name| inputs[*name].as_array().map(Vec::len)).sum()
}

#[test]
fn the_expected_costs_of_networks_and_load_balancers_are_those_of_their_resources() {
    for stack in ["staging", "prod"] {
        let of = Applied::of(stack);
        let config = config(stack);
        let expected = &config.costs.as_ref().expect("costs").expected;
        let (mut network, mut ingress) = (0.0, 0.0);
        for (region, attachment) in ATTACHMENT.into_iter().enumerate() {
            network += hourly(&of, region, NAT_GATEWAY, "aws:ec2/NatGateway", |_| 1)
                + hourly(&of, region, PUBLIC_ADDRESS, "aws:ec2/ElasticIp", |_| 1)
                // A gateway endpoint has no subnets, and costs nothing.
                + hourly(&of, region, INTERFACE_ENDPOINT, "aws:ec2/VpcEndpoint", subnets)
                + hourly(&of, region, ATTACHMENT, "aws:ec2/TransitGatewayVpcAttachment", |_| 1)
                // The peering of the two gateways is attached to each.
                + attachment;
            ingress += hourly(&of, region, LOAD_BALANCER, "aws:elbv2/LoadBalancer", |_| 1)
                + hourly(&of, region, PUBLIC_ADDRESS, "aws:elbv2/LoadBalancer", subnets);
        }
        for (part, an_hour) in [("network", network), ("ingress", ingress)] {
            let (a_month, written) = (an_hour * HOURS, expected[part]);
            let share = (written - a_month).abs() / a_month;
            assert!(
                share < 0.1,
                "{stack}: `costs.expected.{part}` is {written}, and its resources cost {a_month:.0} a month"
            );
        }
    }
}
