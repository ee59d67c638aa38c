//! The roles of GitHub's workflows: one previews pull requests, one applies merged changes, and one pushes images.
//!
//! The apply role trusts only the stack's GitHub environment: the environment's reviewers and its branch rule decide
//! who applies, and a job of another environment, or without one, cannot assume the role. It keeps
//! `AdministratorAccess`: a role that can create roles and policies can grant itself every permission, so a narrower
//! list would not limit it. Actions that an apply never needs are denied: users and their keys, role chaining, the
//! organization, the end of the audit trail. To isolate stacks from each other, give each its own account.
//!
//! The images role trusts an environment of its own, because every job of the stack's environment can apply. It pushes
//! to the stack's repositories, where tags are immutable: it cannot replace an image, and it deletes none.
//!
//! The preview role trusts pull requests of the repository, and the branch main for the plans of failovers, and runs their code, so everyone who can push a branch has
//! its permissions. It can read the existing resources and the stack's own state, but no data: no object, and no
//! parameter or secret except those whose value the state contains too.

use std::collections::BTreeMap;

use archipel::aws::iam::*;
use archipel::aws::kms::data_key::STACK_CONTEXT;
use archipel::aws::takeover;
use archipel::prelude::*;

use super::statements::allow_via;
use super::{Keys, RegionContext, Secrets};
use crate::config;

/// The host that issues the tokens of GitHub's workflows.
const GITHUB: &str = "token.actions.githubusercontent.com";

/// The roles of the workflows.
pub struct Pipelines {
    /// The role of the workflow that applies.
    pub apply: Role,
    /// The role of previews, also in the clusters.
    pub preview: Role,
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
    pub fn new(context: &RegionContext, config: &config::Config) -> Self {
        let (settings, registry) = (&config.identity, &config.registry);
        let scope = context.scope.component("identity");
        let provider = provider(&scope, context, settings);
        let repository = &settings.github_repository;
        let stack = context.scope.stack();
        let role = |name: &str, subjects: Vec<String>| {
            let args = RoleArgs::new(format!("{}-pipeline-{name}", context.stack_prefix()), trust(&provider, subjects));
            Role::new(&scope, format!("pipeline-{name}"), args)
        };
        // The branch plans failovers, which need no pull request.
        let preview = ["pull_request", "ref:refs/heads/main"].map(|subject| format!("repo:{repository}:{subject}"));
        let preview = role("preview", preview.into());
        let apply = role("apply", vec![format!("repo:{repository}:environment:{}", stack.name())]);
        let everything = "arn:aws:iam::aws:policy/AdministratorAccess";
        RolePolicyAttachment::new(&scope, "pipeline-apply", RolePolicyAttachmentArgs::new(apply.name(), everything));
        RolePolicy::new(
            &scope,
            "pipeline-apply",
            RolePolicyArgs::new(apply.name(), "limits", limits(context, config.security.as_ref())),
        );
        let images = role("images", vec![format!("repo:{repository}:environment:images-{}", stack.name())]);
        let args = RolePolicyArgs::new(images.name(), "images", push_images(context, registry));
        RolePolicy::new(&scope, "pipeline-images", args);
        Self { apply, preview, scope }
    }

    /// Grants the preview role the permissions for a preview of this stack: the read actions of every type that the
    /// program has declared so far, and the stack's state.
    pub fn allow_preview(&self, context: &RegionContext, reads: &Preview<'_>) {
        let stack = self.scope.stack();
        let mut actions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let types = stack.types();
        let all = types.values().flat_map(|schema| schema.meta.actions.read);
        for action in all.filter(|action| is_read(action)) {
            let of = actions.entry(data_of(action)).or_default();
            if !of.contains(action) {
                of.push(*action);
            }
        }
        let mut statements = Vec::new();
        for (data, mut actions) in actions {
            actions.sort_unstable();
            let allow = Statement::allow(actions);
            match data {
                SECRETS => {
                    let secrets = reads.secrets.generated();
                    if !secrets.is_empty() {
                        statements.push(allow.on(secrets));
                        let service = context.service("secretsmanager");
                        statements.push(allow_via(service, "kms:Decrypt", reads.keys.primary.arn()));
                    }
                }
                PARAMETERS => statements.push(allow.on("arn:aws:ssm:*::parameter/aws/service/*")),
                FUNCTIONS => {
                    let (account, prefix) = (&context.account, context.stack_prefix());
                    statements.push(allow.on(output_format!("arn:aws:lambda:*:{account}:function:{prefix}-*")));
                }
                // Allowed above, with the secrets that the key decrypts.
                KEYS => {}
                _ => statements.push(allow.on("*")),
            }
        }
        statements.push(Statement::allow(takeover::ACTIONS).on("*"));
        statements.extend(reads.state.into_iter().flat_map(|state| allow_state(context, state)));
        let args = RolePolicyArgs::new(self.preview.name(), "preview", Policy::new(statements));
        RolePolicy::new(&self.scope, "pipeline-preview", args);
    }
}

/// The kinds of data that some read actions return besides a description.
const SECRETS: &str = "secrets";
const PARAMETERS: &str = "parameters";
const FUNCTIONS: &str = "functions";
const KEYS: &str = "keys";

/// Whether an action only reads. Some schemas of CloudFormation name others among the permissions of a read, such as
/// `iam:PassRole`, and no read calls them.
fn is_read(action: &str) -> bool {
    let verb = action.split_once(':').map_or(action, |(_, verb)| verb);
    ["Describe", "Get", "List", "Search", "Decrypt"].iter().any(|start| verb.starts_with(start))
}

/// The data that an action reads; none for one that only describes.
fn data_of(action: &str) -> &'static str {
    match action {
        "secretsmanager:GetSecretValue" => SECRETS,
        "ssm:GetParameter" | "ssm:GetParameters" => PARAMETERS,
        // The response contains a URL of the function's code.
        "lambda:GetFunction" => FUNCTIONS,
        "kms:Decrypt" => KEYS,
        _ => "",
    }
}

/// The stack's own state, in a bucket that may contain others, and the key of its secrets: one key may protect
/// several stacks, and the encryption context identifies the stack of a data key.
fn allow_state(context: &RegionContext, state: &config::State) -> [Statement; 3] {
    let stack = context.scope.stack();
    let owner = format!("{}/{}", stack.project(), stack.name());
    let config::State { bucket, prefix, .. } = state;
    [
        // Not only for the prefix: S3 returns "access denied" for a missing object if the bucket cannot be listed.
        Statement::allow("s3:ListBucket").on(format!("arn:aws:s3:::{bucket}")),
        // Beside it is the state of its recovery plan.
        Statement::allow("s3:GetObject")
            .on(["", ".recovery"].map(|suffix| format!("arn:aws:s3:::{bucket}/{prefix}{suffix}/*"))),
        Statement::allow("kms:Decrypt")
            .on(output_format!("arn:aws:kms:*:{}:key/*", context.account))
            .when("StringEquals", format!("kms:EncryptionContext:{STACK_CONTEXT}"), owner)
            .when("ForAnyValue:StringEquals", "kms:ResourceAliases", &state.key_alias),
    ]
}

/// Pushes to the stack's repositories in the primary region, from where ECR replicates, and pulls the images that are
/// promoted.
fn push_images(context: &RegionContext, registry: &config::Registry) -> Policy {
    let (region, account) = (context.scope.region(), &context.account);
    let repositories = |stack: &str| {
        let project = context.scope.stack().project();
        output_format!("arn:aws:ecr:{region}:{account}:repository/{project}-{stack}/*")
    };
    let pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let push = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ];
    let own = Statement::allow(push).on(repositories(context.scope.stack().name()));
    // This action supports no resource restriction.
    let login = Statement::allow("ecr:GetAuthorizationToken").on("*");
    let promoted = registry.promote_from.as_deref().map(|stack| Statement::allow(pull).on(repositories(stack)));
    Policy::new([Some(own), Some(login), promoted].into_iter().flatten())
}

/// The verbs of the actions that change an organization.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>
const ORGANIZATION: [&str; 21] = [
    "Accept",
    "Attach",
    "Cancel",
    "Close",
    "Create",
    "Decline",
    "Delete",
    "Deregister",
    "Detach",
    "Disable",
    "Enable",
    "Invite",
    "Leave",
    "Move",
    "Put",
    "Register",
    "Remove",
    "Tag",
    "Terminate",
    "Untag",
    "Update",
];

/// Actions that an apply never needs. It updates the trail of its own stack, and deletes it if it does not outlive the stack,
/// but changes no other trail.
fn limits(context: &RegionContext, security: Option<&config::Security>) -> Policy {
    let actions = [
        "account:*",
        // The stack's trail has the selectors of a new one.
        "cloudtrail:PutEventSelectors",
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
        "sts:AssumeRole",
    ];
    // Not the reads: a workspace of Grafana looks for the organization of IAM Identity Center.
    let organization = ORGANIZATION.map(|verb| format!("organizations:{verb}*"));
    let ends = Statement::deny(["cloudtrail:DeleteTrail", "cloudtrail:StopLogging"]);
    // Also while the section is switched off: then the run that deletes the trail is the last one that may.
    let is_deleted = security.is_some_and(|security| !security.retain);
    Policy::new([
        Statement::deny(actions).on("*"),
        Statement::deny(organization).on("*"),
        Statement::deny("cloudtrail:UpdateTrail").on_all_except(context.trail_arn()),
        if is_deleted { ends.on_all_except(context.trail_arn()) } else { ends.on("*") },
    ])
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

/// The trust policy of a role that only workflows with one of these subjects can assume.
fn trust(provider: &Output<Arn>, subjects: Vec<String>) -> Policy {
    let statement = Statement::allow("sts:AssumeRoleWithWebIdentity").principal(Principal::Federated, provider).when(
        "StringEquals",
        format!("{GITHUB}:aud"),
        "sts.amazonaws.com",
    );
    Policy::new([match subjects.as_slice() {
        [only] => statement.when("StringEquals", format!("{GITHUB}:sub"), only),
        _ => statement.when("StringEquals", format!("{GITHUB}:sub"), subjects),
    }])
}
