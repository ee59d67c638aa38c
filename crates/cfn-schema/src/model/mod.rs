//! One CloudFormation schema as Rust types: read with [`TypeSchema::parse`].

mod handlers;
mod path;
mod resolve;
mod schema;
mod shape;

pub use handlers::{Handler, Handlers, Tagging};
pub use path::{PropertyPath, Segment};
pub use resolve::{Kind, Record, Resolved};
pub use schema::{ParseError, ReplacementOrder, TypeSchema};
pub use shape::{Additional, Relationship, Shape, Types};
