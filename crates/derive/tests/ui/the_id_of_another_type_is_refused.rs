//! An id says of what it is the id.

#[path = "common/network.rs"]
mod network;

fn main() {
    let stack = archipel_engine::Stack::new("project", "stack");
    let vpc = network::Network::new(&stack.region("r"), "main", network::NetworkArgs::new("10.0.0.0/16"));
    let _ = network::NetworkArgs::new("10.1.0.0/16").parent(vpc.host());
}
