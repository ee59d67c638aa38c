//! The command line for the stack: `cargo run -p example-failover -- up dev`, then `failover dev --to us-east-1`.

use std::process::ExitCode;

use archipel::prelude::*;

fn main() -> ExitCode {
    App::new("shop")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(example_failover::program)
        .recovery(example_failover::regions, example_failover::recovery)
        .run()
}
