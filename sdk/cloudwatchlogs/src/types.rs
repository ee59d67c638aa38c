
pub use crate::types::_log_group_class::LogGroupClass;

pub use crate::types::_policy_scope::PolicyScope;

pub use crate::types::_get_log_object_response_stream::GetLogObjectResponseStream;

pub use crate::types::_resource_policy::ResourcePolicy;

pub use crate::types::_start_live_tail_response_stream::StartLiveTailResponseStream;

pub use crate::types::_query_compile_error::QueryCompileError;

pub use crate::types::_log_group::LogGroup;

pub use crate::types::_fields_data::FieldsData;

pub use crate::types::_live_tail_session_start::LiveTailSessionStart;

pub use crate::types::_live_tail_session_update::LiveTailSessionUpdate;

pub use crate::types::_query_compile_error_location::QueryCompileErrorLocation;

pub use crate::types::_data_protection_status::DataProtectionStatus;

pub use crate::types::_live_tail_session_metadata::LiveTailSessionMetadata;

pub use crate::types::_inherited_property::InheritedProperty;

pub use crate::types::_live_tail_session_log_event::LiveTailSessionLogEvent;

mod _data_protection_status;

mod _fields_data;

mod _get_log_object_response_stream;

mod _inherited_property;

mod _live_tail_session_log_event;

mod _live_tail_session_metadata;

mod _live_tail_session_start;

mod _live_tail_session_update;

mod _log_group;

mod _log_group_class;

mod _policy_scope;

mod _query_compile_error;

mod _query_compile_error_location;

mod _resource_policy;

mod _start_live_tail_response_stream;

pub mod builders;

pub mod error;