//! The command line for the stack: `cargo run -p example-cloud-control -- up dev`.

use std::process::ExitCode;

use archipel::prelude::*;

fn main() -> ExitCode {
    App::new("reports")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(example_cloud_control::program)
        .run()
}
