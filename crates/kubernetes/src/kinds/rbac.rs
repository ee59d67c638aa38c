//! Roles and bindings.

use archipel_engine::program::Expr;
use archipel_engine::{IntoInput, Value};

use super::parts::{NamespaceRef, Parts, Tree, expr, kind};
use crate::ClusterRef;

const GROUP: &str = "rbac.authorization.k8s.io";

/// A permission: verbs on resources of API groups.
#[derive(Clone)]
#[must_use]
pub struct Rule {
    tree: Tree,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule").finish_non_exhaustive()
    }
}

impl Rule {
    /// Verbs, such as `get`, on resources, such as `pods`, of API groups. The core group is `""`.
    #[track_caller]
    pub fn new(
        groups: impl IntoInput<Vec<String>>,
        resources: impl IntoInput<Vec<String>>,
        verbs: impl IntoInput<Vec<String>>,
    ) -> Self {
        let mut tree = Tree::map();
        tree.set(&["apiGroups"], expr(groups));
        tree.set(&["resources"], expr(resources));
        tree.set(&["verbs"], expr(verbs));
        Self { tree }
    }

    /// Only the resources of these names.
    #[track_caller]
    pub fn resource_names(mut self, names: impl IntoInput<Vec<String>>) -> Self {
        self.tree.set(&["resourceNames"], expr(names));
        self
    }
}

/// Who has a role.
#[derive(Clone)]
#[must_use]
pub struct Subject {
    tree: Tree,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject").finish_non_exhaustive()
    }
}

impl Subject {
    /// A group, such as one of an access entry.
    #[track_caller]
    pub fn group(name: impl IntoInput<String>) -> Self {
        Self::of("Group", expr(name)).in_group()
    }

    /// A user.
    #[track_caller]
    pub fn user(name: impl IntoInput<String>) -> Self {
        Self::of("User", expr(name)).in_group()
    }

    /// A service account.
    #[track_caller]
    pub fn service_account(namespace: impl IntoInput<String>, name: impl IntoInput<String>) -> Self {
        let mut subject = Self::of("ServiceAccount", expr(name));
        subject.tree.set(&["namespace"], expr(namespace));
        subject
    }

    fn of(kind: &str, name: Expr) -> Self {
        let mut tree = Tree::map();
        tree.set(&["kind"], Expr::known(Value::from(kind)));
        tree.set(&["name"], name);
        Self { tree }
    }

    fn in_group(mut self) -> Self {
        self.tree.set(&["apiGroup"], Expr::known(Value::from(GROUP)));
        self
    }
}

kind! {
    /// Permissions in the whole cluster.
    ClusterRole,
    /// The properties of a cluster role.
    ClusterRoleArgs: "rbac.authorization.k8s.io/v1" "ClusterRole", WITH_CLUSTER
}

impl ClusterRoleArgs {
    /// A cluster role with these permissions.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        name: impl IntoInput<String>,
        rules: impl IntoIterator<Item = Rule>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        add_rules(&mut parts, rules);
        Self { parts }
    }
}

kind! {
    /// Permissions in a namespace.
    Role,
    /// The properties of a role.
    RoleArgs: "rbac.authorization.k8s.io/v1" "Role", WITH_CLUSTER
}

impl RoleArgs {
    /// A role with these permissions.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        rules: impl IntoIterator<Item = Rule>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name).in_namespace(namespace);
        add_rules(&mut parts, rules);
        Self { parts }
    }
}

kind! {
    /// Gives subjects a cluster role, in the whole cluster.
    ClusterRoleBinding,
    /// The properties of a cluster role binding.
    ClusterRoleBindingArgs: "rbac.authorization.k8s.io/v1" "ClusterRoleBinding", WITH_CLUSTER
}

impl ClusterRoleBindingArgs {
    /// Gives the cluster role of this name to subjects.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        name: impl IntoInput<String>,
        role: impl IntoInput<String>,
        subjects: impl IntoIterator<Item = Subject>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        bind(&mut parts, "ClusterRole", expr(role), subjects);
        Self { parts }
    }
}

kind! {
    /// Gives subjects a role, in a namespace.
    RoleBinding,
    /// The properties of a role binding.
    RoleBindingArgs: "rbac.authorization.k8s.io/v1" "RoleBinding", WITH_CLUSTER
}

impl RoleBindingArgs {
    /// Gives the role of this name to subjects.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        role: impl IntoInput<String>,
        subjects: impl IntoIterator<Item = Subject>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name).in_namespace(namespace);
        bind(&mut parts, "Role", expr(role), subjects);
        Self { parts }
    }

    /// Gives the cluster role of this name, for this namespace.
    #[track_caller]
    pub fn cluster_role(mut self, role: impl IntoInput<String>) -> Self {
        self.parts.set::<String>(&["roleRef", "kind"], "ClusterRole");
        self.parts.set(&["roleRef", "name"], role);
        self
    }
}

fn add_rules(parts: &mut Parts, rules: impl IntoIterator<Item = Rule>) {
    rules.into_iter().for_each(|rule| parts.tree.push(&["rules"], rule.tree));
}

fn bind(parts: &mut Parts, kind: &str, role: Expr, subjects: impl IntoIterator<Item = Subject>) {
    let text = |text: &str| Expr::known(Value::from(text));
    parts.tree.set(&["roleRef", "apiGroup"], text(GROUP));
    parts.tree.set(&["roleRef", "kind"], text(kind));
    parts.tree.set(&["roleRef", "name"], role);
    subjects.into_iter().for_each(|subject| parts.tree.push(&["subjects"], subject.tree));
}
