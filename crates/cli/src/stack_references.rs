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
    let referred = nodes.iter().filter(|node| node.schema.provider() == reference::PROVIDER);
    let referred = referred.filter_map(|node| node.inputs.get("stack")?.as_known()?.as_str());
    let mut stores = BTreeMap::new();
    for stack in referred.map(|stack| stack.strip_prefix(&project).unwrap_or(stack)) {
        if stack != session.name && names.iter().any(|name| name == stack) && !stores.contains_key(stack) {
            let sandbox = session.target == TargetName::Sandbox;
            let with = WithArgs { config: Vec::new(), state: None, sandbox };
            let store = Session::open(context, Some(stack), &with)?.store()?;
            stores.insert(stack.to_owned(), store);
        }
    }
    Ok(Arc::new(reference::provider(Arc::new(StackReferences { names, stores }))))
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
