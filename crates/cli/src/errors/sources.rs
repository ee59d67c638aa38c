//! Converts errors of the engine, the state and the sandbox to [`Failure`]s.

use archipel_engine::Urn;
use archipel_engine::apply::{Ambiguity, ApplyError, Question, Unread};
use archipel_engine::engine::EngineError;
use archipel_engine::plan::PlanError;
use archipel_engine::program::{ProgramError, SourceLocation};
use archipel_engine::resource::ProviderError;
use archipel_engine::state::StateError;
use archipel_state::SealError;

use super::failure::Failure;
use super::hints;
use crate::exit::Exit;
use crate::render::plan::sentence;
use crate::render::text::{named, timestamp};

/// The context of a provider's error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Provided<'a> {
    /// The error: `cannot create ec2/Vpc network/main`.
    pub(crate) what: &'a str,
    /// The resource.
    pub(crate) urn: Option<&'a Urn>,
    /// Its source line.
    pub(crate) source: Option<&'a str>,
}

/// An error of a provider.
pub(crate) fn provider(error: &ProviderError, asked: &Provided<'_>) -> Failure {
    let mut failure = Failure::new(asked.what);
    if let Some(source) = asked.source {
        failure = failure.at(source);
    }
    if let Some(urn) = asked.urn {
        failure = failure.at(urn.to_string());
    }
    let mut call = Vec::new();
    if let (Some(service), Some(operation)) = (&error.service, &error.operation) {
        call.push(format!("{service}:{operation}"));
    }
    call.extend(error.region.as_ref().map(|region| format!("in {region}")));
    call.extend(error.request_id.as_ref().map(|id| format!("(request id {id})")));
    if !call.is_empty() {
        failure = failure.at(call.join(" "));
    }
    let message = hints::message(error);
    let why = match &error.code {
        Some(code) if !message.contains(code.as_str()) => format!("{code}: {message}"),
        _ => message.to_owned(),
    };
    failure.why(why).maybe_hint(hints::hint(error))
}

/// An error of a state store.
pub(crate) fn state(error: &StateError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        StateError::Held(hold) => Failure::new(error.to_string())
            .why(format!("since {}, until {}", timestamp(hold.since), timestamp(hold.until)))
            .hint("wait until then, ask them, or end the lock with `state unlock`")
            .exit(Exit::Locked),
        StateError::Locked(holder) => {
            let since = std::time::Duration::from_secs(crate::since_1970().saturating_sub(holder.since));
            failure
                .why(format!("since {}", crate::render::text::duration(since.as_secs() * 1000)))
                .hint("use `--wait` to wait for it to end, or `state unlock` to inspect the lock; the lock of a dead process is released by itself")
                .exit(Exit::Locked)
        }
        StateError::Newer { .. } => {
            failure.hint("build the stacks with the newer version of Archipel that wrote it; nothing was changed")
        }
        StateError::Damaged { .. } => failure
            .hint("restore the newest export of the state with `state import`; the folder keeps one for each of the last runs, and none was changed"),
        StateError::Unavailable { cause, .. } => failure.hint(hints::of_disk(cause)),
        StateError::Lost { .. } => failure
            .hint("run the command again after the other run has ended: it resumes the remaining work")
            .exit(Exit::Locked),
        StateError::MovedAway { to, .. } => {
            failure.hint(format!("pass `--state {to}`, or set it in the configuration")).exit(Exit::Usage)
        }
        StateError::Refused { hint, .. } => failure.hint(hint).exit(Exit::Usage),
        StateError::Remote { error, .. } => failure.maybe_hint(hints::of_state(error)),
        StateError::Illegal(_) => failure.hint("report this as a bug of Archipel, or check the state with `state verify`"),
        StateError::NoKey(_) => failure,
        StateError::WrongProtection(_) => failure.hint(OTHER_PROTECTION).exit(Exit::Usage),
        StateError::WeakPassphrase(_) => failure.hint(LONGER_PASSPHRASE).exit(Exit::Usage),
        StateError::NoConditionalWrites { .. } => failure
            .hint("use Amazon S3, or a service that honours `If-None-Match` and `If-Match` on PutObject; nothing was changed")
            .exit(Exit::Usage),
    }
}

/// The hint for a data key with another protection than the configured one.
const OTHER_PROTECTION: &str = "restore the file from version control or an export, unless the protection was changed on purpose: the key may have been replaced by an attacker. To change the protection, configure `secrets` in [archipel] as before (`-C archipel.secrets=..`) and run `state rotate-key STACK --to NEW`, which changes state and configuration";
/// The hint for a short passphrase.
const LONGER_PASSPHRASE: &str = "choose a longer passphrase, such as six random words; for an existing key run `state rotate-key STACK` with the new one in ARCHIPEL_NEW_PASSPHRASE";

/// The error for an unusable key of secrets.
pub(crate) fn key(failure: Failure, error: &SealError) -> Failure {
    let failure = failure.why(error.to_string());
    match error {
        SealError::WrongProtection(_) => failure.hint(OTHER_PROTECTION).exit(Exit::Usage),
        SealError::WeakPassphrase(_) => failure.hint(LONGER_PASSPHRASE).exit(Exit::Usage),
        SealError::NoKey(_) | SealError::Damaged(_) => failure,
    }
}

/// An error of the engine.
pub(crate) fn engine(error: EngineError) -> Vec<Failure> {
    match error {
        EngineError::Plan(error) => plan(error),
        EngineError::State(error) => vec![state(&error)],
        EngineError::Apply(ApplyError::State { error, .. }) => {
            let failure = state(&error);
            vec![failure.why("completed steps are recorded in the journal; the next run resumes from there")]
        }
        EngineError::Provider { urn, at, error } => {
            let what = format!("cannot read {}", named(&urn));
            let source = at.map(|at| at.to_string());
            vec![provider(&error, &Provided { what: &what, urn: Some(&urn), source: source.as_deref() })]
        }
        EngineError::NoKey { what, why } => {
            let failure = Failure::new(format!("cannot encrypt a secret of {what}: the state has no key"));
            vec![failure.why("nothing was created or changed").hint(why)]
        }
        moved @ EngineError::StateChanged { .. } => {
            let hint = "run the command again to plan from the current state";
            vec![Failure::new(moved.to_string()).hint(hint).exit(Exit::Refused)]
        }
        EngineError::NeedsRepair(questions) => questions.iter().map(question).collect(),
        panicked @ EngineError::Panicked { .. } => {
            let hint = "report this as a bug of Archipel or of a resource type; the journal has what was in progress";
            vec![Failure::new(panicked.to_string()).hint(hint)]
        }
        none @ EngineError::NoRollbackPlan(_) => vec![Failure::new(none.to_string()).exit(Exit::Usage)],
        other @ EngineError::RollbackPlanDiffers(_) => vec![Failure::new(other.to_string())],
        EngineError::Answer(error) => {
            vec![
                Failure::new(error.to_string())
                    .hint("list the open operations and their candidates with `state repair`")
                    .exit(Exit::Usage),
            ]
        }
    }
}

/// The error for resources that a refresh could not read.
pub(crate) fn unread(Unread { urns, error }: &Unread) -> Failure {
    let (first, others) = (urns.first(), urns.len().saturating_sub(1));
    let what = first.map_or_else(String::new, named);
    let more = if others == 0 { String::new() } else { format!(" and {others} more") };
    let what = format!("cannot read {what}{more}: the record was not changed");
    provider(error, &Provided { what: &what, urn: first, source: None })
}

/// The error for an operation that needs `state repair`.
pub(crate) fn question(question: &Question) -> Failure {
    let (verb, urn) = (question.operation.as_str(), named(&question.key.urn));
    let failure = match &question.ambiguity {
        Ambiguity::SeveralCandidates(ids) => {
            let ids = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Failure::new(format!("the outcome of an interrupted {verb} of {urn} is unknown"))
                .why(format!("candidates: {ids}"))
        }
        Ambiguity::NotServed(what) => {
            Failure::new(format!("the outcome of an interrupted {verb} of {urn} is unknown")).why(what.clone())
        }
    };
    failure
        .at(question.key.urn.to_string())
        .hint("resolve it with `state repair`, which shows the choices")
        .exit(Exit::Question)
}

/// The errors of the planner.
fn plan(error: PlanError) -> Vec<Failure> {
    match error {
        PlanError::Program(found) => program_errors(&found),
        PlanError::Cycle(nodes) => {
            let failure = Failure::new("these resources depend on each other in a cycle")
                .hint("remove one of the references, or split a resource in two");
            let located = |(urn, at): &(Urn, SourceLocation)| format!("{at}  {}", named(urn));
            vec![nodes.iter().chain(nodes.first()).fold(failure, |failure, node| failure.at(located(node)))]
        }
        PlanError::Protected(protected) => protected
            .into_iter()
            .map(|protected| {
                let what = if protected.replaced { "replaced" } else { "deleted" };
                let failure = Failure::new(format!("{} is protected and would be {what}", named(&protected.urn)))
                    .at(protected.urn.to_string())
                    .hint(match protected.guard {
                        Some(guard) => format!(
                            "to proceed, set `{guard}` to false and apply that first: the service refuses to delete it until then"
                        ),
                        None => format!(
                            "to proceed, remove its protection and apply that first, or allow it in one run with `--ignore-protect {}`",
                            protected.urn.path()
                        ),
                    });
                protected.reasons.iter().fold(failure, |failure, reason| failure.why(sentence(reason)))
            })
            .collect(),
        PlanError::Import(refused) => refused
            .into_iter()
            .map(|refused| {
                let failure = Failure::new(format!("cannot import {} as {}", refused.id, named(&refused.urn)))
                    .at(refused.at.to_string())
                    .why(refused.problem.to_string());
                refused.problem.differences().into_iter().fold(failure, Failure::why)
            })
            .collect(),
        other => {
            let text = other.to_string();
            let (what, rest) = text.split_once('\n').unwrap_or((&text, ""));
            let failure = Failure::new(what.trim_end_matches(':')).maybe_hint(match &other {
                PlanError::NotCreated(_) => Some("select the dependencies of the targets too with `--target-dependencies`".to_owned()),
                PlanError::StillNeeded(_) => Some("select the dependents of the targets too with `--target-dependents`".to_owned()),
                PlanError::NothingToReplace(_) => Some("`state list` shows the recorded resources, `graph` the declared ones".to_owned()),
                _ => None,
            });
            vec![if rest.is_empty() { failure } else { failure.why(rest) }]
        }
    }
}

/// The errors of a program.
pub(crate) fn program_errors(errors: &[ProgramError]) -> Vec<Failure> {
    let mut sorted: Vec<&ProgramError> = errors.iter().collect();
    sorted.sort();
    sorted.dedup();
    sorted.into_iter().map(|error| Failure::new(error.message.clone()).at(error.at.to_string())).collect()
}

/// An error of the sandbox.
#[cfg(feature = "aws")]
pub(crate) fn sandbox(error: &archipel_sandbox::Error) -> Failure {
    let message = error.to_string();
    let (what, why) = message.split_once('\n').unwrap_or((&message, ""));
    let failure = Failure::new(format!("the sandbox: {what}")).hint(error.hint());
    if why.is_empty() { failure } else { failure.why(why) }
}

#[cfg(test)]
mod tests;
