//! Classes of nodes: of EKS Auto Mode and of Karpenter.

use archipel_engine::program::Expr;
use archipel_engine::{IntoInput, Value};

use super::parts::{Parts, Tree, expr, kind};
use crate::ClusterRef;

kind! {
    /// A class of nodes of EKS Auto Mode.
    NodeClass,
    /// The properties of a class of nodes of EKS Auto Mode.
    NodeClassArgs: "eks.amazonaws.com/v1" "NodeClass", BEFORE_CLUSTER
}

impl NodeClassArgs {
    /// Nodes with this IAM role, by its name, in these subnets and security groups.
    #[track_caller]
    pub fn new(cluster: impl Into<ClusterRef>, name: impl IntoInput<String>, role: impl IntoInput<String>) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        parts.set(&["spec", "role"], role);
        Self { parts }
    }

    /// A subnet of the nodes.
    #[track_caller]
    pub fn subnet(mut self, id: impl IntoInput<String>) -> Self {
        add_id(&mut self.parts, "subnetSelectorTerms", expr(id));
        self
    }

    /// A security group of the nodes.
    #[track_caller]
    pub fn security_group(mut self, id: impl IntoInput<String>) -> Self {
        add_id(&mut self.parts, "securityGroupSelectorTerms", expr(id));
        self
    }

    /// The disk of a node, such as `80Gi`.
    #[track_caller]
    pub fn storage(mut self, size: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "ephemeralStorage", "size"], size);
        self
    }

    /// The KMS key of the disks.
    #[track_caller]
    pub fn storage_kms_key(mut self, key: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "ephemeralStorage", "kmsKeyID"], key);
        self
    }

    /// What pods may do without a network policy: `DefaultAllow` or `DefaultDeny`.
    #[track_caller]
    pub fn network_policy(mut self, policy: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "networkPolicy"], policy);
        self
    }

    /// A tag of the instances.
    #[track_caller]
    pub fn tag(mut self, key: impl AsRef<str>, value: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "tags", key.as_ref()], value);
        self
    }
}

kind! {
    /// A class of nodes of Karpenter.
    Ec2NodeClass,
    /// The properties of a class of nodes of Karpenter.
    Ec2NodeClassArgs: "karpenter.k8s.aws/v1" "EC2NodeClass", BEFORE_CLUSTER
}

impl Ec2NodeClassArgs {
    /// Nodes with this IAM role, by its name, and this image, such as `al2023@v20260901` or `bottlerocket@latest`.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        name: impl IntoInput<String>,
        role: impl IntoInput<String>,
        image: impl IntoInput<String>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        parts.set(&["spec", "role"], role);
        let mut term = Tree::map();
        term.set(&["alias"], expr(image));
        parts.tree.push(&["spec", "amiSelectorTerms"], term);
        // Pods must not get the credentials of their node.
        parts.tree.set(&["spec", "metadataOptions", "httpTokens"], Expr::known(Value::from("required")));
        parts.tree.set(&["spec", "metadataOptions", "httpPutResponseHopLimit"], Expr::known(Value::Int(1)));
        Self { parts }
    }

    /// A subnet of the nodes.
    #[track_caller]
    pub fn subnet(mut self, id: impl IntoInput<String>) -> Self {
        add_id(&mut self.parts, "subnetSelectorTerms", expr(id));
        self
    }

    /// A security group of the nodes.
    #[track_caller]
    pub fn security_group(mut self, id: impl IntoInput<String>) -> Self {
        add_id(&mut self.parts, "securityGroupSelectorTerms", expr(id));
        self
    }

    /// The root disk of a node, encrypted: its device, such as `/dev/xvda`, and its size, such as `80Gi`.
    #[track_caller]
    pub fn disk(mut self, device: impl IntoInput<String>, size: impl IntoInput<String>) -> Self {
        let mut disk = Tree::map();
        disk.set(&["deviceName"], expr(device));
        disk.set(&["ebs", "volumeSize"], expr(size));
        disk.set(&["ebs", "volumeType"], Expr::known(Value::from("gp3")));
        disk.set(&["ebs", "encrypted"], Expr::known(Value::Bool(true)));
        self.parts.tree.push(&["spec", "blockDeviceMappings"], disk);
        self
    }

    /// A tag of the instances.
    #[track_caller]
    pub fn tag(mut self, key: impl AsRef<str>, value: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "tags", key.as_ref()], value);
        self
    }
}

/// Adds a term that selects by an id.
fn add_id(parts: &mut Parts, terms: &str, id: Expr) {
    let mut term = Tree::map();
    term.set(&["id"], id);
    parts.tree.push(&["spec", terms], term);
}
