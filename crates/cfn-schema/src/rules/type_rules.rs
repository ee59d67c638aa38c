//! The rules that planning applies to a type.

use archipel_engine::Value;
use archipel_engine::program::Environment;
use archipel_engine::resource::TypeRules;
use archipel_engine::schema::Schema;

use super::planner_schema;
use crate::model::{PropertyPath, TypeSchema};
use crate::set::{SchemaError, SchemaSet, is_not_provisionable, schema};
use crate::{check, compare};

/// The rules of one CloudFormation type.
#[derive(Clone, Copy, Debug)]
pub struct CloudFormationRules {
    schema: &'static TypeSchema,
    planner: &'static Schema,
}

impl CloudFormationRules {
    /// The rules of a type.
    ///
    /// # Errors
    /// When no type has the name. The error names a similar one.
    pub fn new(name: &str) -> Result<Self, SchemaError> {
        Ok(Self { schema: schema(name)?, planner: planner_schema(name)? })
    }

    /// The CloudFormation schema.
    #[must_use]
    pub fn type_schema(&self) -> &'static TypeSchema {
        self.schema
    }
}

/// The partition of a region: accounts are in one of them.
fn partition(region: &str) -> &'static str {
    match region {
        region if region.contains("-iso") => "iso",
        region if region.starts_with("cn-") => "cn",
        region if region.starts_with("us-gov-") => "us-gov",
        region if region.starts_with("eusc-") => "eusc",
        _ => "aws",
    }
}

/// The value at a path, if the path has no elements.
fn at<'v>(path: &PropertyPath, value: &'v Value) -> Option<&'v Value> {
    let mut found = None;
    path.visit(value, &mut |value| found = found.or(Some(value)));
    found
}

impl TypeRules for CloudFormationRules {
    fn schema(&self) -> &'static Schema {
        self.planner
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        check::check(self.schema, inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        let (set, name, region) = (SchemaSet::embedded(), &*self.schema.name, &*environment.region);
        if set.exists_in(name, region) != Some(false) {
            return None;
        }
        let date = set.source().date.split('T').next().unwrap_or_default();
        let mut regions = set.regions(name);
        regions.retain(|other| partition(other) == partition(region));
        let others = match regions.len() {
            0 => "No region of this partition has it: use another type".to_owned(),
            1..=8 => format!("Declare it in a region that has it: {}", regions.join(", ")),
            count => {
                format!("Declare it in a region that has it: {} and {} others", regions[..6].join(", "), count - 6)
            }
        };
        Some(format!("{name} does not exist in {region}, as far as the schemas of {date} tell\n{others}"))
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        let mut warnings = Vec::new();
        let schema = self.schema;
        if old.is_none() {
            if is_not_provisionable(&schema.name) {
                warnings.push(
                    "Cloud Control refuses the type: a CloudFormation stack has the resource, with its properties in plain text except secret ones"
                        .to_owned(),
                );
            }
            warnings.extend(schema.end_of_life.as_ref().map(|end| format!("AWS ends resources of this type: {end}")));
        }
        let deprecated = schema.deprecated.iter().filter(|path| at(path, new).is_some());
        let added = deprecated.filter(|path| old.is_none_or(|old| at(path, old).is_none()));
        warnings.extend(added.map(|path| format!("AWS has deprecated the property `{path}`")));
        if let Some(old) = old {
            let conditional = schema.conditional_create_only.iter();
            let changed = conditional.filter(|path| at(path, old) != at(path, new));
            warnings.extend(changed.map(|path| {
                format!("AWS makes some changes of `{path}` only by a replacement; if it refuses this one, run again with `--replace`")
            }));
        }
        warnings
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        Some(compare::align(self.schema, applied, observed))
    }
}
