//! Rust names of CloudFormation's: of modules, types, variants and methods.

use std::collections::BTreeSet;

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// Words that heck would split in the middle: `IPv6Address` is `ipv6_address`, `SecurityGroupIDs` is
/// `security_group_ids`.
const UNITS: &[(&str, &str)] = &[
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("ARNs", "Arns"),
    ("IDs", "Ids"),
    ("IPs", "Ips"),
    ("URLs", "Urls"),
    ("URIs", "Uris"),
    ("VPCs", "Vpcs"),
    ("DBs", "Dbs"),
    ("CIDRs", "Cidrs"),
    ("OAuth", "Oauth"),
    ("GraphQL", "Graphql"),
    ("IoT", "Iot"),
    ("MySQL", "Mysql"),
    ("PostgreSQL", "Postgresql"),
    ("DynamoDB", "Dynamodb"),
    ("CloudWatch", "Cloudwatch"),
    ("CloudFront", "Cloudfront"),
    ("OpenSearch", "Opensearch"),
];

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["self", "super", "crate", "Self", "_"];

fn units(name: &str) -> String {
    UNITS.iter().fold(name.to_owned(), |name, (unit, word)| name.replace(unit, word))
}

fn starting_with_a_letter(name: String, prefix: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("{prefix}{name}") }
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect()
}

/// `DelaySeconds` as `delay_seconds`, without regard to keywords.
pub(super) fn snake(name: &str) -> String {
    starting_with_a_letter(plain(&units(name)).to_snake_case(), "n")
}

/// `my-value` as `MyValue`, with at least one letter in front.
pub(super) fn pascal(name: &str, prefix: &str) -> String {
    starting_with_a_letter(plain(&units(name)).to_pascal_case(), prefix)
}

/// An identifier as source code: raw if it is a keyword.
pub(super) fn identifier(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// The module of a type or a service, such as `event_bus` and `sqs`. A keyword gets a trailing underscore, because the
/// name of a module is the name of a file too.
pub(super) fn module(name: &str) -> String {
    let name = snake(name);
    let keyword = KEYWORDS.contains(&name.as_str()) || NEVER_RAW.contains(&name.as_str());
    if keyword || name == "mod" { format!("{name}_") } else { name }
}

/// The names of a service's modules, which CloudFormation writes as one word: `AWS::DynamoDB::Table` is in `dynamodb`.
pub(super) fn service(name: &str) -> String {
    starting_with_a_letter(name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect(), "n")
}

/// Names of one kind in one scope, none of them twice.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Names that nothing else may have.
    pub(super) fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: names.into_iter().map(str::to_owned).collect() }
    }

    /// The first of these names that is free, else the last one with a number.
    pub(super) fn take(&mut self, candidates: &[String]) -> String {
        let last = candidates.last().cloned().unwrap_or_default();
        let numbered = (2_u32..).map(|number| format!("{last}{}{number}", if last.contains('_') { "_" } else { "" }));
        let mut all = candidates.iter().cloned().chain(numbered);
        // The numbers do not end.
        all.find(|name| self.taken.insert(name.clone())).unwrap_or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_and_units_are_words() {
        for (name, expected) in [
            ("DelaySeconds", "delay_seconds"),
            ("KMSKeyId", "kms_key_id"),
            ("IPv6CidrBlock", "ipv6_cidr_block"),
            ("SecurityGroupIDs", "security_group_ids"),
            ("DBInstanceIdentifier", "db_instance_identifier"),
            ("TargetARNs", "target_arns"),
            ("aws:kms", "aws_kms"),
            ("S3BucketName", "s3_bucket_name"),
            ("EC2InstanceId", "ec2_instance_id"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(pascal("aws:kms", "V"), "AwsKms");
        assert_eq!(pascal("1.2", "V"), "V12");
        assert_eq!(pascal("*", "V"), "V");
    }

    #[test]
    fn keywords_are_raw_or_get_an_underscore() {
        assert_eq!(identifier("type"), "r#type");
        assert_eq!(identifier("self"), "self_");
        assert_eq!(module("Type"), "type_");
        assert_eq!(service("DynamoDB"), "dynamodb");
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::reserving(["Queue"]);
        let candidates = ["Queue".to_owned(), "QueueProperty".to_owned()];
        assert_eq!(names.take(&candidates), "QueueProperty");
        assert_eq!(names.take(&candidates), "QueueProperty2");
        assert_eq!(names.take(&["a_b".to_owned()]), "a_b");
        assert_eq!(names.take(&["a_b".to_owned()]), "a_b_2");
    }
}
