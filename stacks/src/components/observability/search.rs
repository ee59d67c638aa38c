//! The search domain for logs, in the private subnets of the primary region.

use archipel::prelude::*;

use crate::aws::opensearchservice::domain::{
    ClusterConfig, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, NodeToNodeEncryptionOptions, VpcOptions,
    ZoneAwarenessConfig,
};
use crate::aws::opensearchservice::{Domain, DomainArgs};
use crate::components::ServiceSecurityGroup;
use crate::config;
use crate::sections::Foundation;

/// Version 2: Cloud Control fails every update of a domain of version 3, because it sends an option back that the service
/// returns and does not accept.
const VERSION: &str = "OpenSearch_2.19";

/// Declares the domain, which the cluster of the region reaches.
pub(super) fn declare(foundation: &Foundation<'_>, settings: &config::Search) -> Domain {
    let (context, network) = (foundation.contexts.primary, foundation.networks.primary);
    let scope = &context.scope.component("observability").component("search");
    let inside = &scope.with_options(Options::new().replace_with(&network.vpc));
    let what = "OpenSearch domain of the logs";
    let group = ServiceSecurityGroup::new(context, inside, network, "observability/search", what, 443);
    if let Some(clusters) = &foundation.clusters {
        group.allow("cluster", clusters.primary.cluster.security_group_id());
    }

    let zones = usize::from(settings.instances.min(3)).min(network.private.len());
    let subnets: Vec<_> = network.private.iter().take(zones).map(|subnet| subnet.id()).collect();
    let mut cluster = ClusterConfig::new().instance_type(&settings.instance_type).instance_count(settings.instances);
    if zones > 1 {
        let zones = ZoneAwarenessConfig::new().availability_zone_count(i64::try_from(zones).unwrap_or(2));
        cluster = cluster.zone_awareness_enabled(true).zone_awareness_config(zones);
    }
    let volume = EbsOptions::new().ebs_enabled(true).volume_type("gp3").volume_size(settings.disk_gb);
    let tls = DomainEndpointOptions::new().enforce_https(true).tls_security_policy("Policy-Min-TLS-1-2-PFS-2023-10");
    let (region, account) = (scope.region(), &context.account);
    let name = format!("{}-logs", context.stack_prefix());
    // Requests are signed, and the caller needs the permission too.
    let access = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": output_format!("arn:aws:iam::{account}:root") },
            "Action": "es:ESHttp*",
            "Resource": output_format!("arn:aws:es:{region}:{account}:domain/{name}/*"),
        }],
    });
    let args = DomainArgs::new()
        .domain_name(&name)
        .engine_version(VERSION)
        .cluster_config(cluster)
        .ebs_options(volume)
        .encryption_at_rest_options(
            EncryptionAtRestOptions::new().enabled(true).kms_key_id(foundation.keys.primary.arn()),
        )
        .node_to_node_encryption_options(NodeToNodeEncryptionOptions::new().enabled(true))
        .domain_endpoint_options(tls)
        .access_policies(access)
        .vpc_options(VpcOptions::new().subnet_ids(subnets).security_group_ids([group.group.id()]));
    Domain::new(inside, "logs", args)
}
