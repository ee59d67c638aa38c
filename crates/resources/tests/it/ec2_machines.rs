//! Launch templates and instances.

use crate::common::{EU, Expect, Failed, World, lifecycle};
use archipel_engine::Stack;
use archipel_resources::ec2::{
    DataVolume, Instance, InstanceArgs, LaunchTemplate, LaunchTemplateArgs, RootVolume, SecurityGroup,
    SecurityGroupArgs, Subnet, SubnetArgs, Vpc, VpcArgs,
};
use archipel_resources::iam::{InstanceProfile, InstanceProfileArgs, Role, RoleArgs};
use archipel_resources::ssm::{PublicParameter, PublicParameterArgs};
use serde_json::json;

pub(crate) fn machines(stack: &Stack, version: u32) {
    let first = version == 1;
    let scope = stack.region(EU).with_tags([("team", "core")]);
    let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
    let subnet = Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
    let [one, two] =
        ["one", "two"].map(|name| SecurityGroup::new(&scope, name, SecurityGroupArgs::new(vpc.id(), name)));
    let groups = if first { vec![one.id()] } else { vec![one.id(), two.id()] };
    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ]});
    let role = Role::new(&scope, "bastion", RoleArgs::new("bastion", trust));
    let profile = InstanceProfile::new(&scope, "bastion", InstanceProfileArgs::new("bastion").role(role.name()));
    let other = InstanceProfile::new(&scope, "other", InstanceProfileArgs::new("other").role(role.name()));

    let disk = |device: &str, size: u32| DataVolume::new(device, size).volume_type("io2").iops(1000_u32);
    let disks = if first { vec![disk("/dev/sdf", 10)] } else { vec![disk("/dev/sdg", 20), disk("/dev/sdh", 30)] };
    let args = LaunchTemplateArgs::new("nodes")
        .instance_type(if first { "m7g.large" } else { "m7g.xlarge" })
        .user_data(format!("#!/bin/sh\necho {version}\n"))
        .root_volume(RootVolume::new(if first { 20_u32 } else { 40 }).iops(4000_u32).throughput(250_u32))
        .data_volumes(disks)
        .instance_profile(if first { profile.name() } else { other.name() })
        .metadata_hops(2_u16)
        .machine_tags([("v", version.to_string())])
        .tags([(if first { "one" } else { "two" }, "x")])
        .security_group_ids(groups.clone());
    LaunchTemplate::new(&scope, "nodes", args);

    let image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
    let image = PublicParameter::get(&scope, "image", PublicParameterArgs::new(image));
    let kind = if first { "t4g.nano" } else { "t4g.micro" };
    let named = if first { profile.name() } else { other.arn().map(|arn| arn.to_string()) };
    let args = InstanceArgs::new(image.value(), kind, subnet.id(), groups)
        .instance_profile(named)
        .user_data("#!/bin/sh\n")
        .root_volume(RootVolume::new(8_u32).iops(3500_u32))
        .data_volumes([DataVolume::new("/dev/sdf", 5_u32)])
        .tags([("Name", format!("bastion-{version}"))]);
    Instance::new(&scope, "bastion", args);
}

#[tokio::test]
async fn templates_and_machines_live_through_everything() {
    lifecycle(
        |stack| machines(stack, 1),
        |stack| machines(stack, 2),
        &[
            Expect::Update("eu-west-1::aws:ec2/LaunchTemplate::nodes"),
            Expect::Update("eu-west-1::aws:ec2/Instance::bastion"),
        ],
        async |world: &World, version| {
            let aws = world.aws(EU);
            let templates = aws.ec2().describe_launch_templates().send().await.unwrap();
            assert_eq!(templates.launch_templates().len(), 1, "one template, whatever happened");
            let latest = templates.launch_templates()[0].default_version_number();
            assert!(latest >= Some(i64::from(version)), "a change is the usual version: {latest:?}");
            let response = aws.ec2().describe_instances().send().await.unwrap();
            let instances = response.reservations().iter().flat_map(|reservation| reservation.instances());
            let state = |instance: &&aws_sdk_ec2::types::Instance| {
                instance.state().and_then(|state| state.name()).map(|name| name.as_str().to_owned())
            };
            let running: Vec<_> = instances.filter(|one| state(one).as_deref() == Some("running")).collect();
            assert_eq!(running.len(), 1, "one machine, whatever happened");
            let kind = if version == 1 { "t4g.nano" } else { "t4g.micro" };
            assert_eq!(running[0].instance_type().map(|kind| kind.as_str()), Some(kind));
            assert_eq!(running[0].security_groups().len(), version as usize);
            let profile = running[0].iam_instance_profile().and_then(|profile| profile.arn()).unwrap();
            assert!(profile.ends_with(if version == 1 { "/bastion" } else { "/other" }), "{profile}");
            assert_eq!(running[0].block_device_mappings().len(), 2, "the root disk and another one");
        },
    )
    .await;
}

#[tokio::test]
async fn a_parameter_that_is_not_published_is_not_read() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        let read = PublicParameter::get(&stack.region(EU), "mine", PublicParameterArgs::new("/luneo/secret"));
        stack.output("shown", read.value());
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("what it reads is shown") };
    assert!(why.contains("its names begin with /aws/service/"), "{why}");
    assert_eq!(world.calls().of("ssm", "GetParameter"), 0);
}

#[tokio::test]
async fn a_machine_gets_loses_and_keeps_its_role_in_place() {
    let world = World::start().await;
    let program = |profile: Option<&'static str>| {
        move |stack: &Stack| {
            let scope = stack.region(EU);
            let vpc = Vpc::new(&scope, "main", VpcArgs::new("10.0.0.0/16"));
            let subnet = Subnet::new(&scope, "a", SubnetArgs::new(vpc.id(), "10.0.0.0/24"));
            let group = SecurityGroup::new(&scope, "one", SecurityGroupArgs::new(vpc.id(), "one"));
            let profiles = InstanceProfile::new(&scope, "mine", InstanceProfileArgs::new("mine"));
            let image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
            let image = PublicParameter::get(&scope, "image", PublicParameterArgs::new(image));
            let args = InstanceArgs::new(image.value(), "t4g.nano", subnet.id(), [group.id()]);
            let args = match profile {
                Some("arn") => args.instance_profile(profiles.arn().map(|arn| arn.to_string())),
                Some(_) => args.instance_profile(profiles.name()),
                None => args,
            };
            Instance::new(&scope, "m", args);
        }
    };
    world.up(program(None)).await;
    let id = world.id("eu-west-1::aws:ec2/Instance::m").await;
    for profile in [Some("name"), None] {
        world.up(program(profile)).await;
        assert_eq!(world.id("eu-west-1::aws:ec2/Instance::m").await, id);
        world.assert_in_step(program(profile), "after another profile").await;
    }
    world.up(program(Some("name"))).await;
    // By ARN and by name it is the same.
    assert!(world.plan(program(Some("arn"))).await.is_empty());
    world.destroy().await;
}
