//! Options of a resource: how it is treated, not what it is.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Program;
use super::declare::Declared;
use super::expr::NodeId;
use crate::path::{Path, PathError};

/// A name under which the resource may be found in state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alias {
    /// Another name, in the same component and of the same type.
    Name(String),
    /// Another path of components and name: `network/main`.
    Path(String),
    /// A whole URN.
    Urn(String),
}

/// Options of a resource. Options of a scope are laid under those of each resource in it.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Options {
    pub(crate) depends_on: Vec<NodeId>,
    pub(crate) protect: Option<bool>,
    pub(crate) retain: Option<bool>,
    pub(crate) delete_before_replace: Option<bool>,
    pub(crate) ignore_changes: Vec<Result<Path, String>>,
    pub(crate) replace_on_changes: Vec<Result<Path, String>>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) create_timeout: Option<Duration>,
    pub(crate) update_timeout: Option<Duration>,
    pub(crate) delete_timeout: Option<Duration>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for another resource although no property refers to it.
    pub fn depends_on(mut self, other: &impl Declared) -> Self {
        self.depends_on.push(other.node());
        self
    }

    /// Refuses every plan that would delete or replace the resource. The mark is kept in state: taking the
    /// resource out of the program does not lose it.
    pub fn protect(self) -> Self {
        self.protected(true)
    }

    /// Sets or takes off the protection.
    pub fn protected(mut self, protect: bool) -> Self {
        self.protect = Some(protect);
        self
    }

    /// Forgets the resource where it would be deleted, and leaves it as it is.
    pub fn retain_on_delete(mut self, retain: bool) -> Self {
        self.retain = Some(retain);
        self
    }

    /// On replacement, deletes the old resource first.
    pub fn delete_before_replace(mut self, first: bool) -> Self {
        self.delete_before_replace = Some(first);
        self
    }

    /// Leaves what is at this path as state has it: `ignore_changes("tags.owner")`.
    pub fn ignore_changes(mut self, path: &str) -> Self {
        self.ignore_changes.push(Path::parse(path).map_err(|error: PathError| error.to_string()));
        self
    }

    /// Replaces the resource when what is at this path changes.
    pub fn replace_on_changes(mut self, path: &str) -> Self {
        self.replace_on_changes.push(Path::parse(path).map_err(|error: PathError| error.to_string()));
        self
    }

    /// Finds the resource in state under an earlier name.
    pub fn alias(mut self, alias: Alias) -> Self {
        self.aliases.push(alias);
        self
    }

    /// Waits this long for a create, in place of the type's own time.
    pub fn create_timeout(mut self, timeout: Duration) -> Self {
        self.create_timeout = Some(timeout);
        self
    }

    /// Waits this long for an update.
    pub fn update_timeout(mut self, timeout: Duration) -> Self {
        self.update_timeout = Some(timeout);
        self
    }

    /// Waits this long for a delete.
    pub fn delete_timeout(mut self, timeout: Duration) -> Self {
        self.delete_timeout = Some(timeout);
        self
    }

    /// These options laid over those of the scope.
    pub(crate) fn over(mut self, scope: &Options) -> Self {
        self.protect = self.protect.or(scope.protect);
        self.retain = self.retain.or(scope.retain);
        self.delete_before_replace = self.delete_before_replace.or(scope.delete_before_replace);
        self.depends_on.extend(&scope.depends_on);
        self.create_timeout = self.create_timeout.or(scope.create_timeout);
        self.update_timeout = self.update_timeout.or(scope.update_timeout);
        self.delete_timeout = self.delete_timeout.or(scope.delete_timeout);
        self
    }

    /// The options that are set, by name, as text.
    pub(super) fn written(&self, program: &Program) -> BTreeMap<String, String> {
        // Taken apart, so that an option that is added later is not forgotten here.
        let Self {
            depends_on,
            protect,
            retain,
            delete_before_replace,
            ignore_changes,
            replace_on_changes,
            aliases,
            create_timeout,
            update_timeout,
            delete_timeout,
        } = self;
        let mut set = BTreeMap::new();
        let mut put = |name: &str, text: String| {
            set.insert(name.to_owned(), text);
        };
        let paths = |paths: &[Result<Path, String>]| {
            let paths: Vec<String> =
                paths.iter().map(|path| path.as_ref().map_or_else(Clone::clone, ToString::to_string)).collect();
            paths.join(", ")
        };
        if !depends_on.is_empty() {
            let urns = depends_on.iter().filter_map(|id| program.nodes.get(id.index()));
            put("depends_on", urns.map(|node| node.urn.as_str()).collect::<Vec<_>>().join(", "));
        }
        let flags =
            [("protect", protect), ("retain_on_delete", retain), ("delete_before_replace", delete_before_replace)];
        for (name, flag) in flags {
            flag.iter().for_each(|flag| put(name, flag.to_string()));
        }
        for (name, written) in [("ignore_changes", ignore_changes), ("replace_on_changes", replace_on_changes)] {
            if !written.is_empty() {
                put(name, paths(written));
            }
        }
        if !aliases.is_empty() {
            put("aliases", format!("{:?}", aliases));
        }
        let timeouts = [
            ("create_timeout", create_timeout),
            ("update_timeout", update_timeout),
            ("delete_timeout", delete_timeout),
        ];
        for (name, timeout) in timeouts {
            timeout.iter().for_each(|timeout| put(name, format!("{timeout:?}")));
        }
        set
    }

    /// The paths at which differences are left as they are.
    pub fn ignored(&self) -> impl Iterator<Item = &Path> {
        self.ignore_changes.iter().flatten()
    }

    /// Whether the resource is protected.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.protect.unwrap_or(false)
    }

    /// Whether the resource is left behind instead of deleted.
    #[must_use]
    pub fn is_retained(&self) -> bool {
        self.retain.unwrap_or(false)
    }
}
