//! What a person says of interrupted operations, where the engine cannot know.

use std::sync::Arc;

use super::read::{ReadError, retried};
use super::recover::{self, Question};
use super::values::mark_secret_outputs;
use crate::model::urn::Urn;
use crate::plan::complete;
use crate::provider::{ErrorKind, Id, Observed, ProviderError, Providers};
use crate::state::{Change, Desired, Operation, Pending, Record, Snapshot};

/// What a person says of an interrupted operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The create made this. It is recorded as half made, and the next run finishes it.
    Adopt(Id),
    /// It was not carried out, or its resource belongs to no stack: the entry is dropped. The next run creates what the
    /// program still declares, and records stay as they are.
    Forget,
}

/// Something that an interrupted create may have made.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: Id,
    /// What it is, its secrets marked; nothing where it could not be read.
    pub observed: Option<Observed>,
}

/// Why an answer cannot be.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// No operation of this resource is open.
    #[error("the journal has no open operation of {0}")]
    NotOpen(Urn),
    /// Only a create makes something.
    #[error("the open operation of {urn} is {operation}: it made nothing that could be adopted", operation = .operation.as_str())]
    NotACreate {
        urn: Urn,
        /// What its operation does.
        operation: Operation,
    },
    /// There is no such thing.
    #[error("there is no {id}, so {urn} cannot be it")]
    NotThere {
        urn: Urn,
        /// What it should be.
        id: Id,
    },
    /// It is another resource already.
    #[error("{id} is recorded as {by} already, so {urn} cannot be it")]
    Recorded {
        urn: Urn,
        /// What it should be.
        id: Id,
        /// What has it.
        by: Urn,
    },
    /// It could not be read.
    #[error(transparent)]
    Unread(#[from] ReadError),
}

/// What the candidates of a question are, as far as they can be read.
pub(crate) async fn candidates(
    snapshot: &Snapshot,
    question: &Question,
    stack: &str,
    providers: &Providers,
) -> Vec<Candidate> {
    let ids = question.candidates();
    let pending = snapshot.pending.iter().find(|pending| pending.op == question.op);
    let type_name = question.key.urn.type_name();
    let mut found = Vec::new();
    if let (Some(pending), Ok(provider)) = (pending, providers.get(type_name)) {
        found =
            retried(type_name, || provider.read(type_name, &pending.environment, stack, ids)).await.unwrap_or_default();
    }
    let mut found = found.into_iter();
    let masked = |mut observed: Observed| {
        if let (Some(schema), Some(inputs)) = (providers.schema(type_name), observed.inputs.as_map_mut()) {
            complete(schema.inputs, inputs);
            let options = pending.map(|pending| pending.desired.options.clone()).unwrap_or_default();
            let of = Desired { inputs: observed.inputs.clone(), options, ..Desired::default() };
            observed.outputs = mark_secret_outputs(schema, &of, observed.outputs);
        }
        observed
    };
    ids.iter().map(|id| Candidate { id: id.clone(), observed: found.next().flatten().map(masked) }).collect()
}

/// What an answer changes in state.
pub(crate) async fn changes(
    snapshot: &Snapshot,
    urn: &Urn,
    answer: &Answer,
    stack: &str,
    providers: &Providers,
) -> Result<Vec<Change>, AnswerError> {
    let open: Vec<&Pending> = snapshot.pending.iter().filter(|pending| pending.key.urn == *urn).collect();
    let Some(last) = open.last() else { return Err(AnswerError::NotOpen(urn.clone())) };
    match answer {
        Answer::Forget => {
            Ok(open.iter().map(|pending| recover::settle(&pending.op, "a person said that it was not made")).collect())
        }
        Answer::Adopt(id) => {
            let Some(create) = open.iter().rev().find(|pending| pending.operation == Operation::Create) else {
                return Err(AnswerError::NotACreate { urn: urn.clone(), operation: last.operation });
            };
            adopt(snapshot, create, id, stack, providers).await
        }
    }
}

async fn adopt(
    snapshot: &Snapshot,
    create: &Pending,
    id: &Id,
    stack: &str,
    providers: &Providers,
) -> Result<Vec<Change>, AnswerError> {
    let urn = &create.key.urn;
    let type_name = urn.type_name();
    let is_it = |record: &&Arc<Record>| {
        record.id == *id && record.environment == create.environment && record.key.urn.type_name() == type_name
    };
    if let Some(record) = snapshot.records.values().find(is_it) {
        return Err(AnswerError::Recorded { urn: urn.clone(), id: id.clone(), by: record.key.urn.clone() });
    }
    let unread = |error: ProviderError| ReadError { urn: urn.clone(), error };
    let provider = providers.get(type_name).map_err(unread)?;
    let ids = std::slice::from_ref(id);
    let found = match retried(type_name, || provider.read(type_name, &create.environment, stack, ids)).await {
        // Some APIs refuse an id that is not even written as one of theirs.
        Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) => Vec::new(),
        answer => answer.map_err(unread)?,
    };
    if found.into_iter().next().flatten().is_none() {
        return Err(AnswerError::NotThere { urn: urn.clone(), id: id.clone() });
    }
    Ok(recover::adopt(snapshot, create, id))
}
