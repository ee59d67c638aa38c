//! Configuration of Kubernetes.

use std::collections::BTreeMap;

use archipel::aws::types::Cidr;
use archipel::cli::Problem;
use archipel::prelude::PerRegion;
use serde::Deserialize;

use super::checks::{check_log_days, check_names, is_label};

/// Kubernetes in both regions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// The version of Kubernetes: `1.36`. It can be upgraded by one minor version at a time.
    pub version: String,
    /// The ranges from which its API can be reached over the internet; none makes it private.
    #[serde(default)]
    pub public_access_cidrs: Vec<Cidr>,
    /// The retention period of the control plane's logs in days, which CloudWatch must support.
    pub log_days: u16,
    /// What happens when the standard support of the version ends.
    #[serde(default)]
    pub support: Support,
    /// Who manages the nodes.
    #[serde(default)]
    pub compute: Compute,
    /// Add-ons, besides those that nodes require. EKS Auto Mode brings some of them itself.
    #[serde(default)]
    pub addons: Vec<String>,
    /// Whether it is protected from deletion.
    #[serde(default)]
    pub deletion_protection: bool,
    /// Argo CD, which EKS runs beside each cluster; none if omitted.
    pub argo_cd: Option<ArgoCd>,
    /// Whether the stack manages objects in the clusters: their node pools, the bindings of the load balancers, and what
    /// Argo CD needs. A run then needs a way to the API servers.
    #[serde(default)]
    pub contents: bool,
    /// The repository that Argo CD applies, for contents with Argo CD.
    pub gitops: Option<GitOps>,
    /// The pools of nodes of EKS Auto Mode, for contents.
    #[serde(default)]
    pub node_pools: Vec<NodePool>,
    /// The node groups of managed compute.
    #[serde(default)]
    pub node_groups: Vec<NodeGroup>,
    /// The minimum number of pods of each autoscaler that a failover waits for before it leads users to the standby region, by
    /// its kind and name: `"HorizontalPodAutoscaler/backend" = 4`. As in the primary region.
    #[serde(default)]
    pub failover_pods: BTreeMap<String, u32>,
}

/// A Git repository with a folder `gitops`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitOps {
    /// Its address: `https://github.com/luneo/platform.git`.
    pub repository: String,
    /// The branch or the tag that the clusters follow.
    pub revision: String,
}

/// A pool of nodes that EKS Auto Mode starts for the pods that choose it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodePool {
    /// The name of the pool, which is also a label of its nodes.
    pub name: String,
    /// The families of its instances: `m7i`.
    pub instance_families: Vec<String>,
    /// The maximum number of vCPUs.
    pub cpu_limit: u32,
    /// The maximum number of vCPUs in the secondary region; as in the primary if omitted.
    pub secondary_cpu_limit: Option<u32>,
    /// The maximum number of GPUs, for families that have them.
    pub gpu_limit: Option<u32>,
    /// Whether the nodes are spot instances.
    #[serde(default)]
    pub spot: bool,
    /// Whether the nodes have a taint, so that only pods that tolerate it are scheduled there.
    #[serde(default)]
    pub dedicated: bool,
}

/// Who manages the nodes of a cluster.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Compute {
    /// EKS, in Auto Mode: it starts and stops instances as pods need them.
    #[default]
    Auto,
    /// Managed node groups with Auto Scaling groups.
    Managed,
}

/// What happens when the standard support of a Kubernetes version ends.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// EKS upgrades the cluster to the next version.
    #[default]
    Standard,
    /// The cluster keeps its version for up to a year, at six times the price.
    Extended,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArgoCd {
    /// The ARN of the organization's instance of IAM Identity Center.
    pub identity_center_arn: String,
    /// The region of that instance.
    pub identity_center_region: String,
    /// Ids of the groups with full access.
    pub admin_groups: Vec<String>,
    /// Ids of the groups with read access.
    #[serde(default)]
    pub viewer_groups: Vec<String>,
    /// The EKS access policy of Argo CD in its cluster.
    #[serde(default = "ArgoCd::deploys_everything")]
    pub access_policy: String,
}

/// A node group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeGroup {
    /// The name of the group, which is also a label of its nodes.
    pub name: String,
    /// The instance types, the preferred one first.
    pub instance_types: Vec<String>,
    /// The AMI type: `AL2023_x86_64_NVIDIA` for instances with graphics cards. If omitted, EKS chooses.
    pub image: Option<String>,
    /// The minimum number of nodes.
    pub min: u32,
    /// The maximum number of nodes.
    pub max: u32,
    /// The minimum number of nodes in the secondary region; as in the primary if omitted.
    pub secondary_min: Option<u32>,
    /// The maximum number of nodes in the secondary region; as in the primary if omitted.
    pub secondary_max: Option<u32>,
    /// The size of their disks in GiB.
    pub disk_size: u32,
    /// Whether the nodes are spot instances.
    #[serde(default)]
    pub spot: bool,
    /// Whether the nodes have a taint, so that only pods that tolerate it are scheduled there.
    #[serde(default)]
    pub dedicated: bool,
}

/// The add-ons that nodes require and that require no nodes.
pub const BEFORE_NODES: [&str; 3] = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];
/// The add-ons that are part of EKS Auto Mode, besides those.
/// <https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html>
const IN_AUTO_MODE: [&str; 2] = ["coredns", "aws-ebs-csi-driver"];

impl NodeGroup {
    /// The minimum and the maximum number of nodes in each region.
    pub fn sizes(&self) -> PerRegion<(u32, u32)> {
        let secondary = (self.secondary_min.unwrap_or(self.min), self.secondary_max.unwrap_or(self.max));
        PerRegion::new((self.min, self.max), secondary)
    }
}

impl NodePool {
    /// The maximum number of vCPUs in each region.
    pub fn cpu_limits(&self) -> PerRegion<u32> {
        PerRegion::new(self.cpu_limit, self.secondary_cpu_limit.unwrap_or(self.cpu_limit))
    }

    fn check(&self, key: &str, problems: &mut Vec<Problem>) {
        let mut wrong = |what: &str, advice: &str| {
            problems.push(Problem::new(key, format!("`{}` {what}", self.name), advice));
        };
        if !is_label(&self.name) || ["general-purpose", "system"].contains(&self.name.as_str()) {
            wrong("cannot name a pool", "use lower-case letters, digits and hyphens, and no name of EKS's own pools");
        }
        let is_family = |name: &String| {
            let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            !name.is_empty() && name.bytes().all(alphanumeric)
        };
        if self.instance_families.is_empty() || !self.instance_families.iter().all(is_family) {
            wrong("needs the families of its instances", "write them as m7i, without a size");
        }
        if self.cpu_limits().into_iter().any(|limit| limit == 0) {
            wrong("has a limit of 0 vCPUs", "use the maximum that may cost money, or remove the pool");
        }
    }
}

impl GitOps {
    fn check(&self, problems: &mut Vec<Problem>) {
        if !self.repository.starts_with("https://") {
            problems.push(Problem::new(
                "cluster.gitops.repository",
                format!("invalid address of a repository `{}`", self.repository),
                "write it as https://github.com/luneo/platform.git",
            ));
        }
        if self.revision.is_empty() {
            problems.push(Problem::new("cluster.gitops.revision", "no revision", "use a branch, such as main"));
        }
    }
}

impl Cluster {
    /// The add-ons on nodes that the stack installs.
    pub fn installed_addons(&self) -> impl Iterator<Item = &String> {
        let is_auto = self.compute == Compute::Auto;
        self.addons.iter().filter(move |name| !(is_auto && IN_AUTO_MODE.contains(&name.as_str())))
    }

    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.version.strip_prefix("1.").is_none_or(|minor| minor.parse::<u16>().is_err()) {
            problems.push(Problem::new(
                "cluster.version",
                format!("invalid version of Kubernetes `{}`", self.version),
                "write it as 1.36",
            ));
        }
        for (index, range) in self.public_access_cidrs.iter().enumerate().filter(|(_, range)| range.is_private()) {
            problems.push(Problem::new(
                format!("cluster.public_access_cidrs[{index}]"),
                format!("{range} is private, so no address of the internet is in it"),
                "use your public addresses; the API can be reached from the VPC anyway",
            ));
        }
        check_log_days("cluster.log_days", self.log_days, problems);
        let can = |name: &str| is_label(name) && !BEFORE_NODES.contains(&name);
        let advice =
            format!("use the name of an EKS add-on other than {}, which are always installed", BEFORE_NODES.join(", "));
        check_names("cluster.addons", &self.addons, can, "an add-on", &advice, problems);
        let has = |name: &str| self.addons.iter().any(|addon| addon == name);
        if has("adot") && !has("cert-manager") {
            problems.push(Problem::new("cluster.addons", "`adot` requires `cert-manager`", "add it, or remove `adot`"));
        }
        for (index, group) in self.node_groups.iter().enumerate() {
            let mut wrong = |what: String, advice: &str| {
                let key = format!("cluster.node_groups[{index}]");
                problems.push(Problem::new(key, format!("`{}` {what}", group.name), advice));
            };
            if group.name.len() > 32 || !is_label(&group.name) {
                wrong("cannot name a group".to_owned(), "use up to 32 lower-case letters, digits and hyphens");
            }
            if self.node_groups[..index].iter().any(|other| other.name == group.name) {
                wrong("is duplicated".to_owned(), "name each group once");
            }
            if let Some((min, max)) = group.sizes().into_iter().find(|(min, max)| *max < 1 || min > max) {
                let what = format!("has a minimum of {min} nodes and a maximum of {max}");
                wrong(what, "the minimum must not exceed the maximum, and the maximum must be 1 or more");
            }
            if group.instance_types.is_empty() {
                wrong("has no instance types".to_owned(), "name one, such as m7i.large");
            }
            if group.disk_size < 20 {
                wrong(format!("has {} GiB of disk", group.disk_size), "the image needs 20");
            }
        }
        for (index, pool) in self.node_pools.iter().enumerate() {
            let key = format!("cluster.node_pools[{index}]");
            pool.check(&key, problems);
            if self.node_pools[..index].iter().any(|other| other.name == pool.name) {
                problems.push(Problem::new(key, format!("`{}` is duplicated", pool.name), "name each pool once"));
            }
        }
        if let Some(git) = &self.gitops {
            git.check(problems);
        }
        if self.contents && self.argo_cd.is_some() && self.gitops.is_none() {
            problems.push(Problem::new(
                "cluster.gitops",
                "Argo CD has no repository",
                "add the table `cluster.gitops`, or set `cluster.contents` to false",
            ));
        }
        if let Some(argo) = &self.argo_cd {
            argo.check(problems);
        }
        if self.contents && self.compute == Compute::Managed && self.argo_cd.is_none() {
            problems.push(Problem::new(
                "cluster.argo_cd",
                "Argo CD installs the controllers of managed compute",
                "add the table, or set `cluster.contents` to false",
            ));
        }
        let accepts_all = |group: &NodeGroup| !group.dedicated && group.sizes().into_iter().all(|(min, _)| min > 0);
        if self.compute == Compute::Managed && !self.node_groups.iter().any(accepts_all) {
            problems.push(Problem::new(
                "cluster.node_groups",
                "no group accepts all pods",
                "add-ons require a group that is not dedicated, with at least one node",
            ));
        }
    }
}

impl ArgoCd {
    fn deploys_everything() -> String {
        "AmazonEKSClusterAdminPolicy".to_owned()
    }

    /// The ARN of the access policy.
    pub fn access_policy_arn(&self) -> String {
        format!("arn:aws:eks::aws:cluster-access-policy/{}", self.access_policy)
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        if !self.identity_center_arn.starts_with("arn:") || !self.identity_center_arn.contains(":instance/ssoins-") {
            problems.push(Problem::new(
                "cluster.argo_cd.identity_center_arn",
                format!("invalid instance of IAM Identity Center `{}`", self.identity_center_arn),
                "write it as arn:aws:sso:::instance/ssoins-0123456789abcdef",
            ));
        }
        if !self.access_policy.starts_with("AmazonEKS") || !self.access_policy.ends_with("Policy") {
            problems.push(Problem::new(
                "cluster.argo_cd.access_policy",
                format!("invalid EKS access policy `{}`", self.access_policy),
                "write its name, such as AmazonEKSClusterAdminPolicy or AmazonEKSEditPolicy",
            ));
        }
        if self.admin_groups.is_empty() {
            problems.push(Problem::new(
                "cluster.argo_cd.admin_groups",
                "no group has access",
                "add the id of a group of the identity center",
            ));
        }
    }
}
