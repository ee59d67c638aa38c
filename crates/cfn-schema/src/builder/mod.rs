//! What generated code is made of: builders over a map of properties, and handles.
//!
//! `schema add` writes `use archipel::cloudcontrol::builder::*`. A builder is a map of expressions by CloudFormation's names and
//! has no schema of its own: the planner checks it against the crate's schema of the type. So a property costs the compiler
//! one small function and nothing else.

mod fields;
mod macros;
mod record;
mod resource;
mod tags;
mod texts;

pub use std::collections::BTreeMap;

pub use archipel_engine::{AnyInput, IntoInput, Options, Output, Scope, Value};

pub use self::fields::{Arguments, Fields};
pub use self::record::{Attributes, Properties, Record};
pub use self::resource::{Resource, declare_resource};
pub(crate) use self::resource::{declare, schema_of};
pub use self::texts::{OneOf, Texts};
pub use crate::{arguments, resource, texts};

/// The code of this crate's macros.
#[doc(hidden)]
pub mod private {
    pub use archipel_engine::program::{Declared, Expr, Handle, NodeId};
    pub use archipel_engine::resource::ResourceSchema;
    pub use archipel_engine::schema::Schema;
    pub use archipel_engine::{Input, Urn};

    pub use super::resource::schema_of;
    pub use super::texts::listed;
}
