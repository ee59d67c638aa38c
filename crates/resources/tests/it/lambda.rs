//! Functions, who may call them, and secrets that one of them changes.

use std::time::{Duration, Instant};

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::{Options, Stack};
use archipel_resources::ec2::{SecurityGroup, SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs};
use archipel_resources::iam::{Role, RoleArgs};
use archipel_resources::lambda::{
    Architecture, Function, FunctionArgs, ImageConfig, Permission, PermissionArgs, Tracing,
};
use archipel_resources::s3::{Bucket, BucketArgs};
use archipel_resources::secretsmanager::{Rotation, RotationArgs, Secret, SecretArgs};
use archipel_resources::sns::{Topic, TopicArgs};
use archipel_resources::types::{SecurityGroupId, SubnetId};
use aws_sdk_lambda::primitives::Blob;
use serde_json::json;

fn role(stack: &Stack) -> Role {
    let principal = json!({"Service": "lambda.amazonaws.com"});
    let statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
    let trust = json!({"Version": "2012-10-17", "Statement": [statement]});
    Role::new(&stack.region(EU), "function", RoleArgs::new("function", trust))
}

fn source(answer: &str) -> String {
    format!("def handler(event, context):\n    return {answer:?}\n")
}

/// The code as somebody else packs it.
fn zipped(answer: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("index.py", options).unwrap();
    std::io::Write::write_all(&mut zip, source(answer).as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn answering(role: &Role, name: &str, answer: &str) -> FunctionArgs {
    let files = [("index.py", source(answer))];
    let args = FunctionArgs::new(name, role.arn()).runtime("python3.12").handler("index.handler");
    args.sources(files.iter().map(|(name, text)| (*name, text.as_str()))).unwrap()
}

pub(crate) fn functions(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let role = role(stack);
    let args = answering(&role, "luneo-api", if first { "one" } else { "two" })
        .memory_size(if first { 128_u32 } else { 256 })
        .timeout(if first { 3_u32 } else { 30 })
        .architecture(if first { Architecture::X86_64 } else { Architecture::Arm64 })
        .ephemeral_storage(if first { 512_u32 } else { 2048 })
        .tracing(if first { Tracing::Active } else { Tracing::PassThrough })
        .tags([(if first { "one" } else { "two" }, "x")]);
    let failed = Topic::new(&scope, "failed", TopicArgs::new("failed"));
    let lost = answering(&role, "luneo-lost", "lost");
    Function::new(&scope, "lost", if first { lost.dead_letter_arn(failed.arn()) } else { lost });
    let caught = answering(&role, "luneo-caught", "caught");
    Function::new(&scope, "caught", if first { caught } else { caught.dead_letter_arn(failed.arn()) });
    let repository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/luneo";
    let image = FunctionArgs::new("luneo-image", role.arn()).image_uri(format!("{repository}:{version}"));
    let config = ImageConfig::new().command(["app.handler"]);
    let config = if first { config } else { config.entry_point(["/run"]).working_directory("/srv") };
    Function::new(&scope, "image", image.image_config(config));
    let plain = FunctionArgs::new("luneo-plain", role.arn()).image_uri(format!("{repository}:1"));
    Function::new(&scope, "plain", if first { plain.image_config(ImageConfig::new().command(["old"])) } else { plain });
    let moved = answering(&role, "luneo-moved", "moved");
    let moved =
        if first { moved } else { FunctionArgs::new("luneo-moved", role.arn()).image_uri(format!("{repository}:1")) };
    Function::new(&scope, "moved", moved);
    let args = if first {
        args.environment([("STAGE", "dev"), ("OLD", "x")]).description("answers").reserved_concurrency(5_u32)
    } else {
        args.environment([("STAGE", "prod")]).log_group("/luneo/api")
    };
    let api = Function::new(&scope, "api", args);
    let args = PermissionArgs::new(api.name(), "bucket", "s3.amazonaws.com");
    let account = args.source_arn("arn:aws:s3:::luneo").source_account("111122223333");
    Permission::new(&scope, "bucket", if first { account } else { account.source_account("444455556666") });
    Permission::new(&scope, "people", PermissionArgs::new(api.name(), "people", "111122223333"));
    let args = answering(&role, "luneo-inside", "in");
    let inside = args
        .clone()
        .subnet_ids(["subnet-0aaa", "subnet-0bbb"].map(SubnetId::new))
        .security_group_ids([SecurityGroupId::new("sg-0aaa")]);
    Function::new(&scope, "inside", if first { inside } else { args });
    let args = answering(&role, &format!("luneo-{version}"), "named");
    Function::new(&scope, "renamed", args);
}

#[tokio::test]
async fn functions_and_permissions_live_through_everything() {
    lifecycle(
        |stack| functions(stack, 1),
        |stack| functions(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:lambda/Function::api"),
            Expect::Update("eu-west-1::aws:lambda/Function::lost"),
            Expect::Update("eu-west-1::aws:lambda/Function::caught"),
            Expect::Update("eu-west-1::aws:lambda/Function::image"),
            Expect::Update("eu-west-1::aws:lambda/Function::plain"),
            Expect::ReplaceDeletingFirst("eu-west-1::aws:lambda/Function::moved"),
            Expect::Update("eu-west-1::aws:lambda/Function::inside"),
            Expect::Replace("eu-west-1::aws:lambda/Function::renamed"),
            Expect::ReplaceDeletingFirst("eu-west-1::aws:lambda/Permission::bucket"),
        ],
        async |world: &World, version| {
            let lambda = world.aws(EU);
            let lambda = lambda.lambda();
            let response = lambda.invoke().function_name("luneo-api").payload(Blob::new("{}")).send().await.unwrap();
            let answer = String::from_utf8(response.payload.unwrap().into_inner()).unwrap();
            assert_eq!(answer, if version == 1 { "\"one\"" } else { "\"two\"" });
            let api = lambda.get_function().function_name("luneo-api").send().await.unwrap();
            let reserved = api.concurrency().and_then(|response| response.reserved_concurrent_executions());
            assert_eq!(reserved, (version == 1).then_some(5));
            let configuration = api.configuration().unwrap();
            assert_eq!(configuration.memory_size(), Some(if version == 1 { 128 } else { 256 }));
            let storage = configuration.ephemeral_storage().map(|storage| storage.size());
            assert_eq!(storage, Some(if version == 1 { 512 } else { 2048 }));
            let image = lambda.get_function().function_name("luneo-image").send().await.unwrap();
            assert!(image.code().and_then(|code| code.image_uri()).unwrap().ends_with(&format!(":{version}")));
            let caught = lambda.get_function().function_name("luneo-caught").send().await.unwrap();
            let letters = caught.configuration().and_then(|of| of.dead_letter_config()).and_then(|of| of.target_arn());
            assert_eq!(letters.is_some_and(|arn| !arn.is_empty()), version == 2);
            let variables = configuration.environment().unwrap().variables().unwrap();
            assert_eq!(variables.len(), if version == 1 { 2 } else { 1 });
            let inside = lambda.get_function().function_name("luneo-inside").send().await.unwrap();
            let vpc = inside.configuration().unwrap().vpc_config().unwrap();
            assert_eq!(vpc.subnet_ids().len(), if version == 1 { 2 } else { 0 });
            let policy = lambda.get_policy().function_name("luneo-api").send().await.unwrap().policy.unwrap();
            let account = if version == 1 { "111122223333" } else { "444455556666" };
            assert!(policy.contains(&format!("\"AWS:SourceAccount\": \"{account}\"")), "{policy}");
        },
    )
    .await;
}

/// A function in a VPC, which leaves a subnet and its security group.
fn in_a_network(stack: &Stack, version: u32) {
    let scope = stack.region(EU);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = |name: &str, range: &str| Subnet::new(&scope, name, SubnetArgs::new(vpc.id(), range)).id();
    let group = |name: &str| SecurityGroup::new(&scope, name, SecurityGroupArgs::new(vpc.id(), name)).id();
    let args = answering(&role(stack), "luneo-inside", "in");
    let stays = subnet("stays", "10.0.0.0/24");
    let args = if version == 1 {
        args.subnet_ids([stays, subnet("left", "10.0.1.0/24")]).security_group_ids([group("one")])
    } else {
        args.subnet_ids([stays]).security_group_ids([group("two")])
    };
    Function::new(&scope, "inside", args);
}

#[tokio::test]
async fn a_function_in_a_network_lives_through_everything() {
    lifecycle(
        |stack| in_a_network(stack, 1),
        |stack| in_a_network(stack, 2),
        &[Expect::Update("eu-west-1::aws:lambda/Function::inside")],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let inside = aws.lambda().get_function().function_name("luneo-inside").send().await.unwrap();
            let vpc = inside.configuration().unwrap().vpc_config().unwrap();
            assert_eq!(vpc.subnet_ids().len(), if version == 1 { 2 } else { 1 });
            let group = if version == 1 { "one" } else { "two" };
            let group = world.id(&format!("eu-west-1::aws:ec2/SecurityGroup::{group}")).await;
            assert_eq!(vpc.security_group_ids(), [group]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_destroy_waits_until_lambda_has_removed_the_interfaces_of_a_function() {
    let world = World::start().await;
    world.up(|stack| in_a_network(stack, 1)).await;
    world.faults(json!([{"kind": "function_interfaces", "ms": 3_000}]));
    let begun = Instant::now();
    world.destroy().await;
    assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
    // The update and the delete of the function, and at least two deletes of each subnet and of the group.
    assert!(world.fired()[0] >= 8, "{:?}", world.fired());
    assert!(world.owned().await.is_empty());
}

#[tokio::test]
async fn code_can_lie_in_a_bucket() {
    let world = World::start().await;
    let bucket =
        |stack: &Stack| Bucket::new(&stack.region(EU), "code", BucketArgs::new("luneo-code").force_destroy(true));
    world.up(|stack| drop(bucket(stack))).await;
    let aws = world.aws(EU);
    for key in ["one.zip", "two.zip"] {
        let put = aws.s3().put_object().bucket("luneo-code").key(key).body(zipped(key).into());
        put.send().await.unwrap();
    }
    let program = |key: &'static str| {
        move |stack: &Stack| {
            let bucket = bucket(stack);
            let args = FunctionArgs::new("luneo", role(stack).arn()).runtime("python3.12").handler("index.handler");
            Function::new(&stack.region(EU), "f", args.s3_bucket(bucket.bucket()).s3_key(key));
        }
    };
    for key in ["one.zip", "two.zip"] {
        world.up(program(key)).await;
        world.assert_in_step(program(key), "with code in a bucket").await;
        let response = aws.lambda().invoke().function_name("luneo").payload(Blob::new("{}")).send().await.unwrap();
        assert_eq!(response.payload.unwrap().into_inner(), format!("\"{key}\"").into_bytes());
    }
    world.destroy().await;
}

#[tokio::test]
async fn a_plan_and_state_have_the_digest_of_code_and_not_the_code() {
    let world = World::start().await;
    let program =
        |stack: &Stack| drop(Function::new(&stack.region(EU), "f", answering(&role(stack), "f", "do-not-tell")));
    let done = world.up(program).await;
    let record = world.record("eu-west-1::aws:lambda/Function::f").await;
    let digest = record.desired.inputs.field("code_sha256").as_str().unwrap().to_owned();
    assert_eq!(digest.len(), 44);
    let response = format!("{:?} {record:?}", done.plan);
    assert!(response.contains(&digest) && !response.contains("do-not-tell"), "{response}");
}

#[tokio::test]
async fn code_that_was_changed_by_hand_is_put_back() {
    let world = World::start().await;
    let program = |stack: &Stack| drop(Function::new(&stack.region(EU), "f", answering(&role(stack), "f", "ours")));
    world.up(program).await;
    let aws = world.aws(EU);
    let call = aws.lambda().update_function_code().function_name("f").zip_file(Blob::new(zipped("theirs")));
    call.send().await.unwrap();
    let prepared = world.refresh_plan(program).await;
    assert_eq!(prepared.drifts.len(), 1);
    assert!(!prepared.plan.is_empty(), "it is to be put back");
}

#[tokio::test]
async fn a_function_waits_for_a_role_that_cannot_be_assumed_yet() {
    let world = World::start().await;
    let message = "The role defined for the function cannot be assumed by Lambda.";
    world.faults(json!([{
        "kind": "error", "service": "lambda", "operation": "POST /2015-03-31/functions", "first": 2, "status": 400,
        "code": "InvalidParameterValueException", "message": message,
    }]));
    let program = |stack: &Stack| drop(Function::new(&stack.region(EU), "f", answering(&role(stack), "f", "x")));
    world.up(program).await;
    assert_eq!(world.fired(), [2]);
    world.assert_in_step(program, "after the role could be assumed").await;
}

#[tokio::test]
async fn a_function_of_somebody_else_is_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let code = aws_sdk_lambda::types::FunctionCode::builder().zip_file(Blob::new(zipped("theirs"))).build();
    let call = aws.lambda().create_function().function_name("f").runtime("python3.12".into()).handler("index.handler");
    call.role("arn:aws:iam::111122223333:role/theirs").code(code).send().await.unwrap();
    let program = |stack: &Stack| drop(Function::new(&stack.region(EU), "f", answering(&role(stack), "f", "ours")));
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the name is taken") };
    assert!(why.contains("the function f already exists: it is not managed by Archipel"), "{why}");
}

pub(crate) fn rotated(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU);
    let function = Function::new(&scope, "rotation", answering(&role(stack), "luneo-rotation", "rotated"));
    let secret = Secret::new(&scope, "s", SecretArgs::new("luneo/s").recovery_window_in_days(0_u16));
    let args = PermissionArgs::new(function.name(), "secrets", "secretsmanager.amazonaws.com");
    let permission = Permission::new(&scope, "secrets", args.source_arn(secret.arn()));
    let args = RotationArgs::new(secret.arn(), function.arn()).rotate_immediately(false);
    let args = if first { args.automatically_after_days(30_u32) } else { args.schedule("rate(10 days)").window("3h") };
    Rotation::with_options(&scope, "s", args, Options::new().depends_on(&permission));
}

#[tokio::test]
async fn a_rotation_lives_through_everything() {
    lifecycle(
        |stack| rotated(stack, 1),
        |stack| rotated(stack, 2),
        &[Expect::Update("eu-west-1::aws:secretsmanager/Rotation::s")],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let secret = aws.secretsmanager().describe_secret().secret_id("luneo/s").send().await.unwrap();
            assert_eq!(secret.rotation_enabled(), Some(true));
            assert!(secret.rotation_lambda_arn().unwrap().ends_with(":function:luneo-rotation"));
            let rules = secret.rotation_rules().unwrap();
            assert_eq!(rules.automatically_after_days(), (version == 1).then_some(30));
            assert_eq!(rules.schedule_expression(), (version == 2).then_some("rate(10 days)"));
        },
    )
    .await;
}
