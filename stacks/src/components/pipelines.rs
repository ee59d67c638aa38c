//! The roles of GitHub's workflows: one that previews pull requests, and one that applies what was merged.
//!
//! The apply role is trusted for the stack's GitHub environment and for nothing else: the environment's reviewers and its
//! branch rule decide who applies, and a job of another environment, or of none, cannot assume the role. It keeps
//! `AdministratorAccess`, because whoever creates roles and their policies can give himself everything anyway; a narrower list
//! would look like a limit and be none. What an apply never does is denied to it: users and their keys, role chaining, the
//! organization, the audit trail. A boundary between stacks is an account for each.
//!
//! The preview role is trusted for pull requests of the repository, whose code it runs: whoever can push a branch can do with
//! it what it may do. It reads what exists, the stack's own state, and no data: no object, parameter or secret but those whose
//! value the state holds too.

use std::collections::BTreeMap;

use archipel::aws::iam::*;
use archipel::aws::kms::data_key::STACK_CONTEXT;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::json;

use super::rights::{Rights, policy};
use super::{Keys, Secrets, Site};
use crate::config;

/// The host that issues the tokens of GitHub's workflows.
const GITHUB: &str = "token.actions.githubusercontent.com";

/// The roles of the workflows.
pub struct Pipelines {
    /// What the workflow that applies acts as.
    pub apply: Role,
    preview: Role,
    scope: Scope,
}

/// What a preview reads beside what exists.
pub struct Preview<'a> {
    /// The stack's keys.
    pub keys: &'a Keys,
    /// The stack's secrets.
    pub secrets: &'a Secrets<'a>,
    /// Where the stack's state is, if it is in S3.
    pub state: Option<&'a config::State>,
}

impl Pipelines {
    /// Declares the roles, and the identity provider that vouches for the workflows where this stack creates it.
    pub fn new(site: &Site, settings: &config::Identity) -> Self {
        let scope = site.scope.component("identity");
        let provider = provider(&scope, site, settings);
        let repository = &settings.github_repository;
        let stack = site.scope.stack();
        let role = |name: &str, subject: String| {
            let args = RoleArgs::new(format!("{}-pipeline-{name}", site.stack_prefix()), trust(&provider, subject));
            Role::new(&scope, &format!("pipeline-{name}"), args)
        };
        let preview = role("preview", format!("repo:{repository}:pull_request"));
        let apply = role("apply", format!("repo:{repository}:environment:{}", stack.name()));
        let everything = "arn:aws:iam::aws:policy/AdministratorAccess";
        RolePolicyAttachment::new(&scope, "pipeline-apply", RolePolicyAttachmentArgs::new(apply.name(), everything));
        RolePolicy::new(&scope, "pipeline-apply", RolePolicyArgs::new(apply.name(), "limits", limits()));
        Self { apply, preview, scope }
    }

    /// Allows the preview role what a preview of this stack reads: the read actions of every type that the program uses so
    /// far, and the stack's state.
    pub fn allow_preview(&self, site: &Site, reads: &Preview<'_>) {
        let stack = self.scope.stack();
        let mut actions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for action in stack.types().values().flat_map(|schema| schema.meta.actions.read) {
            let of = actions.entry(data_of(action)).or_default();
            if !of.contains(action) {
                of.push(*action);
            }
        }
        let mut rights = Rights::default();
        for (data, mut actions) in actions {
            actions.sort_unstable();
            rights = match data {
                SECRETS => {
                    let secrets = reads.secrets.generated();
                    let key = (!secrets.is_empty()).then(|| reads.keys.primary.arn());
                    let via = [site.service("secretsmanager")];
                    rights.allow(&actions, secrets).allow_via(&via, &["kms:Decrypt"], key)
                }
                PARAMETERS => rights.allow(&actions, ["arn:aws:ssm:*::parameter/aws/service/*"]),
                FUNCTIONS => {
                    let functions =
                        output_format!("arn:aws:lambda:*:{}:function:{}-*", site.account, site.stack_prefix());
                    rights.allow(&actions, [functions])
                }
                _ => rights.allow(&actions, ["*"]),
            };
        }
        if let Some(state) = reads.state {
            rights = allow_state(rights, site, state);
        }
        let args = RolePolicyArgs::new(self.preview.name(), "preview", rights.policy());
        RolePolicy::new(&self.scope, "pipeline-preview", args);
    }
}

/// The kinds of data that some read actions give beside what exists.
const SECRETS: &str = "secrets";
const PARAMETERS: &str = "parameters";
const FUNCTIONS: &str = "functions";

/// Which data an action reads; none for one that only describes.
fn data_of(action: &str) -> &'static str {
    match action {
        "secretsmanager:GetSecretValue" => SECRETS,
        "ssm:GetParameter" | "ssm:GetParameters" => PARAMETERS,
        // The answer has an address of the function's code.
        "lambda:GetFunction" => FUNCTIONS,
        _ => "",
    }
}

/// The stack's own state, in a bucket that may hold others, and what opens its secrets: one key may guard several stacks, and
/// the encryption context says whose data key it is.
fn allow_state(rights: Rights, site: &Site, state: &config::State) -> Rights {
    let stack = site.scope.stack();
    let context = format!("kms:EncryptionContext:{STACK_CONTEXT}");
    let condition = json!({
        "StringEquals": {context: format!("{}/{}", stack.project(), stack.name())},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": state.key_alias},
    });
    let config::State { bucket, prefix, .. } = state;
    rights
        // Not for the prefix alone: S3 answers "denied" for an object that does not exist where the bucket cannot be listed.
        .allow(&["s3:ListBucket"], [format!("arn:aws:s3:::{bucket}")])
        .allow(&["s3:GetObject"], [format!("arn:aws:s3:::{bucket}/{prefix}/*")])
        .allow_if(&condition, &["kms:Decrypt"], [output_format!("arn:aws:kms:*:{}:key/*", site.account)])
}

/// What an apply never does, whatever it may do otherwise.
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
            // Not to read users, and not to detach a policy: one that is deleted is taken from users too.
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

/// The ARN of the provider of GitHub's tokens. An account has one for each issuer: this stack creates it, or somebody else did.
fn provider(scope: &Scope, site: &Site, settings: &config::Identity) -> Output<Arn> {
    if settings.create_oidc_provider {
        let args = OpenIdConnectProviderArgs::new(format!("https://{GITHUB}"), ["sts.amazonaws.com"]);
        return OpenIdConnectProvider::new(scope, "github", args).arn();
    }
    site.account.map(|account| Arn::new(format!("arn:aws:iam::{account}:oidc-provider/{GITHUB}")))
}

/// The trust policy of a role that workflows with this subject assume, and no others.
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
