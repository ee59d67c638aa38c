//! What can be typed after `secret`.

use clap::Subcommand;

use super::StateArgs;

/// The secrets of a stack's configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Give a key of the configuration a secret value, from standard input or, on a terminal, typed without being shown
    Set {
        /// The key, as in the stack's file: `database.password`
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Print the value of a secret
    Get {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// List the keys that have a secret, and when each was set and replaced; no values, and no passphrase is needed
    List {
        #[command(flatten)]
        stack: super::StackArgs,
    },
    /// Replace the value of a secret that there is
    Rotate {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        /// Make a random value of so many letters and digits, 32 if no number is given, in place of reading one
        #[arg(long, value_name = "LENGTH", num_args = 0..=1, require_equals = true, default_missing_value = "32",
            value_parser = clap::value_parser!(u16).range(8..=4096))]
        generate: Option<u16>,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Take a secret out of the configuration
    Rm {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        sure: super::Sure,
    },
}
