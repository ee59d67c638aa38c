//! `discover`: lists what exists in a region and the stack does not manage, and prints the Rust lines that declare it.

mod types;
mod within;

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::event::Level;
use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::resource::{Id, ReadRequest};
use archipel_engine::schema::Schema;
use archipel_engine::state::Snapshot;
use archipel_engine::urn::GLOBAL;
use archipel_engine::{Environment, Urn};
use clap::Args;
use serde::Serialize;

use self::types::Wanted;
use super::import::lines;
use super::run;
use super::uses::Uses;
use crate::args::StateArgs;
use crate::context::Context;
use crate::errors::{self, Failure, Provided, Result};
use crate::exit::Exit;
use crate::session::Session;

/// Arguments of `discover`.
#[derive(Debug, Args)]
pub(crate) struct DiscoverArgs {
    /// The region
    region: String,
    /// Only resources of this type: ec2/Vpc, AWS::Backup::BackupPlan
    #[arg(long = "type", value_name = "TYPE", required_unless_present = "tags")]
    types: Vec<String>,
    /// Only resources with this tag; without `--type`, the types of what the region's tag index lists
    #[arg(long = "tag", value_name = "KEY[=VALUE]")]
    tags: Vec<String>,
    /// Types that exist only within another resource: only within those whose property has this value. Without it, the
    /// resources around are listed first
    #[arg(long = "within", value_name = "PROPERTY=VALUE", value_parser = within::property)]
    within: Vec<(String, String)>,
    #[command(flatten)]
    stack: StateArgs,
}

/// The output with `--json`.
#[derive(Serialize)]
struct Document {
    resources: Vec<Discovered>,
    rust: String,
}

/// A resource that exists and that the stack does not manage.
#[derive(Serialize)]
struct Discovered {
    urn: String,
    #[serde(rename = "type")]
    type_name: String,
    id: String,
}

pub(super) async fn discover(context: &Context, args: &DiscoverArgs) -> Result<Exit> {
    let tags: Vec<(String, Option<String>)> = args.tags.iter().map(|text| tag(text)).collect();
    let mut session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let program = session.program(context)?;
    let home = lines::home(&session, &program);
    let snapshot = session.snapshot().await?;
    let mut wanted = types::named(context, &args.types).await?;
    let given: BTreeMap<String, String> = args.within.iter().cloned().collect();
    let names: Vec<&str> = wanted.iter().map(|wanted| wanted.schema.type_name).collect();
    within::check(&names, &given)?;
    let environment = Environment { region: args.region.clone(), account: None };
    // The providers of these types, or of AWS for those that the tags will show.
    let names = if names.is_empty() { types::TAGGED.to_vec() } else { names };
    let urns = names.into_iter().map(|name| Urn::new(&args.region, name, "discovered")).collect();
    let running = run::connect_to(context, &session, Uses::of_urns(urns), true).await?;
    if let Some(why) = running.engine.providers.iter().find_map(|provider| provider.check_environment(&environment)) {
        return Err(Failure::new(why).exit(Exit::Usage).into());
    }
    if args.types.is_empty() {
        wanted = types::tagged(context, &running, &environment, &tags).await?;
    }
    let stack = format!("{}/{}", context.app.project, session.name);
    let search = Search { context, running: &running, stack: &stack, snapshot: &snapshot, within: &given };
    let mut found = Vec::new();
    for wanted in &wanted {
        let region = if wanted.schema.meta.global { GLOBAL } else { &args.region };
        let environment = Environment { region: region.to_owned(), account: None };
        let ids = search.unmanaged(wanted, &environment).await?;
        let existing = search.read(wanted.schema, &environment, ids).await;
        found.extend(existing.into_iter().filter(|one| has_tags(one, &tags)));
    }
    name(&mut found, &snapshot);
    let rust = declarations(&found, &home);
    let of = |one: &Existing| Discovered {
        urn: one.urn.to_string(),
        type_name: one.schema.type_name.to_owned(),
        id: one.id.to_string(),
    };
    let document = Document { resources: found.iter().map(of).collect(), rust };
    if document.resources.is_empty() {
        context.reporter.notice(Level::Info, "found no resource that the stack does not manage");
    }
    context.print(&document, || document.rust.clone())
}

/// `KEY=VALUE`, or `KEY` for every value.
fn tag(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
}

struct Search<'a> {
    context: &'a Context,
    running: &'a run::Connected,
    stack: &'a str,
    snapshot: &'a Snapshot,
    within: &'a BTreeMap<String, String>,
}

impl Search<'_> {
    fn warn(&self, message: String) {
        self.context.reporter.notice(Level::Warning, message);
    }

    /// The ids of the resources of a type that no stack manages. A type that cannot be listed is named and left out.
    async fn unmanaged(&self, wanted: &Wanted, environment: &Environment) -> Result<Vec<Id>> {
        let type_name = wanted.schema.type_name;
        let operations = self.running.engine.providers.get(type_name);
        let operations = operations.map_err(|error| failed(&format!("cannot list {type_name}"), &error))?;
        let request = ReadRequest::new(environment, self.stack);
        let listed = match within::list(self.running, environment, type_name, self.within).await {
            Some(listed) => listed,
            None => operations.list(request.of_every_owner()).await.map(|ids| (ids, Vec::new())),
        };
        let mut ids = match listed {
            Ok((ids, failures)) => {
                for (what, error) in failures {
                    self.warn(format!("{what} is left out: {error}"));
                }
                ids
            }
            Err(error) => {
                self.warn(format!("{type_name} is left out: {error}"));
                return Ok(Vec::new());
            }
        };
        let managed: BTreeSet<&Id> = self
            .snapshot
            .records
            .values()
            .filter(|record| wanted.names.contains(&record.key.urn.type_name()))
            .map(|record| &record.id)
            .collect();
        ids.retain(|id| !managed.contains(id) && wanted.is_of_arns(id));
        // The names that are given depend on the order.
        ids.sort();
        let owners = match operations.owners(request, &ids).await {
            Ok(owners) => owners,
            Err(error) => {
                self.warn(format!("cannot read who manages the {type_name}: {error}"));
                vec![None; ids.len()]
            }
        };
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        let mut unmanaged = Vec::new();
        for (id, owner) in ids.into_iter().zip(owners) {
            match owner.filter(|owner| owner != self.stack) {
                Some(owner) => *others.entry(owner).or_default() += 1,
                None => unmanaged.push(id),
            }
        }
        for (owner, number) in others {
            let message = format!("left out resources of {type_name} that the stack {owner} manages: {number}");
            self.context.reporter.notice(Level::Info, message);
        }
        Ok(unmanaged)
    }

    /// Reads resources. One that cannot be read is named and left out.
    async fn read(&self, schema: &'static Schema, environment: &Environment, ids: Vec<Id>) -> Vec<Existing> {
        if let Some(why) = schema.meta.not_imported.filter(|_| !ids.is_empty()) {
            self.warn(format!("{} is left out: {why}", schema.type_name));
            return Vec::new();
        }
        let urn = Urn::new(&environment.region, schema.type_name, "discovered");
        let asked: Vec<_> = ids.iter().map(|id| (urn.clone(), environment.clone(), id.clone())).collect();
        let mut found = Vec::new();
        let read = lines::each(self.running, self.stack, &asked).await;
        for (id, one) in ids.into_iter().zip(read) {
            match one {
                Ok(Some(one)) => {
                    found.push(Existing { urn: urn.clone(), schema, id, inputs: one.inputs, outputs: one.outputs })
                }
                // It was deleted since it was listed.
                Ok(None) => {}
                Err(error) => self.warn(format!("{} {id} is left out: {error}", schema.type_name)),
            }
        }
        found
    }
}

fn failed(what: &str, error: &archipel_engine::resource::ProviderError) -> Failure {
    errors::provider(error, &Provided { what, ..Provided::default() })
}

/// Whether a resource has all of these tags, as a map or as a list of keys and values.
fn has_tags(one: &Existing, tags: &[(String, Option<String>)]) -> bool {
    let own = types::tags_of(one.schema, &one.inputs);
    tags.iter().all(|(key, value)| own.get(key).is_some_and(|own| value.as_ref().is_none_or(|value| own == value)))
}

/// Names resources after their `Name` tag, their name, or their id, and each name once.
fn name(found: &mut [Existing], snapshot: &Snapshot) {
    let mut taken: BTreeSet<Urn> = snapshot.records.keys().map(|key| key.urn.clone()).collect();
    for one in found {
        let named = types::tags_of(one.schema, &one.inputs).remove("Name");
        let fields =
            || ["name", "Name"].into_iter().find_map(|field| one.inputs.field(field).as_str().map(str::to_owned));
        let last = || one.id.parts().last().copied().unwrap_or_default().rsplit(['/', ':']).next().map(str::to_owned);
        let name = plain(&named.or_else(fields).or_else(last).unwrap_or_default());
        let urn = |name: &str| Urn::new(one.urn.region(), one.urn.type_name(), name);
        let mut urn_of = urn(&name);
        for number in 2.. {
            if taken.insert(urn_of.clone()) {
                break;
            }
            urn_of = urn(&format!("{name}-{number}"));
        }
        one.urn = urn_of;
    }
}

/// A name of letters, digits and hyphens.
fn plain(name: &str) -> String {
    let text: String = name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let text = text.trim_matches('-');
    if text.is_empty() { "resource".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_separator_of_paths() {
        assert_eq!(plain("team/a: web"), "team-a--web");
        assert_eq!(plain("/"), "resource");
    }

    #[test]
    fn a_tag_without_a_value_has_every_value() {
        assert_eq!(tag("team"), ("team".to_owned(), None));
        assert_eq!(tag("team=a=b"), ("team".to_owned(), Some("a=b".to_owned())));
    }
}
