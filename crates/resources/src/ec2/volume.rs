//! The disks of launch templates and instances.

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
    /// The operations per second: of gp3 beyond 3,000, and of io1 and io2.
    pub iops: Option<u32>,
    /// The throughput in MiB per second, of gp3: beyond 125.
    pub throughput: Option<u32>,
    /// The KMS key that encrypts it. The default is the account's key for EBS.
    pub kms_key_arn: Option<Arn>,
}

/// A disk of an instance beside the root disk. It is empty, encrypted, and deleted with the instance.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(DataVolume)]
pub struct DataVolumeProps {
    /// The device name: `/dev/sdf`.
    #[arg(pattern = "/dev/(sd|xvd)[b-z][a-z]?")]
    pub device: String,
    /// The size in GiB.
    pub size: u32,
    /// The volume type.
    #[arg(default = "gp3")]
    pub volume_type: String,
    /// The operations per second: of gp3 beyond 3,000, and of io1 and io2.
    pub iops: Option<u32>,
    /// The throughput in MiB per second, of gp3: beyond 125.
    pub throughput: Option<u32>,
    /// The KMS key that encrypts it. The default is the account's key for EBS.
    pub kms_key_arn: Option<Arn>,
}

impl DataVolumeProps {
    /// The mistakes of the disks of an instance.
    pub(super) fn check(volumes: &[Self]) -> Vec<String> {
        let mut devices = std::collections::BTreeSet::new();
        let twice = volumes.iter().map(|volume| &volume.device).filter(|device| !devices.insert(*device));
        let mut wrong: Vec<String> = twice.map(|device| format!("`data_volumes` has two disks {device}")).collect();
        for volume in volumes {
            let Self { device, volume_type, iops, throughput, .. } = volume;
            wrong.extend(
                wrong_speed(volume_type, *iops, *throughput).map(|why| format!("`data_volumes` {device}: {why}")),
            );
        }
        wrong
    }

    /// The same values as those of a root disk.
    fn disk(&self) -> RootVolumeProps {
        let Self { device, size, volume_type, iops, throughput, kms_key_arn } = self.clone();
        RootVolumeProps { size, device: Some(device), volume_type, iops, throughput, kms_key_arn }
    }

    pub(super) fn for_template(&self) -> sdk::LaunchTemplateBlockDeviceMappingRequest {
        self.disk().for_template(&self.device)
    }

    pub(super) fn for_instance(&self) -> sdk::BlockDeviceMapping {
        self.disk().for_instance(&self.device)
    }

    /// The disks of a template beside the root disk, by their device names.
    pub(super) fn of_template(mappings: &[sdk::LaunchTemplateBlockDeviceMapping]) -> Vec<Self> {
        let further = mappings.iter().filter(|mapping| !is_root(mapping)).filter_map(RootVolumeProps::of_mapping);
        let disk = |disk: RootVolumeProps| {
            let RootVolumeProps { size, device, volume_type, iops, throughput, kms_key_arn } = disk;
            Self { device: device.unwrap_or_default(), size, volume_type, iops, throughput, kms_key_arn }
        };
        further.map(disk).collect()
    }
}

/// Whether a mapping is the root disk. EC2 keeps other device names for the disks of data (EC2 user guide, "Device names").
fn is_root(mapping: &sdk::LaunchTemplateBlockDeviceMapping) -> bool {
    let name = mapping.device_name().unwrap_or_default();
    let letters = name.strip_prefix("/dev/sd").or_else(|| name.strip_prefix("/dev/xvd")).unwrap_or_default();
    !letters.starts_with(|letter: char| matches!(letter, 'b'..='z'))
}

/// Why a type of volume cannot be that fast.
fn wrong_speed(volume_type: &str, iops: Option<u32>, throughput: Option<u32>) -> Option<String> {
    let provisioned = matches!(volume_type, "io1" | "io2");
    match (iops, throughput) {
        (Some(_), _) if !provisioned && volume_type != "gp3" => Some(format!("{volume_type} has no `iops`")),
        (_, Some(_)) if volume_type != "gp3" => Some(format!("{volume_type} has no `throughput`")),
        (None, _) if provisioned => Some(format!("{volume_type} needs `iops`")),
        _ => None,
    }
}

/// The root device of the images that EKS chooses.
const DEFAULT_DEVICE: &str = "/dev/xvda";

impl RootVolumeProps {
    /// The mistakes of a disk. EC2 does not describe an image that SSM names.
    pub(super) fn check(volume: Option<&Self>, named_by_ssm: bool) -> Vec<String> {
        let Some(Self { device, volume_type, iops, throughput, .. }) = volume else { return Vec::new() };
        let unknown = named_by_ssm && device.is_none();
        let unknown = unknown.then(|| "`root_volume.device` is required for an image that SSM names".to_owned());
        let speed = wrong_speed(volume_type, *iops, *throughput).map(|why| format!("`root_volume`: {why}"));
        unknown.into_iter().chain(speed).collect()
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
            .set_iops(self.iops.map(number))
            .set_throughput(self.throughput.map(number))
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
            .set_iops(self.iops.map(number))
            .set_throughput(self.throughput.map(number))
            .set_kms_key_id(self.kms_key_arn.as_ref().map(Arn::to_string));
        sdk::BlockDeviceMapping::builder().device_name(device).ebs(disk.build()).build()
    }

    /// The root disk of a template.
    pub(super) fn of_template(mappings: &[sdk::LaunchTemplateBlockDeviceMapping]) -> Option<Self> {
        Self::of_mapping(mappings.iter().find(|mapping| is_root(mapping))?)
    }

    fn of_mapping(mapping: &sdk::LaunchTemplateBlockDeviceMapping) -> Option<Self> {
        let disk = mapping.ebs()?;
        let some = |value: Option<i32>| value.and_then(|value| u32::try_from(value).ok()).filter(|value| *value > 0);
        Some(Self {
            size: count(disk.volume_size()),
            device: Some(mapping.device_name()?.to_owned()),
            volume_type: disk.volume_type().map_or("gp3", VolumeType::as_str).to_owned(),
            iops: some(disk.iops()),
            throughput: some(disk.throughput()),
            kms_key_arn: disk.kms_key_id().map(Arn::new),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_of_a_volume_is_one_that_its_type_has() {
        for (kind, iops, throughput) in
            [("gp3", Some(4000), Some(500)), ("io2", Some(10_000), None), ("st1", None, None)]
        {
            assert_eq!(wrong_speed(kind, iops, throughput), None, "{kind}");
        }
        for (kind, iops, throughput) in [("gp2", Some(4000), None), ("io2", None, None), ("io1", Some(100), Some(500))]
        {
            assert!(wrong_speed(kind, iops, throughput).is_some(), "{kind}");
        }
    }

    #[test]
    fn disks_of_data_differ_from_the_root_disk_by_their_names() {
        let named = |name| sdk::LaunchTemplateBlockDeviceMapping::builder().device_name(name).build();
        for root in ["/dev/xvda", "/dev/sda1", "/dev/nvme0n1"] {
            assert!(is_root(&named(root)), "{root}");
        }
        for data in ["/dev/sdf", "/dev/xvdbb", "/dev/sdb1"] {
            assert!(!is_root(&named(data)), "{data}");
        }
    }
}
