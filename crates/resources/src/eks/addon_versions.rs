//! `aws:eks/AddonVersions`: the versions of an add-on.

use aws_sdk_eks::types::{AddonVersionInfo, Compatibility};

use crate::prelude::*;

/// The properties of a search for the versions of an add-on.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AddonVersionsProps {
    /// The name of the add-on: `vpc-cni`, `coredns`.
    #[arg(length = 1..)]
    pub addon_name: String,
    /// The Kubernetes version of the cluster: `1.33`.
    pub kubernetes_version: String,
}

/// The versions of an add-on for a version of Kubernetes (`DescribeAddonVersions`). With the default version as the
/// version of an `Addon`, an upgrade of the cluster upgrades the add-on too.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html>
#[data_source("aws:eks/AddonVersions", props = AddonVersionsProps)]
pub struct AddonVersions {
    /// The version that EKS installs by default.
    pub default_version: String,
    /// All versions, in the order of EKS: the newest first.
    pub versions: Vec<String>,
}

impl DataSource for AddonVersions {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &AddonVersionsProps) -> Result<AddonVersionsAttrs> {
        let AddonVersionsProps { addon_name, kubernetes_version } = props;
        let call = cx.api().eks().describe_addon_versions().addon_name(addon_name);
        let addons = list_pages!(cx, call.kubernetes_version(kubernetes_version), addons)?;
        let all: Vec<&AddonVersionInfo> = addons.iter().flat_map(|addon| addon.addon_versions()).collect();
        let is_default =
            |one: &Compatibility| one.default_version() && one.cluster_version() == Some(kubernetes_version.as_str());
        let default = all.iter().find(|version| version.compatibilities().iter().any(is_default)).or(all.first());
        let Some(default) = default else {
            let message = format!("EKS has no version of the add-on {addon_name} for Kubernetes {kubernetes_version}");
            return Err(ProviderError::new(ErrorKind::NotFound, message));
        };
        Ok(AddonVersionsAttrs {
            default_version: text(default.addon_version()),
            versions: all.iter().map(|version| text(version.addon_version())).collect(),
        })
    }
}
