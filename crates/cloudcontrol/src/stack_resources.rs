//! The resources of a CloudFormation stack, and their ids here.

use archipel_cfn_schema::{native_type, schema};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};
use archipel_resources::aws::{Connection, SdkResultExt as _};
use aws_sdk_cloudformation::types::ResourceStatus;
use serde_json::Value as Json;

use crate::client::{Client, Clients};

/// A resource of a CloudFormation stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackResource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its id in the service, or the part of it that CloudFormation uses. `None` if CloudFormation has not created it.
    pub physical_id: Option<String>,
    /// `AWS::S3::Bucket`.
    pub type_name: String,
}

/// Lists the resources of a CloudFormation stack, by its name or ARN, without those that it has deleted.
///
/// # Errors
/// `NotFound` if there is no such stack in the region, and what the service answers.
pub async fn stack_resources(
    connection: &Connection,
    environment: &Environment,
    stack: &str,
) -> Result<Vec<StackResource>> {
    let aws = connection.aws(environment)?;
    let config = aws_sdk_cloudformation::config::Builder::from(aws.sdk_config()).interceptor(aws.interceptor());
    let sdk = aws_sdk_cloudformation::Client::from_conf(config.build());
    let (mut resources, mut next) = (Vec::new(), None);
    loop {
        let call = sdk.list_stack_resources().stack_name(stack).set_next_token(next);
        let page = call.send().await.into_provider_result(aws.region()).map_err(|error| absent(error, stack))?;
        for one in page.stack_resource_summaries.unwrap_or_default() {
            if one.resource_status == Some(ResourceStatus::DeleteComplete) {
                continue;
            }
            resources.push(StackResource {
                logical_id: one.logical_resource_id.unwrap_or_default(),
                physical_id: one.physical_resource_id.filter(|id| !id.is_empty()),
                type_name: one.resource_type.unwrap_or_default(),
            });
        }
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(resources);
        }
    }
}

/// CloudFormation reports a stack that does not exist as a `ValidationError`.
pub(crate) fn absent(error: ProviderError, stack: &str) -> ProviderError {
    if error.has_code(&["ValidationError"]) && error.message.contains("does not exist") {
        return ProviderError {
            kind: ErrorKind::NotFound,
            message: format!("no CloudFormation stack {stack}"),
            ..error
        };
    }
    error
}

/// How the id of a native type follows from CloudFormation's.
enum Rule {
    Same,
    /// The parts in the other order.
    Reversed,
    /// A slash separates the parts.
    Slash,
    /// From the properties of the resource, which Cloud Control reads: names in braces.
    Properties(&'static str),
}

/// The physical ids are in the CloudFormation user guide, "Ref" of each type.
fn rule(type_name: &str) -> Rule {
    match type_name {
        "AWS::EKS::Nodegroup" => Rule::Slash,
        "AWS::EKS::AccessEntry" | "AWS::IAM::RolePolicy" => Rule::Reversed,
        "AWS::EC2::EIP" => Rule::Properties("{AllocationId}"),
        "AWS::EC2::Route" => Rule::Properties("{RouteTableId}|{CidrBlock}"),
        "AWS::EC2::SubnetRouteTableAssociation" => Rule::Properties("{SubnetId}"),
        "AWS::EKS::Addon" => Rule::Properties("{ClusterName}|{AddonName}"),
        "AWS::EKS::Capability" => Rule::Properties("{ClusterName}|{CapabilityName}"),
        "AWS::EKS::PodIdentityAssociation" => Rule::Properties("{ClusterName}|{AssociationId}"),
        "AWS::Lambda::Permission" => Rule::Properties("{FunctionName}|{Id}"),
        "AWS::Route53::RecordSet" => Rule::Properties("{HostedZoneId}|{Name}|{Type}|"),
        _ => Rule::Same,
    }
}

/// The id of a resource of a CloudFormation stack as the native type of its type has it. `None` if there is no native type,
/// or nothing shows the id.
///
/// # Errors
/// What Cloud Control answers, for the types whose ids follow from their properties.
pub async fn native_id(
    connection: &Connection,
    environment: &Environment,
    type_name: &str,
    physical: &str,
) -> Result<Option<Id>> {
    if native_type(type_name).is_none() {
        return Ok(None);
    }
    Ok(match rule(type_name) {
        Rule::Same => Some(Id::new(physical)),
        Rule::Slash => Some(Id::new(physical.replacen('/', "|", 1))),
        Rule::Reversed => {
            let parts: Vec<&str> = physical.rsplitn(2, '|').collect();
            (parts.len() == 2).then(|| Id::joined(parts))
        }
        Rule::Properties(template) => {
            let client = Clients::new(connection.clone()).of(environment)?;
            let Some(id) = identifier_of(&client, type_name, physical).await? else { return Ok(None) };
            let model = client.read(type_name, &id).await?;
            model.and_then(|model| filled(template, &model.properties)).map(Id::new)
        }
    })
}

/// The identifier in Cloud Control of a resource of a CloudFormation stack. CloudFormation's id may be one part of it: then
/// the resources of the type are listed. `None` if no or several resources have the part.
///
/// # Errors
/// What Cloud Control answers.
pub async fn identifier(
    connection: &Connection,
    environment: &Environment,
    type_name: &str,
    physical: &str,
) -> Result<Option<Id>> {
    identifier_of(&*Clients::new(connection.clone()).of(environment)?, type_name, physical).await
}

async fn identifier_of(client: &Client, type_name: &str, physical: &str) -> Result<Option<Id>> {
    let Ok(schema) = schema(type_name) else { return Ok(None) };
    let id = Id::new(physical);
    if schema.primary_identifier.len() <= id.parts().len() {
        return Ok(Some(id));
    }
    if !schema.handlers.lists_all() {
        return Ok(None);
    }
    let mut found = client.list(type_name, None).await?;
    found.retain(|id| id.parts().contains(&physical));
    Ok(match found.as_slice() {
        [_] => found.pop(),
        _ => None,
    })
}

/// A template with the properties of a model; `None` if one is missing.
fn filled(template: &str, model: &Json) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(model.get(name)?.as_str()?);
        rest = after;
    }
    Some(text + rest)
}

#[cfg(test)]
mod tests {
    use archipel_cfn_schema::SchemaSet;
    use archipel_cfn_schema::model::PropertyPath;
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_name_properties_of_their_types() {
        for name in SchemaSet::embedded().names() {
            let Rule::Properties(template) = rule(name) else { continue };
            assert!(native_type(name).is_some(), "{name}");
            let properties = schema(name).unwrap().properties();
            for part in template.split('{').skip(1) {
                let property = part.split('}').next().unwrap();
                assert!(properties.contains_key(property), "{name} has no {property}");
            }
        }
    }

    #[test]
    fn an_identifier_of_several_parts_has_a_rule() {
        // Types whose native id has the parts in the same order as the identifier.
        let same = [
            "AWS::EC2::TransitGatewayRoute",
            "AWS::EC2::TransitGatewayRouteTableAssociation",
            "AWS::EC2::TransitGatewayRouteTablePropagation",
        ];
        for name in SchemaSet::embedded().names().filter(|name| native_type(name).is_some()) {
            let parts: &[PropertyPath] = &schema(name).unwrap().primary_identifier;
            let has_rule = !matches!(rule(name), Rule::Same) || same.contains(&name);
            assert!(parts.len() == 1 || has_rule, "{name}: {parts:?}");
        }
    }

    #[test]
    fn a_template_is_filled_with_properties() {
        let model = json!({"A": "1", "B": "2"});
        assert_eq!(filled("{A}|{B}|", &model).as_deref(), Some("1|2|"));
        assert_eq!(filled("{A}|{C}", &model), None);
    }
}
