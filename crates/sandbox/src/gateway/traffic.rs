//! The stand-in for traffic at the gateway: what it needs of the emulators, and the fault rules.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use tokio::sync::Mutex;

use super::call::Call;
use super::forward::{self, Caller};
use super::{Inner, lock};
use crate::calls::Key;
use crate::error::{Error, Result};
use crate::protocol::{Backend, form_value};
use crate::traffic::{
    Answer, Balanced, Check, Link, Move, Object, Record, Replicated, Store, StoreKind, Tick, World, Zone,
};

/// The traffic of all accounts.
#[derive(Default)]
pub(crate) struct Traffic {
    worlds: std::sync::Mutex<HashMap<String, Arc<Mutex<World>>>>,
    /// Stores whose writer may have moved since the last tick: the account, the id, and how.
    moved: std::sync::Mutex<Vec<(String, String, Move)>>,
}

impl Traffic {
    fn world(&self, account: &str) -> Arc<Mutex<World>> {
        Arc::clone(lock(&self.worlds).entry(account.to_owned()).or_default())
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        lock(&self.worlds).retain(|of, _| account.is_some_and(|account| account != of));
        lock(&self.moved).retain(|(of, ..)| account.is_some_and(|account| account != of));
    }

    /// Remembers a call that moves the writer of a store.
    pub(crate) fn observe(&self, call: &Call) {
        let is = |name: &str| form_value(&call.form, name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let (id, how) = match call.key.operation.as_str() {
            "SwitchoverGlobalCluster" => ("GlobalClusterIdentifier", Move::Planned),
            "FailoverGlobalCluster" if is("AllowDataLoss") => ("GlobalClusterIdentifier", Move::Unplanned),
            "FailoverGlobalCluster" => ("GlobalClusterIdentifier", Move::Planned),
            // It replicates asynchronously (ElastiCache user guide, "Replication across AWS Regions using global datastores"), and no
            // parameter or other operation waits for the rest (API reference): also a planned move loses what was not copied.
            "FailoverGlobalReplicationGroup" => ("GlobalReplicationGroupId", Move::Unplanned),
            _ => return,
        };
        if let Some(id) = form_value(&call.form, id) {
            lock(&self.moved).push((call.key.account.clone(), id.to_owned(), how));
        }
    }

    fn take_moved(&self, account: &str) -> Vec<(String, Move)> {
        let mut moved = lock(&self.moved);
        let (taken, left) = std::mem::take(&mut *moved).into_iter().partition(|(of, ..)| of == account);
        *moved = left;
        taken.into_iter().map(|(_, id, how): (String, String, Move)| (id, how)).collect()
    }
}

/// Answers a tick.
pub(super) async fn tick(inner: &Inner, tick: &Tick) -> Result<Answer> {
    let emulated = Emulated { inner, account: &tick.account };
    let links = |service: &str, operation: &str, region: &str| {
        let key = Key {
            account: tick.account.clone(),
            region: region.to_owned(),
            service: service.to_owned(),
            operation: operation.to_owned(),
        };
        let decision = inner.faults.decide(&key, false);
        let delay_ms = u64::try_from(decision.delay.as_millis()).unwrap_or(u64::MAX);
        Link { is_cut: decision.action.is_some(), delay_ms }
    };
    let world = inner.traffic.world(&tick.account);
    let mut world = world.lock().await;
    world.begin(tick);
    let moved = inner.traffic.take_moved(&tick.account);
    for store in &tick.stores {
        if !world.stores.contains_key(store) {
            if let Some(writer) = emulated.writer(store).await? {
                world.stores.insert(store.clone(), Replicated::new(&store.regions, &writer));
            }
        } else if let Some((_, how)) = moved.iter().find(|(id, _)| *id == store.id)
            && let Some(writer) = emulated.writer(store).await?
        {
            if world.stores.get(store).is_some_and(|replicated| replicated.writer() == writer) {
                // A move takes a while, and shows the old writer meanwhile.
                lock(&inner.traffic.moved).push((tick.account.clone(), store.id.clone(), *how));
            }
            world.moved(store, &writer, *how);
        }
    }
    for (store, replicated) in &mut world.stores {
        if replicated.needs_instances() {
            replicated.set_instances(emulated.instances(store, replicated.writer()).await?);
        }
    }
    for (store, region, instance) in world.take_over(&links) {
        emulated.taken_over(&store, &region, &instance).await?;
    }
    world.check(&links);
    if world.needs_resolution(&tick.host) {
        let zone = emulated.zone(&tick.host).await?;
        for (region, name) in zone.balancers(&tick.host) {
            if !world.balancers.contains_key(&region)
                && let Some(balancer) = emulated.balancer(&region, &name).await?
            {
                world.balancers.insert(region, Balanced::new(balancer));
            }
        }
        world.resolve(&tick.host, &zone, &links);
    }
    world.replicate(&links);
    for object in world.due_objects(&links) {
        emulated.copy(&object).await?;
    }
    Ok(world.write(tick, &links))
}

/// The emulators, for the calls that the gateway makes itself.
pub(super) struct Emulated<'a> {
    inner: &'a Inner,
    account: &'a str,
}

impl Emulated<'_> {
    async fn send(
        &self,
        (backend, region, service): (Backend, &str, &str),
        (method, path): (Method, &str),
        body: Bytes,
    ) -> Result<Response<Bytes>> {
        let caller = Caller { access_key: self.account.to_owned(), account: self.account.to_owned() };
        let failed = |error: &dyn std::fmt::Display| Error::BadAnswer(format!("{} {path}: {error}", backend.name()));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(AUTHORIZATION, caller.authorization(region, service))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(())
            .map_err(|error| failed(&error))?;
        let (parts, ()) = request.into_parts();
        let sent = forward::exchange(&self.inner.emulators, backend, &parts, &caller, body).await;
        sent.map_err(|error| failed(&error))
    }

    pub(super) async fn text(
        &self,
        to: (Backend, &str, &str),
        method: Method,
        path: &str,
        body: String,
    ) -> Result<String> {
        let response = self.send(to, (method, path), body.into()).await?;
        Ok(String::from_utf8_lossy(response.body()).into_owned())
    }

    /// The region of the member that takes writes.
    async fn writer(&self, store: &Store) -> Result<Option<String>> {
        let Some(region) = store.regions.first() else { return Ok(None) };
        let id = &store.id;
        match store.kind {
            StoreKind::Database => {
                let body = format!("Action=DescribeGlobalClusters&Version=2014-10-31&GlobalClusterIdentifier={id}");
                let xml = self.text((Backend::Moto, region, "rds"), Method::POST, "/", body).await?;
                let is_writer = |member: &&str| element(member, "IsWriter") == Some("true");
                let mut members = elements(&xml, "GlobalClusterMember").into_iter();
                let arn = members.find(is_writer).and_then(|member| element(member, "DBClusterArn"));
                Ok(arn.and_then(|arn| arn.split(':').nth(3)).map(str::to_owned))
            }
            StoreKind::Cache => {
                let body = format!(
                    "Action=DescribeGlobalReplicationGroups&Version=2015-02-02&ShowMemberInfo=true&GlobalReplicationGroupId={id}"
                );
                let xml = self.text((Backend::Ministack, region, "elasticache"), Method::POST, "/", body).await?;
                let is_primary = |member: &&str| element(member, "Role") == Some("PRIMARY");
                let member = elements(&xml, "GlobalReplicationGroupMember").into_iter().find(is_primary);
                Ok(member.and_then(|member| element(member, "ReplicationGroupRegion")).map(str::to_owned))
            }
        }
    }

    /// The records of the zone of a name, the health checks, and the origins of distributions.
    async fn zone(&self, host: &str) -> Result<Zone> {
        let route53 = (Backend::Ministack, "us-east-1", "route53");
        let get = |path: String| async move { self.text(route53, Method::GET, &path, String::new()).await };
        let zones = get("/2013-04-01/hostedzone".to_owned()).await?;
        let mut zones: Vec<(&str, &str)> = elements(&zones, "HostedZone")
            .into_iter()
            .filter_map(|zone| Some((element(zone, "Name")?.trim_end_matches('.'), element(zone, "Id")?)))
            .filter(|(name, _)| host == *name || host.ends_with(&format!(".{name}")))
            .collect();
        zones.sort_by_key(|(name, _)| name.len());
        let Some((_, id)) = zones.last() else { return Ok(Zone::default()) };
        let id = id.trim_start_matches("/hostedzone/");
        let records = get(format!("/2013-04-01/hostedzone/{id}/rrset?maxitems=300")).await?;
        let records = elements(&records, "ResourceRecordSet").into_iter().filter_map(record).collect();
        let checks = get("/2013-04-01/healthcheck".to_owned()).await?;
        let checks = elements(&checks, "HealthCheck").into_iter().filter_map(check).collect();
        let cloudfront = (Backend::Ministack, "us-east-1", "cloudfront");
        let found = self.text(cloudfront, Method::GET, "/2020-05-31/distribution", String::new()).await?;
        let origins = elements(&found, "DistributionSummary").into_iter().filter_map(origins).collect();
        Ok(Zone { records, checks, origins })
    }

    /// Copies an object, if its bucket replicates to the other one.
    async fn copy(&self, object: &Object) -> Result<()> {
        let Object { key, bucket, region, copy_bucket, copy_region } = object;
        let source = (Backend::Ministack, region.as_str(), "s3");
        let rules = self.text(source, Method::GET, &format!("/{bucket}?replication"), String::new()).await?;
        let destination = format!("arn:aws:s3:::{copy_bucket}");
        if !elements(&rules, "Destination").iter().any(|to| element(to, "Bucket") == Some(&destination)) {
            return Ok(());
        }
        let found = self.send(source, (Method::GET, &format!("/{bucket}/{key}")), Bytes::new()).await?;
        if found.status().is_success() {
            let copy = (Backend::Ministack, copy_region.as_str(), "s3");
            self.send(copy, (Method::PUT, &format!("/{copy_bucket}/{key}")), found.into_body()).await?;
        }
        Ok(())
    }
}

fn record(set: &str) -> Option<Record> {
    if element(set, "Type") != Some("A") {
        return None;
    }
    let name = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
    let alias = elements(set, "AliasTarget").first().and_then(|alias| element(alias, "DNSName")).map(name);
    // The prefix that the console adds to names of load balancers.
    let alias = alias.map(|alias| alias.trim_start_matches("dualstack.").to_owned());
    Some(Record {
        name: name(element(set, "Name")?),
        weight: element(set, "Weight").and_then(|weight| weight.parse().ok()),
        failover: element(set, "Failover").map(str::to_owned),
        check: element(set, "HealthCheckId").map(str::to_owned),
        alias,
    })
}

fn check(check: &str) -> Option<(String, Check)> {
    let is = |name: &str| element(check, name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let number = |name: &str, default| element(check, name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let found = Check {
        fqdn: element(check, "FullyQualifiedDomainName")?.trim_end_matches('.').to_owned(),
        interval_s: number("RequestInterval", 30),
        threshold: number("FailureThreshold", 3),
        is_disabled: is("Disabled"),
        is_inverted: is("Inverted"),
    };
    Some((element(check, "Id")?.to_owned(), found))
}

/// The name of a distribution, and those of its origins.
fn origins(distribution: &str) -> Option<(String, Vec<String>)> {
    let origins = elements(distribution, "Origin").into_iter().filter_map(|origin| element(origin, "DomainName"));
    let origins: Vec<String> = origins.map(str::to_owned).collect();
    let name = elements(distribution, "DomainName").into_iter().find(|name| name.ends_with(".cloudfront.net"))?;
    Some((name.to_owned(), origins))
}

/// The contents of all elements of a name that are not within one another.
pub(super) fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some((_, after)) = rest.split_once(&open) {
        let Some((inside, after)) = after.split_once(&close) else { break };
        found.push(inside);
        rest = after;
    }
    found
}

/// The content of the first element of a name.
pub(super) fn element<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    elements(xml, name).into_iter().next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_sets_of_addresses_are_read() {
        let set = "<Name>API.x.</Name><Type>A</Type><SetIdentifier>primary</SetIdentifier><Failover>PRIMARY</Failover>\
                   <HealthCheckId>h-1</HealthCheckId><AliasTarget><HostedZoneId>Z</HostedZoneId>\
                   <DNSName>dualstack.main-1.eu-west-1.elb.amazonaws.com.</DNSName></AliasTarget>";
        let found = record(set).unwrap();
        assert_eq!((found.name.as_str(), found.failover.as_deref()), ("api.x", Some("PRIMARY")));
        assert_eq!(found.alias.as_deref(), Some("main-1.eu-west-1.elb.amazonaws.com"));
        assert_eq!(record("<Name>x.</Name><Type>NS</Type>"), None);
    }

    #[test]
    fn a_calculated_health_check_has_no_endpoint() {
        assert!(check("<Id>h</Id><HealthCheckConfig><Type>CALCULATED</Type></HealthCheckConfig>").is_none());
    }
}
