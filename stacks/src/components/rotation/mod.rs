//! Rotation of secrets: a function, and the permission for Secrets Manager to call it.

use anyhow::Result;
use archipel::aws::iam::*;
use archipel::aws::lambda::*;
use archipel::aws::logs::*;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use super::statements::{allow_via, on_some};
use super::trust::trust;
use super::{Keys, RegionContext, dotted};
use crate::config;

/// The code: Python's standard library and the SDK of the runtime.
const CODE: &str = include_str!("function.py");

/// Generates a new random value for each of these secrets at this interval in days.
///
/// # Errors
/// When the function's code cannot be packed.
pub(super) fn rotate(
    context: &RegionContext,
    keys: &Keys,
    secrets: &[(String, Secret)],
    settings: &config::Rotation,
) -> Result<()> {
    let scope = &context.scope.component("rotation");
    let name = format!("{}-rotation", context.stack_prefix());
    let logs = LogGroup::new(
        scope,
        "main",
        LogGroupArgs::new(format!("/aws/lambda/{name}")).retention_in_days(settings.log_days),
    );
    let role =
        RoleArgs::new(&name, trust("lambda.amazonaws.com", context)).description("Changes the values of secrets");
    let role = Role::new(scope, "main", role);
    // Permission to change these secrets, to use their key, and to write logs.
    let actions = [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    ];
    let arns: Vec<_> = secrets.iter().map(|(_, secret)| secret.arn()).collect();
    let service = context.service("secretsmanager");
    let statements = [
        on_some(Statement::allow(actions), arns),
        Some(allow_via(service, ["kms:Decrypt", "kms:GenerateDataKey"], keys.primary.arn())),
        Some(Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(output_format!("{}:*", logs.arn()))),
    ];
    let policy = RolePolicyArgs::new(role.name(), "rotation", Policy::new(statements.into_iter().flatten()));
    let policy = RolePolicy::new(scope, "main", policy);

    let args = FunctionArgs::new(&name, role.arn())
        .runtime("python3.13")
        .handler("function.handler")
        .description("Changes the values of secrets")
        .architecture(Architecture::Arm64)
        .timeout(30)
        .log_group(logs.name());
    let args = args.sources([("function.py", CODE)])?;
    let function = Function::with_options(scope, "main", args, Options::new().depends_on(&policy));
    let permission = PermissionArgs::new(function.name(), "secretsmanager", "secretsmanager.amazonaws.com");
    let permission = Permission::new(scope, "main", permission.source_account(&context.account));
    for (name, secret) in secrets {
        let args = RotationArgs::new(secret.arn(), function.arn()).automatically_after_days(settings.days);
        // Secrets Manager calls the function immediately, so its permissions must exist first.
        Rotation::with_options(scope, dotted(name), args, Options::new().depends_on(&permission).depends_on(&policy));
    }
    Ok(())
}
