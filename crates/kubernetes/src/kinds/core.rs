//! Namespaces and service accounts.

use archipel_engine::IntoInput;

use super::parts::{NamespaceRef, Parts, kind};
use crate::ClusterRef;

kind! {
    /// A namespace.
    Namespace,
    /// The properties of a namespace.
    NamespaceArgs: "v1" "Namespace", WITH_CLUSTER
}

impl NamespaceArgs {
    /// A namespace of this name.
    #[track_caller]
    pub fn new(cluster: impl Into<ClusterRef>, name: impl IntoInput<String>) -> Self {
        Self { parts: Parts::new(cluster, Self::KIND, name) }
    }

    /// The pod security standard that pods must keep: `privileged`, `baseline` or `restricted`.
    #[track_caller]
    pub fn pod_security(mut self, level: impl IntoInput<String>) -> Self {
        self.parts.label("pod-security.kubernetes.io/enforce", level);
        self
    }
}

kind! {
    /// A service account.
    ServiceAccount,
    /// The properties of a service account.
    ServiceAccountArgs: "v1" "ServiceAccount", WITH_CLUSTER
}

impl ServiceAccountArgs {
    /// A service account in a namespace.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
    ) -> Self {
        Self { parts: Parts::new(cluster, Self::KIND, name).in_namespace(namespace) }
    }

    /// Whether pods get a token of the account although they do not ask for one.
    #[track_caller]
    pub fn automount_token(mut self, automount: impl IntoInput<bool>) -> Self {
        self.parts.set(&["automountServiceAccountToken"], automount);
        self
    }

    /// The IAM role that pods assume through the cluster's OIDC issuer. With pod identity it is not needed.
    #[track_caller]
    pub fn role_arn(mut self, role: impl IntoInput<String>) -> Self {
        self.parts.annotation("eks.amazonaws.com/role-arn", role);
        self
    }
}
