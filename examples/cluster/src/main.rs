//! The command line for the stack: `cargo run -p example-cluster -- up dev`.

use std::process::ExitCode;

use archipel::prelude::*;

fn main() -> ExitCode {
    App::new("shop").config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config")).program(example_cluster::program).run()
}
