//! What can be typed after `state`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{StackArgs, WithArgs};

/// Looking into state, and mending it.
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// List what is recorded
    List {
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Show all that is recorded of one resource
    Show {
        /// The resource: its URN, its path, or its name if no other has it
        #[arg(value_name = "RESOURCE")]
        resource: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Take resources out of the state and leave what is real as it is
    Rm {
        /// The resources, as for `show`
        #[arg(value_name = "RESOURCE", required = true)]
        resources: Vec<String>,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        sure: Sure,
    },
    /// Name a resource, or all of a component, anew in the state; or move it to another stack
    Mv {
        /// The resource, as for `show`; `network/` is everything in the component `network`
        #[arg(value_name = "FROM")]
        from: String,
        /// The new path, or the whole URN
        #[arg(value_name = "TO")]
        to: String,
        /// Move it to the state of this stack
        #[arg(long, value_name = "STACK")]
        to_stack: Option<String>,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        sure: Sure,
    },
    /// Write the whole state as one JSON document, its secrets sealed
    Export {
        #[command(flatten)]
        stack: StackArgs,
        /// The file; standard output by default
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make the state what an export holds; what is there is put aside
    Import {
        /// The export; the newest that was kept by default
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Also if the export is of another state
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        sure: Sure,
    },
    /// Say who writes to the state, and take that right away from them if they are gone
    Unlock {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        sure: Sure,
    },
    /// Move the state to another place; nothing of the plan changes
    Migrate {
        #[command(flatten)]
        stack: StackArgs,
        /// Where to: a folder, or s3://BUCKET/PREFIX
        #[arg(long, value_name = "PLACE")]
        to: PathBuf,
        #[command(flatten)]
        sure: Sure,
    },
    /// Say what interrupted operations did, where it cannot be known
    Repair(RepairArgs),
    /// Seal every secret anew, the configuration's too, with a new data key and another passphrase or key service
    RotateKey {
        #[command(flatten)]
        stack: StackArgs,
        /// The protection of the new key: `passphrase`, or awskms://KEY?region=REGION; as configured by default. A new
        /// passphrase is in ARCHIPEL_NEW_PASSPHRASE, in the file that ARCHIPEL_NEW_PASSPHRASE_FILE names, or asked for
        #[arg(long, value_name = "PROTECTION")]
        to: Option<archipel_state::KeyProtection>,
        #[command(flatten)]
        sure: Sure,
    },
    /// Check the state, and the exports that are kept, whole
    Verify {
        #[command(flatten)]
        stack: StackArgs,
    },
}

/// What interrupted operations did.
#[derive(Clone, Debug, Args)]
pub(crate) struct RepairArgs {
    #[command(flatten)]
    pub(crate) stack: StackArgs,
    /// The interrupted create made this (repeatable); the next `up` finishes it
    #[arg(long, value_name = "RESOURCE=ID")]
    pub(crate) adopt: Vec<String>,
    /// It was not carried out, or what it made is nobody's (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) forget: Vec<String>,
    /// Leave it open: the next run looks again (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) retry: Vec<String>,
    /// Show what is open and what would be written, and write nothing
    #[arg(long)]
    pub(crate) preview: bool,
    #[command(flatten)]
    pub(crate) sure: Sure,
}

/// Which stack, where the first argument is something else.
#[derive(Clone, Debug, Args)]
pub(crate) struct StateArgs {
    /// The stack; left out, ARCHIPEL_STACK or the only one there is
    #[arg(short, long)]
    pub(crate) stack: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

/// Whether a question is asked.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Sure {
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}
