//! The types that `discover` lists.

use std::collections::BTreeMap;
#[cfg(feature = "aws")]
use std::collections::BTreeSet;

use archipel_engine::event::Level;
use archipel_engine::resource::{Id, Schemas as _};
use archipel_engine::schema::Schema;
use archipel_engine::{Environment, Value};

use crate::commands::run;
use crate::config::nearest;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::target;

/// The types whose providers serve what the tags show.
pub(super) const TAGGED: &[&str] = &["AWS::ResourceGroups::Group"];

/// A type to list.
pub(super) struct Wanted {
    pub(super) schema: &'static Schema,
    /// The names of the type: here, and in CloudFormation if it has another there.
    pub(super) names: Vec<&'static str>,
    /// The ARNs of the resources to find. `None` for all resources.
    arns: Option<Vec<String>>,
}

impl Wanted {
    /// Whether a resource is one of those to find.
    #[cfg_attr(not(feature = "aws"), allow(unused_variables, reason = "only AWS has ARNs"))]
    pub(super) fn is_of_arns(&self, id: &Id) -> bool {
        #[cfg(feature = "aws")]
        return self.arns.as_ref().is_none_or(|arns| arns.iter().any(|arn| archipel_cloudcontrol::is_of(arn, id)));
        #[cfg(not(feature = "aws"))]
        self.arns.is_none()
    }
}

/// The types with these names: `ec2/Vpc`, `aws:ec2/Vpc` or, of CloudFormation, `AWS::EC2::VPC`.
pub(super) async fn named(context: &Context, names: &[String]) -> Result<Vec<Wanted>> {
    let providers = target::offline(context).await?;
    let schemas: Vec<&'static Schema> =
        providers.iter().flat_map(|provider| provider.schemas()).filter(|schema| !schema.data_source).collect();
    let (mut wanted, mut failures) = (Vec::<Wanted>::new(), Vec::new());
    for name in names {
        let short = |schema: &&Schema| schema.type_name.split_once(':').map_or(schema.type_name, |(_, short)| short);
        let found = schemas
            .iter()
            .copied()
            .find(|schema| schema.type_name == name || short(schema).eq_ignore_ascii_case(name))
            .or_else(|| of_cloudformation(context, &providers, name));
        match found {
            Some(schema) if wanted.iter().any(|wanted| wanted.schema.type_name == schema.type_name) => {}
            Some(schema) => wanted.push(Wanted { schema, names: names_of(schema.type_name), arns: None }),
            None => failures.push(unknown(name, &schemas)),
        }
    }
    if failures.is_empty() { Ok(wanted) } else { Err(failures) }
}

fn unknown(name: &str, schemas: &[&'static Schema]) -> Failure {
    #[cfg(feature = "aws")]
    if name.contains("::") {
        let why = match archipel_cfn_schema::schema(name) {
            Err(error) => error.to_string(),
            Ok(_) => format!("cannot list {name}: its schema has no handlers for Cloud Control"),
        };
        return Failure::new(why).hint("`schema search WORD` finds types").exit(Exit::Usage);
    }
    let near = nearest(name, schemas.iter().map(|schema| schema.type_name.rsplit(':').next().unwrap_or_default()));
    let hint = near.map_or_else(|| "`schema` lists the types".to_owned(), |near| format!("did you mean `{near}`?"));
    Failure::new(format!("unknown resource type `{name}`")).hint(hint).exit(Exit::Usage)
}

/// The native type of a CloudFormation type, or that type.
#[cfg(feature = "aws")]
fn of_cloudformation(
    context: &Context,
    providers: &archipel_engine::resource::Providers,
    name: &str,
) -> Option<&'static Schema> {
    let native = archipel_cfn_schema::native_type(name).and_then(|native| providers.schema(native));
    if let Some(native) = native {
        let message = format!("{name} is listed as the native type {}", native.type_name);
        context.reporter.notice(Level::Info, message);
        return Some(native);
    }
    name.contains("::").then(|| providers.schema(name)).flatten()
}

#[cfg(not(feature = "aws"))]
fn of_cloudformation(_: &Context, _: &archipel_engine::resource::Providers, _: &str) -> Option<&'static Schema> {
    None
}

/// A type's names.
fn names_of(type_name: &'static str) -> Vec<&'static str> {
    #[cfg(feature = "aws")]
    {
        use archipel_cfn_schema::{SchemaSet, native_type};
        let same = |name: &&str| native_type(name) == Some(type_name);
        let others = SchemaSet::embedded().names().filter(same);
        others.chain([type_name]).collect()
    }
    #[cfg(not(feature = "aws"))]
    vec![type_name]
}

/// The types of what the tag index of the region has with these tags. What no type can be is named.
#[cfg(feature = "aws")]
pub(super) async fn tagged(
    context: &Context,
    running: &run::Connected,
    environment: &Environment,
    tags: &[(String, Option<String>)],
) -> Result<Vec<Wanted>> {
    use crate::errors::{self, Provided};

    let Some(connection) = &running.connection else { return Err(no_index()) };
    let asked = Provided { what: "cannot list resources by tag", ..Provided::default() };
    let arns = archipel_cloudcontrol::tagged_arns(connection, environment, tags).await;
    let arns = arns.map_err(|error| errors::provider(&error, &asked))?;
    let providers = &running.engine.providers;
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for arn in arns {
        let types = archipel_cloudcontrol::types_of_arn(&arn);
        let mut schemas = types.iter().filter_map(|name| {
            let native = archipel_cfn_schema::native_type(name).and_then(|native| providers.schema(native));
            native.or_else(|| providers.schema(name))
        });
        let mut is_known = false;
        for schema in &mut schemas {
            is_known = true;
            found.entry(schema.type_name).or_default().insert(arn.clone());
        }
        if !is_known {
            context.reporter.notice(Level::Warning, format!("{arn} is left out: no resource type has such an ARN"));
        }
    }
    let wanted = found.into_iter().filter_map(|(name, arns)| {
        let schema = providers.schema(name)?;
        Some(Wanted { schema, names: names_of(name), arns: Some(arns.into_iter().collect()) })
    });
    Ok(wanted.collect())
}

#[cfg(not(feature = "aws"))]
pub(super) async fn tagged(
    _: &Context,
    _: &run::Connected,
    _: &Environment,
    _: &[(String, Option<String>)],
) -> Result<Vec<Wanted>> {
    Err(no_index())
}

fn no_index() -> Vec<Failure> {
    Failure::new("cannot list resources by tag: the program has no AWS provider")
        .hint("name the types with --type")
        .exit(Exit::Usage)
        .into()
}

/// The tags in the inputs of a resource, as a map or as a list of keys and values.
pub(super) fn tags_of(schema: &Schema, inputs: &Value) -> BTreeMap<String, String> {
    let tags = inputs.field(tag_property(schema.type_name));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match tags {
        Value::Map(tags) => tags.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect(),
        Value::List(tags) => {
            tags.iter().filter_map(|tag| Some((text(tag.field("Key"))?, text(tag.field("Value"))?))).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// The property that has a type's tags.
fn tag_property(type_name: &str) -> &str {
    #[cfg(feature = "aws")]
    if let Ok(schema) = archipel_cfn_schema::schema(type_name) {
        return schema.tagging.property.as_ref().map_or("", |path| path.top());
    }
    let _ = type_name;
    "tags"
}
