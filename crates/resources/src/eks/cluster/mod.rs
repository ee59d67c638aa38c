//! `aws:eks/Cluster`: a Kubernetes control plane.

use crate::prelude::*;

mod seen;
mod settings;
mod update;

use archipel_engine::equivalence;
use aws_sdk_eks::types::{self as sdk, ClusterStatus};

pub use self::settings::{AuthenticationMode, AutoMode, AutoModeProps, LogType, Support};

use self::seen::seen;
use self::settings::{auto_mode, cidrs, logging, network, subnets};
use self::update::not_a_step;
use super::common::{BUSY, all_tags, created, update_tags};
use crate::versions;

/// What a cluster is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterProps {
    /// The name, unique in account and region: up to 100 letters, digits, hyphens and underscores.
    #[arg(replace = "EKS cannot rename a cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub name: String,
    /// The version of Kubernetes: `1.33`. It goes up by one at a time.
    #[arg(pattern = "\\d+\\.\\d+")]
    pub version: String,
    /// The role that the control plane acts as. What it is allowed must stay until the cluster is gone.
    #[arg(replace = "EKS cannot change the role of a cluster")]
    pub role_arn: Arn,
    /// Subnets in two zones or more, for the control plane's interfaces.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// More security groups for these interfaces.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// Whether the API can be reached from the internet.
    #[arg(default = true)]
    pub endpoint_public_access: bool,
    /// Whether the API can be reached from the VPC without leaving it.
    #[arg(default = false)]
    pub endpoint_private_access: bool,
    /// From which ranges it can be reached from the internet; all, if not given.
    #[arg(equivalence = equivalence::CIDR, set, computed)]
    pub public_access_cidrs: Vec<String>,
    /// How it is decided who may do what.
    #[arg(default = AuthenticationMode::Api)]
    pub authentication_mode: AuthenticationMode,
    /// Whether who creates the cluster may do everything in it.
    #[arg(default = false, replace = "EKS decides it when the cluster is made")]
    pub creator_is_admin: bool,
    /// Which logs of the control plane go to CloudWatch.
    #[arg(set)]
    pub log_types: Vec<LogType>,
    /// The key that encrypts Kubernetes' secrets.
    #[arg(equivalence = equivalences::KMS_KEY, replace = "EKS cannot change how a cluster's secrets are encrypted")]
    pub kms_key_arn: Option<Arn>,
    /// The range that services get their addresses from.
    #[arg(equivalence = equivalence::CIDR, computed, replace = "EKS cannot change the range of a cluster's services")]
    pub service_ipv4_cidr: Option<String>,
    /// Whether EKS installs its own versions of the network, DNS and proxy add-ons, which are not managed.
    #[arg(default = false, write_only, replace = "EKS decides it when the cluster is made")]
    pub bootstrap_addons: bool,
    /// Lets EKS run nodes, storage and load balancers by itself.
    pub auto_mode: Option<AutoModeProps>,
    /// What happens when the standard support of the version ends.
    #[arg(default = Support::Extended)]
    pub support: Support,
    /// Whether it is kept from being deleted.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A cluster (`CreateCluster`). Ready after eight to twelve minutes.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html>
#[resource("aws:eks/Cluster", props = ClusterProps)]
pub struct Cluster {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The address of its API.
    pub endpoint: String,
    /// The certificate authority of its API, in base64.
    pub certificate_authority: String,
    /// Who issues the tokens of its service accounts: a URL.
    pub oidc_issuer: String,
    /// The security group that EKS makes for nodes and control plane.
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
        let mut wrong = Vec::new();
        if !props.endpoint_public_access && !props.endpoint_private_access {
            wrong.push("the API can be reached from nowhere: give it public or private access".to_owned());
        }
        wrong
    }

    fn check_change(old: &ClusterProps, new: &ClusterProps) -> Vec<String> {
        not_a_step(&old.version, &new.version).into_iter().collect()
    }

    async fn create(cx: &OperationContext<Self>, props: &ClusterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let access = sdk::CreateAccessConfigRequest::builder()
                .authentication_mode(props.authentication_mode.as_str().into())
                .bootstrap_cluster_creator_admin_permissions(props.creator_is_admin);
            #[expect(
                deprecated,
                reason = "EKS encrypts more by itself now, but a cluster made without this is read without it"
            )]
            let encryption = props.kms_key_arn.as_ref().map(|key| {
                let provider = sdk::Provider::builder().key_arn(key.as_str()).build();
                vec![sdk::EncryptionConfig::builder().resources("secrets").provider(provider).build()]
            });
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

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move { describe(cx, id.as_str()).await?.as_ref().map(seen).transpose() }).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        update::apply(cx, id, change).await?;
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &change.new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.eventually(BUSY, || async {
            match send!(cx, cx.api().eks().delete_cluster().name(id.as_str())) {
                Err(error) if error.has_code(BUSY) => match describe(cx, id.as_str()).await? {
                    Some(cluster) if cluster.status() != Some(&ClusterStatus::Deleting) => Err(error),
                    _ => Ok(()),
                },
                // So it says of one that is gone, too.
                Err(error) if error.message.contains("No cluster found for name") => Ok(()),
                other => other.map(drop),
            }
        })
        .await
        .ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl NaturalKey for Cluster {
    fn display_name(props: &ClusterProps) -> String {
        format!("the cluster {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &ClusterProps) -> Result<Option<(Id, Tags)>> {
        let cluster = describe(cx, &props.name).await?;
        Ok(cluster.map(|cluster| (Id::new(&props.name), all_tags(cluster.tags()))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let names: Vec<Id> = list_all!(cx, cx.api().eks().list_clusters())?.into_iter().map(Id::new).collect();
        read_each(&names, |id| async move {
            let cluster = describe(cx, id.as_str()).await?;
            Ok(cluster.filter(|cluster| is_of_stack(cx.stack(), &all_tags(cluster.tags()))).map(|_| id.clone()))
        })
        .await
    }
}

/// The versions that clusters can have.
async fn known(cx: &ReadContext<Aws>) -> Result<Vec<String>> {
    let all = list_all!(cx, cx.api().eks().describe_cluster_versions())?;
    Ok(all.into_iter().filter_map(|version| version.cluster_version).collect())
}

async fn describe(cx: &ReadContext<Aws>, name: &str) -> Result<Option<sdk::Cluster>> {
    let response = send!(cx, cx.api().eks().describe_cluster().name(name));
    Ok(optional(response)?.and_then(|response| response.cluster))
}
