//! Plans and applies the stack in memory, without a server.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use archipel::aws::ec2::{Subnet, Vpc};
use archipel::testing::Test;
use example_two_regions::{Config, program};

fn config(ranges: &[(&str, &str)]) -> Config {
    Config { regions: ranges.iter().map(|(region, cidr)| ((*region).to_owned(), cidr.parse().unwrap())).collect() }
}

const BOTH: [(&str, &str); 2] = [("eu-west-1", "10.0.0.0/16"), ("us-east-1", "10.1.0.0/16")];

#[test]
fn each_region_has_a_network_and_routes_to_the_other() {
    let planned = Test::new("shop", "dev").plan(|stack| program(stack, &config(&BOTH)));
    assert_eq!((planned.all::<Vpc>().len(), planned.all::<Subnet>().len()), (2, 4));
    planned.resource("eu-west-1::aws:ec2/Route::network/peer").assert_input("destination_cidr_block", "10.1.0.0/16");
    planned.resource("us-east-1::aws:ec2/Route::network/peer").assert_input("destination_cidr_block", "10.0.0.0/16");
}

#[test]
fn one_region_is_refused() {
    Test::new("shop", "dev").refused(|stack| program(stack, &config(&BOTH[..1]))).assert_says("two regions");
}
