//! Updates of a cluster. EKS accepts one kind of update at a time.

use aws_sdk_eks::operation::update_cluster_config::builders::UpdateClusterConfigFluentBuilder;
use aws_sdk_eks::types::{self as sdk, VpcConfigRequest};

use super::settings::{auto_mode, balancing, cidrs, encryption, logging, no_auto_mode, subnets};
use super::{Cluster, ClusterProps, known};
use crate::eks::common::{CONFLICT_CODES, Part, updated};
use crate::prelude::*;
use crate::versions;

/// Applies the changes, except for tags.
pub(super) async fn apply(cx: &OperationContext<Cluster>, id: &Id, change: &UpdateRequest<Cluster>) -> Result<()> {
    let new = &change.new;
    let has = |name: &str| change.has(name);
    if has("deletion_protection") {
        configure(cx, id, |call| call.deletion_protection(new.deletion_protection)).await?;
    }
    if has("authentication_mode") {
        let mode = new.authentication_mode.as_str();
        let access = sdk::UpdateAccessConfigRequest::builder().authentication_mode(mode.into()).build();
        configure(cx, id, |call| call.access_config(access.clone())).await?;
    }
    if has("log_types") {
        configure(cx, id, |call| call.logging(logging(new))).await?;
    }
    if has("subnet_ids") || has("security_group_ids") {
        configure(cx, id, |call| call.resources_vpc_config(subnets(new).build())).await?;
    }
    if has("endpoint_public_access") || has("endpoint_private_access") || has("public_access_cidrs") {
        let vpc = VpcConfigRequest::builder()
            .endpoint_public_access(new.endpoint_public_access)
            .endpoint_private_access(new.endpoint_private_access)
            .set_public_access_cidrs(cidrs(new))
            .build();
        configure(cx, id, |call| call.resources_vpc_config(vpc.clone())).await?;
    }
    if has("auto_mode") {
        let (compute, storage) = auto_mode(new).unwrap_or_else(no_auto_mode);
        let on = new.auto_mode.is_some();
        configure(cx, id, |call| {
            let call = call.compute_config(compute.clone()).storage_config(storage.clone());
            call.kubernetes_network_config(balancing(on))
        })
        .await?;
    }
    if has("support") {
        let policy = sdk::UpgradePolicyRequest::builder().support_type(new.support.as_str().into()).build();
        configure(cx, id, |call| call.upgrade_policy(policy.clone())).await?;
    }
    if let Some(key) = new.kms_key_arn.as_ref().filter(|_| has("kms_key_arn")) {
        let call = cx.api().eks().associate_encryption_config().cluster_name(id.as_str());
        let call = call.client_request_token(cx.token_for("encryption")).encryption_config(encryption(key));
        let response = retry!(cx, CONFLICT_CODES, call)?;
        updated(cx, id.as_str(), Part::Cluster, response.update).await?;
    }
    if has("version") {
        upgrade(cx, id, new).await?;
    }
    Ok(())
}
/// The minor version: 33 of `1.33`.
pub(super) fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.parse().ok()
}

/// The reason why EKS refuses to move a cluster from one version to another, if any.
pub(super) fn not_a_step(old: &str, new: &str) -> Option<String> {
    let (from, to) = (minor(old)?, minor(new)?);
    let next = from + 1;
    if to == from || to == next {
        return None;
    }
    let why = match to < from {
        true => "EKS takes no cluster back".to_owned(),
        false => format!("EKS goes up by one at a time, so that 1.{next} is next"),
    };
    Some(format!("`version` is {new}, and the cluster has {old}: {why}"))
}

async fn configure<F>(cx: &OperationContext<Cluster>, id: &Id, what: F) -> Result<()>
where
    F: Fn(UpdateClusterConfigFluentBuilder) -> UpdateClusterConfigFluentBuilder + Send + Sync,
{
    let response = cx
        .eventually(CONFLICT_CODES, || {
            let call = what(cx.api().eks().update_cluster_config().name(id.as_str()));
            async move {
                match send!(cx, call) {
                    Ok(response) => Ok(response.update),
                    // An earlier attempt of this update succeeded.
                    Err(error) if error.message.contains("No changes needed") => Ok(None),
                    Err(error) => Err(error),
                }
            }
        })
        .await?;
    updated(cx, id.as_str(), Part::Cluster, response).await
}

async fn upgrade(cx: &OperationContext<Cluster>, id: &Id, new: &ClusterProps) -> Result<()> {
    let response = cx
        .eventually(CONFLICT_CODES, || async {
            let call = cx.api().eks().update_cluster_version().name(id.as_str()).version(&new.version);
            let answer = send!(cx, call.client_request_token(cx.token_for("version")));
            versions::with_choices(answer, known(cx)).await
        })
        .await?;
    updated(cx, id.as_str(), Part::Cluster, response.update).await
}
