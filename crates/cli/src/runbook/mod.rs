//! Runbooks: pages of a project that are filled with the names and ids of a stack's resources.
//!
//! A template is a Markdown file with the syntax of Jinja. The command `runbook` fills those of a folder from a stack's state;
//! [`pages`] does the same for a test, so that a template cannot refer to a resource that the program no longer has.

mod facts;
mod template;

use std::collections::BTreeMap;
use std::path::Path;

use archipel_engine::state::Snapshot;

use crate::errors::{Failure, Result};
use facts::Facts;
pub use facts::Names;
use template::{Template, fill};

/// The pages of the templates in a folder by file name, for a stack with this state. Secrets are masked.
///
/// # Errors
/// When the folder has no template, or a template cannot be filled, with its line.
pub fn pages(folder: &Path, names: Names<'_>, snapshot: &Snapshot) -> Result<BTreeMap<String, String>, Vec<Failure>> {
    let facts = Facts::of(names, snapshot);
    let mut pages = BTreeMap::new();
    let mut failures = Vec::new();
    for template in Template::all(folder)? {
        match fill(&template, &facts) {
            Ok(text) => {
                pages.insert(template.name, text);
            }
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() { Ok(pages) } else { Err(failures) }
}
