//! Typed builders of the objects that platforms write themselves.
//!
//! A builder takes outputs of other resources, as the arguments of resource types do, and its handle is an
//! [`Object`](crate::Object) in the graph. Everything else is written as YAML, or as a manifest with `json!`.
//!
//! ```
//! use archipel_engine::{Output, Scope};
//! use archipel_kubernetes::kinds::{ArgoCluster, ArgoClusterArgs, Namespace, NamespaceArgs};
//!
//! fn argo(scope: &Scope, cluster_arn: Output<String>, certificate: Output<String>) {
//!     let namespace = Namespace::new(scope, "argocd", NamespaceArgs::new("prod", "argocd"));
//!     let args = ArgoClusterArgs::new("prod", &namespace, "prod", cluster_arn)
//!         .label("role", "primary")
//!         .annotation("certificate", certificate);
//!     ArgoCluster::new(scope, "prod", args);
//! }
//! ```

mod argo;
mod core;
mod ingress;
mod node_classes;
mod node_pool;
#[cfg(test)]
mod openapi_tests;
mod parts;
mod rbac;
#[cfg(test)]
mod tests;

pub use self::argo::{
    AppProject, AppProjectArgs, ApplicationSet, ApplicationSetArgs, ArgoCluster, ArgoClusterArgs, GitSource,
};
pub use self::core::{Namespace, NamespaceArgs, ServiceAccount, ServiceAccountArgs};
pub use self::ingress::{
    IngressClass, IngressClassArgs, IngressClassParams, IngressClassParamsArgs, LoadBalancerApi, TargetGroupBinding,
    TargetGroupBindingArgs,
};
pub use self::node_classes::{Ec2NodeClass, Ec2NodeClassArgs, NodeClass, NodeClassArgs};
pub use self::node_pool::{NodeClassRef, NodePool, NodePoolArgs, TaintEffect};
pub use self::parts::NamespaceRef;
pub use self::rbac::{
    ClusterRole, ClusterRoleArgs, ClusterRoleBinding, ClusterRoleBindingArgs, Role, RoleArgs, RoleBinding,
    RoleBindingArgs, Rule, Subject,
};
