//! Types that CloudFormation provisions and Cloud Control refuses: each resource is the only one of a CloudFormation stack,
//! whose ARN is its id.
//!
//! The name of the stack comes from the token of the create, so that a repeated create finds it. A read returns the
//! properties of the template: CloudFormation shows no others, and a change by hand is not seen. Secret values are
//! parameters, which CloudFormation does not show.

mod secrets;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use archipel_cfn_schema::model::{Kind, Segment, TypeSchema};
use archipel_cfn_schema::rules::CloudFormationRules;
use archipel_engine::program::Environment;
use archipel_engine::resource::{
    ErrorKind, Found, Id, Observed, OperationRequest, ProviderError, ReadRequest, Result, Resume, Status,
    TypeOperations, TypeRules, UpdateValues,
};
use archipel_engine::schema::Schema;
use archipel_engine::value::{Value, hex};
use archipel_resources::aws::{Aws, STACK_TAG, SdkResultExt as _, URN_TAG, ownership_tags};
use async_trait::async_trait;
use aws_sdk_cloudformation::types::{OnFailure, Parameter, ResourceStatus, Stack, StackStatus, Tag};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};

use self::secrets::Secrets;
use crate::client::Clients;
use crate::model::{inputs, outputs};
use crate::once;
use crate::stack_resources::absent;

/// The name of the resource in its template.
const RESOURCE: &str = "Resource";
/// The output of the template with the resource's own id.
const OWN_ID: &str = "Id";
/// From so many stacks on, a list is read instead of each.
const WORTH_A_LIST: usize = 3;
/// The list in the responses that the reads of a batch share.
const LIST: &str = "cloudformation:DescribeStacks";
/// The number of concurrent reads.
const AT_ONCE: usize = 8;
/// What CloudFormation answers to an update of a stack in another operation, which it ends by itself.
const BUSY: &[&str] = &["OperationInProgressException"];

/// One type.
pub(crate) struct OwnStackType {
    schema: &'static TypeSchema,
    rules: CloudFormationRules,
    clients: Arc<Clients>,
}

impl OwnStackType {
    /// The type of this name, if there is one with the handlers that every resource needs.
    pub(crate) fn new(name: &str, clients: Arc<Clients>) -> Option<Self> {
        let schema = archipel_cfn_schema::schema(name).ok()?;
        schema.handlers.are_complete().then_some(())?;
        Some(Self { schema, rules: CloudFormationRules::new(name).ok()?, clients })
    }

    fn calls(&self, environment: &Environment) -> Result<Calls> {
        Ok(Calls::new(&*self.clients.connection().aws(environment)?))
    }

    /// The attributes that a template can return: single texts and numbers, by their names in `Fn::GetAtt`.
    fn attributes(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.schema.read_only.iter().filter_map(|path| {
            let [Segment::Name(name)] = path.segments() else { return None };
            let property = self.schema.properties().get(name)?;
            let is_single =
                !matches!(self.schema.resolve(property).kind(), Kind::List(_) | Kind::Map(_) | Kind::Record(_));
            is_single.then(|| (format!("Attribute{name}"), name.as_str()))
        })
    }

    /// The template, and the values of its parameters.
    fn template(&self, inputs: &Value, op: &OperationRequest) -> Result<(String, Vec<Parameter>)> {
        let mut properties = inputs.revealed_json();
        let secrets = Secrets::taken_from(&mut properties, &op.host.secret_inputs())?;
        let mut results = Map::new();
        results.insert(OWN_ID.to_owned(), json!({ "Value": { "Ref": RESOURCE } }));
        for (output, attribute) in self.attributes() {
            results.insert(output, json!({ "Value": { "Fn::GetAtt": [RESOURCE, attribute] } }));
        }
        let template = json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": format!("{} of the stack {}", op.host.urn(), op.host.stack()),
            "Parameters": secrets.declarations(),
            "Resources": { RESOURCE: { "Type": self.schema.name, "Properties": properties } },
            "Outputs": results,
        });
        Ok((template.to_string(), secrets.parameters()))
    }

    /// The model of a resource, from the template of its stack and what the stack returned.
    fn model(&self, template: &str, stack: &Stack) -> Result<Json> {
        let template: Json = serde_json::from_str(template).map_err(|_| unreadable(stack))?;
        let mut model = template["Resources"][RESOURCE]["Properties"].clone();
        let returned: BTreeMap<&str, &str> =
            stack.outputs().iter().filter_map(|one| Some((one.output_key()?, one.output_value()?))).collect();
        let fields = model.as_object_mut().ok_or_else(|| unreadable(stack))?;
        for (output, attribute) in self.attributes() {
            if let Some(value) = returned.get(output.as_str()) {
                fields.insert(attribute.to_owned(), json!(value));
            }
        }
        // An identifier that AWS chose.
        if let ([path], Some(id)) = (&self.schema.primary_identifier[..], returned.get(OWN_ID))
            && let [Segment::Name(name)] = path.segments()
        {
            fields.entry(name.clone()).or_insert_with(|| json!(id));
        }
        Ok(model)
    }

    async fn observed(&self, calls: &Calls, id: &Id) -> Result<Option<Observed>> {
        match calls.stack(id.as_str()).await? {
            Some(stack) => self.observed_in(calls, id, &stack).await,
            None => Ok(None),
        }
    }

    async fn observed_in(&self, calls: &Calls, id: &Id, stack: &Stack) -> Result<Option<Observed>> {
        let status = status_of(stack);
        if status == Status::Absent {
            return Ok(None);
        }
        let Some(template) = calls.template(id.as_str()).await? else { return Ok(None) };
        let model = self.model(&template, stack)?;
        Ok(Some(Observed {
            id: id.clone(),
            inputs: inputs(self.schema, &model),
            outputs: outputs(self.schema, &model),
            status,
            unread: Vec::new(),
            unmanaged: Vec::new(),
        }))
    }

    /// Waits until the stack's operation ends, and returns the outputs of the resource.
    async fn finish(&self, op: &OperationRequest, calls: &Calls, id: &Id) -> Result<Value> {
        let ended = calls.end(op, &self.schema.name, id).await?;
        let state = ended.stack_status().map(StackStatus::as_str).unwrap_or_default();
        if !matches!(ended.stack_status(), Some(StackStatus::CreateComplete | StackStatus::UpdateComplete)) {
            let why = calls.reason(id).await?.unwrap_or_else(|| state.to_owned());
            let advice = once::advice(&self.schema.name, &why);
            return Err(ProviderError::new(ErrorKind::Failed, format!("CloudFormation: {why}{advice}")));
        }
        let observed = op.eventually(&[], || self.observed(calls, id)).await?;
        observed.map(|observed| observed.outputs).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::NotFound,
                format!("the CloudFormation stack {id} of the resource disappeared"),
            )
        })
    }
}

/// What the names of the stacks begin with.
const PREFIX: &str = "archipel-";

/// The name of the stack of a create.
fn name_of(op: &OperationRequest) -> String {
    format!("{PREFIX}{}", hex(&Sha256::digest(op.host.token())[..16]))
}

/// Whether an id is the ARN of a stack that this program created:
/// `arn:aws:cloudformation:REGION:ACCOUNT:stack/archipel-DIGEST/ID`.
pub(crate) fn is_own_stack(id: &Id) -> bool {
    let parts: Vec<&str> = id.as_str().splitn(6, ':').collect();
    let ["arn", _, "cloudformation", _, _, resource] = parts[..] else { return false };
    let Some((name, _)) = resource.strip_prefix("stack/").and_then(|name| name.split_once('/')) else { return false };
    let digest = name.strip_prefix(PREFIX).unwrap_or_default();
    digest.len() == 32 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Refuses what is not a stack that this program created. CloudFormation takes names too, and an identifier of a resource may be
/// the name of a stack of someone else.
fn ensure_own(type_name: &str, id: &Id) -> Result<()> {
    if is_own_stack(id) {
        return Ok(());
    }
    let message = format!(
        "invalid id `{id}` of {type_name}: expected the ARN of a CloudFormation stack whose name begins with `{PREFIX}`\n\
         Remove the resource from the state with `state rm`, and import it again"
    );
    Err(ProviderError::new(ErrorKind::Invalid, message))
}

fn unreadable(stack: &Stack) -> ProviderError {
    let name = stack.stack_name().unwrap_or_default();
    let message = format!("the template of the CloudFormation stack {name} is not one that this program wrote");
    ProviderError::new(ErrorKind::Invalid, message)
}

/// A stack whose create failed is rolled back and remains until it is deleted.
fn status_of(stack: &Stack) -> Status {
    use StackStatus as S;
    let Some(status) = stack.stack_status() else { return Status::Pending("unknown".to_owned()) };
    match status {
        S::DeleteComplete => Status::Absent,
        S::DeleteInProgress => Status::Deleting(status.as_str().to_owned()),
        S::CreateFailed | S::RollbackComplete | S::RollbackFailed | S::DeleteFailed | S::UpdateRollbackFailed => {
            Status::Failed(stack.stack_status_reason().unwrap_or(status.as_str()).to_owned())
        }
        other if other.as_str().ends_with("_IN_PROGRESS") => Status::Pending(other.as_str().to_owned()),
        _ => Status::Ready,
    }
}

/// The calls to CloudFormation in one region of one account.
struct Calls {
    sdk: aws_sdk_cloudformation::Client,
    region: String,
}

impl Calls {
    fn new(aws: &Aws) -> Self {
        let config = aws_sdk_cloudformation::config::Builder::from(aws.sdk_config()).interceptor(aws.interceptor());
        let sdk = aws_sdk_cloudformation::Client::from_conf(config.build());
        Self { sdk, region: aws.region().to_owned() }
    }

    /// A stack by its name or ARN. A deleted one is found by its ARN only.
    async fn stack(&self, stack: &str) -> Result<Option<Stack>> {
        let response = self.sdk.describe_stacks().stack_name(stack).send().await.into_provider_result(&self.region);
        match response.map_err(|error| absent(error, stack)) {
            Err(error) if error.is_not_found() => Ok(None),
            response => Ok(response?.stacks.unwrap_or_default().into_iter().next()),
        }
    }

    async fn template(&self, stack: &str) -> Result<Option<String>> {
        let response = self.sdk.get_template().stack_name(stack).send().await.into_provider_result(&self.region);
        match response.map_err(|error| absent(error, stack)) {
            Err(error) if error.is_not_found() => Ok(None),
            response => Ok(response?.template_body),
        }
    }

    /// The stacks of all resources that are not deleted.
    async fn all(&self) -> Result<Vec<Stack>> {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let call = self.sdk.describe_stacks().set_next_token(next);
            let page = call.send().await.into_provider_result(&self.region)?;
            found.extend(page.stacks.unwrap_or_default().into_iter().filter(|stack| tag(stack, URN_TAG).is_some()));
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    /// The stacks with these ARNs. Several are found in the list of all, which the types of a batch share; one that the list
    /// does not have is asked about by itself.
    async fn stacks(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<Stack>>> {
        let listed = match ids.len() < WORTH_A_LIST && request.batch.is_none() {
            true => Arc::default(),
            false => request.cached(LIST, || self.all()).await?,
        };
        let by_id: HashMap<&str, &Stack> = listed.iter().filter_map(|stack| Some((stack.stack_id()?, stack))).collect();
        let find = |id: &Id| {
            let known = by_id.get(id.as_str()).map(|stack| (*stack).clone());
            let id = id.clone();
            async move {
                match known {
                    Some(stack) => Ok(Some(stack)),
                    None => self.stack(id.as_str()).await,
                }
            }
        };
        stream::iter(ids.iter().map(find).collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await
    }

    /// Waits until no operation of the stack is in progress.
    async fn end(&self, op: &OperationRequest, type_name: &str, id: &Id) -> Result<Stack> {
        for attempt in 0.. {
            match op.host.poll(type_name, &op.environment, id, attempt).await? {
                Status::Pending(state) | Status::Deleting(state) => op.host.waiting(&state),
                _ => break,
            }
        }
        let stack = op.eventually(&[], || self.stack(id.as_str())).await?;
        stack.ok_or_else(|| {
            ProviderError::new(
                ErrorKind::NotFound,
                format!("the CloudFormation stack {id} of the resource disappeared"),
            )
        })
    }

    /// Why the last operation of a stack failed: the first failure in it.
    async fn reason(&self, id: &Id) -> Result<Option<String>> {
        let call = self.sdk.describe_stack_events().stack_name(id.as_str());
        let response = call.send().await.into_provider_result(&self.region)?;
        let failed =
            |status: Option<&ResourceStatus>| status.is_some_and(|status| status.as_str().ends_with("_FAILED"));
        // The newest event comes first.
        let events = response.stack_events.unwrap_or_default();
        let begin = events.iter().position(|event| {
            let status = event.resource_status().map(ResourceStatus::as_str).unwrap_or_default();
            event.physical_resource_id() == Some(id.as_str())
                && matches!(status, "CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS")
        });
        let last = &events[..begin.map_or(events.len(), |begin| begin + 1)];
        let first = last.iter().rev().find(|event| failed(event.resource_status()));
        Ok(first.and_then(|event| event.resource_status_reason().map(str::to_owned)))
    }
}

fn tag(stack: &Stack, key: &str) -> Option<String> {
    stack.tags().iter().find(|tag| tag.key() == Some(key)).and_then(|tag| tag.value().map(str::to_owned))
}

impl TypeRules for OwnStackType {
    fn schema(&self) -> &'static Schema {
        self.rules.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.rules.check(inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.rules.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.rules.warnings(old, new)
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        // A secret is as it was applied: CloudFormation does not show it.
        let observed = secrets::put_back(applied, observed.clone());
        Some(self.rules.align(applied, &observed).unwrap_or(observed))
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.rules.check_change(old, new)
    }
}

#[async_trait]
impl TypeOperations for OwnStackType {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let calls = self.calls(&op.environment)?;
        let id = match op.host.resume() {
            Resume::Identified(id) => id,
            _ => {
                let name = name_of(op);
                let tags = ownership_tags(op.host.stack(), op.host.urn(), op.host.token());
                let tags = tags.map(|(key, value)| Tag::builder().key(key).value(value).build());
                let call = calls.sdk.create_stack().stack_name(&name).client_request_token(&name);
                let (template, secrets) = self.template(inputs, op)?;
                let call = call.template_body(template).set_parameters(Some(secrets)).set_tags(Some(tags.to_vec()));
                let call = call.on_failure(OnFailure::Rollback);
                let create = || async {
                    match call.clone().send().await.into_provider_result(&calls.region) {
                        // An earlier attempt of this create made it: its name has the token.
                        Err(error) if error.kind == ErrorKind::AlreadyExists => {
                            Ok(calls.stack(&name).await?.and_then(|stack| stack.stack_id))
                        }
                        response => Ok(response?.stack_id),
                    }
                };
                let id = op
                    .eventually(&[], create)
                    .await?
                    .ok_or_else(|| ProviderError::new(ErrorKind::Ambiguous, "CreateStack returned no id".to_owned()))?;
                let id = Id::new(id);
                op.host.identified(&id).await?;
                id
            }
        };
        match self.finish(op, &calls, &id).await {
            Err(error) if error.kind == ErrorKind::Failed => {
                // What a failed create leaves is only the rolled back stack.
                self.remove(op, &calls, &id).await?;
                Err(error)
            }
            ended => ended,
        }
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let calls = &self.calls(request.environment)?;
        let stacks = calls.stacks(request, ids).await?;
        // No call returns several templates.
        let read = |(id, stack): (Id, Option<Stack>)| async move {
            match stack {
                Some(stack) => self.observed_in(calls, &id, &stack).await,
                None => Ok(None),
            }
        };
        let reads: Vec<_> = ids.iter().cloned().zip(stacks).map(read).collect();
        stream::iter(reads).buffered(AT_ONCE).try_collect().await
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        let stacks = self.calls(request.environment)?.stacks(request, ids).await?;
        Ok(stacks.iter().map(|stack| stack.as_ref().map_or(Status::Absent, status_of)).collect())
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        let calls = self.calls(request.environment)?;
        let all = request.cached(LIST, || calls.all()).await?;
        // The type's name has the separator of URNs.
        let of_type = format!("::{}::", self.schema.name);
        let is_listed = |stack: &&Stack| {
            tag(stack, URN_TAG).is_some_and(|urn| urn.contains(&of_type))
                && (request.every_owner || tag(stack, STACK_TAG).as_deref() == Some(request.stack))
        };
        Ok(all.iter().filter(is_listed).filter_map(|stack| stack.stack_id().map(Id::new)).collect())
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let stacks = self.calls(request.environment)?.stacks(request, ids).await?;
        Ok(stacks.iter().map(|stack| tag(stack.as_ref()?, STACK_TAG)).collect())
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        ensure_own(&self.schema.name, id)?;
        let calls = self.calls(&op.environment)?;
        let call = calls.sdk.update_stack().stack_name(id.as_str());
        let (template, secrets) = self.template(values.new, op)?;
        let call = call.template_body(template).set_parameters(Some(secrets));
        let update = || async {
            match call.clone().send().await.into_provider_result(&calls.region) {
                Err(error) if error.message.contains("No updates are to be performed") => Ok(()),
                // Another operation, which an interrupted run began.
                Err(error) if error.message.contains("_IN_PROGRESS state") => {
                    Err(ProviderError { kind: ErrorKind::NotYet, ..error })
                }
                response => response.map(drop),
            }
        };
        op.eventually(BUSY, update).await?;
        self.finish(op, &calls, id).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, _: &Value, _: &Value) -> Result<()> {
        let calls = self.calls(&op.environment)?;
        self.remove(op, &calls, id).await
    }

    async fn find(&self, op: &OperationRequest, _: &Value) -> Result<Vec<Id>> {
        let calls = self.calls(&op.environment)?;
        let name = name_of(op);
        let stack = op.eventually(&[], || calls.stack(&name)).await?;
        Ok(stack.and_then(|stack| stack.stack_id).map(Id::new).into_iter().collect())
    }
}

impl OwnStackType {
    async fn remove(&self, op: &OperationRequest, calls: &Calls, id: &Id) -> Result<()> {
        ensure_own(&self.schema.name, id)?;
        let call = calls.sdk.delete_stack().stack_name(id.as_str());
        let delete = || async { call.clone().send().await.into_provider_result(&calls.region).map(drop) };
        match op.eventually(BUSY, delete).await.map_err(|error| absent(error, id.as_str())) {
            Err(error) if error.is_not_found() => return Ok(()),
            deleted => deleted?,
        }
        match calls.end(op, &self.schema.name, id).await {
            Ok(stack) if status_of(&stack) == Status::Absent => Ok(()),
            Ok(stack) => {
                let why = calls.reason(id).await?.or_else(|| stack.stack_status_reason.clone()).unwrap_or_default();
                Err(ProviderError::new(ErrorKind::Failed, format!("CloudFormation: {why}")))
            }
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_arn_of_a_stack_of_this_program_is_its_own() {
        let arn = |partition: &str, name: &str| {
            Id::new(format!("arn:{partition}:cloudformation:eu-west-1:123456789012:stack/{name}/6f1d"))
        };
        let name = "archipel-0123456789abcdef0123456789abcdef";
        for partition in ["aws", "aws-cn", "aws-us-gov"] {
            ensure_own("AWS::A::B", &arn(partition, name)).unwrap();
        }
        let others = [
            Id::new("prod"),
            Id::new(name),
            arn("aws", "prod"),
            arn("aws", "archipel-prod"),
            Id::new(format!("arn:aws:sns:eu-west-1:123456789012:stack/{name}/6f1d")),
        ];
        for id in others {
            let error = ensure_own("AWS::A::B", &id).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Invalid);
            assert!(error.message.contains(&format!("invalid id `{id}`")), "{error}");
        }
    }
}
