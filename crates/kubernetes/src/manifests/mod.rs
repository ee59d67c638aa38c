//! Objects from YAML files and folders, with a kustomization or without, and the edges between them.
//!
//! | file | |
//! | --- | --- |
//! | `args` | what a program passes |
//! | `yaml`, `scalar`, `node`, `error` | text to trees whose parts know their lines |
//! | `placeholder` | values of the program in texts |
//! | `files` | files of folders, and limits |
//! | `kustomize/` | folders with a kustomization file |
//! | `object` | apiVersion, kind and name; lists |
//! | `builtin`, `crd`, `schema`, `check` | what is wrong, found without a cluster |
//! | `order`, `controllers`, `webhooks`, `effects` | which object waits for which, and how it is deleted |

mod args;
mod builtin;
mod check;
mod controllers;
mod crd;
mod effects;
mod error;
mod files;
mod kustomize;
mod node;
mod object;
mod order;
mod placeholder;
mod scalar;
mod schema;
mod webhooks;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use archipel_engine::program::{Dependency, DependencyTarget};
use archipel_engine::{Input, Options, Scope};

pub use self::args::ManifestsArgs;
use self::args::Source;
use self::check::Known;
use self::effects::has_outside_effects;
use self::error::ManifestError;
use self::object::{ManifestObject, objects_of};
use self::placeholder::Placeholders;
use crate::{Object, ObjectArgs};

/// Objects of a cluster from YAML.
///
/// Each object becomes an [`Object`] in a component of this name: `Deployment:argocd:argocd-server`. Namespaces, definitions,
/// permissions and configuration come before what uses them, and a controller with webhooks before the objects that these are
/// asked about. An object that stands for something outside of the cluster, such as a load balancer, is deleted before its
/// controller; all others are deleted with the cluster, if a run deletes it.
///
/// ```no_run
/// use archipel_engine::{Output, Scope};
/// use archipel_kubernetes::{Manifests, ManifestsArgs};
///
/// fn web(scope: &Scope, image: Output<String>) {
///     let args = ManifestsArgs::new("prod").path("manifests/web").value("image", image);
///     Manifests::new(scope, "web", args);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Manifests {
    scope: Scope,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    known: Known,
    objects: Vec<ManifestObject>,
    declared: Vec<Object>,
}

impl Manifests {
    /// Declares the objects. Errors in files become errors of the program.
    #[track_caller]
    pub fn new(scope: &Scope, name: impl AsRef<str>, args: ManifestsArgs) -> Self {
        let scope = scope.component(name);
        let (objects, known, errors) = load(&args);
        for error in &errors {
            scope.stack().error(error.clone());
        }
        let (mut declared, mut kept) = (Vec::new(), Vec::new());
        if errors.is_empty() {
            let others: Vec<&Shared> = args.after.iter().map(|other| &*other.shared).collect();
            let count: usize = others.iter().map(|other| other.objects.len()).sum();
            let all: Vec<ManifestObject> =
                others.iter().flat_map(|other| other.objects.iter().cloned()).chain(objects).collect();
            let mut handles: BTreeMap<usize, Object> =
                others.iter().flat_map(|other| other.declared.iter().cloned()).enumerate().collect();
            let edges = order::edges(&all, count, &known);
            for index in edges.order() {
                let object = &all[index];
                let needed: Vec<&Object> = edges.of(index).iter().filter_map(|needed| handles.get(needed)).collect();
                let handle = declare(&scope, &args, object, &needed);
                handles.insert(index, handle);
            }
            declared = handles.into_iter().filter(|(index, _)| *index >= count).map(|(_, handle)| handle).collect();
            kept = all.into_iter().skip(count).collect();
        }
        Self { scope, shared: Arc::new(Shared { known, objects: kept, declared }) }
    }

    /// An object, by its kind, namespace and name. The namespace of an object of the cluster is empty.
    #[must_use]
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<&Object> {
        let is = |of: &ManifestObject| of.id.kind == kind && of.id.namespace == namespace && of.id.name == name;
        self.shared.objects.iter().position(is).and_then(|index| self.shared.declared.get(index))
    }

    /// All objects.
    #[must_use]
    pub fn objects(&self) -> &[Object] {
        &self.shared.declared
    }
}

/// Everything in the set.
impl Dependency for Manifests {
    fn target(&self) -> DependencyTarget {
        self.scope.target()
    }
}

/// Declares one object, after what it waits for.
#[track_caller]
fn declare(scope: &Scope, args: &ManifestsArgs, object: &ManifestObject, needed: &[&Object]) -> Object {
    let with_cluster = !has_outside_effects(object);
    let options = args.cluster.add_options(Options::new(), with_cluster);
    let options = needed.iter().fold(options, |options: Options, needed| options.depends_on(*needed));
    let manifest = Input::from_expr(object.node.to_expr());
    let mut of = ObjectArgs::new(args.cluster.name(), manifest).adopt(args.adopt);
    if let Some(wait) = args.waits.get(&check::hook_name(object)) {
        of = of.wait(wait.clone());
    }
    Object::with_options(scope, resource_name(object), of, options)
}

/// The name of an object in the stack.
fn resource_name(object: &ManifestObject) -> String {
    let id = &object.id;
    let kind = if builtin::has_group(&id.group) { id.kind.clone() } else { format!("{}.{}", id.kind, id.group) };
    // Names of roles may have colons, which separate the parts of a URN.
    let name =
        if id.name.contains("::") || id.name.ends_with(':') { id.name.replace(':', "_") } else { id.name.clone() };
    if id.namespace.is_empty() { format!("{kind}:{name}") } else { format!("{kind}:{}:{name}", id.namespace) }
}

/// Reads and checks the objects.
fn load(args: &ManifestsArgs) -> (Vec<ManifestObject>, Known, Vec<String>) {
    let mut placeholders = Placeholders::new(&args.values, args.literal);
    let (mut objects, mut errors) = (Vec::new(), Vec::new());
    for source in &args.sources {
        errors.extend(read(source, &mut placeholders, &mut objects));
    }
    let mut known = Known { served: args.served.clone(), ..Known::default() };
    let mut messages = Vec::new();
    for other in &args.after {
        known.kinds.extend(other.shared.known.kinds.clone());
        known.served.extend(other.shared.known.served.iter().cloned());
        known.minor = known.minor.or(other.shared.known.minor);
    }
    if let Some(version) = &args.version {
        match minor(version) {
            Some(minor) => known.minor = Some(minor),
            None => messages.push(format!("invalid version of Kubernetes `{version}`: expected one such as `1.36`")),
        }
    }
    check::define_kinds(&objects, &mut known, &mut errors);
    check::complete_namespaces(&mut objects, &known, args.namespace.as_deref().unwrap_or("default"));
    errors.extend(check::check(&objects, &known, &args.without));
    let is_unread = errors.is_empty();
    messages.extend(errors.iter().map(ManifestError::to_string));
    messages.extend(args.values_twice.iter().map(|name| {
        format!("the placeholder `${{{name}}}` has two values: remove one of the two `.value(\"{name}\", ..)`")
    }));
    if is_unread {
        // What a file with errors has is not known.
        messages.extend(placeholders.unused().map(|name| {
            format!(
                "no manifest has the placeholder `${{{name}}}`: remove `.value(\"{name}\", ..)`, or correct its name"
            )
        }));
        messages.extend(without_objects(args, &objects));
    }
    objects.retain(|object| !check::is_hook(object));
    (objects, known, messages)
}

/// Names of objects that the set does not have, and an empty set.
fn without_objects(args: &ManifestsArgs, objects: &[ManifestObject]) -> Vec<String> {
    let names: BTreeSet<String> = objects.iter().map(check::hook_name).collect();
    let missing = |option: &'static str, name: &String| {
        let near = error::did_you_mean(name, names.iter().map(String::as_str));
        format!("the manifests have no `{name}`, which `.{option}(..)` names{near}")
    };
    let hooks = args.without.iter().filter(|name| !names.contains(*name)).map(|name| missing("without_hook", name));
    let waits = args.waits.keys().filter(|name| !names.contains(*name)).map(|name| missing("wait", name));
    let mut messages: Vec<String> = hooks.chain(waits).collect();
    if objects.is_empty() {
        messages.push("the manifests have no objects: add a file with `.path(..)` or `.text(..)`".to_owned());
    }
    messages
}

/// The minor version in `1.36` or `v1.36.2`.
fn minor(version: &str) -> Option<u32> {
    let mut parts = version.strip_prefix('v').unwrap_or(version).split('.');
    if parts.next()? != "1" {
        return None;
    }
    parts.next()?.parse().ok()
}

/// Reads the objects of a source. Of several files with errors, all are reported.
fn read(source: &Source, placeholders: &mut Placeholders<'_>, objects: &mut Vec<ManifestObject>) -> Vec<ManifestError> {
    let path = match source {
        Source::Text(name, text) => {
            return read_text(&Arc::from(name.as_str()), text, placeholders, objects).err().into_iter().collect();
        }
        Source::Path(path) => path,
    };
    let is_kustomization = path.file_name().is_some_and(|name| files::KUSTOMIZATIONS.iter().any(|of| name == *of));
    let folder = if is_kustomization { path.parent().unwrap_or(Path::new(".")) } else { path };
    if !folder.is_dir() {
        return read_file(path, placeholders, objects).err().into_iter().collect();
    }
    match files::kustomization(folder) {
        Err(error) => vec![error],
        Ok(Some(_)) => match kustomize::build(folder, placeholders) {
            Ok(built) => {
                objects.extend(built);
                Vec::new()
            }
            Err(error) => vec![error],
        },
        Ok(None) => match files::manifests_in(folder) {
            Err(error) => vec![error],
            Ok(files) => files.iter().filter_map(|file| read_file(file, placeholders, objects).err()).collect(),
        },
    }
}

fn read_file(path: &Path, placeholders: &mut Placeholders<'_>, objects: &mut Vec<ManifestObject>) -> error::Result<()> {
    read_text(&files::name_of(path), &files::read(path)?, placeholders, objects)
}

fn read_text(
    file: &Arc<str>,
    text: &str,
    placeholders: &mut Placeholders<'_>,
    objects: &mut Vec<ManifestObject>,
) -> error::Result<()> {
    yaml::parse(file, text, placeholders)?.into_iter().try_for_each(|document| objects_of(document, objects))
}
