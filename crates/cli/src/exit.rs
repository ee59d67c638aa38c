//! Exit codes.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | success, with or without changes |
//! | 1 | failed: an error in the program, an error of a provider, an unusable state |
//! | 2 | changes exist: with `--detailed-exit-code`, `--expect-no-changes`, `preview --refactor`; changes made outside Archipel: `drift` |
//! | 3 | invalid usage or configuration; also credentials of another account, an endpoint that is not configured, a prompt without a terminal, a data key with another protection than the configured one, and an S3 service without conditional writes |
//! | 4 | another run holds the lock, or took it during the run |
//! | 5 | the saved plan is out of date or invalid |
//! | 6 | the plan violates a mandatory policy; nothing was applied |
//! | 7 | `state repair` is needed after an interrupted run |
//! | 8 | a step failed, and `up --on-failure rollback` returned to the state before the run |
//! | 130 | interrupted |
//!
//! A closed standard output changes none of them: the command completes, and the rest of the output is dropped.

use std::process::ExitCode;

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Changes exist, with `--detailed-exit-code`, `--expect-no-changes`, `--refactor` or `drift`.
    Changes,
    /// Invalid usage or configuration; also credentials of another account, and a prompt without a terminal.
    Usage,
    /// Another run holds the lock, or took it during the run.
    Locked,
    /// The saved plan is out of date or invalid.
    Refused,
    /// The plan violates a mandatory policy.
    Violated,
    /// `state repair` is needed after an interrupted run.
    Question,
    /// A step failed, and `up --on-failure rollback` returned to the state before the run.
    Returned,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// The number.
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
            Self::Returned => 8,
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
  0    success, with or without changes
  1    failed
  2    changes exist (with --detailed-exit-code, --expect-no-changes, --refactor; drift)
  3    invalid usage or configuration; credentials of another account; a prompt without a terminal
  4    another run holds the lock, or took it during the run
  5    the saved plan is out of date or invalid
  6    the plan violates a mandatory policy
  7    `state repair` is needed after an interrupted run
  8    a step failed, and `up --on-failure rollback` returned to the state before the run
  130  interrupted";
