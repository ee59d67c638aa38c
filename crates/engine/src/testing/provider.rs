//! A provider of types that are given by their schemas alone.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::cloud::{Cloud, Reality, Thing};
use super::fault::Call;
use crate::program::Place;
use crate::resource::{ErrorKind, Found, Id, Observed, OpRequest, Operation, Provider, ProviderError, Result, Status};
use crate::schema::{Schema, TypeRef};
use crate::value::Value;

/// Serves resource types in a [`Cloud`]. An attribute named `id` is the id, one that repeats an input repeats it,
/// and any other text attribute is made up from the id and its name.
#[derive(Debug)]
pub struct MemoryProvider {
    name: String,
    cloud: Cloud,
    types: BTreeMap<&'static str, &'static Schema>,
}

impl MemoryProvider {
    /// A provider of this name without types.
    #[must_use]
    pub fn new(name: impl Into<String>, cloud: &Cloud) -> Self {
        Self { name: name.into(), cloud: cloud.clone(), types: BTreeMap::new() }
    }

    /// Adds a type.
    #[must_use]
    pub fn with(mut self, schema: &'static Schema) -> Self {
        self.types.insert(schema.type_name, schema);
        self
    }

    fn get(&self, type_name: &str) -> Result<&'static Schema> {
        self.types.get(type_name).copied().ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the {} provider has no type {type_name}", self.name))
        })
    }

    fn operation<'a>(op: &'a OpRequest, schema: &'static Schema) -> Operation<'a> {
        Operation { host: &*op.host, type_name: schema.type_name, place: &op.place, meta: &schema.meta }
    }
}

fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn attributes(schema: &Schema, thing: &Thing) -> Value {
    let attributes = schema.outputs.iter().map(|output| {
        let value = match (output.input, output.name, &output.ty) {
            (Some(input), _, _) => thing.props.field(input).clone(),
            (None, "id", _) => Value::from(thing.id.as_str()),
            (None, name, TypeRef::Text(_)) => Value::from(format!("{}/{name}", thing.id)),
            _ => Value::Null,
        };
        (output.name.to_owned(), value)
    });
    Value::Map(attributes.collect())
}

fn readable(schema: &Schema, thing: &Thing) -> Value {
    let mut props = thing.props.clone();
    if let Some(map) = props.as_map_mut() {
        map.retain(|name, _| schema.inputs.field(name).is_none_or(|field| !field.write_only));
    }
    props
}

fn observed(schema: &Schema, reality: &mut Reality<'_>, id: &Id) -> Option<Observed> {
    let status = reality.status(id);
    reality.look(id).map(|thing| Observed {
        id: id.clone(),
        inputs: readable(schema, thing),
        outputs: attributes(schema, thing),
        status,
    })
}

#[async_trait]
impl Provider for MemoryProvider {
    fn name(&self) -> &str {
        &self.name
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.types.values().copied().collect()
    }

    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.types.get(type_name).copied()
    }

    fn check(&self, _: &str, _: &Value) -> Vec<String> {
        Vec::new()
    }

    async fn create(&self, op: &OpRequest, inputs: &Value) -> Result<Value> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let urn = op.host.urn().to_string();
        let id = operation
            .allocate(
                || self.find(op, inputs),
                || {
                    let thing = Thing::new(schema, &op.place, op.host.stack(), &urn, op.host.token(), inputs);
                    self.cloud.call(Call::Create, schema.type_name, vec![urn.clone()], |now| now.make(schema, thing))
                },
            )
            .await?;
        let configure = || {
            self.cloud.call(Call::Configure, schema.type_name, texts(std::slice::from_ref(&id)), |now| {
                now.thing(&id)?.configured = true;
                Ok(())
            })
        };
        operation.eventually(&[], configure).await?;
        operation.until_ready(&id).await?;
        let read = || {
            self.cloud.call(Call::Read, schema.type_name, texts(std::slice::from_ref(&id)), |now| {
                now.thing(&id).map(|thing| attributes(schema, thing))
            })
        };
        operation.eventually(&[], read).await
    }

    async fn read(&self, type_name: &str, _: &Place, _: &str, ids: &[Id]) -> Result<Found> {
        let schema = self.get(type_name)?;
        self.cloud
            .call(Call::Read, type_name, texts(ids), |now| Ok(ids.iter().map(|id| observed(schema, now, id)).collect()))
            .await
    }

    async fn status(&self, type_name: &str, _: &Place, _: &str, ids: &[Id]) -> Result<Vec<Status>> {
        self.cloud
            .call(Call::Status, type_name, texts(ids), |now| Ok(ids.iter().map(|id| now.status(id)).collect()))
            .await
    }

    async fn list(&self, type_name: &str, place: &Place, stack: &str) -> Result<Vec<Id>> {
        self.cloud
            .call(Call::List, type_name, Vec::new(), |now| {
                let ours =
                    |thing: &&Thing| thing.type_name == type_name && thing.place == *place && thing.stack == stack;
                Ok(now.all().filter(ours).map(|thing| thing.id.clone()).collect())
            })
            .await
    }

    async fn update(&self, op: &OpRequest, id: &Id, _: &Value, new: &Value, _: &Value, _: &[String]) -> Result<Value> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let change = || {
            self.cloud.call(Call::Update, schema.type_name, texts(std::slice::from_ref(id)), |now| {
                let thing = now.thing(id)?;
                thing.props = new.clone();
                Ok(attributes(schema, thing))
            })
        };
        operation.eventually(&[], change).await
    }

    async fn delete(&self, op: &OpRequest, id: &Id, _: &Value, _: &Value) -> Result<()> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let delete =
            || self.cloud.call(Call::Delete, schema.type_name, texts(std::slice::from_ref(id)), |now| now.delete(id));
        match operation.eventually(&[], delete).await {
            Err(error) if !error.is_not_found() => Err(error),
            Ok(()) | Err(_) => operation.until_gone(id).await,
        }
    }

    async fn find(&self, op: &OpRequest, _: &Value) -> Result<Vec<Id>> {
        let schema = self.get(&op.type_name)?;
        let urn = op.host.urn().to_string();
        let about = vec![urn.clone()];
        let token = op.host.token();
        self.cloud.call(Call::Find, schema.type_name, about, |now| Ok(now.made_by(schema, token, &urn))).await
    }

    async fn data(&self, type_name: &str, _: &Place, _: &str, _: &Value) -> Result<Value> {
        self.cloud.call(Call::Data, type_name, Vec::new(), |now| now.data(type_name)).await
    }
}
