//! Nothing checks that a bare string is the id of the right thing.

#[path = "common/network.rs"]
mod network;

fn main() {
    let _ = network::NetworkArgs::new("10.1.0.0/16").parent("net-1");
}
