//! `Stack` and `Scope`: where resources are declared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::any_input::AnyInput;
use super::debug_text::debug_text;
use super::eval::refused_in_function;
use super::expr::{Expr, NodeId, ProgramError, SourceLocation};
use super::group::{Group, Groups};
use super::handle::{ComponentName, Declared, Dependency, DependencyTarget};
use super::hook::{DeclaredHook, Hook};
use super::model::{Forgotten, Node, Program, Repeat};
use super::options::{Alias, Options};
use super::output::{IntoInput, Output};
use super::transform::{ResourceDraft, Transform, transformed};
use crate::model::environment::Environment;
use crate::model::hash::FastMap;
use crate::model::prop::Prop;
use crate::model::schema::Schema;
use crate::model::urn::{GLOBAL, Urn};
use crate::model::value::Value;

/// A stack while its program runs.
#[derive(Clone, Debug)]
pub struct Stack {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Building {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} nodes", self.nodes.len())
    }
}

#[derive(Debug)]
struct Shared {
    project: String,
    name: String,
    building: Mutex<Building>,
}

#[derive(Default)]
struct Building {
    nodes: Vec<Node>,
    by_urn: FastMap<Urn, NodeId>,
    outputs: BTreeMap<String, (Expr, SourceLocation)>,
    mistakes: BTreeSet<ProgramError>,
    forgotten: Vec<Forgotten>,
    hooks: Vec<DeclaredHook>,
    groups: BTreeMap<NodeId, Arc<Group>>,
    /// Every type that was declared, those in groups included.
    types: BTreeMap<&'static str, &'static Schema>,
    /// In a second run, the comparison with the first, which has the nodes.
    repeat: Option<Repeat>,
}

impl Building {
    /// Adds the dependencies of resources that depend on components: everything in them, in their region and without
    /// one. The components may have been declared later.
    fn depend_on_components(&mut self) {
        let on: BTreeSet<ComponentName> =
            self.nodes.iter().flat_map(|node| &node.options.depends_on_components).cloned().collect();
        let members: BTreeMap<&ComponentName, Vec<NodeId>> = on
            .iter()
            .map(|component| {
                let nodes = self.nodes.iter().enumerate().filter(|(_, node)| component.contains(&node.urn));
                (component, nodes.map(|(index, _)| NodeId(u32::try_from(index).unwrap_or(u32::MAX))).collect())
            })
            .collect();
        for (index, node) in self.nodes.iter_mut().enumerate() {
            for component in &node.options.depends_on_components {
                let others = members[component].iter().filter(|id| id.index() != index);
                let others: Vec<NodeId> = others.copied().collect();
                if others.is_empty() {
                    let message = format!("{} depends on {component}, which declares nothing", node.urn);
                    self.mistakes.insert(ProgramError { at: node.at, message });
                }
                node.dependencies.extend(others);
            }
            if !node.options.depends_on_components.is_empty() {
                node.dependencies.sort_unstable();
                node.dependencies.dedup();
            }
        }
    }
}

impl Building {
    /// Adds what the hooks of deletes need to the dependencies of their resources: it is deleted after them.
    fn depend_for_hooks(&mut self) {
        for hook in &self.hooks {
            let Some(node) = self.nodes.get_mut(hook.node.index()) else { continue };
            let more: Vec<NodeId> = hook.needs_for_delete().filter(|id| !node.dependencies.contains(id)).collect();
            if !more.is_empty() {
                node.dependencies.extend(more);
                node.dependencies.sort_unstable();
            }
        }
    }
}

impl Dependency for Scope {
    fn target(&self) -> DependencyTarget {
        DependencyTarget::Component(ComponentName { path: self.path.clone(), region: self.region().to_owned() })
    }
}

/// What a program is about to declare.
pub(super) struct Draft {
    pub(super) schema: &'static Schema,
    pub(super) name: String,
    pub(super) inputs: BTreeMap<String, Expr>,
    pub(super) options: Options,
    pub(super) at: SourceLocation,
}

impl Stack {
    /// An empty stack of this project.
    #[must_use]
    pub fn new(project: impl Into<String>, name: impl Into<String>) -> Self {
        Self { shared: Arc::new(Shared { project: project.into(), name: name.into(), building: Mutex::default() }) }
    }

    /// A stack for a second run of the program that declared `first`. It compares what is declared with it and keeps
    /// none of it; [`Stack::repeats`] has the result.
    #[must_use]
    pub fn repeating(first: Arc<Program>) -> Self {
        let stack = Self::new(first.project.clone(), first.stack.clone());
        stack.building().by_urn.reserve(first.nodes.len());
        stack.building().repeat = Some(Repeat::of(first));
        stack
    }

    /// Ends a second run: whether it declared what the first run did. False for a stack without a first run.
    #[must_use]
    pub fn repeats(self) -> bool {
        let mut building = self.building();
        let Building { repeat, outputs, forgotten, hooks, mistakes, .. } = &mut *building;
        repeat.take().is_some_and(|repeat| mistakes.is_empty() && repeat.is_complete(outputs, forgotten, hooks))
    }

    /// The stack's name, such as `prod`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// The project's name.
    #[must_use]
    pub fn project(&self) -> &str {
        &self.shared.project
    }

    /// The scope of a region, at the top of the stack.
    #[must_use]
    pub fn region(&self, region: impl Into<String>) -> Scope {
        Scope {
            stack: self.clone(),
            environment: Environment { region: region.into(), account: None },
            path: String::new(),
            former: Vec::new(),
            tags: Expr::map(BTreeMap::new()),
            options: Options::new(),
            transforms: Vec::new(),
        }
    }

    /// Exports a value under a name: an output, or a plain value. The same name twice is an error of the program.
    #[track_caller]
    pub fn output(&self, name: impl Into<String>, value: impl AnyInput) {
        let at = SourceLocation::caller();
        let name = name.into();
        if refused_in_function(at, || format!("the output `{name}`")) {
            return;
        }
        let expr = value.to_expr();
        let mut building = self.building();
        if let Some((_, first)) = building.outputs.get(&name) {
            let message = format!("two outputs are named `{name}`: the other is at {first}");
            building.mistakes.insert(ProgramError { at, message });
        } else {
            building.outputs.insert(name, (expr, at));
        }
    }

    /// Reports an error of the program, at the caller's line. The program continues, so that all are reported
    /// together.
    #[track_caller]
    pub fn error(&self, message: impl Into<String>) {
        let mistake = ProgramError { at: SourceLocation::caller(), message: message.into() };
        if refused_in_function(mistake.at, || format!("the error `{}`", mistake.message)) {
            return;
        }
        self.building().mistakes.insert(mistake);
    }

    /// Forgets resources that the program no longer declares: a run removes them from state and leaves them as they
    /// are, where it would otherwise delete them. Name them by URN, path or component, as for `--target`. Once state
    /// has forgotten them, this means nothing and can be taken off.
    ///
    /// ```
    /// # fn declare(stack: &archipel_engine::Stack) {
    /// // The bucket now belongs to another team's stack.
    /// stack.forget("eu-west-1::aws:s3/Bucket::reports");
    /// # }
    /// ```
    #[track_caller]
    pub fn forget(&self, resource: impl Into<String>) {
        let forgotten = Forgotten { resource: resource.into(), at: SourceLocation::caller() };
        self.building().forgotten.push(forgotten);
    }

    fn building(&self) -> std::sync::MutexGuard<'_, Building> {
        // A panic in the program poisons the lock; the declarations until then are complete.
        self.shared.building.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The resource types and data sources that were declared so far, by their names: with the permissions that each needs
    /// (`meta.actions`), for a program that declares the role it is run with.
    #[must_use]
    pub fn types(&self) -> BTreeMap<&'static str, &'static Schema> {
        self.building().types.clone()
    }

    /// What is declared under a name already.
    pub(crate) fn declared(&self, urn: &Urn) -> Option<NodeId> {
        self.building().by_urn.get(urn).copied()
    }

    pub(super) fn add(&self, draft: Draft, scope: &Scope) -> (NodeId, Urn) {
        let Draft { schema, name, inputs, options, at } = draft;
        let (mut inputs, options, wrong) = match scope.transforms.as_slice() {
            transforms @ [_, ..] if !schema.data_source => transformed(transforms, schema, &name, (inputs, options)),
            _ => (inputs, options, Vec::new()),
        };
        let environment = if schema.meta.global {
            Environment { region: GLOBAL.into(), account: scope.environment.account.clone() }
        } else {
            scope.environment.clone()
        };
        if schema.taggable() {
            let own = inputs.remove("tags");
            inputs.insert("tags".into(), Expr::merge([scope.tags.clone()].into_iter().chain(own).collect()));
        }
        let urn = Urn::new(&environment.region, schema.type_name, &scope.path_of(&name));
        if refused_in_function(at, || urn.to_string()) {
            return (NodeId(u32::MAX), urn);
        }
        let mut options = options.with_applicable_defaults_from(&scope.options, schema);
        options.aliases.extend(scope.former_names(&name, &options.aliases));

        let mut building = self.building();
        let count = building.repeat.as_ref().map_or(building.nodes.len(), Repeat::declared);
        let id = NodeId(u32::try_from(count).unwrap_or(u32::MAX));
        let named = options.depends_on.iter().chain(&options.replace_with).chain(&options.deleted_with);
        let mut dependencies: BTreeSet<NodeId> = named.copied().collect();
        let mut mistakes: BTreeSet<ProgramError> =
            wrong.into_iter().map(|what| ProgramError { at, message: format!("{urn}: {what}") }).collect();
        let unknown = inputs.values().chain(&options.trigger).chain(&options.import);
        let unknown = unknown.filter(|expr| expr.as_known().is_none());
        unknown.for_each(|expr| expr.scan(&mut dependencies, &mut mistakes));
        for error in options.wrong_paths() {
            mistakes.insert(ProgramError { at, message: error.clone() });
        }
        mistakes.extend(unusable(&urn, &inputs, &options).into_iter().map(|message| ProgramError { at, message }));
        mistakes.extend(wrong_name(&environment, &scope.path, &name).map(|message| ProgramError { at, message }));
        if let Some(first) = building.by_urn.get(&urn).and_then(|first| building.nodes.get(first.index())) {
            let first = first.at;
            let message = format!(
                "two resources are named {urn}: the other is at {first}; give one of them another name, or put it in a component",
            );
            mistakes.insert(ProgramError { at, message });
        }
        building.mistakes.extend(mistakes);
        building.types.insert(schema.type_name, schema);
        let dependencies = dependencies.into_iter().collect();
        let node = Node { urn: urn.clone(), schema, environment, inputs, options: options.shared(), at, dependencies };
        building.by_urn.entry(urn.clone()).or_insert(id);
        match &mut building.repeat {
            Some(repeat) => repeat.compare(&node),
            None => building.nodes.push(node),
        }
        (id, urn)
    }

    /// Ends the program.
    ///
    /// # Errors
    /// All errors of the program, sorted by source line.
    pub fn finish(self) -> Result<Program, Vec<ProgramError>> {
        self.close()
    }

    /// Notes the group that a node is.
    pub(super) fn group(&self, node: NodeId, group: Group) {
        if node != NodeId(u32::MAX) {
            self.building().groups.insert(node, Arc::new(group));
        }
    }

    /// Notes a hook.
    pub(super) fn add_hook(&self, hook: DeclaredHook) {
        if refused_in_function(hook.at, || format!("the hook `{}`", hook.name)) {
            return;
        }
        let mut building = self.building();
        let mistakes = super::hook::mistakes(&hook, &building.hooks);
        building.mistakes.extend(mistakes);
        building.hooks.push(hook);
    }

    /// Notes a mistake.
    pub(super) fn add_error(&self, mistake: ProgramError) {
        self.building().mistakes.insert(mistake);
    }

    /// Goes on with a program that ended, for more to be declared.
    pub(super) fn reopen(&self, program: &Program) {
        let mut building = self.building();
        building.nodes.clone_from(&program.nodes);
        building.by_urn = FastMap::default();
        for (index, node) in program.nodes.iter().enumerate() {
            let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
            building.by_urn.entry(node.urn.clone()).or_insert(id);
        }
        building.groups.clone_from(&program.groups.of);
        let at = |name: &String| program.groups.outputs.get(name).copied().unwrap_or_else(SourceLocation::caller);
        building.outputs = program.outputs.iter().map(|(name, e)| (name.clone(), (e.clone(), at(name)))).collect();
        building.mistakes = BTreeSet::new();
        building.forgotten.clone_from(&program.forgotten);
        building.hooks.clone_from(&program.hooks);
    }

    /// The groups declared after these many.
    pub(super) fn groups_after(&self, known: usize) -> Vec<Arc<Group>> {
        self.building().groups.values().skip(known).cloned().collect()
    }

    /// Takes what was declared, with its errors.
    pub(super) fn discard(&self) -> Vec<Node> {
        std::mem::take(&mut *self.building()).nodes
    }

    /// Ends the program, which may be gone on with.
    pub(super) fn close(&self) -> Result<Program, Vec<ProgramError>> {
        let mut building = self.building();
        building.depend_on_components();
        building.depend_for_hooks();
        let mut mistakes = std::mem::take(&mut building.mistakes);
        for (name, (expr, at)) in &building.outputs {
            expr.scan(&mut BTreeSet::new(), &mut mistakes);
            let stored = expr.as_known().and_then(Value::not_storable);
            let stored = stored.map(|why| format!("invalid output `{name}`: {why}"));
            mistakes.extend(stored.map(|message| ProgramError { at: *at, message }));
            let text =
                debug_text(&|| "output".to_owned(), name).or_else(|| expr.unusable(&|| format!("output `{name}`")));
            mistakes.extend(text.map(|message| ProgramError { at: *at, message }));
        }
        // A handle of another stack has the number of a resource of that stack.
        let count = building.nodes.len();
        for node in building.nodes.iter().filter(|node| node.dependencies.iter().any(|id| id.index() >= count)) {
            let message = format!("{} refers to a resource of another stack", node.urn);
            mistakes.insert(ProgramError { at: node.at, message });
        }
        for hook in building.hooks.iter().filter(|hook| hook.nodes().any(|id| id.index() >= count)) {
            let message = format!("the hook `{}` refers to a resource of another stack", hook.name);
            mistakes.insert(ProgramError { at: hook.at, message });
        }
        if mistakes.is_empty() {
            // The program is kept as long as the run, and gets no more nodes.
            building.nodes.shrink_to_fit();
            let of = std::mem::take(&mut building.groups);
            // Only a program with groups is continued in a later wave, so only that keeps the stack.
            let groups = if of.is_empty() {
                Groups::default()
            } else {
                let outputs = building.outputs.iter().map(|(name, (_, at))| (name.clone(), *at)).collect();
                Groups { stack: Some(self.clone()), of, outputs, ..Groups::default() }
            };
            Ok(Program {
                groups,
                project: self.shared.project.clone(),
                stack: self.shared.name.clone(),
                forgotten: std::mem::take(&mut building.forgotten),
                hooks: std::mem::take(&mut building.hooks),
                nodes: std::mem::take(&mut building.nodes),
                outputs: std::mem::take(&mut building.outputs)
                    .into_iter()
                    .map(|(name, (expr, _))| (name, expr))
                    .collect(),
            })
        } else {
            Err(mistakes.into_iter().collect())
        }
    }
}

/// Where something is declared: region, account, the components around it, default tags and default options.
///
/// A scope is a value; there are no globals. `scope.component("network")` returns the scope of a component,
/// `stack.region("us-east-1")` that of another region.
#[derive(Clone, Debug)]
pub struct Scope {
    stack: Stack,
    environment: Environment,
    path: String,
    /// Paths that the scope had before, for resources of which state still has the old names.
    former: Vec<String>,
    tags: Expr,
    options: Options,
    transforms: Vec<Transform>,
}

impl Scope {
    /// The stack.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.environment.region
    }

    /// The region and account.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The path of components, empty at the top.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The scope of a component: names declared in it are below its name.
    #[must_use]
    pub fn component(&self, name: impl AsRef<str>) -> Scope {
        let name = name.as_ref();
        let former = self.former.iter().map(|path| joined(path, name)).collect();
        Scope { path: self.component_path(name), former, ..self.clone() }
    }

    /// The same scope in another region.
    #[must_use]
    pub fn in_region(&self, region: impl Into<String>) -> Scope {
        let mut scope = self.clone();
        scope.environment.region = region.into();
        scope
    }

    /// The same scope in another account, by its name in the configuration.
    #[must_use]
    pub fn in_account(&self, account: impl Into<String>) -> Scope {
        let mut scope = self.clone();
        scope.environment.account = Some(account.into());
        scope
    }

    /// The same scope with more tags on everything that carries tags. A resource's own tags win.
    #[must_use]
    #[track_caller]
    pub fn with_tags(&self, tags: impl IntoInput<BTreeMap<String, String>>) -> Scope {
        let tags = tags.into_input().into_expr();
        Scope { tags: Expr::merge(vec![self.tags.clone(), tags]), ..self.clone() }
    }

    /// The default tags; `None` without any. For types whose tags are not a map named `tags`.
    #[must_use]
    pub fn default_tags(&self) -> Option<Output<BTreeMap<String, String>>> {
        (!self.tags.is_empty_map()).then(|| Output::from_expr(self.tags.clone()))
    }

    /// The same scope with other default options.
    ///
    /// An alias is an earlier name of the scope's component, or an earlier path of it: everything declared in the
    /// scope is then found in state under that name too, components in it included.
    ///
    /// ```
    /// # use archipel_engine::{Options, Scope, program::Alias};
    /// # fn declare(scope: &Scope) {
    /// let network = scope.component("network").with_options(Options::new().alias(Alias::Name("net".into())));
    /// # }
    /// ```
    #[must_use]
    #[track_caller]
    pub fn with_options(&self, mut options: Options) -> Scope {
        let aliases = std::mem::take(&mut options.aliases);
        let mut scope = Scope { options: options.with_defaults_from(&self.options), ..self.clone() };
        for alias in aliases {
            match alias {
                Alias::Name(name) if !self.path.is_empty() => {
                    let outer = self.path.rsplit_once('/').map_or("", |(outer, _)| outer);
                    scope.former.push(joined(outer, &name));
                    // The components around it may have been renamed too.
                    for former in &self.former {
                        let outer = former.rsplit_once('/').map_or("", |(outer, _)| outer);
                        scope.former.push(joined(outer, &name));
                    }
                }
                Alias::Path(path) => scope.former.push(path),
                other => self.stack.error(format!(
                    "invalid alias {other:?} of a component: give its earlier name (`Alias::Name`) to the scope of the \
                     component, or its earlier path (`Alias::Path`)"
                )),
            }
        }
        scope.former.sort_unstable();
        scope.former.dedup();
        scope
    }

    /// The same scope, with a function that changes every resource declared in it and in its components: sets
    /// properties, adds options. Functions of outer scopes come first.
    ///
    /// ```
    /// # use archipel_engine::{Options, Scope};
    /// # fn declare(scope: &Scope) {
    /// let scope = scope.with_transform(|resource| {
    ///     if resource.type_name() == "aws:s3/Bucket" {
    ///         resource.options(|options| options.protect(true));
    ///     }
    ///     if resource.has("description") && !resource.sets("description") {
    ///         resource.set("description", "managed by Archipel");
    ///     }
    /// });
    /// # }
    /// ```
    #[must_use]
    pub fn with_transform(&self, change: impl Fn(&mut ResourceDraft) + Send + Sync + 'static) -> Scope {
        let mut scope = self.clone();
        scope.transforms.push(Transform(Arc::new(change)));
        scope
    }

    /// Attaches a hook to a resource, under a name that no other hook of the resource has. Its inputs may be outputs of
    /// the resource, and of anything that does not depend on the resource.
    #[track_caller]
    pub fn hook(&self, name: impl Into<String>, resource: &impl Declared, hook: Hook) {
        let Hook { kind, inputs, points, policy, timeout, retries } = hook;
        let (name, at) = (name.into(), SourceLocation::caller());
        let declared = DeclaredHook { name, node: resource.node(), kind, inputs, points, policy, timeout, retries, at };
        self.stack().add_hook(declared);
    }

    /// The same scope, whose resources depend on this.
    pub(super) fn after(&self, node: NodeId) -> Scope {
        self.with_options(Options { depends_on: vec![node], ..Options::new() })
    }

    /// Exports a value of the stack. The name is taken as it is.
    #[track_caller]
    pub fn output(&self, name: impl Into<String>, value: impl AnyInput) {
        self.stack.output(name, value);
    }

    /// A value as an output, to compute with beside real outputs.
    #[must_use]
    pub fn value<T: Prop>(&self, value: T) -> Output<T> {
        Output::known(value)
    }

    fn path_of(&self, name: &str) -> String {
        joined(&self.path, name)
    }

    /// The path of a component. That of an unnamed one cannot be taken for the path of the scope around it.
    fn component_path(&self, name: &str) -> String {
        if name.is_empty() { format!("{}/", self.path) } else { self.path_of(name) }
    }

    /// The names under which a resource of this scope may be known from before the scope had its path.
    fn former_names(&self, name: &str, own: &[Alias]) -> Vec<Alias> {
        let names = own.iter().filter_map(|alias| match alias {
            Alias::Name(earlier) => Some(earlier.as_str()),
            _ => None,
        });
        let names: Vec<&str> = std::iter::once(name).chain(names).collect();
        self.former.iter().flat_map(|path| names.iter().map(|name| Alias::Path(joined(path, name)))).collect()
    }
}

/// The values of a resource that cannot be used: texts that are made from the `Debug` text of an output, infinite numbers.
fn unusable(urn: &Urn, inputs: &BTreeMap<String, Expr>, options: &Options) -> Vec<String> {
    let named = debug_text(&|| "name".to_owned(), urn.as_str());
    let imported = options.import.as_ref().and_then(|id| id.unusable(&|| "id to import".to_owned()));
    let trigger = options.trigger.as_ref().and_then(|trigger| trigger.unusable(&|| "trigger".to_owned()));
    let inputs = inputs.iter().filter_map(|(name, expr)| expr.unusable(&|| format!("property `{name}`")));
    inputs.chain(named).chain(imported).chain(trigger).collect()
}

/// Why a resource in this region and component cannot have this name: a URN could not be read again.
fn wrong_name(environment: &Environment, path: &str, name: &str) -> Option<String> {
    let region = environment.region.as_str();
    let expected = "expected a text that is not empty and has no";
    if region.is_empty() || region.contains("::") || region.ends_with(':') {
        return Some(format!("invalid region `{region}`: {expected} `::`"));
    }
    let is_wrong = |component: &&str| component.is_empty() || component.contains("::");
    if let Some(component) = path.split('/').find(is_wrong).filter(|_| !path.is_empty()) {
        return Some(format!("invalid component `{component}`: {expected} `::`"));
    }
    let wrong = name.is_empty() || name.contains("::") || name.contains('/');
    wrong.then(|| format!("invalid resource name `{name}`: {expected} `/` or `::`"))
}

/// A path, one component deeper.
fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}
