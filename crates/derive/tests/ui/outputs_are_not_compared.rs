//! Whether two outputs are equal is not known while the program runs.

#[path = "common/network.rs"]
mod network;

fn main() {
    let stack = archipel_engine::Stack::new("project", "stack");
    let vpc = network::Network::new(&stack.region("r"), "main", network::NetworkArgs::new("10.0.0.0/16"));
    if vpc.id() == vpc.id() {}
}
