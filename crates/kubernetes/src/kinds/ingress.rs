//! Ways into a cluster through load balancers of AWS.

use std::collections::BTreeMap;

use archipel_engine::program::Expr;
use archipel_engine::{Declared, IntoInput, Value};

use super::parts::{NamespaceRef, Parts, Tree, expr, kind};
use crate::ClusterRef;

/// What registers pods with target groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadBalancerApi {
    /// EKS Auto Mode: `eks.amazonaws.com/v1`.
    AutoMode,
    /// The AWS Load Balancer Controller: `elbv2.k8s.aws/v1beta1`.
    Controller,
}

kind! {
    /// Registers the pods of a Service with a target group of the program.
    ///
    /// It is deleted before what it needs, so that its controller removes the targets.
    TargetGroupBinding,
    /// The properties of a target group binding.
    TargetGroupBindingArgs: "eks.amazonaws.com/v1" "TargetGroupBinding", BEFORE_CLUSTER
}

impl TargetGroupBindingArgs {
    /// Registers the pods behind a port of a Service with a target group, by their addresses. The Service is named, so that it
    /// may be created later by another tool.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        namespace: impl Into<NamespaceRef>,
        name: impl IntoInput<String>,
        target_group_arn: impl IntoInput<String>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name).in_namespace(namespace);
        parts.set(&["spec", "targetGroupARN"], target_group_arn);
        parts.set::<String>(&["spec", "targetType"], "ip");
        Self { parts }
    }

    /// The Service and its port, by number.
    #[track_caller]
    pub fn service(mut self, name: impl IntoInput<String>, port: impl IntoInput<u16>) -> Self {
        self.parts.set(&["spec", "serviceRef", "name"], name);
        self.parts.set(&["spec", "serviceRef", "port"], port);
        self
    }

    /// The Service and its port, by the port's name.
    #[track_caller]
    pub fn service_port_name(mut self, name: impl IntoInput<String>, port: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "serviceRef", "name"], name);
        self.parts.set(&["spec", "serviceRef", "port"], port);
        self
    }

    /// What serves the kind. The default is EKS Auto Mode.
    pub fn api(mut self, api: LoadBalancerApi) -> Self {
        let version = match api {
            LoadBalancerApi::AutoMode => "eks.amazonaws.com/v1",
            LoadBalancerApi::Controller => "elbv2.k8s.aws/v1beta1",
        };
        self.parts.tree.set(&["apiVersion"], Expr::known(Value::from(version)));
        self
    }

    /// Registers nodes (`instance`) instead of pods (`ip`).
    #[track_caller]
    pub fn target_type(mut self, target_type: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "targetType"], target_type);
        self
    }

    /// Lets the security group of the load balancer reach a port of the pods. The controller adds the rule.
    #[track_caller]
    pub fn allow_from(mut self, security_group_id: impl IntoInput<String>, port: impl IntoInput<u16>) -> Self {
        let mut from = Tree::map();
        from.set(&["securityGroup", "groupID"], expr(security_group_id));
        let mut to = Tree::map();
        to.set(&["port"], expr(port));
        to.set(&["protocol"], Expr::known(Value::from("TCP")));
        let mut rule = Tree::map();
        rule.push(&["from"], from);
        rule.push(&["ports"], to);
        self.parts.tree.push(&["spec", "networking", "ingress"], rule);
        self
    }

    /// Whether other clusters have pods in the target group too, so that their targets are left alone.
    #[track_caller]
    pub fn multi_cluster(mut self, multi_cluster: impl IntoInput<bool>) -> Self {
        self.parts.set(&["spec", "multiClusterTargetGroup"], multi_cluster);
        self
    }
}

kind! {
    /// What Ingresses of a class have in common, in EKS Auto Mode.
    IngressClassParams,
    /// The properties of ingress class parameters.
    IngressClassParamsArgs: "eks.amazonaws.com/v1" "IngressClassParams", WITH_CLUSTER
}

impl IngressClassParamsArgs {
    /// Parameters of this name. The load balancers are internal unless the scheme says otherwise.
    #[track_caller]
    pub fn new(cluster: impl Into<ClusterRef>, name: impl IntoInput<String>) -> Self {
        Self { parts: Parts::new(cluster, Self::KIND, name) }
    }

    /// `internal` or `internet-facing`.
    #[track_caller]
    pub fn scheme(mut self, scheme: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "scheme"], scheme);
        self
    }

    /// Ingresses with the same group share a load balancer.
    #[track_caller]
    pub fn group(mut self, group: impl IntoInput<String>) -> Self {
        self.parts.set(&["spec", "group", "name"], group);
        self
    }

    /// The certificates of HTTPS listeners.
    #[track_caller]
    pub fn certificate_arns(mut self, arns: impl IntoInput<Vec<String>>) -> Self {
        self.parts.set(&["spec", "certificateARNs"], arns);
        self
    }

    /// The subnets of the load balancers.
    #[track_caller]
    pub fn subnet_ids(mut self, ids: impl IntoInput<Vec<String>>) -> Self {
        self.parts.set(&["spec", "subnets", "ids"], ids);
        self
    }

    /// Tags of the load balancers.
    #[track_caller]
    pub fn tags(mut self, tags: BTreeMap<String, String>) -> Self {
        for (key, value) in tags {
            let mut tag = Tree::map();
            tag.set(&["key"], expr::<String>(key));
            tag.set(&["value"], expr::<String>(value));
            self.parts.tree.push(&["spec", "tags"], tag);
        }
        self
    }
}

kind! {
    /// A class of Ingresses.
    IngressClass,
    /// The properties of an ingress class.
    IngressClassArgs: "networking.k8s.io/v1" "IngressClass", WITH_CLUSTER
}

impl IngressClassArgs {
    /// A class that a controller serves: `eks.amazonaws.com/alb` in EKS Auto Mode.
    #[track_caller]
    pub fn new(
        cluster: impl Into<ClusterRef>,
        name: impl IntoInput<String>,
        controller: impl IntoInput<String>,
    ) -> Self {
        let mut parts = Parts::new(cluster, Self::KIND, name);
        parts.set(&["spec", "controller"], controller);
        Self { parts }
    }

    /// The parameters of its Ingresses.
    #[track_caller]
    pub fn parameters(mut self, parameters: &IngressClassParams) -> Self {
        let text = |text: &str| Expr::known(Value::from(text));
        self.parts.tree.set(&["spec", "parameters", "apiGroup"], text("eks.amazonaws.com"));
        self.parts.tree.set(&["spec", "parameters", "kind"], text("IngressClassParams"));
        self.parts.tree.set(&["spec", "parameters", "name"], parameters.declared_name().into_expr());
        self.parts.after(Some(parameters.node()));
        self
    }

    /// Whether Ingresses without a class have this one.
    pub fn default_class(mut self, is_default: bool) -> Self {
        self.parts.annotation("ingressclass.kubernetes.io/is-default-class", is_default.to_string());
        self
    }
}
