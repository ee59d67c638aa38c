//! The tag calls of services that have the same ones for all of their types.

use std::collections::HashMap;

use super::tags::{SdkTag, Tags, all_tags};

/// Tags as a service returns them.
pub(crate) trait ReturnedTags {
    fn into_tags(self) -> Tags;
}

impl<T: SdkTag> ReturnedTags for Vec<T> {
    fn into_tags(self) -> Tags {
        all_tags(&self)
    }
}

impl ReturnedTags for HashMap<String, String> {
    fn into_tags(self) -> Tags {
        self.into_iter().collect()
    }
}

impl<T: ReturnedTags> ReturnedTags for Option<T> {
    fn into_tags(self) -> Tags {
        self.map(T::into_tags).unwrap_or_default()
    }
}

/// Writes a module for each service, with `tags_of` and `update_tags`. A service whose descriptions contain the tags has
/// no call that lists them. Errors with one of the codes at the end are retried.
macro_rules! tag_calls {
    ($(
        $feature:literal $service:ident($arn:ident): $([$list:ident => $field:ident])?
        $tag:ident / $untag:ident $(, $codes:path)?;
    )*) => {$(
        #[cfg(feature = $feature)]
        pub(crate) mod $service {
            use archipel_engine::resource::{OperationContext, Resource, Result};

            use crate::aws::{Aws, Tags};

            $(
                /// All tags of a resource, from the tag index or with a call of its own; `None` when it no longer exists.
                pub(crate) async fn tags_of(
                    cx: &archipel_engine::resource::ReadContext<Aws>,
                    arn: Option<&str>,
                ) -> Result<Option<Tags>> {
                    let arn = arn.unwrap_or_default();
                    if let Some(tags) = crate::aws::indexed_tags(cx, arn).await? {
                        return Ok(Some(tags));
                    }
                    let response = crate::aws::send!(cx, cx.api().$service().$list().$arn(arn));
                    let tags = crate::aws::optional(response)?.map(|response| response.$field);
                    Ok(tags.map(super::ReturnedTags::into_tags))
                }
            )?

            /// Updates the tags of a resource from `old` to `new`.
            pub(crate) async fn update_tags<R: Resource<Api = Aws>>(
                cx: &OperationContext<R>,
                arn: &str,
                old: &Tags,
                new: &Tags,
            ) -> Result<()> {
                let codes: &[&str] = tag_calls!(@ codes $($codes)?);
                crate::aws::update_tags!(cx, $service, $tag / $untag, $arn(arn); old => new, codes)
            }
        }
    )*};
    (@ codes $codes:path) => { $codes };
    (@ codes) => { &[] };
}

tag_calls! {
    "cloudwatch" cloudwatch(resource_arn): [list_tags_for_resource => tags] tag_resource / untag_resource;
    "ecr" ecr(resource_arn): [list_tags_for_resource => tags] tag_resource / untag_resource;
    "eks" eks(resource_arn): tag_resource / untag_resource;
    "elasticache" elasticache(resource_name): [list_tags_for_resource => tag_list]
        add_tags_to_resource / remove_tags_from_resource, crate::elasticache::CONFLICT_CODES;
    "logs" logs(resource_arn): [list_tags_for_resource => tags] tag_resource / untag_resource;
    "rds" rds(resource_name): [list_tags_for_resource => tag_list] add_tags_to_resource / remove_tags_from_resource;
    "sns" sns(resource_arn): [list_tags_for_resource => tags] tag_resource / untag_resource;
}
