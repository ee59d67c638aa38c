//! The roles of GitHub's workflows: one previews pull requests, and one applies merged changes.
//!
//! The apply role trusts only the stack's GitHub environment: the environment's reviewers and its branch rule decide
//! who applies, and a job of another environment, or without one, cannot assume the role. It keeps
//! `AdministratorAccess`: a role that can create roles and policies can grant itself every permission, so a narrower
//! list would not limit it. Actions that an apply never needs are denied: users and their keys, role chaining, the
//! organization, the audit trail. To isolate stacks from each other, give each its own account.
//!
//! The preview role trusts pull requests of the repository and runs their code, so everyone who can push a branch has
//! its permissions. It can read the existing resources and the stack's own state, but no data: no object, and no
//! parameter or secret except those whose value the state contains too.

use std::collections::BTreeMap;

use archipel::aws::iam::*;
use archipel::aws::kms::data_key::STACK_CONTEXT;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::json;

use super::policy_builder::{PolicyBuilder, policy};
use super::{Keys, RegionContext, Secrets};
use crate::config;

/// The host that issues the tokens of GitHub's workflows.
const GITHUB: &str = "token.actions.githubusercontent.com";

/// The roles of the workflows.
pub struct Pipelines {
    /// The role of the workflow that applies.
    pub apply: Role,
    preview: Role,
    scope: Scope,
}

/// The data that a preview reads besides the existing resources.
pub struct Preview<'a> {
    pub keys: &'a Keys,
    pub secrets: &'a Secrets<'a>,
    /// The location of the stack's state, if it is in S3.
    pub state: Option<&'a config::State>,
}

impl Pipelines {
    /// Declares the roles, and the identity provider for the workflows if this stack creates it.
    pub fn new(context: &RegionContext, settings: &config::Identity) -> Self {
        let scope = context.scope.component("identity");
        let provider = provider(&scope, context, settings);
        let repository = &settings.github_repository;
        let stack = context.scope.stack();
        let role = |name: &str, subject: String| {
            let args = RoleArgs::new(format!("{}-pipeline-{name}", context.stack_prefix()), trust(&provider, subject));
            Role::new(&scope, &format!("pipeline-{name}"), args)
        };
        let preview = role("preview", format!("repo:{repository}:pull_request"));
        let apply = role("apply", format!("repo:{repository}:environment:{}", stack.name()));
        let everything = "arn:aws:iam::aws:policy/AdministratorAccess";
        RolePolicyAttachment::new(&scope, "pipeline-apply", RolePolicyAttachmentArgs::new(apply.name(), everything));
        RolePolicy::new(&scope, "pipeline-apply", RolePolicyArgs::new(apply.name(), "limits", limits()));
        Self { apply, preview, scope }
    }

    /// Grants the preview role the permissions for a preview of this stack: the read actions of every type that the
    /// program has declared so far, and the stack's state.
    pub fn allow_preview(&self, context: &RegionContext, reads: &Preview<'_>) {
        let stack = self.scope.stack();
        let mut actions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for action in stack.types().values().flat_map(|schema| schema.meta.actions.read) {
            let of = actions.entry(data_of(action)).or_default();
            if !of.contains(action) {
                of.push(*action);
            }
        }
        let mut builder = PolicyBuilder::default();
        for (data, mut actions) in actions {
            actions.sort_unstable();
            builder = match data {
                SECRETS => {
                    let secrets = reads.secrets.generated();
                    let key = (!secrets.is_empty()).then(|| reads.keys.primary.arn());
                    let via = [context.service("secretsmanager")];
                    builder.allow(&actions, secrets).allow_via(&via, &["kms:Decrypt"], key)
                }
                PARAMETERS => builder.allow(&actions, ["arn:aws:ssm:*::parameter/aws/service/*"]),
                FUNCTIONS => {
                    let functions =
                        output_format!("arn:aws:lambda:*:{}:function:{}-*", context.account, context.stack_prefix());
                    builder.allow(&actions, [functions])
                }
                _ => builder.allow(&actions, ["*"]),
            };
        }
        if let Some(state) = reads.state {
            builder = allow_state(builder, context, state);
        }
        let args = RolePolicyArgs::new(self.preview.name(), "preview", builder.policy());
        RolePolicy::new(&self.scope, "pipeline-preview", args);
    }
}

/// The kinds of data that some read actions return besides a description.
const SECRETS: &str = "secrets";
const PARAMETERS: &str = "parameters";
const FUNCTIONS: &str = "functions";

/// The data that an action reads; none for one that only describes.
fn data_of(action: &str) -> &'static str {
    match action {
        "secretsmanager:GetSecretValue" => SECRETS,
        "ssm:GetParameter" | "ssm:GetParameters" => PARAMETERS,
        // The response contains a URL of the function's code.
        "lambda:GetFunction" => FUNCTIONS,
        _ => "",
    }
}

/// The stack's own state, in a bucket that may contain others, and the key of its secrets: one key may protect
/// several stacks, and the encryption context identifies the stack of a data key.
fn allow_state(builder: PolicyBuilder, context: &RegionContext, state: &config::State) -> PolicyBuilder {
    let stack = context.scope.stack();
    let encryption_context = format!("kms:EncryptionContext:{STACK_CONTEXT}");
    let condition = json!({
        "StringEquals": {encryption_context: format!("{}/{}", stack.project(), stack.name())},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": state.key_alias},
    });
    let config::State { bucket, prefix, .. } = state;
    builder
        // Not only for the prefix: S3 returns "access denied" for a missing object if the bucket cannot be listed.
        .allow(&["s3:ListBucket"], [format!("arn:aws:s3:::{bucket}")])
        .allow(&["s3:GetObject"], [format!("arn:aws:s3:::{bucket}/{prefix}/*")])
        .allow_if(&condition, &["kms:Decrypt"], [output_format!("arn:aws:kms:*:{}:key/*", context.account)])
}

/// Actions that an apply never needs.
fn limits() -> PolicyDocument {
    policy(&json!([{
        "Effect": "Deny",
        "Action": [
            "account:*",
            "cloudtrail:DeleteTrail",
            "cloudtrail:PutEventSelectors",
            "cloudtrail:StopLogging",
            "cloudtrail:UpdateTrail",
            "iam:*AccessKey*",
            "iam:*LoginProfile*",
            "iam:*MFADevice*",
            "iam:*SAMLProvider*",
            "iam:*ServiceSpecificCredential*",
            // Reading users is allowed, and so is detaching a policy: deleting a policy detaches it from users too.
            "iam:AddUserToGroup",
            "iam:AttachUserPolicy",
            "iam:CreateUser",
            "iam:DeleteUser",
            "iam:DeleteUserPermissionsBoundary",
            "iam:PutUserPermissionsBoundary",
            "iam:PutUserPolicy",
            "iam:UpdateUser",
            "organizations:*",
            "sts:AssumeRole",
        ],
        "Resource": "*",
    }]))
}

/// The ARN of the provider of GitHub's tokens. An account has one for each issuer, which this stack creates unless it
/// exists.
fn provider(scope: &Scope, context: &RegionContext, settings: &config::Identity) -> Output<Arn> {
    if settings.create_oidc_provider {
        let args = OpenIdConnectProviderArgs::new(format!("https://{GITHUB}"), ["sts.amazonaws.com"]);
        return OpenIdConnectProvider::new(scope, "github", args).arn();
    }
    context.account.map(|account| Arn::new(format!("arn:aws:iam::{account}:oidc-provider/{GITHUB}")))
}

/// The trust policy of a role that only workflows with this subject can assume.
fn trust(provider: &Output<Arn>, subject: String) -> Output<PolicyDocument> {
    provider.map(move |provider| {
        policy(&json!([{
            "Effect": "Allow",
            "Principal": {"Federated": provider.as_str()},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {
                format!("{GITHUB}:aud"): "sts.amazonaws.com",
                format!("{GITHUB}:sub"): subject,
            }},
        }]))
    })
}
