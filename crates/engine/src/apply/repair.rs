//! The user's decisions about interrupted operations that the engine cannot resolve.

use std::sync::Arc;

use super::read::{ReadError, retried};
use super::recover::{self, Question};
use super::values::mark_secret_outputs;
use crate::model::urn::Urn;
use crate::plan::complete;
use crate::provider::{ErrorKind, Id, Observed, ProviderError, Providers, ReadRequest, Schemas as _};
use crate::state::{Change, Desired, Operation, Pending, Record, Snapshot};

/// The user's decision about an interrupted operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The create created this resource. It is recorded as partial, and the next run finishes it.
    Adopt(Id),
    /// It was not executed, or its resource belongs to no stack: the entry is removed. The next run creates what the
    /// program still declares, and records stay as they are.
    Forget,
}

/// A resource that an interrupted create may have created.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: Id,
    /// Its state, with secrets marked; `None` if it could not be read.
    pub observed: Option<Observed>,
}

/// Why a decision is not possible.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// No operation of this resource is pending.
    #[error("no operation of {0} is pending")]
    NotOpen(Urn),
    /// Only a create creates a resource.
    #[error("cannot adopt a resource as {urn}: the pending operation is {operation}, which creates none", operation = .operation.as_str())]
    NotACreate {
        urn: Urn,
        /// The pending operation.
        operation: Operation,
    },
    /// The resource does not exist.
    #[error("cannot adopt {id} as {urn}: it does not exist")]
    NotThere {
        urn: Urn,
        /// The id to adopt.
        id: Id,
    },
    /// The id is already recorded as another resource.
    #[error("cannot adopt {id} as {urn}: it is already recorded as {by}")]
    Recorded {
        urn: Urn,
        /// The id to adopt.
        id: Id,
        /// The resource that has it.
        by: Urn,
    },
    /// The resource could not be read.
    #[error(transparent)]
    Unread(#[from] ReadError),
}

/// Reads the candidates of a question, as far as they can be read.
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
    if let (Some(pending), Ok(operations)) = (pending, providers.get(type_name)) {
        let request = ReadRequest::new(&pending.environment, stack);
        found = retried(type_name, || operations.read(request, ids)).await.unwrap_or_default();
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

/// The changes of state that a decision leads to.
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
        Answer::Forget => Ok(open
            .iter()
            .map(|pending| recover::settle(&pending.op, "the user stated that it was not created"))
            .collect()),
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
    let operations = providers.get(type_name).map_err(unread)?;
    let request = ReadRequest::new(&create.environment, stack);
    let ids = std::slice::from_ref(id);
    let found = match retried(type_name, || operations.read(request, ids)).await {
        // Some APIs refuse an id that is not even written as one of theirs.
        Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) => Vec::new(),
        answer => answer.map_err(unread)?,
    };
    if found.into_iter().next().flatten().is_none() {
        return Err(AnswerError::NotThere { urn: urn.clone(), id: id.clone() });
    }
    Ok(recover::adopt(snapshot, create, id))
}
