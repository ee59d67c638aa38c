//! `import --from-cloudformation`: the resources of a CloudFormation stack.

use std::collections::BTreeSet;

use archipel_cfn_schema::native_type;
use archipel_cloudcontrol::{StackResource, identifier, native_id, stack_resources};
use archipel_engine::program::Program;
use archipel_engine::resource::{Providers, Schemas as _};
use archipel_engine::schema::Schema;
use archipel_engine::{Environment, Urn};
use archipel_resources::aws::Connection;

use super::matching::Candidate;
use crate::commands::run;
use crate::commands::uses::Uses;
use crate::context::Context;
use crate::errors::{self, Failure, Provided, Result};
use crate::exit::Exit;
use crate::session::Session;

/// The type that stands for the stack itself.
const STACK: &str = "AWS::CloudFormation::Stack";

/// A CloudFormation stack on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// The region, if the text names it.
    region: Option<String>,
    /// The name or the ARN.
    name: String,
}

impl Source {
    /// Parses `[REGION:]STACK`, or an ARN.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let source = match text.split_once(':') {
            Some(("arn", _)) => {
                let region = text.split(':').nth(3).filter(|region| !region.is_empty());
                Self { region: region.map(str::to_owned), name: text.to_owned() }
            }
            Some((region, name)) => Self { region: Some(region.to_owned()), name: name.to_owned() },
            None => Self { region: None, name: text.to_owned() },
        };
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.is_empty();
        let is_valid = source.name == text && text.starts_with("arn:") || is_name(&source.name);
        if is_valid && source.region.as_deref().is_none_or(is_name) {
            return Ok(source);
        }
        Err(Failure::new(format!("invalid CloudFormation stack `{text}`: expected [REGION:]NAME or an ARN"))
            .hint("write the name, such as eu-west-1:network")
            .exit(Exit::Usage)
            .into())
    }
}

/// Lists the resources of a stack, and finds the type and the id that each has here.
pub(super) async fn candidates(
    context: &Context,
    session: &Session,
    program: &Program,
    source: &Source,
    home: &str,
) -> Result<Vec<Candidate>> {
    let region = source.region.clone().unwrap_or_else(|| home.to_owned());
    let urn = Urn::new(&region, STACK, "source");
    let running = run::connect_to(context, session, Uses::of_urns(vec![urn]), true).await?;
    let Some(connection) = &running.connection else {
        return Err(Failure::new("cannot read a CloudFormation stack: the program replaces the AWS provider")
            .exit(Exit::Usage)
            .into());
    };
    let environment = Environment { region: region.clone(), account: None };
    let what = format!("cannot list the resources of the CloudFormation stack {}", source.name);
    let listed = stack_resources(connection, &environment, &source.name).await;
    let listed = listed.map_err(|error| errors::provider(&error, &Provided { what: &what, ..Provided::default() }))?;
    let declared = program.nodes.iter().map(|node| node.schema.type_name).collect();
    let finder = Finder { connection, environment: &environment, providers: &running.engine.providers, declared };
    let mut candidates = Vec::new();
    for resource in listed {
        candidates.push(finder.candidate(resource).await);
    }
    Ok(candidates)
}

struct Finder<'a> {
    connection: &'a Connection,
    environment: &'a Environment,
    providers: &'a Providers,
    /// The types of the program.
    declared: BTreeSet<&'static str>,
}

impl Finder<'_> {
    async fn candidate(&self, resource: StackResource) -> Candidate {
        let known = self.known(&resource).await;
        let name = &resource.logical_id;
        Candidate {
            address: name.clone(),
            path: name.clone(),
            region: Some(self.environment.region.clone()),
            names: names(name),
            known: known.map_err(|why| format!("{name} ({}) is not imported: {why}", resource.type_name)),
        }
    }

    /// The types that a resource can have, with its ids; or why there are none.
    async fn known(
        &self,
        resource: &StackResource,
    ) -> Result<Vec<(&'static Schema, archipel_engine::resource::Id)>, String> {
        let type_name = resource.type_name.as_str();
        if type_name.starts_with("Custom::") || type_name == "AWS::CloudFormation::CustomResource" {
            return Err("it is a custom resource, which only CloudFormation's call of its function creates".to_owned());
        }
        if type_name == "AWS::CDK::Metadata" {
            return Err("it records the version of the CDK, and is not a resource".to_owned());
        }
        let physical = resource.physical_id.as_deref().ok_or("CloudFormation has not created it")?;
        if type_name == STACK {
            return Err(format!("it is a stack of its own: run `import --from-cloudformation {physical}` for it"));
        }
        let (mut found, mut why) = (Vec::new(), None);
        if let Some(native) = native_type(type_name).and_then(|native| self.providers.schema(native)) {
            match native_id(self.connection, self.environment, type_name, physical).await {
                _ if native.meta.not_imported.is_some() => why = native.meta.not_imported.map(str::to_owned),
                Ok(Some(id)) => found.push((native, id)),
                Ok(None) => why = Some(format!("{physical} does not tell its id as {}; name the id", native.type_name)),
                Err(error) => why = Some(format!("cannot find its id as {}: {error}", native.type_name)),
            }
        }
        let generated = self.providers.schema(type_name);
        if let Some(schema) = generated.filter(|_| found.is_empty() || self.declared.contains(type_name)) {
            match identifier(self.connection, self.environment, type_name, physical).await {
                Ok(Some(id)) => found.push((schema, id)),
                Ok(None) => {
                    why.get_or_insert(format!("{physical} is a part of its identifier; name all parts"));
                }
                Err(error) => {
                    why.get_or_insert(format!("cannot find its identifier: {error}"));
                }
            }
        }
        if found.is_empty() {
            return Err(why.unwrap_or_else(|| {
                "Archipel has no native type for it, and its schema has no handlers for Cloud Control".to_owned()
            }));
        }
        Ok(found)
    }
}

/// The names that a resource here may have. The CDK appends eight hexadecimal digits to a path without separators.
fn names(logical: &str) -> Vec<String> {
    const SUFFIX: usize = 8;
    let mut names = vec![logical.to_lowercase()];
    if let Some((path, suffix)) = logical.len().checked_sub(SUFFIX).and_then(|at| logical.split_at_checked(at))
        && !path.is_empty()
        && suffix.chars().all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c))
    {
        names.push(path.to_lowercase());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_named_with_its_region_or_as_an_arn() {
        let arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/network/0a1b";
        let of = |text: &str| Source::parse(text).map(|source| (source.region, source.name)).ok();
        assert_eq!(of("network"), Some((None, "network".to_owned())));
        assert_eq!(of("eu-west-1:network"), Some((Some("eu-west-1".to_owned()), "network".to_owned())));
        assert_eq!(of(arn), Some((Some("eu-west-1".to_owned()), arn.to_owned())));
        assert!(of("").is_none() && of("eu-west-1:").is_none() && of("a b").is_none());
    }

    #[test]
    fn the_hash_of_the_cdk_is_not_a_part_of_the_name() {
        assert_eq!(names("NetworkVpcA1B2C3D4"), ["networkvpca1b2c3d4", "networkvpc"]);
        assert_eq!(names("Vpc"), ["vpc"]);
        assert_eq!(names("A1B2C3D4"), ["a1b2c3d4"]);
    }
}
