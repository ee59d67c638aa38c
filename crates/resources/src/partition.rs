//! `aws:core/Partition`: the AWS partition of a region.

use archipel_engine::resource::Registry;

use crate::prelude::*;

/// The partition of the scope's region: the part after `arn:`, and the suffix of host names. Makes no call.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[data_source("aws:core/Partition", props = ())]
pub struct Partition {
    /// The partition: `aws`.
    pub partition: String,
    /// The DNS suffix of host names: `amazonaws.com`.
    pub dns_suffix: String,
    /// The region; for scopes without one, the region that calls are sent to.
    pub region: RegionName,
}

impl DataSource for Partition {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, (): &()) -> Result<PartitionAttrs> {
        let region = cx.api().region();
        let (partition, dns_suffix) = of(region);
        Ok(PartitionAttrs {
            partition: partition.to_owned(),
            dns_suffix: dns_suffix.to_owned(),
            region: RegionName::new(region),
        })
    }
}

/// The partition and DNS suffix of a region, by its prefix, as the SDK's partition table has them.
pub(crate) fn of(region: &str) -> (&'static str, &'static str) {
    const OTHERS: &[(&str, &str, &str)] = &[
        ("cn-", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-", "aws-us-gov", "amazonaws.com"),
        ("us-iso-", "aws-iso", "c2s.ic.gov"),
        ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
        ("eusc-", "aws-eusc", "amazonaws.eu"),
    ];
    let other = OTHERS.iter().find(|(prefix, ..)| region.starts_with(prefix));
    other.map_or(("aws", "amazonaws.com"), |(_, partition, suffix)| (partition, suffix))
}

/// Adds the data source.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.data_source::<Partition>()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_region_tells_its_partition_and_dns_suffix() {
        assert_eq!(of("eu-west-1"), ("aws", "amazonaws.com"));
        assert_eq!(of("us-east-1"), ("aws", "amazonaws.com"));
        assert_eq!(of("cn-north-1"), ("aws-cn", "amazonaws.com.cn"));
        assert_eq!(of("us-gov-west-1"), ("aws-us-gov", "amazonaws.com"));
        assert_eq!(of("us-iso-east-1"), ("aws-iso", "c2s.ic.gov"));
        assert_eq!(of("us-isob-east-1"), ("aws-iso-b", "sc2s.sgov.gov"));
        assert_eq!(of("eusc-de-east-1"), ("aws-eusc", "amazonaws.eu"));
    }
}
