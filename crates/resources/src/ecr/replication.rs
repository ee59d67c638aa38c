//! `aws:ecr/Replication`: the replication of a registry's images.

use aws_sdk_ecr::types::{self as sdk, ReplicationConfiguration, RepositoryFilter, RepositoryFilterType};

use crate::prelude::*;

/// The properties of a registry's replication.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicationProps {
    /// The rules: up to ten.
    #[arg(required, items = 1..=10)]
    pub rules: Vec<ReplicationRuleProps>,
}

/// A rule of replication.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ReplicationRule)]
pub struct ReplicationRuleProps {
    /// The destinations.
    #[arg(required, set)]
    pub destinations: Vec<ReplicationDestinationProps>,
    /// The prefixes of the names of replicated repositories; all repositories by default.
    #[arg(set, length = 2..=256, pattern = "([a-z0-9]+([._-][a-z0-9]*)*/)*[a-z0-9]*([._-][a-z0-9]*)*")]
    pub prefixes: Vec<String>,
}

/// A registry that receives images.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ReplicationDestination)]
pub struct ReplicationDestinationProps {
    /// The region.
    #[arg(length = 2..=25, pattern = "[0-9a-z-]+")]
    pub region: RegionName,
    /// The account.
    #[arg(pattern = "[0-9]{12}")]
    pub account: AccountId,
}

/// The replication of an account's registry in one region (`PutReplicationConfiguration`). A registry has one: the
/// create fails if it has other rules already.
///
/// ECR creates the repositories at the destination when it replicates the first image.
///
/// <https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html>
#[resource("aws:ecr/Replication", props = ReplicationProps)]
pub struct Replication {
    /// The registry, which is the id of the account.
    pub registry_id: AccountId,
}

impl Resource for Replication {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ecr_replication_configuration", "{registry_id}")])
            .unique(&[&[]])
            .typical(Seconds::each(1))
    }

    fn check(props: &ReplicationProps) -> Vec<String> {
        let incomplete = props.rules.iter().any(|rule| rule.destinations.is_empty());
        violations! { incomplete => "a rule without `destinations` copies nothing"; }
    }

    async fn create(cx: &OperationContext<Self>, props: &ReplicationProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let (registry, rules) = describe(cx).await?;
                if !rules.is_empty() && rules != props.rules {
                    let message =
                        format!("the registry {registry} has other replication rules; nothing of them was changed");
                    return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
                }
                put(cx, &props.rules).await?;
                Ok(Id::new(registry))
            })
            .await?;
        Ok(ReplicationAttrs { registry_id: AccountId::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let (registry, rules) = describe(cx).await?;
        let there = ids.iter().filter(|id| id.as_str() == registry && !rules.is_empty()).map(|id| ResourceState {
            id: id.clone(),
            props: ReplicationProps { rules: rules.clone() },
            attrs: ReplicationAttrs { registry_id: AccountId::new(&registry) },
            status: Status::Ready,
        });
        Ok(there.collect())
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || put(cx, &change.new.rules)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.eventually(&[], || put(cx, &[])).await
    }
}

impl Identity<Self> for Replication {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// Replication has no tags: equal rules count as created.
    async fn find(cx: &OperationContext<Self>, props: &ReplicationProps) -> Result<Vec<Id>> {
        let (registry, rules) = describe(cx).await?;
        Ok((rules == props.rules).then(|| Id::new(registry)).into_iter().collect())
    }
}

async fn describe(cx: &ReadContext<Aws>) -> Result<(String, Vec<ReplicationRuleProps>)> {
    let response = send!(cx, cx.api().ecr().describe_registry())?;
    let rules = response.replication_configuration().map(|configuration| configuration.rules()).unwrap_or_default();
    let destination = |of: &sdk::ReplicationDestination| ReplicationDestinationProps {
        region: RegionName::new(of.region()),
        account: AccountId::new(of.registry_id()),
    };
    let rules = rules.iter().map(|rule| ReplicationRuleProps {
        destinations: rule.destinations().iter().map(destination).collect(),
        prefixes: rule.repository_filters().iter().map(|filter| filter.filter().to_owned()).collect(),
    });
    Ok((response.registry_id().unwrap_or_default().to_owned(), rules.collect()))
}

async fn put(cx: &OperationContext<Replication>, rules: &[ReplicationRuleProps]) -> Result<()> {
    let mut all = Vec::new();
    for rule in rules {
        let mut built_rule = sdk::ReplicationRule::builder();
        for to in &rule.destinations {
            let to = sdk::ReplicationDestination::builder().region(to.region.as_str()).registry_id(to.account.as_str());
            built_rule = built_rule.destinations(build_input(to.build())?);
        }
        for prefix in &rule.prefixes {
            let filter = RepositoryFilter::builder().filter(prefix).filter_type(RepositoryFilterType::PrefixMatch);
            built_rule = built_rule.repository_filters(build_input(filter.build())?);
        }
        all.push(build_input(built_rule.build())?);
    }
    let configuration = build_input(ReplicationConfiguration::builder().set_rules(Some(all)).build())?;
    let call = cx.api().ecr().put_replication_configuration().replication_configuration(configuration);
    send!(cx, call).map(drop)
}
