//! `aws:ecr/Replication`: where a registry's images are copied to.

use aws_sdk_ecr::types::{self as sdk, ReplicationConfiguration, RepositoryFilter, RepositoryFilterType};

use crate::prelude::*;

/// What a registry's replication is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ReplicationProps {
    /// What is copied and where to: up to ten rules.
    #[arg(required, items = 1..=10)]
    pub rules: Vec<ReplicationRuleProps>,
}

/// What is copied and where to.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ReplicationRule)]
pub struct ReplicationRuleProps {
    /// Where to.
    #[arg(required, set)]
    pub destinations: Vec<ReplicationDestinationProps>,
    /// How the names of the repositories begin that are copied; all, if not given.
    #[arg(set)]
    pub prefixes: Vec<String>,
}

/// A registry that images are copied to.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ReplicationDestination)]
pub struct ReplicationDestinationProps {
    /// The region.
    pub region: RegionName,
    /// The account.
    pub account: AccountId,
}

/// The replication of an account's registry in one region (`PutReplicationConfiguration`). A registry has one: where
/// there are other rules already, they are left alone and this fails.
///
/// Repositories are made at the destination by ECR, when the first image comes.
///
/// <https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html>
#[resource("aws:ecr/Replication", props = ReplicationProps)]
pub struct Replication {
    /// The registry: the account's id.
    pub registry_id: AccountId,
}

impl Resource for Replication {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ecr_replication_configuration", "{registry_id}")])
            .unique(&[&[]])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
    }

    fn check(props: &ReplicationProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.rules.iter().any(|rule| rule.destinations.is_empty()) {
            wrong.push("a rule without `destinations` copies nothing".to_owned());
        }
        wrong
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

    /// There are no tags: the same rules are as good as ours.
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
