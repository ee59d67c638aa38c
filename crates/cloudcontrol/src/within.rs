//! Lists the resources of types that AWS lists only within another resource: within each resource of that type, which are
//! listed first.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use archipel_cfn_schema::model::TypeSchema;
use archipel_cfn_schema::{ListSource, Parent, SchemaError, list_sources, schema};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};
use archipel_resources::aws::Connection;
use serde_json::{Map, Value as Json};

use crate::client::{Client, Clients};

/// The resources of a type, and the lists that failed.
#[derive(Debug, Default)]
pub struct Within {
    /// The identifiers, sorted.
    pub ids: Vec<Id>,
    /// What was listed in vain, as `AWS::Cognito::UserPoolClient within {"UserPoolId":"eu-west-1_a"}`, and why.
    pub failures: Vec<(String, ProviderError)>,
}

/// Lists all resources of a type. `given` has values of properties that the list request needs; the values of others are
/// those of the resources around.
///
/// # Errors
/// If a needed property has no value, and no type shows its values; if the resources around cannot be listed.
pub async fn list_within(
    connection: &Connection,
    environment: &Environment,
    type_name: &str,
    given: &BTreeMap<String, String>,
) -> Result<Within> {
    let schema = schema(type_name).map_err(invalid)?;
    let client = Clients::new(connection.clone()).of(environment)?;
    let account = connection.account(environment).await?.unwrap_or_default();
    let search = Search { client: &client, account: &account, given };
    let mut found = Within::default();
    search.list(schema, &mut found).await?;
    found.ids.sort();
    found.ids.dedup();
    Ok(found)
}

/// A model of a list request.
type Model = Map<String, Json>;

struct Search<'a> {
    client: &'a Client,
    account: &'a str,
    given: &'a BTreeMap<String, String>,
}

impl Search<'_> {
    /// Adds the resources of a type.
    fn list<'f>(
        &'f self,
        schema: &'static TypeSchema,
        found: &'f mut Within,
    ) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'f>> {
        Box::pin(async move {
            for model in self.models(schema, found).await? {
                let model = Json::Object(model);
                let within = (!schema.handlers.lists_all()).then_some(&model);
                match self.client.list(&schema.name, within).await {
                    Ok(ids) => found.ids.extend(ids),
                    // A list of everything has nothing beside it that could be shown.
                    Err(error) if within.is_none() => return Err(error),
                    Err(error) => found.failures.push((format!("{} within {model}", schema.name), error)),
                }
            }
            Ok(())
        })
    }

    /// The models of the list requests that show all resources of a type.
    async fn models(&self, schema: &'static TypeSchema, found: &mut Within) -> Result<Vec<Model>> {
        let required = schema.handlers.list.as_ref().map_or(&[][..], |list| list.required_model());
        let given = self.given.iter().filter(|(name, _)| required.contains(name));
        let given: Model = given.map(|(name, value)| (name.clone(), Json::from(value.as_str()))).collect();
        let names: BTreeSet<String> = self.given.keys().cloned().collect();
        let sources = list_sources(schema, &names).map_err(|missing| unknown(schema, &missing))?;
        let mut models = vec![given];
        for source in sources {
            let values = self.values(source, found).await?;
            let with = |model: &Model| values.iter().map(|more| joined(model, more)).collect::<Vec<_>>();
            models = models.iter().flat_map(with).collect();
        }
        Ok(models)
    }

    /// The values of a source, each with the names of the properties that it has.
    async fn values(&self, source: ListSource, found: &mut Within) -> Result<Vec<Model>> {
        let one = |name: &str, value: &str| Model::from_iter([(name.to_owned(), Json::from(value))]);
        let parents = match source {
            ListSource::Account(name) => return Ok(vec![one(name, self.account)]),
            ListSource::Values(name, values) => return Ok(values.iter().map(|value| one(name, value)).collect()),
            ListSource::Parents(parents) => parents,
        };
        let mut values = Vec::new();
        for Parent { type_name, properties } in parents {
            let parent = schema(type_name).map_err(invalid)?;
            let mut listed = Within::default();
            // Of two types of parents, one may not be available in a region.
            if let Err(error) = self.list(parent, &mut listed).await {
                found.failures.push((format!("what is within {type_name}"), error));
            }
            found.failures.append(&mut listed.failures);
            for id in listed.ids {
                values.extend(self.value(parent, &id, &properties).await?);
            }
        }
        Ok(values)
    }

    /// The properties of a resource: parts of its identifier, which needs no call, or what a read shows.
    async fn value(&self, parent: &TypeSchema, id: &Id, pairs: &[(&str, &str)]) -> Result<Option<Model>> {
        let parts = id.parts();
        let part = |name: &str| {
            let at = parent.primary_identifier.iter().position(|path| path.is_top() && path.top() == name)?;
            parts.get(at).map(|part| Json::from(*part))
        };
        let of = |find: &dyn Fn(&str) -> Option<Json>| -> Option<Model> {
            pairs.iter().map(|(name, theirs)| Some(((*name).to_owned(), find(theirs)?))).collect()
        };
        if let Some(model) = of(&part) {
            return Ok(Some(model));
        }
        // One that was deleted since it was listed has no parts to list.
        let Some(read) = self.client.read(&parent.name, id).await? else { return Ok(None) };
        Ok(of(&|name| read.properties.get(name).cloned()))
    }
}

fn invalid(error: SchemaError) -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, error.to_string())
}

fn joined(model: &Model, more: &Model) -> Model {
    model.iter().chain(more).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn unknown(schema: &TypeSchema, missing: &[&str]) -> ProviderError {
    let message = format!(
        "AWS lists resources of {} only within another resource, and no list shows the values of {}",
        schema.name,
        missing.join(" and ")
    );
    ProviderError::new(ErrorKind::Invalid, message)
}
