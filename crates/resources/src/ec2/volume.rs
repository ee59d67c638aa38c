//! The root disk of launch templates and instances.

use aws_sdk_ec2::types::{self as sdk, VolumeType};

use crate::prelude::*;

/// The root disk of an instance. It is encrypted, and deleted with the instance.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(RootVolume)]
pub struct RootVolumeProps {
    /// The size in GiB.
    pub size: u32,
    /// The device name of the root disk in the image. The default is the image's own (`DescribeImages`), or `/dev/xvda`
    /// without an image. Another device is a second disk.
    #[arg(computed)]
    pub device: Option<String>,
    /// The volume type.
    #[arg(default = "gp3")]
    pub volume_type: String,
    /// The KMS key that encrypts it. The default is the account's key for EBS.
    pub kms_key_arn: Option<Arn>,
}

/// The root device of the images that EKS chooses.
const DEFAULT_DEVICE: &str = "/dev/xvda";

impl RootVolumeProps {
    /// The mistake of a disk without a device for an image that SSM names, which EC2 does not describe.
    pub(super) fn check(volume: Option<&Self>, named_by_ssm: bool) -> Option<String> {
        let unknown = named_by_ssm && volume.is_some_and(|volume| volume.device.is_none());
        unknown.then(|| "`root_volume.device` is required for an image that SSM names".to_owned())
    }

    /// The device name of the root disk in an image.
    pub(super) async fn device_in(&self, cx: &ReadContext<Aws>, image: &str) -> Result<String> {
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let response = send!(cx, cx.api().ec2().describe_images().image_ids(image))?;
        let device = response.images().first().and_then(|image| image.root_device_name());
        device.map(str::to_owned).ok_or_else(|| {
            let message = format!("the image {image} has no root device: set `root_volume.device`");
            ProviderError::new(ErrorKind::Invalid, message)
        })
    }

    /// The device name of the root disk in an image that a template may name.
    pub(super) async fn device_in_any(&self, cx: &ReadContext<Aws>, image: Option<&str>) -> Result<String> {
        match image {
            Some(image) => self.device_in(cx, image).await,
            None => Ok(self.device.clone().unwrap_or_else(|| DEFAULT_DEVICE.to_owned())),
        }
    }

    pub(super) fn for_template(&self, device: &str) -> sdk::LaunchTemplateBlockDeviceMappingRequest {
        let disk = sdk::LaunchTemplateEbsBlockDeviceRequest::builder()
            .volume_size(number(self.size))
            .volume_type(VolumeType::from(self.volume_type.as_str()))
            .encrypted(true)
            .delete_on_termination(true)
            .set_kms_key_id(self.kms_key_arn.as_ref().map(Arn::to_string));
        let mapping = sdk::LaunchTemplateBlockDeviceMappingRequest::builder().device_name(device);
        mapping.ebs(disk.build()).build()
    }

    pub(super) fn for_instance(&self, device: &str) -> sdk::BlockDeviceMapping {
        let disk = sdk::EbsBlockDevice::builder()
            .volume_size(number(self.size))
            .volume_type(VolumeType::from(self.volume_type.as_str()))
            .encrypted(true)
            .delete_on_termination(true)
            .set_kms_key_id(self.kms_key_arn.as_ref().map(Arn::to_string));
        sdk::BlockDeviceMapping::builder().device_name(device).ebs(disk.build()).build()
    }

    pub(super) fn of_template(mapping: &sdk::LaunchTemplateBlockDeviceMapping) -> Option<Self> {
        let disk = mapping.ebs()?;
        Some(Self {
            size: count(disk.volume_size()),
            device: Some(mapping.device_name()?.to_owned()),
            volume_type: disk.volume_type().map_or("gp3", VolumeType::as_str).to_owned(),
            kms_key_arn: disk.kms_key_id().map(Arn::new),
        })
    }
}
