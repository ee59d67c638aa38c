//! Shared code of S3's types: names of buckets, tags and missing settings.

use std::collections::BTreeSet;

use crate::partition;
use crate::prelude::*;

/// The only code that means that the bucket does not exist. A 404 alone does not.
const NO_BUCKET: &[&str] = &["NoSuchBucket"];

/// S3's response about a setting of a bucket.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Setting<T> {
    /// The setting has this value.
    Is(T),
    /// The bucket exists without the setting.
    Unset,
    /// The bucket does not exist.
    NoBucket,
}

impl<T> Setting<T> {
    pub(super) fn of(answer: Result<T>) -> Result<Self> {
        match answer {
            Ok(value) => Ok(Self::Is(value)),
            Err(error) if error.has_code(NO_BUCKET) => Ok(Self::NoBucket),
            // Each setting has its own code for "not set".
            Err(error) if error.is_not_found() && error.code.is_some() => Ok(Self::Unset),
            Err(error) => Err(error),
        }
    }

    /// The setting of an existing bucket; `None` when the bucket does not exist.
    pub(super) fn or_default(self) -> Option<T>
    where
        T: Default,
    {
        match self {
            Self::Is(value) => Some(value),
            Self::Unset => Some(T::default()),
            Self::NoBucket => None,
        }
    }
}

/// The existing ones of these buckets, with one list call.
pub(super) async fn existing(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Id>> {
    let buckets = cx.cached("buckets", || list_all_buckets(cx)).await?;
    Ok(ids.iter().filter(|id| buckets.contains(id.as_str())).cloned().collect())
}

async fn list_all_buckets(cx: &ReadContext<Aws>) -> Result<BTreeSet<String>> {
    let buckets = list_pages!(cx, cx.api().s3().list_buckets(), buckets)?;
    Ok(buckets.into_iter().filter_map(|bucket| bucket.name).collect())
}

/// The ARN of a bucket of this name.
pub(super) fn arn_of(cx: &ReadContext<Aws>, bucket: &str) -> String {
    format!("arn:{}:s3:::{bucket}", partition::of(cx.region()).0)
}

/// All tags of a bucket.
pub(super) async fn tags_of(cx: &ReadContext<Aws>, bucket: &str) -> Result<Setting<BTreeMap<String, String>>> {
    if let Some(tags) = indexed_tags(cx, &arn_of(cx, bucket)).await? {
        return Ok(Setting::Is(tags));
    }
    let answer = send!(cx, cx.api().s3().get_bucket_tagging().bucket(bucket));
    Setting::of(answer.map(|response| all_tags(response.tag_set())))
}

/// Checks a bucket's name beyond its constraints.
pub(super) fn check_bucket(field: &str, name: &str) -> Option<String> {
    let wrong = |why: &str| Some(format!("`{field}` is `{name}`: {why}"));
    if name.contains("..") {
        return wrong("a bucket's name must not contain two dots in a row");
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return wrong("a bucket's name must not be an IP address");
    }
    let begins = ["xn--", "sthree-", "amzn-s3-demo-"].into_iter().find(|begin| name.starts_with(begin));
    let ends = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].into_iter().find(|end| name.ends_with(end));
    begins.or(ends).and_then(|reserved| wrong(&format!("AWS reserves `{reserved}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_that_s3_refuses_are_found() {
        for good in ["abc", "my-bucket.v2", "0a0", &"a".repeat(63)] {
            assert_eq!(check_bucket("bucket", good), None, "{good}");
        }
        for bad in ["a..b", "10.0.0.1", "xn--ab", "ab--x-s3", "abc-s3alias"] {
            assert!(check_bucket("bucket", bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn only_the_buckets_own_code_means_that_it_is_gone() {
        let error = |kind, code: Option<&str>| -> Result<()> {
            Err(ProviderError { code: code.map(str::to_owned), ..ProviderError::new(kind, "") })
        };
        let of = |kind, code| Setting::of(error(kind, code));
        assert_eq!(of(ErrorKind::NotFound, Some("NoSuchBucket")), Ok(Setting::NoBucket));
        assert_eq!(of(ErrorKind::NotFound, Some("NoSuchTagSet")), Ok(Setting::Unset));
        assert!(of(ErrorKind::Denied, Some("AccessDenied")).is_err());
        assert!(of(ErrorKind::Invalid, None).is_err());
    }
}
