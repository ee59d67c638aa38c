//! `aws:eks/Cluster`: a Kubernetes control plane.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, Prop, resource};
use aws_sdk_eks::operation::update_cluster_config::builders::UpdateClusterConfigFluentBuilder;
use aws_sdk_eks::types::{self as sdk, ClusterStatus, VpcConfigRequest};

use super::common::{BUSY, Part, all_tags, created, retag, updated};
use crate::aws::{Answer, Aws, OrGone, Tags, each, if_there, list_all, own_tags, owned_tags, unreadable};
use crate::forms;
use crate::natural::{Named, create_named, find_named, is_of_stack, ready};
use crate::types::{Arn, SecurityGroupId, SubnetId};

/// What a cluster is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterProps {
    /// The name, unique in account and region: up to 100 letters, digits, hyphens and underscores.
    #[arg(replace = "EKS cannot rename a cluster")]
    pub name: String,
    /// The version of Kubernetes: `1.33`. It goes up by one at a time.
    pub version: String,
    /// The role that the control plane acts as. What it is allowed must stay until the cluster is gone.
    #[arg(replace = "EKS cannot change the role of a cluster")]
    pub role_arn: Arn,
    /// Subnets in two zones or more, for the control plane's interfaces.
    #[arg(required, set)]
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
    #[arg(form = form::CIDR, set, computed)]
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
    #[arg(form = forms::KMS_KEY, replace = "EKS cannot change how a cluster's secrets are encrypted")]
    pub kms_key_arn: Option<Arn>,
    /// The range that services get their addresses from.
    #[arg(form = form::CIDR, computed, replace = "EKS cannot change the range of a cluster's services")]
    pub service_ipv4_cidr: Option<String>,
    /// Whether EKS puts its own versions of network, DNS and proxy there, which nobody manages.
    #[arg(default = false, write_only, replace = "EKS decides it when the cluster is made")]
    pub bootstrap_addons: bool,
    /// Lets EKS run nodes, storage and load balancers by itself.
    pub auto_mode: Option<AutoModeProps>,
    /// What happens when the version is no longer in its standard support.
    #[arg(default = Support::Extended)]
    pub support: Support,
    /// Whether it is kept from being deleted.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Nodes, storage and load balancers that EKS runs by itself.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(AutoMode)]
pub struct AutoModeProps {
    /// The role of its nodes. It cannot be changed once it is set.
    pub node_role_arn: Arn,
    /// Its own pools: `general-purpose`, `system`.
    #[arg(set)]
    pub node_pools: Vec<String>,
}

/// How it is decided who may do what in a cluster.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum AuthenticationMode {
    /// By access entries.
    Api,
    /// By access entries and by a map in the cluster.
    ApiAndConfigMap,
    /// By a map in the cluster.
    ConfigMap,
}

/// A log of the control plane.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogType {
    /// The API server.
    #[prop("api")]
    Api,
    /// Who did what.
    #[prop("audit")]
    Audit,
    /// Who was let in.
    #[prop("authenticator")]
    Authenticator,
    /// The controllers.
    #[prop("controllerManager")]
    ControllerManager,
    /// The scheduler.
    #[prop("scheduler")]
    Scheduler,
}

/// What happens when a version is no longer in its standard support.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Support {
    /// It is supported for longer, for money.
    Extended,
    /// The cluster goes up by itself.
    Standard,
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

    fn meta() -> Meta {
        Meta::new("eks")
            .terraform(&[("aws_eks_cluster", "{name}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["name"]])
            .guard("deletion_protection")
            .typical(570, 480, 180)
            .timeouts(2700, 5400, 3600)
            .polling(2000, 15)
            .holds_data("everything that runs in the cluster")
            .actions(Actions {
                create: &["eks:CreateCluster", "eks:TagResource", "iam:PassRole", "kms:DescribeKey"],
                read: &["eks:DescribeCluster", "eks:ListClusters", "eks:DescribeUpdate"],
                update: &[
                    "eks:UpdateClusterConfig",
                    "eks:UpdateClusterVersion",
                    "eks:TagResource",
                    "eks:UntagResource",
                ],
                delete: &["eks:DeleteCluster"],
            })
    }

    fn check(props: &ClusterProps) -> Vec<String> {
        let mut wrong = Vec::new();
        let name = &props.name;
        let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !(1..=100).contains(&name.len()) || !name.chars().all(good) || !name.starts_with(char::is_alphanumeric) {
            wrong.push(format!("`name` is `{name}`: it has 1 to 100 letters, digits, hyphens and underscores"));
        }
        if minor(&props.version).is_none() {
            wrong.push(format!("`version` is `{}`: a version is such as 1.33", props.version));
        }
        if props.subnet_ids.len() < 2 {
            wrong.push("`subnet_ids` has fewer than two subnets: a cluster stands in two zones or more".to_owned());
        }
        if !props.endpoint_public_access && !props.endpoint_private_access {
            wrong.push("the API can be reached from nowhere: give it public or private access".to_owned());
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &ClusterProps) -> Result<ClusterAttrs> {
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
            let call = cx
                .api()
                .eks()
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
            created(call.send().await.answer(cx.region()))?;
            Ok((Id::new(&props.name), None))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move { describe(cx, id.as_str()).await?.as_ref().map(seen).transpose() }).await
    }

    /// One kind of update at a time, each to its end: EKS takes no other before.
    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<ClusterProps, ClusterAttrs>) -> Result<ClusterAttrs> {
        let (old, new) = (&change.old, &change.new);
        let has = |name: &str| change.has(name);
        if has("deletion_protection") {
            configure(cx, id, |call| call.deletion_protection(new.deletion_protection)).await?;
        }
        if has("authentication_mode") {
            let mode = new.authentication_mode.as_str();
            let access = sdk::UpdateAccessConfigRequest::builder().authentication_mode(mode.into()).build();
            configure(cx, id, |call| call.access_config(access.clone())).await?;
        }
        if has("log_types") {
            configure(cx, id, |call| call.logging(logging(new))).await?;
        }
        if has("subnet_ids") || has("security_group_ids") {
            configure(cx, id, |call| call.resources_vpc_config(subnets(new).build())).await?;
        }
        if has("endpoint_public_access") || has("endpoint_private_access") || has("public_access_cidrs") {
            let vpc = VpcConfigRequest::builder()
                .endpoint_public_access(new.endpoint_public_access)
                .endpoint_private_access(new.endpoint_private_access)
                .set_public_access_cidrs(cidrs(new))
                .build();
            configure(cx, id, |call| call.resources_vpc_config(vpc.clone())).await?;
        }
        if has("auto_mode") {
            let (compute, storage) = auto_mode(new).unwrap_or_else(no_auto_mode);
            let on = new.auto_mode.is_some();
            configure(cx, id, |call| {
                let call = call.compute_config(compute.clone()).storage_config(storage.clone());
                call.kubernetes_network_config(balancing(on))
            })
            .await?;
        }
        if has("support") {
            let policy = sdk::UpgradePolicyRequest::builder().support_type(new.support.as_str().into()).build();
            configure(cx, id, |call| call.upgrade_policy(policy.clone())).await?;
        }
        if has("version") {
            upgrade(cx, id, old, new).await?;
        }
        retag(cx, change.attrs.arn.as_str(), &old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ClusterProps, ClusterAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            match cx.api().eks().delete_cluster().name(id.as_str()).send().await.answer(cx.region()) {
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
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &ClusterProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let names: Vec<Id> = list_all!(cx, cx.api().eks().list_clusters())?.into_iter().map(Id::new).collect();
        each(&names, |id| async move {
            let cluster = describe(cx, id.as_str()).await?;
            Ok(cluster.filter(|cluster| is_of_stack(cx.stack(), &all_tags(cluster.tags()))).map(|_| id.clone()))
        })
        .await
    }
}

impl Named for Cluster {
    fn named(props: &ClusterProps) -> String {
        format!("the cluster {}", props.name)
    }

    async fn there(cx: &Cx<Aws>, props: &ClusterProps) -> Result<Option<(Id, Tags)>> {
        let cluster = describe(cx, &props.name).await?;
        Ok(cluster.map(|cluster| (Id::new(&props.name), all_tags(cluster.tags()))))
    }
}

async fn describe(cx: &Cx<Aws>, name: &str) -> Result<Option<sdk::Cluster>> {
    let told = cx.api().eks().describe_cluster().name(name).send().await.answer(cx.region());
    Ok(if_there(told)?.and_then(|told| told.cluster))
}

/// The second number of a version: 33 of `1.33`.
fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.parse().ok()
}

async fn configure<F>(cx: &OpCx<Cluster>, id: &Id, what: F) -> Result<()>
where
    F: Fn(UpdateClusterConfigFluentBuilder) -> UpdateClusterConfigFluentBuilder + Send + Sync,
{
    let told = cx
        .eventually(BUSY, || {
            let call = what(cx.api().eks().update_cluster_config().name(id.as_str()));
            async move {
                match call.send().await.answer(cx.region()) {
                    Ok(told) => Ok(told.update),
                    // An earlier try of this update was carried out.
                    Err(error) if error.message.contains("No changes needed") => Ok(None),
                    Err(error) => Err(error),
                }
            }
        })
        .await?;
    updated(cx, id.as_str(), Part::Cluster, told).await
}

async fn upgrade(cx: &OpCx<Cluster>, id: &Id, old: &ClusterProps, new: &ClusterProps) -> Result<()> {
    let (from, to) = (minor(&old.version).unwrap_or_default(), minor(&new.version).unwrap_or_default());
    if to != from + 1 {
        let next = from + 1;
        let message = format!(
            "the cluster {id} has version {}: EKS goes up by one at a time, so that 1.{next} is next, not {}",
            old.version, new.version
        );
        return Err(ProviderError::new(ErrorKind::Invalid, message));
    }
    let told = cx
        .eventually(BUSY, || async {
            let call = cx.api().eks().update_cluster_version().name(id.as_str()).version(&new.version);
            call.client_request_token(cx.token_for("version")).send().await.answer(cx.region())
        })
        .await?;
    updated(cx, id.as_str(), Part::Cluster, told.update).await
}

fn subnets(props: &ClusterProps) -> sdk::builders::VpcConfigRequestBuilder {
    VpcConfigRequest::builder()
        .set_subnet_ids(Some(props.subnet_ids.iter().map(SubnetId::to_string).collect()))
        .set_security_group_ids(Some(props.security_group_ids.iter().map(SecurityGroupId::to_string).collect()))
}

fn cidrs(props: &ClusterProps) -> Option<Vec<String>> {
    (!props.public_access_cidrs.is_empty()).then(|| props.public_access_cidrs.clone())
}

fn logging(props: &ClusterProps) -> sdk::Logging {
    let all = LogType::VALUES.iter().filter_map(|text| text.parse::<LogType>().ok());
    let (on, off): (Vec<LogType>, Vec<LogType>) = all.partition(|log| props.log_types.contains(log));
    let setup = |logs: Vec<LogType>, enabled: bool| {
        let types = logs.iter().map(|log| log.as_str().into()).collect();
        sdk::LogSetup::builder().set_types(Some(types)).enabled(enabled).build()
    };
    let setups = [(on, true), (off, false)].into_iter().filter(|(logs, _)| !logs.is_empty());
    sdk::Logging::builder().set_cluster_logging(Some(setups.map(|(logs, on)| setup(logs, on)).collect())).build()
}

fn auto_mode(props: &ClusterProps) -> Option<(sdk::ComputeConfigRequest, sdk::StorageConfigRequest)> {
    let auto = props.auto_mode.as_ref()?;
    let compute = sdk::ComputeConfigRequest::builder()
        .enabled(true)
        .node_role_arn(auto.node_role_arn.as_str())
        .set_node_pools(Some(auto.node_pools.clone()));
    Some((compute.build(), storage(true)))
}

fn no_auto_mode() -> (sdk::ComputeConfigRequest, sdk::StorageConfigRequest) {
    (sdk::ComputeConfigRequest::builder().enabled(false).build(), storage(false))
}

fn storage(enabled: bool) -> sdk::StorageConfigRequest {
    let block = sdk::BlockStorage::builder().enabled(enabled).build();
    sdk::StorageConfigRequest::builder().block_storage(block).build()
}

fn balancing(enabled: bool) -> sdk::KubernetesNetworkConfigRequest {
    let balancing = sdk::ElasticLoadBalancing::builder().enabled(enabled).build();
    sdk::KubernetesNetworkConfigRequest::builder().elastic_load_balancing(balancing).build()
}

fn network(props: &ClusterProps, auto: bool) -> sdk::KubernetesNetworkConfigRequest {
    let mut network = balancing(auto);
    network.service_ipv4_cidr = props.service_ipv4_cidr.clone();
    if !auto {
        network.elastic_load_balancing = None;
    }
    network
}

fn status_of(cluster: &sdk::Cluster) -> Status {
    match cluster.status() {
        Some(ClusterStatus::Active) => Status::Ready,
        Some(ClusterStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(ClusterStatus::Failed) => {
            let issues = cluster.health().map(|health| health.issues()).unwrap_or_default();
            let why: Vec<_> = issues.iter().filter_map(|issue| issue.message()).collect();
            Status::Failed(format!("EKS could not make it: {}", why.join("; ")))
        }
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

fn seen(cluster: &sdk::Cluster) -> Result<Seen<Cluster>> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let vpc = cluster.resources_vpc_config().ok_or_else(|| unreadable("VPC configuration"))?;
    let access = cluster.access_config();
    let logs = cluster.logging().map(|logging| logging.cluster_logging()).unwrap_or_default();
    let on = logs.iter().filter(|setup| setup.enabled().unwrap_or(false)).flat_map(|setup| setup.types());
    let key = cluster.encryption_config().first().and_then(|config| config.provider());
    let auto = cluster.compute_config().filter(|compute| compute.enabled().unwrap_or(false));
    let issuer = cluster.identity().and_then(|identity| identity.oidc()).and_then(|oidc| oidc.issuer());
    let props = ClusterProps {
        name: text(cluster.name()),
        version: text(cluster.version()),
        role_arn: Arn::new(text(cluster.role_arn())),
        subnet_ids: vpc.subnet_ids().iter().map(SubnetId::new).collect(),
        security_group_ids: vpc.security_group_ids().iter().map(SecurityGroupId::new).collect(),
        endpoint_public_access: vpc.endpoint_public_access(),
        endpoint_private_access: vpc.endpoint_private_access(),
        public_access_cidrs: vpc.public_access_cidrs().to_vec(),
        authentication_mode: access
            .and_then(|access| access.authentication_mode())
            .and_then(|mode| mode.as_str().parse().ok())
            .unwrap_or(AuthenticationMode::ConfigMap),
        creator_is_admin: access
            .and_then(|access| access.bootstrap_cluster_creator_admin_permissions())
            .unwrap_or(false),
        log_types: on.filter_map(|log| log.as_str().parse().ok()).collect(),
        kms_key_arn: key.and_then(|provider| provider.key_arn()).map(Arn::new),
        service_ipv4_cidr: cluster
            .kubernetes_network_config()
            .and_then(|network| network.service_ipv4_cidr())
            .map(str::to_owned),
        bootstrap_addons: false,
        auto_mode: auto.map(|auto| AutoModeProps {
            node_role_arn: Arn::new(auto.node_role_arn().unwrap_or_default()),
            node_pools: auto.node_pools().to_vec(),
        }),
        support: cluster
            .upgrade_policy()
            .and_then(|policy| policy.support_type())
            .and_then(|support| support.as_str().parse().ok())
            .unwrap_or(Support::Extended),
        deletion_protection: cluster.deletion_protection().unwrap_or(false),
        tags: own_tags(all_tags(cluster.tags())),
    };
    let attrs = ClusterAttrs {
        arn: Arn::new(text(cluster.arn())),
        name: props.name.clone(),
        endpoint: text(cluster.endpoint()),
        certificate_authority: text(cluster.certificate_authority().and_then(|authority| authority.data())),
        oidc_issuer: text(issuer),
        security_group_id: SecurityGroupId::new(text(vpc.cluster_security_group_id())),
    };
    Ok(Seen { id: Id::new(&attrs.name), props, attrs, status: status_of(cluster) })
}
