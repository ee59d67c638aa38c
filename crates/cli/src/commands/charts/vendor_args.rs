//! What `charts vendor` is asked for.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `charts vendor`.
#[derive(Debug, Args)]
pub(crate) struct VendorArgs {
    /// The name of the release, which charts use in the names of objects
    pub(super) name: String,
    /// The chart: a name in the repository, `oci://..`, or an archive
    pub(super) chart: String,
    /// The address of the chart's repository
    #[arg(long, value_name = "URL")]
    pub(super) repo: Option<String>,
    /// The version of the chart
    #[arg(long)]
    pub(super) version: String,
    /// The version of Kubernetes in the cluster: `1.36`
    #[arg(long, value_name = "VERSION")]
    pub(super) kubernetes_version: String,
    /// The namespace of the release
    #[arg(long, default_value = "default")]
    pub(super) namespace: String,
    /// A YAML file with values; `${name}` in it stays a placeholder, for which the program has the value
    #[arg(long, value_name = "FILE")]
    pub(super) values: Vec<PathBuf>,
    /// An API version that the cluster has beside those of Kubernetes: `monitoring.coreos.com/v1`
    #[arg(long = "api-version", value_name = "VERSION")]
    pub(super) api_versions: Vec<String>,
    /// The folder (default: `charts/NAME`)
    #[arg(long, value_name = "DIR")]
    pub(super) to: Option<PathBuf>,
    /// The program `helm`, version 3.8 or later
    #[arg(long, value_name = "PATH", default_value = "helm")]
    pub(super) helm: PathBuf,
}
