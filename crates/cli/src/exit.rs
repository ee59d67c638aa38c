//! Exit codes.
//!
//! | code | meaning |
//! | --- | --- |
//! ~done; also "nothing to do"~success, with or without changes
//! ~failed: a mistake in the program, an error of a provider, a state that cannot be used~failed: an error in the
//! program, an error of a provider, an unusable state
//! ~there are changes: with `--detailed-exit-code`, `--expect-no-changes`, `preview --refactor`; something was
//! changed outside: `drift`~changes exist: with `--detailed-exit-code`, `--expect-no-changes`, `preview --refactor`;
//! changes made outside Archipel: `drift`
//! ~bad usage or configuration; also credentials of another account, an endpoint that the configuration does not
//! name, a question without a terminal to answer it, a data key with another protection than the configured one, and
//! an S3 service without conditional writes~invalid usage or configuration; also credentials of another account, an
//! endpoint that is not configured, a prompt without a terminal, a data key with another protection than the
//! configured one, and an S3 service without conditional writes
//! ~the state is locked by another run, or was taken over by it during the run~another run holds the lock, or took it
//! during the run
//! ~the plan was refused: it is out of date, or its file is invalid~the saved plan is out of date or invalid
//! | 6 | the plan violates a mandatory policy; nothing was applied |
//! | 7 | `state repair` is needed after an interrupted run |
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
