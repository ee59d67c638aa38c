//! What changes the values of secrets: a function, and what lets Secrets Manager call it.

use anyhow::Result;
use archipel::aws::iam::*;
use archipel::aws::lambda::*;
use archipel::aws::logs::*;
use archipel::aws::secretsmanager::*;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::json;

use super::{Keys, Site};
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
    let stack = scope.stack();
    let name = format!("{}-{}-rotation", stack.project(), stack.name());
    let logs = LogGroup::new(
        scope,
        "main",
        LogGroupArgs::new(format!("/aws/lambda/{name}")).retention_in_days(settings.log_days),
    );
    let role = Role::new(
        scope,
        "main",
        RoleArgs::new(
            name.as_str(),
            json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }],
            }),
        )
        .description("Changes the values of secrets"),
    );
    let arns = Output::all(secrets.iter().map(|(_, secret)| secret.arn()));
    let policy =
        RolePolicy::new(scope, "main", RolePolicyArgs::new(role.name(), "rotation", allowed(site, keys, arns, &logs)));

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
        Rotation::new_with(scope, name, args, Options::new().depends_on(&permission).depends_on(&policy));
    }
    Ok(())
}

/// What the function may do: change these secrets, with the key that they are kept under, and say that it did.
fn allowed(site: &Site, keys: &Keys, secrets: Output<Vec<Arn>>, logs: &LogGroup) -> Output<PolicyDocument> {
    let service = format!("secretsmanager.{}.amazonaws.com", site.scope.region());
    secrets.zip(&Output::all([keys.primary.arn(), logs.arn()]), move |secrets, others| {
        let logs = others.last().map(|arn| format!("{arn}:*"));
        PolicyDocument::new(json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Secrets",
                    "Effect": "Allow",
                    "Action": [
                        "secretsmanager:DescribeSecret",
                        "secretsmanager:GetSecretValue",
                        "secretsmanager:PutSecretValue",
                        "secretsmanager:UpdateSecretVersionStage",
                    ],
                    "Resource": secrets.iter().map(Arn::as_str).collect::<Vec<_>>(),
                },
                {
                    "Sid": "Key",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Resource": others.first().map(Arn::as_str),
                    "Condition": {"StringEquals": {"kms:ViaService": service}},
                },
                {
                    "Sid": "Logs",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": logs,
                },
            ],
        }))
    })
}
