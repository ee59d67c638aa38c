//! What a command uses beside the state of its stack: the resources, accounts and hooks of a program, of another state, or of a list.

use std::collections::BTreeSet;

use archipel_engine::Urn;
use archipel_engine::program::{Node, Program};
use archipel_engine::state::Snapshot;

use crate::accounts::{self, Scope};

/// The resources and accounts that a command uses in addition to its state.
pub(super) struct Uses {
    pub(super) declared: Vec<Urn>,
    pub(super) scopes: BTreeSet<Scope>,
    /// The kinds of its hooks.
    pub(super) hooks: Vec<String>,
    /// What groups of resources declare once their values are known.
    pub(super) later: Vec<Node>,
}

impl Uses {
    /// Those of a program.
    pub(super) fn of(program: Option<&Program>) -> Self {
        let nodes = program.into_iter().flat_map(|program| &program.nodes);
        let later = program.map(Program::declared_later).unwrap_or_default();
        let mut scopes = program.map(accounts::of_program).unwrap_or_default();
        scopes.extend(accounts::of_nodes(&later));
        let hooks = program.into_iter().flat_map(|program| &program.hooks).map(|hook| hook.kind.clone()).collect();
        Self { declared: nodes.map(|node| node.urn.clone()).collect(), scopes, hooks, later }
    }

    /// Resources in the account of the credentials.
    pub(super) fn of_urns(urns: Vec<Urn>) -> Self {
        let scopes = urns.iter().map(|urn| Scope::new(urn, None)).collect();
        Self { declared: urns, scopes, hooks: Vec::new(), later: Vec::new() }
    }

    /// The resources of another state.
    pub(super) fn of_state(snapshot: &Snapshot) -> Self {
        let declared = snapshot.records.keys().map(|key| key.urn.clone()).collect();
        Self { declared, scopes: accounts::of_state(snapshot), hooks: Vec::new(), later: Vec::new() }
    }
}
