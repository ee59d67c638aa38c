//! The root disk of launch templates and instances.

use aws_sdk_ec2::types::{self as sdk, VolumeType};

use crate::prelude::*;

/// The root disk of an instance. It is encrypted, and deleted with the instance.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(RootVolume)]
pub struct RootVolumeProps {
    /// The size in GiB.
    pub size: u32,
    /// The device name of the root disk in the image.
    #[arg(default = "/dev/xvda")]
    pub device: String,
    /// The volume type.
    #[arg(default = "gp3")]
    pub volume_type: String,
    /// The KMS key that encrypts it. The default is the account's key for EBS.
    pub kms_key_arn: Option<Arn>,
}

impl RootVolumeProps {
    pub(super) fn for_template(&self) -> sdk::LaunchTemplateBlockDeviceMappingRequest {
        let disk = sdk::LaunchTemplateEbsBlockDeviceRequest::builder()
            .volume_size(number(self.size))
            .volume_type(VolumeType::from(self.volume_type.as_str()))
            .encrypted(true)
            .delete_on_termination(true)
            .set_kms_key_id(self.kms_key_arn.as_ref().map(Arn::to_string));
        let mapping = sdk::LaunchTemplateBlockDeviceMappingRequest::builder().device_name(&self.device);
        mapping.ebs(disk.build()).build()
    }

    pub(super) fn for_instance(&self) -> sdk::BlockDeviceMapping {
        let disk = sdk::EbsBlockDevice::builder()
            .volume_size(number(self.size))
            .volume_type(VolumeType::from(self.volume_type.as_str()))
            .encrypted(true)
            .delete_on_termination(true)
            .set_kms_key_id(self.kms_key_arn.as_ref().map(Arn::to_string));
        sdk::BlockDeviceMapping::builder().device_name(&self.device).ebs(disk.build()).build()
    }

    pub(super) fn of_template(mapping: &sdk::LaunchTemplateBlockDeviceMapping) -> Option<Self> {
        let disk = mapping.ebs()?;
        Some(Self {
            size: count(disk.volume_size()),
            device: mapping.device_name()?.to_owned(),
            volume_type: disk.volume_type().map_or("gp3", VolumeType::as_str).to_owned(),
            kms_key_arn: disk.kms_key_id().map(Arn::new),
        })
    }
}
