//! `aws:eks/Cluster`: a Kubernetes control plane.

use crate::prelude::*;

mod settings;
mod state;
mod update;

use archipel_engine::equivalence;
use aws_sdk_eks::types as sdk;

pub use self::settings::{AuthenticationMode, AutoMode, AutoModeProps, LogType, Support};

use self::settings::{auto_mode, cidrs, encryption, logging, network, subnets};
use self::state::{state, status_of};
use self::update::not_a_step;
use super::common::{CONFLICT_CODES, all_tags, created, update_tags};
use crate::lookup::Describe as _;
use crate::versions;

/// The ids of the zones in which EKS creates no control plane (`UnsupportedAvailabilityZoneException`). The letter of
/// such a zone differs by account.
///
/// <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>
pub const UNSUPPORTED_ZONES: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

const FROM_A_KEY: ReplacesWhen = ReplacesWhen { name: "from a key", applies: |old, _| !old.is_null() };

/// The properties of a cluster.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterProps {
    /// The name, unique in the account and region: up to 100 letters, digits, hyphens and underscores.
    #[arg(replace = "EKS cannot rename a cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub name: String,
    /// The Kubernetes version: `1.33`. An upgrade moves by one minor version; there is no downgrade.
    #[arg(pattern = "\\d+\\.\\d+")]
    pub version: String,
    /// The role of the control plane. Its policies must stay until the cluster is deleted.
    #[arg(replace = "EKS cannot change the role of a cluster")]
    pub role_arn: Arn,
    /// The subnets of the control plane's network interfaces, in at least two availability zones.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// Additional security groups for these network interfaces.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// Whether the API endpoint is reachable from the internet.
    #[arg(default = true)]
    pub endpoint_public_access: bool,
    /// Whether the API endpoint is reachable inside the VPC.
    #[arg(default = false)]
    pub endpoint_private_access: bool,
    /// The ranges from which the public endpoint is reachable. The default is all.
    #[arg(equivalence = equivalence::CIDR, set, computed)]
    pub public_access_cidrs: Vec<String>,
    /// The authentication mode.
    #[arg(default = AuthenticationMode::Api)]
    pub authentication_mode: AuthenticationMode,
    /// Whether the creating principal becomes an administrator of the cluster.
    #[arg(default = false, replace = "EKS decides it when the cluster is made")]
    pub creator_is_admin: bool,
    /// The control plane logs that EKS sends to CloudWatch.
    #[arg(set)]
    pub log_types: Vec<LogType>,
    /// The KMS key that encrypts Kubernetes secrets.
    #[arg(
        equivalence = equivalences::KMS_KEY,
        replace = "EKS can give a cluster its first key only", replace_when = FROM_A_KEY,
    )]
    pub kms_key_arn: Option<Arn>,
    /// The range of the service addresses.
    #[arg(equivalence = equivalence::CIDR, computed, replace = "EKS cannot change the range of a cluster's services")]
    pub service_ipv4_cidr: Option<String>,
    /// Whether EKS installs unmanaged network, DNS and proxy add-ons.
    #[arg(default = false, write_only, replace = "EKS decides it when the cluster is made")]
    pub bootstrap_addons: bool,
    /// The settings of EKS Auto Mode, in which EKS manages nodes, storage and load balancers.
    pub auto_mode: Option<AutoModeProps>,
    /// The upgrade policy when the standard support of the version ends.
    #[arg(default = Support::Extended)]
    pub support: Support,
    /// Whether the service refuses to delete it; a plan then refuses too.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A cluster (`CreateCluster`). It is ready after eight to twelve minutes.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>
#[resource("aws:eks/Cluster", props = ClusterProps)]
pub struct Cluster {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The URL of the API server.
    pub endpoint: String,
    /// The certificate authority of the API server, in base64.
    pub certificate_authority: String,
    /// The URL of the issuer of service account tokens.
    pub oidc_issuer: String,
    /// The security group that EKS creates for nodes and control plane.
    pub security_group_id: SecurityGroupId,
}

impl Resource for Cluster {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_cluster", "{name}")])
            .unique(&[&["name"]])
            .guard("deletion_protection")
            .typical(Seconds { create: 570, update: 480, delete: 180 })
            .timeouts(Seconds { create: 2700, update: 5400, delete: 3600 })
            .polling(PollInterval { first_millis: 2000, max_secs: 15 })
            .holds_data("everything that runs in the cluster")
    }

    fn check(props: &ClusterProps) -> Vec<String> {
        violations! {
            !props.endpoint_public_access && !props.endpoint_private_access =>
                "the API can be reached from nowhere: give it public or private access";
        }
    }

    fn check_change(old: &ClusterProps, new: &ClusterProps) -> Vec<String> {
        not_a_step(&old.version, &new.version).into_iter().collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &ClusterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let access = sdk::CreateAccessConfigRequest::builder()
                .authentication_mode(props.authentication_mode.as_str().into())
                .bootstrap_cluster_creator_admin_permissions(props.creator_is_admin);
            let encryption = props.kms_key_arn.as_ref().map(|key| vec![encryption(key)]);
            let vpc = subnets(props)
                .endpoint_public_access(props.endpoint_public_access)
                .endpoint_private_access(props.endpoint_private_access)
                .set_public_access_cidrs(cidrs(props));
            let auto = auto_mode(props);
            let api = cx.api().eks();
            let call = api
                .create_cluster()
                .client_request_token(cx.token())
                .name(&props.name)
                .version(&props.version)
                .role_arn(props.role_arn.as_str())
                .resources_vpc_config(vpc.build())
                .access_config(access.build())
                .set_logging((!props.log_types.is_empty()).then(|| logging(props)))
                .set_encryption_config(encryption)
                .kubernetes_network_config(network(props, auto.is_some()))
                .bootstrap_self_managed_addons(props.bootstrap_addons)
                .upgrade_policy(
                    sdk::UpgradePolicyRequest::builder().support_type(props.support.as_str().into()).build(),
                )
                .deletion_protection(props.deletion_protection)
                .set_compute_config(auto.as_ref().map(|auto| auto.0.clone()))
                .set_storage_config(auto.map(|auto| auto.1))
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(versions::with_choices(send!(cx, call), known(cx)).await)?;
            Ok((Id::new(&props.name), None))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        update::apply(cx, id, change).await?;
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Remains, || async {
            match send!(cx, cx.api().eks().delete_cluster().name(id.as_str())) {
                // EKS reports a deleted cluster in this way too.
                Err(error) if error.message.contains("No cluster found for name") => Ok(()),
                other => other.map(drop),
            }
        })
        .await
    }
}

lookup! {
    Cluster: sdk::Cluster, "cluster" by name,
    list: |cx| {
        let names: Vec<Id> = list_all!(cx, cx.api().eks().list_clusters())?.into_iter().map(Id::new).collect();
        Self::describe(cx, &names).await
    };
    id: name,
    status: status_of,
    describe: |cx, ids| {
        read_each(ids, |id| async move {
            let response = send!(cx, cx.api().eks().describe_cluster().name(id.as_str()));
            Ok(optional(response)?.and_then(|response| response.cluster))
        })
        .await
    },
    tags: |_cx, cluster| Ok(Some(all_tags(cluster.tags()))),
    state: state,
}

/// The available versions.
async fn known(cx: &ReadContext<Aws>) -> Result<Vec<String>> {
    let all = list_all!(cx, cx.api().eks().describe_cluster_versions())?;
    Ok(all.into_iter().filter_map(|version| version.cluster_version).collect())
}
