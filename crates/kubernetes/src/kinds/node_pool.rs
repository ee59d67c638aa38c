//! Karpenter's node pools, which EKS Auto Mode has too.

use archipel_engine::program::{Expr, NodeId};
use archipel_engine::{Declared, IntoInput, Value};

use super::parts::{Parts, Tree, expr, kind};
use super::{Ec2NodeClass, NodeClass};
use crate::ClusterRef;

/// The class of a pool's nodes.
#[derive(Clone, Debug)]
pub struct NodeClassRef {
    group: &'static str,
    kind: &'static str,
    name: Expr,
    /// The prefix of requirements on instances.
    instances: &'static str,
    node: Option<NodeId>,
}

impl NodeClassRef {
    /// A class of EKS Auto Mode, by its name. `default` exists in every cluster that has a built-in pool.
    #[track_caller]
    pub fn auto_mode(name: impl IntoInput<String>) -> Self {
        Self {
            group: "eks.amazonaws.com",
            kind: "NodeClass",
            name: expr(name),
            instances: "eks.amazonaws.com",
            node: None,
        }
    }

    /// A class of Karpenter, by its name.
    #[track_caller]
    pub fn ec2(name: impl IntoInput<String>) -> Self {
        Self {
            group: "karpenter.k8s.aws",
            kind: "EC2NodeClass",
            name: expr(name),
            instances: "karpenter.k8s.aws",
            node: None,
        }
    }
}

impl From<&NodeClass> for NodeClassRef {
    fn from(class: &NodeClass) -> Self {
        Self { node: Some(class.node()), ..Self::auto_mode(class.declared_name()) }
    }
}

impl From<&Ec2NodeClass> for NodeClassRef {
    fn from(class: &Ec2NodeClass) -> Self {
        Self { node: Some(class.node()), ..Self::ec2(class.declared_name()) }
    }
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaintEffect {
    /// They are not scheduled on the node.
    NoSchedule,
    /// They are scheduled elsewhere if possible.
    PreferNoSchedule,
    /// They are removed from the node too.
    NoExecute,
}

impl TaintEffect {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}

kind! {
    /// Nodes that Karpenter or EKS Auto Mode starts for pods that need them.
    ///
    /// It is deleted before what it needs: its controller then ends the instances.
    NodePool,
    /// The properties of a node pool.
    NodePoolArgs: "karpenter.sh/v1" "NodePool", BEFORE_CLUSTER
}

const SPEC: [&str; 3] = ["spec", "template", "spec"];

impl NodePoolArgs {
    /// Nodes of a class.
    #[track_caller]
    pub fn new(cluster: impl Into<ClusterRef>, name: impl IntoInput<String>, class: impl Into<NodeClassRef>) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        let class: NodeClassRef = class.into();
        let [a, b, c] = SPEC;
        let text = |text: &str| Expr::known(Value::from(text));
        parts.tree.set(&[a, b, c, "nodeClassRef", "group"], text(class.group));
        parts.tree.set(&[a, b, c, "nodeClassRef", "kind"], text(class.kind));
        parts.tree.set(&[a, b, c, "nodeClassRef", "name"], class.name);
        parts.after(class.node);
        // Without a requirement the list is still required.
        parts
            .tree
            .push(&[a, b, c, "requirements"], requirement("kubernetes.io/os", "In", expr::<Vec<String>>(["linux"])));
        Self { parts }
    }

    fn push(&mut self, field: &str, value: Tree) {
        let [a, b, c] = SPEC;
        self.parts.tree.push(&[a, b, c, field], value);
    }

    /// Requires that a label of the nodes is one of these values, such as
    /// `("eks.amazonaws.com/instance-family", ["m7g", "m8g"])`.
    #[track_caller]
    pub fn require(mut self, label: impl AsRef<str>, values: impl IntoInput<Vec<String>>) -> Self {
        let requirement = requirement(label.as_ref(), "In", expr(values));
        self.push("requirements", requirement);
        self
    }

    /// Requires that a label of the nodes is none of these values.
    #[track_caller]
    pub fn exclude(mut self, label: impl AsRef<str>, values: impl IntoInput<Vec<String>>) -> Self {
        let requirement = requirement(label.as_ref(), "NotIn", expr(values));
        self.push("requirements", requirement);
        self
    }

    /// Requires that a label of the nodes is a number above this one, such as
    /// `("eks.amazonaws.com/instance-generation", 6)`.
    pub fn require_above(mut self, label: impl AsRef<str>, least: u32) -> Self {
        let values = Expr::list(vec![Expr::known(Value::from(least.to_string()))]);
        self.push("requirements", requirement(label.as_ref(), "Gt", values));
        self
    }

    /// `spot`, `on-demand`, `reserved`. With several, the cheapest.
    #[track_caller]
    pub fn capacity_types(self, types: impl IntoInput<Vec<String>>) -> Self {
        self.require("karpenter.sh/capacity-type", types)
    }

    /// `amd64`, `arm64`.
    #[track_caller]
    pub fn architectures(self, architectures: impl IntoInput<Vec<String>>) -> Self {
        self.require("kubernetes.io/arch", architectures)
    }

    /// The availability zones.
    #[track_caller]
    pub fn zones(self, zones: impl IntoInput<Vec<String>>) -> Self {
        self.require("topology.kubernetes.io/zone", zones)
    }

    /// The categories of instances: `c`, `m`, `r`, `g`. The label's name depends on the class of the nodes.
    #[track_caller]
    pub fn instance_categories(self, class: impl Into<NodeClassRef>, categories: impl IntoInput<Vec<String>>) -> Self {
        let class: NodeClassRef = class.into();
        self.require(format!("{}/instance-category", class.instances), categories)
    }

    /// A label of the nodes.
    #[track_caller]
    pub fn node_label(mut self, key: impl AsRef<str>, value: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "template", "metadata", "labels", key.as_ref()], value);
        self
    }

    /// A taint of the nodes, which keeps pods away that do not tolerate it.
    #[track_caller]
    pub fn taint(mut self, key: impl IntoInput<String>, value: impl IntoInput<String>, effect: TaintEffect) -> Self {
        let mut taint = Tree::map();
        taint.set(&["key"], expr(key));
        taint.set(&["value"], expr(value));
        taint.set(&["effect"], Expr::known(Value::from(effect.as_str())));
        self.push("taints", taint);
        self
    }

    /// The most of a resource that all nodes of the pool have together, such as `("cpu", "100")`.
    #[track_caller]
    pub fn limit(mut self, resource: impl AsRef<str>, quantity: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "limits", resource.as_ref()], quantity);
        self
    }

    /// Pools with a higher weight are tried first.
    #[track_caller]
    pub fn weight(mut self, weight: impl IntoInput<u8>) -> Self {
        self.parts.set(&["spec", "weight"], weight);
        self
    }

    /// Replaces nodes of this age, such as `336h`.
    #[track_caller]
    pub fn expire_after(mut self, age: impl IntoInput<String>) -> Self {
        let [a, b, c] = SPEC;
        self.parts.set(&[a, b, c, "expireAfter"], age);
        self
    }

    /// Ends a node after this time although pods on it may not be disrupted.
    #[track_caller]
    pub fn termination_grace_period(mut self, time: impl IntoInput<String>) -> Self {
        let [a, b, c] = SPEC;
        self.parts.set(&[a, b, c, "terminationGracePeriod"], time);
        self
    }

    /// Removes or replaces nodes that are `WhenEmpty`, or `WhenEmptyOrUnderutilized`, for this time.
    #[track_caller]
    pub fn consolidation(mut self, policy: impl IntoInput<String>, after: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "disruption", "consolidationPolicy"], policy);
        self.parts.set(&["spec", "disruption", "consolidateAfter"], after);
        self
    }

    /// The most nodes that are disrupted at a time: `1`, `10%`.
    #[track_caller]
    pub fn disruption_budget(mut self, nodes: impl IntoInput<String>) -> Self {
        let mut budget = Tree::map();
        budget.set(&["nodes"], expr(nodes));
        self.parts.tree.push(&["spec", "disruption", "budgets"], budget);
        self
    }
}

fn requirement(label: &str, operator: &str, values: Expr) -> Tree {
    let mut requirement = Tree::map();
    requirement.set(&["key"], Expr::known(Value::from(label)));
    requirement.set(&["operator"], Expr::known(Value::from(operator)));
    requirement.set(&["values"], values);
    requirement
}
