//! `k8s:Object`: any object of any cluster.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use archipel_engine::program::{Expr, Handle, NodeId, declare};
use archipel_engine::schema::{Idempotency, Meta, OutputSchema, PollInterval, Schema, Seconds, TypeRef};
use archipel_engine::{Args, Declared, Options, Output, Prop, Props as _, Scope, Urn, Value};

use crate::definitions;
use crate::identity::{plain, text};
use crate::immutable::IDENTITY;
use crate::wait::Wait;

/// The name of the type.
pub(crate) const TYPE: &str = "k8s:Object";

/// The properties of an object.
#[derive(Args, Clone, PartialEq)]
pub struct ObjectProps {
    /// The cluster: the name of an EKS cluster in the region of the scope, such as `cluster.name()`; or `kubeconfig:CONTEXT`
    /// for a context of the kubeconfig.
    #[arg(replace = "an object stays in its cluster", length = 1..)]
    pub cluster: String,
    /// The object, as its YAML is written: `apiVersion`, `kind`, `metadata` and the rest. Values may be outputs of other
    /// resources, and secret. Fields that it does not have are left to others.
    #[arg(replace = "Kubernetes cannot change this of an object", replace_when = IDENTITY)]
    pub manifest: Value,
    /// When the object counts as ready. The default is the rule of its kind.
    pub wait: Option<Wait>,
    /// Whether an existing object that this stack does not own is taken over when it is created, including the fields that
    /// others manage. Without it, an existing object is an error.
    #[arg(default = false)]
    pub adopt: bool,
}

impl std::fmt::Debug for ObjectProps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A manifest may contain secrets that are not marked any more.
        f.debug_struct("ObjectProps").field("cluster", &self.cluster).finish_non_exhaustive()
    }
}

/// The schema of the type.
pub(crate) fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let meta = Meta::new("kubernetes")
            .idempotency(Idempotency::NaturalKey)
            // A name belongs to one object at a time.
            .delete_first()
            .typical(Seconds { create: 3, update: 3, delete: 3 })
            .timeouts(Seconds { create: 600, update: 600, delete: 600 })
            .polling(PollInterval { first_millis: 200, max_secs: 5 })
            .visible_within_secs(10)
            .marks_imports();
        let output = |name, doc, optional| OutputSchema {
            name,
            doc,
            ty: TypeRef::Text("String"),
            input: None,
            secret: false,
            changes_on_update: name == "address",
            optional,
        };
        Schema {
            type_name: TYPE,
            doc: "An object of a Kubernetes cluster, by server-side apply.",
            data_source: false,
            inputs: ObjectProps::record(),
            outputs: vec![
                output(
                    "address",
                    "The first address in the status: the host name or IP address of a load balancer.",
                    true,
                ),
                output("endpoint", "The address of the API server that has the object.", false),
                output("name", "The name of the object.", false),
                output("namespace", "The namespace of the object, empty outside of namespaces.", false),
                output("uid", "The UID of the object, which a new object of the same name does not have.", false),
            ],
            meta,
        }
    })
}

/// An object of a Kubernetes cluster.
///
/// Created and updated by server-side apply with the field manager `archipel`: fields that the manifest does not have are
/// left to others, and a field that another manager has set is an error that names it.
///
/// ```
/// use archipel_engine::{Stack, json};
/// use archipel_kubernetes::{Object, ObjectArgs};
///
/// fn settings(stack: &Stack) {
///     let scope = stack.region("eu-west-1");
///     let manifest = json!({
///         "apiVersion": "v1",
///         "kind": "ConfigMap",
///         "metadata": { "name": "settings", "namespace": "default" },
///         "data": { "region": "eu-west-1" },
///     });
///     Object::new(&scope, "settings", ObjectArgs::new("prod", manifest));
/// }
/// ```
///
/// A CustomResourceDefinition is retained when it leaves the program, because all objects of its kind would be deleted with
/// it; the option `retain_on_delete(false)` deletes it, once no such object exists.
///
/// The type `k8s:Object`.
#[derive(Clone, Debug)]
pub struct Object {
    handle: Handle,
}

impl Object {
    /// Declares one, under a name of its own in this scope.
    #[track_caller]
    pub fn new(scope: &Scope, name: impl AsRef<str>, args: ObjectArgs) -> Self {
        Self::with_options(scope, name, args, Options::new())
    }

    /// Declares one, with options.
    #[track_caller]
    pub fn with_options(scope: &Scope, name: impl AsRef<str>, args: ObjectArgs, options: Options) -> Self {
        let mut inputs = args.into_inputs();
        let mut options = options;
        if let Some(manifest) = inputs.get("manifest") {
            if known(manifest, "kind").as_deref() == Some("CustomResourceDefinition") {
                options = options.retained_by_default();
                if let Some(short) = definitions::with_digests(manifest) {
                    inputs.insert("manifest".to_owned(), short);
                }
            } else if let Some(marked) = with_secret_data(manifest) {
                inputs.insert("manifest".to_owned(), marked);
            }
        }
        Self { handle: declare(scope, schema(), name.as_ref(), inputs, options) }
    }

    /// Its name in the stack, which stays when what it names is replaced.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        self.handle.urn()
    }

    /// The name of the object.
    #[must_use]
    pub fn name(&self) -> Output<String> {
        self.attribute("name")
    }

    /// The namespace of the object, empty outside of namespaces.
    #[must_use]
    pub fn namespace(&self) -> Output<String> {
        self.attribute("namespace")
    }

    /// The UID of the object.
    #[must_use]
    pub fn uid(&self) -> Output<String> {
        self.attribute("uid")
    }

    /// The first address in the status: the host name or IP address of the load balancer of a Service, an Ingress or a
    /// Gateway.
    #[must_use]
    pub fn address(&self) -> Output<Option<String>> {
        self.attribute("address")
    }

    fn attribute<T: Prop>(&self, name: &str) -> Output<T> {
        Output::attribute(self.handle.node(), name)
    }
}

impl Declared for Object {
    fn node(&self) -> NodeId {
        self.handle.node()
    }
}

/// A text of the manifest, if it is written as one.
fn known(manifest: &Expr, key: &str) -> Option<String> {
    manifest.entries()?.get(key)?.as_known().and_then(text).map(str::to_owned)
}

/// The values of a registration in Argo CD that say which cluster it is, and not how to reach it.
/// <https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters>
const REGISTRATION: &[&str] = &["clusterResources", "name", "namespaces", "project", "server", "shard"];

/// Whether a Secret registers a cluster in Argo CD.
fn is_registration(manifest: &BTreeMap<String, Expr>) -> bool {
    let field = |fields: Option<BTreeMap<String, Expr>>, name: &str| fields?.remove(name);
    let labels = field(manifest.get("metadata").and_then(Expr::entries), "labels");
    let label = field(labels.as_ref().and_then(Expr::entries), "argocd.argoproj.io/secret-type");
    label.is_some_and(|label| label.as_known().and_then(text) == Some("cluster"))
}

/// The manifest of a Secret with all values of `data` and `stringData` marked as secret. Names in a registration are in
/// plans, ids and messages anyway: as secrets they would be taken out of all of those.
fn with_secret_data(manifest: &Expr) -> Option<Expr> {
    if known(manifest, "kind")? != "Secret" || known(manifest, "apiVersion")? != "v1" {
        return None;
    }
    let mut fields = manifest.entries()?;
    let public = if is_registration(&fields) { REGISTRATION } else { &[] };
    for name in ["data", "stringData"] {
        let Some(data) = fields.get(name) else { continue };
        let is_absent = data.as_known().is_some_and(|value| plain(value).is_null());
        let marked = match data.entries() {
            _ if is_absent => continue,
            Some(entries) => {
                let marked = |(key, value): (String, Expr)| {
                    let is_public = public.contains(&key.as_str());
                    (key, if is_public { value } else { value.secret() })
                };
                let entries: BTreeMap<String, Expr> = entries.into_iter().map(marked).collect();
                Expr::map(entries)
            }
            None => data.secret(),
        };
        fields.insert(name.to_owned(), marked);
    }
    Some(Expr::map(fields))
}
