//! A property that the type does not have is not a method of its builder.

#[path = "common/network.rs"]
mod network;

fn main() {
    let _ = network::NetworkArgs::new("10.1.0.0/16").parents(network::NetworkId::new("net-1"));
}
