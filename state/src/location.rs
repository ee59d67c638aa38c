//! The location of a state.

use std::fmt;
use std::path::{Path, PathBuf};

/// The location of the state of one stack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    Folder(PathBuf),
    S3(S3Location),
}

/// A location in S3, or in a service with the same protocol: `s3://BUCKET/PREFIX?region=R&endpoint=URL&profile=P`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Location {
    pub bucket: String,
    /// The prefix of every key, without leading or trailing slashes; never empty.
    pub prefix: String,
    /// The region of the bucket, instead of the configured one.
    pub region: Option<String>,
    /// The URL of a service other than AWS.
    pub endpoint: Option<String>,
    /// A profile of the shared AWS configuration files, instead of `AWS_PROFILE`.
    pub profile: Option<String>,
    /// How many seconds the lock lasts without a renewal, instead of 30; at least 3.
    pub lease: Option<u32>,
}

/// The error for an invalid location.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid state location `{text}`: {why}")]
pub struct NoLocation {
    pub text: String,
    pub why: String,
}

/// The syntax of a location in S3, for messages.
const S3_FORM: &str = "write s3://BUCKET/PREFIX, optionally with ?region=, ?endpoint= and ?profile=";

impl Location {
    /// Parses a location. A relative folder is relative to `root`.
    ///
    /// # Errors
    /// When the URL is invalid.
    pub fn read(text: &Path, root: &Path) -> Result<Self, NoLocation> {
        let Some(url) = text.to_str().filter(|text| text.contains("://") || text.starts_with("s3:")) else {
            let path = root.join(text);
            return Ok(Self::Folder(std::path::absolute(&path).unwrap_or(path)));
        };
        let refused = |why: String| NoLocation { text: url.to_owned(), why };
        match url.split_once("://") {
            Some(("s3", rest)) => S3Location::read(rest).map(Self::S3).map_err(refused),
            Some((scheme, _)) => {
                Err(refused(format!("unknown scheme `{scheme}://`; use a folder or s3://BUCKET/PREFIX")))
            }
            None => Err(refused(S3_FORM.to_owned())),
        }
    }

    /// The location of a sibling with this suffix in its name.
    #[must_use]
    pub fn beside(self, suffix: &str) -> Self {
        match self {
            Self::Folder(path) => {
                let mut name = path.into_os_string();
                name.push(suffix);
                Self::Folder(name.into())
            }
            Self::S3(location) => Self::S3(S3Location { prefix: location.prefix + suffix, ..location }),
        }
    }
}

impl S3Location {
    fn read(rest: &str) -> Result<Self, String> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let is_of_bucket = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        if bucket.is_empty() {
            return Err(format!("no bucket; {S3_FORM}"));
        }
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(is_of_bucket) {
            return Err(format!(
                "invalid bucket name `{bucket}`: expected 3 to 63 lower-case letters, digits, dots and hyphens"
            ));
        }
        let prefix = prefix.trim_matches('/');
        if prefix.is_empty() {
            return Err(
                "no prefix: each stack's state needs its own prefix in the bucket; write s3://BUCKET/PREFIX".to_owned()
            );
        }
        if prefix.split('/').any(|part| part.is_empty() || part == "." || part == "..") || prefix.len() > 512 {
            return Err("the prefix has an empty part, `.` or `..`, or is longer than 512 bytes".to_owned());
        }
        let mut location = Self { bucket: bucket.to_owned(), prefix: prefix.to_owned(), ..Self::default() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() {
                return Err(format!("`{key}` needs a value"));
            }
            let value = Some(value.to_owned());
            match key {
                "region" => location.region = value,
                "endpoint" => location.endpoint = value,
                "profile" => location.profile = value,
                "lease" => {
                    let seconds = value.as_deref().unwrap_or_default().parse().ok().filter(|seconds| *seconds >= 3);
                    location.lease = Some(seconds.ok_or("invalid `lease`: expected a number of seconds, at least 3")?);
                }
                _ => return Err(format!("unknown option `{key}`: expected region, endpoint, profile or lease")),
            }
        }
        match &location.endpoint {
            Some(url) if !url.starts_with("http://") && !url.starts_with("https://") => {
                Err(format!("invalid endpoint `{url}`: expected https://HOST"))
            }
            _ => Ok(location),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::S3(location) => location.fmt(f),
        }
    }
}

/// Writes the location in the form that is parsed.
impl fmt::Display for S3Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)?;
        let lease = self.lease.map(|seconds| seconds.to_string());
        let named =
            [("region", &self.region), ("endpoint", &self.endpoint), ("profile", &self.profile), ("lease", &lease)];
        let given = named.iter().filter_map(|(key, value)| value.as_ref().map(|value| (key, value)));
        for (index, (key, value)) in given.enumerate() {
            write!(f, "{}{key}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Location, NoLocation> {
        Location::read(Path::new(text), Path::new("/root"))
    }

    #[test]
    fn locations_are_formatted_as_they_are_parsed() {
        for text in [
            "/somewhere/else",
            "s3://bucket/a/b",
            "s3://bucket/a?region=eu-west-1&endpoint=http://127.0.0.1:9000&profile=ci&lease=5",
        ] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read("states/dev").unwrap().to_string(), "/root/states/dev");
        assert_eq!(read("s3://bucket/a/").unwrap().beside(".sandbox").to_string(), "s3://bucket/a.sandbox");
    }

    #[test]
    fn the_problem_of_an_invalid_address_is_reported() {
        for (text, why) in [
            ("s3://", "no bucket"),
            ("s3:/bucket/a", "write s3://"),
            ("s3://bucket", "own prefix"),
            ("s3://Bucket/a", "invalid bucket name"),
            ("s3://bucket/a//b", "empty part"),
            ("s3://bucket/a?regio=x", "unknown option `regio`"),
            ("s3://bucket/a?region=", "needs a value"),
            ("s3://bucket/a?endpoint=localhost:9000", "invalid endpoint"),
            ("s3://bucket/a?lease=1", "at least 3"),
            ("gs://bucket/a", "unknown scheme `gs://`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
