//! Exit codes.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done; also "nothing to do" |
//! | 1 | failed: a mistake in the program, an error of a provider, a state that cannot be used |
//! | 2 | there are changes: with `--detailed-exit-code`, `--expect-no-changes`, `preview --refactor`; something was changed outside: `drift` |
//! | 3 | bad usage or configuration; also credentials of another account, an endpoint that the configuration does not name, a question without a terminal to answer it, a data key with another protection than the configured one, and an S3 service without conditional writes |
//! | 4 | the state is locked by another run, or was taken over by it during the run |
//! | 5 | the plan was refused: it is out of date, or its file is invalid |
//! | 6 | the plan violates a mandatory policy; nothing was applied |
//! | 7 | `state repair` is needed after an interrupted run |
//! | 130 | interrupted |
//!
//! A closed standard output changes none of them: the command completes, the rest of the output is
//! dropped.

use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// There are changes, and it was asked for: `--detailed-exit-code`, `--expect-no-changes`, `--refactor`, `drift`.
    Changes,
    /// Bad usage or configuration: also credentials of another account, and a question without a terminal to answer it.
    Usage,
    /// The state is locked, or was taken over during the run.
    Locked,
    /// A plan was refused: it is out of date, or its file is invalid.
    Refused,
    /// A mandatory policy is violated.
    Violated,
    /// `state repair` is needed after an interrupted run.
    Question,
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
            Self::Refused => 5,
            Self::Violated => 6,
            Self::Question => 7,
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
  2    there are changes (with --detailed-exit-code, --expect-no-changes, --refactor; drift)
  3    bad usage or configuration; credentials of another account; a question without a terminal to answer it
  4    the state is locked by another run, or was taken over by it
  5    the plan was refused: it is out of date
  6    a mandatory policy is violated
  7    `state repair` is needed after an interrupted run
  130  interrupted";
