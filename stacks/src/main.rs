//! The binary: `cargo run -p stacks -- up dev`.

use std::process::ExitCode;

use stacks::policies;

fn main() -> ExitCode {
    archipel::cli::App::new("luneo")
        .config_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))
        .program(stacks::luneo)
        .policy("TLS on every listener", policies::tls_listeners)
        .policy("TLS for every bucket", policies::tls_buckets)
        .policy("guarded trusts", policies::guarded_trusts)
        .run()
}
