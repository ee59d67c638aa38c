//! Shared code of Route 53's types: tags, changes and names.

use archipel_engine::program::Environment;
use aws_sdk_route53::types::TagResourceType;

use crate::partition;
use crate::prelude::*;

/// An id without the prefix of the API: `/hostedzone/Z1`.
pub(super) fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// A name without the final dot, and with a decoded `*`.
pub(super) fn plain(name: &str) -> String {
    name.trim_end_matches('.').replace("\\052", "*").to_ascii_lowercase()
}

/// The region with the tags of global resources.
const INDEXED_IN: &str = "us-east-1";

async fn indexed(cx: &ReadContext<Aws>, kind: &TagResourceType, id: &str) -> Result<Option<Tags>> {
    if partition::of(cx.api().region()).0 != "aws" {
        return Ok(None);
    }
    let environment = Environment { region: INDEXED_IN.to_owned(), account: cx.environment().account.clone() };
    let there = cx.at(cx.api().in_region(INDEXED_IN)?, environment);
    indexed_tags(&there, &format!("arn:aws:route53:::{}/{id}", kind.as_str())).await
}

pub(super) async fn tags_of(cx: &ReadContext<Aws>, kind: TagResourceType, id: &str) -> Result<Option<Tags>> {
    if let Some(tags) = indexed(cx, &kind, id).await? {
        return Ok(Some(tags));
    }
    let call = cx.api().route53().list_tags_for_resource().resource_type(kind).resource_id(id);
    let response = optional(send!(cx, call))?;
    Ok(response.map(|response| all_tags(response.resource_tag_set().map(|set| set.tags()).unwrap_or_default())))
}

/// Those of these zones or health checks that the stack owns.
pub(super) async fn owned(cx: &ReadContext<Aws>, kind: &TagResourceType, ids: &[Id]) -> Result<Vec<Id>> {
    read_each(ids, |id| async move {
        let tags = tags_of(cx, kind.clone(), id.as_str()).await?;
        Ok(tags.filter(|tags| is_listed(cx, tags)).map(|_| id.clone()))
    })
    .await
}

/// Updates the tags of a zone or a health check from `old` to `new`.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    kind: &TagResourceType,
    id: &Id,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    let call = || cx.api().route53().change_tags_for_resource().resource_type(kind.clone()).resource_id(id.as_str());
    let set = |tags: Tags| {
        let call = call().set_add_tags(Some(sdk_tags(&tags)));
        async move { send!(cx, call).map(drop) }
    };
    let remove = |keys| {
        let call = call().set_remove_tag_keys(Some(keys));
        async move { send!(cx, call).map(drop) }
    };
    sync_tags(cx, &[], old, new, set, remove).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_as_programs_write_them() {
        assert_eq!(bare("/hostedzone/Z1"), "Z1");
        assert_eq!(bare("Z1"), "Z1");
        assert_eq!(plain("\\052.Example.com."), "*.example.com");
    }
}
