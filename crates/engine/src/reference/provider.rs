//! The engine's side of a reference: a data source that reads other stacks' states.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::model::schema::Meta;
use crate::model::text::did_you_mean;
use crate::model::value::Value;
use crate::program::{StackValue, StackValueAttrs, StackValueProps};
use crate::provider::{DataSource, ErrorKind, ProviderError, ReadContext, Registry, Result};
use crate::state::StateError;

/// The name of the provider of references.
pub const PROVIDER: &str = "archipel";

/// The exports of a stack, as its state records them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exported {
    /// The exports. Secrets are marked.
    pub outputs: BTreeMap<String, Value>,
    /// The serial of the state that they are from.
    pub serial: u64,
}

/// The other stacks of the project: the command line opens their states, read-only and without a lock.
#[async_trait]
pub trait OtherStacks: Send + Sync {
    /// Their names.
    fn names(&self) -> Vec<String>;

    /// The exports of a stack; `None` if no such stack exists, or it was never applied.
    ///
    /// # Errors
    /// When its state cannot be read, which is never mistaken for a stack that does not exist.
    async fn exported(&self, stack: &str) -> Result<Option<Exported>, StateError>;
}

/// The other stacks, each read once in a run.
pub struct Others {
    stacks: Arc<dyn OtherStacks>,
    read: Mutex<BTreeMap<String, Option<Exported>>>,
}

/// The provider of references over the other stacks of a project.
#[must_use]
pub fn provider(stacks: Arc<dyn OtherStacks>) -> Registry<Others> {
    let others = Arc::new(Others { stacks, read: Mutex::default() });
    Registry::new(PROVIDER, move |_| Ok(Arc::clone(&others))).data_source::<StackValue>()
}

impl DataSource for StackValue {
    type Api = Others;

    fn meta() -> Meta {
        Meta::new(PROVIDER).global()
    }

    async fn read(cx: &ReadContext<Others>, props: &StackValueProps) -> Result<StackValueAttrs> {
        let (project, own) = cx.stack().split_once('/').unwrap_or(("", cx.stack()));
        let name = props.stack.strip_prefix(project).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&props.stack);
        let nothing = |serial: Option<u64>, problem: String| StackValueAttrs {
            value: Value::Null,
            secret: false,
            problem: Some(problem),
            serial: serial.and_then(|serial| i64::try_from(serial).ok()),
        };
        if name == own {
            return Ok(nothing(
                None,
                format!("the stack `{own}` refers to its own outputs: use the values themselves"),
            ));
        }
        let Some(exported) = cx.api().exported(name).await? else {
            let mut names = cx.api().stacks.names();
            names.retain(|other| other != own);
            let problem = if names.iter().any(|other| other == name) {
                format!(
                    "the stack `{name}` was never applied, so that it exports no `{}` yet: apply it first. If it also \
                     reads an output of `{own}`, neither can be first: declare what both need in one of them, or in \
                     a third stack",
                    props.output
                )
            } else {
                let near = did_you_mean(name, names.iter().map(String::as_str));
                let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                format!("there is no stack `{name}` in {project}{near}; the other stacks are: {known}")
            };
            return Ok(nothing(None, problem));
        };
        let Exported { outputs, serial } = exported;
        match outputs.get(&props.output) {
            Some(value) => Ok(StackValueAttrs {
                value: value.clone(),
                secret: value.has_secret(),
                problem: None,
                serial: i64::try_from(serial).ok(),
            }),
            None => {
                let near = did_you_mean(&props.output, outputs.keys().map(String::as_str));
                let known: Vec<&str> = outputs.keys().map(String::as_str).collect();
                let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
                let problem = format!("the stack `{name}` exports no `{}`{near}; it exports: {known}", props.output);
                Ok(nothing(Some(serial), problem))
            }
        }
    }
}

impl Others {
    async fn exported(&self, stack: &str) -> Result<Option<Exported>> {
        let mut read = self.read.lock().await;
        if let Some(exported) = read.get(stack) {
            return Ok(exported.clone());
        }
        let exported = self.stacks.exported(stack).await.map_err(|error| {
            ProviderError::new(ErrorKind::Invalid, format!("the state of the stack `{stack}` cannot be read: {error}"))
        })?;
        read.insert(stack.to_owned(), exported.clone());
        Ok(exported)
    }
}
