//! Reads the outputs of other stacks of the project, without locking them.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::program::Node;
use archipel_engine::reference::{self, Exported, OtherStacks};
use archipel_engine::resource::Provider;
use archipel_engine::state::StateError;
use archipel_state::AnyStore;
use async_trait::async_trait;

use crate::args::WithArgs;
use crate::config::TargetName;
use crate::context::Context;
use crate::errors::Result;
use crate::session::Session;

struct StackReferences {
    names: Vec<String>,
    /// The states of the referenced stacks.
    stores: BTreeMap<String, AnyStore>,
}

/// The provider of a program's references. Stacks in the sandbox refer to stacks in the sandbox.
pub(crate) fn provider(context: &Context, session: &Session, nodes: &[&Node]) -> Result<Arc<dyn Provider>> {
    let names: Vec<String> = context.stacks(&context.folders())?.into_iter().map(|(name, _)| name).collect();
    let project = format!("{}/", context.app.project);
    let mut stores = BTreeMap::new();
    for stack in referred(nodes.iter().copied()).map(|stack| stack.strip_prefix(&project).unwrap_or(stack)) {
        if stack != session.name && names.iter().any(|name| name == stack) && !stores.contains_key(stack) {
            let sandbox = session.target == TargetName::Sandbox;
            let with = WithArgs { config: Vec::new(), state: None, sandbox, without_cluster_contents: false };
            let store = Session::open(context, Some(stack), &with)?.store()?;
            stores.insert(stack.to_owned(), store);
        }
    }
    Ok(Arc::new(reference::provider(Arc::new(StackReferences { names, stores }))))
}

/// The other stacks of the project that exist and whose programs read outputs of this one, as far as their programs can be
/// run: without errors and without a prompt.
pub(crate) async fn readers(context: &Context, session: &Session) -> Result<Vec<String>> {
    let own = [session.name.clone(), format!("{}/{}", context.app.project, session.name)];
    let sandbox = session.target == TargetName::Sandbox;
    let with = WithArgs { config: Vec::new(), state: None, sandbox, without_cluster_contents: false };
    let mut readers = Vec::new();
    for (name, _) in context.stacks(&context.folders())? {
        if name == session.name {
            continue;
        }
        let Ok(mut other) = Session::open(context, Some(&name), &with) else { continue };
        let Some(program) = other.program_without_prompt(context) else { continue };
        if !referred(program.nodes.iter()).any(|stack| own.iter().any(|own| own == stack)) {
            continue;
        }
        let peeked = other.store_without_secrets()?.peek().await;
        if peeked.is_ok_and(|peeked| !peeked.snapshot.records.is_empty()) {
            readers.push(name);
        }
    }
    Ok(readers)
}

/// The stacks that the references of a program name.
fn referred<'n>(nodes: impl Iterator<Item = &'n Node>) -> impl Iterator<Item = &'n str> {
    let references = nodes.filter(|node| node.schema.provider() == reference::PROVIDER);
    references.filter_map(|node| node.inputs.get("stack")?.as_known()?.as_str())
}

#[async_trait]
impl OtherStacks for StackReferences {
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    async fn exported(&self, stack: &str) -> Result<Option<Exported>, StateError> {
        let Some(store) = self.stores.get(stack) else { return Ok(None) };
        let snapshot = store.peek().await?.snapshot;
        let applied = !snapshot.lineage.is_empty();
        Ok(applied.then_some(Exported { outputs: snapshot.outputs, serial: snapshot.serial }))
    }
}
