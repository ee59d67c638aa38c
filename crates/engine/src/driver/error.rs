//! The errors of the engine.

use crate::apply::{AnswerError, ApplyError, Question, ReadError};
use crate::model::urn::Urn;
use crate::plan::PlanError;
use crate::program::{Program, SourceLocation};
use crate::provider::ProviderError;
use crate::state::StateError;

/// Why the engine stopped. Errors of individual steps are reported in the summary and the events instead.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no plan: program errors, a cycle, protected resources, targets.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// State cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The state could not be written while the plan was applied.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A resource could not be read.
    #[error("cannot read {urn}: {error}")]
    Provider {
        /// The resource.
        urn: Urn,
        /// The line of the program that declares it, if it does.
        at: Option<SourceLocation>,
        /// The provider's error.
        #[source]
        error: ProviderError,
    },
    /// The plan writes a secret and the state has no key to encrypt it with. Nothing of the plan was done.
    #[error("{what} contains a secret, and the state has no key to encrypt it: {why}")]
    NoKey {
        /// The first resource or export with a secret.
        what: String,
        /// Where a key could be configured, or why there is none.
        why: String,
    },
    /// Another run wrote to the state since the plan was made.
    #[error(
        "the state has changed since the plan was made (it was at serial {planned} and is now at {found}): make a new plan"
    )]
    StateChanged {
        /// The serial that the plan was made from.
        planned: u64,
        /// The serial that the store has.
        found: u64,
    },
    /// The outcome of an interrupted operation is unknown; a person must decide it: [`Engine::repair`].
    #[error("{}", questions(.0))]
    NeedsRepair(Vec<Question>),
    /// The engine, or a function of the program that it called, panicked. The message is left out, because it may
    /// contain a secret.
    #[error("bug: the engine panicked{place}")]
    Panicked {
        /// ` at FILE:LINE`.
        place: String,
    },
    /// A run plans parts of the program only during the apply, so that its rollback is not known before.
    #[error("cannot plan the rollback: the run plans these parts of the program only when their elements are known: {}", .0.join(", "))]
    NoRollbackPlan(Vec<String>),
    /// The rollback has other steps than those that were shown before the run. Nothing of it was done.
    #[error("the rollback is not the one that was shown: it has other steps of {}; nothing of it was done", .0.join(", "))]
    RollbackPlanDiffers(Vec<String>),
    /// A decision about an interrupted operation is not possible.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

fn questions(questions: &[Question]) -> String {
    let first = "the outcome of interrupted operations is unknown:".to_owned();
    questions.iter().fold(first, |text, question| format!("{text}\n  {}", question.describe()))
}

impl From<ReadError> for EngineError {
    fn from(ReadError { urn, error }: ReadError) -> Self {
        Self::Provider { urn, at: None, error }
    }
}

impl EngineError {
    /// The same error, with the line of the program that it is about.
    pub(super) fn located(self, program: &Program) -> Self {
        match self {
            Self::Provider { urn, at: None, error } => {
                let at = program.nodes.iter().find(|node| node.urn == urn).map(|node| node.at);
                Self::Provider { urn, at, error }
            }
            other => other,
        }
    }
}
