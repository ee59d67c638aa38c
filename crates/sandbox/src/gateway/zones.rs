//! The zones in the emulators, for the stand-in for traffic: load balancers with their targets, and instances of stores.

use http::Method;

use super::traffic::{Emulated, element, elements};
use crate::error::Result;
use crate::protocol::Backend;
use crate::traffic::{Balancer, Instances, READER_MS, REPLICA_MS, Store, StoreKind};

/// The defaults of an application load balancer: the interval in seconds, and the numbers of health checks that a target must fail
/// and pass (service model of ELB, `CreateTargetGroup`).
const HEALTH_CHECK: (u64, u64, u64) = (30, 2, 5);

/// Whether an element has the text `true` or `enabled`.
fn is_on(xml: &str, name: &str) -> bool {
    element(xml, name).is_some_and(|text| ["true", "enabled"].contains(&text.to_ascii_lowercase().as_str()))
}

fn texts(xml: &str, name: &str) -> Vec<String> {
    elements(xml, name).into_iter().map(|text| text.trim().to_owned()).collect()
}

fn sorted(mut zones: Vec<String>) -> Vec<String> {
    zones.sort();
    zones.dedup();
    zones
}

impl Emulated<'_> {
    async fn form(&self, to: (Backend, &str, &str), body: String) -> Result<String> {
        self.text(to, Method::POST, "/", body).await
    }

    /// The load balancer with a name of DNS, if the emulator has one.
    pub(super) async fn balancer(&self, region: &str, name: &str) -> Result<Option<Balancer>> {
        let to = (Backend::Moto, region, "elasticloadbalancing");
        let ask = |action: &str, fields: String| {
            let body = format!("Action={action}&Version=2015-12-01{fields}");
            async move { self.form(to, body).await }
        };
        let all = ask("DescribeLoadBalancers", String::new()).await?;
        for arn in texts(&all, "LoadBalancerArn") {
            // Each alone: the zones of one are a list within a list.
            let found = ask("DescribeLoadBalancers", format!("&LoadBalancerArns.member.1={arn}")).await?;
            if !element(&found, "DNSName").is_some_and(|of| of.eq_ignore_ascii_case(name)) {
                continue;
            }
            let groups = ask("DescribeTargetGroups", format!("&LoadBalancerArn={arn}")).await?;
            let number = |name: &str| texts(&groups, name).iter().filter_map(|text| text.parse::<u64>().ok()).max();
            let (interval, fails, passes) = HEALTH_CHECK;
            let interval = number("HealthCheckIntervalSeconds").unwrap_or(interval);
            let nodes = sorted(texts(&found, "ZoneName"));
            let targets = self.workloads(region).await?;
            return Ok(Some(Balancer {
                targets: if targets.is_empty() { nodes.clone() } else { targets },
                nodes,
                fails_ms: interval * number("UnhealthyThresholdCount").unwrap_or(fails) * 1000,
                answers_ms: interval * number("HealthyThresholdCount").unwrap_or(passes) * 1000,
            }));
        }
        Ok(None)
    }

    /// The zones of the nodes of a region's clusters: those of the subnets of their node groups, or of the clusters themselves, where EKS
    /// Auto Mode starts nodes.
    async fn workloads(&self, region: &str) -> Result<Vec<String>> {
        let get = |path: String| async move {
            let text = self.text((Backend::Ministack, region, "eks"), Method::GET, &path, String::new()).await?;
            Ok::<_, crate::Error>(serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default())
        };
        let strings = |value: &serde_json::Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let mut subnets = Vec::new();
        for cluster in strings(&get("/clusters".to_owned()).await?["clusters"]) {
            let groups = strings(&get(format!("/clusters/{cluster}/node-groups")).await?["nodegroups"]);
            let mut of_groups = Vec::new();
            for group in &groups {
                let group = get(format!("/clusters/{cluster}/node-groups/{group}")).await?;
                of_groups.extend(strings(&group["nodegroup"]["subnets"]));
            }
            if of_groups.is_empty() {
                let cluster = get(format!("/clusters/{cluster}")).await?;
                of_groups = strings(&cluster["cluster"]["resourcesVpcConfig"]["subnetIds"]);
            }
            subnets.extend(of_groups);
        }
        let subnets = sorted(subnets);
        if subnets.is_empty() {
            return Ok(Vec::new());
        }
        let fields: String =
            subnets.iter().enumerate().map(|(index, subnet)| format!("&SubnetId.{}={subnet}", index + 1)).collect();
        let body = format!("Action=DescribeSubnets&Version=2016-11-15{fields}");
        let found = self.form((Backend::Moto, region, "ec2"), body).await?;
        Ok(sorted(texts(&found, "availabilityZone")))
    }

    /// The instances of the member of a store that takes writes, in its region.
    pub(super) async fn instances(&self, store: &Store, region: &str) -> Result<Instances> {
        match store.kind {
            StoreKind::Database => self.of_database(&store.id, region).await,
            StoreKind::Cache => self.of_cache(&store.id, region).await,
        }
    }

    async fn of_database(&self, id: &str, region: &str) -> Result<Instances> {
        let Some(cluster) = self.cluster_of(id, region).await? else { return Ok(Instances::default()) };
        let ask = |action: &str| {
            let body = format!("Action={action}&Version=2014-10-31");
            async move { self.form((Backend::Moto, region, "rds"), body).await }
        };
        let members = ask(&format!("DescribeDBClusters&DBClusterIdentifier={cluster}")).await?;
        let is_writer = |member: &&str| is_on(member, "IsClusterWriter");
        let (writers, readers): (Vec<&str>, Vec<&str>) =
            elements(&members, "DBClusterMember").into_iter().partition(is_writer);
        let instances = ask("DescribeDBInstances").await?;
        let zone = |id: &str| {
            let all = elements(&instances, "DBInstance").into_iter();
            let found = all.into_iter().find(|instance| element(instance, "DBInstanceIdentifier") == Some(id))?;
            Some((id.to_owned(), element(found, "AvailabilityZone")?.to_owned()))
        };
        let ids = writers.into_iter().chain(readers).filter_map(|member| element(member, "DBInstanceIdentifier"));
        Ok(Instances::new(ids.filter_map(zone).collect(), Some(READER_MS)))
    }

    /// The cluster of a global database in a region.
    async fn cluster_of(&self, global: &str, region: &str) -> Result<Option<String>> {
        let body = format!("Action=DescribeGlobalClusters&Version=2014-10-31&GlobalClusterIdentifier={global}");
        let xml = self.form((Backend::Moto, region, "rds"), body).await?;
        let arns = texts(&xml, "DBClusterArn");
        let arn = arns.iter().find(|arn| arn.split(':').nth(3) == Some(region));
        Ok(arn.and_then(|arn| arn.split(':').nth(6)).map(str::to_owned))
    }

    async fn of_cache(&self, id: &str, region: &str) -> Result<Instances> {
        let to = (Backend::Ministack, region, "elasticache");
        let ask = |fields: String| async move { self.form(to, format!("Version=2015-02-02&Action={fields}")).await };
        let fields = format!("DescribeGlobalReplicationGroups&ShowMemberInfo=true&GlobalReplicationGroupId={id}");
        let global = ask(fields).await?;
        let members = elements(&global, "GlobalReplicationGroupMember");
        let here = members.iter().find(|member| element(member, "ReplicationGroupRegion") == Some(region));
        let Some(group) = here.and_then(|member| element(member, "ReplicationGroupId")) else {
            return Ok(Instances::default());
        };
        let found = ask(format!("DescribeReplicationGroups&ReplicationGroupId={group}")).await?;
        let is_primary = |member: &&str| element(member, "CurrentRole") == Some("primary");
        let (primaries, replicas): (Vec<&str>, Vec<&str>) =
            elements(&found, "NodeGroupMember").into_iter().partition(is_primary);
        let member = |member: &str| {
            let zone = element(member, "PreferredAvailabilityZone")?;
            Some((element(member, "CacheClusterId")?.to_owned(), zone.to_owned()))
        };
        let all = primaries.into_iter().chain(replicas).filter_map(member).collect();
        Ok(Instances::new(all, is_on(&found, "AutomaticFailover").then_some(REPLICA_MS)))
    }

    /// An instance has taken over by itself: the control plane shows it. That of the cache has no call for it.
    pub(super) async fn taken_over(&self, store: &Store, region: &str, instance: &str) -> Result<()> {
        if store.kind == StoreKind::Cache {
            return Ok(());
        }
        let Some(cluster) = self.cluster_of(&store.id, region).await? else { return Ok(()) };
        let fields = format!("DBClusterIdentifier={cluster}&TargetDBInstanceIdentifier={instance}");
        let body = format!("Action=FailoverDBCluster&Version=2014-10-31&{fields}");
        self.form((Backend::Moto, region, "rds"), body).await.map(drop)
    }
}
