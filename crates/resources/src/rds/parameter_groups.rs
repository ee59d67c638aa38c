//! `aws:rds/ClusterParameterGroup` and `aws:rds/ParameterGroup`: settings of clusters and of instances.

use archipel_engine::equivalence;
use aws_sdk_rds::types::{self as sdk, ApplyMethod, Parameter};

use super::common::{CONFLICT_CODES, tags_of, update_tags};
use crate::parameter_group::parameter_group;
use crate::prelude::*;

/// The properties of a parameter group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ParameterGroupProps {
    /// The name, unique in the account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "RDS cannot rename a parameter group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// The parameter group family, such as `aurora-postgresql16`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the family of a parameter group", length = 1..)]
    pub family: String,
    /// The description.
    #[arg(default = "Managed by Archipel", replace = "RDS cannot change the description of a parameter group")]
    pub description: String,
    /// Parameters that take effect at the next restart of an instance. RDS accepts every parameter here.
    pub parameters: BTreeMap<String, String>,
    /// Parameters that take effect immediately. RDS accepts dynamic parameters only.
    pub immediate_parameters: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The parameters of clusters (`CreateDBClusterParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterParameterGroup.html>
#[resource("aws:rds/ClusterParameterGroup", props = ParameterGroupProps)]
pub struct ClusterParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

/// The parameters of instances (`CreateDBParameterGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html>
#[resource("aws:rds/ParameterGroup", props = ParameterGroupProps)]
pub struct ParameterGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

parameter_group! {
    ClusterParameterGroup, ClusterParameterGroupAttrs, rds: sdk::DbClusterParameterGroup, "cluster parameter group",
    terraform: &[("aws_rds_cluster_parameter_group", "{name}")],
    create: create_db_cluster_parameter_group => db_cluster_parameter_group,
    describe: describe_db_cluster_parameter_groups,
    parameters: Parameter = |cx, name| {
        let call = cx.api().rds().describe_db_cluster_parameters().db_cluster_parameter_group_name(name);
        list_all!(cx, call.source("user"))
    },
    modify: modify_db_cluster_parameter_group,
    reset: reset_db_cluster_parameter_group,
    set: set_parameters,
    delete: delete_db_cluster_parameter_group,
    name: db_cluster_parameter_group_name,
    family: db_parameter_group_family,
    arn: db_cluster_parameter_group_arn,
    fields: {
        parameters: |one| one.apply_method() != Some(&ApplyMethod::Immediate),
        immediate_parameters: |one| one.apply_method() == Some(&ApplyMethod::Immediate),
    },
    check: check
}
parameter_group! {
    ParameterGroup, ParameterGroupAttrs, rds: sdk::DbParameterGroup, "parameter group",
    terraform: &[("aws_db_parameter_group", "{name}")],
    create: create_db_parameter_group => db_parameter_group,
    describe: describe_db_parameter_groups,
    parameters: Parameter = |cx, name| {
        list_all!(cx, cx.api().rds().describe_db_parameters().db_parameter_group_name(name).source("user"))
    },
    modify: modify_db_parameter_group,
    reset: reset_db_parameter_group,
    set: set_parameters,
    delete: delete_db_parameter_group,
    name: db_parameter_group_name,
    family: db_parameter_group_family,
    arn: db_parameter_group_arn,
    fields: {
        parameters: |one| one.apply_method() != Some(&ApplyMethod::Immediate),
        immediate_parameters: |one| one.apply_method() == Some(&ApplyMethod::Immediate),
    },
    check: check
}

fn check(props: &ParameterGroupProps) -> Vec<String> {
    let both = props.parameters.keys().filter(|name| props.immediate_parameters.contains_key(*name));
    both.map(|name| format!("`{name}` is in `parameters` and in `immediate_parameters`")).collect()
}

fn parameters_of(props: &ParameterGroupProps) -> Vec<Parameter> {
    let parameter = |(name, value): (&String, &String), method| {
        Parameter::builder().parameter_name(name).parameter_value(value).apply_method(method).build()
    };
    let pending = props.parameters.iter().map(|pair| parameter(pair, ApplyMethod::PendingReboot));
    let immediate = props.immediate_parameters.iter().map(|pair| parameter(pair, ApplyMethod::Immediate));
    pending.chain(immediate).collect()
}
