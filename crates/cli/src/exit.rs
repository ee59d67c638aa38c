//! Exit codes.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done; also "nothing to do" |
//! | 1 | failed: a mistake in the program, an error of a provider, a state that cannot be used |
//! | 2 | there are changes: `preview --detailed-exit-code` only |
//! | 3 | bad usage or configuration; also a question that nobody can answer |
//! | 4 | the state is locked by somebody else |
//! | 130 | interrupted |
//!
//! A closed standard output changes none of them: what was asked for is finished, the rest of the output is
//! dropped.

use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// There are changes, and `--detailed-exit-code` was given.
    Changes,
    /// Bad usage or configuration.
    Usage,
    /// The state is locked.
    Locked,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// The code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Changes => 2,
            Self::Usage => 3,
            Self::Locked => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The table for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done, or nothing to do
  1    failed
  2    there are changes (with --detailed-exit-code)
  3    bad usage or configuration
  4    the state is locked by somebody else
  130  interrupted";
