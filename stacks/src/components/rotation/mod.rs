//! What changes the values of secrets: a function, and what lets Secrets Manager call it.

use anyhow::Result;
use archipel::aws::iam::*;
use archipel::aws::lambda::*;
use archipel::aws::logs::*;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use super::rights::Rights;
use super::trust::trust;
use super::{Keys, Site, dotted};
use crate::config;

/// The code: Python's standard library and the SDK that comes with the runtime.
const CODE: &str = include_str!("function.py");

/// Gives each of these secrets a new random value every so many days.
///
/// # Errors
/// The function's code cannot be packed.
pub(super) fn rotate(
    site: &Site,
    keys: &Keys,
    secrets: &[(String, Secret)],
    settings: &config::Rotation,
) -> Result<()> {
    let scope = &site.scope.component("rotation");
    let name = format!("{}-rotation", site.stack_prefix());
    let logs = LogGroup::new(
        scope,
        "main",
        LogGroupArgs::new(format!("/aws/lambda/{name}")).retention_in_days(settings.log_days),
    );
    let role =
        RoleArgs::new(name.as_str(), trust("lambda.amazonaws.com", site)).description("Changes the values of secrets");
    let role = Role::new(scope, "main", role);
    // To change these secrets, with the key that they are kept under, and to say that it did.
    let rights = Rights::default()
        .allow(
            &[
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            secrets.iter().map(|(_, secret)| secret.arn()),
        )
        .allow_via(&[site.service("secretsmanager")], &["kms:Decrypt", "kms:GenerateDataKey"], [keys.primary.arn()])
        .allow(&["logs:CreateLogStream", "logs:PutLogEvents"], [output_format!("{}:*", logs.arn())]);
    let policy = RolePolicy::new(scope, "main", RolePolicyArgs::new(role.name(), "rotation", rights.policy()));

    let args = FunctionArgs::new(name.as_str(), role.arn(), "python3.13", "function.handler")
        .description("Changes the values of secrets")
        .architecture(Architecture::Arm64)
        .timeout(30_u32)
        .log_group(logs.name());
    let args = args.sources([("function.py", CODE)])?;
    let function = Function::new_with(scope, "main", args, Options::new().depends_on(&policy));
    let permission = PermissionArgs::new(function.name(), "secretsmanager", "secretsmanager.amazonaws.com");
    let permission = Permission::new(scope, "main", permission.source_account(site.account.clone()));
    for (name, secret) in secrets {
        let args = RotationArgs::new(secret.arn(), function.arn()).automatically_after_days(settings.days);
        // The function is called at once: with what it may do.
        Rotation::new_with(scope, &dotted(name), args, Options::new().depends_on(&permission).depends_on(&policy));
    }
    Ok(())
}
