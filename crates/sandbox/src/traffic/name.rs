//! Where a name leads: the records and health checks of Route 53.

use std::collections::BTreeMap;

/// The most aliases in a row.
const MAX_ALIASES: usize = 8;

/// A record set of type A.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Without the final dot.
    pub(crate) name: String,
    pub(crate) weight: Option<u64>,
    /// `PRIMARY` or `SECONDARY`.
    pub(crate) failover: Option<String>,
    pub(crate) check: Option<String>,
    /// The name that it is an alias of, without the final dot.
    pub(crate) alias: Option<String>,
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Check {
    /// The name that checkers request.
    pub(crate) fqdn: String,
    pub(crate) interval_s: u64,
    pub(crate) threshold: u64,
    pub(crate) is_disabled: bool,
    pub(crate) is_inverted: bool,
}

impl Check {
    /// How long an endpoint must fail, or answer, until the check changes.
    pub(crate) fn window_ms(&self) -> u64 {
        self.interval_s * self.threshold * 1000
    }
}

/// The records of a zone, and what else a name leads through.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zone {
    pub(crate) records: Vec<Record>,
    pub(crate) checks: BTreeMap<String, Check>,
    /// The origins of distributions, by the name of the distribution.
    pub(crate) origins: BTreeMap<String, Vec<String>>,
}

/// The region of the name of a load balancer: `NAME.REGION.elb.amazonaws.com`.
fn region_of_balancer(name: &str) -> Option<&str> {
    let name = name.strip_suffix(".elb.amazonaws.com")?;
    name.rsplit('.').next()
}

impl Zone {
    /// The names of the load balancers that the name and the checks lead to, with their regions.
    pub(crate) fn balancers(&self, host: &str) -> BTreeMap<String, String> {
        let names = self.checks.values().map(|check| check.fqdn.as_str()).chain([host]);
        let found = names.filter_map(|name| self.follow(name, &|_| true, MAX_ALIASES));
        found.filter_map(|name| Some((region_of_balancer(&name)?.to_owned(), name))).collect()
    }

    /// The regions whose endpoints are checked, with the checks.
    pub(crate) fn endpoints(&self) -> Vec<(String, &Check)> {
        let region = |check: &Check| self.region_of(&check.fqdn, &|_| true);
        self.checks.values().filter_map(|check| Some((region(check)?, check))).collect()
    }

    /// The region that a name leads to. `is_up` says whether the endpoint of a region counts as healthy.
    pub(crate) fn region_of(&self, name: &str, is_up: &dyn Fn(&str) -> bool) -> Option<String> {
        let balancer = self.follow(name, is_up, MAX_ALIASES)?;
        region_of_balancer(&balancer).map(str::to_owned)
    }

    /// The name of the load balancer that a name leads to.
    fn follow(&self, name: &str, is_up: &dyn Fn(&str) -> bool, left: usize) -> Option<String> {
        let left = left.checked_sub(1)?;
        if region_of_balancer(name).is_some() {
            return Some(name.to_owned());
        }
        if let Some(origins) = self.origins.get(name) {
            return origins.iter().find_map(|origin| self.follow(origin, is_up, left));
        }
        let mut sets: Vec<&Record> = self.records.iter().filter(|record| record.name == name).collect();
        let is_healthy = |record: &Record| self.is_healthy(record.check.as_deref(), is_up, left);
        let failover = |role: &str| sets.iter().find(|record| record.failover.as_deref() == Some(role)).copied();
        if let Some(primary) = failover("PRIMARY") {
            // With both unhealthy, Route 53 returns the primary record.
            let secondary = failover("SECONDARY").filter(|record| !is_healthy(primary) && is_healthy(record));
            return self.follow(secondary.unwrap_or(primary).alias.as_deref()?, is_up, left);
        }
        // A user of the record with the greatest weight that is healthy.
        sets.sort_by_key(|record| std::cmp::Reverse(record.weight.unwrap_or_default()));
        let chosen = sets.iter().find(|record| record.weight != Some(0) && is_healthy(record));
        self.follow(chosen.or(sets.first())?.alias.as_deref()?, is_up, left)
    }

    /// A disabled health check counts as healthy, and inverted as unhealthy (API reference, `HealthCheckConfig`).
    fn is_healthy(&self, check: Option<&str>, is_up: &dyn Fn(&str) -> bool, left: usize) -> bool {
        let Some(check) = check.and_then(|id| self.checks.get(id)) else { return true };
        let region = self.follow(&check.fqdn, &|_| true, left);
        let region = region.as_deref().and_then(region_of_balancer);
        let state = check.is_disabled || region.is_none_or(is_up);
        state != check.is_inverted
    }
}
