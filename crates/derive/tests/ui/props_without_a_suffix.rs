//! The builder's name comes from somewhere.

use archipel_engine::Args;

#[derive(Args, Clone)]
pub struct Tag {
    pub key: String,
}

fn main() {
    let _ = TagArgs::new("team");
}
