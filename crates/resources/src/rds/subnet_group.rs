//! `aws:rds/SubnetGroup`: the subnets of databases.

use super::common::{CONFLICT_CODES, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a database subnet group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetGroupProps {
    /// The name, unique in the account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "RDS cannot rename a subnet group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// The subnets, in at least two availability zones; Aurora uses three.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// The description.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A database subnet group (`CreateDBSubnetGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html>
#[resource("aws:rds/SubnetGroup", props = SubnetGroupProps)]
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
    rds: aws_sdk_rds::types::DbSubnetGroup, "subnet group",
    terraform: &[("aws_db_subnet_group", "{name}")],
    create: create_db_subnet_group => db_subnet_group,
    describe: describe_db_subnet_groups,
    modify: modify_db_subnet_group,
    delete: delete_db_subnet_group,
    name: db_subnet_group_name,
    description: db_subnet_group_description,
    arn: db_subnet_group_arn
}
