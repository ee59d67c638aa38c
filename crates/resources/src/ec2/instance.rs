//! `aws:ec2/Instance`: one machine.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, ErrorKind, Id, Last, OpCx, ProviderError, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{
    self as sdk, AttributeValue, HttpTokensState, IamInstanceProfileSpecification, InstanceMetadataOptionsRequest,
    InstanceStateName, InstanceType, ResourceType,
};
use aws_smithy_types::base64;

use super::common::{
    delete_until_gone, described, filter, find_by_token, in_order, list_by_stack, made, sync_tags, tag_specification,
    tags_of,
};
use super::volume::RootVolumeProps;
use crate::aws::{Answer, Aws};
use crate::forms;
use crate::natural::passing;
use crate::types::{SecurityGroupId, SubnetId};

/// Our code for a machine that has not stopped yet.
const STOPPING: &str = "InstanceStopping";

/// What a machine is made of. Its metadata can only be asked for with a token.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProps {
    /// The image.
    #[arg(replace = "a machine stays with its image")]
    pub image_id: String,
    /// Its type. A change stops it and starts it again.
    pub instance_type: String,
    /// The subnet that it stands in.
    #[arg(replace = "EC2 cannot move a machine to another subnet")]
    pub subnet_id: SubnetId,
    /// Its security groups.
    #[arg(required, set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The instance profile with the role that it acts as, by its name or ARN.
    #[arg(form = forms::NAME_OR_ARN, replace = "a machine begins with its role")]
    pub instance_profile: Option<String>,
    /// What it runs when it first starts. Not read back.
    #[arg(write_only, replace = "it runs when the machine first starts")]
    pub user_data: Option<String>,
    /// The disk that it starts from; the image's, if not given. Not read back.
    #[arg(write_only, replace = "a machine stays with the disk that it starts from")]
    pub root_volume: Option<RootVolumeProps>,
    /// Tags, of its disks too.
    pub tags: BTreeMap<String, String>,
}

/// A machine (`RunInstances`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html>
#[resource("aws:ec2/Instance", props = InstanceProps)]
pub struct Instance {
    /// The id.
    pub id: String,
    /// Its address in the VPC.
    pub private_ip: String,
}

impl Resource for Instance {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .identity(Identity::OwnershipTag)
            .typical(30, 60, 60)
            .timeouts(900, 900, 1200)
            .polling(1000, 10)
            .visible_within(300)
            .actions(Actions {
                create: &["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole"],
                read: &["ec2:DescribeInstances", "ec2:DescribeTags"],
                update: &[
                    "ec2:ModifyInstanceAttribute",
                    "ec2:StopInstances",
                    "ec2:StartInstances",
                    "ec2:CreateTags",
                    "ec2:DeleteTags",
                ],
                delete: &["ec2:TerminateInstances"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &InstanceProps) -> Result<InstanceAttrs> {
        let metadata = InstanceMetadataOptionsRequest::builder().http_tokens(HttpTokensState::Required).build();
        let profile = props.instance_profile.as_ref().map(|given| {
            let builder = IamInstanceProfileSpecification::builder();
            if given.starts_with("arn:") { builder.arn(given) } else { builder.name(given) }.build()
        });
        let call = || async {
            let call = cx
                .api()
                .ec2()
                .run_instances()
                .client_token(cx.token())
                .min_count(1)
                .max_count(1)
                .image_id(&props.image_id)
                .instance_type(InstanceType::from(props.instance_type.as_str()))
                .subnet_id(props.subnet_id.as_str())
                .set_security_group_ids(Some(groups(props)))
                .set_iam_instance_profile(profile.clone())
                .set_user_data(props.user_data.as_ref().map(base64::encode))
                .set_block_device_mappings(props.root_volume.as_ref().map(|volume| vec![volume.for_instance()]))
                .metadata_options(metadata.clone())
                .tag_specifications(tag_specification(cx, ResourceType::Instance, &props.tags))
                .tag_specifications(tag_specification(cx, ResourceType::Volume, &props.tags));
            // A profile that was made a moment ago.
            let told = passing(call.send().await.answer(cx.region()), &["Invalid IAM Instance Profile"])?;
            Ok(told.instances.and_then(|instances| instances.into_iter().next()))
        };
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, instance) = made(cx, props, call, sdk::Instance::instance_id, status_of, describe).await?;
        Ok(attrs_of(&instance))
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let instances = describe(cx, ids).await?;
        Ok(instances.iter().filter(|instance| status_of(instance) != Status::Absent).map(seen).collect())
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<InstanceProps, InstanceAttrs>) -> Result<InstanceAttrs> {
        let new = &change.new;
        if change.has("security_group_ids") {
            cx.eventually(&[], || async {
                let call = cx.api().ec2().modify_instance_attribute().instance_id(id.as_str());
                call.set_groups(Some(groups(new))).send().await.answer(cx.region())
            })
            .await?;
        }
        if change.has("instance_type") {
            resize(cx, id, &new.instance_type).await?;
        }
        sync_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<InstanceProps, InstanceAttrs>) -> Result<()> {
        delete_until_gone(cx, id, &["IncorrectInstanceState"], || async {
            cx.api().ec2().terminate_instances().instance_ids(id.as_str()).send().await.answer(cx.region())
        })
        .await
    }

    async fn find(cx: &OpCx<Self>, _: &InstanceProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::Instance).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::Instance).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let instances = describe(cx, ids).await?;
        Ok(in_order(ids, &instances, sdk::Instance::instance_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::Instance>> {
    let mut instances = Vec::new();
    for ids in ids.chunks(super::common::FILTER_VALUES) {
        let wanted = filter("instance-id", ids.iter().map(Id::as_str));
        let mut pages = cx.api().ec2().describe_instances().filters(wanted).into_paginator().items().send();
        while let Some(reservation) = pages.next().await {
            instances.extend(reservation.answer(cx.region())?.instances.unwrap_or_default());
        }
    }
    Ok(instances)
}

/// Stops it, makes it another type, and starts it.
async fn resize(cx: &OpCx<Instance>, id: &Id, kind: &str) -> Result<()> {
    let ec2 = cx.api().ec2();
    let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
    if described(cx, id, describe).await?.instance_type().is_none_or(|now| now.as_str() != kind) {
        cx.eventually(&[STOPPING], || async {
            let instance = described(cx, id, describe).await?;
            if state_of(&instance) == Some(&InstanceStateName::Stopped) {
                return Ok(());
            }
            ec2.stop_instances().instance_ids(id.as_str()).send().await.answer(cx.region())?;
            let error = ProviderError::new(ErrorKind::NotYet, format!("{id} is stopping"));
            Err(ProviderError { code: Some(STOPPING.to_owned()), ..error })
        })
        .await?;
        cx.eventually(&["IncorrectInstanceState"], || async {
            let call = ec2.modify_instance_attribute().instance_id(id.as_str());
            let kind = AttributeValue::builder().value(kind).build();
            call.instance_type(kind).send().await.answer(cx.region())
        })
        .await?;
    }
    cx.eventually(&["IncorrectInstanceState"], || async {
        ec2.start_instances().instance_ids(id.as_str()).send().await.answer(cx.region())
    })
    .await?;
    cx.until_ready(id).await
}

fn groups(props: &InstanceProps) -> Vec<String> {
    props.security_group_ids.iter().map(SecurityGroupId::to_string).collect()
}

fn state_of(instance: &sdk::Instance) -> Option<&InstanceStateName> {
    instance.state().and_then(|state| state.name())
}

fn status_of(instance: &sdk::Instance) -> Status {
    match state_of(instance) {
        // One that somebody stopped is there: it is theirs to start.
        Some(InstanceStateName::Running | InstanceStateName::Stopped | InstanceStateName::Stopping) => Status::Ready,
        // For an hour after its end it is still listed.
        Some(InstanceStateName::Terminated) => Status::Absent,
        Some(InstanceStateName::ShuttingDown) => Status::Deleting("shutting-down".to_owned()),
        state => Status::Pending(state.map_or("pending", InstanceStateName::as_str).to_owned()),
    }
}

fn attrs_of(instance: &sdk::Instance) -> InstanceAttrs {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    InstanceAttrs { id: text(instance.instance_id()), private_ip: text(instance.private_ip_address()) }
}

fn seen(instance: &sdk::Instance) -> Seen<Instance> {
    let attrs = attrs_of(instance);
    let groups = instance.security_groups().iter().filter_map(|group| group.group_id());
    let profile = instance.iam_instance_profile().and_then(|profile| profile.arn());
    let props = InstanceProps {
        image_id: instance.image_id().unwrap_or_default().to_owned(),
        instance_type: instance.instance_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        subnet_id: SubnetId::new(instance.subnet_id().unwrap_or_default()),
        security_group_ids: groups.map(SecurityGroupId::new).collect(),
        instance_profile: profile.and_then(|arn| arn.rsplit('/').next()).map(str::to_owned),
        user_data: None,
        root_volume: None,
        tags: tags_of(instance.tags()),
    };
    Seen { id: Id::new(&attrs.id), props, attrs, status: status_of(instance) }
}
