//! What EC2 creates with each VPC: a program takes it over and gives it back, because it cannot be created or deleted.

use std::future::Future;

use aws_sdk_ec2::types::Tag;

use crate::aws::{STACK_TAG, TOKEN_TAG, URN_TAG};
use crate::prelude::*;

/// Takes over the part of a VPC that `find` returns, by writing the ownership tags. That of another stack is refused.
pub(super) async fn adopt<R, F, Fut>(
    cx: &OperationContext<R>,
    props: &R::Props,
    tags: &BTreeMap<String, String>,
    find: F,
) -> Result<Id>
where
    R: Resource<Api = Aws>,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Option<(Id, Tags)>>> + Send,
{
    cx.allocate(props, || async {
        // Not every server of EC2 knows a new VPC and its parts yet.
        let missing = || ProviderError::new(ErrorKind::NotYet, "the VPC and its default parts are not visible yet");
        let (id, existing) = find().await?.ok_or_else(missing)?;
        if let Some(stack) = existing.get(STACK_TAG).filter(|_| !is_ours(cx, &existing)) {
            let urn = existing.get(URN_TAG).map(|urn| format!(" ({urn})")).unwrap_or_default();
            let message = format!(
                "{id} belongs to the stack {stack}{urn}; it was not modified. Remove it from that stack first: each VPC \
                 has one, and one declaration of it"
            );
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let tags = Some(sdk_tags(&owned_tags(cx, tags)));
        send!(cx, cx.api().ec2().create_tags().resources(id.as_str()).set_tags(tags))?;
        Ok(id)
    })
    .await
}

/// Gives a part of a VPC back: removes the tags of the program and of the ownership. EC2 deletes it with its VPC.
pub(super) async fn give_back<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    tags: &BTreeMap<String, String>,
) -> Result<()> {
    let keys = tags.keys().map(String::as_str).chain([STACK_TAG, URN_TAG, TOKEN_TAG]);
    let tags: Vec<Tag> = keys.map(|key| Tag::builder().key(key).build()).collect();
    retry!(cx, &[], cx.api().ec2().delete_tags().resources(id.as_str()).set_tags(Some(tags))).ignore_not_found()
}
