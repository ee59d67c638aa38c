//! Matches resources that another tool manages with those of a program.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::Urn;
use archipel_engine::program::{Node, Program};
use archipel_engine::resource::Id;
use archipel_engine::schema::Schema;
use archipel_engine::state::Snapshot;
use archipel_engine::urn::GLOBAL;

/// A resource that another tool manages.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its name in the tool: `module.network.aws_vpc.main["a"]`.
    pub(super) address: String,
    /// The path that it gets here.
    pub(super) path: String,
    /// Its region, if the tool records it.
    pub(super) region: Option<String>,
    /// Its names, each of which a resource here may have as its path or name. See [`plain`].
    pub(super) names: Vec<String>,
    /// The types that it can have here, the best one first, each with its id; or why there are none, or why it cannot be
    /// imported.
    pub(super) known: Result<Vec<(&'static Schema, Id)>, String>,
}

/// A name in the spelling in which names are compared.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '/', '.'], "-")
}

impl Candidate {
    /// The best type, and its id.
    pub(super) fn best(&self) -> Option<(&'static Schema, &Id)> {
        let (schema, id) = self.known.as_ref().ok()?.first()?;
        Some((schema, id))
    }

    fn ids(&self) -> impl Iterator<Item = (&'static Schema, &Id)> {
        self.known.iter().flatten().map(|(schema, id)| (*schema, id))
    }

    fn could_be(&self, node: &Node) -> bool {
        let region = node.urn.region();
        region == GLOBAL || self.region.as_ref().is_none_or(|own| own == region)
    }

    /// The id that a resource of the program would get.
    fn id_of(&self, node: &Node) -> Option<&Id> {
        let (_, id) = self.ids().find(|(schema, _)| schema.type_name == node.schema.type_name)?;
        self.could_be(node).then_some(id)
    }

    /// Whether a resource has the same name, with or without what is around it.
    fn is_named(&self, urn: &Urn) -> bool {
        let own = [plain(urn.path()), plain(urn.name())];
        // CloudFormation's names have letters and digits only.
        let squeezed = own.clone().map(|name| name.replace('-', ""));
        self.names.iter().any(|name| own.contains(name) || squeezed.contains(name))
    }
}

/// The resources of a program that match those of another tool.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) imports: BTreeMap<Urn, Id>,
    /// Notices about resources that are not imported.
    pub(super) notes: Vec<String>,
    /// The addresses of the resources that no or several resources of the program match.
    pub(super) unmatched: BTreeSet<String>,
}

/// Finds the resource of each candidate: of the same type and region, and of the same name, or the only one left. The
/// import refuses a wrong match, because its properties differ.
pub(super) fn matched(
    candidates: &[Candidate],
    program: &Program,
    snapshot: &Snapshot,
    imports: &BTreeMap<Urn, Id>,
) -> Matched {
    let mut matched = Matched::default();
    let mut taken: BTreeSet<&Urn> = imports.keys().collect();
    taken.extend(snapshot.records.keys().map(|key| &key.urn));
    let managed: BTreeSet<(&str, &Id)> =
        snapshot.records.values().map(|record| (record.key.urn.type_name(), &record.id)).collect();
    let mut left = Vec::new();
    for candidate in candidates {
        if let Err(why) = &candidate.known {
            matched.notes.push(why.clone());
            continue;
        }
        let asked = candidate.ids().any(|(_, id)| imports.values().any(|other| other == id));
        if !asked && !candidate.ids().any(|(schema, id)| managed.contains(&(schema.type_name, id))) {
            left.push(candidate);
        }
    }
    // Match by name first, so that the rule of the only one left cannot take a resource that another one is named after.
    for only in [false, true] {
        let mut still = Vec::new();
        for candidate in left {
            let nodes: Vec<(&Node, &Id)> = program
                .nodes
                .iter()
                .filter(|node| !taken.contains(&node.urn))
                .filter_map(|node| Some((node, candidate.id_of(node)?)))
                .collect();
            let named: Vec<&(&Node, &Id)> = nodes.iter().filter(|(node, _)| candidate.is_named(&node.urn)).collect();
            let found = match (named.as_slice(), nodes.as_slice()) {
                ([found], _) => Some(**found),
                (_, [found]) if only => Some(*found),
                _ => None,
            };
            match found {
                Some((node, id)) => {
                    taken.insert(&node.urn);
                    matched.imports.insert(node.urn.clone(), id.clone());
                }
                None => still.push(candidate),
            }
        }
        left = still;
    }
    for candidate in left {
        let address = &candidate.address;
        let Some((schema, id)) = candidate.best() else { continue };
        matched.unmatched.insert(address.clone());
        matched.notes.push(format!(
            "{address} ({id}) is not imported: it matches several or no {} of the program; specify \
             RESOURCE={address}, or let `--generate` write one",
            schema.type_name
        ));
    }
    matched
}
