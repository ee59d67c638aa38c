//! `aws:ec2/Instance`: a virtual machine.

use aws_sdk_ec2::types::{
    self as sdk, AttributeValue, HttpTokensState, IamInstanceProfileAssociationState, IamInstanceProfileSpecification,
    InstanceMetadataOptionsRequest, InstanceStateName, InstanceType, ResourceType,
};
use aws_smithy_types::base64;

use super::common::{
    ByOwnershipTag, create_and_wait, describe_all, describe_visible, ec2_described, filter, tag_specification,
    update_tags,
};
use super::volume::{DataVolumeProps, RootVolumeProps};
use crate::prelude::*;

/// Archipel's own error code for an instance that has not stopped yet.
const STOPPING: &str = "InstanceStopping";

/// The message about an instance profile that is not visible yet.
const NEW_PROFILE: &[&str] = &["Invalid IAM Instance Profile"];

/// The starts of EC2's codes for instances that ended before they ran.
const LAUNCH_FAILURES: &[&str] = &[
    "Client.InternalError",
    "Client.InvalidKMSKey",
    "Client.InvalidSnapshot",
    "Client.InvalidParameterDependency",
    "Client.VolumeLimitExceeded",
    "Server.InsufficientInstanceCapacity",
];

/// The properties of a machine. Its metadata service requires session tokens (IMDSv2).
#[derive(Args, Clone, Debug, PartialEq)]
pub struct InstanceProps {
    /// The id of the machine image (AMI).
    #[arg(replace = "a machine stays with its image", pattern = "ami-[0-9a-f]+|resolve:ssm:.+")]
    pub image_id: String,
    /// The instance type. A change stops and starts the instance.
    #[arg(pattern = "[a-z0-9-]+\\.[a-z0-9-]+")]
    pub instance_type: String,
    /// The subnet of the instance.
    #[arg(replace = "EC2 cannot move a machine to another subnet")]
    pub subnet_id: SubnetId,
    /// The security groups.
    #[arg(required, set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The name or ARN of the instance profile with the role of the instance.
    #[arg(equivalence = equivalences::NAME_OR_ARN)]
    pub instance_profile: Option<String>,
    /// The script of the first start. AWS does not return it.
    #[arg(write_only, replace = "it runs when the machine first starts")]
    pub user_data: Option<String>,
    /// The root disk. The default is that of the image. AWS does not return it.
    #[arg(write_only, replace = "a machine stays with the disk that it starts from")]
    pub root_volume: Option<RootVolumeProps>,
    /// The other disks. AWS does not return them.
    #[arg(write_only, set, replace = "a machine stays with the disks that it starts with")]
    pub data_volumes: Vec<DataVolumeProps>,
    /// Tags of the instance and its disks.
    pub tags: BTreeMap<String, String>,
}

/// A virtual machine (`RunInstances`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html>
#[resource("aws:ec2/Instance", props = InstanceProps)]
pub struct Instance {
    /// The id.
    pub id: String,
    /// The private address in the VPC.
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

    fn check(props: &InstanceProps) -> Vec<String> {
        let named_by_ssm = props.image_id.starts_with("resolve:");
        let mut wrong = RootVolumeProps::check(props.root_volume.as_ref(), named_by_ssm);
        wrong.extend(DataVolumeProps::check(&props.data_volumes));
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &InstanceProps) -> Result<Self::Attrs> {
        let metadata = InstanceMetadataOptionsRequest::builder().http_tokens(HttpTokensState::Required).build();
        let profile = props.instance_profile.as_deref().map(profile);
        let root = match &props.root_volume {
            Some(volume) => Some(volume.for_instance(&volume.device_in(cx, &props.image_id).await?)),
            None => None,
        };
        let disks: Vec<_> =
            root.into_iter().chain(props.data_volumes.iter().map(DataVolumeProps::for_instance)).collect();
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
                .set_block_device_mappings((!disks.is_empty()).then(|| disks.clone()))
                .metadata_options(metadata.clone())
                .tag_specifications(tag_specification(cx, ResourceType::Instance, &props.tags))
                .tag_specifications(tag_specification(cx, ResourceType::Volume, &props.tags));
            // A new instance profile may not be visible yet.
            let response = retry_on(send!(cx, call), NEW_PROFILE)?;
            Ok(response.instances.and_then(|instances| instances.into_iter().next()))
        };
        let (_, instance) = create_and_wait(cx, props, call).await?;
        Ok(attrs_of(&instance))
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("security_group_ids") {
            let call = cx.api().ec2().modify_instance_attribute().instance_id(id.as_str());
            retry!(cx, &[], call.set_groups(Some(groups(new))))?;
        }
        if change.has("instance_profile") {
            set_profile(cx, id, new.instance_profile.as_deref()).await?;
        }
        if change.has("instance_type") {
            resize(cx, id, &new.instance_type).await?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        delete_and_wait(cx, id, &["IncorrectInstanceState"], Failed::Disappears, || async {
            send!(cx, cx.api().ec2().terminate_instances().instance_ids(id.as_str()))
        })
        .await
    }
}

ec2_described! {
    Instance: sdk::Instance, instance_id,
    status: status_of,
    describe: |cx, ids| {
        let reservations: Result<Vec<sdk::Reservation>> = describe_all!(cx, ids, describe_instances, "instance-id");
        Ok(reservations?.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default()).collect())
    };
    state: state,
}

/// Stops an instance, changes its type and starts it.
async fn resize(cx: &OperationContext<Instance>, id: &Id, kind: &str) -> Result<()> {
    let ec2 = cx.api().ec2();
    if describe_visible(cx, id).await?.instance_type().is_none_or(|now| now.as_str() != kind) {
        cx.eventually(&[STOPPING], || async {
            let instance = describe_visible(cx, id).await?;
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

/// The instance profile of this name or ARN.
fn profile(given: &str) -> IamInstanceProfileSpecification {
    let builder = IamInstanceProfileSpecification::builder();
    if given.starts_with("arn:") { builder.arn(given) } else { builder.name(given) }.build()
}

/// Gives an instance another profile, or none. Each attempt reads which one it has.
async fn set_profile(cx: &OperationContext<Instance>, id: &Id, wanted: Option<&str>) -> Result<()> {
    let ec2 = cx.api().ec2();
    cx.eventually(&["IncorrectState", "IncorrectInstanceState"], || async {
        let call = ec2.describe_iam_instance_profile_associations().filters(filter("instance-id", [id.as_str()]));
        let associations = send!(cx, call)?.iam_instance_profile_associations.unwrap_or_default();
        let gone =
            [IamInstanceProfileAssociationState::Disassociating, IamInstanceProfileAssociationState::Disassociated];
        let current = associations.iter().find(|one| one.state().is_none_or(|state| !gone.contains(state)));
        match (current.and_then(|one| one.association_id()), wanted) {
            (Some(association), Some(wanted)) => {
                let call = ec2.replace_iam_instance_profile_association().association_id(association);
                retry_on(send!(cx, call.iam_instance_profile(profile(wanted))), NEW_PROFILE).map(drop)
            }
            (None, Some(wanted)) => {
                let call = ec2.associate_iam_instance_profile().instance_id(id.as_str());
                retry_on(send!(cx, call.iam_instance_profile(profile(wanted))), NEW_PROFILE).map(drop)
            }
            (Some(association), None) => {
                send!(cx, ec2.disassociate_iam_instance_profile().association_id(association)).map(drop)
            }
            (None, None) => Ok(()),
        }
    })
    .await
}

fn groups(props: &InstanceProps) -> Vec<String> {
    texts(&props.security_group_ids)
}

fn state_of(instance: &sdk::Instance) -> Option<&InstanceStateName> {
    instance.state().and_then(|state| state.name())
}

fn status_of(instance: &sdk::Instance) -> Status {
    match state_of(instance) {
        // A stopped instance exists; its operator starts it again.
        Some(InstanceStateName::Running | InstanceStateName::Stopped | InstanceStateName::Stopping) => Status::Ready,
        // EC2 still lists it for an hour.
        Some(InstanceStateName::Terminated) => failed_launch(instance).map_or(Status::Absent, Status::Failed),
        Some(InstanceStateName::ShuttingDown) => Status::Deleting("shutting-down".to_owned()),
        state => Status::Pending(state.map_or("pending", InstanceStateName::as_str).to_owned()),
    }
}

/// Why an instance ended before it ran, if it did so.
fn failed_launch(instance: &sdk::Instance) -> Option<String> {
    let reason = instance.state_reason()?;
    let (code, message) = (reason.code()?, reason.message().unwrap_or_default());
    let of_launch = LAUNCH_FAILURES.iter().any(|failure| code.starts_with(failure)) || message.contains("on launch");
    // EC2's message begins with the code.
    let text = if message.starts_with(code) { message.to_owned() } else { format!("{code}: {message}") };
    of_launch.then_some(text)
}

fn attrs_of(instance: &sdk::Instance) -> InstanceAttrs {
    InstanceAttrs { id: text(instance.instance_id()), private_ip: text(instance.private_ip_address()) }
}

fn state(instance: &sdk::Instance, tags: Tags) -> Result<State<Instance>> {
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
        data_volumes: Vec::new(),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
