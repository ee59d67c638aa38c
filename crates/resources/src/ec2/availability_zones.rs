//! `aws:ec2/AvailabilityZones`: the zones of a region.

use aws_sdk_ec2::types::{AvailabilityZone, AvailabilityZoneOptInStatus, AvailabilityZoneState};

use crate::prelude::*;

/// The availability zones of a region that can be used (`DescribeAvailabilityZones`). Local zones and zones that need
/// an opt-in are left out.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html>
#[data_source("aws:ec2/AvailabilityZones", props = ())]
pub struct AvailabilityZones {
    /// The names, sorted: `eu-west-1a`, `eu-west-1b`.
    pub names: Vec<String>,
    /// The ids, in the order of the names: `euw1-az1`. An id means the same location in every account.
    pub zone_ids: Vec<String>,
}

impl DataSource for AvailabilityZones {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, (): &()) -> Result<AvailabilityZonesAttrs> {
        let response = send!(cx, cx.api().ec2().describe_availability_zones())?;
        let mut zones: Vec<_> = response.availability_zones().iter().filter(|zone| is_usable(zone)).collect();
        zones.sort_by_key(|zone| zone.zone_name());
        let texts = |of: fn(&AvailabilityZone) -> Option<&str>| {
            zones.iter().map(|zone| of(zone).unwrap_or_default().to_owned()).collect()
        };
        Ok(AvailabilityZonesAttrs {
            names: texts(AvailabilityZone::zone_name),
            zone_ids: texts(AvailabilityZone::zone_id),
        })
    }
}

fn is_usable(zone: &AvailabilityZone) -> bool {
    // The sandbox does not return it; AWS returns it for every zone.
    let no_opt_in = zone.opt_in_status().is_none_or(|status| *status == AvailabilityZoneOptInStatus::OptInNotRequired);
    let regular = zone.zone_type().is_none_or(|kind| kind == "availability-zone");
    zone.state() == Some(&AvailabilityZoneState::Available) && no_opt_in && regular
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_zones_and_zones_to_opt_in_to_are_left_out() {
        let zone = || AvailabilityZone::builder().zone_name("eu-west-1a").state(AvailabilityZoneState::Available);
        assert!(is_usable(&zone().opt_in_status(AvailabilityZoneOptInStatus::OptInNotRequired).build()));
        assert!(is_usable(&zone().build()));
        assert!(!is_usable(&zone().opt_in_status(AvailabilityZoneOptInStatus::OptedIn).build()));
        assert!(!is_usable(&zone().zone_type("local-zone").build()));
        assert!(!is_usable(&zone().state(AvailabilityZoneState::Impaired).build()));
    }
}
