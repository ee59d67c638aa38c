//! `import --generate`: generates the Rust lines that declare missing resources.

use std::collections::BTreeMap;

use archipel_engine::Urn;
use archipel_engine::event::Level;
use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::program::{Environment, Program};
use archipel_engine::resource::{Id, Schemas};
use archipel_engine::urn::GLOBAL;

use super::matching::{self, Candidate};
use super::wanted::Wanted;
use crate::commands::run;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::select;
use crate::session::Session;

/// The default home region.
const HOME: &str = "us-east-1";

pub(super) async fn generate(
    context: &Context,
    session: &Session,
    program: Program,
    wanted: &[Wanted],
    existing: &[Candidate],
) -> Result<Exit> {
    let snapshot = session.snapshot().await?;
    let mut missing: BTreeMap<Urn, Id> = BTreeMap::new();
    let mut failures = Vec::new();
    for Wanted { resource, id } in wanted {
        let declared = program.nodes.iter().map(|node| &node.urn);
        match (Urn::parse(resource), select::one("the program", resource, declared)) {
            (_, Ok(urn)) => {
                let message = format!("{urn} is already in the program: no lines are generated for it");
                context.reporter.notice(Level::Info, message);
            }
            (Ok(urn), Err(_)) => {
                missing.insert(urn, Id::new(id));
            }
            (Err(_), Err(_)) => failures.push(
                Failure::new(format!(
                    "invalid resource `{resource}`: expected a resource of the program or a complete URN"
                ))
                .hint("write REGION::TYPE::PATH, such as eu-west-1::aws:ec2/Vpc::network/main")
                .exit(Exit::Usage),
            ),
        }
    }
    if !failures.is_empty() {
        return Err(failures);
    }
    let home = home(session, &program);
    let found = matching::matched(existing, &program, &snapshot, &missing);
    for candidate in existing.iter().filter(|candidate| found.unmatched.contains(&candidate.address)) {
        let Some((schema, id)) = candidate.best() else { continue };
        let region = candidate.region.clone().unwrap_or_else(|| home.clone());
        let region = if schema.meta.global { GLOBAL } else { &region };
        missing.insert(Urn::new(region, schema.type_name, &candidate.path), id.clone());
    }
    // Warn about resources without a type; generate lines for the ambiguous ones.
    let notes = found.notes.into_iter().filter(|note| !note.contains("--generate"));
    notes.for_each(|note| context.reporter.notice(Level::Warning, note));
    let urns = missing.keys().cloned().collect();
    let running = run::connect_to(context, session, run::Uses::of_urns(urns), true).await?;
    let (things, failures) = read(context, &running, &session.name, missing).await?;
    if !failures.is_empty() {
        return Err(failures);
    }
    let lines = declarations(&things, &home);
    context.print(&serde_json::json!({ "rust": lines }), || lines.clone())
}

/// The region in which lines declare what belongs to no region.
pub(in crate::commands) fn home(session: &Session, program: &Program) -> String {
    let home = program.nodes.iter().map(|node| node.environment.region.clone()).find(|region| region != GLOBAL);
    home.or_else(|| session.settings.home_region.clone()).unwrap_or_else(|| HOME.to_owned())
}

/// Reads the resources to declare, and names those that cannot be read.
async fn read(
    context: &Context,
    running: &run::Connected,
    stack: &str,
    missing: BTreeMap<Urn, Id>,
) -> Result<(Vec<Existing>, Vec<Failure>)> {
    let providers = &running.engine.providers;
    let mut things = Vec::new();
    let mut failures = Vec::new();
    for (urn, id) in missing {
        let schema = providers.iter().find_map(|provider| Schemas::schema(&**provider, urn.type_name()));
        match schema.filter(|schema| !schema.data_source) {
            Some(schema) => things.push((urn, schema, id)),
            None => failures.push(
                Failure::new(format!("unknown resource type {}", urn.type_name()))
                    .at(urn.to_string())
                    .hint("`schema` lists the types")
                    .exit(Exit::Usage),
            ),
        }
    }
    let asked: Vec<(Urn, Environment, Id)> = things
        .iter()
        .map(|(urn, _, id)| (urn.clone(), Environment { region: urn.region().to_owned(), account: None }, id.clone()))
        .collect();
    let stack = format!("{}/{stack}", context.app.project);
    let seen = running.engine.existing(&stack, &asked).await.map_err(errors::engine)?;
    let mut existing = Vec::new();
    for ((urn, schema, id), seen) in things.into_iter().zip(seen) {
        match seen {
            Some(seen) => existing.push(Existing { urn, schema, id, inputs: seen.inputs, outputs: seen.outputs }),
            None => {
                let what = format!("cannot find {} {id} in {}", urn.type_name(), urn.region());
                failures.push(Failure::new(what).at(urn.to_string()));
            }
        }
    }
    Ok((existing, failures))
}
