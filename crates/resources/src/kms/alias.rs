//! `aws:kms/Alias`: a name for a key.

use super::common::INVALID_STATE_CODES;
use crate::prelude::*;

/// The properties of an alias.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AliasProps {
    /// The name, unique in the account and region: `alias/` and up to 250 letters, digits, slashes, `_` and `-`. AWS
    /// reserves `alias/aws/`.
    #[arg(replace = "KMS cannot rename an alias", length = 1..=256, pattern = "alias/[a-zA-Z0-9/_-]+")]
    pub name: String,
    /// The id of the key, in the same region.
    #[arg(equivalence = equivalences::KMS_KEY, length = 1..=2048)]
    pub target_key_id: KeyId,
}

/// A name for a key (`CreateAlias`). It can be moved to another key while it is used.
///
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html>
#[resource("aws:kms/Alias", props = AliasProps)]
pub struct Alias {
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The id of the key.
    #[attr(input = "target_key_id")]
    pub target_key_id: KeyId,
}

impl Resource for Alias {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>().terraform(&[("aws_kms_alias", "{name}")]).unique(&[&["name"]]).typical(Seconds::each(1))
    }

    fn check(props: &AliasProps) -> Vec<String> {
        let key = props.target_key_id.as_str();
        violations! {
            props.name.starts_with("alias/aws/") =>
                "invalid `name` `{}`: AWS reserves the prefix `alias/aws/`", props.name;
            key.starts_with("arn:") || key.starts_with("alias/") =>
                "invalid `target_key_id` `{key}`: expected the id of a key";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &AliasProps) -> Result<Self::Attrs> {
        let allocated = cx
            .allocate(props, || async {
                let call = cx.api().kms().create_alias().alias_name(&props.name);
                let call = call.target_key_id(props.target_key_id.as_str());
                // KMS may still be creating the key.
                let response = send!(cx, call.customize().config_override(no_retry::kms()));
                retry_on(response, INVALID_STATE_CODES)?;
                Ok(Id::new(&props.name))
            })
            .await;
        if let Err(error) = allocated {
            if error.kind != ErrorKind::AlreadyExists {
                return Err(error);
            }
            let target = targets(cx).await.ok().and_then(|mut targets| targets.remove(&props.name));
            let target = target.map_or_else(|| "a key that is not known".to_owned(), |key| format!("the key {key}"));
            let message = format!("the alias {} already exists for {target}; it was not modified", props.name);
            return Err(ProviderError { message, ..error });
        }
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut targets = targets(cx).await?;
        let seen = |id: &Id| {
            let key = targets.remove(id.as_str())?;
            let props = AliasProps { name: id.as_str().to_owned(), target_key_id: KeyId::new(key) };
            Some(ResourceState { id: id.clone(), attrs: attrs_of(&props), props, status: Status::Ready })
        };
        Ok(ids.iter().filter_map(seen).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let call = cx.api().kms().update_alias().alias_name(id.as_str());
        retry!(cx, INVALID_STATE_CODES, call.target_key_id(change.new.target_key_id.as_str()), not_found_as_retryable)?;
        Ok(attrs_of(&change.new))
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().kms().delete_alias().alias_name(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for Alias {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// Aliases have no tags: one of the desired key counts as created.
    async fn find(cx: &OperationContext<Self>, props: &AliasProps) -> Result<Vec<Id>> {
        let target = targets(cx).await?.remove(&props.name);
        let same = target.is_some_and(|key| key == props.target_key_id.as_str());
        Ok(same.then(|| Id::new(&props.name)).into_iter().collect())
    }
}

fn attrs_of(props: &AliasProps) -> AliasAttrs {
    AliasAttrs { name: props.name.clone(), target_key_id: props.target_key_id.clone() }
}

/// The keys of all aliases in the region, by their names.
async fn targets(cx: &ReadContext<Aws>) -> Result<BTreeMap<String, String>> {
    let aliases = list_all!(cx, cx.api().kms().list_aliases().limit(100))?;
    // AWS's own aliases have no key before their first use.
    Ok(aliases.into_iter().filter_map(|alias| alias.alias_name.zip(alias.target_key_id)).collect())
}
