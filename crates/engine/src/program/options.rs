//! Options of a resource: how the engine treats it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::any_input::AnyInput;
use super::expr::{Expr, NodeId};
use super::handle::{ComponentName, Declared, Dependency, DependencyTarget};
use crate::model::path::{Path, PathError};
use crate::model::path_pattern::PathPattern;
use crate::model::schema::Schema;
use crate::model::value::Value;

/// A name under which the resource may be found in state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alias {
    /// Another name, in the same component and of the same type.
    Name(String),
    /// Another path of components and name: `network/main`.
    Path(String),
    /// A whole URN.
    Urn(String),
    /// Another type, in the same component and of the same name: for a type that was renamed and is otherwise the
    /// same.
    Type(String),
}

/// A URN (`::`), a path (`network/main`), or a name in the same component.
impl From<&str> for Alias {
    fn from(text: &str) -> Self {
        match text {
            text if text.contains("::") => Self::Urn(text.to_owned()),
            text if text.contains('/') => Self::Path(text.to_owned()),
            text => Self::Name(text.to_owned()),
        }
    }
}

/// Options of a resource. Options of a scope are laid under those of each resource in it; of paths of properties,
/// those that the resource's type has.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Options {
    pub(crate) depends_on: Vec<NodeId>,
    pub(crate) depends_on_components: Vec<ComponentName>,
    pub(crate) protect: Option<bool>,
    pub(crate) retain: Option<bool>,
    pub(crate) delete_before_replace: Option<bool>,
    pub(crate) name_suffix: Option<String>,
    pub(crate) ignore_changes: Vec<Result<PathPattern, String>>,
    pub(crate) replace_on_changes: Vec<Result<PathPattern, String>>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) import: Option<Expr>,
    pub(crate) create_timeout: Option<Duration>,
    pub(crate) update_timeout: Option<Duration>,
    pub(crate) delete_timeout: Option<Duration>,
    pub(crate) replace_with: Vec<NodeId>,
    pub(crate) deleted_with: Option<NodeId>,
    pub(crate) trigger: Option<Expr>,
    pub(crate) secret_outputs: Vec<Result<Path, String>>,
}

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// The options of a node. Most nodes have none, and share them.
    pub(crate) fn shared(self) -> Arc<Self> {
        static NONE: LazyLock<Arc<Options>> = LazyLock::new(Arc::default);
        if self.is_empty() { Arc::clone(&NONE) } else { Arc::new(self) }
    }

    fn is_empty(&self) -> bool {
        let Self {
            depends_on,
            depends_on_components,
            protect,
            retain,
            delete_before_replace,
            ignore_changes,
            replace_on_changes,
            aliases,
            import,
            create_timeout,
            update_timeout,
            delete_timeout,
            replace_with,
            deleted_with,
            trigger,
            secret_outputs,
            name_suffix,
        } = self;
        let timeouts = [create_timeout, update_timeout, delete_timeout];
        let nodes =
            aliases.is_empty() && depends_on.is_empty() && depends_on_components.is_empty() && replace_with.is_empty();
        let paths = ignore_changes.is_empty() && replace_on_changes.is_empty() && secret_outputs.is_empty();
        let flags = [protect, retain, delete_before_replace].iter().all(|flag| flag.is_none());
        let single = import.is_none() && trigger.is_none() && deleted_with.is_none() && name_suffix.is_none();
        nodes && paths && flags && single && timeouts.iter().all(|timeout| timeout.is_none())
    }

    /// Waits for another resource although no property refers to it, or for everything in a component: pass its scope.
    /// Of a component in several regions, that is what the scope's region has, and what has no region.
    pub fn depends_on(mut self, other: &impl Dependency) -> Self {
        match other.target() {
            DependencyTarget::Node(node) => self.depends_on.push(node),
            DependencyTarget::Component(component) => self.depends_on_components.push(component),
        }
        self
    }

    /// Refuses every plan that would delete or replace the resource. The state records the option, so that it also
    /// holds after the resource has left the program.
    pub fn protect(mut self, protect: bool) -> Self {
        self.protect = Some(protect);
        self
    }

    /// Forgets the resource where it would be deleted, and leaves it as it is.
    pub fn retain_on_delete(mut self, retain: bool) -> Self {
        self.retain = Some(retain);
        self
    }

    /// As [`retain_on_delete`](Self::retain_on_delete), unless the option is set already. For the constructors of types whose
    /// deletion destroys more than the resource.
    pub fn retained_by_default(mut self) -> Self {
        self.retain.get_or_insert(true);
        self
    }

    /// On replacement, deletes the old resource first.
    pub fn delete_before_replace(mut self, first: bool) -> Self {
        self.delete_before_replace = Some(first);
        self
    }

    /// Adds a generated suffix to this property, which is the resource's name: `name_suffix("name")` makes `api-0a1b2c3d`
    /// of `api`. A replacement has another suffix, so that it is created before the old resource is deleted. Nothing else
    /// changes the suffix. A resource without one keeps its name until it is replaced.
    pub fn name_suffix(mut self, property: impl Into<String>) -> Self {
        self.name_suffix = Some(property.into());
        self
    }

    /// Keeps the recorded value at this path: `ignore_changes("tags.owner")`. `*` matches every key and `[*]`
    /// for every element: `ignore_changes("rules[*].description")`; `ignore_changes("*")` keeps every property. An
    /// import takes these values as they are.
    pub fn ignore_changes(mut self, path: impl AsRef<str>) -> Self {
        self.ignore_changes.push(PathPattern::parse(path.as_ref()).map_err(|error: PathError| error.to_string()));
        self
    }

    /// Replaces the resource when the value at this path changes: `replace_on_changes("rules[*].port")`.
    pub fn replace_on_changes(mut self, path: impl AsRef<str>) -> Self {
        self.replace_on_changes.push(PathPattern::parse(path.as_ref()).map_err(|error: PathError| error.to_string()));
        self
    }

    /// Replaces the resource whenever another one is replaced. It also waits for the other.
    pub fn replace_with(mut self, other: &impl Declared) -> Self {
        self.replace_with.push(other.node());
        self
    }

    /// Is gone with another resource: where one run deletes both, this one is taken out of state when the other's
    /// delete ends, and no delete of its own is called. Deleted without the other, it is deleted as usual. State
    /// keeps this, so that it also holds when both have left the program. It also waits for the other.
    pub fn deleted_with(mut self, other: &impl Declared) -> Self {
        self.deleted_with = Some(other.node());
        self
    }

    /// Replaces the resource when this value changes, which is not a property: a build number, a hash, an attribute of
    /// another resource. Setting a trigger for the first time, and taking it off, replaces nothing. While the value
    /// is unknown, the plan says that the resource may be replaced.
    pub fn trigger(mut self, value: impl AnyInput) -> Self {
        self.trigger = Some(value.to_expr());
        self
    }

    /// Treats an attribute as secret although the type does not: `additional_secret_outputs("endpoint.url")`.
    pub fn additional_secret_outputs(mut self, path: impl AsRef<str>) -> Self {
        self.secret_outputs.push(Path::parse(path.as_ref()).map_err(|error: PathError| error.to_string()));
        self
    }

    /// Finds the resource in state under an earlier name. On a scope: the earlier name or path of its component,
    /// under which everything in it may be found.
    ///
    /// A text is a name, a path or a URN: `alias("net")`.
    pub fn alias(mut self, alias: impl Into<Alias>) -> Self {
        self.aliases.push(alias.into());
        self
    }

    /// Imports an existing resource, by its id in the API, instead of creating one. The id is a text, or an output that is known
    /// when the plan is made, such as what a data source found. It is read and compared with the program; a difference
    /// refuses the plan, except at paths of `ignore_changes`. Once state has the resource, this means nothing and can be
    /// taken off.
    pub fn import(mut self, id: impl AnyInput) -> Self {
        self.import = Some(id.to_expr());
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

    /// Waits this long for a delete. State keeps it, so that it also holds when the resource has left the program.
    pub fn delete_timeout(mut self, timeout: Duration) -> Self {
        self.delete_timeout = Some(timeout);
        self
    }

    /// Every invalid path.
    pub(crate) fn wrong_paths(&self) -> impl Iterator<Item = &String> {
        let patterns = [&self.ignore_changes, &self.replace_on_changes].into_iter().flatten();
        let patterns = patterns.filter_map(|path| path.as_ref().err());
        patterns.chain(self.secret_outputs.iter().filter_map(|path| path.as_ref().err()))
    }

    /// These options of a resource laid over those of its scope: of the paths there, those that the resource's type knows.
    pub(crate) fn with_applicable_defaults_from(self, scope: &Options, schema: &Schema) -> Self {
        let has = |path: &&Result<PathPattern, String>| {
            path.as_ref().map_or(true, |path| schema.inputs.fields.iter().any(|field| path.is_about(field.name)))
        };
        let output = |path: &&Result<Path, String>| {
            path.as_ref().map_or(true, |path| path.property().is_some_and(|name| schema.output(name).is_some()))
        };
        self.with_filtered_defaults_from(scope, has, output)
    }

    /// These options laid over those of the scope. Aliases of a scope are of the scope: see
    /// [`Scope::with_options`](super::Scope::with_options).
    pub(crate) fn with_defaults_from(self, scope: &Options) -> Self {
        self.with_filtered_defaults_from(scope, |_| true, |_| true)
    }

    fn with_filtered_defaults_from(
        mut self,
        scope: &Options,
        has: impl Fn(&&Result<PathPattern, String>) -> bool,
        output: impl Fn(&&Result<Path, String>) -> bool,
    ) -> Self {
        self.protect = self.protect.or(scope.protect);
        self.retain = self.retain.or(scope.retain);
        self.delete_before_replace = self.delete_before_replace.or(scope.delete_before_replace);
        self.depends_on.extend(&scope.depends_on);
        self.depends_on_components.extend(scope.depends_on_components.iter().cloned());
        self.replace_with.extend(&scope.replace_with);
        self.deleted_with = self.deleted_with.or(scope.deleted_with);
        self.trigger = self.trigger.or_else(|| scope.trigger.clone());
        self.ignore_changes.extend(scope.ignore_changes.iter().filter(&has).cloned());
        self.replace_on_changes.extend(scope.replace_on_changes.iter().filter(&has).cloned());
        self.secret_outputs.extend(scope.secret_outputs.iter().filter(output).cloned());
        self.create_timeout = self.create_timeout.or(scope.create_timeout);
        self.update_timeout = self.update_timeout.or(scope.update_timeout);
        self.delete_timeout = self.delete_timeout.or(scope.delete_timeout);
        self
    }

    /// The options that are set, by name, as text.
    pub(super) fn written<'n>(&self, node_name: &dyn Fn(NodeId) -> &'n str) -> BTreeMap<String, String> {
        // Taken apart, so that an option that is added later is not forgotten here.
        let Self {
            depends_on,
            depends_on_components,
            protect,
            retain,
            delete_before_replace,
            name_suffix,
            ignore_changes,
            replace_on_changes,
            aliases,
            import,
            create_timeout,
            update_timeout,
            delete_timeout,
            replace_with,
            deleted_with,
            trigger,
            secret_outputs,
        } = self;
        let mut set = BTreeMap::new();
        let mut put = |name: &str, text: String| {
            set.insert(name.to_owned(), text);
        };
        let deleted_with: Vec<NodeId> = deleted_with.iter().copied().collect();
        for (name, ids) in [("depends_on", depends_on), ("replace_with", replace_with), ("deleted_with", &deleted_with)]
        {
            if !ids.is_empty() {
                put(name, ids.iter().map(|id| node_name(*id)).collect::<Vec<_>>().join(", "));
            }
        }
        if !depends_on_components.is_empty() {
            let names: Vec<String> = depends_on_components.iter().map(ToString::to_string).collect();
            put("depends_on_components", names.join(", "));
        }
        trigger.iter().for_each(|trigger| put("trigger", format!("{:?}", trigger.written(node_name))));
        let flags =
            [("protect", protect), ("retain_on_delete", retain), ("delete_before_replace", delete_before_replace)];
        for (name, flag) in flags {
            flag.iter().for_each(|flag| put(name, flag.to_string()));
        }
        name_suffix.iter().for_each(|property| put("name_suffix", property.clone()));
        for (name, written) in [
            ("ignore_changes", paths(ignore_changes)),
            ("replace_on_changes", paths(replace_on_changes)),
            ("additional_secret_outputs", paths(secret_outputs)),
        ] {
            if !written.is_empty() {
                put(name, written);
            }
        }
        if !aliases.is_empty() {
            put("aliases", format!("{:?}", aliases));
        }
        import.iter().for_each(|id| match id.as_known().and_then(Value::as_str) {
            Some(id) => put("import", id.to_owned()),
            None => put("import", format!("{:?}", id.written(node_name))),
        });
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
    pub fn ignored(&self) -> impl Iterator<Item = &PathPattern> {
        self.ignore_changes.iter().flatten()
    }

    /// The id that is imported, where the program gives it as a text.
    #[must_use]
    pub fn imports(&self) -> Option<&str> {
        self.import.as_ref()?.as_known()?.as_str()
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

/// Paths of an option as text.
fn paths<P: ToString>(paths: &[Result<P, String>]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.as_ref().map_or_else(Clone::clone, P::to_string)).collect();
    paths.join(", ")
}
