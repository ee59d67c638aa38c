//! Roles, their policies, and what may act as them.

use crate::common::{EU, Expect, Failed, World, check, lifecycle};
use archipel_engine::Stack;
use archipel_resources::iam::{
    InstanceProfile, InstanceProfileArgs, ManagedPolicy, ManagedPolicyArgs, OpenIdConnectProvider,
    OpenIdConnectProviderArgs, Role, RoleArgs, RolePolicy, RolePolicyArgs, RolePolicyAttachment,
    RolePolicyAttachmentArgs, RoleProps,
};
use archipel_resources::types::PolicyDocument;
use serde_json::{Value as Json, json};

fn trust(service: &str) -> Json {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    })
}

fn allow(action: &str) -> Json {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [action], "Resource": "*"}})
}

const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// Everything that IAM has types for, in two versions.
pub(crate) fn everything(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let boundary = ManagedPolicy::new(
        &scope,
        "boundary",
        ManagedPolicyArgs::new("boundary", allow(if first { "s3:*" } else { "ec2:*" })).path("/bounds/"),
    );
    let app_policy = ManagedPolicy::new(
        &scope,
        "app",
        ManagedPolicyArgs::new("app", allow("s3:GetObject")).description("reads").tags([("v", version.to_string())]),
    );
    for name in ["spare-1", "spare-2"] {
        ManagedPolicy::new(&scope, name, ManagedPolicyArgs::new(name, allow("s3:List*")));
    }
    let mut args = RoleArgs::new("app", trust(if first { "ec2.amazonaws.com" } else { "lambda.amazonaws.com" }))
        .description(if first { "the app" } else { "" })
        .max_session_duration(if first { 7200 } else { 3600 })
        .tags([(if first { "one" } else { "two" }, "x")]);
    if first {
        args = args.permissions_boundary(boundary.arn());
    }
    let app = Role::new(&scope, "app", args);
    let other = Role::new(&scope, "other", RoleArgs::new("other", trust("ec2.amazonaws.com")).path("/some/path/"));
    let renamed = if first { "renamed-1" } else { "renamed-2" };
    Role::new(&scope, "renamed", RoleArgs::new(renamed, trust("ec2.amazonaws.com")));
    let path = if first { "/" } else { "/elsewhere/" };
    let moved = Role::new(&scope, "moved", RoleArgs::new("moved", trust("ec2.amazonaws.com")).path(path));

    for (name, role) in [("app", &app), ("other", &other)] {
        RolePolicy::new(
            &scope,
            name,
            RolePolicyArgs::new(role.name(), "inline", allow(if first { "sqs:*" } else { "sns:*" })),
        );
        RolePolicyAttachment::new(&scope, name, RolePolicyAttachmentArgs::new(role.name(), app_policy.arn()));
    }
    for name in ["first", "second"] {
        RolePolicy::new(&scope, name, RolePolicyArgs::new(other.name(), name, allow("sqs:SendMessage")));
    }
    RolePolicyAttachment::new(&scope, "moved", RolePolicyAttachmentArgs::new(moved.name(), app_policy.arn()));
    if first {
        RolePolicyAttachment::new(&scope, "read-only", RolePolicyAttachmentArgs::new(app.name(), READ_ONLY));
    }
    InstanceProfile::new(
        &scope,
        "app",
        InstanceProfileArgs::new("app")
            .role(if first { app.name() } else { other.name() })
            .tags([("v", version.to_string())]),
    );
    OpenIdConnectProvider::new(
        &scope,
        "cluster",
        OpenIdConnectProviderArgs::new(
            "https://oidc.example.com/id/ABC",
            if first { ["sts.amazonaws.com", "old"] } else { ["new", "sts.amazonaws.com"] },
        )
        .thumbprints([if first { "a" } else { "b" }.repeat(40)])
        .tags([("v", version.to_string())]),
    );
}

#[tokio::test]
async fn roles_and_what_belongs_to_them_live_through_everything() {
    lifecycle(
        |stack| everything(stack, 1),
        |stack| everything(stack, 2),
        &[
            Expect::Update("global::aws:iam/ManagedPolicy::boundary"),
            Expect::Update("global::aws:iam/ManagedPolicy::app"),
            Expect::Update("global::aws:iam/Role::app"),
            Expect::Replace("global::aws:iam/Role::renamed"),
            Expect::ReplaceDeletingFirst("global::aws:iam/Role::moved"),
            Expect::Update("global::aws:iam/RolePolicy::app"),
            Expect::Update("global::aws:iam/RolePolicy::other"),
            Expect::ReplaceDeletingFirst("global::aws:iam/RolePolicyAttachment::moved"),
            Expect::Update("global::aws:iam/InstanceProfile::app"),
            Expect::Update("global::aws:iam/OpenIdConnectProvider::cluster"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let iam = aws.iam();
            let first = version == 1;

            let role = iam.get_role().role_name("app").send().await.unwrap().role.unwrap();
            assert!(role.permissions_boundary().is_some() == first, "{:?}", role.permissions_boundary());
            assert_eq!(role.max_session_duration(), Some(if first { 7200 } else { 3600 }));
            let keys: Vec<_> = role.tags().iter().map(|tag| tag.key()).collect();
            assert!(keys.contains(&"team") && keys.contains(&"archipel:urn"), "{keys:?}");
            assert!(keys.contains(&if first { "one" } else { "two" }), "{keys:?}");
            assert!(!keys.contains(&if first { "two" } else { "one" }), "{keys:?}");

            let attached = iam.list_attached_role_policies().role_name("app").send().await.unwrap();
            assert_eq!(attached.attached_policies().len(), if first { 2 } else { 1 });
            let inline = iam.list_role_policies().role_name("other").send().await.unwrap();
            assert_eq!(inline.policy_names().len(), 3);

            let profile = iam.get_instance_profile().instance_profile_name("app").send().await.unwrap();
            let profile = profile.instance_profile.unwrap();
            let roles: Vec<_> = profile.roles().iter().map(|role| role.role_name()).collect();
            assert_eq!(roles, [if first { "app" } else { "other" }]);

            let arn = world.id("global::aws:iam/ManagedPolicy::boundary").await;
            let versions = iam.list_policy_versions().policy_arn(arn).send().await.unwrap();
            assert_eq!(versions.versions().len(), version as usize, "an update makes one version");

            let roles: Vec<_> = iam.list_roles().send().await.unwrap().roles;
            let renamed: Vec<_> = roles.iter().map(|r| r.role_name()).filter(|n| n.starts_with("renamed")).collect();
            assert_eq!(renamed, [format!("renamed-{version}")]);
        },
    )
    .await;
}

#[tokio::test]
async fn nothing_is_left_after_destroy() {
    let world = World::start().await;
    world.up(|stack| everything(stack, 1)).await;
    world.destroy().await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    assert!(iam.list_roles().send().await.unwrap().roles.is_empty());
    assert!(iam.list_instance_profiles().send().await.unwrap().instance_profiles.is_empty());
    let local = aws_sdk_iam::types::PolicyScopeType::Local;
    assert!(iam.list_policies().scope(local).send().await.unwrap().policies().is_empty());
    assert!(iam.list_open_id_connect_providers().send().await.unwrap().open_id_connect_provider_list().is_empty());
}

#[tokio::test]
async fn a_create_is_one_call_and_a_second_up_none() {
    let world = World::start().await;
    let done = world.up(|stack| everything(stack, 1)).await;
    // A call each for 18 resources, and one to put the role into the profile.
    assert_eq!(done.calls.total, 19, "{:#?}", done.calls.calls);
    let again = world.up(|stack| everything(stack, 1)).await;
    assert_eq!(again.calls.total, 0, "{:#?}", again.calls.calls);
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_and_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    let theirs = trust("theirs.amazonaws.com").to_string();
    iam.create_role().role_name("app").assume_role_policy_document(&theirs).send().await.unwrap();
    let tag = aws_sdk_iam::types::Tag::builder().key("archipel:stack").value("another/stack").build().unwrap();
    let policy = allow("theirs:*").to_string();
    iam.create_policy().policy_name("app").policy_document(&policy).tags(tag).send().await.unwrap();
    iam.create_instance_profile().instance_profile_name("app").send().await.unwrap();
    iam.create_open_id_connect_provider().url("https://oidc.example.com/x").send().await.unwrap();

    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        Role::new(&scope, "app", RoleArgs::new("app", trust("ec2.amazonaws.com")));
        ManagedPolicy::new(&scope, "app", ManagedPolicyArgs::new("app", allow("s3:*")));
        InstanceProfile::new(&scope, "app", InstanceProfileArgs::new("app"));
        let args = OpenIdConnectProviderArgs::new("https://oidc.example.com/x", ["a"]);
        OpenIdConnectProvider::new(&scope, "app", args);
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the names are taken") };
    for said in [
        "the role app already exists: it is not managed by Archipel",
        "the policy app already exists: it belongs to the stack another/stack",
        "the instance profile app already exists: it is not managed by Archipel",
        "the identity provider https://oidc.example.com/x already exists: it is not managed by Archipel",
    ] {
        assert!(why.contains(said), "{said}\n{why}");
    }
    assert!(world.state().await.records.is_empty());
    let role = iam.get_role().role_name("app").send().await.unwrap().role.unwrap();
    assert!(role.tags().is_empty());
    assert!(role.assume_role_policy_document().unwrap().contains("theirs"));
}

#[tokio::test]
async fn a_role_goes_with_everything_that_others_put_on_it() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        Role::new(&stack.region(EU), "app", RoleArgs::new("app", trust("ec2.amazonaws.com")));
    };
    world.up(program).await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    iam.attach_role_policy().role_name("app").policy_arn(READ_ONLY).send().await.unwrap();
    let document = allow("s3:*").to_string();
    iam.put_role_policy().role_name("app").policy_name("p").policy_document(document).send().await.unwrap();
    iam.create_instance_profile().instance_profile_name("theirs").send().await.unwrap();
    iam.add_role_to_instance_profile().instance_profile_name("theirs").role_name("app").send().await.unwrap();
    world.destroy().await;
    assert!(iam.get_role().role_name("app").send().await.is_err());
    let profile = iam.get_instance_profile().instance_profile_name("theirs").send().await.unwrap();
    assert!(profile.instance_profile().unwrap().roles().is_empty(), "the profile stays, without the role");
}

#[tokio::test]
async fn a_policy_goes_also_when_others_have_attached_it() {
    let world = World::start().await;
    world
        .up(|stack| drop(ManagedPolicy::new(&stack.region(EU), "p", ManagedPolicyArgs::new("p", allow("s3:*")))))
        .await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    let arn = world.id("global::aws:iam/ManagedPolicy::p").await;
    iam.create_user().user_name("u").send().await.unwrap();
    iam.attach_user_policy().user_name("u").policy_arn(&arn).send().await.unwrap();
    iam.create_group().group_name("g").send().await.unwrap();
    iam.attach_group_policy().group_name("g").policy_arn(&arn).send().await.unwrap();
    let theirs = trust("ec2.amazonaws.com").to_string();
    iam.create_role().role_name("r").assume_role_policy_document(theirs).send().await.unwrap();
    iam.attach_role_policy().role_name("r").policy_arn(&arn).send().await.unwrap();
    world.destroy().await;
    assert!(iam.get_policy().policy_arn(&arn).send().await.is_err());
    assert!(iam.get_role().role_name("r").send().await.is_ok());
}

#[tokio::test]
async fn a_policy_that_bounds_a_role_of_others_is_not_deleted_and_goes_on_bounding() {
    let world = World::start().await;
    world
        .up(|stack| drop(ManagedPolicy::new(&stack.region(EU), "p", ManagedPolicyArgs::new("p", allow("s3:*")))))
        .await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    let arn = world.id("global::aws:iam/ManagedPolicy::p").await;
    let theirs = trust("ec2.amazonaws.com").to_string();
    let role = iam.create_role().role_name("r").assume_role_policy_document(theirs).permissions_boundary(&arn);
    role.send().await.unwrap();
    // The emulator lists who has a policy attached, whatever it is asked for.
    iam.attach_role_policy().role_name("r").policy_arn(&arn).send().await.unwrap();
    let Err(Failed(why)) = world.try_destroy().await else { panic!("the role would be let do everything") };
    assert!(why.contains("permissions boundary of the role `r`"), "{why}");
    let role = iam.get_role().role_name("r").send().await.unwrap().role.unwrap();
    assert!(role.permissions_boundary().is_some());
    iam.delete_role_permissions_boundary().role_name("r").send().await.unwrap();
    world.destroy().await;
}

#[tokio::test]
async fn a_policy_can_be_changed_more_often_than_iam_keeps_versions() {
    let world = World::start().await;
    for round in 0..8 {
        let action = format!("s3:Get{round}");
        let document = allow(&action);
        world
            .up(|stack| drop(ManagedPolicy::new(&stack.region(EU), "p", ManagedPolicyArgs::new("p", document.clone()))))
            .await;
        let aws = world.aws(EU);
        let arn = world.id("global::aws:iam/ManagedPolicy::p").await;
        let versions = aws.iam().list_policy_versions().policy_arn(&arn).send().await.unwrap();
        let default = versions.versions().iter().find(|v| v.is_default_version()).unwrap();
        assert_eq!(default.version_id(), Some(format!("v{}", round + 1).as_str()));
        assert!(versions.versions().len() <= 5);
    }
}

#[tokio::test]
async fn what_was_changed_by_hand_is_seen() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let role = Role::new(&stack.region(EU), "app", RoleArgs::new("app", trust("ec2.amazonaws.com")));
        RolePolicy::new(&stack.region(EU), "app", RolePolicyArgs::new(role.name(), "inline", allow("s3:*")));
    };
    world.up(program).await;
    let aws = world.aws(EU);
    let iam = aws.iam();
    iam.delete_role_policy().role_name("app").policy_name("inline").send().await.unwrap();
    iam.update_role().role_name("app").description("by hand").max_session_duration(4000).send().await.unwrap();
    let prepared = world.refresh_plan(program).await;
    let mut steps: Vec<_> = prepared.plan.steps.iter().map(|step| step.urn().to_string()).collect();
    steps.sort();
    assert_eq!(steps, ["global::aws:iam/Role::app", "global::aws:iam/RolePolicy::app"]);
}

#[tokio::test]
async fn what_iam_does_not_know_yet_is_waited_for() {
    let world = World::start().await;
    let error = |operation: &str, code: &str, message: &str, status: u16| {
        json!({
            "service": "iam", "operation": operation, "first": 2,
            "kind": "error", "code": code, "message": message, "status": status,
        })
    };
    world.faults(json!([
        error("CreateRole", "MalformedPolicyDocument", "Invalid principal in policy: \"AWS\":\"arn\"", 400),
        error("AttachRolePolicy", "NoSuchEntity", "Policy does not exist or is not attachable.", 404),
        error("PutRolePolicy", "NoSuchEntity", "The role with name app cannot be found.", 404),
        error("AddRoleToInstanceProfile", "NoSuchEntity", "The role with name app cannot be found.", 404),
        error("CreatePolicy", "ConcurrentModification", "Try again.", 409),
        error("CreateOpenIDConnectProvider", "OpenIdIdpCommunicationError", "Please check the URL.", 400),
    ]));
    world.up(|stack| everything(stack, 1)).await;
    assert_eq!(world.fired(), [2, 2, 2, 2, 2, 2]);
    world.faults(json!([
        error("UpdateAssumeRolePolicy", "MalformedPolicyDocument", "Invalid principal in policy", 400),
        error("AddRoleToInstanceProfile", "NoSuchEntity", "The role with name other cannot be found.", 404),
        error("DeleteRole", "DeleteConflict", "Cannot delete entity, must detach all policies first.", 409),
    ]));
    world.up(|stack| everything(stack, 2)).await;
    assert_eq!(world.fired(), [2, 2, 2]);
    world.faults(json!([]));
    world.assert_in_step(|stack| everything(stack, 2), "after the waits").await;
}

#[tokio::test]
async fn a_policy_that_is_wrong_is_said_at_once() {
    let world = World::start().await;
    world.faults(json!([{
        "service": "iam", "operation": "CreateRole", "kind": "error", "status": 400,
        "code": "MalformedPolicyDocument", "message": "Syntax errors in policy.",
    }]));
    let program = |stack: &Stack| {
        Role::new(&stack.region(EU), "app", RoleArgs::new("app", trust("ec2.amazonaws.com")));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the policy is wrong") };
    assert!(why.contains("Syntax errors in policy."), "{why}");
    assert_eq!(world.calls().of("iam", "CreateRole"), 1);
}

#[tokio::test]
async fn what_iam_would_refuse_is_found_before_any_call() {
    let props = |name: &str, seconds: u32, path: &str, trust: Json| RoleProps {
        name: name.into(),
        assume_role_policy: PolicyDocument::new(trust),
        path: path.to_owned(),
        description: String::new(),
        max_session_duration: seconds,
        permissions_boundary: None,
        tags: std::collections::BTreeMap::new(),
    };
    assert_eq!(check::<Role>(props("app", 3600, "/", trust("ec2.amazonaws.com"))).await, Vec::<String>::new());
    for (wrong, said) in [
        (props(&"a".repeat(65), 3600, "/", json!({})), "expected 1 to 64 characters, got 65"),
        (props("a/b", 3600, "/", json!({})), "invalid `name` `a/b`"),
        (props("app", 3599, "/", json!({})), "3599: expected 3600 to 43200"),
        (props("app", 43201, "/", json!({})), "43201: expected 3600 to 43200"),
        (props("app", 3600, "x", json!({})), "invalid `path` `x`"),
        (props("app", 3600, "/", json!({"Sid": "x".repeat(2048)})), "up to 2048"),
    ] {
        let found = check::<Role>(wrong).await;
        assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
    }
}

#[tokio::test]
async fn without_the_permission_to_list_the_account_everything_is_read_one_by_one() {
    let world = World::start().await;
    world.faults(json!([{"service": "iam", "operation": "GetAccountAuthorizationDetails", "kind": "error",
        "code": "AccessDenied", "status": 403, "message": "not authorized to perform iam:GetAccountAuthorizationDetails"}]));
    let program = |stack: &Stack| everything(stack, 1);
    world.up(program).await;
    world.assert_in_step(program, "without the list").await;
    assert!(world.fired()[0] > 0, "the list was tried");
    world.destroy().await;
}
