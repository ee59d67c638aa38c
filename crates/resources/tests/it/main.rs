//! The life cycles of all resource types, against the emulators.

#![allow(clippy::unwrap_used, reason = "tests")]

mod account_settings;
mod aws_rules;
mod bad_input;
mod calls;
mod cluster_token;
mod common;
mod cost_allocation_tag;
mod dns;
mod dns_private;
mod ec2_defaults;
mod ec2_ipv6;
mod ec2_machines;
mod ec2_network;
mod eks;
mod elasticache;
mod elasticache_shards;
mod elbv2;
mod elbv2_network;
mod flow_log;
mod iam;
mod import;
mod kms;
mod lambda;
mod rds;
mod rds_restore;
mod s3;
mod secret_replica;
mod settings;
mod small_services;
mod takeover;
mod transit_gateway;
mod unknown_values;
mod unmanaged;
mod vpc_endpoint;
mod vpc_peering;
