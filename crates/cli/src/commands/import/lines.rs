//! `import --generate`: generates the Rust lines that declare missing resources.

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::engine::EngineError;
use archipel_engine::event::Level;
use archipel_engine::program::Program;
use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::resource::{Id, Observed, Schemas};
use archipel_engine::urn::GLOBAL;
use archipel_engine::{Environment, Urn};

use super::matching::{self, Candidate};
use super::wanted::Wanted;
use crate::commands::run;
use crate::commands::uses::Uses;
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
    let asked: BTreeSet<Urn> = missing.keys().cloned().collect();
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
    let running = run::connect_to(context, session, Uses::of_urns(urns), true).await?;
    let (things, failures) = read(context, &running, &session.name, missing).await;
    // What another tool has and the user did not name is left out.
    let (named, others): (Vec<_>, Vec<_>) = failures.into_iter().partition(|(urn, _)| asked.contains(urn));
    if !named.is_empty() {
        return Err(named.into_iter().flat_map(|(_, failures)| failures).collect());
    }
    for (urn, failures) in others {
        let why: Vec<String> = failures.iter().map(Failure::brief).collect();
        context.reporter.notice(Level::Warning, format!("{urn} is left out: {}", why.join("; ")));
    }
    let lines = declarations(&things, &home);
    context.print(&serde_json::json!({ "rust": lines }), || lines.clone())
}

/// The region in which lines declare what belongs to no region.
pub(in crate::commands) fn home(session: &Session, program: &Program) -> String {
    let home = program.nodes.iter().map(|node| node.environment.region.clone()).find(|region| region != GLOBAL);
    home.or_else(|| session.settings.home_region.clone()).unwrap_or_else(|| HOME.to_owned())
}

/// Reads the resources to declare, and tells which cannot be read.
async fn read(
    context: &Context,
    running: &run::Connected,
    stack: &str,
    missing: BTreeMap<Urn, Id>,
) -> (Vec<Existing>, Vec<(Urn, Vec<Failure>)>) {
    let providers = &running.engine.providers;
    let mut things = Vec::new();
    let mut failures = Vec::new();
    for (urn, id) in missing {
        let schema = providers.iter().find_map(|provider| Schemas::schema(&**provider, urn.type_name()));
        match schema.filter(|schema| !schema.data_source) {
            Some(schema) => things.push((urn, schema, id)),
            None => {
                let failure = Failure::new(format!("unknown resource type {}", urn.type_name())).at(urn.to_string());
                failures.push((urn, vec![failure.hint("`schema` lists the types").exit(Exit::Usage)]));
            }
        }
    }
    let asked: Vec<(Urn, Environment, Id)> = things
        .iter()
        .map(|(urn, _, id)| (urn.clone(), Environment { region: urn.region().to_owned(), account: None }, id.clone()))
        .collect();
    let seen = each(running, &format!("{}/{stack}", context.app.project), &asked).await;
    let mut existing = Vec::new();
    for ((urn, schema, id), seen) in things.into_iter().zip(seen) {
        match seen {
            Ok(Some(seen)) => existing.push(Existing { urn, schema, id, inputs: seen.inputs, outputs: seen.outputs }),
            Ok(None) => {
                let what = format!("cannot find {} {id} in {}", urn.type_name(), urn.region());
                let failure = Failure::new(what).at(urn.to_string());
                failures.push((urn, vec![failure]));
            }
            Err(error) => failures.push((urn, errors::engine(error))),
        }
    }
    (existing, failures)
}

/// Reads resources. One that cannot be read does not hide the others.
pub(in crate::commands) async fn each(
    running: &run::Connected,
    stack: &str,
    asked: &[(Urn, Environment, Id)],
) -> Vec<std::result::Result<Option<Observed>, EngineError>> {
    if let Ok(read) = running.engine.existing(stack, asked).await {
        return read.into_iter().map(Ok).collect();
    }
    let mut read = Vec::new();
    for one in asked.chunks(1) {
        read.push(running.engine.existing(stack, one).await.map(|mut one| one.pop().flatten()));
    }
    read
}
