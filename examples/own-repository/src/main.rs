//! The command line: `cargo run -- up dev`.

use std::process::ExitCode;

use archipel::prelude::*;

fn main() -> ExitCode {
    App::new("shop").config_dir("config").program(shop::program).run()
}
