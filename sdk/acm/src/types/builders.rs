
pub use crate::types::_certificate_detail::CertificateDetailBuilder;

pub use crate::types::_filters::FiltersBuilder;

pub use crate::types::_certificate_options::CertificateOptionsBuilder;

pub use crate::types::_tag::TagBuilder;

pub use crate::types::_throttling_reason::ThrottlingReasonBuilder;

pub use crate::types::_renewal_summary::RenewalSummaryBuilder;

pub use crate::types::_update_summary::UpdateSummaryBuilder;

pub use crate::types::_certificate_summary::CertificateSummaryBuilder;

pub use crate::types::_domain_validation_option::DomainValidationOptionBuilder;

pub use crate::types::_domain_validation::DomainValidationBuilder;

pub use crate::types::_key_usage::KeyUsageBuilder;

pub use crate::types::_extended_key_usage::ExtendedKeyUsageBuilder;

pub use crate::types::_domain_validation_method_update_summary::DomainValidationMethodUpdateSummaryBuilder;

pub use crate::types::_resource_record::ResourceRecordBuilder;

pub use crate::types::_http_redirect::HttpRedirectBuilder;