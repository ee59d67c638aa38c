//! `aws:s3/AccountPublicAccessBlock`: the public access block of all buckets of an account.

use aws_sdk_s3control::types::PublicAccessBlockConfiguration;

use super::settings::{PublicAccessBlock, PublicAccessBlockProps};
use crate::prelude::*;

/// The public access block of the account, which applies to all its buckets in all regions, besides the block of each
/// (`PutPublicAccessBlock` of S3 Control).
///
/// A create takes over the block that the account has, unless that blocks more: then it fails and changes nothing. The delete
/// removes the block (`DeletePublicAccessBlock`), as Terraform does: use the option `retain_on_delete` to leave it.
///
/// An organization can have a block for its accounts: then S3 refuses changes of the account's.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html>
#[resource("aws:s3/AccountPublicAccessBlock", props = PublicAccessBlockProps, args = PublicAccessBlock)]
pub struct AccountPublicAccessBlock {
    /// The account.
    pub account: AccountId,
}

impl Resource for AccountPublicAccessBlock {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .terraform(&[("aws_s3_account_public_access_block", "{id}")])
            .unique(&[&[]])
            .typical(Seconds::each(1))
    }

    fn check(props: &PublicAccessBlockProps) -> Vec<String> {
        violations! {
            !parts(props).iter().any(|(_, blocks)| *blocks) => "the block has no effect: set one of its properties to true";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &PublicAccessBlockProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let account = cx.api().account_number().await?;
                let existing = get(cx, &account).await?;
                let lost = existing.map(|existing| lost(&existing, props)).unwrap_or_default();
                if !lost.is_empty() {
                    let message = format!(
                        "the account's public access block also sets {}; nothing of it was changed\nDeclare these properties as true, \
                         or import the block with the option `import(\"{account}\")` to remove them",
                        lost.join(", ")
                    );
                    return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
                }
                put(cx, &account, props).await?;
                Ok(Id::new(account))
            })
            .await?;
        Ok(attrs(&id))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let account = cx.api().account_number().await?;
        // S3 refuses questions about other accounts.
        let own: Vec<&Id> = ids.iter().filter(|id| id.as_str() == account).collect();
        if own.is_empty() {
            return Ok(Vec::new());
        }
        let Some(props) = get(cx, &account).await? else { return Ok(Vec::new()) };
        let state =
            |id: &Id| ResourceState { id: id.clone(), attrs: attrs(id), props: props.clone(), status: Status::Ready };
        Ok(own.into_iter().map(state).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || put(cx, id.as_str(), &change.new)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().s3control().delete_public_access_block().account_id(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for AccountPublicAccessBlock {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &PublicAccessBlockProps) -> Result<Vec<Id>> {
        let account = cx.api().account_number().await?;
        let found = get(cx, &account).await?.filter(|existing| existing == props);
        Ok(found.map(|_| Id::new(account)).into_iter().collect())
    }
}

fn attrs(id: &Id) -> AccountPublicAccessBlockAttrs {
    AccountPublicAccessBlockAttrs { account: AccountId::new(id.as_str()) }
}

fn parts(props: &PublicAccessBlockProps) -> [(&'static str, bool); 4] {
    [
        ("block_public_acls", props.block_public_acls),
        ("ignore_public_acls", props.ignore_public_acls),
        ("block_public_policy", props.block_public_policy),
        ("restrict_public_buckets", props.restrict_public_buckets),
    ]
}

/// The properties that the existing block has and the desired one has not.
fn lost(existing: &PublicAccessBlockProps, desired: &PublicAccessBlockProps) -> Vec<&'static str> {
    let both = parts(existing).into_iter().zip(parts(desired));
    both.filter(|((_, existing), (_, desired))| *existing && !desired).map(|((name, _), _)| name).collect()
}

async fn put(
    cx: &OperationContext<AccountPublicAccessBlock>,
    account: &str,
    props: &PublicAccessBlockProps,
) -> Result<()> {
    let configuration = PublicAccessBlockConfiguration::builder()
        .block_public_acls(props.block_public_acls)
        .ignore_public_acls(props.ignore_public_acls)
        .block_public_policy(props.block_public_policy)
        .restrict_public_buckets(props.restrict_public_buckets)
        .build();
    let call = cx.api().s3control().put_public_access_block().account_id(account);
    send!(cx, call.public_access_block_configuration(configuration)).map(drop)
}

/// The block of the account, if it has one.
async fn get(cx: &ReadContext<Aws>, account: &str) -> Result<Option<PublicAccessBlockProps>> {
    let response = optional(send!(cx, cx.api().s3control().get_public_access_block().account_id(account)))?;
    let found = response.and_then(|response| response.public_access_block_configuration);
    let is_on = |setting: Option<bool>| setting == Some(true);
    Ok(found.map(|found| PublicAccessBlockProps {
        block_public_acls: is_on(found.block_public_acls),
        ignore_public_acls: is_on(found.ignore_public_acls),
        block_public_policy: is_on(found.block_public_policy),
        restrict_public_buckets: is_on(found.restrict_public_buckets),
    }))
}
