//! `aws:ec2/Instance`: one machine.

use aws_sdk_ec2::types::{
    self as sdk, AttributeValue, HttpTokensState, IamInstanceProfileSpecification, InstanceMetadataOptionsRequest,
    InstanceStateName, InstanceType, ResourceType,
};
use aws_smithy_types::base64;

use super::common::{
    ByOwnershipTag, create_and_wait, delete_until_gone, describe_one, filter, status_by_describe, tag_specification,
    tags_of, update_tags,
};
use super::volume::RootVolumeProps;
use crate::prelude::*;

/// Our code for a machine that has not stopped yet.
const STOPPING: &str = "InstanceStopping";

/// What a machine is made of. Its metadata can only be asked for with a token.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProps {
    /// The image.
    #[arg(replace = "a machine stays with its image", pattern = "ami-[0-9a-f]+|resolve:ssm:.+")]
    pub image_id: String,
    /// Its type. A change stops it and starts it again.
    #[arg(pattern = "[a-z0-9-]+\\.[a-z0-9-]+")]
    pub instance_type: String,
    /// The subnet of the instance.
    #[arg(replace = "EC2 cannot move a machine to another subnet")]
    pub subnet_id: SubnetId,
    /// Its security groups.
    #[arg(required, set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The instance profile with the role that it acts as, by its name or ARN.
    #[arg(equivalence = equivalences::NAME_OR_ARN, replace = "a machine begins with its role")]
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
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .typical(Seconds { create: 30, update: 60, delete: 60 })
            .timeouts(Seconds { create: 900, update: 900, delete: 1200 })
            .polling(PollInterval { first_millis: 1000, max_secs: 10 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &InstanceProps) -> Result<Self::Attrs> {
        let metadata = InstanceMetadataOptionsRequest::builder().http_tokens(HttpTokensState::Required).build();
        let profile = props.instance_profile.as_ref().map(|given| {
            let builder = IamInstanceProfileSpecification::builder();
            if given.starts_with("arn:") { builder.arn(given) } else { builder.name(given) }.build()
        });
        let call = || async {
            let api = cx.api().ec2();
            let call = api
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
            let response = retry_on(send!(cx, call), &["Invalid IAM Instance Profile"])?;
            Ok(response.instances.and_then(|instances| instances.into_iter().next()))
        };
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, instance) = create_and_wait(cx, props, call, sdk::Instance::instance_id, status_of, describe).await?;
        Ok(attrs_of(&instance))
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let instances = describe(cx, ids).await?;
        Ok(instances.iter().filter(|instance| status_of(instance) != Status::Absent).map(seen).collect())
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("security_group_ids") {
            let call = cx.api().ec2().modify_instance_attribute().instance_id(id.as_str());
            retry!(cx, &[], call.set_groups(Some(groups(new))))?;
        }
        if change.has("instance_type") {
            resize(cx, id, &new.instance_type).await?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        delete_until_gone(cx, id, &["IncorrectInstanceState"], || async {
            send!(cx, cx.api().ec2().terminate_instances().instance_ids(id.as_str()))
        })
        .await
    }

    status_by_describe!(sdk::Instance::instance_id, status_of);
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::Instance>> {
    let mut instances = Vec::new();
    for ids in ids.chunks(super::common::FILTER_VALUES) {
        let wanted = filter("instance-id", ids.iter().map(Id::as_str));
        let mut pages = cx.api().ec2().describe_instances().filters(wanted).into_paginator().items().send();
        while let Some(reservation) = pages.next().await {
            instances.extend(reservation.into_provider_result(cx.region())?.instances.unwrap_or_default());
        }
    }
    Ok(instances)
}

/// Stops it, makes it another type, and starts it.
async fn resize(cx: &OperationContext<Instance>, id: &Id, kind: &str) -> Result<()> {
    let ec2 = cx.api().ec2();
    let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
    if describe_one(cx, id, describe).await?.instance_type().is_none_or(|now| now.as_str() != kind) {
        cx.eventually(&[STOPPING], || async {
            let instance = describe_one(cx, id, describe).await?;
            if state_of(&instance) == Some(&InstanceStateName::Stopped) {
                return Ok(());
            }
            send!(cx, ec2.stop_instances().instance_ids(id.as_str()))?;
            let error = ProviderError::new(ErrorKind::NotYet, format!("{id} is stopping"));
            Err(ProviderError { code: Some(STOPPING.to_owned()), ..error })
        })
        .await?;
        let call = ec2.modify_instance_attribute().instance_id(id.as_str());
        let kind = AttributeValue::builder().value(kind).build();
        retry!(cx, &["IncorrectInstanceState"], call.instance_type(kind))?;
    }
    let call = ec2.start_instances().instance_ids(id.as_str());
    retry!(cx, &["IncorrectInstanceState"], call)?;
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
        // A stopped instance exists; its operator starts it again.
        Some(InstanceStateName::Running | InstanceStateName::Stopped | InstanceStateName::Stopping) => Status::Ready,
        // For an hour after its end it is still listed.
        Some(InstanceStateName::Terminated) => Status::Absent,
        Some(InstanceStateName::ShuttingDown) => Status::Deleting("shutting-down".to_owned()),
        state => Status::Pending(state.map_or("pending", InstanceStateName::as_str).to_owned()),
    }
}

fn attrs_of(instance: &sdk::Instance) -> InstanceAttrs {
    InstanceAttrs { id: text(instance.instance_id()), private_ip: text(instance.private_ip_address()) }
}

fn seen(instance: &sdk::Instance) -> ResourceState<Instance> {
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
    ResourceState { id: Id::new(&attrs.id), props, attrs, status: status_of(instance) }
}
