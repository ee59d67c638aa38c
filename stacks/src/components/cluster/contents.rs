//! The objects of a cluster on which everything else depends: the namespace of the workloads, the pools of its nodes, the
//! bindings of its services to the load balancer, and what Argo CD needs to deploy the rest from `gitops/`.
//!
//! The names are a contract with that folder: `gitops/contract.toml`.

use anyhow::{Context as _, Result};
use archipel::aws::eks::{Capability, Cluster};
use archipel::aws::types::Arn;
use archipel::kubernetes::kinds::*;
use archipel::kubernetes::{Object, ObjectArgs};
use archipel::prelude::*;

use super::Kubernetes;
use crate::components::on_call::sentry_secret;
use crate::components::{Ingress, Network, RegionContext};
use crate::config::{self, Compute, NAMESPACE};

/// The prefix of labels and annotations for the overlays.
const PREFIX: &str = "archipel.luneo.example";
/// The version of the contract.
const CONTRACT: &str = "1";
/// The namespace of Argo CD, which the capability creates.
const ARGO_CD: &str = "argocd";
/// The project of the platform's applications.
const PROJECT: &str = "luneo";
/// The label of nodes, and the key of their taint, by which pods choose a pool.
const WORKLOAD: &str = "workload";

/// The objects that Argo CD starts with. The word in the second one is the address of the repository.
const APPLICATION_SET: &str = include_str!("../../../../gitops/bootstrap/applicationset.yaml");
const APP_PROJECT: &str = include_str!("../../../../gitops/bootstrap/project.yaml");
const REPOSITORY: &str = "REPOSITORY";

/// The controllers of clusters without EKS Auto Mode, as applications of Argo CD.
const MANAGED: [(&str, &str); 2] = [
    ("load-balancer-controller", include_str!("../../../../gitops/bootstrap/managed/load-balancer-controller.yaml")),
    ("cluster-autoscaler", include_str!("../../../../gitops/bootstrap/managed/cluster-autoscaler.yaml")),
];

/// The values of a region that its overlays need.
pub struct Contents<'a> {
    pub context: &'a RegionContext,
    /// The other region.
    pub peer: &'a RegionContext,
    pub network: &'a Network,
    pub ingress: &'a Ingress,
    pub certificate: Output<Arn>,
    pub domain: &'a str,
    /// The region with the registry of the images.
    pub registry: &'a str,
    /// The endpoint of the region's metrics.
    pub metrics: Output<String>,
    /// The names of the secrets of the stack.
    pub secrets: &'a [&'a str],
    /// The names of the projects in Sentry.
    pub sentry: &'a [&'a str],
}

/// A cluster, and the options of objects in it.
struct Inside<'a> {
    scope: Scope,
    kubernetes: &'a Kubernetes,
}

impl Inside<'_> {
    fn cluster(&self) -> &Cluster {
        &self.kubernetes.cluster
    }

    /// The options of an object: it needs the access of the pipeline until it is deleted.
    fn options(&self) -> Options {
        Options::new().depends_on(&self.kubernetes.access)
    }

    /// An object from a file.
    fn object(&self, name: &str, manifest: impl IntoInput<Value>, options: Options) -> Object {
        let cluster = self.cluster();
        let options = options.replace_with(cluster).depends_on(&self.kubernetes.access);
        Object::with_options(&self.scope, name, ObjectArgs::new(cluster.name(), manifest), options)
    }
}

impl Contents<'_> {
    /// Declares the objects in the cluster.
    ///
    /// # Errors
    /// When a file of `gitops/bootstrap` is not YAML.
    pub fn declare(&self, kubernetes: &Kubernetes, settings: &config::Cluster) -> Result<()> {
        let scope = self.context.scope.component("cluster").component("objects");
        let inside = Inside { scope, kubernetes };
        let namespace = NamespaceArgs::new(inside.cluster(), NAMESPACE).pod_security("restricted");
        let namespace = Namespace::with_options(&inside.scope, "namespace", namespace, inside.options());
        if settings.compute == Compute::Auto {
            for pool in &settings.node_pools {
                let name = format!("pool-{}", pool.name);
                NodePool::with_options(&inside.scope, name, self.pool(inside.cluster(), pool), inside.options());
            }
        }
        // What registers pods in target groups, and is deleted after the bindings.
        let controllers = match (&kubernetes.argo_cd, &settings.gitops) {
            (Some(argo_cd), Some(git)) => self.argo_cd(&inside, argo_cd, git, settings.compute)?,
            _ => Vec::new(),
        };
        let bound = controllers.iter().fold(inside.options(), Options::depends_on);
        let api = match settings.compute {
            Compute::Auto => LoadBalancerApi::AutoMode,
            Compute::Managed => LoadBalancerApi::Controller,
        };
        for target in &self.ingress.targets {
            let arn = target.group.arn().map(|arn| arn.to_string());
            let binding = TargetGroupBindingArgs::new(inside.cluster(), &namespace, &target.service, arn)
                .service(&target.service, target.port)
                .api(api);
            let name = format!("binding-{}", target.service);
            TargetGroupBinding::with_options(&inside.scope, name, binding, bound.clone());
        }
        Ok(())
    }

    /// Nodes that EKS Auto Mode starts for pods that choose the pool by its label.
    fn pool(&self, cluster: &Cluster, pool: &config::NodePool) -> NodePoolArgs {
        let capacity = if pool.spot { "spot" } else { "on-demand" };
        // EKS creates this class with its own pools.
        let args = NodePoolArgs::new(cluster, &pool.name, NodeClassRef::auto_mode("default"))
            .require("eks.amazonaws.com/instance-family", &pool.instance_families)
            .capacity_types([capacity])
            .architectures(["amd64"])
            .node_label(WORKLOAD, &pool.name)
            .consolidation("WhenEmptyOrUnderutilized", "1m")
            .limit("cpu", self.context.choose(pool.cpu_limits()).to_string());
        let args = match pool.gpu_limit {
            Some(gpus) => args.limit("nvidia.com/gpu", gpus.to_string()),
            None => args,
        };
        if pool.dedicated { args.taint(WORKLOAD, &pool.name, TaintEffect::NoSchedule) } else { args }
    }

    /// The registration of the cluster with the values of the region, the project, and the applications. Returns the
    /// controllers that only managed compute needs.
    fn argo_cd(
        &self,
        inside: &Inside<'_>,
        argo_cd: &Capability,
        git: &config::GitOps,
        compute: Compute,
    ) -> Result<Vec<Object>> {
        let label = |name: &str| format!("{PREFIX}/{name}");
        let name = self.context.prefix();
        let arn = inside.cluster().arn().map(|arn| arn.to_string());
        let registration = ArgoClusterArgs::new(inside.cluster(), ARGO_CD, name, arn)
            .project(PROJECT)
            .label(label("contract"), CONTRACT)
            .label(label("environment"), inside.scope.stack().name());
        let registration = self
            .values(git, compute)
            .into_iter()
            .fold(registration, |registration, (key, value)| registration.annotation(label(&key), value));
        let options = inside.options().depends_on(argo_cd);
        let registration = ArgoCluster::with_options(&inside.scope, "registration", registration, options);
        let project = bootstrap("project.yaml", &APP_PROJECT.replace(REPOSITORY, &git.repository))?;
        let options = Options::new().depends_on(argo_cd).deleted_with(inside.cluster());
        let project = inside.object("project", project, options);
        let applications = bootstrap("applicationset.yaml", APPLICATION_SET)?;
        let after = Options::new().depends_on(&registration).depends_on(&project);
        inside.object("applications", applications, after.clone());
        if compute == Compute::Auto {
            return Ok(Vec::new());
        }
        let declare = |(name, text): &(&str, &str)| {
            let text = text.replace("CLUSTER", &self.context.prefix()).replace("REGION", self.context.scope.region());
            let ready = inside.kubernetes.managed.iter().fold(after.clone(), Options::depends_on);
            Ok(inside.object(name, bootstrap(&format!("managed/{name}.yaml"), &text)?, ready))
        };
        MANAGED.iter().map(declare).collect()
    }

    /// The annotations of the registration.
    fn values(&self, git: &config::GitOps, compute: Compute) -> Vec<(String, Output<String>)> {
        let (context, region) = (self.context, self.context.scope.region());
        let text = |text: &str| Output::known(text.to_owned());
        let bindings = match compute {
            Compute::Auto => "eks.amazonaws.com/v1",
            Compute::Managed => "elbv2.k8s.aws/v1beta1",
        };
        let account = context.account.map(|account| account.to_string());
        let (registry, prefix) = (self.registry.to_owned(), context.stack_prefix());
        let images = account.map(move |account| format!("{account}.dkr.ecr.{registry}.amazonaws.com/{prefix}"));
        let mut values = vec![
            ("repository".to_owned(), text(&git.repository)),
            ("revision".to_owned(), text(&git.revision)),
            ("region".to_owned(), text(region)),
            ("role".to_owned(), text(&context.role)),
            ("account".to_owned(), account),
            ("cluster".to_owned(), text(&context.prefix())),
            ("domain".to_owned(), text(self.domain)),
            ("registry".to_owned(), images),
            ("vpc-cidr".to_owned(), text(&context.cidr.to_string())),
            ("peer-cidr".to_owned(), text(&self.peer.cidr.to_string())),
            ("zone".to_owned(), self.network.private[0].availability_zone()),
            ("metrics-endpoint".to_owned(), self.metrics.clone()),
            ("target-group-binding-api".to_owned(), text(bindings)),
            ("certificate".to_owned(), self.certificate.map(|arn| arn.to_string())),
        ];
        let stack = context.scope.stack();
        for secret in self.secrets {
            values.push((format!("secret-{secret}"), text(&format!("{}/{}/{secret}", stack.project(), stack.name()))));
        }
        for name in self.sentry {
            values.push((format!("secret-sentry-{name}"), text(&sentry_secret(context, name))));
        }
        for target in &self.ingress.targets {
            let short = target.service.trim_start_matches("api-");
            values.push((format!("target-group-{short}"), target.group.arn().map(|arn| arn.to_string())));
        }
        values
    }
}

/// The object in a file of `gitops/bootstrap`.
fn bootstrap(file: &str, text: &str) -> Result<Value> {
    let object: serde_json::Value =
        serde_yaml_ng::from_str(text).with_context(|| format!("cannot parse gitops/bootstrap/{file}"))?;
    Ok(Value::from_json(object))
}
