//! A provider of types that have a schema and no code.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::cloud::Cloud;
use super::fault::Call;
use super::resources::{Access, Choose, FakeResource, Origin};
use crate::model::schema::{Schema, TypeRef};
use crate::model::value::Value;
use crate::program::{Environment, Stack};
use crate::provider::{
    Found, Id, Observed, Operation, OperationRequest, Provider, ReadRequest, Result, Schemas as _, Status,
    TypeOperations, TypeRules, UpdateValues,
};

/// Serves resource types in a [`Cloud`]. The attribute `id` is the id, and an attribute that repeats an input has that
/// input's value. [`Cloud::attribute`] chooses others. The rest are made up: a text from the id and the attribute's
/// name (with `arn:` before it for a name that ends with `Arn`), any other type as its simplest value.
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

    /// Rejects the inputs that this provider's rules reject. The provider is not used for anything else.
    #[must_use]
    pub fn checked_by(mut self, provider: Arc<dyn Provider>) -> Self {
        self.checks = Some(provider);
        self
    }

    /// Also serves the types that a program declares, including those that it declares only during an apply.
    #[must_use]
    pub(super) fn learning_from(mut self, stack: &Stack) -> Self {
        self.stack = Some(stack.clone());
        self
    }
}

impl Provider for MemoryProvider {
    fn name(&self) -> &str {
        &self.name
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.types.values().copied().collect()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        let declared = || self.stack.as_ref()?.types().get(type_name).copied();
        let schema = self.types.get(type_name).copied().or_else(declared)?;
        let rules = self.checks.as_ref().and_then(|provider| provider.rules(type_name));
        Some(Arc::new(MemoryType { schema, cloud: self.cloud.clone(), rules }))
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.checks.as_ref().and_then(|provider| provider.check_environment(environment))
    }
}

/// A resource type or data source of a [`MemoryProvider`].
struct MemoryType {
    schema: &'static Schema,
    cloud: Cloud,
    rules: Option<Arc<dyn TypeRules>>,
}

impl MemoryType {
    fn operation<'a>(&self, op: &'a OperationRequest) -> Operation<'a> {
        let Schema { type_name, ref meta, .. } = *self.schema;
        Operation { host: &*op.host, type_name, environment: &op.environment, meta }
    }

    async fn call<T: Send>(
        &self,
        call: Call,
        about: Vec<String>,
        execute: impl FnOnce(&mut Access<'_>) -> Result<T> + Send,
    ) -> Result<T> {
        self.cloud.call(call, self.schema.type_name, about, execute).await
    }

    fn outputs(&self, cloud: &Access<'_>, resource: &FakeResource) -> Value {
        attributes(self.schema, resource, |name| cloud.chosen(self.schema.type_name, name))
    }

    fn outputs_of(&self, cloud: &mut Access<'_>, id: &Id) -> Result<Value> {
        let resource = cloud.resource(id)?.clone();
        Ok(self.outputs(cloud, &resource))
    }

    fn observed(&self, cloud: &mut Access<'_>, environment: &Environment, id: &Id) -> Option<Observed> {
        let status = cloud.status(id);
        let resource = cloud.visible(id).filter(|resource| resource.environment == *environment)?.clone();
        let (inputs, outputs) = (readable(self.schema, &resource), self.outputs(cloud, &resource));
        let unmanaged = cloud.unmanaged(id);
        Some(Observed { id: id.clone(), inputs, outputs, status, unread: Vec::new(), unmanaged })
    }
}

fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn attributes(schema: &Schema, resource: &FakeResource, chosen: impl Fn(&str) -> Option<Arc<Choose>>) -> Value {
    let attributes = schema.outputs.iter().map(|output| {
        let value = match (chosen(output.name), output.input, output.name) {
            (Some(choose), _, _) => choose(resource),
            (None, Some(input), _) => resource.props.field(input).clone(),
            (None, None, "id") => Value::from(resource.id.as_str()),
            // Generated types have texts for ARNs.
            (None, None, name) if name.ends_with("Arn") => {
                made_up(&output.ty, &|| format!("arn:{}/{name}", resource.id))
            }
            (None, None, name) => made_up(&output.ty, &|| format!("{}/{name}", resource.id)),
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
        TypeRef::Json(_) => Value::from("{}"),
        TypeRef::Bool => Value::Bool(false),
        TypeRef::Int(_) => Value::Int(0),
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

fn readable(schema: &Schema, resource: &FakeResource) -> Value {
    let mut props = resource.props.clone();
    if let Some(map) = props.as_map_mut() {
        map.retain(|name, _| schema.inputs.field(name).is_none_or(|field| !field.write_only));
    }
    props
}

impl TypeRules for MemoryType {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.rules.as_ref().map(|rules| rules.check(inputs)).unwrap_or_default()
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.rules.as_ref().map(|rules| rules.check_change(old, new)).unwrap_or_default()
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.rules.as_ref().and_then(|rules| rules.check_environment(environment))
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.rules.as_ref().map(|rules| rules.warnings(old, new)).unwrap_or_default()
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.rules.as_ref().and_then(|rules| rules.align(applied, observed))
    }
}

#[async_trait]
impl TypeOperations for MemoryType {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let operation = self.operation(op);
        let urn = op.host.urn().to_string();
        let create = || {
            let origin = Origin { stack: op.host.stack(), urn: &urn, token: op.host.token() };
            let resource = FakeResource::new(self.schema, &op.environment, origin, inputs);
            self.call(Call::Create, vec![urn.clone()], |cloud| cloud.create(self.schema, resource))
        };
        let id = operation.allocate(|| self.find(op, inputs), create).await?;
        let about = || texts(std::slice::from_ref(&id));
        let configure = || {
            self.call(Call::Configure, about(), |cloud| {
                cloud.resource(&id)?.configured = true;
                Ok(())
            })
        };
        operation.eventually(&[], configure).await?;
        if !self.cloud.is_at_once() {
            operation.until_ready(&id).await?;
        }
        let read = || self.call(Call::Read, about(), |cloud| self.outputs_of(cloud, &id));
        operation.eventually(&[], read).await
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let found: Found = self
            .call(Call::Read, texts(ids), |cloud| {
                Ok(ids.iter().map(|id| self.observed(cloud, request.environment, id)).collect())
            })
            .await?;
        let Some(batch) = request.batch else { return Ok(found) };
        let as_batch_reads = |found| self.cloud.as_batch_reads(self.schema.type_name, batch.mode(), found);
        Ok(found.into_iter().map(|found| found.map(as_batch_reads)).collect())
    }

    async fn status(&self, _: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        self.call(Call::Status, texts(ids), |cloud| Ok(ids.iter().map(|id| cloud.status(id)).collect())).await
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        let owned = |resource: &&FakeResource| {
            resource.type_name == self.schema.type_name
                && resource.environment == *request.environment
                && (request.every_owner || resource.stack == request.stack)
        };
        self.call(Call::List, Vec::new(), |cloud| {
            Ok(cloud.all().filter(owned).map(|resource| resource.id.clone()).collect())
        })
        .await
    }

    async fn owners(&self, _: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let owner = |id: &Id| self.cloud.resource(id).map(|resource| resource.stack).filter(|stack| !stack.is_empty());
        Ok(ids.iter().map(owner).collect())
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let update = || {
            self.call(Call::Update, texts(std::slice::from_ref(id)), |cloud| {
                cloud.resource(id)?.props = values.new.clone();
                self.outputs_of(cloud, id)
            })
        };
        self.operation(op).eventually(&[], update).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, _: &Value, _: &Value) -> Result<()> {
        let operation = self.operation(op);
        let delete = || self.call(Call::Delete, texts(std::slice::from_ref(id)), |cloud| cloud.delete(id));
        match operation.eventually(&[], delete).await {
            Err(error) if !error.is_not_found() => Err(error),
            Ok(()) | Err(_) if self.cloud.is_at_once() => Ok(()),
            Ok(()) | Err(_) => operation.until_gone(id).await,
        }
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let (urn, token) = (op.host.urn().to_string(), op.host.token());
        if !self.schema.meta.looks_up {
            return Ok(Vec::new());
        }
        if !self.schema.meta.lookup_proves_ownership {
            let equal = |cloud: &mut Access<'_>| Ok(cloud.with_content(self.schema, &op.environment, inputs));
            return self.call(Call::Find, vec![urn], equal).await;
        }
        self.call(Call::Find, vec![urn.clone()], |cloud| Ok(cloud.created_with(self.schema, token, &urn))).await
    }

    async fn data(&self, _: ReadRequest<'_>, _: &Value) -> Result<Value> {
        self.call(Call::Data, Vec::new(), |cloud| cloud.data(self.schema.type_name)).await
    }
}
