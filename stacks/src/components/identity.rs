//! Roles: for the pipelines that preview and apply, and one for each workload under a permissions boundary.

use archipel::aws::iam::*;
use archipel::prelude::*;
use serde_json::json;

use super::rights::{PODS, Rights, policy, taken_by};
use super::{Artifacts, Keys, Secrets, Site};
use crate::config;

/// The roles of a stack.
pub struct Identity {
    /// The role of each workload, by its name.
    pub workloads: Vec<(String, Role)>,
    /// The most that a role can be given that pods take.
    pub boundary: ManagedPolicy,
    /// What the pipeline that applies acts as.
    pub pipeline: Role,
}

/// Where GitHub's workflows get their tokens from.
const GITHUB: &str = "token.actions.githubusercontent.com";

impl Identity {
    /// Declares them. IAM belongs to no region: the site gives the tags.
    pub fn declare(site: &Site, settings: &config::Identity) -> Self {
        let scope = &site.scope.component("identity");
        let prefix = site.stack_prefix();

        let boundary = ManagedPolicy::new(
            scope,
            "boundary",
            ManagedPolicyArgs::new(
                format!("{prefix}-boundary"),
                policy(&json!([
                    {"Sid": "Workloads", "Effect": "Allow", "Action": "*", "Resource": "*"},
                    {
                        "Sid": "NoEscalation",
                        "Effect": "Deny",
                        "Action": ["iam:*", "organizations:*", "account:*", "kms:ScheduleKeyDeletion"],
                        "Resource": "*",
                    },
                ])),
            )
            .description("The most that a workload's role can be given"),
        );
        let role = |workload: &config::Workload| {
            let name = &workload.name;
            let args = RoleArgs::new(format!("{prefix}-{name}"), taken_by(PODS)).permissions_boundary(boundary.arn());
            (name.clone(), Role::new(scope, name, args))
        };
        let workloads = settings.workloads.iter().map(role).collect();
        let [_, pipeline] = pipelines(scope, &prefix, &settings.github_repository);
        Self { workloads, boundary, pipeline }
    }

    /// Lets each workload read its secrets and its buckets in both regions, where it runs alike, and write to its buckets of
    /// the primary one: what is written to a copy goes nowhere.
    pub fn allow(
        &self,
        sites: [&Site; 2],
        keys: &Keys,
        secrets: &Secrets,
        artifacts: &Artifacts,
        settings: &config::Identity,
    ) {
        let scope = &sites[0].scope.component("identity");
        for (workload, (name, role)) in settings.workloads.iter().zip(&self.workloads) {
            let uses = [("secretsmanager", &workload.secrets), ("s3", &workload.buckets)];
            let services = uses.into_iter().filter(|(_, names)| !names.is_empty()).map(|(service, _)| service);
            let [here, there]: [Vec<String>; 2] =
                sites.map(|site| services.clone().map(|one| site.service(one)).collect());
            if here.is_empty() {
                continue;
            }
            let buckets = || artifacts.buckets.iter().filter(|bucket| workload.buckets.contains(&bucket.name));
            let written: Vec<_> = buckets().map(|bucket| output_format!("{}/*", bucket.primary.arn())).collect();
            let copies = buckets().map(|bucket| output_format!("{}/*", bucket.secondary.arn()));
            let encrypts = (!written.is_empty()).then(|| keys.primary.arn());
            let rights = Rights::default()
                .allow(
                    &["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                    secrets.arns(&workload.secrets),
                )
                .allow(&["s3:GetObject"], written.iter().cloned().chain(copies))
                .allow(&["s3:PutObject"], written)
                .allow_via(&here, &["kms:Decrypt"], [keys.primary.arn()])
                .allow_via(&there, &["kms:Decrypt"], [keys.secondary.arn()])
                .allow_via(&[sites[0].service("s3")], &["kms:GenerateDataKey"], encrypts);
            RolePolicy::new(scope, name, RolePolicyArgs::new(role.name(), "workload", rights.policy()));
        }
    }
}

/// A role that workflows of the repository take to preview, and one that its main branch takes to apply.
fn pipelines(scope: &Scope, prefix: &str, repository: &str) -> [Role; 2] {
    let provider = OpenIdConnectProvider::new(
        scope,
        "github",
        OpenIdConnectProviderArgs::new(format!("https://{GITHUB}"), ["sts.amazonaws.com"]),
    );
    let roles = [
        ("preview", format!("repo:{repository}:pull_request"), "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("apply", format!("repo:{repository}:ref:refs/heads/main"), "arn:aws:iam::aws:policy/AdministratorAccess"),
    ];
    roles.map(|(name, subject, rights)| {
        let trust = provider.arn().map(move |provider| {
            policy(&json!([{
                "Effect": "Allow",
                "Principal": {"Federated": provider.as_str()},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {
                    format!("{GITHUB}:aud"): "sts.amazonaws.com",
                    format!("{GITHUB}:sub"): subject,
                }},
            }]))
        });
        let role =
            Role::new(scope, &format!("pipeline-{name}"), RoleArgs::new(format!("{prefix}-pipeline-{name}"), trust));
        RolePolicyAttachment::new(
            scope,
            &format!("pipeline-{name}"),
            RolePolicyAttachmentArgs::new(role.name(), rights),
        );
        role
    })
}
