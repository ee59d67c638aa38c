//! AWS Certificate Manager: certificates, and waiting until they are issued.

mod certificate;
mod certificate_validation;

crate::service! {
    resources {
        certificate: Certificate;
        certificate_validation: CertificateValidation;
    }
}
