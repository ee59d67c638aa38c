//! `state show`.

use archipel_engine::Value;
use archipel_engine::state::Snapshot;

use super::find::find;
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::render::style::{BOLD, paint};
use crate::render::value::inline;

pub(super) fn show(context: &Context, snapshot: &Snapshot, resource: &str) -> Result<Exit> {
    let records = find(snapshot, resource)?;
    context.print(&records, || {
        let mut text = String::new();
        for record in &records {
            text += &format!("{}\n", paint(BOLD, &record.key));
            text += &format!("  id: {}\n  phase: {:?}\n", record.id, record.phase);
            if record.desired.options.protect {
                text += "  protected\n";
            }
            for (heading, values) in [("inputs", &record.desired.inputs), ("outputs", &record.outputs)] {
                text += &format!("  {heading}:\n");
                for (name, value) in values.as_map().into_iter().flatten().filter(|(_, value)| **value != Value::Null) {
                    text += &format!("    {name}: {}\n", inline(value));
                }
            }
            if !record.desired.dependencies.is_empty() {
                text += "  depends on:\n";
                text.extend(record.desired.dependencies.iter().map(|urn| format!("    {urn}\n")));
            }
        }
        text
    })
}
