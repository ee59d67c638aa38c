//! What Argo CD needs to deploy into a cluster: its registration, a project, and a set of applications.

use std::collections::BTreeMap;

use archipel_engine::program::Expr;
use archipel_engine::{AnyInput, IntoInput, Value};

use super::parts::{NamespaceRef, Parts, Tree, expr, kind};
use crate::ClusterRef;

fn text(text: &str) -> Expr {
    Expr::known(Value::from(text))
}

kind! {
    /// The registration of a cluster in Argo CD: a Secret, whose labels select applications and whose annotations are values for
    /// them.
    ArgoCluster,
    /// The properties of a registration.
    ArgoClusterArgs: "v1" "Secret", WITH_CLUSTER
}

impl ArgoClusterArgs {
    /// Registers a cluster under a name. The server of the capability of EKS is the ARN of the cluster; of an Argo CD of one's
    /// own it is the URL of the API server.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        server: impl IntoInput<String>,
    ) -> Self {
        let name = expr::<String>(name);
        let mut parts = Parts::new(cluster, Self::KIND, archipel_engine::Input::<String>::from_expr(name.clone()));
        parts = parts.in_namespace(namespace);
        parts.label("argocd.argoproj.io/secret-type", "cluster");
        parts.tree.set(&["type"], text("Opaque"));
        parts.tree.set(&["stringData", "name"], name);
        parts.set(&["stringData", "server"], server);
        Self { parts }
    }

    /// The project whose applications may use the cluster.
    #[track_caller]
    pub fn project(mut self, project: impl IntoInput<String>) -> Self {
        self.parts.set(&["stringData", "project"], project);
        self
    }

    /// How Argo CD authenticates, as its documentation describes `config`. The capability of EKS needs none.
    pub fn config(mut self, config: impl AnyInput) -> Self {
        let document = archipel_engine::Json::from_expr(config.to_json_expr());
        self.parts.tree.set(&["stringData", "config"], document.text().expr().clone());
        self
    }
}

kind! {
    /// A project of Argo CD: where its applications come from and what they may create.
    AppProject,
    /// The properties of a project.
    AppProjectArgs: "argoproj.io/v1alpha1" "AppProject", WITH_CLUSTER
}

impl AppProjectArgs {
    /// A project whose applications come from these repositories. Without destinations it may deploy nowhere.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        repositories: impl IntoInput<Vec<String>>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name).in_namespace(namespace);
        parts.set(&["spec", "sourceRepos"], repositories);
        Self { parts }
    }

    /// What the project is for.
    #[track_caller]
    pub fn description(mut self, description: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "description"], description);
        self
    }

    /// A cluster, by the name of its registration, and a namespace. `*` in a namespace stands for any text.
    #[track_caller]
    pub fn destination(mut self, cluster: impl IntoInput<String>, namespace: impl IntoInput<String>) -> Self {
        let mut destination = Tree::map();
        destination.set(&["name"], expr(cluster));
        destination.set(&["namespace"], expr(namespace));
        self.parts.tree.push(&["spec", "destinations"], destination);
        self
    }

    /// A kind outside of namespaces that applications may create, such as `("", "Namespace")`. Without any, none.
    #[track_caller]
    pub fn cluster_kind(mut self, group: impl IntoInput<String>, kind: impl IntoInput<String>) -> Self {
        self.parts.tree.push(&["spec", "clusterResourceWhitelist"], group_kind(expr(group), expr(kind)));
        self
    }

    /// A kind in namespaces that applications may not create.
    #[track_caller]
    pub fn denied_kind(mut self, group: impl IntoInput<String>, kind: impl IntoInput<String>) -> Self {
        self.parts.tree.push(&["spec", "namespaceResourceBlacklist"], group_kind(expr(group), expr(kind)));
        self
    }

    /// The namespaces in which Applications of the project live. The capability of EKS needs its own here.
    #[track_caller]
    pub fn source_namespaces(mut self, namespaces: impl IntoInput<Vec<String>>) -> Self {
        self.parts.set(&["spec", "sourceNamespaces"], namespaces);
        self
    }
}

fn group_kind(group: Expr, kind: Expr) -> Tree {
    let mut of = Tree::map();
    of.set(&["group"], group);
    of.set(&["kind"], kind);
    of
}

/// Where the manifests of an application are.
#[derive(Clone)]
#[must_use]
pub struct GitSource {
    tree: Tree,
}

impl std::fmt::Debug for GitSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitSource").finish_non_exhaustive()
    }
}

impl GitSource {
    /// A folder of a repository, at a branch, a tag or a commit.
    #[track_caller]
    pub fn new(
        repository: impl IntoInput<String>,
        path: impl IntoInput<String>,
        revision: impl IntoInput<String>,
    ) -> Self {
        let mut tree = Tree::map();
        tree.set(&["repoURL"], expr(repository));
        tree.set(&["path"], expr(path));
        tree.set(&["targetRevision"], expr(revision));
        Self { tree }
    }

    /// Values for Kustomize, as `source.kustomize` of an Application has them, such as
    /// `json!({ "commonAnnotations": { "region": "{{ .metadata.annotations.region }}" } })`.
    pub fn kustomize(mut self, kustomize: impl AnyInput) -> Self {
        self.tree.set(&["kustomize"], kustomize.to_json_expr());
        self
    }

    /// Values for Helm, as `source.helm` of an Application has them.
    pub fn helm(mut self, helm: impl AnyInput) -> Self {
        self.tree.set(&["helm"], helm.to_json_expr());
        self
    }
}

kind! {
    /// An application for each cluster whose registration has some labels.
    ///
    /// Texts may have placeholders of Go's templates, such as `{{ .name }}` and `{{ .metadata.annotations.region }}`, of which a
    /// missing one is an error. It is deleted before what it needs, so that Argo CD deletes the applications.
    ApplicationSet,
    /// The properties of a set of applications.
    ApplicationSetArgs: "argoproj.io/v1alpha1" "ApplicationSet", BEFORE_CLUSTER
}

const TEMPLATE: [&str; 2] = ["spec", "template"];

impl ApplicationSetArgs {
    /// Applications of a project, each from the same source. Argo CD creates one for each of the generators' elements.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        project: impl IntoInput<String>,
        source: GitSource,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name).in_namespace(namespace);
        parts.tree.set(&["spec", "goTemplate"], Expr::known(Value::Bool(true)));
        parts.tree.set(&["spec", "goTemplateOptions"], Expr::list(vec![text("missingkey=error")]));
        let [a, b] = TEMPLATE;
        parts.tree.set(&[a, b, "metadata", "name"], text("{{ .name }}"));
        parts.set(&[a, b, "spec", "project"], project);
        parts.tree.set(&[a, b, "spec", "source"], source.tree.into_expr());
        parts.tree.set(&[a, b, "spec", "destination", "name"], text("{{ .name }}"));
        Self { parts }
    }

    /// One application for each registered cluster with these labels.
    #[track_caller]
    pub fn for_clusters(mut self, labels: impl IntoInput<BTreeMap<String, String>>) -> Self {
        let mut generator = Tree::map();
        generator.set(&["clusters", "selector", "matchLabels"], expr(labels));
        self.parts.tree.push(&["spec", "generators"], generator);
        self
    }

    /// Any generator, as Argo CD's documentation describes it, such as a matrix of clusters and folders.
    pub fn generator(mut self, generator: impl AnyInput) -> Self {
        self.parts.tree.push(&["spec", "generators"], Tree::Leaf(generator.to_json_expr()));
        self
    }

    /// The name of each application. The default is `{{ .name }}`, the name of the cluster.
    #[track_caller]
    pub fn application_name(mut self, name: impl IntoInput<String>) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.set(&[a, b, "metadata", "name"], name);
        self
    }

    /// An annotation of each application.
    #[track_caller]
    pub fn application_annotation(mut self, key: impl AsRef<str>, value: impl IntoInput<String>) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.set(&[a, b, "metadata", "annotations", key.as_ref()], value);
        self
    }

    /// The namespace of objects that name none.
    #[track_caller]
    pub fn destination_namespace(mut self, namespace: impl IntoInput<String>) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.set(&[a, b, "spec", "destination", "namespace"], namespace);
        self
    }

    /// Synchronizes without being asked: whether objects are deleted that Git no longer has, and whether changes in the cluster
    /// are undone.
    #[track_caller]
    pub fn automated(mut self, prune: impl IntoInput<bool>, self_heal: impl IntoInput<bool>) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.set(&[a, b, "spec", "syncPolicy", "automated", "prune"], prune);
        self.parts.set(&[a, b, "spec", "syncPolicy", "automated", "selfHeal"], self_heal);
        self
    }

    /// Options of synchronization, such as `CreateNamespace=true` and `ServerSideApply=true`.
    #[track_caller]
    pub fn sync_options(mut self, options: impl IntoInput<Vec<String>>) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.set(&[a, b, "spec", "syncPolicy", "syncOptions"], options);
        self
    }

    /// Deletes what an application has created when the application is deleted, with the finalizer of Argo CD.
    pub fn delete_resources(mut self) -> Self {
        let [a, b] = TEMPLATE;
        let finalizers = Expr::list(vec![text("resources-finalizer.argocd.argoproj.io")]);
        self.parts.tree.set(&[a, b, "metadata", "finalizers"], finalizers);
        self
    }

    /// Differences that are no differences, as `ignoreDifferences` of an Application has them.
    pub fn ignore_differences(mut self, differences: impl AnyInput) -> Self {
        let [a, b] = TEMPLATE;
        self.parts.tree.set(&[a, b, "spec", "ignoreDifferences"], differences.to_json_expr());
        self
    }
}
