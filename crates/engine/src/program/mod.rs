//! The program model: what a stack declares, before anything is compared or called.

pub mod codegen;
mod declare;
mod expr;
mod group;
mod handle;
mod model;
mod options;
mod output;
mod reference;
mod scope;
mod written;

pub use crate::model::environment::Environment;
pub use declare::declare;
pub use expr::{Env, Expr, NodeId, ProgramError, SourceLocation};
pub use group::ForEachSource;
pub(crate) use group::{FOR_EACH_INPUT, Groups};
pub use handle::{Declared, Handle};
pub use model::{Node, NotImportable, Program};
pub use options::{Alias, Options, Trigger};
pub use output::{FormatPart, Input, IntoInput, Output, concat};
pub use reference::{Exports, StackOutput, StackRef, StackValue, StackValueArgs, StackValueAttrs, StackValueProps};
pub use scope::{Scope, Stack};
pub use written::{Divergence, NodeText, ProgramText};
