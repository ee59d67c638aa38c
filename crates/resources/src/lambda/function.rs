//! `aws:lambda/Function`: code that AWS runs when it is invoked.

use aws_sdk_lambda::error::BuildError;
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    self as sdk, FunctionCode, FunctionConfiguration, LastUpdateStatus, State as FunctionState,
};

use super::code;
use crate::lookup::Describe as _;
use crate::prelude::*;

/// Parts of messages about a new role or policy that is not visible yet.
const RETRYABLE_ERRORS: &[&str] = &[
    "cannot be assumed by Lambda",
    "does not have permissions to call",
    "execution role does not have permissions",
    "KMSAccessDenied",
    // Lambda makes a grant for a new role and a key.
    "key is invalid for CreateGrant",
    // EC2 limits how fast Lambda makes network interfaces.
    "throttled by EC2",
];
/// Error codes while another change of the same function is in progress.
const CONFLICT_CODES: &[&str] = &["ResourceConflictException", "ResourceInUseException"];
/// The properties that `UpdateFunctionCode` changes.
const CODE: &[&str] = &["code_sha256", "s3_bucket", "s3_key", "s3_object_version", "image_uri", "architecture"];

const BETWEEN_ZIP_AND_IMAGE: ReplacesWhen =
    ReplacesWhen { name: "between a zip and an image", applies: |old, new| old.is_null() != new.is_null() };

/// The properties of a function. Its code is a zip that the program gives (`zip`, `zip_file`, `sources`), one in S3, or a
/// container image (`image_uri`).
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FunctionProps {
    /// The name, unique in the account and region: up to 64 letters, digits, `-` and `_`.
    #[arg(replace = "Lambda cannot rename a function", length = 1..=64, pattern = "[A-Za-z0-9_-]+")]
    pub name: String,
    /// The execution role.
    pub role_arn: Arn,
    /// The runtime of a zip: `python3.13`.
    #[arg(length = 1..)]
    pub runtime: Option<String>,
    /// The handler in a zip: `index.handler`.
    #[arg(length = 1..=128, pattern = "[^\\s]+")]
    pub handler: Option<String>,
    /// The container image instead of a zip: a tag or a digest in a repository of ECR in the same region.
    #[arg(replace = "a function stays one of a zip or of an image", replace_when = BETWEEN_ZIP_AND_IMAGE)]
    pub image_uri: Option<String>,
    /// Settings that differ from those in the container image.
    pub image_config: Option<ImageConfigProps>,
    /// The SHA-256 of the code's zip in Base64. Optional for code in S3; without it, changes of the object are not
    /// detected.
    #[arg(computed)]
    pub code_sha256: Option<String>,
    /// The bucket with the code's zip, in the same region.
    #[arg(write_only, length = 3..=63, pattern = "[0-9A-Za-z._-]*[0-9A-Za-z_-]")]
    pub s3_bucket: Option<BucketName>,
    /// The key of the code's zip.
    #[arg(write_only, length = 1..=1024)]
    pub s3_key: Option<String>,
    /// The version of the object.
    #[arg(write_only, length = 1..=1024)]
    pub s3_object_version: Option<String>,
    /// The dead letter queue or topic of asynchronous invocations that fail.
    pub dead_letter_arn: Option<Arn>,
    /// Whether AWS X-Ray samples and traces requests.
    #[arg(default = Tracing::PassThrough)]
    pub tracing: Tracing,
    /// The size of `/tmp` in MB: 512 to 10,240.
    #[arg(default = 512, range = 512..=10240)]
    pub ephemeral_storage: u32,
    /// The description: up to 256 characters.
    #[arg(default = "", length = ..=256)]
    pub description: String,
    /// The memory in MB, 128 to 10,240, which also determines the share of a CPU.
    #[arg(default = 128, range = 128..=10240)]
    pub memory_size: u32,
    /// The timeout of an invocation in seconds: 1 to 900.
    #[arg(default = 3, range = 1..=900)]
    pub timeout: u32,
    /// The architecture.
    #[arg(default = Architecture::X86_64)]
    pub architecture: Architecture,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// The KMS key that encrypts the environment variables. The default is a key of Lambda.
    pub kms_key_arn: Option<Arn>,
    /// The ARNs of layer versions.
    #[arg(items = ..=5)]
    pub layers: Vec<Arn>,
    /// The subnets, for access to a VPC.
    #[arg(set)]
    pub subnet_ids: Vec<SubnetId>,
    /// The security groups, for access to a VPC.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The log group. The default is `/aws/lambda/NAME`.
    #[arg(computed, length = 1..=512, pattern = "[A-Za-z0-9._/#-]+")]
    pub log_group: Option<String>,
    /// The reserved concurrency: the maximum of concurrent invocations, which are reserved for the function.
    pub reserved_concurrency: Option<u32>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What a container image starts.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ImageConfig)]
pub struct ImageConfigProps {
    /// The entry point: a program and its arguments.
    pub entry_point: Vec<String>,
    /// The arguments of the entry point.
    pub command: Vec<String>,
    /// The working directory.
    #[arg(length = ..=1000)]
    pub working_directory: Option<String>,
}

/// Whether a function's requests are traced.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "verbatim")]
pub enum Tracing {
    /// Lambda samples requests.
    Active,
    /// Requests are traced if their caller traces them.
    PassThrough,
}

/// A CPU architecture.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// x86-64 (Intel, AMD).
    #[prop("x86_64")]
    X86_64,
    /// ARM (Graviton).
    #[prop("arm64")]
    Arm64,
}

/// A function (`CreateFunction`). It is ready when it is active and its last update succeeded.
///
/// The network interfaces of a deleted function would stay in its VPC for 20 to 40 minutes, so a delete removes the
/// function from the VPC first.
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

/// Sets the code of a call or of a part of one: a zip, or the place of one in S3.
macro_rules! with_code {
    ($call:expr, $props:expr) => {
        $call
            .set_zip_file(zip_of($props)?)
            .set_s3_bucket($props.s3_bucket.as_ref().map(BucketName::to_string))
            .set_s3_key($props.s3_key.clone())
            .set_s3_object_version($props.s3_object_version.clone())
            .set_image_uri($props.image_uri.clone())
    };
}

/// Sets the properties that creates and updates take in the same way.
macro_rules! with_settings {
    ($call:expr, $props:expr) => {{
        let logging = $props.log_group.as_ref().map(|group| sdk::LoggingConfig::builder().log_group(group).build());
        let tracing = sdk::TracingConfig::builder().mode($props.tracing.as_str().into()).build();
        $call
            .tracing_config(tracing)
            .ephemeral_storage(build_input(storage($props))?)
            .role($props.role_arn.as_str())
            .set_runtime($props.runtime.as_deref().map(Into::into))
            .set_handler($props.handler.clone())
            .set_image_config(image_config($props))
            .description(&$props.description)
            .memory_size(number($props.memory_size))
            .timeout(number($props.timeout))
            .environment(environment($props))
            // An image has no layers, and Lambda refuses an empty list of them.
            .set_layers($props.image_uri.is_none().then(|| texts(&$props.layers)))
            .set_logging_config(logging)
    }};
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
            .timeouts(Seconds::each(900))
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
    }

    fn check(props: &FunctionProps) -> Vec<String> {
        let place = (props.s3_bucket.is_some(), props.s3_key.is_some());
        let (image, zip) = (props.image_uri.is_some(), place != (false, false) || props.code_sha256.is_some());
        violations! {
            !image && !zip => "missing code: set a zip, `s3_bucket` and `s3_key`, or `image_uri`";
            image && place != (false, false) => "`image_uri` and `s3_bucket` exclude each other";
            image && (props.runtime.is_some() || props.handler.is_some() || !props.layers.is_empty()) =>
                "an image has its own runtime, handler and layers";
            !image && (props.runtime.is_none() || props.handler.is_none()) => "a zip needs `runtime` and `handler`";
            !image && props.image_config.is_some() => "`image_config` needs `image_uri`";
            place.0 != place.1 => "`s3_bucket` and `s3_key` must be set together";
            props.subnet_ids.is_empty() != props.security_group_ids.is_empty() =>
                "`subnet_ids` and `security_group_ids` must be set together";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &FunctionProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            let call = with_settings!(cx.api().lambda().create_function().function_name(&props.name), props)
                .code(with_code!(FunctionCode::builder(), props).build())
                .architectures(props.architecture.as_str().into())
                .set_package_type(props.image_uri.as_ref().map(|_| sdk::PackageType::Image))
                .set_dead_letter_config(props.dead_letter_arn.as_ref().map(|_| dead_letter(props)))
                .set_kms_key_arn(props.kms_key_arn.as_ref().map(Arn::to_string))
                .set_vpc_config((!props.subnet_ids.is_empty()).then(|| vpc(props)))
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

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (name, new, lambda) = (id.as_str(), &change.new, cx.api().lambda());
        if CODE.iter().any(|property| change.has(property)) {
            let call = with_code!(lambda.update_function_code().function_name(name), new);
            retry!(cx, CONFLICT_CODES, call.architectures(new.architecture.as_str().into()))?;
            cx.until_ready(id).await?;
        }
        let elsewhere = |property: &String| {
            CODE.contains(&property.as_str()) || matches!(property.as_str(), "tags" | "reserved_concurrency")
        };
        if !change.changed.iter().all(elsewhere) {
            let call = with_settings!(lambda.update_function_configuration().function_name(name), new)
                .kms_key_arn(new.kms_key_arn.as_ref().map(Arn::to_string).unwrap_or_default())
                .set_dead_letter_config(change.has("dead_letter_arn").then(|| dead_letter(new)))
                .vpc_config(vpc(new));
            retry!(cx, CONFLICT_CODES, call, |response| retry_on(response, RETRYABLE_ERRORS))?;
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
            let none = sdk::VpcConfig::builder().set_subnet_ids(Some(vec![])).set_security_group_ids(Some(vec![]));
            let call = lambda.update_function_configuration().function_name(name).vpc_config(none.build());
            retry!(cx, CONFLICT_CODES, call).ignore_not_found()?;
            match cx.until_ready(id).await {
                // A failed function is deleted too.
                Err(error) if !matches!(error.kind, ErrorKind::Failed | ErrorKind::NotFound) => return Err(error),
                _ => {}
            }
        }
        delete!(cx, id, CONFLICT_CODES, lambda.delete_function().function_name(name))
    }
}

lookup! {
    Function: GetFunctionOutput, "function" by name,
    list: |cx| {
        let all = list_all!(cx, cx.api().lambda().list_functions())?;
        let ids: Vec<Id> = all.iter().filter_map(|function| function.function_name()).map(Id::new).collect();
        Self::describe(cx, &ids).await
    };
    id_of: |function| Id::new(function.configuration().and_then(|one| one.function_name()).unwrap_or_default()),
    status: |function| function.configuration().map_or(Status::Absent, status_of),
    describe: |cx, ids| {
        read_each(ids, |id| async move {
            optional(send!(cx, cx.api().lambda().get_function().function_name(id.as_str())))
        })
        .await
    },
    tags: |cx, function| tags_of(cx.region(), function),
    state: state,
}

/// The tags of a response. Lambda leaves them out for callers who may not list them.
fn tags_of(region: &str, function: &GetFunctionOutput) -> Result<Option<Tags>> {
    match function.tags_error() {
        None => Ok(Some(function.tags.clone().unwrap_or_default().into_iter().collect())),
        Some(error) => {
            let message = format!("{}: the tags need lambda:ListTags", error.message());
            Err(ProviderError {
                code: Some(error.error_code().to_owned()),
                service: Some("lambda".to_owned()),
                operation: Some("ListTags".to_owned()),
                region: Some(region.to_owned()),
                ..ProviderError::new(ErrorKind::Denied, message)
            })
        }
    }
}

fn storage(props: &FunctionProps) -> std::result::Result<sdk::EphemeralStorage, BuildError> {
    sdk::EphemeralStorage::builder().size(number(props.ephemeral_storage)).build()
}

/// The dead letter queue; an empty one removes it.
fn dead_letter(props: &FunctionProps) -> sdk::DeadLetterConfig {
    let arn = props.dead_letter_arn.as_ref().map(Arn::to_string);
    sdk::DeadLetterConfig::builder().target_arn(arn.unwrap_or_default()).build()
}

/// The settings of an image; empty ones are those in the image.
fn image_config(props: &FunctionProps) -> Option<sdk::ImageConfig> {
    props.image_uri.as_ref()?;
    let settings = props.image_config.as_ref();
    let builder = sdk::ImageConfig::builder()
        .set_entry_point(Some(settings.map(|settings| settings.entry_point.clone()).unwrap_or_default()))
        .set_command(Some(settings.map(|settings| settings.command.clone()).unwrap_or_default()));
    Some(builder.set_working_directory(settings.and_then(|settings| settings.working_directory.clone())).build())
}

/// The zip; `None` for code in S3 and for images.
fn zip_of(props: &FunctionProps) -> Result<Option<Blob>> {
    match (props.s3_bucket.is_some() || props.image_uri.is_some(), &props.code_sha256) {
        (false, Some(digest)) => Ok(Some(Blob::new(code::of(digest)?))),
        _ => Ok(None),
    }
}

/// Classifies the response to a create: Lambda has one code for an existing name and for a conflicting change.
fn created<T>(answer: Result<T>) -> Result<T> {
    retry_on(answer, RETRYABLE_ERRORS).map_err(|error| {
        match error.has_code(CONFLICT_CODES) && error.message.contains("already exist") {
            true => ProviderError { kind: ErrorKind::AlreadyExists, ..error },
            false => error,
        }
    })
}

fn environment(props: &FunctionProps) -> sdk::Environment {
    sdk::Environment::builder().set_variables(Some(props.environment.clone().into_iter().collect())).build()
}

fn vpc(props: &FunctionProps) -> sdk::VpcConfig {
    let builder = sdk::VpcConfig::builder().set_subnet_ids(Some(texts(&props.subnet_ids)));
    builder.set_security_group_ids(Some(texts(&props.security_group_ids))).build()
}

async fn reserve(cx: &OperationContext<Function>, name: &str, calls: Option<u32>) -> Result<()> {
    let lambda = cx.api().lambda();
    match calls {
        Some(calls) => {
            let call = lambda.put_function_concurrency().function_name(name);
            retry!(cx, CONFLICT_CODES, call.reserved_concurrent_executions(number(calls))).map(drop)
        }
        None => retry!(cx, CONFLICT_CODES, lambda.delete_function_concurrency().function_name(name)).ignore_not_found(),
    }
}

fn status_of(function: &FunctionConfiguration) -> Status {
    let why = |reason: Option<&str>| reason.unwrap_or("no reason was given").to_owned();
    match (function.state(), function.last_update_status()) {
        (Some(FunctionState::Failed), _) => Status::Failed(why(function.state_reason())),
        (_, Some(LastUpdateStatus::Failed)) => Status::Failed(why(function.last_update_status_reason())),
        (Some(FunctionState::Deleting), _) => Status::Deleting("Deleting".to_owned()),
        (Some(FunctionState::Pending), _) => Status::Pending("Pending".to_owned()),
        (_, Some(LastUpdateStatus::InProgress)) => Status::Pending("update InProgress".to_owned()),
        // A function becomes inactive after weeks without a call; the next call activates it.
        _ => Status::Ready,
    }
}

fn state(found: &GetFunctionOutput, tags: Tags) -> Result<State<Function>> {
    let function = found.configuration().ok_or_else(|| unreadable("configuration"))?;
    let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let vpc = function.vpc_config();
    let image = function.image_config_response().and_then(|response| response.image_config());
    let image = image.filter(|image| {
        !image.entry_point().is_empty() || !image.command().is_empty() || some(image.working_directory()).is_some()
    });
    let tracing = function.tracing_config().and_then(|config| config.mode()).map(|mode| mode.as_str());
    let architecture = function.architectures().first();
    let architecture = parsed_option("architecture", architecture.map(sdk::Architecture::as_str))?;
    let variables = function.environment().and_then(|environment| environment.variables());
    let reserved = found.concurrency().and_then(|concurrency| concurrency.reserved_concurrent_executions());
    let attrs = FunctionAttrs { arn: Arn::new(text(function.function_arn())), name: text(function.function_name()) };
    let props = FunctionProps {
        name: attrs.name.clone(),
        role_arn: Arn::new(text(function.role())),
        runtime: some(function.runtime().map(sdk::Runtime::as_str)),
        handler: some(function.handler()),
        image_uri: found.code().and_then(|code| some(code.image_uri())),
        image_config: image.map(|image| ImageConfigProps {
            entry_point: image.entry_point().to_vec(),
            command: image.command().to_vec(),
            working_directory: some(image.working_directory()),
        }),
        dead_letter_arn: function.dead_letter_config().and_then(|config| some(config.target_arn())).map(Arn::new),
        tracing: parsed_option("tracing", tracing)?.unwrap_or(Tracing::PassThrough),
        ephemeral_storage: function.ephemeral_storage().map_or(512, |storage| count(Some(storage.size()))),
        // The digest of an image is a part of its address, or unknown to the program.
        code_sha256: some(function.code_sha256()).filter(|_| function.package_type() != Some(&sdk::PackageType::Image)),
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
    Ok((props, attrs))
}

#[cfg(test)]
mod tests {
    use aws_sdk_lambda::types::TagsError;

    use super::*;

    #[test]
    fn tags_that_may_not_be_read_are_not_taken_for_none() {
        let error = TagsError::builder().error_code("AccessDeniedException").message("not authorized to ListTags");
        let denied = GetFunctionOutput::builder().tags_error(error.build().unwrap()).build();
        let error = tags_of("eu-west-1", &denied).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied);
        assert!(error.message.contains("lambda:ListTags"), "{error}");
        assert_eq!(tags_of("eu-west-1", &GetFunctionOutput::builder().build()).unwrap(), Some(Tags::new()));
    }
}
