//! Invokes a Lambda function.

use archipel_engine::Value;
use archipel_engine::program::{AnyInput, Hook};
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError, Result};
use async_trait::async_trait;
use aws_smithy_types::Blob;
use aws_smithy_types::timeout::TimeoutConfig;

use super::wrong_inputs;
use crate::aws::{Connection, SdkResultExt as _};

/// The maximum number of bytes of a function's answer in an error.
const SHOWN: usize = 1000;

/// Invokes a Lambda function, by its name or ARN, in the region of the resource or that of the ARN, and waits for its end. The
/// hook fails if the function does. The function gets the hook as JSON: `hook`, `point`, `urn`, `id`, `region`, `account`,
/// `outputs`, `token`, and the value of `.input("input", ..)`. It needs the permission `lambda:InvokeFunction`.
///
/// ```
/// # use archipel_engine::Scope;
/// # use archipel_resources::{hooks, lambda, rds};
/// # fn declare(scope: &Scope, cluster: &rds::Cluster, migrate: &lambda::Function) {
/// // What depends on the cluster waits until its tables exist.
/// scope.hook("migrate", cluster, hooks::invoke(migrate.arn()).after_create());
/// # }
/// ```
pub fn invoke(function: impl AnyInput) -> Hook {
    Hook::new(KIND).input("function", function)
}

const KIND: &str = "aws:lambda/Invoke";

pub(super) struct Invoke(pub(super) Connection);

#[async_trait]
impl HookHandler for Invoke {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        wrong_inputs(inputs, "function", &["input"])
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let function = request.inputs.field("function").as_str().unwrap_or_default();
        let aws = self.0.aws(request.environment)?;
        let aws = match region_of(function).filter(|region| *region != aws.region()) {
            Some(region) => aws.in_region(region)?,
            None => aws,
        };
        let payload = request.document(request.inputs.field("input")).to_string();
        // A function may run for as long as the hook.
        let times =
            TimeoutConfig::builder().operation_attempt_timeout(request.timeout).read_timeout(request.timeout).build();
        let config = aws_sdk_lambda::config::Builder::new().timeout_config(times);
        let call = aws.lambda().invoke().function_name(function).payload(Blob::new(payload));
        let sent = call.customize().config_override(config).send().await;
        let output = sent.into_provider_result(aws.region())?;
        let Some(kind) = output.function_error() else { return Ok(()) };
        let answer = output.payload().map(Blob::as_ref).unwrap_or_default();
        let answer = String::from_utf8_lossy(&answer[..answer.len().min(SHOWN)]).into_owned();
        Err(ProviderError::new(ErrorKind::Invalid, format!("the function {function} failed ({kind}): {answer}")))
    }
}

/// The region in the ARN of a function.
fn region_of(function: &str) -> Option<&str> {
    function.starts_with("arn:").then(|| function.split(':').nth(3)).flatten().filter(|region| !region.is_empty())
}
