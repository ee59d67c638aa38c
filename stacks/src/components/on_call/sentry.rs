//! The projects in Sentry, whose addresses the workloads read from Secrets Manager.

use std::collections::BTreeMap;

use archipel::aws::iam::*;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;
use archipel::saas::sentry::*;

use crate::components::RegionContext;
use crate::components::secrets::replicated;
use crate::components::statements::allow_via;
use crate::config;
use crate::sections::Foundation;

/// The name of the secret with the address of a project, in both regions.
pub(in crate::components) fn secret_name(context: &RegionContext, project: &str) -> String {
    let stack = context.scope.stack();
    format!("{}/{}/on-call/sentry-{project}", stack.project(), stack.name())
}

/// Declares a project and its secret for each application, and lets the workloads read it in both regions.
pub(super) fn declare(scope: &Scope, foundation: &Foundation<'_>, settings: &config::Sentry) {
    let scope = &scope.component("sentry");
    let PerRegion { primary, secondary } = foundation.contexts;
    let keys = foundation.keys;
    let mut read: BTreeMap<&str, Vec<Output<Arn>>> = BTreeMap::new();
    for (name, project) in &settings.projects {
        let slug = format!("{}-{name}", primary.stack_prefix());
        let args = ProjectArgs::new(&settings.organization, &slug, [&settings.team]).platform(&project.platform);
        let sentry = Project::new(scope, name, args);
        let args = SecretArgs::new(secret_name(primary, name))
            .description(format!("The address to which {name} sends its errors"))
            .recovery_window_in_days(foundation.config.secrets.recovery_window_days);
        let (secret, arns) = replicated(scope, name, args, foundation.contexts, keys);
        let value = json!({ "SENTRY_DSN": sentry.dsn() });
        SecretValue::new(scope, name, SecretValueArgs::new(secret.arn(), value));
        for workload in &project.workloads {
            read.entry(workload).or_default().extend(arns.clone());
        }
    }
    for (name, role) in &foundation.identity.workloads {
        let Some(secrets) = read.remove(name.as_str()) else { continue };
        let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
        let policy = Policy::new([
            Statement::allow(actions).on(secrets),
            allow_via([primary.service("secretsmanager")], "kms:Decrypt", keys.primary.arn()),
            allow_via([secondary.service("secretsmanager")], "kms:Decrypt", keys.secondary.arn()),
        ]);
        RolePolicy::new(scope, format!("{name}-reads"), RolePolicyArgs::new(role.name(), "sentry", policy));
    }
}
