//! AWS Certificate Manager: certificates, and waiting until they are issued.

mod certificate;
mod certificate_validation;

pub use certificate::{
    Certificate, CertificateArgs, CertificateAttrs, CertificateProps, KeyAlgorithm, ValidationRecord,
    ValidationRecordProps,
};
pub use certificate_validation::{
    CertificateValidation, CertificateValidationArgs, CertificateValidationAttrs, CertificateValidationProps,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Certificate>().resource::<CertificateValidation>()
}
