//! The binary: `cargo run -p stacks -- up dev`.

use std::process::ExitCode;

fn main() -> ExitCode {
    stacks::app().run()
}
