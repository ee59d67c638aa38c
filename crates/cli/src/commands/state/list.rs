//! `state list`.

use archipel_engine::state::{Phase, Snapshot};
use serde::Serialize;

use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;

#[derive(Serialize)]
struct Listed<'a> {
    urn: &'a str,
    #[serde(rename = "generation")]
    revision: u32,
    id: &'a str,
    #[serde(rename = "place")]
    environment: String,
    phase: Phase,
}

pub(super) fn list(context: &Context, snapshot: &Snapshot) -> Result<Exit> {
    let listed: Vec<Listed<'_>> = snapshot
        .records
        .values()
        .map(|record| Listed {
            urn: record.key.urn.as_str(),
            revision: record.key.revision,
            id: record.id.as_str(),
            environment: record.environment.to_string(),
            phase: record.phase,
        })
        .collect();
    context.print(&listed, || {
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
