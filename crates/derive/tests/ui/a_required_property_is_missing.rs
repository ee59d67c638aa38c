//! What is required is an argument of `new`.

#[path = "common/network.rs"]
mod network;

fn main() {
    let _ = network::NetworkArgs::new().parent(network::NetworkId::new("net-1"));
}
