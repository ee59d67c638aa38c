//! The files that `import --from` reads: a list of resources, or a Terraform state.

use std::path::Path;

use archipel_engine::strict_json::check_json;
use serde::Deserialize;
use serde_json::Value as Json;

use super::terraform::{self, Instance};
use super::wanted::Wanted;
use crate::config::shown;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The contents of a file.
pub(super) enum Listed {
    /// Resources of the program and their ids.
    Resources(Vec<Wanted>),
    /// The resources in a Terraform state.
    Terraform(Vec<Instance>),
}

/// One entry of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The resource of the program: URN, path or name.
    resource: String,
    /// Its id.
    id: String,
}

pub(super) fn read(path: &Path) -> Result<Listed> {
    let wrong = |what: String| Failure::new(what).at(shown(path)).hint(FORMS).exit(Exit::Usage);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot read the file: {error}")))?;
    check_json(&text).map_err(|error| wrong(format!("invalid JSON: {error}")))?;
    let json: Json = serde_json::from_str(&text).map_err(|error| wrong(format!("invalid JSON: {error}")))?;
    if json.is_array() {
        let entries: Vec<Entry> =
            serde_json::from_value(json).map_err(|error| wrong(format!("invalid list: {error}")))?;
        let wanted = entries.into_iter().map(|Entry { resource, id }| Wanted { resource, id });
        return Ok(Listed::Resources(wanted.collect()));
    }
    Ok(Listed::Terraform(terraform::read(&json).map_err(wrong)?))
}

const FORMS: &str = "give a list, [{\"resource\": \"network/main\", \"id\": \"vpc-0a1b\"}, ..], or a Terraform state of version 4, the output of `terraform state pull`";
