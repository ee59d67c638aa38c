//! Certificates.

use archipel::aws::acm::*;
use archipel::aws::route53::{Record, RecordArgs, RecordType, Zone};
use archipel::prelude::*;

/// `acm/Certificate`: a certificate for a domain and its subdomains.
pub fn certificate(scope: &Scope) -> Certificate {
    Certificate::new(scope, "site", CertificateArgs::new("example.com").alternative_names(["*.example.com"]))
}

/// `acm/CertificateValidation`: the record that proves the ownership of the domain, and a wait until the certificate is issued.
pub fn certificate_validation(scope: &Scope, zone: &Zone, certificate: &Certificate) -> CertificateValidation {
    let args = RecordArgs::new(zone.id(), certificate.validation_record_name(), RecordType::Cname)
        .values([certificate.validation_record_value()])
        .ttl(300_u32);
    let proof = Record::new(scope, "proof", args);
    let args = CertificateValidationArgs::new(certificate.arn()).record_names([proof.name()]);
    CertificateValidation::new(scope, "site", args)
}
