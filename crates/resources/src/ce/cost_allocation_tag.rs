//! `aws:ce/CostAllocationTag`: a tag by which the bill of an account is divided.

use aws_sdk_costexplorer::types::{CostAllocationTagStatus, CostAllocationTagStatusEntry};

use crate::prelude::*;

/// How many keys a list is limited to.
const BATCH_SIZE: usize = 100;
/// A part of the message for a key that no bill has.
const UNKNOWN_KEY: &str = "Tag keys not found";
/// A part of the message for an account that does not pay.
const LINKED_ACCOUNT: &str = "Linked account";

/// The properties of a cost allocation tag.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CostAllocationTagProps {
    /// The key of the tag. It must be in the list of the account already: AWS adds a key up to 24 hours after its first use.
    #[arg(replace = "another key is another tag", length = 1..=1024)]
    pub tag_key: String,
}

/// A key of resource tags that is active for the allocation of costs (`UpdateCostAllocationTagsStatus`): the bill, budgets and
/// Cost Explorer show costs by its values, from then on. Only the account that pays can activate one. The delete deactivates
/// it for all users of the account: use the option `retain_on_delete` where other stacks have the tag too.
///
/// <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_UpdateCostAllocationTagsStatus.html>
#[resource("aws:ce/CostAllocationTag", props = CostAllocationTagProps)]
pub struct CostAllocationTag {
    /// The key.
    #[attr(input = "tag_key")]
    pub tag_key: String,
}

impl Resource for CostAllocationTag {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .terraform(&[("aws_ce_cost_allocation_tag", "{tag_key}")])
            .unique(&[&["tag_key"]])
            .typical(Seconds::each(1))
    }

    async fn create(cx: &OperationContext<Self>, props: &CostAllocationTagProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            set_status(cx, &props.tag_key, CostAllocationTagStatus::Active).await?;
            Ok(Id::new(&props.tag_key))
        })
        .await?;
        Ok(attrs_of(props))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_in_batches(ids, BATCH_SIZE, |ids| async move {
            let keys = ids.iter().map(|id| id.as_str().to_owned()).collect();
            let call = cx.api().ce().list_cost_allocation_tags().status(CostAllocationTagStatus::Active);
            let tags = list_pages!(cx, call.set_tag_keys(Some(keys)), cost_allocation_tags);
            let active = tags.map_err(|error| explained(error, "the keys"))?.into_iter().map(|tag| tag.tag_key);
            Ok(active.map(|tag_key| state_of(CostAllocationTagProps { tag_key })).collect())
        })
        .await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let deactivated = cx.eventually(&[], || set_status(cx, id.as_str(), CostAllocationTagStatus::Inactive)).await;
        match deactivated {
            Err(error) if error.message.contains(UNKNOWN_KEY) => Ok(()),
            other => other,
        }
    }
}

impl Identity<Self> for CostAllocationTag {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &CostAllocationTagProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[Id::new(&props.tag_key)]).await?;
        Ok(found.into_iter().map(|found| found.id).collect())
    }
}

fn attrs_of(props: &CostAllocationTagProps) -> CostAllocationTagAttrs {
    CostAllocationTagAttrs { tag_key: props.tag_key.clone() }
}

fn state_of(props: CostAllocationTagProps) -> ResourceState<CostAllocationTag> {
    ResourceState { id: Id::new(&props.tag_key), attrs: attrs_of(&props), props, status: Status::Ready }
}

async fn set_status(
    cx: &OperationContext<CostAllocationTag>,
    key: &str,
    status: CostAllocationTagStatus,
) -> Result<()> {
    let entry = build_input(CostAllocationTagStatusEntry::builder().tag_key(key).status(status).build())?;
    let call = cx.api().ce().update_cost_allocation_tags_status().cost_allocation_tags_status(entry);
    let answer = send!(cx, call).map_err(|error| explained(error, key))?;
    // A request can succeed for some keys only.
    match answer.errors().first() {
        None => Ok(()),
        Some(error) => {
            let (code, message) = (error.code().unwrap_or("an error"), error.message().unwrap_or_default());
            Err(explained(ProviderError::new(ErrorKind::Invalid, format!("{code}: {message}")), key))
        }
    }
}

/// An error with what to do, where AWS's own message leaves that open.
fn explained(error: ProviderError, key: &str) -> ProviderError {
    let advice = if error.message.contains(UNKNOWN_KEY) {
        format!(
            "AWS has not seen the tag `{key}` in a bill yet, which takes up to 24 hours from its first use\nRepeat this then, and leave \
             the resource out until then"
        )
    } else if error.message.contains(LINKED_ACCOUNT) {
        "Only the account that pays the bill can do this: declare the resource in a stack of that account".to_owned()
    } else {
        return error;
    };
    // No permission of the caller would help.
    ProviderError { kind: ErrorKind::Invalid, message: format!("{}\n{advice}", error.message), ..error }
}
