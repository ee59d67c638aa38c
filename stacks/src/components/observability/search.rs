//! The search domain for logs, in the private subnets of the primary region.

use archipel::aws::iam::*;
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

/// The domain.
pub(super) struct SearchDomain {
    pub(super) domain: Domain,
    /// Who may connect to it.
    pub(super) group: ServiceSecurityGroup,
    pub(super) arn: Output<String>,
}

impl SearchDomain {
    /// The name of its host in the VPC.
    pub(super) fn endpoint(&self) -> Output<String> {
        self.domain.domain_endpoints().map(|endpoints| endpoints.get("vpc").cloned().unwrap_or_default())
    }
}

/// Declares the domain, which the operators read through the bastion.
pub(super) fn declare(foundation: &Foundation<'_>, settings: &config::Search) -> SearchDomain {
    let (context, network) = (foundation.contexts.primary, foundation.networks.primary);
    let scope = &context.scope.component("observability").component("search");
    let inside = &scope.with_options(Options::new().replace_with(&network.vpc));
    let what = "OpenSearch domain of the logs";
    let group = ServiceSecurityGroup::new(context, inside, network, "observability/search", what, 443);
    if let Some(bastions) = foundation.bastions {
        group.allow("bastion", bastions.primary.group.id());
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
    let arn = output_format!("arn:aws:es:{region}:{account}:domain/{name}");
    if let Some(operators) = foundation.operators {
        // Searches are posted, so that this allows to write documents too.
        let requests = Statement::allow(["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"]);
        let policy = Policy::new([requests.on(output_format!("{arn}/*"))]);
        RolePolicy::new(scope, "read", RolePolicyArgs::new(operators.role.name(), "search-logs", policy));
    }
    // Requests are signed, and the caller needs the permission too.
    let access = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": output_format!("arn:aws:iam::{account}:root") },
            "Action": "es:ESHttp*",
            "Resource": output_format!("{arn}/*"),
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
    let domain = Domain::new(inside, "logs", args);
    SearchDomain { domain, group, arn }
}
