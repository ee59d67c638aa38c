//! Roles: for the pipelines that preview and apply, and one for each workload under a permissions boundary.

use archipel::aws::iam::*;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::json;

use super::{Artifacts, Site};
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
    pub fn declare(site: &Site, artifacts: &Artifacts, settings: &config::Identity) -> Self {
        let scope = &site.scope.component("identity");
        let stack = scope.stack();
        let prefix = format!("{}-{}", stack.project(), stack.name());

        let boundary = ManagedPolicy::new(
            scope,
            "boundary",
            ManagedPolicyArgs::new(
                format!("{prefix}-boundary"),
                json!({
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Sid": "Workloads", "Effect": "Allow", "Action": "*", "Resource": "*"},
                        {
                            "Sid": "NoEscalation",
                            "Effect": "Deny",
                            "Action": ["iam:*", "organizations:*", "account:*", "kms:ScheduleKeyDeletion"],
                            "Resource": "*",
                        },
                    ],
                }),
            )
            .description("The most that a workload's role can be given"),
        );
        let workloads = settings.workloads.iter();
        let role = |name: &String| (name.clone(), workload_role(scope, &prefix, name, &boundary, artifacts));
        let workloads = workloads.map(role).collect();
        let [_, pipeline] = pipelines(scope, &prefix, &settings.github_repository);
        Self { workloads, boundary, pipeline }
    }
}

/// A role that pods take, and that reads and writes the stack's buckets.
fn workload_role(scope: &Scope, prefix: &str, workload: &str, boundary: &ManagedPolicy, artifacts: &Artifacts) -> Role {
    let role = Role::new(
        scope,
        workload,
        RoleArgs::new(
            format!("{prefix}-{workload}"),
            json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"Service": "pods.eks.amazonaws.com"},
                    "Action": ["sts:AssumeRole", "sts:TagSession"],
                }],
            }),
        )
        .permissions_boundary(boundary.arn()),
    );
    let buckets = Output::all(artifacts.buckets.iter().map(|bucket| bucket.primary.arn()));
    let policy = buckets.map(|buckets| {
        let objects: Vec<String> = buckets.iter().map(|bucket| format!("{bucket}/*")).collect();
        PolicyDocument::new(json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": objects,
            }],
        }))
    });
    RolePolicy::new(scope, workload, RolePolicyArgs::new(role.name(), "artifacts", policy));
    role
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
    roles.map(|(name, subject, policy)| {
        let trust = provider.arn().map(move |provider| {
            PolicyDocument::new(json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"Federated": provider.as_str()},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {format!("{GITHUB}:aud"): "sts.amazonaws.com"},
                        "StringLike": {format!("{GITHUB}:sub"): subject},
                    },
                }],
            }))
        });
        let role =
            Role::new(scope, &format!("pipeline-{name}"), RoleArgs::new(format!("{prefix}-pipeline-{name}"), trust));
        RolePolicyAttachment::new(
            scope,
            &format!("pipeline-{name}"),
            RolePolicyAttachmentArgs::new(role.name(), policy),
        );
        role
    })
}
