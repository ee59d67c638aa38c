//! What a recovery program declares for drills: the public name, the stores with their numbered writes, and the alarms.

use std::time::Duration;

use serde_json::Value;

use super::verification::{VerifiedStore, VerifiedWriteProps, host};

/// What a drill breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
    /// The region that has the roles does not answer any more. The stack fails over and comes back.
    RegionLost,
    /// The database replicates late.
    DatabaseLag,
    /// The buckets of the region refuse every request.
    BucketsUnavailable,
    /// The load balancer of the region does not answer.
    LoadBalancerLost,
    /// The workloads of the region answer late.
    ClusterOverloaded,
    /// The zone in which the database writes does not answer, and nothing else in it.
    ZoneLost,
    /// The cache has wrong values: those of the drill, which it replaces itself.
    CacheCorrupted,
}

impl Scenario {
    /// All scenarios.
    pub const ALL: [Self; 7] = [
        Self::RegionLost,
        Self::DatabaseLag,
        Self::BucketsUnavailable,
        Self::LoadBalancerLost,
        Self::ClusterOverloaded,
        Self::ZoneLost,
        Self::CacheCorrupted,
    ];

    /// Those of which one is drilled each month: `.github/workflows/drills.yml`.
    pub const MONTHLY: [Self; 4] =
        [Self::DatabaseLag, Self::LoadBalancerLost, Self::BucketsUnavailable, Self::ZoneLost];

    /// The name of [`Self::MONTHLY`] in the dimension `Scenario` of the metric `DaysSincePassed`.
    pub const MONTHLY_NAME: &'static str = "monthly";

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RegionLost => "region-lost",
            Self::DatabaseLag => "database-lag",
            Self::BucketsUnavailable => "buckets-unavailable",
            Self::LoadBalancerLost => "load-balancer-lost",
            Self::ClusterOverloaded => "cluster-overloaded",
            Self::ZoneLost => "zone-lost",
            Self::CacheCorrupted => "cache-corrupted",
        }
    }

    /// The scenario of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// Whether the drill itself writes wrong numbers to the caches, instead of injecting a fault.
    pub(crate) fn corrupts_caches(self) -> bool {
        self == Self::CacheCorrupted
    }

    /// The fault, in a sentence.
    pub(crate) fn fault(self) -> &'static str {
        match self {
            Self::RegionLost => "the region that has the roles does not answer",
            Self::DatabaseLag => "the database replicates a minute late",
            Self::BucketsUnavailable => "the buckets of the region refuse every request",
            Self::LoadBalancerLost => "the load balancer of the region does not answer",
            Self::ClusterOverloaded => "the workloads of the region answer five seconds late",
            Self::ZoneLost => "the zone in which the database writes does not answer",
            Self::CacheCorrupted => "the numbers of the drill in the cache are wrong",
        }
    }

    /// What brings the service back.
    pub(crate) fn recovery(self) -> &'static str {
        match self {
            Self::RegionLost => "`failover --unplanned`, and `failback` after the fault",
            Self::DatabaseLag => "none: users do not notice, and the copy catches up after the fault",
            Self::BucketsUnavailable => "none: the buckets answer after the fault",
            Self::LoadBalancerLost => "the health checks of the public name lead users to the other region",
            Self::ClusterOverloaded => "the health checks of the public name lead users to the other region",
            Self::ZoneLost => "none: the load balancer, the database and the cache leave the zone by themselves",
            Self::CacheCorrupted => {
                "the numbers of the drill are deleted from the cache, and it is filled again from the database"
            }
        }
    }
}

/// The figures that a drill is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// From the fault to the alarm (default: 5 minutes).
    pub detection: Duration,
    /// From the fault to the first acknowledged write through the public name (default: 20 minutes).
    pub rto: Duration,
    /// How much time of acknowledged writes may be lost (default: 2 minutes).
    pub rpo: Duration,
}

impl Default for Targets {
    fn default() -> Self {
        Self { detection: Duration::from_secs(300), rto: Duration::from_secs(1200), rpo: Duration::from_secs(120) }
    }
}

/// What an alarm looks at. In the sandbox, whose emulators publish no metrics, the drill evaluates the alarm with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The health check of a region: 1 while it is healthy, and 0.
    Health(String),
    /// The lag of a store, by its name, in milliseconds.
    Lag(String),
    /// The writes to a store that were not acknowledged, by its name: 1 for each.
    Failures(String),
    /// The reads of a cache that were wrong, by its name: 1 for each. Only `cache-corrupted` reads.
    WrongReads(String),
}

/// An alarm that detects a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct DrillAlarm {
    /// The name of the alarm in CloudWatch; none for one that the stack does not have.
    pub(crate) name: Option<String>,
    /// The region of the alarm.
    pub(crate) region: String,
    pub(crate) signal: Signal,
    pub(crate) period: Duration,
    pub(crate) periods: u32,
    pub(crate) threshold: f64,
    /// Whether a value below the threshold breaches it, and not one above.
    pub(crate) below: bool,
    /// Whether a period without a value breaches the threshold.
    pub(crate) missing_breaches: bool,
}

impl DrillAlarm {
    /// The `aws:cloudwatch/MetricAlarm` of a region with these recorded inputs. `None` if they are not those of an alarm.
    #[must_use]
    pub fn of(region: &str, inputs: &Value, signal: Signal) -> Option<Self> {
        let text = |name: &str| inputs.get(name).and_then(Value::as_str);
        let number = |name: &str| inputs.get(name).and_then(Value::as_f64);
        let whole = |name: &str, default: u64| inputs.get(name).and_then(Value::as_u64).unwrap_or(default);
        let below = text("comparison")?.starts_with("Less");
        // An expression has the longest period of its metrics.
        let metrics = inputs.get("metrics").and_then(Value::as_array).into_iter().flatten();
        let periods = metrics.flat_map(|of| [&of["metric"]["period"], &of["period"]]).filter_map(Value::as_u64);
        Some(Self {
            name: Some(text("name")?.to_owned()),
            region: region.to_owned(),
            signal,
            period: Duration::from_secs(periods.max().unwrap_or_else(|| whole("period", 60))),
            periods: u32::try_from(whole("evaluation_periods", 1)).unwrap_or(1),
            threshold: number("threshold")?,
            below,
            missing_breaches: text("treat_missing_data") == Some("breaching"),
        })
    }

    /// What the drill sees itself, where the stack has no alarm: writes to a store fail in each of `minutes`.
    #[must_use]
    pub fn failing_writes(store: impl Into<String>, minutes: u32) -> Self {
        Self::seen_by_the_drill(Signal::Failures(store.into()), minutes)
    }

    /// What the drill sees itself, where the stack has no alarm: reads of a cache are wrong in each of `minutes`.
    #[must_use]
    pub fn wrong_reads(cache: impl Into<String>, minutes: u32) -> Self {
        Self::seen_by_the_drill(Signal::WrongReads(cache.into()), minutes)
    }

    fn seen_by_the_drill(signal: Signal, minutes: u32) -> Self {
        Self {
            name: None,
            region: String::new(),
            signal,
            period: Duration::from_secs(60),
            periods: minutes,
            threshold: 0.0,
            below: false,
            missing_breaches: false,
        }
    }
}

/// What a store is in AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A global database, by its identifier.
    Database(String),
    /// A global datastore, by its id.
    Cache(String),
    /// A bucket for each region.
    Buckets([(String, String); 2]),
}

/// A store that a drill writes numbers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillStore {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The address of the application that writes for the drill.
    pub(crate) writer: Option<String>,
}

impl DrillStore {
    /// An Aurora global database. In the sandbox, a stand-in takes the writes. In AWS it needs
    /// [`written_by`](Self::written_by): without it, the store is not measured.
    #[must_use]
    pub fn database(name: impl Into<String>, global_cluster: impl Into<String>) -> Self {
        Self { name: name.into(), place: Place::Database(global_cluster.into()), writer: None }
    }

    /// A global datastore of ElastiCache, as [`database`](Self::database).
    #[must_use]
    pub fn cache(name: impl Into<String>, global_group: impl Into<String>) -> Self {
        Self { name: name.into(), place: Place::Cache(global_group.into()), writer: None }
    }

    /// The name of the store in the report.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regions and names of the buckets, if it is one.
    pub(crate) fn buckets_of(&self) -> Option<[(String, String); 2]> {
        match &self.place {
            Place::Buckets(buckets) => Some(buckets.clone()),
            Place::Database(_) | Place::Cache(_) => None,
        }
    }

    /// A bucket and its replica: regions and names, the one that is written first. The drill writes an object a second below
    /// `archipel-drill/`, and deletes them at its end.
    #[must_use]
    pub fn buckets(name: impl Into<String>, buckets: [(String, String); 2]) -> Self {
        Self { name: name.into(), place: Place::Buckets(buckets), writer: None }
    }

    /// The address of the application, below the public name, that writes to the store for the drill. `PUT ADDRESS/SERIES/NUMBER`
    /// answers 200 to 299 once the number is stored, and `GET ADDRESS/SERIES` answers a JSON list of the stored numbers. For
    /// `cache-corrupted`, `DELETE ADDRESS/SERIES` of a cache answers 200 to 299 once none of them is stored.
    #[must_use]
    pub fn written_by(mut self, address: impl Into<String>) -> Self {
        self.writer = Some(address.into());
        self
    }
}

/// The drills of a stack. A recovery program declares them with [`Recovery::drills`](super::Recovery::drills).
#[derive(Clone, Debug, PartialEq)]
pub struct Drills {
    pub(crate) probe: String,
    pub(crate) targets: Targets,
    pub(crate) stores: Vec<DrillStore>,
    pub(crate) alarms: Vec<(Scenario, DrillAlarm)>,
    /// Experiment templates of FIS: the scenario, the zone that is lost, and the id.
    pub(crate) experiments: Vec<(Scenario, Option<String>, String)>,
    pub(crate) needs_approval: bool,
}

impl Drills {
    /// Drills that request this address, below the public name: `https://api.example.com/health`. Outside of the sandbox they need
    /// `--approved-by`.
    #[must_use]
    pub fn new(probe: impl Into<String>) -> Self {
        Self {
            probe: probe.into(),
            targets: Targets::default(),
            stores: Vec::new(),
            alarms: Vec::new(),
            experiments: Vec::new(),
            needs_approval: true,
        }
    }

    /// Other targets.
    #[must_use]
    pub fn targets(mut self, targets: Targets) -> Self {
        self.targets = targets;
        self
    }

    /// Adds a store.
    #[must_use]
    pub fn store(mut self, store: DrillStore) -> Self {
        self.stores.push(store);
        self
    }

    /// The alarm that detects the fault of a scenario. A scenario without one cannot be drilled.
    #[must_use]
    pub fn alarm(mut self, scenario: Scenario, alarm: DrillAlarm) -> Self {
        self.alarms.push((scenario, alarm));
        self
    }

    /// The experiment template of AWS FIS that causes the fault of a scenario outside of the sandbox, in the region that has the roles
    /// at first. One that loses a zone names the zone: a drill takes that of the database's writer. `--experiment` overrides it.
    #[must_use]
    pub fn experiment(mut self, scenario: Scenario, zone: Option<String>, id: impl Into<String>) -> Self {
        self.experiments.push((scenario, zone, id.into()));
        self
    }

    /// Lets everybody who can write the state of the stack drill it.
    #[must_use]
    pub fn without_approval(mut self) -> Self {
        self.needs_approval = false;
        self
    }

    /// The host of the public name.
    pub(crate) fn host(&self) -> &str {
        host(&self.probe)
    }

    /// The stores that the application writes to, for the verification of a failover.
    pub(crate) fn writes(&self) -> Vec<VerifiedWriteProps> {
        let write = |store: &DrillStore| {
            let (kind, id) = match &store.place {
                Place::Database(id) => (VerifiedStore::Database, id),
                Place::Cache(id) => (VerifiedStore::Cache, id),
                Place::Buckets(_) => return None,
            };
            let address = store.writer.clone()?;
            Some(VerifiedWriteProps { store: store.name.clone(), address, kind, id: id.clone() })
        };
        self.stores.iter().filter_map(write).collect()
    }

    /// The global cluster of the first database.
    pub(crate) fn database(&self) -> Option<&str> {
        self.stores.iter().find_map(|store| match &store.place {
            Place::Database(id) => Some(id.as_str()),
            Place::Cache(_) | Place::Buckets(_) => None,
        })
    }

    /// The experiment template of a scenario, and of a zone if it names one.
    pub(crate) fn experiment_of(&self, scenario: Scenario, zone: Option<&str>) -> Option<&str> {
        let is = |of: &Scenario, in_zone: &Option<String>| {
            *of == scenario && in_zone.as_deref().is_none_or(|in_zone| Some(in_zone) == zone)
        };
        self.experiments.iter().find(|(of, in_zone, _)| is(of, in_zone)).map(|(_, _, id)| id.as_str())
    }

    /// The alarm of a scenario.
    pub(crate) fn alarm_of(&self, scenario: Scenario) -> Option<&DrillAlarm> {
        self.alarms.iter().find(|(of, _)| *of == scenario).map(|(_, alarm)| alarm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_alarm_is_evaluated_with_its_recorded_threshold() {
        let inputs = serde_json::json!({
            "name": "lag", "comparison": "GreaterThanThreshold", "threshold": 5000, "evaluation_periods": 3,
            "treat_missing_data": "breaching",
        });
        let signal = || Signal::Lag("database".to_owned());
        let alarm = DrillAlarm::of("us-east-1", &inputs, signal()).unwrap();
        assert_eq!((alarm.region.as_str(), alarm.periods, alarm.period.as_secs()), ("us-east-1", 3, 60));
        assert!(!alarm.below && alarm.missing_breaches && (alarm.threshold - 5000.0).abs() < f64::EPSILON);
        assert_eq!(DrillAlarm::of("us-east-1", &serde_json::json!({}), signal()), None);
        let metrics =
            serde_json::json!([{"metric": {"period": 120}}, {"metric": {"period": 60}}, {"expression": "a / b"}]);
        let inputs = serde_json::json!({"name": "a", "comparison": "GreaterThanThreshold", "threshold": 1, "metrics": metrics, "period": 60});
        let alarm = DrillAlarm::of("us-east-1", &inputs, signal()).unwrap();
        assert_eq!(alarm.period, Duration::from_secs(120));
    }

    #[test]
    fn the_experiment_of_a_lost_zone_is_that_of_the_zone() {
        let zone = |name: &str| Some(name.to_owned());
        let drills = Drills::new("https://api.x.example")
            .experiment(Scenario::RegionLost, None, "EXT0")
            .experiment(Scenario::ZoneLost, zone("eu-west-1a"), "EXT1")
            .experiment(Scenario::ZoneLost, zone("eu-west-1b"), "EXT2");
        assert_eq!(drills.experiment_of(Scenario::ZoneLost, Some("eu-west-1b")), Some("EXT2"));
        assert_eq!(drills.experiment_of(Scenario::ZoneLost, Some("eu-west-1c")), None);
        assert_eq!(drills.experiment_of(Scenario::RegionLost, None), Some("EXT0"));
        assert_eq!(drills.experiment_of(Scenario::DatabaseLag, None), None);
    }

    #[test]
    fn scenarios_are_found_by_their_names() {
        assert!(Scenario::ALL.into_iter().all(|scenario| Scenario::of(scenario.name()) == Some(scenario)));
        assert_eq!(Scenario::of("region"), None);
    }
}
