//! `aws:lambda/Function`: code that runs when it is called.

use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{self as sdk, FunctionCode, FunctionConfiguration, LastUpdateStatus, State};

use super::code;
use crate::prelude::*;

/// A role or a policy that was made a moment ago is not seen everywhere yet.
const FRESH: &[&str] = &["cannot be assumed by Lambda", "does not have permissions to call", "KMSAccessDenied"];
/// Another change of the same function is under way.
const BUSY: &[&str] = &["ResourceConflictException", "ResourceInUseException"];
/// What is changed with the code.
const CODE: &[&str] = &["code_sha256", "s3_bucket", "s3_key", "s3_object_version", "architecture"];

/// What a function is made of. Its code is a zip that the program gives (`zip`, `zip_file`, `sources`), or one in S3.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FunctionProps {
    /// The name, unique in account and region: up to 64 letters, digits, `-` and `_`.
    #[arg(replace = "Lambda cannot rename a function", length = 1..=64, pattern = "[A-Za-z0-9_-]+")]
    pub name: String,
    /// The role that it runs as.
    pub role_arn: Arn,
    /// What runs it: `python3.13`.
    #[arg(length = 1..)]
    pub runtime: String,
    /// What is called in the code: `index.handler`.
    #[arg(length = ..=128, pattern = "[^\\s]+")]
    pub handler: String,
    /// The SHA-256 of the code's zip in Base64. With code in S3 it may be left out; then a change there is not seen.
    #[arg(computed)]
    pub code_sha256: Option<String>,
    /// The bucket of the code's zip, in the same region.
    #[arg(write_only)]
    pub s3_bucket: Option<BucketName>,
    /// The key of the code's zip.
    #[arg(write_only)]
    pub s3_key: Option<String>,
    /// The version of that object.
    #[arg(write_only)]
    pub s3_object_version: Option<String>,
    /// What it is for: up to 256 characters.
    #[arg(default = "", length = ..=256)]
    pub description: String,
    /// Its memory in MB, 128 to 10,240. Its share of a processor grows with it.
    #[arg(default = 128, range = 128..=10240)]
    pub memory_size: u32,
    /// After how many seconds a call is ended: 1 to 900.
    #[arg(default = 3, range = 1..=900)]
    pub timeout: u32,
    /// The processor.
    #[arg(default = Architecture::X86_64)]
    pub architecture: Architecture,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// The key that encrypts them; Lambda's own, if not given.
    pub kms_key_arn: Option<Arn>,
    /// Layers, by the ARNs of their versions.
    #[arg(items = ..=5)]
    pub layers: Vec<Arn>,
    /// The subnets that it reaches what is private from. None: it is in no VPC.
    #[arg(set)]
    pub subnet_ids: Vec<SubnetId>,
    /// Its security groups there.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The log group; `/aws/lambda/NAME`, if not given.
    #[arg(computed)]
    pub log_group: Option<String>,
    /// How many calls may run at the same time. They are kept for it alone.
    pub reserved_concurrency: Option<u32>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A processor.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Intel's and AMD's.
    #[prop("x86_64")]
    X86_64,
    /// Graviton.
    #[prop("arm64")]
    Arm64,
}

/// A function (`CreateFunction`). Ready when it is active and its last update succeeded.
///
/// The interfaces of one in a VPC stay 20 to 40 minutes behind it: it is taken out of the VPC before it is deleted.
///
/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
#[resource("aws:lambda/Function", props = FunctionProps)]
pub struct Function {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Function {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lambda_function", "{function_name}")])
            .terraform_parts(&["aws_lambda_function_recursion_config"])
            .unique(&[&["name"]])
            .typical(Seconds { create: 10, update: 10, delete: 2 })
            .timeouts(Seconds { create: 900, update: 900, delete: 900 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
    }

    fn check(props: &FunctionProps) -> Vec<String> {
        let mut wrong = Vec::new();
        match (&props.s3_bucket, &props.s3_key, &props.code_sha256) {
            (Some(_), Some(_), _) | (None, None, Some(_)) => {}
            (None, None, None) => wrong.push("missing code: set a zip, or `s3_bucket` and `s3_key`".to_owned()),
            _ => wrong.push("`s3_bucket` and `s3_key` must be set together".to_owned()),
        }
        if props.subnet_ids.is_empty() != props.security_group_ids.is_empty() {
            wrong.push("`subnet_ids` and `security_group_ids` must be set together".to_owned());
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &FunctionProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let code = FunctionCode::builder()
                .set_zip_file(zip_of(props)?)
                .set_s3_bucket(props.s3_bucket.as_ref().map(BucketName::to_string))
                .set_s3_key(props.s3_key.clone())
                .set_s3_object_version(props.s3_object_version.clone());
            let api = cx.api().lambda();
            let call = api
                .create_function()
                .function_name(&props.name)
                .role(props.role_arn.as_str())
                .runtime(props.runtime.as_str().into())
                .handler(&props.handler)
                .code(code.build())
                .description(&props.description)
                .memory_size(number(props.memory_size))
                .timeout(number(props.timeout))
                .architectures(props.architecture.as_str().into())
                .set_environment(Some(environment(props)))
                .set_kms_key_arn(props.kms_key_arn.as_ref().map(Arn::to_string))
                .set_layers(Some(props.layers.iter().map(Arn::to_string).collect()))
                .set_vpc_config((!props.subnet_ids.is_empty()).then(|| vpc(props)))
                .set_logging_config(logging(props))
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((Id::new(&props.name), None))
        })
        .await?;
        if props.reserved_concurrency.is_some() {
            reserve(cx, &props.name, props.reserved_concurrency).await?;
        }
        Ok(attrs)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move { get(cx, id.as_str()).await?.map(seen).transpose() }).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new, lambda) = (id.as_str(), &change.new, cx.api().lambda());
        if CODE.iter().any(|property| change.has(property)) {
            let call = lambda
                .update_function_code()
                .function_name(name)
                .set_zip_file(zip_of(new)?)
                .set_s3_bucket(new.s3_bucket.as_ref().map(BucketName::to_string))
                .set_s3_key(new.s3_key.clone())
                .set_s3_object_version(new.s3_object_version.clone())
                .architectures(new.architecture.as_str().into());
            retry!(cx, BUSY, call)?;
            cx.until_ready(id).await?;
        }
        let elsewhere = |property: &String| {
            CODE.contains(&property.as_str()) || matches!(property.as_str(), "tags" | "reserved_concurrency")
        };
        if !change.changed.iter().all(elsewhere) {
            cx.eventually(BUSY, || async {
                let call = lambda
                    .update_function_configuration()
                    .function_name(name)
                    .role(new.role_arn.as_str())
                    .runtime(new.runtime.as_str().into())
                    .handler(&new.handler)
                    .description(&new.description)
                    .memory_size(number(new.memory_size))
                    .timeout(number(new.timeout))
                    .environment(environment(new))
                    .kms_key_arn(new.kms_key_arn.as_ref().map(Arn::to_string).unwrap_or_default())
                    .set_layers(Some(new.layers.iter().map(Arn::to_string).collect()))
                    .vpc_config(vpc(new))
                    .set_logging_config(logging(new));
                retry_on(send!(cx, call), FRESH)
            })
            .await?;
            cx.until_ready(id).await?;
        }
        if change.has("reserved_concurrency") {
            reserve(cx, name, new.reserved_concurrency).await?;
        }
        let arn = change.attrs.arn.as_str();
        update_tags!(cx, lambda, tag_resource / untag_resource, resource(arn); &change.old.tags => &new.tags)?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let (name, lambda) = (id.as_str(), cx.api().lambda());
        if !last.props.subnet_ids.is_empty() {
            let nowhere = sdk::VpcConfig::builder().set_subnet_ids(Some(vec![])).set_security_group_ids(Some(vec![]));
            let nowhere = nowhere.build();
            let call = lambda.update_function_configuration().function_name(name).vpc_config(nowhere.clone());
            retry!(cx, BUSY, call).ignore_not_found()?;
            match cx.until_ready(id).await {
                // It may have failed long ago: it is deleted either way.
                Err(error) if !matches!(error.kind, ErrorKind::Failed | ErrorKind::NotFound) => return Err(error),
                _ => {}
            }
        }
        cx.eventually(BUSY, || async { send!(cx, lambda.delete_function().function_name(name)) })
            .await
            .ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl NaturalKey for Function {
    fn display_name(props: &FunctionProps) -> String {
        format!("the function {}", props.name)
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &FunctionProps) -> Result<Option<(Id, Tags)>> {
        Ok(get(cx, &props.name).await?.map(|there| (Id::new(&props.name), tags_of(&there))))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let all = list_all!(cx, cx.api().lambda().list_functions())?;
        let ids: Vec<Id> = all.iter().filter_map(|function| function.function_name()).map(Id::new).collect();
        read_each(&ids, |id| async move {
            let there = get(cx, id.as_str()).await?;
            Ok(there.filter(|there| is_of_stack(cx.stack(), &tags_of(there))).map(|_| id.clone()))
        })
        .await
    }
}

async fn get(cx: &ReadContext<Aws>, name: &str) -> Result<Option<GetFunctionOutput>> {
    optional(send!(cx, cx.api().lambda().get_function().function_name(name)))
}

fn tags_of(there: &GetFunctionOutput) -> Tags {
    there.tags().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The zip to send; none where the code is in S3.
fn zip_of(props: &FunctionProps) -> Result<Option<Blob>> {
    match (&props.s3_bucket, &props.code_sha256) {
        (None, Some(digest)) => Ok(Some(Blob::new(code::of(digest)?))),
        _ => Ok(None),
    }
}

/// A create's answer: Lambda has one code for a name that is taken and for what passes.
fn created<T>(answer: Result<T>) -> Result<T> {
    retry_on(answer, FRESH).map_err(|error| match error.has_code(BUSY) && error.message.contains("already exist") {
        true => ProviderError { kind: ErrorKind::AlreadyExists, ..error },
        false => error,
    })
}

fn environment(props: &FunctionProps) -> sdk::Environment {
    sdk::Environment::builder().set_variables(Some(props.environment.clone().into_iter().collect())).build()
}

fn vpc(props: &FunctionProps) -> sdk::VpcConfig {
    let subnets = props.subnet_ids.iter().map(ToString::to_string).collect();
    let groups = props.security_group_ids.iter().map(ToString::to_string).collect();
    sdk::VpcConfig::builder().set_subnet_ids(Some(subnets)).set_security_group_ids(Some(groups)).build()
}

fn logging(props: &FunctionProps) -> Option<sdk::LoggingConfig> {
    props.log_group.as_ref().map(|group| sdk::LoggingConfig::builder().log_group(group).build())
}

async fn reserve(cx: &OperationContext<Function>, name: &str, calls: Option<u32>) -> Result<()> {
    let lambda = cx.api().lambda();
    cx.eventually(BUSY, || async {
        match calls {
            Some(calls) => {
                let call = lambda.put_function_concurrency().function_name(name);
                let call = call.reserved_concurrent_executions(number(calls));
                send!(cx, call).map(drop)
            }
            None => {
                let call = lambda.delete_function_concurrency().function_name(name);
                send!(cx, call).ignore_not_found()
            }
        }
    })
    .await
}

fn status_of(function: &FunctionConfiguration) -> Status {
    let why = |reason: Option<&str>| reason.unwrap_or("no reason was given").to_owned();
    match (function.state(), function.last_update_status()) {
        (Some(State::Failed), _) => Status::Failed(why(function.state_reason())),
        (_, Some(LastUpdateStatus::Failed)) => Status::Failed(why(function.last_update_status_reason())),
        (Some(State::Deleting), _) => Status::Deleting("Deleting".to_owned()),
        (Some(State::Pending), _) => Status::Pending("Pending".to_owned()),
        (_, Some(LastUpdateStatus::InProgress)) => Status::Pending("update InProgress".to_owned()),
        // One that was not called for long is inactive; the next call wakes it.
        _ => Status::Ready,
    }
}

fn seen(there: GetFunctionOutput) -> Result<ResourceState<Function>> {
    let tags = tags_of(&there);
    let function = there.configuration().ok_or_else(|| unreadable("configuration"))?;
    let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let vpc = function.vpc_config();
    let architecture = function.architectures().first().and_then(|one| one.as_str().parse().ok());
    let variables = function.environment().and_then(|environment| environment.variables());
    let reserved = there.concurrency().and_then(|concurrency| concurrency.reserved_concurrent_executions());
    let attrs = FunctionAttrs { arn: Arn::new(text(function.function_arn())), name: text(function.function_name()) };
    let props = FunctionProps {
        name: attrs.name.clone(),
        role_arn: Arn::new(text(function.role())),
        runtime: text(function.runtime().map(sdk::Runtime::as_str)),
        handler: text(function.handler()),
        code_sha256: some(function.code_sha256()),
        s3_bucket: None,
        s3_key: None,
        s3_object_version: None,
        description: text(function.description()),
        memory_size: count(function.memory_size()),
        timeout: count(function.timeout()),
        architecture: architecture.unwrap_or(Architecture::X86_64),
        environment: variables.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect(),
        kms_key_arn: some(function.kms_key_arn()).map(Arn::new),
        layers: function.layers().iter().filter_map(sdk::Layer::arn).map(Arn::new).collect(),
        subnet_ids: vpc.map(|vpc| vpc.subnet_ids().iter().map(SubnetId::new).collect()).unwrap_or_default(),
        security_group_ids: vpc
            .map(|vpc| vpc.security_group_ids().iter().map(SecurityGroupId::new).collect())
            .unwrap_or_default(),
        log_group: function.logging_config().and_then(|logging| some(logging.log_group())),
        reserved_concurrency: reserved.map(|calls| count(Some(calls))),
        tags: own_tags(tags),
    };
    Ok(ResourceState { id: Id::new(&attrs.name), props, attrs, status: status_of(function) })
}
