//! The cluster that objects are in, as programs pass it.

use archipel_engine::program::{Declared, NodeId};
use archipel_engine::{Input, IntoInput, Options, Output};
use archipel_resources::eks::Cluster;

/// The cluster that objects are in: `&cluster`, or the name of an EKS cluster in the region of the scope, or
/// `kubeconfig:CONTEXT`.
///
/// Objects in a cluster of the program are deleted with it, and are created again when it is replaced.
#[derive(Clone, Debug)]
pub struct ClusterRef {
    name: Input<String>,
    cluster: Option<NodeId>,
}

/// A declared cluster.
struct Node(NodeId);

impl Declared for Node {
    fn node(&self) -> NodeId {
        self.0
    }
}

impl ClusterRef {
    /// The name, as objects have it.
    pub(crate) fn name(&self) -> Input<String> {
        self.name.clone()
    }

    /// Adds the options of an object in the cluster. `with_cluster`: whether it may be deleted with the cluster.
    pub(crate) fn add_options(&self, options: Options, with_cluster: bool) -> Options {
        let Some(cluster) = self.cluster.map(Node) else { return options };
        let options = options.replace_with(&cluster);
        if with_cluster { options.deleted_with(&cluster) } else { options }
    }
}

impl From<&Cluster> for ClusterRef {
    fn from(cluster: &Cluster) -> Self {
        Self { name: cluster.name().into_input(), cluster: Some(cluster.node()) }
    }
}

impl From<&ClusterRef> for ClusterRef {
    fn from(cluster: &ClusterRef) -> Self {
        cluster.clone()
    }
}

macro_rules! named {
    ($($name:ty),*) => {$(
        impl From<$name> for ClusterRef {
            fn from(name: $name) -> Self {
                Self { name: name.into_input(), cluster: None }
            }
        }
    )*};
}
named!(&str, String, &String, Output<String>, &Output<String>, Input<String>);
