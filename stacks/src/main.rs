//! The binary: `cargo run -p stacks -- up dev`.

use std::process::ExitCode;

fn main() -> ExitCode {
    archipel::cli::App::new("luneo")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(stacks::luneo)
        .run()
}
