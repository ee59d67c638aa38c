//! `aws:secretsmanager/SecretReplica`: a replica of a secret, as a resource of its own.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::ReplicationStatusType;

use super::common::{
    OWN_KEY, chosen_key, describe_live, list_in, remove_replicas, replica_to_sdk, replicate, status_of_replica,
};
use crate::prelude::*;

/// The properties of a replica.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SecretReplicaProps {
    /// The secret, in the region of the scope.
    #[arg(replace = "a replica is a part of its secret")]
    pub secret_arn: Arn,
    /// The region of the replica.
    #[arg(replace = "another region has another replica", length = 1..=128, pattern = "([a-z]+-)+\\d+")]
    pub region: RegionName,
    /// The KMS key of that region that encrypts the replica: id, ARN or alias. The default is a key of Secrets Manager. A change
    /// removes the replica and creates it again.
    #[arg(equivalence = equivalences::KMS_KEY, length = ..=2048)]
    pub kms_key_id: Option<String>,
}

/// A replica of a secret in another region, with its value, tags and policy (`ReplicateSecretToRegions`, called in the secret's
/// region). It is ready when it is in sync.
///
/// It is for secrets of which something in their own region should not wait for the other region, such as the key there.
/// The secret is declared without `replicas`. A replica that the secret has already, with the same key, becomes this resource.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html>
#[resource("aws:secretsmanager/SecretReplica", props = SecretReplicaProps)]
pub struct SecretReplica {
    /// The ARN of the replica: that of the secret, with the other region.
    pub arn: Arn,
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
}

impl Resource for SecretReplica {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .unique(&[&["secret_arn", "region"]])
            .typical(Seconds { create: 3, update: 6, delete: 2 })
            .visible_within_secs(60)
    }

    fn check(props: &SecretReplicaProps) -> Vec<String> {
        violations! {
            region_of(props.secret_arn.as_str()) == Some(props.region.as_str()) =>
                "`region` is {}, that of the secret: a replica is in another one", props.region;
            props.kms_key_id.as_deref() == Some(OWN_KEY) =>
                "`kms_key_id` is `{OWN_KEY}`, the service's own: leave it out";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &SecretReplicaProps) -> Result<Self::Attrs> {
        let arn = props.secret_arn.as_str();
        if let Some(home) = region_of(arn).filter(|home| *home != cx.region()) {
            let message = format!("the secret is in {home}: declare its replica in a scope of that region");
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let id = id_of(props);
        cx.allocate(props, || async {
            let Some(secret) = describe_live(cx, arn).await? else {
                return Err(ProviderError::new(ErrorKind::NotYet, format!("the secret {arn} does not exist")));
            };
            match replica_in(&secret, &props.region) {
                Some(existing) if !is_same_key(chosen_key(existing.kms_key_id()).as_deref(), props) => {
                    let message = format!(
                        "the secret has a replica in {} with the key {}; nothing of it was changed\nDeclare that key, or remove the replica",
                        props.region,
                        existing.kms_key_id().unwrap_or(OWN_KEY)
                    );
                    return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
                }
                Some(_) => {}
                None => {
                    replicate(cx, arn, vec![replica_to_sdk(&props.region, props.kms_key_id.as_ref())]).await?;
                }
            }
            Ok(id.clone())
        })
        .await?;
        cx.until_ready(&id).await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let Some((secret, region)) = secret_of(id, cx.region()) else { return Ok(None) };
            let described = describe_live(cx, &secret).await?;
            Ok(described.and_then(|described| state_of(id, &secret, &region, &described)))
        })
        .await
    }

    /// The list of the secrets in a region has its replicas, without their keys.
    async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
        let mut by_region: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
        for id in ids {
            by_region.entry(region_of(id.as_str()).unwrap_or_default()).or_default().push(id);
        }
        let mut found = Vec::new();
        for (region, ids) in by_region {
            let there = cx.api().in_region(region)?;
            let all = cx.cached(&format!("secrets in {region}"), || list_in(cx, &there)).await?;
            let is_replica = |id: &&Id| {
                let listed = all.get(id.as_str()).and_then(|secret| secret.primary_region());
                listed.is_some_and(|primary| primary == cx.region())
            };
            found.extend(ids.into_iter().filter(is_replica).map(|id| ListedState::exists_only(id.clone())));
        }
        Ok(found)
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("kms_key_id") {
            let (arn, new) = (change.new.secret_arn.as_str(), &change.new);
            remove_replicas(cx, arn, vec![new.region.to_string()]).await?;
            cx.eventually(&[], || async {
                replicate(cx, arn, vec![replica_to_sdk(&new.region, new.kms_key_id.as_ref())]).await
            })
            .await?;
            cx.until_ready(id).await?;
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let Some((secret, region)) = secret_of(id, cx.region()) else { return Ok(()) };
        // A replica that was promoted is a secret of its own.
        let described = describe_live(cx, &secret).await?;
        match described.as_ref().and_then(|secret| replica_in(secret, &region)) {
            Some(_) => remove_replicas(cx, &secret, vec![region.to_string()]).await,
            None => Ok(()),
        }
    }
}

impl Identity<Self> for SecretReplica {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &SecretReplicaProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[id_of(props)]).await?.into_iter();
        let same = |found: &ResourceState<Self>| is_same_key(found.props.kms_key_id.as_deref(), props);
        Ok(found.filter(same).map(|found| found.id).collect())
    }
}

/// The region in an ARN.
fn region_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(3)
}

/// An ARN in another region. The ARN of a replica differs from that of its secret in the region only.
fn in_region(arn: &str, region: &str) -> String {
    let mut parts: Vec<&str> = arn.split(':').collect();
    if let Some(part) = parts.get_mut(3) {
        *part = region;
    }
    parts.join(":")
}

/// The id is the replica's ARN.
fn id_of(props: &SecretReplicaProps) -> Id {
    Id::new(in_region(props.secret_arn.as_str(), props.region.as_str()))
}

/// The ARN of the secret in its region, and the region of the replica. `None` for an id that is not a replica's.
fn secret_of(id: &Id, home: &str) -> Option<(String, RegionName)> {
    let region = region_of(id.as_str()).filter(|region| *region != home)?;
    Some((in_region(id.as_str(), home), RegionName::new(region)))
}

fn replica_in<'s>(secret: &'s DescribeSecretOutput, region: &RegionName) -> Option<&'s ReplicationStatusType> {
    secret.replication_status().iter().find(|replica| replica.region() == Some(region.as_str()))
}

/// Whether the key of a replica is that of the properties.
fn is_same_key(existing: Option<&str>, props: &SecretReplicaProps) -> bool {
    let key = equivalences::KMS_KEY;
    match (existing, props.kms_key_id.as_deref()) {
        (Some(existing), Some(wanted)) => (key.same)(wanted, existing) || (key.may_be_same)(wanted, existing),
        (existing, wanted) => existing == wanted,
    }
}

fn attrs_of(props: &SecretReplicaProps) -> SecretReplicaAttrs {
    SecretReplicaAttrs { arn: Arn::new(id_of(props).as_str()), secret_arn: props.secret_arn.clone() }
}

fn state_of(
    id: &Id,
    secret_arn: &str,
    region: &RegionName,
    secret: &DescribeSecretOutput,
) -> Option<ResourceState<SecretReplica>> {
    let replica = replica_in(secret, region)?;
    let props = SecretReplicaProps {
        secret_arn: Arn::new(secret_arn),
        region: region.clone(),
        kms_key_id: chosen_key(replica.kms_key_id()),
    };
    Some(ResourceState { id: id.clone(), attrs: attrs_of(&props), props, status: status_of_replica(replica) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(region: &str, key: Option<&str>) -> SecretReplicaProps {
        SecretReplicaProps {
            secret_arn: Arn::new("arn:aws:secretsmanager:eu-west-1:111122223333:secret:luneo/prod/cache-AbCdEf"),
            region: RegionName::new(region),
            kms_key_id: key.map(str::to_owned),
        }
    }

    #[test]
    fn the_id_of_a_replica_leads_back_to_its_secret() {
        let props = with("us-east-1", None);
        let id = id_of(&props);
        assert_eq!(id.as_str(), "arn:aws:secretsmanager:us-east-1:111122223333:secret:luneo/prod/cache-AbCdEf");
        assert_eq!(secret_of(&id, "eu-west-1"), Some((props.secret_arn.to_string(), props.region)));
        assert_eq!(secret_of(&id, "us-east-1"), None, "a secret is not a replica of itself");
    }

    #[test]
    fn a_replica_beside_its_secret_and_the_services_own_key_are_refused() {
        assert!(SecretReplica::check(&with("us-east-1", Some("alias/mine"))).is_empty());
        assert!(SecretReplica::check(&with("eu-west-1", None))[0].contains("that of the secret"));
        assert!(SecretReplica::check(&with("us-east-1", Some(OWN_KEY)))[0].contains("leave it out"));
    }
}
