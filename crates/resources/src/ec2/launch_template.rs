//! `aws:ec2/LaunchTemplate`: a template of instances.

use std::sync::{Mutex, PoisonError};

use aws_sdk_ec2::types::{self as sdk, InstanceType, LaunchTemplateHttpTokensState, ResourceType};
use aws_smithy_types::base64;

use super::common::{ByOwnershipTag, ec2_described, tag_specification, tags_of, update_tags};
use super::volume::{DataVolumeProps, RootVolumeProps};
use crate::prelude::*;

/// The properties of a launch template. A change creates a new version, which becomes the default version.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct LaunchTemplateProps {
    /// The name, unique in the account and region: 3 to 128 characters.
    #[arg(replace = "EC2 cannot rename a launch template", length = 3..=128, pattern = "[a-zA-Z0-9()./_-]+")]
    pub name: String,
    /// The id of the machine image (AMI). Without one, EKS chooses it.
    pub image_id: Option<String>,
    /// The instance type.
    pub instance_type: Option<String>,
    /// The security groups.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The script of the first start.
    pub user_data: Option<String>,
    /// The root disk.
    pub root_volume: Option<RootVolumeProps>,
    /// The other disks.
    #[arg(set)]
    pub data_volumes: Vec<DataVolumeProps>,
    /// The name or ARN of the instance profile with the role of the instances. EKS sets its own for nodes.
    #[arg(equivalence = equivalences::NAME_OR_ARN)]
    pub instance_profile: Option<String>,
    /// The hop limit of the metadata service, which requires session tokens (IMDSv2): 1, or 2 for containers.
    #[arg(default = 1, range = 1..=64)]
    pub metadata_hops: u16,
    /// Tags of the instances and their disks.
    pub machine_tags: BTreeMap<String, String>,
    /// Tags of the template.
    pub tags: BTreeMap<String, String>,
}

/// A launch template (`CreateLaunchTemplate`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html>
#[resource("aws:ec2/LaunchTemplate", props = LaunchTemplateProps)]
pub struct LaunchTemplate {
    /// The id.
    pub id: String,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The number of the latest version, which is the default version.
    #[attr(changes)]
    pub version: String,
}

impl Resource for LaunchTemplate {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>().terraform(&[("aws_launch_template", "{id}")]).unique(&[&["name"]])
    }

    fn check(props: &LaunchTemplateProps) -> Vec<String> {
        let named_by_ssm = props.image_id.as_ref().is_some_and(|image| image.starts_with("resolve:"));
        let mut wrong = RootVolumeProps::check(props.root_volume.as_ref(), named_by_ssm);
        wrong.extend(DataVolumeProps::check(&props.data_volumes));
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &LaunchTemplateProps) -> Result<Self::Attrs> {
        let data = data(cx, props).await?;
        let created = Mutex::new(None);
        let id = cx
            .allocate(props, || async {
                let api = cx.api().ec2();
                let call = api
                    .create_launch_template()
                    .client_token(cx.token())
                    .launch_template_name(&props.name)
                    .launch_template_data(data.clone())
                    .tag_specifications(tag_specification(cx, ResourceType::LaunchTemplate, &props.tags));
                let response = send!(cx, call)?;
                let id = id_in(response.launch_template().and_then(|template| template.launch_template_id()))?;
                *created.lock().unwrap_or_else(PoisonError::into_inner) = response.launch_template;
                Ok(id)
            })
            .await?;
        match created.into_inner().unwrap_or_else(PoisonError::into_inner) {
            // With a client token that an earlier attempt used, the response is the template as it was then.
            Some(template) if template.latest_version_number() == Some(1) => {
                // Other services refuse a template that they do not find.
                cx.until_ready(&id).await?;
                let (id, name) = (id.as_str().to_owned(), props.name.clone());
                Ok(LaunchTemplateAttrs { id, name, version: "1".to_owned() })
            }
            _ => converge(cx, &id, props).await,
        }
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let mut attrs = change.attrs.clone();
        if change.has_besides(&["tags"]) {
            keep_unmanaged::<Self>(cx, id).await?;
            let call = cx.api().ec2().create_launch_template_version().launch_template_id(id.as_str());
            let call = call.client_token(cx.token_for("version")).launch_template_data(data(cx, &change.new).await?);
            let response = retry!(cx, &[], call, not_found_as_retryable)?;
            let number = response.launch_template_version().and_then(|version| version.version_number());
            attrs.version = number.unwrap_or_default().to_string();
            let call = cx.api().ec2().modify_launch_template().launch_template_id(id.as_str());
            retry!(cx, &[], call.default_version(&attrs.version), not_found_as_retryable)?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(attrs)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ec2().delete_launch_template().launch_template_id(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

ec2_described! {
    LaunchTemplate: sdk::LaunchTemplate, launch_template_id,
    describe: |cx, ids| describe(cx, ids).await;
    all_details: Option<sdk::LaunchTemplateVersion> = default_versions,
    unmanaged: unmanaged,
    state: state,
}

/// A new version is not based on the previous one.
fn unmanaged(_: &sdk::LaunchTemplate, version: &Option<sdk::LaunchTemplateVersion>) -> Vec<String> {
    let Some(data) = version.as_ref().and_then(|version| version.launch_template_data()) else { return Vec::new() };
    let metadata = data.metadata_options();
    let disks = |is_set: fn(&sdk::LaunchTemplateEbsBlockDevice) -> bool| {
        data.block_device_mappings().iter().filter_map(|mapping| mapping.ebs()).any(is_set)
    };
    let binary = |text: &str| !base64::decode(text).is_ok_and(|bytes| String::from_utf8(bytes).is_ok());
    let settings = [
        ("a key pair", data.key_name().is_some()),
        ("network interfaces", !data.network_interfaces().is_empty()),
        ("disks from snapshots", data.block_device_mappings().iter().any(is_from_snapshot)),
        ("instance store volumes", data.block_device_mappings().iter().any(|mapping| mapping.ebs().is_none())),
        ("security groups by name", !data.security_groups().is_empty()),
        ("binary user data", data.user_data().is_some_and(binary)),
        ("EBS optimization", data.ebs_optimized().unwrap_or(false)),
        ("a kernel", data.kernel_id().is_some()),
        ("a RAM disk", data.ram_disk_id().is_some()),
        ("detailed monitoring", data.monitoring().and_then(|monitoring| monitoring.enabled()).unwrap_or(false)),
        ("a placement", data.placement().is_some()),
        ("termination protection", data.disable_api_termination().unwrap_or(false)),
        ("stop protection", data.disable_api_stop().unwrap_or(false)),
        ("a shutdown behavior", data.instance_initiated_shutdown_behavior().is_some()),
        ("market options", data.instance_market_options().is_some()),
        ("CPU credits", data.credit_specification().is_some()),
        ("CPU options", data.cpu_options().is_some()),
        ("a capacity reservation", data.capacity_reservation_specification().is_some()),
        ("licenses", !data.license_specifications().is_empty()),
        ("hibernation", data.hibernation_options().and_then(|options| options.configured()).unwrap_or(false)),
        ("an enclave", data.enclave_options().and_then(|options| options.enabled()).unwrap_or(false)),
        ("instance requirements", data.instance_requirements().is_some()),
        ("options for private DNS names", data.private_dns_name_options().is_some()),
        ("maintenance options", data.maintenance_options().is_some()),
        ("tags in the instance metadata", metadata.is_some_and(|of| of.instance_metadata_tags() == Some(&TAGS_SHOWN))),
        ("instance metadata without tokens", metadata.is_some_and(|of| of.http_tokens() == Some(&TOKENS_OPTIONAL))),
        ("a disabled metadata endpoint", metadata.is_some_and(|of| of.http_endpoint() == Some(&ENDPOINT_DISABLED))),
        ("a metadata endpoint for IPv6", metadata.is_some_and(|of| of.http_protocol_ipv6() == Some(&IPV6_ENABLED))),
        ("elastic GPUs", !data.elastic_gpu_specifications().is_empty()),
        ("inference accelerators", !data.elastic_inference_accelerators().is_empty()),
        ("another service as its operator", data.operator().is_some_and(|operator| operator.managed() == Some(true))),
        ("options for the network performance", data.network_performance_options().is_some()),
        ("secondary interfaces", !data.secondary_interfaces().is_empty()),
        ("a rate of the initialization of disks", disks(|disk| disk.volume_initialization_rate().is_some())),
        ("an EBS card of disks", disks(|disk| disk.ebs_card_index().is_some())),
    ];
    settings.into_iter().filter(|(_, set)| *set).map(|(setting, _)| setting.to_owned()).collect()
}

fn is_from_snapshot(mapping: &sdk::LaunchTemplateBlockDeviceMapping) -> bool {
    mapping.ebs().is_some_and(|disk| disk.snapshot_id().is_some_and(|id| !id.is_empty()))
}

/// The instance metadata contain the tags of the instance.
const TAGS_SHOWN: sdk::LaunchTemplateInstanceMetadataTagsState = sdk::LaunchTemplateInstanceMetadataTagsState::Enabled;

/// The instance metadata can be read without a token.
const TOKENS_OPTIONAL: LaunchTemplateHttpTokensState = LaunchTemplateHttpTokensState::Optional;
/// Instances have no metadata.
const ENDPOINT_DISABLED: sdk::LaunchTemplateInstanceMetadataEndpointState =
    sdk::LaunchTemplateInstanceMetadataEndpointState::Disabled;
/// The instance metadata have an address of IPv6.
const IPV6_ENABLED: sdk::LaunchTemplateInstanceMetadataProtocolIpv6 =
    sdk::LaunchTemplateInstanceMetadataProtocolIpv6::Enabled;

/// The most items in a response of EC2.
const PAGE: i32 = 200;

/// Describes these templates. A call for several would fail if one of them does not exist, so several are read by
/// listing all.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::LaunchTemplate>> {
    let call = cx.api().ec2().describe_launch_templates();
    if let [id] = ids {
        let response = optional(send!(cx, call.launch_template_ids(id.as_str())))?;
        return Ok(response.and_then(|response| response.launch_templates).unwrap_or_default());
    }
    let all = list_all!(cx, call.max_results(PAGE))?;
    let wanted = |template: &sdk::LaunchTemplate| {
        let is_asked = |there| ids.iter().any(|id| id.as_str() == there);
        cx.lists_every_owner() && ids.is_empty() || template.launch_template_id().is_some_and(is_asked)
    };
    Ok(all.into_iter().filter(wanted).collect())
}

/// The default versions of these templates; for several, all default versions are listed.
async fn default_versions(
    cx: &ReadContext<Aws>,
    templates: &[sdk::LaunchTemplate],
) -> Result<Vec<Option<Option<sdk::LaunchTemplateVersion>>>> {
    let call = cx.api().ec2().describe_launch_template_versions().versions("$Default");
    let versions: Vec<sdk::LaunchTemplateVersion> = match templates {
        [template] => {
            let response = optional(send!(cx, call.set_launch_template_id(template.launch_template_id.clone())))?;
            response.and_then(|response| response.launch_template_versions).unwrap_or_default()
        }
        _ => list_all!(cx, call.max_results(PAGE))?,
    };
    let of = |template: &sdk::LaunchTemplate| {
        versions.iter().find(|version| version.launch_template_id() == template.launch_template_id()).cloned()
    };
    Ok(templates.iter().map(|template| of(template).map(Some)).collect())
}

async fn data(cx: &ReadContext<Aws>, props: &LaunchTemplateProps) -> Result<sdk::RequestLaunchTemplateData> {
    let root = match &props.root_volume {
        Some(volume) => Some(volume.for_template(&volume.device_in_any(cx, props.image_id.as_deref()).await?)),
        None => None,
    };
    let disks: Vec<_> = root.into_iter().chain(props.data_volumes.iter().map(DataVolumeProps::for_template)).collect();
    let profile = props.instance_profile.as_deref().map(|given| {
        let builder = sdk::LaunchTemplateIamInstanceProfileSpecificationRequest::builder();
        if given.starts_with("arn:") { builder.arn(given) } else { builder.name(given) }.build()
    });
    let groups: Vec<String> = texts(&props.security_group_ids);
    let metadata = sdk::LaunchTemplateInstanceMetadataOptionsRequest::builder()
        .http_tokens(LaunchTemplateHttpTokensState::Required)
        .http_put_response_hop_limit(number(props.metadata_hops));
    let tags: Vec<sdk::Tag> =
        props.machine_tags.iter().map(|(key, value)| sdk::Tag::builder().key(key).value(value).build()).collect();
    let tagged = [ResourceType::Instance, ResourceType::Volume].map(|kind| {
        let tags = Some(tags.clone());
        sdk::LaunchTemplateTagSpecificationRequest::builder().resource_type(kind).set_tags(tags).build()
    });
    let data = sdk::RequestLaunchTemplateData::builder()
        .set_image_id(props.image_id.clone())
        .set_instance_type(props.instance_type.as_deref().map(InstanceType::from))
        .set_security_group_ids((!groups.is_empty()).then_some(groups))
        .set_user_data(props.user_data.as_ref().map(base64::encode))
        .set_block_device_mappings((!disks.is_empty()).then_some(disks))
        .set_iam_instance_profile(profile)
        .metadata_options(metadata.build())
        .set_tag_specifications((!tags.is_empty()).then(|| tagged.to_vec()));
    Ok(data.build())
}

fn state(
    template: &sdk::LaunchTemplate,
    version: &Option<sdk::LaunchTemplateVersion>,
    tags: Tags,
) -> Result<State<LaunchTemplate>> {
    let version = version.as_ref().ok_or_else(|| unreadable("default version"))?;
    let data = version.launch_template_data();
    let decoded = |text: &str| base64::decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let machine_tags = data.into_iter().flat_map(|data| data.tag_specifications());
    let machine_tags = machine_tags.filter(|tagged| tagged.resource_type() == Some(&ResourceType::Instance));
    let groups = data.map(|data| data.security_group_ids()).unwrap_or_default();
    let profile = data.and_then(|data| data.iam_instance_profile());
    let attrs = LaunchTemplateAttrs {
        id: text(template.launch_template_id()),
        name: template.launch_template_name().unwrap_or_default().to_owned(),
        version: version.version_number().unwrap_or_default().to_string(),
    };
    let props = LaunchTemplateProps {
        name: attrs.name.clone(),
        image_id: data.and_then(|data| data.image_id()).filter(|id| !id.is_empty()).map(str::to_owned),
        instance_type: data.and_then(|data| data.instance_type()).map(|kind| kind.as_str().to_owned()),
        security_group_ids: groups.iter().map(SecurityGroupId::new).collect(),
        user_data: data.and_then(|data| data.user_data()).filter(|text| !text.is_empty()).and_then(decoded),
        root_volume: data.and_then(|data| RootVolumeProps::of_template(data.block_device_mappings())),
        data_volumes: data.map(|data| DataVolumeProps::of_template(data.block_device_mappings())).unwrap_or_default(),
        instance_profile: profile.and_then(|profile| profile.name().or(profile.arn())).map(str::to_owned),
        metadata_hops: count(
            data.and_then(|data| data.metadata_options()).and_then(|metadata| metadata.http_put_response_hop_limit()),
        ),
        machine_tags: machine_tags.flat_map(|tagged| tags_of(tagged.tags())).collect(),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
