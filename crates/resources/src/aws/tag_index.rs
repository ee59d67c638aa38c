//! The tags of many resources with one call, from the tag index of a region.
//!
//! Many services describe resources without tags, and return tags for one resource per call. The index returns all of
//! them, a hundred per call, and may be outdated by seconds: only read batches use it, which read differing resources
//! again.
//!
//! <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::resource::{ReadContext, Result};
use aws_sdk_resourcegroupstagging::types::{ResourceTagMapping, Tag, TagFilter};

use super::{Aws, STACK_TAG, Tags, list_all};

/// The tags of all resources in a region with this stack's tag, by ARN.
type Index = BTreeMap<String, Tags>;

/// The most resources in a response.
const PAGE_SIZE: i32 = 100;

/// All tags of the resource with this ARN. `None` outside a batch, or when the index has no entry for
/// it, or the credentials may not read the index.
pub(crate) async fn indexed_tags(cx: &ReadContext<Aws>, arn: &str) -> Result<Option<Tags>> {
    let index: Option<Arc<Index>> = cx.cached_bulk("tags", || read(cx)).await?;
    Ok(index.and_then(|index| index.get(arn).cloned()))
}

async fn read(cx: &ReadContext<Aws>) -> Result<Index> {
    let ours = TagFilter::builder().key(STACK_TAG).values(cx.stack()).build();
    let call = cx.api().tagging().get_resources().tag_filters(ours).resources_per_page(PAGE_SIZE);
    let listed: Vec<ResourceTagMapping> = list_all!(cx, call)?;
    let pair = |tag: &Tag| (tag.key().to_owned(), tag.value().to_owned());
    let tags = listed.into_iter().filter_map(|one| {
        let tags = one.tags().iter().map(pair).collect();
        Some((one.resource_arn?, tags))
    });
    Ok(tags.collect())
}
