//! What has a tag: the ARNs in the tag index of a region, and the types that an ARN may belong to.
//!
//! <https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>

use archipel_cfn_schema::{SchemaSet, schema};
use archipel_engine::program::Environment;
use archipel_engine::resource::{Id, Result};
use archipel_resources::aws::{Connection, SdkResultExt as _};
use aws_sdk_resourcegroupstagging::types::TagFilter;

/// The ARNs of the resources of a region that have all of these tags; a tag without a value matches every value. Resources
/// that were deleted lately may be among them.
///
/// # Errors
/// What the service answers.
pub async fn tagged_arns(
    connection: &Connection,
    environment: &Environment,
    tags: &[(String, Option<String>)],
) -> Result<Vec<String>> {
    let aws = connection.aws(environment)?;
    let filters =
        tags.iter().map(|(key, value)| TagFilter::builder().key(key).set_values(value.clone().map(|v| vec![v])));
    let filters: Vec<TagFilter> = filters.map(|filter| filter.build()).collect();
    let (mut arns, mut next) = (Vec::new(), None);
    loop {
        let call = aws.tagging().get_resources().set_tag_filters(Some(filters.clone())).resources_per_page(100);
        let page = call.set_pagination_token(next).send().await.into_provider_result(aws.region())?;
        arns.extend(page.resource_tag_mapping_list.unwrap_or_default().into_iter().filter_map(|one| one.resource_arn));
        next = page.pagination_token.filter(|token| !token.is_empty());
        if next.is_none() {
            arns.sort();
            return Ok(arns);
        }
    }
}

/// The parts of an ARN that name a type.
struct Arn<'a> {
    service: &'a str,
    resource: &'a str,
}

impl<'a> Arn<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        (parts.next()? == "arn").then_some(())?;
        let (service, resource) = (parts.nth(1)?, parts.nth(2)?);
        Some(Self { service, resource })
    }

    /// The word before the name, without signs: `backupvault`. Buckets, queues and topics have none.
    fn kind(&self) -> Option<String> {
        let (kind, _) = self.resource.split_once(['/', ':'])?;
        Some(kind.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase())
    }
}

/// The types that a resource with this ARN may have: their handlers call its service, and their names end with its kind.
/// Which of them it has is known when one of them lists it; see [`is_of`].
#[must_use]
pub fn types_of_arn(arn: &str) -> Vec<&'static str> {
    let set = SchemaSet::embedded();
    let Some(arn) = Arn::parse(arn) else { return Vec::new() };
    let (kind, action) = (arn.kind(), format!("{}:", arn.service));
    let fits = |name: &&str| {
        let mut parts = name.split("::").skip(1);
        let (Some(service), Some(last)) = (parts.next(), parts.next()) else { return false };
        let last = last.to_ascii_lowercase();
        match &kind {
            Some(kind) => last == *kind || last.ends_with(kind.as_str()) || kind.ends_with(last.as_str()),
            None => service.eq_ignore_ascii_case(arn.service),
        }
    };
    let calls = |name: &&'static str| {
        let Ok(schema) = schema(name) else { return false };
        let read = schema.handlers.read.iter().flat_map(|read| &read.permissions);
        schema.handlers.are_complete() && { read }.any(|permission| permission.starts_with(&action))
    };
    let mut found: Vec<&'static str> = set.names().filter(fits).filter(calls).collect();
    // `vpc` is the end of other names too.
    let exact = |name: &&str| name.rsplit("::").next().is_some_and(|last| Some(last.to_ascii_lowercase()) == kind);
    if found.iter().any(exact) {
        found.retain(|name| exact(name));
    }
    found
}

/// Whether an ARN names the resource with this id: the id is the ARN, or the ARN ends with the id or its last part.
#[must_use]
pub fn is_of(arn: &str, id: &Id) -> bool {
    let last = id.parts().last().copied().unwrap_or_default();
    if last.starts_with("arn:") {
        return last == arn;
    }
    // The URL of a queue ends with its name.
    let name =
        if last.contains("://") { last.rsplit('/').next().unwrap_or(last) } else { last.trim_start_matches('/') };
    !name.is_empty() && arn.strip_suffix(name).is_some_and(|before| before.ends_with([':', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_the_types_that_it_may_have() {
        let of = |arn: &str| types_of_arn(arn);
        assert_eq!(of("arn:aws:backup:eu-west-1:1:backup-vault:nightly"), ["AWS::Backup::BackupVault"]);
        assert_eq!(of("arn:aws:ec2:eu-west-1:1:vpc/vpc-1"), ["AWS::EC2::VPC"]);
        assert_eq!(of("arn:aws:elasticfilesystem:eu-west-1:1:file-system/fs-1"), ["AWS::EFS::FileSystem"]);
        assert_eq!(of("arn:aws:states:eu-west-1:1:stateMachine:s"), ["AWS::StepFunctions::StateMachine"]);
        assert!(of("arn:aws:sqs:eu-west-1:1:jobs").contains(&"AWS::SQS::Queue"));
        assert!(of("arn:aws:s3:::bucket").contains(&"AWS::S3::Bucket"));
        assert!(
            of("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1")
                .contains(&"AWS::ElasticLoadBalancingV2::LoadBalancer")
        );
        assert!(of("arn:aws:rds:eu-west-1:1:cluster:c").contains(&"AWS::RDS::DBCluster"));
        assert_eq!(of("arn:aws:nothing:eu-west-1:1:thing/t"), Vec::<&str>::new());
        assert_eq!(of("no arn"), Vec::<&str>::new());
    }

    #[test]
    fn an_arn_names_a_resource_by_its_end() {
        let is = |arn: &str, id: &str| is_of(arn, &Id::new(id));
        assert!(is("arn:aws:ec2:eu-west-1:1:vpc/vpc-1", "vpc-1"));
        assert!(is("arn:aws:sns:eu-west-1:1:t", "arn:aws:sns:eu-west-1:1:t"));
        assert!(is("arn:aws:sqs:eu-west-1:1:jobs", "https://sqs.eu-west-1.amazonaws.com/1/jobs"));
        assert!(is("arn:aws:glue:eu-west-1:1:database/d", "1|d"));
        assert!(is("arn:aws:ssm:eu-west-1:1:parameter/a/b", "/a/b"));
        assert!(!is("arn:aws:sqs:eu-west-1:1:old-jobs", "https://sqs.eu-west-1.amazonaws.com/1/jobs"));
        assert!(!is("arn:aws:ec2:eu-west-1:1:vpc/vpc-12", "vpc-1"));
    }
}
