//! `aws:elasticache/ParameterGroup`: settings of caches.

use archipel_engine::equivalence;
use aws_sdk_elasticache::types::{CacheParameterGroup, Parameter, ParameterNameValue};

use super::common::{CONFLICT_CODES, tags_of, update_tags};
use crate::parameter_group::parameter_group;
use crate::prelude::*;

/// The properties of a cache parameter group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterGroupProps {
    /// The name, unique in the account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "ElastiCache cannot rename a parameter group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// The parameter group family, such as `redis7` or `valkey8`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "ElastiCache cannot change the family of a parameter group", length = 1..)]
    pub family: String,
    /// The description.
    #[arg(default = "Managed by Archipel", replace = "ElastiCache cannot change the description of a parameter group")]
    pub description: String,
    /// The parameters that differ from those of the family.
    pub parameters: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The parameters of caches (`CreateCacheParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html>
#[resource("aws:elasticache/ParameterGroup", props = ParameterGroupProps)]
pub struct ParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

parameter_group! {
    ParameterGroup, ParameterGroupAttrs, elasticache: CacheParameterGroup, "cache parameter group",
    terraform: &[],
    create: create_cache_parameter_group => cache_parameter_group,
    describe: describe_cache_parameter_groups,
    parameters: Parameter = |cx, name| {
        let call = cx.api().elasticache().describe_cache_parameters().cache_parameter_group_name(name);
        list_pages!(cx, call.source("user"), parameters)
    },
    modify: modify_cache_parameter_group,
    reset: reset_cache_parameter_group,
    set: set_parameter_name_values,
    delete: delete_cache_parameter_group,
    name: cache_parameter_group_name,
    family: cache_parameter_group_family,
    arn: arn,
    fields: {
        parameters: |one| one.source() == Some("user"),
    }
}

fn parameters_of(props: &ParameterGroupProps) -> Vec<ParameterNameValue> {
    let parameter = |(name, value): (&String, &String)| {
        ParameterNameValue::builder().parameter_name(name).parameter_value(value).build()
    };
    props.parameters.iter().map(parameter).collect()
}
