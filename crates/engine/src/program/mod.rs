//! The program model: the declarations of a stack, before they are compared with the state.

mod any_input;
pub mod codegen;
mod declare;
mod entries;
mod expr;
mod group;
mod handle;
mod json;
mod model;
mod options;
mod output;
mod per_region;
mod reference;
mod scope;
mod secrecy;
mod transform;
mod written;

pub use crate::model::environment::Environment;
pub use any_input::AnyInput;
pub use declare::declare;
pub use entries::{AnyEntries, Element, End, Entry, List, ListOf, Map, MapOf};
pub use expr::{Env, Expr, NodeId, ProgramError, SourceLocation, debug};
pub use group::ForEachSource;
pub(crate) use group::{FOR_EACH_INPUT, Groups};
pub use handle::{ComponentName, Declared, Dependency, DependencyTarget, Handle};
pub use json::Json;
pub use model::{Forgotten, Node, NotImportable, Program};
pub use options::{Alias, Options};
pub use output::{FormatPart, Input, IntoInput, Output, concat};
pub use per_region::PerRegion;
pub use reference::{Exports, StackOutput, StackRef, StackValue, StackValueArgs, StackValueAttrs, StackValueProps};
pub use scope::{Scope, Stack};
pub use transform::ResourceDraft;
pub use written::{Divergence, NodeText, ProgramText};
