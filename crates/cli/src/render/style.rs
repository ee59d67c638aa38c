//! The styles. Only this file uses colours.

use anstyle::{AnsiColor, Style};
use archipel_engine::plan::Action;

/// A created resource.
pub(crate) const CREATE: Style = AnsiColor::Green.on_default();
/// An update in place.
pub(crate) const UPDATE: Style = AnsiColor::Yellow.on_default();
/// A replacement.
pub(crate) const REPLACE: Style = AnsiColor::Magenta.on_default().bold();
/// A deleted resource.
pub(crate) const DELETE: Style = AnsiColor::Red.on_default().bold();
/// A read, or a change of the record only.
pub(crate) const READ: Style = AnsiColor::Cyan.on_default();
/// A removed value.
pub(crate) const OLD: Style = AnsiColor::Red.on_default();
/// An added value.
pub(crate) const NEW: Style = AnsiColor::Green.on_default();
/// Secondary text.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Headings and names.
pub(crate) const BOLD: Style = Style::new().bold();
/// The word `error`.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word `warning`.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// The word `hint`.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Text in a style.
pub(crate) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The style of an action.
pub(crate) fn of(action: &Action) -> Style {
    match action {
        Action::Create | Action::Resume { .. } => CREATE,
        Action::Update { .. } => UPDATE,
        Action::Replace { .. } => REPLACE,
        Action::Delete { .. } | Action::DeletedWith { .. } => DELETE,
        Action::UpdateState { .. } | Action::Forget { .. } | Action::Read | Action::Import { .. } | Action::Hook(_) => {
            READ
        }
    }
}

/// The symbol of an action.
pub(crate) fn symbol(action: &Action) -> &'static str {
    match action {
        Action::Create | Action::Resume { .. } => "+",
        Action::Update { .. } => "~",
        Action::Replace { .. } => "±",
        Action::Delete { .. } | Action::DeletedWith { .. } => "-",
        Action::UpdateState { .. } => "*",
        Action::Forget { .. } => "x",
        Action::Read => "?",
        Action::Import { .. } => "<",
        Action::Hook(_) => ">",
    }
}

/// The action as an imperative, a present and a past form: `create`, `creating`, `created`.
pub(crate) fn words(action: &Action) -> [&'static str; 3] {
    match action {
        Action::Create => ["create", "creating", "created"],
        Action::Resume { .. } => ["finish", "finishing", "finished"],
        Action::Update { .. } => ["update", "updating", "updated"],
        Action::Replace { .. } => ["replace", "replacing", "replaced"],
        Action::Delete { .. } | Action::DeletedWith { .. } => ["delete", "deleting", "deleted"],
        Action::UpdateState { .. } => ["record", "recording", "recorded"],
        Action::Forget { .. } => ["forget", "forgetting", "forgotten"],
        Action::Read => ["read", "reading", "read"],
        Action::Import { .. } => ["import", "importing", "imported"],
        Action::Hook(_) => ["run a hook of", "running a hook of", "hook done"],
    }
}
