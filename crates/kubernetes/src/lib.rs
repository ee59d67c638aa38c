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
//! | `definitions` | schemas of CustomResourceDefinitions, of which plans and states have digests |
//! | `align`, `quantity` | equal values that are spelled differently, and values of others |
//! | `cluster/` | where the API server of a cluster is, and how requests authenticate: EKS, kubeconfig |
//! | `client/` | requests, their errors, and the discovery of kinds |
//! | `json`, `live` | manifests as they are sent, and as programs see what was read |
//! | `ownership` | the label and the annotations by which a stack finds its objects |
//! | `operations/` | create, read, update, delete |
//! | `ready/` | when an object can be used |
//! | `cluster_ref` | the cluster as programs pass it |
//! | `minimum_pods` | a hook that raises the minimum of autoscalers |
//! | `kinds/` | builders of the kinds that platforms write themselves |
//! | `manifests/` | YAML files and folders to objects with edges |
//! | `provider` | the engine's traits |

mod align;
mod check;
mod client;
pub mod cluster;
mod cluster_ref;
mod definitions;
mod identity;
mod immutable;
mod json;
pub mod kinds;
mod live;
pub mod manifests;
mod minimum_pods;
mod object;
mod operations;
mod ownership;
mod provider;
mod quantity;
mod ready;
mod wait;

pub use cluster_ref::ClusterRef;
pub use identity::ObjectId;
pub use manifests::{Manifests, ManifestsArgs};
pub use minimum_pods::{MINIMUM_PODS_MANAGER, minimum_pods};
pub use object::{Object, ObjectArgs, ObjectProps};
pub use provider::{Kubernetes, PROVIDER, over, provider};
pub use wait::Wait;
