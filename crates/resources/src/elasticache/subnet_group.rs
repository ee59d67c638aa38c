//! `aws:elasticache/SubnetGroup`: the subnets of caches.

use super::common::{CONFLICT_CODES, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a cache subnet group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetGroupProps {
    /// The name, unique in the account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot rename a subnet group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// The subnets; Multi-AZ needs at least two availability zones.
    #[arg(required, set, items = 1..)]
    pub subnet_ids: Vec<SubnetId>,
    /// The description.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A cache subnet group (`CreateCacheSubnetGroup`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html>
#[resource("aws:elasticache/SubnetGroup", props = SubnetGroupProps)]
pub struct SubnetGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The VPC of the subnets.
    pub vpc_id: VpcId,
}

crate::subnet_group::subnet_group! {
    elasticache: aws_sdk_elasticache::types::CacheSubnetGroup, "cache subnet group",
    terraform: &[],
    create: create_cache_subnet_group => cache_subnet_group,
    describe: describe_cache_subnet_groups,
    modify: modify_cache_subnet_group,
    delete: delete_cache_subnet_group,
    name: cache_subnet_group_name,
    description: cache_subnet_group_description,
    arn: arn,
    except: |group| group.cache_subnet_group_name() == Some("default")
}
