//! `state list` and `state show`.

use archipel_engine::Value;
use archipel_engine::state::{Phase, Record, Snapshot};
use serde::Serialize;

use super::print;
use crate::args::StateCommand;
use crate::config::{nearest, or_list};
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style::{BOLD, paint};
use crate::render::value::inline;
use crate::session::{Context, Session};

#[derive(Serialize)]
struct Listed<'a> {
    urn: &'a str,
    generation: u32,
    id: &'a str,
    place: String,
    phase: Phase,
}

pub(super) async fn state(context: &Context, command: &StateCommand) -> Result<Exit> {
    match command {
        StateCommand::List { stack } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            list(context, &session.snapshot().await?)
        }
        StateCommand::Show { resource, stack, with } => {
            let session = Session::open(context, stack.as_deref(), with)?;
            show(context, &session.snapshot().await?, resource)
        }
    }
}

fn list(context: &Context, snapshot: &Snapshot) -> Result<Exit> {
    let listed: Vec<Listed<'_>> = snapshot
        .records
        .values()
        .map(|record| Listed {
            urn: record.key.urn.as_str(),
            generation: record.key.generation,
            id: record.id.as_str(),
            place: record.place.to_string(),
            phase: record.phase,
        })
        .collect();
    print(context, &listed, || {
        let widest = listed.iter().map(|record| record.urn.len()).max().unwrap_or_default();
        listed
            .iter()
            .map(|record| {
                let note = match record.phase {
                    Phase::Live => "",
                    Phase::Partial => "  (its create was interrupted)",
                    Phase::Superseded => "  (to be deleted)",
                };
                format!("{:widest$}  {}{note}\n", record.urn, record.id)
            })
            .collect()
    })
}

fn show(context: &Context, snapshot: &Snapshot, resource: &str) -> Result<Exit> {
    let records = find(snapshot, resource)?;
    print(context, &records, || {
        let mut text = String::new();
        for record in &records {
            text += &format!("{}\n", paint(BOLD, &record.key));
            text += &format!("  id: {}\n  phase: {:?}\n", record.id, record.phase);
            if record.protect {
                text += "  protected\n";
            }
            for (heading, values) in [("inputs", &record.inputs), ("outputs", &record.outputs)] {
                text += &format!("  {heading}:\n");
                for (name, value) in values.as_map().into_iter().flatten().filter(|(_, value)| **value != Value::Null) {
                    text += &format!("    {name}: {}\n", inline(value));
                }
            }
            if !record.dependencies.is_empty() {
                text += "  depends on:\n";
                text.extend(record.dependencies.iter().map(|urn| format!("    {urn}\n")));
            }
        }
        text
    })
}

/// The records of the resource that a person means.
fn find<'a>(snapshot: &'a Snapshot, resource: &str) -> Result<Vec<&'a Record>> {
    let all = || snapshot.records.values().map(|record| &**record);
    for means in [
        |record: &Record, text: &str| record.key.urn.as_str() == text,
        |record: &Record, text: &str| record.key.urn.path() == text,
        |record: &Record, text: &str| record.key.urn.name() == text,
    ] {
        let found: Vec<&Record> = all().filter(|record| means(record, resource)).collect();
        let mut urns: Vec<&str> = found.iter().map(|record| record.key.urn.as_str()).collect();
        urns.dedup();
        match urns.len() {
            0 => {}
            1 => return Ok(found),
            _ => {
                return Err(Failure::new(format!("`{resource}` may be several resources"))
                    .hint(format!("say {}", or_list(urns)))
                    .exit(Exit::Usage)
                    .into());
            }
        }
    }
    let near = nearest(resource, all().map(|record| record.key.urn.as_str()))
        .or_else(|| nearest(resource, all().map(|record| record.key.urn.path())));
    let hint =
        near.map_or_else(|| "`state list` lists what is recorded".to_owned(), |near| format!("did you mean `{near}`?"));
    Err(Failure::new(format!("the state has no `{resource}`")).hint(hint).exit(Exit::Usage).into())
}
