//! `#[resource]` says what a type is; how it works is `impl Resource`.

use archipel_engine::resource;

#[resource("test:a/Thing")]
pub struct Thing {
    pub name: String,
}

fn main() {}
