//! A provider of types that are given by their schemas alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::cloud::{Choose, Cloud, Reality, Thing};
use super::fault::Call;
use crate::model::schema::{Schema, TypeRef};
use crate::model::value::Value;
use crate::program::{Environment, Stack};
use crate::provider::{
    ErrorKind, Found, Id, Observed, Operation, OperationRequest, Provider, ProviderError, ReadBatch, Result, Status,
};

/// Serves resource types in a [`Cloud`]. An attribute named `id` is the id, one that repeats an input repeats it, one
/// that [`Cloud::attribute`] chooses is that, any other text is made up from the id and the attribute's name, and the
/// rest is the simplest value of its type.
pub struct MemoryProvider {
    name: String,
    cloud: Cloud,
    types: BTreeMap<&'static str, &'static Schema>,
    stack: Option<Stack>,
    checks: Option<Arc<dyn Provider>>,
}

impl std::fmt::Debug for MemoryProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryProvider").field("name", &self.name).field("types", &self.types.keys()).finish()
    }
}

impl MemoryProvider {
    /// A provider of this name without types.
    #[must_use]
    pub fn new(name: impl Into<String>, cloud: &Cloud) -> Self {
        Self { name: name.into(), cloud: cloud.clone(), types: BTreeMap::new(), stack: None, checks: None }
    }

    /// Adds a type.
    #[must_use]
    pub fn with(mut self, schema: &'static Schema) -> Self {
        self.types.insert(schema.type_name, schema);
        self
    }

    /// Refuses the properties that this provider would refuse, which is asked for nothing else.
    #[must_use]
    pub fn checked_by(mut self, provider: Arc<dyn Provider>) -> Self {
        self.checks = Some(provider);
        self
    }

    /// Serves the types that a program declares too, also those that it declares only while it is applied.
    #[must_use]
    pub(super) fn learning_from(mut self, stack: &Stack) -> Self {
        self.stack = Some(stack.clone());
        self
    }

    fn known(&self, type_name: &str) -> Option<&'static Schema> {
        let declared = || self.stack.as_ref()?.types().get(type_name).copied();
        self.types.get(type_name).copied().or_else(declared)
    }

    fn get(&self, type_name: &str) -> Result<&'static Schema> {
        self.known(type_name).ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the {} provider has no type {type_name}", self.name))
        })
    }

    fn operation<'a>(op: &'a OperationRequest, schema: &'static Schema) -> Operation<'a> {
        Operation { host: &*op.host, type_name: schema.type_name, environment: &op.environment, meta: &schema.meta }
    }
}

fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn attributes(schema: &Schema, thing: &Thing, chosen: impl Fn(&str) -> Option<Arc<Choose>>) -> Value {
    let attributes = schema.outputs.iter().map(|output| {
        let value = match (chosen(output.name), output.input, output.name) {
            (Some(choose), _, _) => choose(thing),
            (None, Some(input), _) => thing.props.field(input).clone(),
            (None, None, "id") => Value::from(thing.id.as_str()),
            (None, None, name) => made_up(&output.ty, &|| format!("{}/{name}", thing.id)),
        };
        (output.name.to_owned(), value)
    });
    Value::Map(attributes.collect())
}

/// The simplest value of a type.
fn made_up(ty: &TypeRef, text: &dyn Fn() -> String) -> Value {
    match ty {
        TypeRef::Text(_) => Value::from(text()),
        TypeRef::Prefixed(_, prefix) => Value::from(format!("{prefix}{}", text())),
        TypeRef::Enum(_, values, _) => values.first().map_or(Value::Null, |first| Value::from(*first)),
        TypeRef::Json => Value::from("{}"),
        TypeRef::Bool => Value::Bool(false),
        TypeRef::Int => Value::Int(0),
        TypeRef::Float => Value::Float(0.0),
        TypeRef::List(_) => Value::List(Vec::new()),
        TypeRef::Map(_) => Value::map(),
        TypeRef::Record(record) => Value::Map(
            record
                .fields
                .iter()
                .filter(|field| field.required)
                .map(|field| (field.name.to_owned(), made_up(&field.ty, text)))
                .collect(),
        ),
        TypeRef::Any => Value::Null,
    }
}

fn readable(schema: &Schema, thing: &Thing) -> Value {
    let mut props = thing.props.clone();
    if let Some(map) = props.as_map_mut() {
        map.retain(|name, _| schema.inputs.field(name).is_none_or(|field| !field.write_only));
    }
    props
}

fn observed(schema: &Schema, reality: &mut Reality<'_>, environment: &Environment, id: &Id) -> Option<Observed> {
    let status = reality.status(id);
    let thing = reality.look(id).filter(|thing| thing.environment == *environment)?.clone();
    let outputs = attributes(schema, &thing, |name| reality.chosen(schema.type_name, name));
    Some(Observed { id: id.clone(), inputs: readable(schema, &thing), outputs, status, unread: Vec::new() })
}

fn attributes_of(schema: &Schema, reality: &mut Reality<'_>, id: &Id) -> Result<Value> {
    let thing = reality.thing(id)?.clone();
    Ok(attributes(schema, &thing, |name| reality.chosen(schema.type_name, name)))
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
        self.known(type_name)
    }

    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        self.checks.as_ref().map(|provider| provider.check(type_name, inputs)).unwrap_or_default()
    }

    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        self.checks.as_ref().map(|provider| provider.check_change(type_name, old, new)).unwrap_or_default()
    }

    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let urn = op.host.urn().to_string();
        let id = operation
            .allocate(
                || self.find(op, inputs),
                || {
                    let thing = Thing::new(schema, &op.environment, op.host.stack(), &urn, op.host.token(), inputs);
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
        if !self.cloud.is_at_once() {
            operation.until_ready(&id).await?;
        }
        let read = || {
            self.cloud.call(Call::Read, schema.type_name, texts(std::slice::from_ref(&id)), |now| {
                attributes_of(schema, now, &id)
            })
        };
        operation.eventually(&[], read).await
    }

    async fn read(&self, type_name: &str, environment: &Environment, _: &str, ids: &[Id]) -> Result<Found> {
        let schema = self.get(type_name)?;
        self.cloud
            .call(Call::Read, type_name, texts(ids), |now| {
                Ok(ids.iter().map(|id| observed(schema, now, environment, id)).collect())
            })
            .await
    }

    async fn read_batch(
        &self,
        type_name: &str,
        environment: &Environment,
        stack: &str,
        ids: &[Id],
        round: &Arc<ReadBatch>,
    ) -> Result<Found> {
        let found = self.read(type_name, environment, stack, ids).await?.into_iter();
        Ok(found.map(|found| Some(self.cloud.surveyed(type_name, round.mode(), found?))).collect())
    }

    async fn status(&self, type_name: &str, _: &Environment, _: &str, ids: &[Id]) -> Result<Vec<Status>> {
        self.cloud
            .call(Call::Status, type_name, texts(ids), |now| Ok(ids.iter().map(|id| now.status(id)).collect()))
            .await
    }

    async fn list(&self, type_name: &str, environment: &Environment, stack: &str) -> Result<Vec<Id>> {
        self.cloud
            .call(Call::List, type_name, Vec::new(), |now| {
                let ours = |thing: &&Thing| {
                    thing.type_name == type_name && thing.environment == *environment && thing.stack == stack
                };
                Ok(now.all().filter(ours).map(|thing| thing.id.clone()).collect())
            })
            .await
    }

    async fn owners(&self, _: &str, _: &Environment, _: &str, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let owner = |id: &Id| self.cloud.thing(id).map(|thing| thing.stack).filter(|stack| !stack.is_empty());
        Ok(ids.iter().map(owner).collect())
    }

    async fn update(
        &self,
        op: &OperationRequest,
        id: &Id,
        _: &Value,
        new: &Value,
        _: &Value,
        _: &[String],
    ) -> Result<Value> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let change = || {
            self.cloud.call(Call::Update, schema.type_name, texts(std::slice::from_ref(id)), |now| {
                now.thing(id)?.props = new.clone();
                attributes_of(schema, now, id)
            })
        };
        operation.eventually(&[], change).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, _: &Value, _: &Value) -> Result<()> {
        let schema = self.get(&op.type_name)?;
        let operation = Self::operation(op, schema);
        let delete =
            || self.cloud.call(Call::Delete, schema.type_name, texts(std::slice::from_ref(id)), |now| now.delete(id));
        match operation.eventually(&[], delete).await {
            Err(error) if !error.is_not_found() => Err(error),
            Ok(()) | Err(_) if self.cloud.is_at_once() => Ok(()),
            Ok(()) | Err(_) => operation.until_gone(id).await,
        }
    }

    async fn find(&self, op: &OperationRequest, _: &Value) -> Result<Vec<Id>> {
        let schema = self.get(&op.type_name)?;
        let urn = op.host.urn().to_string();
        let about = vec![urn.clone()];
        let token = op.host.token();
        self.cloud.call(Call::Find, schema.type_name, about, |now| Ok(now.made_by(schema, token, &urn))).await
    }

    async fn data(&self, type_name: &str, _: &Environment, _: &str, _: &Value) -> Result<Value> {
        self.cloud.call(Call::Data, type_name, Vec::new(), |now| now.data(type_name)).await
    }
}
