//! The imports on the command line.

use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// A resource to import, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The resource as the user typed it.
    pub(super) resource: String,
    pub(super) id: String,
}

impl Wanted {
    /// Parses `RESOURCE=ID`. Ids can contain an `=`, names cannot.
    pub(super) fn parse(text: &str) -> Result<Self> {
        match text.split_once('=') {
            Some((resource, id)) if !resource.is_empty() && !id.is_empty() => {
                Ok(Self { resource: resource.to_owned(), id: id.to_owned() })
            }
            _ => Err(Failure::new(format!("invalid import `{text}`: expected RESOURCE=ID"))
                .hint("write RESOURCE=ID, such as network/main=vpc-0a1b")
                .exit(Exit::Usage)
                .into()),
        }
    }
}
