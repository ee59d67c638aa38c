//! The objects of a cluster on which everything else depends: the namespace of the workloads, the pools of its nodes, the
//! bindings of its services to the load balancer, and what Argo CD needs to deploy the rest from `gitops/`.
//!
//! The names are a contract with that folder: `gitops/contract.toml`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use archipel::aws::eks::Capability;
use archipel::aws::types::Arn;
use archipel::kubernetes::{Object, ObjectArgs};
use archipel::prelude::*;

use super::Kubernetes;
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
}

/// A cluster, and the options of objects in it.
struct Inside<'a> {
    scope: Scope,
    kubernetes: &'a Kubernetes,
}

impl Inside<'_> {
    /// An object that is deleted with the cluster.
    fn object(&self, name: &str, manifest: impl IntoInput<Value>, options: Options) -> Object {
        self.object_with_effects(name, manifest, options.deleted_with(&self.kubernetes.cluster))
    }

    /// An object with effects outside of the cluster, which is deleted while its controller lives.
    fn object_with_effects(&self, name: &str, manifest: impl IntoInput<Value>, options: Options) -> Object {
        let cluster = &self.kubernetes.cluster;
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
        let namespace = json!({
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": NAMESPACE,
                "labels": { "pod-security.kubernetes.io/enforce": "restricted" },
            },
        });
        let namespace = inside.object("namespace", namespace, Options::new());
        if settings.compute == Compute::Auto {
            for pool in &settings.node_pools {
                inside.object_with_effects(&format!("pool-{}", pool.name), self.pool(pool), Options::new());
            }
        }
        // EKS Auto Mode has the kind of the AWS Load Balancer Controller in its own group.
        let version = match settings.compute {
            Compute::Auto => "eks.amazonaws.com/v1",
            Compute::Managed => "elbv2.k8s.aws/v1beta1",
        };
        for target in &self.ingress.targets {
            let binding = json!({
                "apiVersion": version,
                "kind": "TargetGroupBinding",
                "metadata": { "name": target.service, "namespace": NAMESPACE },
                "spec": {
                    "targetGroupARN": target.group.arn(),
                    "targetType": "ip",
                    "serviceRef": { "name": target.service, "port": target.port },
                },
            });
            let after = Options::new().depends_on(&namespace);
            inside.object_with_effects(&format!("binding-{}", target.service), binding, after);
        }
        match (&kubernetes.argo_cd, &settings.gitops) {
            (Some(argo_cd), Some(git)) => self.argo_cd(&inside, argo_cd, git),
            _ => Ok(()),
        }
    }

    /// Nodes that EKS Auto Mode starts for pods that choose the pool by its label.
    fn pool(&self, pool: &config::NodePool) -> Json {
        let name = &pool.name;
        let capacity = if pool.spot { "spot" } else { "on-demand" };
        let requirement = |key: &str, values: Json| json!({ "key": key, "operator": "In", "values": values });
        let requirements = [
            requirement("eks.amazonaws.com/instance-family", json!(pool.instance_families)),
            requirement("karpenter.sh/capacity-type", json!([capacity])),
            requirement("kubernetes.io/arch", json!(["amd64"])),
        ];
        let taint = json!({ "key": WORKLOAD, "value": name, "effect": "NoSchedule" });
        let taints: Vec<Json> = pool.dedicated.then_some(taint).into_iter().collect();
        let gpus = pool.gpu_limit.map(|gpus| gpus.to_string());
        json!({
            "apiVersion": "karpenter.sh/v1",
            "kind": "NodePool",
            "metadata": { "name": name },
            "spec": {
                "template": {
                    "metadata": { "labels": { WORKLOAD: name } },
                    "spec": {
                        // EKS creates this class with its own pools.
                        "nodeClassRef": { "group": "eks.amazonaws.com", "kind": "NodeClass", "name": "default" },
                        "requirements": requirements,
                        "taints": taints,
                    },
                },
                "disruption": { "consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "1m" },
                "limits": { "cpu": self.context.choose(pool.cpu_limits()).to_string(), "nvidia.com/gpu": gpus },
            },
        })
    }

    /// The registration of the cluster with the values of the region, the project, and the applications.
    fn argo_cd(&self, inside: &Inside<'_>, argo_cd: &Capability, git: &config::GitOps) -> Result<()> {
        let label = |name: &str| format!("{PREFIX}/{name}");
        let labels = map! {
            "argocd.argoproj.io/secret-type" => "cluster",
            label("contract") => CONTRACT,
            label("environment") => inside.scope.stack().name(),
        };
        let annotations: BTreeMap<String, Output<String>> =
            self.values(git).into_iter().map(|(key, value)| (label(&key), value)).collect();
        let registration = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": { "name": self.context.prefix(), "namespace": ARGO_CD, "labels": labels, "annotations": annotations },
            "type": "Opaque",
            "stringData": {
                "name": self.context.prefix(),
                "server": inside.kubernetes.cluster.arn(),
                "project": PROJECT,
            },
        });
        let registration = inside.object("registration", registration, Options::new().depends_on(argo_cd));
        let project = bootstrap("project.yaml", &APP_PROJECT.replace(REPOSITORY, &git.repository))?;
        let project = inside.object("project", project, Options::new().depends_on(argo_cd));
        let applications = bootstrap("applicationset.yaml", APPLICATION_SET)?;
        let after = Options::new().depends_on(&registration).depends_on(&project);
        inside.object_with_effects("applications", applications, after);
        Ok(())
    }

    /// The annotations of the registration.
    fn values(&self, git: &config::GitOps) -> Vec<(String, Output<String>)> {
        let (context, region) = (self.context, self.context.scope.region());
        let text = |text: &str| Output::known(text.to_owned());
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
            ("certificate".to_owned(), self.certificate.map(|arn| arn.to_string())),
        ];
        let stack = context.scope.stack();
        for secret in self.secrets {
            values.push((format!("secret-{secret}"), text(&format!("{}/{}/{secret}", stack.project(), stack.name()))));
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
