//! The resources that targets and excludes select.

use super::super::error::PlanError;
use super::super::request::PlanOptions;
use super::pattern::Pattern;
use crate::model::urn::Urn;
use crate::program::Program;
use crate::state::Snapshot;

/// The resources that a plan is about.
pub(in crate::plan) struct Selected {
    /// `None` for all.
    nodes: Option<Vec<bool>>,
    targets: Vec<Pattern>,
    excludes: Vec<Pattern>,
}

impl Selected {
    /// The parts of a program and its state that the options select.
    ///
    /// # Errors
    /// Patterns that match nothing.
    pub(in crate::plan) fn new(
        program: &Program,
        snapshot: &Snapshot,
        options: &PlanOptions,
    ) -> Result<Self, PlanError> {
        let (targets, excludes) = (options.targets.clone(), options.excludes.clone());
        let mut selected = Self { nodes: None, targets, excludes };
        if selected.targets.is_empty() && selected.excludes.is_empty() {
            return Ok(selected);
        }
        let urns = || program.nodes.iter().map(|node| &node.urn).chain(snapshot.records.keys().map(|key| &key.urn));
        let useless: Vec<Pattern> = selected
            .targets
            .iter()
            .chain(&selected.excludes)
            .filter(|pattern| !urns().any(|urn| pattern.matches(urn)))
            .cloned()
            .collect();
        // The future resources of a group may match any pattern.
        if !useless.is_empty() && program.groups.all_expanded() {
            return Err(PlanError::NothingMatches(useless));
        }
        let mut nodes: Vec<bool> = program.nodes.iter().map(|node| selected.record(&node.urn)).collect();
        if options.target_dependents {
            // Programs declare a resource before it is referred to, except by those that depend on its component.
            let mut more = true;
            while std::mem::take(&mut more) {
                for (index, node) in program.nodes.iter().enumerate().filter(|(_, node)| !selected.excluded(&node.urn))
                {
                    if !nodes[index] && node.dependencies.iter().any(|dependency| nodes[dependency.index()]) {
                        (nodes[index], more) = (true, true);
                    }
                }
            }
        }
        // A data source is read only if a selected node needs it.
        let mut more = true;
        while std::mem::take(&mut more) {
            for index in (0..program.nodes.len()).rev() {
                if !nodes[index] {
                    continue;
                }
                for dependency in &program.nodes[index].dependencies {
                    let on = &program.nodes[dependency.index()];
                    let wanted = options.target_dependencies && !selected.excluded(&on.urn);
                    if !nodes[dependency.index()] && (on.schema.data_source || wanted) {
                        (nodes[dependency.index()], more) = (true, true);
                    }
                }
            }
        }
        selected.nodes = Some(nodes);
        Ok(selected)
    }

    /// Whether the plan is about this node.
    pub(in crate::plan) fn node(&self, index: usize) -> bool {
        self.nodes.as_ref().is_none_or(|nodes| nodes[index])
    }

    fn excluded(&self, urn: &Urn) -> bool {
        self.excludes.iter().any(|pattern| pattern.matches(urn))
    }

    /// Whether the plan is about the resource of this name.
    pub(in crate::plan) fn record(&self, urn: &Urn) -> bool {
        (self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.matches(urn))) && !self.excluded(urn)
    }

    /// Whether the plan is about everything.
    pub(in crate::plan) fn all(&self) -> bool {
        self.targets.is_empty() && self.excludes.is_empty()
    }
}
