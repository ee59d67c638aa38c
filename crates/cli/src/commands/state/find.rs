//! Which resource a person means.

use archipel_engine::state::{Record, Snapshot};

use crate::config::{nearest, or_list};
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The records of the resource that a person means.
pub(super) fn find<'a>(snapshot: &'a Snapshot, resource: &str) -> Result<Vec<&'a Record>> {
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
