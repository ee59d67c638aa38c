//! A stand-in for the traffic of users: numbered writes through a public name, to stores that replicate to another region.
//!
//! It is our own. The emulators have a control plane only: no name is resolved, no load balancer answers, and no database takes a
//! write. What the control plane decides is read from the emulators: where a name leads (records and health checks of Route 53),
//! and which member of a global database or a global datastore takes writes. What AWS documents about time is here: the state of
//! health checks, the lifetime of answers of DNS, the lag of replication, and the duration of a promotion. The zones of load balancers,
//! their targets and the instances of stores are those in the emulators too. Faults are the rules of the gateway, for the services
//! `ingress`, `workload`, `database`, `cache` and `s3`, and for `zone`, whose operations are the names of the zones.
//!
//! Time is that of the caller: each [`Tick`] has the milliseconds since its beginning. Nothing here waits.

mod health;
mod name;
mod store;
mod zones;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use health::Endpoint;
pub(crate) use name::{Check, Record, Zone};
pub(crate) use store::{Move, Replicated};
pub(crate) use zones::{Balanced, Balancer, Instances, READER_MS, REPLICA_MS};

/// How long the answer of DNS for an alias of a load balancer is used: its TTL is 60 s and cannot be set (Route 53 developer guide,
/// "Choosing between alias and non-alias records").
pub(crate) const TTL_MS: u64 = 60_000;
/// A health checker needs a response within two seconds after it has connected (Route 53 developer guide, "How Route 53 determines
/// whether a health check is healthy").
pub(crate) const CHECK_LIMIT_MS: u64 = 2_000;
/// When a user gives up.
pub(crate) const USER_LIMIT_MS: u64 = 10_000;

/// What happens at one moment: the body of `POST /_sandbox/traffic`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// The account of the stack.
    pub account: String,
    /// A name for the series of ticks. A new one forgets the earlier series.
    pub series: String,
    /// The time in milliseconds since the beginning of the series. It never goes back.
    pub at_ms: u64,
    /// The public name.
    pub host: String,
    /// The number of this tick's writes.
    pub number: u64,
    /// The stores that the application writes in the number to.
    pub stores: Vec<Store>,
    /// Objects that were written since the last tick, to be replicated.
    #[serde(default)]
    pub objects: Vec<Object>,
    /// What the application changes in the stores before it writes the number.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// New numbers for a store of the tick. Those that it has are deleted first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub store: Store,
    pub numbers: Vec<u64>,
}

/// A store that replicates from the member that takes writes to the other ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    pub kind: StoreKind,
    /// The identifier of the global cluster, or the id of the global replication group.
    pub id: String,
    pub regions: Vec<String>,
}

impl Store {
    /// A store in these regions, whose order has no meaning.
    #[must_use]
    pub fn new(kind: StoreKind, id: impl Into<String>, regions: &[String]) -> Self {
        let mut regions = regions.to_vec();
        regions.sort();
        Self { kind, id: id.into(), regions }
    }

    /// Why nothing can be written to it, if the emulators do not have it.
    fn absence(&self) -> String {
        format!("the {} {} does not exist", self.kind.service(), self.id)
    }
}

/// The kind of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreKind {
    /// An Aurora global database.
    Database,
    /// A global datastore of ElastiCache.
    Cache,
}

impl StoreKind {
    /// Its service in fault rules.
    pub(crate) fn service(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Cache => "cache",
        }
    }
}

/// An object that S3 replicates, if its bucket is configured for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub key: String,
    pub bucket: String,
    pub region: String,
    pub copy_bucket: String,
    pub copy_region: String,
}

/// The response to a tick.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The region that the public name leads to.
    pub region: Option<String>,
    /// Why a request through the public name fails.
    pub failure: Option<String>,
    /// How long the answer took.
    pub latency_ms: u64,
    /// Whether the endpoint of each region counts as healthy.
    pub health: BTreeMap<String, bool>,
    /// The stores, in the order of the tick.
    pub stores: Vec<Written>,
    /// Why a change of the tick was not made.
    pub refused: Option<String>,
}

/// The result of a numbered write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// The region that takes writes.
    pub writer: Option<String>,
    /// Why the write was not acknowledged.
    pub failure: Option<String>,
    /// How far the copy is behind; none while no copy can say.
    pub lag_ms: Option<u64>,
    /// The numbers that the member that takes writes has.
    pub present: Vec<u64>,
}

/// Whether and how fast a hop answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) is_cut: bool,
    pub(crate) delay_ms: u64,
}

impl Link {
    /// One hop after another.
    fn then(self, next: Self) -> Self {
        Self { is_cut: self.is_cut || next.is_cut, delay_ms: self.delay_ms + next.delay_ms }
    }
}

/// The faults of a hop: a service, an operation and a region.
pub(crate) type Links<'a> = dyn Fn(&str, &str, &str) -> Link + 'a;

/// The traffic of one account.
#[derive(Debug, Default)]
pub(crate) struct World {
    series: String,
    now_ms: u64,
    /// The answer of DNS for each host, and when it was given.
    resolved: BTreeMap<String, (Option<String>, u64)>,
    pub(crate) endpoints: BTreeMap<String, Endpoint>,
    pub(crate) stores: BTreeMap<Store, Replicated>,
    /// The load balancer of each region, if its zones are known.
    pub(crate) balancers: BTreeMap<String, Balanced>,
    /// Objects that wait for their replication, and when they were written.
    waiting: Vec<(Object, u64)>,
}

impl World {
    /// Begins a tick: forgets an earlier series.
    pub(crate) fn begin(&mut self, tick: &Tick) {
        if self.series != tick.series {
            *self = Self { series: tick.series.clone(), ..Self::default() };
        }
        self.now_ms = self.now_ms.max(tick.at_ms);
        self.waiting.extend(tick.objects.iter().map(|object| (object.clone(), self.now_ms)));
    }

    /// Whether the resolver has to ask again.
    pub(crate) fn needs_resolution(&self, host: &str) -> bool {
        self.resolved.get(host).is_none_or(|(_, at)| self.now_ms >= at + TTL_MS)
    }

    /// The answer of DNS from now on.
    pub(crate) fn resolve(&mut self, host: &str, zone: &Zone, links: &Links<'_>) {
        for (region, check) in zone.endpoints() {
            self.endpoints.entry(region).or_insert_with(|| Endpoint::new(check.window_ms()));
        }
        let endpoints = &self.endpoints;
        let is_up = |region: &str| endpoints.get(region).is_none_or(Endpoint::is_healthy);
        let region = zone.region_of(host, &is_up);
        for (region, balanced) in &mut self.balancers {
            balanced.resolve(&is_lost_in(links, region));
        }
        self.resolved.insert(host.to_owned(), (region, self.now_ms));
    }

    /// Lets load balancers look at their targets, and health checkers at each endpoint.
    pub(crate) fn check(&mut self, links: &Links<'_>) {
        for (region, balanced) in &mut self.balancers {
            balanced.look(self.now_ms, &is_lost_in(links, region));
        }
        for (region, endpoint) in &mut self.endpoints {
            let way = path(links, region, "HealthCheck");
            let balanced = self.balancers.get(region);
            let reaches = balanced.is_none_or(|balanced| balanced.is_healthy(&is_lost_in(links, region)));
            endpoint.look(self.now_ms, !way.is_cut && way.delay_ms <= CHECK_LIMIT_MS && reaches);
        }
    }

    /// Lets the services of the stores look at the instances that take writes. Returns those that have taken over now.
    pub(crate) fn take_over(&mut self, links: &Links<'_>) -> Vec<(Store, String, String)> {
        let now = self.now_ms;
        let mut taken = Vec::new();
        for (store, replicated) in &mut self.stores {
            let region = replicated.writer().to_owned();
            let instance = replicated.look(now, &is_lost_in(links, &region));
            if let Some(instance) = instance {
                taken.push((store.clone(), region, instance));
            }
        }
        taken
    }

    /// Replicates what is due.
    pub(crate) fn replicate(&mut self, links: &Links<'_>) {
        for (store, replicated) in &mut self.stores {
            replicated.replicate(self.now_ms, &|region| links(store.kind.service(), "Replicate", region));
        }
    }

    /// The objects whose replication is due. Those of a bucket that does not answer wait.
    pub(crate) fn due_objects(&mut self, links: &Links<'_>) -> Vec<Object> {
        let now = self.now_ms;
        let is_due = |(object, at): &(Object, u64)| {
            let ends = [&object.region, &object.copy_region].map(|region| links("s3", "Replicate", region));
            let [source, copy] = ends;
            let way = source.then(copy);
            !way.is_cut && now >= at + store::OBJECT_LAG_MS + way.delay_ms
        };
        let (due, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(is_due);
        self.waiting = waiting;
        due.into_iter().map(|(object, _): (Object, u64)| object).collect()
    }

    /// Sends the writes of a tick through the public name.
    pub(crate) fn write(&mut self, tick: &Tick, links: &Links<'_>) -> Answer {
        let now = self.now_ms;
        let region = self.resolved.get(&tick.host).and_then(|(region, _)| region.clone());
        let way = region.as_deref().map(|region| path(links, region, "Request"));
        let failure = match (&region, way) {
            (Some(region), Some(way)) if way.is_cut => Some(format!("{region} does not answer")),
            (Some(region), Some(way)) if way.delay_ms > USER_LIMIT_MS => {
                Some(format!("{region} did not answer within {USER_LIMIT_MS} ms"))
            }
            (Some(region), _) => self
                .balancers
                .get(region)
                .and_then(|balanced| balanced.request(tick.number, &is_lost_in(links, region)))
                .map(|why| format!("{region}: {why}")),
            (None, _) => Some(format!("{} leads to no region", tick.host)),
        };
        let refused = tick.changes.iter().find_map(|change| match &failure {
            Some(failure) => Some(failure.clone()),
            None => self.change(change, links).err(),
        });
        let mut stores = Vec::new();
        for store in &tick.stores {
            let Some(replicated) = self.stores.get_mut(store) else {
                stores.push(Written { failure: Some(store.absence()), ..Written::default() });
                continue;
            };
            let service = store.kind.service();
            let writer = replicated.writer().to_owned();
            let link = links(service, "Write", &writer);
            let written = match &failure {
                Some(failure) => Err(failure.clone()),
                None => replicated.write(tick.number, now, link, &is_lost_in(links, &writer)),
            };
            stores.push(Written {
                writer: Some(replicated.writer().to_owned()),
                failure: written.err(),
                lag_ms: replicated.lag_ms(now, &|region| links(service, "Replicate", region)),
                present: replicated.present(),
            });
        }
        let health = self.endpoints.iter().map(|(region, endpoint)| (region.clone(), endpoint.is_healthy())).collect();
        Answer { region, failure, latency_ms: way.map_or(0, |way| way.delay_ms), health, stores, refused }
    }

    fn change(&mut self, change: &Change, links: &Links<'_>) -> Result<(), String> {
        let Change { store, numbers } = change;
        let replicated = self.stores.get_mut(store).ok_or_else(|| store.absence())?;
        let writer = replicated.writer().to_owned();
        let link = links(store.kind.service(), "Write", &writer);
        replicated.replace(numbers, self.now_ms, link, &is_lost_in(links, &writer))
    }

    /// The member that takes writes has moved.
    pub(crate) fn moved(&mut self, store: &Store, to: &str, how: Move) {
        if let Some(replicated) = self.stores.get_mut(store) {
            replicated.moved(to, how, self.now_ms);
        }
    }
}

/// Whether the zones of a region are lost.
fn is_lost_in<'a>(links: &'a Links<'a>, region: &'a str) -> impl Fn(&str) -> bool + 'a {
    move |zone| links("zone", zone, region).is_cut
}

/// The hops of a request in a region: the load balancer, and the workload behind it.
fn path(links: &Links<'_>, region: &str, operation: &str) -> Link {
    links("ingress", operation, region).then(links("workload", operation, region))
}

#[cfg(test)]
mod tests;
