//! The value of an output is not known while the program runs.

#[path = "common/network.rs"]
mod network;

fn main() {
    let stack = archipel_engine::Stack::new("project", "stack");
    let vpc = network::Network::new(&stack.region("r"), "main", network::NetworkArgs::new("10.0.0.0/16"));
    let _ = format!("{}", vpc.id());
}
