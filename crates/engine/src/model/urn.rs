//! Names of resources that do not change while their physical ids do.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The region in the URN of a resource without a region (IAM, Route 53, CloudFront).
pub const GLOBAL: &str = "global";

/// The start of the name of a CloudFormation type, such as `AWS::Backup::BackupPlan`: in a URN its three parts are the type.
const CLOUDFORMATION: &str = "AWS::";

/// A logical name, unique in a stack: `REGION::TYPE::PATH`, for example
/// `eu-west-1::aws:ec2/Subnet::network/private-a` or `eu-west-1::AWS::Backup::BackupPlan::backups/daily`.
///
/// The path is the names of the components around the resource and its own name, joined by `/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(Arc<str>);

/// Why a text is not a URN.
#[derive(Debug, thiserror::Error)]
#[error("invalid URN `{0}`: expected REGION::TYPE::PATH, such as eu-west-1::aws:ec2/Vpc::network/main")]
pub struct UrnError(String);

impl Urn {
    /// Joins the parts of a URN.
    #[must_use]
    pub fn new(region: &str, type_name: &str, path: &str) -> Self {
        // Every resource of a program and of a plan has one: `format!` takes three times as long.
        Self([region, "::", type_name, "::", path].concat().into())
    }

    /// Reads a whole URN.
    ///
    /// # Errors
    /// When it has not three parts.
    pub fn parse(text: &str) -> Result<Self, UrnError> {
        match parts(text) {
            Some((region, kind, path)) if !region.is_empty() && !kind.is_empty() && !path.is_empty() => {
                Ok(Self(text.into()))
            }
            _ => Err(UrnError(text.to_owned())),
        }
    }

    fn parts(&self) -> (&str, &str, &str) {
        parts(&self.0).unwrap_or_default()
    }

    /// The region, or [`GLOBAL`].
    #[must_use]
    pub fn region(&self) -> &str {
        self.parts().0
    }

    /// The resource type, such as `aws:ec2/Vpc`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.parts().1
    }

    /// The path: components and name.
    #[must_use]
    pub fn path(&self) -> &str {
        self.parts().2
    }

    /// The last part of the path: the name that the program chose.
    #[must_use]
    pub fn name(&self) -> &str {
        let path = self.path();
        path.rsplit('/').next().unwrap_or(path)
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The region, the type and the path.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (region, rest) = text.split_once("::")?;
    // The end of the type: of its third part, if it is one of CloudFormation.
    let mut ends = rest.match_indices("::").map(|(end, _)| end);
    let end = if rest.starts_with(CLOUDFORMATION) { ends.nth(2) } else { ends.next() }?;
    Some((region, &rest[..end], &rest[end + 2..]))
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Urn {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Urn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Urn {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Urn".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "description": "REGION::TYPE::PATH"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_has_a_region_a_type_and_a_path() {
        let urn = Urn::parse("eu-west-1::aws:ec2/Subnet::network/private-a").unwrap();
        assert_eq!((urn.region(), urn.type_name()), ("eu-west-1", "aws:ec2/Subnet"));
        assert_eq!((urn.path(), urn.name()), ("network/private-a", "private-a"));
        assert!(Urn::parse("eu-west-1::aws:ec2/Subnet").is_err());
    }

    #[test]
    fn a_cloudformation_type_has_three_parts_in_a_urn() {
        let urn = Urn::new("eu-west-1", "AWS::Backup::BackupPlan", "backups/daily");
        assert_eq!(Urn::parse(urn.as_str()).unwrap(), urn);
        assert_eq!((urn.region(), urn.type_name()), ("eu-west-1", "AWS::Backup::BackupPlan"));
        assert_eq!((urn.path(), urn.name()), ("backups/daily", "daily"));
        for wrong in
            ["eu-west-1::AWS::Backup::BackupPlan", "r::AWS::Backup", "r::AWS::", "r::AWS::::::", "r::AWS::a::b::"]
        {
            assert!(Urn::parse(wrong).is_err(), "{wrong}");
        }
        // A provider of another name.
        assert_eq!(Urn::parse("r::aws:AWS::x").unwrap().type_name(), "aws:AWS");
    }
}
