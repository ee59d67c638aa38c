//! Objects of Kubernetes clusters as resources.
//!
//! One resource type, `k8s:Object`, manages any object of any kind by server-side apply. A program declares it with
//! [`Object`], with the helpers of [`kinds`], or from YAML with [`manifests`]. The cluster is an input, so that one run creates a
//! cluster and what is in it:
//!
//! | file | |
//! | --- | --- |
//! | `object`, `wait` | the resource type as programs declare it |
//! | `identity` | ids: cluster, group, kind, namespace and name |
//! | `check`, `immutable` | what planning finds without a cluster |
//! | `align`, `quantity` | equal values that are spelled differently, and values of others |
//! | `cluster/` | where the API server of a cluster is, and how requests authenticate: EKS, kubeconfig |
//! | `client/` | requests, their errors, and the discovery of kinds |
//! | `ownership` | the label and the annotations by which a stack finds its objects |
//! | `operations/` | create, read, update, delete |
//! | `ready/` | when an object can be used |
//! | `provider` | the engine's traits |

mod check;
mod identity;
mod immutable;
pub mod kinds;
pub mod manifests;
mod object;
mod provider;
mod wait;

pub use identity::ObjectId;
pub use object::{Object, ObjectArgs, ObjectProps};
pub use provider::{Kubernetes, PROVIDER, provider};
pub use wait::Wait;
