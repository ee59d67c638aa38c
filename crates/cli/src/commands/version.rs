//! `version`: prints the versions of this program and of its formats.

use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::report;

pub(super) fn version(context: &Context) -> Result<Exit> {
    let json = serde_json::json!({
        "program": context.program,
        "project": context.app.project,
        "archipel": env!("CARGO_PKG_VERSION"),
        "formats": { "report": report::FORMAT },
        "platform": format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
    });
    context.print(&json, || {
        format!(
            "{} ({})\narchipel {} on {}-{}\n",
            context.program,
            context.app.project,
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
        )
    })
}
