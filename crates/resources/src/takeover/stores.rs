//! Stores that replicate: how far they are behind, whether they can write, and where they do.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Statistic};

use super::Checked;
use crate::aws::{Aws, SdkResultExt as _};

/// How old the newest value of a metric may be: an older one says that replication stopped.
const FRESH: Duration = Duration::from_secs(900);

pub(super) async fn lag(
    aws: &Aws,
    (namespace, metric): (&str, &str),
    dimensions: &BTreeMap<String, String>,
    per_second: f64,
) -> Result<Checked> {
    let now = SystemTime::now();
    let dimensions = dimensions.iter().map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let call = aws.cloudwatch().get_metric_statistics().namespace(namespace).metric_name(metric).period(60);
    let call = call.set_dimensions(Some(dimensions.collect())).statistics(Statistic::Maximum);
    let call = call.start_time(DateTime::from(now - FRESH)).end_time(DateTime::from(now + Duration::from_secs(60)));
    let found = call.send().await.into_provider_result(aws.region())?;
    let values = found.datapoints().iter().filter_map(aws_sdk_cloudwatch::types::Datapoint::maximum);
    Ok(match values.max_by(f64::total_cmp) {
        Some(value) => {
            let lag = value / per_second;
            Checked { text: format!("{lag:.1} s behind"), lag: Some(lag), ..Checked::default() }
        }
        None => Checked::refused(format!(
            "{metric} has no value of the last {} minutes: replication may have stopped",
            FRESH.as_secs() / 60
        )),
    })
}

pub(super) async fn database(aws: &Aws, global: &str, cluster: &str) -> Result<Checked> {
    let call = aws.rds().describe_global_clusters().global_cluster_identifier(global);
    let found = call.send().await.into_provider_result(aws.region())?;
    let members = found.global_clusters().iter().flat_map(|global| global.global_cluster_members());
    let Some(member) = members.into_iter().find(|member| member.db_cluster_arn() == Some(cluster)) else {
        return Ok(Checked::refused(format!("{cluster} is not a member of {global}")));
    };
    let writes = Some(member.is_writer() == Some(true));
    let call = aws.rds().describe_db_clusters().db_cluster_identifier(cluster);
    let found = call.send().await.into_provider_result(aws.region())?;
    let Some(there) = found.db_clusters().first() else {
        return Err(ProviderError::new(ErrorKind::NotFound, format!("there is no cluster {cluster}")));
    };
    let status = there.status().unwrap_or("available");
    let instances = aws.rds().describe_db_instances().send().await.into_provider_result(aws.region())?;
    let name = there.db_cluster_identifier();
    let of_cluster = instances.db_instances().iter().filter(|instance| instance.db_cluster_identifier() == name);
    let ready = of_cluster.filter(|instance| instance.db_instance_status() == Some("available")).count();
    let problem = match (status, ready) {
        ("available", 0) => Some(format!("{} has no available instance that can write", name.unwrap_or(cluster))),
        ("available", _) => None,
        (status, _) => Some(format!("{} is `{status}`", name.unwrap_or(cluster))),
    };
    let text = problem.clone().unwrap_or_else(|| format!("available, {ready} instances"));
    Ok(Checked { text, writes, problem, ..Checked::default() })
}

/// The zone of the instance that takes the writes of a database in a region.
pub(super) async fn zone_of_writer(aws: &Aws, global: &str) -> Result<Option<String>> {
    let call = aws.rds().describe_global_clusters().global_cluster_identifier(global);
    let found = call.send().await.into_provider_result(aws.region())?;
    let members = found.global_clusters().iter().flat_map(|global| global.global_cluster_members());
    let mut arns =
        members.filter(|member| member.is_writer() == Some(true)).filter_map(|member| member.db_cluster_arn());
    let Some(cluster) = arns.find(|arn| arn.split(':').nth(3) == Some(aws.region())) else { return Ok(None) };
    let call = aws.rds().describe_db_clusters().db_cluster_identifier(cluster);
    let found = call.send().await.into_provider_result(aws.region())?;
    let members = found.db_clusters().iter().flat_map(|cluster| cluster.db_cluster_members());
    let mut writers = members.filter(|member| member.is_cluster_writer() == Some(true));
    let Some(writer) = writers.find_map(|member| member.db_instance_identifier()) else { return Ok(None) };
    let call = aws.rds().describe_db_instances().db_instance_identifier(writer);
    let found = call.send().await.into_provider_result(aws.region())?;
    let zone = found.db_instances().first().and_then(|instance| instance.availability_zone());
    Ok(zone.map(str::to_owned))
}

pub(super) async fn cache(aws: &Aws, global: &str) -> Result<Checked> {
    let call = aws.elasticache().describe_global_replication_groups().global_replication_group_id(global);
    let found = call.show_member_info(true).send().await.into_provider_result(aws.region())?;
    let members = found.global_replication_groups().iter().flat_map(|group| group.members());
    let here = |member: &&aws_sdk_elasticache::types::GlobalReplicationGroupMember| {
        member.replication_group_region() == Some(aws.region())
    };
    let Some(member) = members.into_iter().find(here) else {
        return Ok(Checked::refused(format!("{global} has no member in {}", aws.region())));
    };
    let writes = Some(member.role().is_some_and(|role| role.eq_ignore_ascii_case("primary")));
    let status = member.status().unwrap_or("associated");
    let problem = (status != "associated").then(|| format!("the member of {global} is `{status}`"));
    Ok(Checked { text: status.to_owned(), writes, problem, ..Checked::default() })
}
