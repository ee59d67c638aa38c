//! A resource is passed where one of its attributes is expected, and an attribute where a resource is.

#[path = "common/network.rs"]
mod network;

use archipel_engine::{Options, json, map, output_format};

fn main() {
    let stack = archipel_engine::Stack::new("project", "stack");
    let vpc = network::Network::new(&stack.region("r"), "main", network::NetworkArgs::new("10.0.0.0/16"));
    let _ = network::NetworkArgs::new("10.1.0.0/16").parent(&vpc);
    let _ = json!({ "vpc": vpc });
    let _ = output_format!("{}", vpc);
    stack.output("vpc", &vpc);
    let _ = stack.region("r").with_tags(map! { "Vpc" => &vpc });
    let _ = Options::new().depends_on(&vpc.id());
}
