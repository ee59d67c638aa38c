//! The command line for the stacks of this crate.

use std::process::ExitCode;

use archipel::prelude::*;

fn main() -> ExitCode {
    App::new("custom")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(example_custom_resource::program)
        .provider(std::sync::Arc::new(example_custom_resource::provider("local-files")))
        .run()
}
