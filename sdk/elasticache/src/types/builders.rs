
pub use crate::types::_replication_group::ReplicationGroupBuilder;

pub use crate::types::_cache_cluster::CacheClusterBuilder;

pub use crate::types::_cache_parameter_group::CacheParameterGroupBuilder;

pub use crate::types::_cache_subnet_group::CacheSubnetGroupBuilder;

pub use crate::types::_global_replication_group::GlobalReplicationGroupBuilder;

pub use crate::types::_authentication_mode::AuthenticationModeBuilder;

pub use crate::types::_authentication::AuthenticationBuilder;

pub use crate::types::_user_group_pending_changes::UserGroupPendingChangesBuilder;

pub use crate::types::_scale_config::ScaleConfigBuilder;

pub use crate::types::_tag::TagBuilder;

pub use crate::types::_global_replication_group_info::GlobalReplicationGroupInfoBuilder;

pub use crate::types::_replication_group_pending_modified_values::ReplicationGroupPendingModifiedValuesBuilder;

pub use crate::types::_endpoint::EndpointBuilder;

pub use crate::types::_log_delivery_configuration_request::LogDeliveryConfigurationRequestBuilder;

pub use crate::types::_pending_modified_values::PendingModifiedValuesBuilder;

pub use crate::types::_notification_configuration::NotificationConfigurationBuilder;

pub use crate::types::_cache_parameter_group_status::CacheParameterGroupStatusBuilder;

pub use crate::types::_node_group_configuration::NodeGroupConfigurationBuilder;

pub use crate::types::_configure_shard::ConfigureShardBuilder;

pub use crate::types::_cache_engine_version::CacheEngineVersionBuilder;

pub use crate::types::_parameter::ParameterBuilder;

pub use crate::types::_cache_node_type_specific_parameter::CacheNodeTypeSpecificParameterBuilder;

pub use crate::types::_user_group::UserGroupBuilder;

pub use crate::types::_filter::FilterBuilder;

pub use crate::types::_user::UserBuilder;

pub use crate::types::_parameter_name_value::ParameterNameValueBuilder;

pub use crate::types::_resharding_configuration::ReshardingConfigurationBuilder;

pub use crate::types::_resharding_status::ReshardingStatusBuilder;

pub use crate::types::_user_groups_update_status::UserGroupsUpdateStatusBuilder;

pub use crate::types::_node_group::NodeGroupBuilder;

pub use crate::types::_log_delivery_configuration::LogDeliveryConfigurationBuilder;

pub use crate::types::_destination_details::DestinationDetailsBuilder;

pub use crate::types::_cache_security_group_membership::CacheSecurityGroupMembershipBuilder;

pub use crate::types::_cache_node::CacheNodeBuilder;

pub use crate::types::_security_group_membership::SecurityGroupMembershipBuilder;

pub use crate::types::_subnet::SubnetBuilder;

pub use crate::types::_global_replication_group_member::GlobalReplicationGroupMemberBuilder;

pub use crate::types::_global_node_group::GlobalNodeGroupBuilder;

pub use crate::types::_slot_migration::SlotMigrationBuilder;

pub use crate::types::_pending_log_delivery_configuration::PendingLogDeliveryConfigurationBuilder;

pub use crate::types::_cloud_watch_logs_destination_details::CloudWatchLogsDestinationDetailsBuilder;

pub use crate::types::_kinesis_firehose_destination_details::KinesisFirehoseDestinationDetailsBuilder;

pub use crate::types::_availability_zone::AvailabilityZoneBuilder;

pub use crate::types::_subnet_outpost::SubnetOutpostBuilder;

pub use crate::types::_cache_node_type_specific_value::CacheNodeTypeSpecificValueBuilder;

pub use crate::types::_node_group_member::NodeGroupMemberBuilder;