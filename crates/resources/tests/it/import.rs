//! What exists is taken over where it is as the program says, and refused where it is not.

use std::collections::BTreeMap;

use crate::common::{EU, Failed, US, World};
use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::resource::{Id, Provider as _, ReadRequest, Schemas as _};
use archipel_engine::{Environment, Options, Stack, Urn};
use archipel_resources::ec2::{
    Direction, SecurityGroup, SecurityGroupArgs, SecurityGroupRule, SecurityGroupRuleArgs, Subnet, SubnetArgs, Vpc,
    VpcArgs,
};
use archipel_resources::iam::{Role, RoleArgs};
use archipel_resources::s3::{Bucket, BucketArgs, BucketEncryption, PublicAccessBlock};
use aws_sdk_ec2::types::Tag;

/// Ids by the name of the resource that each is imported as.
type Ids = BTreeMap<String, Id>;

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],"Principal":{"Service":["ec2.amazonaws.com"]}}]}"#;

/// A network, a group with rules, a bucket and a role; each imported where there is an id for it.
fn program(stack: &Stack, ids: &Ids, tag: &str) {
    let options = |name: &str| ids.get(name).map_or_else(Options::new, |id| Options::new().import(id.clone()));
    let scope = stack.region(EU);
    let args = VpcArgs::new("10.0.0.0/16").enable_dns_hostnames(true).tags([("Name", tag)]);
    let vpc = Vpc::with_options(&scope, "vpc", args, options("vpc"));
    let args = SubnetArgs::new(vpc.id(), "10.0.1.0/24").availability_zone("eu-west-1a");
    Subnet::with_options(&scope, "subnet", args, options("subnet"));
    let args = SecurityGroupArgs::new(vpc.id(), "web").description("What the world sees");
    let group = SecurityGroup::with_options(&scope, "group", args, options("group"));
    let rule = |direction| SecurityGroupRuleArgs::new(group.id(), direction, "tcp").from_port(443).to_port(443);
    let args = rule(Direction::Ingress).cidr_ipv4("0.0.0.0/0").description("From everywhere");
    SecurityGroupRule::with_options(&scope, "in", args, options("in"));
    let args = rule(Direction::Egress).referenced_security_group_id(group.id());
    SecurityGroupRule::with_options(&scope, "out", args, options("out"));
    let args = BucketArgs::new(format!("taken-over-{tag}")).versioning(true).tags([("team", "core")]);
    Bucket::with_options(&scope, "bucket", args, options("bucket"));
    let args = RoleArgs::new("taken-over", TRUST).description("the app");
    Role::with_options(&scope, "role", args, options("role"));
}

/// Makes everything, and loses the state. Gives the ids.
async fn lost(world: World, tag: &str) -> (World, Ids) {
    world.up(|stack| program(stack, &Ids::new(), tag)).await;
    let state = world.state().await;
    let ids: Ids = state.records.values().map(|r| (r.key.urn.name().to_owned(), r.id.clone())).collect();
    assert_eq!(ids.len(), 7);
    (world.without_state(), ids)
}

fn refusal(result: Result<crate::common::Done, Failed>) -> String {
    match result {
        Err(Failed(why)) => why,
        Ok(done) => panic!("it was not refused: {:?}", done.summary),
    }
}

fn tag() -> String {
    archipel_sandbox::fresh_account()
}

#[tokio::test]
async fn what_exists_is_taken_over_without_a_write_and_is_in_step() {
    let tag = tag();
    let (world, ids) = lost(World::start().await, &tag).await;
    let done = world.up(|stack| program(stack, &ids, &tag)).await;
    assert_eq!((done.summary.imported, done.summary.created, done.summary.updated), (7, 0, 0));
    world.assert_in_step(|stack| program(stack, &Ids::new(), &tag), "after the import").await;
    world.assert_no_orphans("after the import").await;
    world.destroy().await;
    assert!(world.owned().await.is_empty());
}

#[tokio::test]
async fn another_tag_refuses_all_of_an_import() {
    let tag = tag();
    let (world, ids) = lost(World::start().await, &tag).await;
    let ec2 = world.aws(EU);
    let other = Tag::builder().key("Name").value("by hand").build();
    ec2.ec2().create_tags().resources(ids["vpc"].as_str()).tags(other).send().await.unwrap();
    let why = refusal(world.try_up(|stack| program(stack, &ids, &tag)).await);
    assert!(why.contains(&format!("tags.Name: the resource has \"by hand\", the program \"{tag}\"")), "{why}");
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn what_is_of_another_stack_in_another_region_or_nowhere_is_refused() {
    let world = World::start().await;
    let made = world.aws(US).ec2().create_vpc().cidr_block("10.0.0.0/16").send().await.unwrap();
    let vpc = made.vpc().unwrap().vpc_id().unwrap().to_owned();
    let import = |region: &'static str, id: &str| {
        let id = id.to_owned();
        move |stack: &Stack| {
            Vpc::with_options(
                &stack.region(region),
                "vpc",
                VpcArgs::new("10.0.0.0/16"),
                Options::new().import(id.clone()),
            );
            Vpc::new(&stack.region(US), "other", VpcArgs::new("10.9.0.0/16"));
        }
    };
    let why = refusal(world.try_up(import(EU, &vpc)).await);
    assert!(why.contains("it is in us-east-1, and the program declares it in eu-west-1"), "{why}");
    let why = refusal(world.try_up(import(EU, "vpc-0123456789abcdef0")).await);
    assert!(why.contains("no such resource exists"), "{why}");
    let owned = Tag::builder().key("archipel:stack").value("test/prod").build();
    world.aws(US).ec2().create_tags().resources(&vpc).tags(owned).send().await.unwrap();
    let why = refusal(world.try_up(import(US, &vpc)).await);
    assert!(why.contains("its ownership tags name the stack test/prod"), "{why}");
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn the_owner_is_read_from_tags_in_every_service() {
    let tag = tag();
    let (world, ids) = lost(World::start().await, &tag).await;
    let provider = world.provider();
    for (name, type_name, region) in [
        ("vpc", "aws:ec2/Vpc", EU),
        ("in", "aws:ec2/SecurityGroupRule", EU),
        ("bucket", "aws:s3/Bucket", EU),
        ("role", "aws:iam/Role", "global"),
    ] {
        let environment = Environment { region: region.to_owned(), account: None };
        let asked = [ids[name].clone(), Id::new("nothing-of-the-kind")];
        let request = ReadRequest::new(&environment, "test/dev");
        let owners = provider.get(type_name).unwrap().owners(request, &asked[..1]).await.unwrap();
        assert_eq!(owners, [Some("test/dev".to_owned())], "{type_name}");
    }
    let made = world.aws(EU).ec2().create_vpc().cidr_block("10.3.0.0/16").send().await.unwrap();
    let vpc = Id::new(made.vpc().unwrap().vpc_id().unwrap());
    let environment = Environment { region: EU.to_owned(), account: None };
    let request = ReadRequest::new(&environment, "test/dev");
    assert_eq!(provider.get("aws:ec2/Vpc").unwrap().owners(request, &[vpc]).await.unwrap(), [None]);
}

include!("import_lines/generated.rs");

/// The placeholder of an id in `import_lines/generated.rs`, by the name of its resource.
fn stood_for(name: &str) -> String {
    let prefix = match name {
        "vpc" => "vpc-",
        "subnet" => "subnet-",
        "group" => "sg-",
        "in" | "out" => "sgr-",
        "bucket" => return "taken-over-NUMBER".to_owned(),
        _ => return "taken-over".to_owned(),
    };
    format!("{prefix}{name}")
}

#[tokio::test]
async fn the_lines_of_what_exists_compile_and_import_it() {
    let tag = tag();
    let (world, ids) = lost(World::start().await, &tag).await;
    let provider = world.provider();
    let mut things = Vec::new();
    for (name, type_name, region) in [
        ("group", "aws:ec2/SecurityGroup", EU),
        ("in", "aws:ec2/SecurityGroupRule", EU),
        ("out", "aws:ec2/SecurityGroupRule", EU),
        ("subnet", "aws:ec2/Subnet", EU),
        ("vpc", "aws:ec2/Vpc", EU),
        ("bucket", "aws:s3/Bucket", EU),
        ("role", "aws:iam/Role", "global"),
    ] {
        let environment = Environment { region: region.to_owned(), account: None };
        let request = ReadRequest::new(&environment, "test/dev");
        let operations = provider.get(type_name).unwrap();
        let found = operations.read(request, std::slice::from_ref(&ids[name])).await.unwrap();
        let found = found.into_iter().next().flatten().unwrap();
        let urn = Urn::new(region, type_name, name);
        let schema = provider.schema(type_name).unwrap();
        things.push(Existing { urn, schema, id: found.id, inputs: found.inputs, outputs: found.outputs });
    }
    let mut lines = declarations(&things, EU);
    for (name, id) in ids.iter().filter(|(name, _)| *name != "role") {
        lines = lines.replace(id.as_str(), &stood_for(name));
    }
    let lines = lines.replace(&tag, "NUMBER");
    let function = format!("fn generated(stack: &Stack) {{\n{lines}}}\n");
    assert_eq!(function, include_str!("import_lines/generated.rs"), "\n{function}");
    // It declares all of them.
    let stack = Stack::new("test", "dev");
    generated(&stack);
    assert_eq!(stack.finish().unwrap().nodes.len(), 7);
}
