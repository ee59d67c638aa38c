//! The roles of GitHub's workflows: their trust policies, and the permissions of a preview.

use std::collections::BTreeSet;

use archipel_cfn_schema::rules::planner_schema;
use serde_json::{Value as Json, json};

use crate::evaluate::{Context, allows, texts};
use crate::world::{ACCOUNT, Applied, STACKS, config, file};

fn condition(applied: &Applied, role: &str) -> Json {
    let document = applied.only("aws:iam/Role", role).document("assume_role_policy");
    let statements = document["Statement"].as_array().expect("a list");
    assert_eq!(statements.len(), 1, "{document}");
    let provider = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com");
    assert_eq!(statements[0]["Principal"], json!({"Federated": provider}));
    statements[0]["Condition"].clone()
}

fn subject(subject: impl Into<Json>) -> Json {
    json!({"StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": subject.into(),
    }})
}

#[test]
fn the_roles_trust_what_the_workflows_present_and_nothing_else() {
    let workflow =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../.github/workflows/infra-apply.yml"));
    // GitHub's subject for a job of an environment: the environment has the stack's name.
    assert!(workflow.expect("the workflow").contains("environment: ${{ matrix.stack }}"));
    for stack in STACKS {
        let applied = Applied::of(stack);
        let apply = condition(&applied, "pipeline-apply");
        assert_eq!(apply, subject(format!("repo:luneo/platform:environment:{stack}")));
        // Plans of failovers are made on the branch, without a pull request.
        let preview = ["repo:luneo/platform:pull_request", "repo:luneo/platform:ref:refs/heads/main"];
        assert_eq!(condition(&applied, "pipeline-preview"), subject(json!(preview)));
        let images = condition(&applied, "pipeline-images");
        assert_eq!(images, subject(format!("repo:luneo/platform:environment:images-{stack}")));
    }
    let workflow = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../.github/workflows/image.yml"));
    assert!(workflow.expect("the workflow").contains("environment: images-${{ inputs.environment }}"));
}

#[test]
fn the_identity_provider_can_be_one_that_exists() {
    for (create, count) in [(true, 1), (false, 0)] {
        let mut config = config("dev");
        config.identity.create_oidc_provider = create;
        let applied = Applied::with("dev", &config);
        assert_eq!(applied.of_type("aws:iam/OpenIdConnectProvider").len(), count);
        condition(&applied, "pipeline-apply");
        condition(&applied, "pipeline-preview");
    }
}

/// The policies that are attached to a role.
fn policies_of(applied: &Applied, role: &str) -> (Vec<String>, Vec<Json>) {
    let name = applied.only("aws:iam/Role", role).text("name").to_owned();
    let attached = applied.of_type("aws:iam/RolePolicyAttachment");
    let attached = attached.iter().filter(|one| one.text("role") == name).map(|one| one.text("policy_arn").to_owned());
    let inline = applied.of_type("aws:iam/RolePolicy");
    let inline = inline.iter().filter(|one| one.text("role") == name).map(|one| one.document("policy"));
    (attached.collect(), inline.collect())
}

#[test]
fn a_preview_can_read_everything_that_the_stack_is_made_of() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let (attached, inline) = policies_of(&applied, "pipeline-preview");
        assert_eq!(attached, [""; 0], "AWS's own policies for reading read objects and parameters too");
        let documents: Vec<&Json> = inline.iter().collect();
        let types: BTreeSet<&str> = applied.resources().map(|one| one.type_name).collect();
        let schemas = crate::world::schemas();
        let mut seen = 0;
        for schema in schemas.iter().filter(|schema| types.contains(schema.type_name)) {
            for action in schema.meta.actions.read {
                // The secrets with generated values are in one region, and the functions have the region's prefix.
                let on = match *action {
                    "secretsmanager:GetSecretValue" => {
                        format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:luneo/{stack}/database-admin-AbCdEf")
                    }
                    "ssm:GetParameters" | "ssm:GetParameter" => {
                        "arn:aws:ssm:eu-west-1::parameter/aws/service/ami".to_owned()
                    }
                    "lambda:GetFunction" => {
                        format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:luneo-{stack}-rotation")
                    }
                    // The key of these secrets, through Secrets Manager only.
                    "kms:Decrypt" => {
                        let via = "secretsmanager.eu-west-1.amazonaws.com";
                        assert!(
                            documents.iter().any(|document| document.to_string().contains(via)),
                            "{stack}: {action}"
                        );
                        continue;
                    }
                    _ => "anything".to_owned(),
                };
                seen += 1;
                assert!(allows(&documents, action, &on, &Context::new()), "{stack}: {action}");
            }
        }
        assert!(seen > 80, "only {seen} actions in {stack}");
    }
}

#[test]
fn a_preview_reads_the_state_of_its_own_stack_and_no_data() {
    for stack in ["staging", "prod"] {
        let other = if stack == "prod" { "staging" } else { "prod" };
        let applied = Applied::of(stack);
        let (_, inline) = policies_of(&applied, "pipeline-preview");
        let documents: Vec<&Json> = inline.iter().collect();
        let allowed = |action: &str, on: &str, context: &Context<'_>| allows(&documents, action, on, context);
        let none = Context::new();

        let state = |of: &str, key: &str| format!("arn:aws:s3:::luneo-{of}-states/{key}");
        for state_of in [stack.to_owned(), format!("{stack}.recovery")] {
            assert!(allowed("s3:GetObject", &state(stack, &format!("{state_of}/HEAD")), &none));
        }
        assert!(allowed("s3:ListBucket", &format!("arn:aws:s3:::luneo-{stack}-states"), &none));
        let key = format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/1");
        let (context, alias) = (format!("luneo/{stack}"), format!("alias/luneo-{stack}-states"));
        let own = Context::from([
            ("kms:EncryptionContext:archipel:stack", context.as_str()),
            ("kms:ResourceAliases", alias.as_str()),
        ]);
        assert!(allowed("kms:Decrypt", &key, &own));

        let foreign = format!("luneo/{other}");
        for (name, value) in
            [("kms:EncryptionContext:archipel:stack", foreign.as_str()), ("kms:ResourceAliases", "alias/another")]
        {
            let mut context = own.clone();
            context.insert(name, value);
            assert!(!allowed("kms:Decrypt", &key, &context), "{name} {value}");
        }
        assert!(!allowed("kms:Decrypt", &key, &none));
        let secret = |name: &str| format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-AbCdEf");
        for (action, on) in [
            ("s3:GetObject", state(other, &format!("{other}/HEAD"))),
            ("s3:GetObject", state(stack, &format!("{other}/HEAD"))),
            ("s3:GetObject", format!("arn:aws:s3:::luneo-{stack}-artifacts-eu-west-1/a")),
            ("s3:GetObjectVersion", state(stack, &format!("{stack}/HEAD"))),
            ("s3:PutObject", state(stack, &format!("{stack}/HEAD"))),
            ("secretsmanager:GetSecretValue", secret(&format!("luneo/{stack}/backend"))),
            ("secretsmanager:GetSecretValue", secret(&format!("luneo/{other}/database"))),
            ("ssm:GetParameter", format!("arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/password")),
            ("lambda:GetFunction", format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:another")),
            ("ecr:BatchGetImage", "*".to_owned()),
            ("logs:GetLogEvents", "*".to_owned()),
            ("sts:AssumeRole", format!("arn:aws:iam::{ACCOUNT}:role/luneo-{stack}-pipeline-apply")),
        ] {
            assert!(!allowed(action, &on, &none), "{action} on {on}");
        }
    }
}

#[test]
fn a_preview_writes_nothing() {
    for stack in STACKS {
        let (_, inline) = policies_of(&Applied::of(stack), "pipeline-preview");
        for statement in inline.iter().flat_map(|document| document["Statement"].as_array().expect("a list")) {
            for action in texts(&statement["Action"]) {
                let verb = action.split_once(':').map(|(_, verb)| verb).unwrap_or_default();
                let reads = ["Describe", "Get", "List", "Search", "Decrypt", "Simulate"]
                    .iter()
                    .any(|word| verb.starts_with(word));
                assert!(reads && !action.contains('*'), "{stack}: {action}");
            }
        }
    }
}

#[test]
fn the_images_role_pushes_to_its_stack_and_pulls_what_is_promoted() {
    for stack in STACKS {
        let (attached, inline) = policies_of(&Applied::of(stack), "pipeline-images");
        assert_eq!(attached, [""; 0]);
        let documents: Vec<&Json> = inline.iter().collect();
        let repository = |of: &str| format!("arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/luneo-{of}/backend");
        let allowed = |action: &str, on: &str| allows(&documents, action, on, &Context::new());
        assert!(allowed("ecr:GetAuthorizationToken", "*"), "{stack}");
        for other in STACKS {
            let (own, promoted) = (other == stack, stack == "prod" && other == "staging");
            let on = repository(other);
            assert_eq!(allowed("ecr:BatchGetImage", &on), own || promoted, "{stack} pulls from {other}");
            for action in ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:DescribeImages"] {
                assert_eq!(allowed(action, &on), own, "{stack}: {action} on {other}");
            }
            for action in ["ecr:BatchDeleteImage", "ecr:PutImageTagMutability", "ecr:SetRepositoryPolicy"] {
                assert!(!allowed(action, &on), "{stack}: {action} on {other}");
            }
        }
    }
}

/// What the handlers of CloudFormation may call and an apply does not need, and why: of every stack, and of one whose trail
/// outlives it.
const NOT_NEEDED: [(&str, &str, &str); 1] =
    [("AWS::CloudTrail::Trail", "CloudTrail:PutEventSelectors", "the trail has the selectors of a new one")];
const NOT_NEEDED_FOR_A_RETAINED_TRAIL: [(&str, &str, &str); 2] = [
    ("AWS::CloudTrail::Trail", "CloudTrail:DeleteTrail", "it outlives the stack"),
    ("AWS::CloudTrail::Trail", "CloudTrail:StopLogging", "it is declared to record"),
];

#[test]
fn an_apply_creates_no_users_and_takes_no_other_role() {
    let (attached, inline) = policies_of(&Applied::of("prod"), "pipeline-apply");
    assert_eq!(attached, ["arn:aws:iam::aws:policy/AdministratorAccess"]);
    let administrator = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let documents: Vec<&Json> = inline.iter().chain([&administrator]).collect();
    let allowed = |action: &str| allows(&documents, action, "*", &Context::new());
    for action in [
        "iam:CreateUser",
        "iam:CreateAccessKey",
        "iam:UpdateLoginProfile",
        "iam:AttachUserPolicy",
        "iam:PutUserPolicy",
        "iam:AddUserToGroup",
        "iam:CreateSAMLProvider",
        "sts:AssumeRole",
        "organizations:LeaveOrganization",
        "cloudtrail:StopLogging",
        "account:DisableRegion",
    ] {
        assert!(!allowed(action), "{action}");
    }
}

#[test]
fn an_apply_may_do_what_the_types_of_the_stack_need() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let (_, inline) = policies_of(&applied, "pipeline-apply");
        let administrator = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
        let documents: Vec<&Json> = inline.iter().chain([&administrator]).collect();
        let trail = |name: &str| format!("arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/{name}");
        let allowed = |action: &str, on: &str| allows(&documents, action, on, &Context::new());
        let own = trail(&format!("luneo-{stack}"));
        let mut schemas = crate::world::schemas();
        let types: BTreeSet<&str> = applied.resources().map(|one| one.type_name).collect();
        // Those of AWS's own types; objects of clusters and of vendors need no actions of IAM.
        schemas.extend(types.iter().filter_map(|name| planner_schema(name).ok()));
        let (mut denied, mut checked) = (Vec::new(), 0);
        for schema in schemas {
            let actions = schema.meta.actions;
            let all = [actions.create, actions.read, actions.update, actions.delete].concat();
            let all: BTreeSet<&str> = all.into_iter().filter(|action| !allowed(action, &own)).collect();
            checked += usize::from(schema.type_name.starts_with("AWS::"));
            denied.extend(all.into_iter().map(|action| (schema.type_name, action)));
        }
        let is_retained = config(stack).security.is_none_or(|section| section.retain);
        let retained = NOT_NEEDED_FOR_A_RETAINED_TRAIL.iter().filter(|_| is_retained);
        let excepted = NOT_NEEDED.iter().chain(retained).map(|(of, action, _)| (*of, *action));
        let mut expected: Vec<_> = excepted.filter(|(of, _)| types.contains(of)).collect();
        expected.sort_unstable();
        denied.sort_unstable();
        assert_eq!(denied, expected, "{stack}");
        assert!(stack != "prod" || checked > 30, "only {checked} generated types in {stack}");
        for action in ["cloudtrail:UpdateTrail", "cloudtrail:DeleteTrail", "cloudtrail:StopLogging"] {
            assert!(!allowed(action, &trail("audit")), "{stack}: {action} on another trail");
        }
    }
}

#[test]
fn previews_read_the_state_that_the_stack_has() {
    for stack in STACKS {
        let file = file(stack);
        let own = file.get("archipel").and_then(|table| table.as_table());
        let Some(state) = config(stack).identity.state else {
            assert!(own.is_none_or(|table| !table.contains_key("state")), "{stack} has a state that no preview reads");
            continue;
        };
        let own = |key: &str| own.and_then(|table| table.get(key)).and_then(|value| value.as_str()).unwrap_or_default();
        assert!(own("state").starts_with(&format!("s3://{}/{}?", state.bucket, state.prefix)), "{stack}");
        assert!(own("secrets").starts_with(&format!("awskms://{}?", state.key_alias)), "{stack}");
    }
    let states = ["staging", "prod"].map(|stack| config(stack).identity.state.expect("a state"));
    assert_ne!(states[0].bucket, states[1].bucket, "who reads one state must not read the other");
    assert_ne!(states[0].key_alias, states[1].key_alias);
}
