//! Tags: those that a program sets, and the ownership tags, which record the stack and the declaration of a resource.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::future::Future;

use archipel_engine::resource::{Found, OperationContext, Resource, Result};
use archipel_engine::urn::Urn;
use futures::future::BoxFuture;

use super::client::Aws;
use super::tag_check::is_plain;

/// The stack: `project/stack`.
pub const STACK_TAG: &str = "archipel:stack";
/// The resource's URN.
pub const URN_TAG: &str = "archipel:urn";
/// The token of the create, by which recovery finds the resource.
pub const TOKEN_TAG: &str = "archipel:token";

/// The longest value that AWS accepts.
const LONGEST_VALUE: usize = 256;

/// Tags by their keys.
pub(crate) type Tags = BTreeMap<String, String>;

/// A resource's own tags and the ownership tags, for the create call.
pub(crate) fn owned_tags<R: Resource>(cx: &OperationContext<R>, own: &Tags) -> Tags {
    let mut tags = own.clone();
    let ownership = ownership_tags(cx.stack(), cx.urn(), cx.token());
    tags.extend(ownership.map(|(key, value)| (key.to_owned(), value)));
    tags
}

/// The ownership tags of a resource that an operation with this token creates.
#[must_use]
pub fn ownership_tags(stack: &str, urn: &Urn, token: &str) -> [(&'static str, String); 3] {
    let urn = tag_text(urn.as_str()).chars().take(LONGEST_VALUE).collect();
    [(STACK_TAG, stack.to_owned()), (URN_TAG, urn), (TOKEN_TAG, token.to_owned())]
}

/// Whether a tag is the program's: neither an ownership tag nor one that AWS sets.
#[must_use]
pub fn is_own_tag(key: &str) -> bool {
    !key.starts_with("archipel:") && !key.starts_with("aws:")
}

/// A text as a tag can hold it: a character that some services refuse is written as its code point, `*` as `=2a=`.
fn tag_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match is_plain(character) {
            true => written.push(character),
            false => written.push_str(&format!("={:x}=", u32::from(character))),
        }
    }
    written
}

tokio::task_local! {
    /// The stack in the ownership tag of the resource that is being read.
    static OWNER: RefCell<Option<String>>;
}

/// Reads one resource and returns the stack that its tags name. Every read separates ownership tags from a program's
/// tags with [`own_tags`], so this needs no further call.
pub(crate) fn owner(read: BoxFuture<'_, Result<Found>>) -> BoxFuture<'_, Result<Option<String>>> {
    Box::pin(OWNER.scope(RefCell::default(), async {
        read.await?;
        Ok(OWNER.with(RefCell::take))
    }))
}

/// The tags of the program: without ownership tags and those that AWS sets.
pub(crate) fn own_tags(all: impl IntoIterator<Item = (String, String)>) -> Tags {
    let note = |(key, value): &(String, String)| {
        if key == STACK_TAG {
            // Not set outside `owner`; ignore.
            let _ = OWNER.try_with(|owner| *owner.borrow_mut() = Some(value.clone()));
        }
    };
    all.into_iter().inspect(note).filter(|(key, _)| is_own_tag(key)).collect()
}

/// A service's type for a tag.
pub(crate) trait SdkTag: Sized {
    /// From key and value.
    fn of(key: &str, value: &str) -> Option<Self>;
    /// Key and value.
    fn pair(&self) -> Option<(String, String)>;
}

/// Tags in a service's type.
pub(crate) fn sdk_tags<T: SdkTag>(tags: &Tags) -> Vec<T> {
    tags.iter().filter_map(|(key, value)| T::of(key, value)).collect()
}

/// The tags of a create call: the resource's own and the ownership tags.
pub(crate) fn create_tags<R: Resource, T: SdkTag>(cx: &OperationContext<R>, own: &Tags) -> Vec<T> {
    sdk_tags(&owned_tags(cx, own))
}

/// All tags of a response.
pub(crate) fn all_tags<T: SdkTag>(tags: &[T]) -> Tags {
    tags.iter().filter_map(SdkTag::pair).collect()
}

/// Tags in the type of a service's tag call.
pub(crate) trait TagSet {
    fn of(tags: &Tags) -> Self;
}

impl<T: SdkTag> TagSet for Vec<T> {
    fn of(tags: &Tags) -> Self {
        sdk_tags(tags)
    }
}

impl TagSet for HashMap<String, String> {
    fn of(tags: &Tags) -> Self {
        tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }
}

/// Updates the tags of a resource from `$old` to `$new` with a service's pair of calls, the second of which takes keys:
/// `update_tags!(cx, sns, tag_resource / untag_resource, resource_arn(arn); &old.tags => &new.tags)`. Error codes at the
/// end are retried.
macro_rules! update_tags {
    ($cx:expr, $service:ident, $tag:ident / $untag:ident, $($setter:ident($value:expr)),+; $old:expr => $new:expr) => {
        $crate::aws::update_tags!(
            $cx, $service, $tag / $untag, $($setter($value)),+; $old => $new, &[]
        )
    };
    (
        $cx:expr, $service:ident, $tag:ident / $untag:ident, $($setter:ident($value:expr)),+;
        $old:expr => $new:expr, $codes:expr
    ) => {
        $crate::aws::sync_tags(
            $cx,
            $codes,
            $old,
            $new,
            |tags| {
                let call = $cx.api().$service().$tag()$(.$setter($value))+;
                let call = call.set_tags(Some($crate::aws::TagSet::of(&tags)));
                async move { $crate::aws::SdkResultExt::into_provider_result(call.send().await, $cx.region()).map(drop) }
            },
            |keys| {
                let call = $cx.api().$service().$untag()$(.$setter($value))+.set_tag_keys(Some(keys));
                async move { $crate::aws::SdkResultExt::into_provider_result(call.send().await, $cx.region()).map(drop) }
            },
        )
        .await
    };
}
pub(crate) use update_tags;

/// Updates tags from `old` to `new`: one call sets tags, one removes them, and none is sent when they are equal. Both
/// calls must be idempotent; errors with one of `codes` are retried.
pub(crate) async fn sync_tags<R, S, Setting, U, Removing>(
    cx: &OperationContext<R>,
    codes: &[&str],
    old: &Tags,
    new: &Tags,
    set: S,
    remove: U,
) -> Result<()>
where
    R: Resource<Api = Aws>,
    S: Fn(Tags) -> Setting + Send + Sync,
    Setting: Future<Output = Result<()>> + Send,
    U: Fn(Vec<String>) -> Removing + Send + Sync,
    Removing: Future<Output = Result<()>> + Send,
{
    let wanted: Tags = new
        .iter()
        .filter(|(key, value)| old.get(*key) != Some(*value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let gone: Vec<String> = old.keys().filter(|key| !new.contains_key(*key)).cloned().collect();
    if !wanted.is_empty() {
        cx.eventually(codes, || set(wanted.clone())).await?;
    }
    if !gone.is_empty() {
        cx.eventually(codes, || remove(gone.clone())).await?;
    }
    Ok(())
}

macro_rules! sdk_tag {
    ($($feature:literal $tag:ty, $($may_fail:ident)?;)*) => {$(
        #[cfg(feature = $feature)]
        impl SdkTag for $tag {
            fn of(key: &str, value: &str) -> Option<Self> {
                let tag = <$tag>::builder().key(key).value(value).build();
                sdk_tag!(@built $($may_fail)? tag)
            }
            fn pair(&self) -> Option<(String, String)> {
                Some((Option::from(self.key.clone())?, Option::from(self.value.clone()).unwrap_or_default()))
            }
        }
    )*};
    // The builder fails only without a key or a value.
    (@built may_fail $tag:ident) => { $tag.ok() };
    (@built $tag:ident) => { Some($tag) };
}

sdk_tag! {
    "acm" aws_sdk_acm::types::Tag, may_fail;
    "cloudwatch" aws_sdk_cloudwatch::types::Tag, ;
    "ecr" aws_sdk_ecr::types::Tag, may_fail;
    "ec2" aws_sdk_ec2::types::Tag, ;
    "elasticache" aws_sdk_elasticache::types::Tag, ;
    "elbv2" aws_sdk_elasticloadbalancingv2::types::Tag, ;
    "iam" aws_sdk_iam::types::Tag, may_fail;
    "rds" aws_sdk_rds::types::Tag, ;
    "route53" aws_sdk_route53::types::Tag, ;
    "s3" aws_sdk_s3::types::Tag, may_fail;
    "secretsmanager" aws_sdk_secretsmanager::types::Tag, ;
    "sns" aws_sdk_sns::types::Tag, may_fail;
    "ssm" aws_sdk_ssm::types::Tag, may_fail;
}

#[cfg(feature = "kms")]
impl SdkTag for aws_sdk_kms::types::Tag {
    fn of(key: &str, value: &str) -> Option<Self> {
        Self::builder().tag_key(key).tag_value(value).build().ok()
    }
    fn pair(&self) -> Option<(String, String)> {
        Some((self.tag_key.clone(), self.tag_value.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::tag_text;

    #[test]
    fn a_name_that_a_tag_cannot_hold_is_written_with_code_points() {
        let urn = "eu-west-1::aws:iam/Role::web/écran large";
        assert_eq!(tag_text(urn), urn);
        assert_eq!(tag_text("dns/*.luneo.io[0]"), "dns/=2a=.luneo.io=5b=0=5d=");
    }
}
