//! Kubernetes, as the configuration gives it.

use archipel::aws::types::Cidr;
use archipel::cli::Problem;
use serde::Deserialize;

use super::checks::{check_log_days, check_names, is_label};

/// Kubernetes in both regions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// The version of Kubernetes: `1.33`. It goes up by one at a time.
    pub version: String,
    /// From which ranges its API can be reached from the internet; not at all, if there are none.
    #[serde(default)]
    pub public_access_cidrs: Vec<Cidr>,
    /// For how many days the control plane's logs are kept: a number that CloudWatch knows.
    pub log_days: u16,
    /// Add-ons, beside those that nodes cannot do without.
    #[serde(default)]
    pub addons: Vec<String>,
    /// Whether it is kept from being deleted.
    #[serde(default)]
    pub deletion_protection: bool,
    /// Argo CD, which EKS runs beside each cluster; none, if not given.
    pub argo_cd: Option<ArgoCd>,
    /// The groups of nodes.
    pub node_groups: Vec<NodeGroup>,
}

/// Argo CD.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArgoCd {
    /// The organization's instance of IAM Identity Center, where its people come from.
    pub identity_center_arn: String,
    /// The region that it is in.
    pub identity_center_region: String,
    /// Ids of the groups there that may do everything.
    pub admin_groups: Vec<String>,
    /// Ids of the groups there that may look.
    #[serde(default)]
    pub viewer_groups: Vec<String>,
    /// What Argo CD may do in its cluster: one of the access policies of EKS.
    #[serde(default = "ArgoCd::deploys_everything")]
    pub access_policy: String,
}

/// A group of nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeGroup {
    /// Its name, which is a label of its nodes too.
    pub name: String,
    /// The types of its machines, the preferred one first.
    pub instance_types: Vec<String>,
    /// The kind of their image: `AL2023_x86_64_NVIDIA` where there are graphics cards. EKS chooses, if not given.
    pub image: Option<String>,
    /// The least that there are.
    pub min: u32,
    /// The most that there are.
    pub max: u32,
    /// The size of their disks in GiB.
    pub disk_size: u32,
    /// Whether they are had for less until somebody pays more.
    #[serde(default)]
    pub spot: bool,
    /// Whether only pods come that bear its taint.
    #[serde(default)]
    pub dedicated: bool,
}

/// Add-ons that nodes need before there are any, and that need none themselves.
pub const BEFORE_NODES: [&str; 3] = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];

impl Cluster {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.version.strip_prefix("1.").is_none_or(|minor| minor.parse::<u16>().is_err()) {
            problems.push(Problem::new(
                "cluster.version",
                format!("`{}` is no version of Kubernetes", self.version),
                "write it as 1.33",
            ));
        }
        for (index, range) in self.public_access_cidrs.iter().enumerate().filter(|(_, range)| range.is_private()) {
            problems.push(Problem::new(
                format!("cluster.public_access_cidrs[{index}]"),
                format!("{range} is a range of private addresses, which the internet knows none of"),
                "take the addresses by which you reach the internet: from the VPC, the API can be reached anyway",
            ));
        }
        check_log_days("cluster.log_days", self.log_days, problems);
        let can = |name: &str| is_label(name) && !BEFORE_NODES.contains(&name);
        let advice =
            format!("use a name that EKS has, and none of {}: these are there anyway", BEFORE_NODES.join(", "));
        check_names("cluster.addons", &self.addons, can, "an add-on", &advice, problems);
        for (index, group) in self.node_groups.iter().enumerate() {
            let mut wrong = |what: String, advice: &str| {
                let key = format!("cluster.node_groups[{index}]");
                problems.push(Problem::new(key, format!("`{}` {what}", group.name), advice));
            };
            if group.name.len() > 32 || !is_label(&group.name) {
                wrong("cannot name a group".to_owned(), "use up to 32 lower-case letters, digits and hyphens");
            }
            if self.node_groups[..index].iter().any(|other| other.name == group.name) {
                wrong("is there twice".to_owned(), "name each group once");
            }
            if group.max < 1 || group.min > group.max {
                let what = format!("has from {} nodes to {}", group.min, group.max);
                wrong(what, "the least is not above the most, and the most is 1 or more");
            }
            if group.instance_types.is_empty() {
                wrong("has no types of machines".to_owned(), "name one, such as m7i.large");
            }
            if group.disk_size < 20 {
                wrong(format!("has {} GiB of disk", group.disk_size), "the image needs 20");
            }
        }
        if let Some(argo) = &self.argo_cd {
            argo.check(problems);
        }
        if !self.node_groups.iter().any(|group| group.min > 0 && !group.dedicated) {
            problems.push(Problem::new(
                "cluster.node_groups",
                "none has nodes that take any pod",
                "have one that is not dedicated, with one node at least: add-ons need it",
            ));
        }
    }
}

impl ArgoCd {
    fn deploys_everything() -> String {
        "AmazonEKSClusterAdminPolicy".to_owned()
    }

    /// The access policy as EKS takes it.
    pub fn access_policy_arn(&self) -> String {
        format!("arn:aws:eks::aws:cluster-access-policy/{}", self.access_policy)
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        if !self.identity_center_arn.starts_with("arn:") || !self.identity_center_arn.contains(":instance/ssoins-") {
            problems.push(Problem::new(
                "cluster.argo_cd.identity_center_arn",
                format!("`{}` is no instance of IAM Identity Center", self.identity_center_arn),
                "write it as arn:aws:sso:::instance/ssoins-0123456789abcdef",
            ));
        }
        if !self.access_policy.starts_with("AmazonEKS") || !self.access_policy.ends_with("Policy") {
            problems.push(Problem::new(
                "cluster.argo_cd.access_policy",
                format!("`{}` is no access policy of EKS", self.access_policy),
                "write its name, such as AmazonEKSClusterAdminPolicy or AmazonEKSEditPolicy",
            ));
        }
        if self.admin_groups.is_empty() {
            problems.push(Problem::new(
                "cluster.argo_cd.admin_groups",
                "nobody could do anything",
                "name a group of the identity center by its id",
            ));
        }
    }
}
