//! The authentication of clients by certificates.

use aws_sdk_elasticloadbalancingv2::types::{AdvertiseTrustStoreCaNamesEnum, MutualAuthenticationAttributes};

use crate::prelude::*;

/// ELB's text for no mutual authentication.
const OFF: &str = "off";

/// Mutual TLS: clients present certificates.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(MutualAuthentication)]
pub struct MutualAuthenticationProps {
    /// Whether the load balancer or the target verifies the certificates.
    pub mode: MutualAuthenticationMode,
    /// The trust store with the certificates of the authorities, for `verify`.
    pub trust_store_arn: Option<Arn>,
    /// Whether the load balancer accepts expired certificates, for `verify`.
    #[arg(default = false)]
    pub ignore_client_certificate_expiry: bool,
    /// Whether the load balancer sends the names of the authorities to clients, for `verify`.
    #[arg(default = false)]
    pub advertise_trust_store_ca_names: bool,
}

/// What verifies the certificates of clients.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MutualAuthenticationMode {
    /// The target: the load balancer sends it the chain of certificates in a header.
    Passthrough,
    /// The load balancer, with the authorities of a trust store.
    Verify,
}

/// Finds what ELB refuses.
pub(super) fn check(props: Option<&MutualAuthenticationProps>) -> Vec<String> {
    let Some(props) = props else { return Vec::new() };
    let verifies = props.mode == MutualAuthenticationMode::Verify;
    violations! {
        verifies && props.trust_store_arn.is_none() =>
            "`mutual_authentication` verifies certificates: set `trust_store_arn`";
        !verifies && props.trust_store_arn.is_some() =>
            "`mutual_authentication.trust_store_arn` is set: it goes with the mode `verify`";
        !verifies && (props.ignore_client_certificate_expiry || props.advertise_trust_store_ca_names) =>
            "`mutual_authentication` has a setting of verified certificates: it goes with the mode `verify`";
    }
}

/// The settings of a request. A listener keeps those that a request leaves out.
pub(super) fn to_sdk(props: Option<&MutualAuthenticationProps>) -> MutualAuthenticationAttributes {
    let attributes = MutualAuthenticationAttributes::builder();
    let Some(props) = props else { return attributes.mode(OFF).build() };
    let attributes = attributes.mode(props.mode.as_str());
    if props.mode == MutualAuthenticationMode::Passthrough {
        return attributes.build();
    }
    let names = if props.advertise_trust_store_ca_names {
        AdvertiseTrustStoreCaNamesEnum::On
    } else {
        AdvertiseTrustStoreCaNamesEnum::Off
    };
    attributes
        .set_trust_store_arn(props.trust_store_arn.as_ref().map(Arn::to_string))
        .ignore_client_certificate_expiry(props.ignore_client_certificate_expiry)
        .advertise_trust_store_ca_names(names)
        .build()
}

pub(super) fn from_sdk(found: Option<&MutualAuthenticationAttributes>) -> Result<Option<MutualAuthenticationProps>> {
    let mode = found.and_then(|found| found.mode()).filter(|mode| *mode != OFF);
    let (Some(found), Some(mode)) = (found, parsed_option("mode of mutual authentication", mode)?) else {
        return Ok(None);
    };
    Ok(Some(MutualAuthenticationProps {
        mode,
        trust_store_arn: found.trust_store_arn().map(Arn::new),
        ignore_client_certificate_expiry: found.ignore_client_certificate_expiry() == Some(true),
        advertise_trust_store_ca_names: found.advertise_trust_store_ca_names()
            == Some(&AdvertiseTrustStoreCaNamesEnum::On),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutual_authentication_is_read_as_it_was_written() {
        let passthrough = MutualAuthenticationProps {
            mode: MutualAuthenticationMode::Passthrough,
            trust_store_arn: None,
            ignore_client_certificate_expiry: false,
            advertise_trust_store_ca_names: false,
        };
        let verify = MutualAuthenticationProps {
            mode: MutualAuthenticationMode::Verify,
            trust_store_arn: Some(Arn::new("arn:store")),
            ignore_client_certificate_expiry: true,
            advertise_trust_store_ca_names: true,
        };
        for props in [Some(passthrough.clone()), Some(verify.clone()), None] {
            assert_eq!(check(props.as_ref()), [""; 0]);
            assert_eq!(from_sdk(Some(&to_sdk(props.as_ref()))), Ok(props));
        }
        assert_eq!(check(Some(&MutualAuthenticationProps { trust_store_arn: None, ..verify.clone() })).len(), 1);
        let mode = MutualAuthenticationMode::Passthrough;
        assert_eq!(check(Some(&MutualAuthenticationProps { mode, ..verify })).len(), 2);
    }
}
