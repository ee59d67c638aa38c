
pub use crate::types::_certificate_detail::CertificateDetail;

pub use crate::types::_filters::Filters;

pub use crate::types::_sort_by::SortBy;

pub use crate::types::_sort_order::SortOrder;

pub use crate::types::_validation_method::ValidationMethod;

pub use crate::types::_certificate_options::CertificateOptions;

pub use crate::types::_key_algorithm::KeyAlgorithm;

pub use crate::types::_certificate_managed_by::CertificateManagedBy;

pub use crate::types::_revocation_reason::RevocationReason;

pub use crate::types::_tag::Tag;

pub use crate::types::_throttling_reason::ThrottlingReason;

pub use crate::types::_certificate_status::CertificateStatus;

pub use crate::types::_failure_reason::FailureReason;

pub use crate::types::_certificate_type::CertificateType;

pub use crate::types::_renewal_summary::RenewalSummary;

pub use crate::types::_renewal_eligibility::RenewalEligibility;

pub use crate::types::_update_summary::UpdateSummary;

pub use crate::types::_certificate_key_pair_origin::CertificateKeyPairOrigin;

pub use crate::types::_certificate_export::CertificateExport;

pub use crate::types::_certificate_summary::CertificateSummary;

pub use crate::types::_domain_validation_option::DomainValidationOption;

pub use crate::types::_certificate_transparency_logging_preference::CertificateTransparencyLoggingPreference;

pub use crate::types::_domain_validation::DomainValidation;

pub use crate::types::_renewal_status::RenewalStatus;

pub use crate::types::_key_usage::KeyUsage;

pub use crate::types::_extended_key_usage::ExtendedKeyUsage;

pub use crate::types::_update_status::UpdateStatus;

pub use crate::types::_update_type::UpdateType;

pub use crate::types::_domain_validation_method_update_summary::DomainValidationMethodUpdateSummary;

pub use crate::types::_extended_key_usage_name::ExtendedKeyUsageName;

pub use crate::types::_key_usage_name::KeyUsageName;

pub use crate::types::_resource_record::ResourceRecord;

pub use crate::types::_domain_status::DomainStatus;

pub use crate::types::_http_redirect::HttpRedirect;

pub use crate::types::_record_type::RecordType;

mod _certificate_detail;

mod _certificate_export;

mod _certificate_key_pair_origin;

mod _certificate_managed_by;

mod _certificate_options;

mod _certificate_status;

mod _certificate_summary;

mod _certificate_transparency_logging_preference;

mod _certificate_type;

mod _domain_status;

mod _domain_validation;

mod _domain_validation_method_update_summary;

mod _domain_validation_option;

mod _extended_key_usage;

mod _extended_key_usage_name;

mod _failure_reason;

mod _filters;

mod _http_redirect;

mod _key_algorithm;

mod _key_usage;

mod _key_usage_name;

mod _record_type;

mod _renewal_eligibility;

mod _renewal_status;

mod _renewal_summary;

mod _resource_record;

mod _revocation_reason;

mod _sort_by;

mod _sort_order;

mod _tag;

mod _throttling_reason;

mod _update_status;

mod _update_summary;

mod _update_type;

mod _validation_method;

pub mod builders;

pub mod error;