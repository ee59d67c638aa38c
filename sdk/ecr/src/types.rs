
pub use crate::types::_image_tag_mutability::ImageTagMutability;

pub use crate::types::_image_scanning_configuration::ImageScanningConfiguration;

pub use crate::types::_encryption_configuration::EncryptionConfiguration;

pub use crate::types::_repository::Repository;

pub use crate::types::_image_identifier::ImageIdentifier;

pub use crate::types::_describe_images_filter::DescribeImagesFilter;

pub use crate::types::_image_scan_status::ImageScanStatus;

pub use crate::types::_replication_configuration::ReplicationConfiguration;

pub use crate::types::_replication_destination::ReplicationDestination;

pub use crate::types::_image::Image;

pub use crate::types::_image_status::ImageStatus;

pub use crate::types::_tag::Tag;

pub use crate::types::_image_tag_mutability_exclusion_filter::ImageTagMutabilityExclusionFilter;

pub use crate::types::_encryption_type::EncryptionType;

pub use crate::types::_tag_status::TagStatus;

pub use crate::types::_image_status_filter::ImageStatusFilter;

pub use crate::types::_image_detail::ImageDetail;

pub use crate::types::_scan_status::ScanStatus;

pub use crate::types::_image_tag_mutability_exclusion_filter_type::ImageTagMutabilityExclusionFilterType;

pub use crate::types::_image_scan_findings_summary::ImageScanFindingsSummary;

pub use crate::types::_finding_severity::FindingSeverity;

pub use crate::types::_replication_rule::ReplicationRule;

pub use crate::types::_repository_filter::RepositoryFilter;

pub use crate::types::_repository_filter_type::RepositoryFilterType;

mod _describe_images_filter;

mod _encryption_configuration;

mod _encryption_type;

mod _finding_severity;

mod _image;

mod _image_detail;

mod _image_identifier;

mod _image_scan_findings_summary;

mod _image_scan_status;

mod _image_scanning_configuration;

mod _image_status;

mod _image_status_filter;

mod _image_tag_mutability;

mod _image_tag_mutability_exclusion_filter;

mod _image_tag_mutability_exclusion_filter_type;

mod _replication_configuration;

mod _replication_destination;

mod _replication_rule;

mod _repository;

mod _repository_filter;

mod _repository_filter_type;

mod _scan_status;

mod _tag;

mod _tag_status;

pub mod builders;

pub mod error;