//! A function that Secrets Manager calls: its role, its logs, and its permission.

use anyhow::Result;
use archipel::aws::iam::*;
use archipel::aws::lambda::*;
use archipel::aws::logs::*;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use crate::components::statements::{allow_via, on_some};
use crate::components::trust::trust;
use crate::components::{Keys, RegionContext, dotted};
use crate::config;

/// The parts of a rotation function that differ between functions.
pub(super) struct Settings<'a> {
    /// The suffix of its name: `rotation`.
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    /// The handler: `function.handler`.
    pub(super) handler: &'a str,
    pub(super) files: &'a [(&'a str, &'a [u8])],
    /// The secrets that it changes.
    pub(super) changes: Vec<Output<Arn>>,
    /// Its permissions besides those on these secrets.
    pub(super) more: Vec<Statement>,
    /// Sets the network and the environment.
    pub(super) shape: &'a dyn Fn(FunctionArgs) -> FunctionArgs,
    pub(super) timeout: u32,
}

/// A rotation function.
pub(super) struct RotationFunction {
    scope: Scope,
    pub(super) function: Function,
    policy: RolePolicy,
    permission: Permission,
    days: u32,
}

impl RotationFunction {
    /// Declares the function in the primary region.
    ///
    /// # Errors
    /// When its code cannot be packed.
    pub(super) fn new(
        scope: Scope,
        context: &RegionContext,
        keys: &Keys,
        settings: Settings<'_>,
        rotation: &config::Rotation,
    ) -> Result<Self> {
        let name = format!("{}-{}", context.stack_prefix(), settings.name);
        let logs = LogGroup::new(
            &scope,
            "main",
            LogGroupArgs::new(format!("/aws/lambda/{name}")).retention_in_days(rotation.log_days),
        );
        let role = RoleArgs::new(&name, trust("lambda.amazonaws.com", context)).description(settings.description);
        let role = Role::new(&scope, "main", role);
        // Permission to change these secrets, to use their key, and to write logs.
        let actions = [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ];
        let write = ["logs:CreateLogStream", "logs:PutLogEvents"];
        let service = context.service("secretsmanager");
        let statements = [
            on_some(Statement::allow(actions), settings.changes),
            Some(allow_via(service, ["kms:Decrypt", "kms:GenerateDataKey"], keys.primary.arn())),
            Some(Statement::allow(write).on(output_format!("{}:*", logs.arn()))),
        ];
        let policy = Policy::new(statements.into_iter().flatten().chain(settings.more));
        let policy = RolePolicy::new(&scope, "main", RolePolicyArgs::new(role.name(), "rotation", policy));

        let args = FunctionArgs::new(&name, role.arn())
            .runtime("python3.13")
            .handler(settings.handler)
            .description(settings.description)
            .architecture(Architecture::Arm64)
            .timeout(settings.timeout)
            .log_group(logs.name());
        let args = (settings.shape)(args.sources(settings.files.iter().copied())?);
        // Lambda checks the permissions of the role when it creates the function.
        let function = Function::with_options(&scope, "main", args, Options::new().depends_on(&policy));
        let permission = PermissionArgs::new(function.name(), "secretsmanager", "secretsmanager.amazonaws.com");
        let permission = Permission::new(&scope, "main", permission.source_account(&context.account));
        Ok(Self { scope, function, policy, permission, days: rotation.days })
    }

    /// Rotates a secret. Secrets Manager calls the function immediately, so its permissions exist first, and everything in
    /// `after`.
    pub(super) fn rotate(&self, name: &str, secret: &Secret, after: Options) {
        let args = RotationArgs::new(secret.arn(), self.function.arn()).automatically_after_days(self.days);
        Rotation::with_options(
            &self.scope,
            dotted(name),
            args,
            after.depends_on(&self.permission).depends_on(&self.policy),
        );
    }
}
