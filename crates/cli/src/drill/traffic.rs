//! The traffic of a drill: a probe of the public name and a numbered write to each store, every second.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use archipel_engine::apply::Cancel;
use archipel_resources::aws::Connection;
use archipel_resources::numbered::{self, Application};
use archipel_sandbox::daemon::Running;
use archipel_sandbox::traffic::{Change, Object, Store, StoreKind, Tick};
use tokio::task::JoinSet;

use super::alarm::Evaluated;
use super::clock::Clock;
use super::correction::{Correction, replace};
use super::measure::{Sample, wrong_read};
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::recovery::flow::Flow;
use crate::recovery::{DrillAlarm, DrillStore, Drills, Place, Signal};

/// The time between two ticks.
const TICK_MS: u64 = 1000;
/// How often the state of an alarm is read in AWS.
const ALARM_MS: u64 = 10_000;

/// Where the traffic goes.
pub(crate) enum Way {
    /// The stand-in of the sandbox, for the account of the stack.
    Sandbox(Box<Running>, String),
    /// The public name itself.
    Public(Arc<Application>),
}

/// A store with its writes.
pub(crate) struct Measured {
    pub(crate) store: DrillStore,
    pub(crate) samples: Vec<Sample>,
    /// What each tick read from a cache, if it reads: a wrong read is a failure.
    pub(crate) reads: Vec<Sample>,
    /// How far its copy was behind at most, during the fault.
    pub(crate) fault_lag_ms: Option<u64>,
    /// How far its copy was behind at most, since the last [`Traffic::forget_lags`].
    lag_ms: Option<u64>,
    /// The numbers that it has, if each tick says so.
    present: Option<BTreeSet<u64>>,
}

impl Measured {
    /// Whether the last write was acknowledged, and the last read was right.
    fn is_up(&self) -> bool {
        self.samples.last().is_some_and(Sample::is_acknowledged)
            && self.reads.last().is_none_or(Sample::is_acknowledged)
    }

    /// The writes, those whose tick read something wrong with that failure.
    pub(crate) fn noticed(&self) -> Vec<Sample> {
        let wrong: BTreeMap<u64, &Option<String>> =
            self.reads.iter().map(|read| (read.number, &read.failure)).collect();
        let noticed = |sample: &Sample| {
            let read = wrong.get(&sample.number).copied().cloned().flatten();
            Sample { failure: sample.failure.clone().or(read), ..sample.clone() }
        };
        self.samples.iter().map(noticed).collect()
    }

    pub(super) fn is_cache(&self) -> bool {
        matches!(self.store.place, Place::Cache(_))
    }
}

/// The traffic.
pub(crate) struct Traffic {
    pub(crate) clock: Clock,
    pub(crate) measured: Vec<Measured>,
    pub(crate) probes: Vec<Sample>,
    /// The longest answer to a probe.
    pub(crate) slowest_ms: u64,
    /// The region whose buckets are written.
    pub(crate) writes_in: String,
    /// When a failover began to wait for the public name.
    pub(crate) waited_for_ms: Option<u64>,
    flow: Arc<Flow>,
    drills: Drills,
    regions: [String; 2],
    way: Way,
    connection: Connection,
    series: String,
    alarm: DrillAlarm,
    evaluated: Evaluated,
    alarm_read_ms: u64,
    is_in_alarm: bool,
    number: u64,
    cancel: Cancel,
    /// Whether each tick reads the caches.
    pub(super) reads_caches: bool,
    /// What the next tick changes in the stores.
    pub(super) corrections: Vec<Correction>,
    /// Why a tick did not make them.
    pub(crate) refused: Option<String>,
}

/// What a tick found out about a store.
#[derive(Clone, Debug, Default)]
struct Outcome {
    /// Why its write was not acknowledged.
    failure: Option<String>,
    /// How far its copy is behind.
    lag_ms: Option<u64>,
    /// The numbers that it has, if it says so with every write.
    present: Option<Vec<u64>>,
}

/// What a tick found out.
#[derive(Debug, Default)]
struct Ticked {
    /// Why the public name did not answer.
    probe: Option<String>,
    latency_ms: u64,
    /// By the index of the store.
    stores: BTreeMap<usize, Outcome>,
    /// Whether the health check of each region is healthy.
    health: BTreeMap<String, bool>,
    /// Why a change of the stores was not made.
    refused: Option<String>,
}

impl Traffic {
    pub(crate) fn new(
        drills: Drills,
        regions: [String; 2],
        way: Way,
        connection: Connection,
        alarm: DrillAlarm,
        (flow, cancel): (Arc<Flow>, Cancel),
    ) -> Self {
        let is_sandbox = matches!(way, Way::Sandbox(..));
        let is_measured =
            |store: &&DrillStore| is_sandbox || store.writer.is_some() || matches!(store.place, Place::Buckets(_));
        let measured = drills.stores.iter().filter(is_measured).map(|store| Measured {
            store: store.clone(),
            samples: Vec::new(),
            reads: Vec::new(),
            fault_lag_ms: None,
            lag_ms: None,
            present: None,
        });
        Self {
            clock: Clock::start(is_sandbox),
            measured: measured.collect(),
            probes: Vec::new(),
            slowest_ms: 0,
            writes_in: regions[0].clone(),
            waited_for_ms: None,
            flow,
            regions,
            way,
            connection,
            series: format!("{:x}-{:x}", crate::since_1970(), std::process::id()),
            evaluated: Evaluated::new(&alarm),
            alarm,
            alarm_read_ms: 0,
            is_in_alarm: false,
            number: 0,
            cancel,
            reads_caches: false,
            corrections: Vec::new(),
            refused: None,
            drills,
        }
    }

    /// Whether the alarm of the scenario is in alarm.
    pub(crate) fn is_in_alarm(&self) -> bool {
        self.is_in_alarm
    }

    /// Whether the public name answers and every store acknowledged its last write.
    pub(crate) fn is_up(&self) -> bool {
        self.probes.last().is_some_and(Sample::is_acknowledged) && self.measured.iter().all(Measured::is_up)
    }

    /// Whether no copy has been behind by more than a time since [`Self::forget_lags`].
    pub(crate) fn has_caught_up(&self, limit_ms: u64) -> bool {
        self.measured.iter().all(|measured| measured.lag_ms.is_none_or(|lag| lag <= limit_ms))
    }

    /// Forgets the lags so far, and measures those from now on.
    pub(crate) fn forget_lags(&mut self) {
        self.measured.iter_mut().for_each(|measured| measured.lag_ms = None);
    }

    /// Keeps the lags so far as those of the fault.
    pub(crate) fn keep_lags(&mut self) {
        self.measured.iter_mut().for_each(|measured| measured.fault_lag_ms = measured.lag_ms);
    }

    /// Why something does not work.
    pub(crate) fn why_down(&self) -> Option<String> {
        let named = |name: &str, samples: &[Sample]| {
            samples.last().and_then(|sample| Some(format!("{name}: {}", sample.failure.as_ref()?)))
        };
        let stores = self.measured.iter().find_map(|measured| {
            let name = &measured.store.name;
            named(name, &measured.samples).or_else(|| named(name, &measured.reads))
        });
        named("the public name", &self.probes).or(stores)
    }

    /// Lets traffic flow for a time.
    pub(crate) async fn pass(&mut self, time_ms: u64) -> Result<()> {
        let until = self.clock.now_ms() + time_ms;
        self.until(until, |_| false).await.map(drop)
    }

    /// Lets traffic flow until something is the case, and returns whether it is before a time.
    pub(crate) async fn until(&mut self, until_ms: u64, is: impl Fn(&Self) -> bool) -> Result<bool> {
        while self.clock.now_ms() < until_ms {
            let next = self.clock.now_ms() + TICK_MS;
            self.tick().await?;
            if is(self) {
                return Ok(true);
            }
            self.clock.until(next).await;
        }
        Ok(false)
    }

    /// Lets traffic flow while something else is done: in real time, except while that only waits for the traffic.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> Result<T> {
        self.waited_for_ms = None;
        tokio::pin!(work);
        let failures = {
            let flow = async {
                let shared = Arc::clone(&self.flow);
                let flowing = shared.begin(&self.series);
                loop {
                    let next = self.clock.now_ms() + TICK_MS;
                    if let Err(failures) = self.tick().await {
                        return failures;
                    }
                    flowing.ticked(self.clock.now_ms());
                    if shared.is_verified() {
                        self.waited_for_ms.get_or_insert(next);
                    }
                    if shared.is_waited_for() {
                        self.clock.until(next).await;
                    } else {
                        self.clock.really_until(next).await;
                    }
                }
            };
            tokio::pin!(flow);
            tokio::select! {
                done = &mut work => return Ok(done),
                failures = &mut flow => failures,
            }
        };
        // What was begun is completed: an aborted failover would leave the roles half-way.
        work.await;
        Err(failures)
    }

    async fn tick(&mut self) -> Result<()> {
        if self.cancel.is_requested() {
            return Err(Failure::new("the drill was interrupted").exit(Exit::Interrupted).into());
        }
        self.number += 1;
        let (number, at_ms) = (self.number, self.clock.now_ms());
        let objects = self.put_objects().await;
        let mut ticked = match &self.way {
            Way::Sandbox(running, account) => self.send_to_sandbox(running, account, at_ms, &objects).await?,
            Way::Public(application) => self.send_to_application(application).await,
        };
        let written = objects
            .into_iter()
            .map(|(index, written)| (index, Outcome { failure: written.err(), ..Outcome::default() }));
        ticked.stores.extend(written);
        self.slowest_ms = self.slowest_ms.max(ticked.latency_ms);
        for (index, measured) in self.measured.iter_mut().enumerate() {
            let Some(outcome) = ticked.stores.get(&index).cloned() else { continue };
            measured.lag_ms = measured.lag_ms.max(outcome.lag_ms);
            measured.samples.push(Sample { number, at_ms, failure: outcome.failure });
            let present: Option<BTreeSet<u64>> = outcome.present.map(BTreeSet::from_iter);
            if self.reads_caches && measured.is_cache() {
                let failure = match &present {
                    Some(present) => wrong_read(&measured.samples, present),
                    None => Some("its numbers cannot be read".to_owned()),
                };
                measured.reads.push(Sample { number, at_ms, failure });
            }
            measured.present = present.or(measured.present.take());
        }
        self.refused.clone_from(&ticked.refused);
        if ticked.refused.is_none() {
            self.corrections.clear();
        }
        self.probes.push(Sample { number, at_ms, failure: ticked.probe.clone() });
        self.evaluate(at_ms, &ticked).await
    }

    /// Writes the object of this number to the buckets that are written. By the index of the store.
    async fn put_objects(&self) -> BTreeMap<usize, std::result::Result<Object, String>> {
        let key = numbered::key(&self.series, self.number);
        let mut puts = JoinSet::new();
        for (index, measured) in self.measured.iter().enumerate() {
            let Place::Buckets(buckets) = &measured.store.place else { continue };
            let (connection, key) = (self.connection.clone(), key.clone());
            let [first, second] = buckets.clone();
            let (written, copy) = if first.0 == self.writes_in { (first, second) } else { (second, first) };
            puts.spawn(async move {
                let put = numbered::put(&connection, &written.0, &written.1, &key).await;
                let (region, bucket) = written;
                let (copy_region, copy_bucket) = copy;
                let object = Object { key, bucket, region, copy_bucket, copy_region };
                (index, put.map(|()| object).map_err(|error| error.message))
            });
        }
        puts.join_all().await.into_iter().collect()
    }

    /// Sends a tick to the stand-in of the sandbox.
    async fn send_to_sandbox(
        &self,
        running: &Running,
        account: &str,
        at_ms: u64,
        objects: &BTreeMap<usize, std::result::Result<Object, String>>,
    ) -> Result<Ticked> {
        let store = |index: usize| {
            let (kind, id) = match &self.measured.get(index)?.store.place {
                Place::Database(id) => (StoreKind::Database, id),
                Place::Cache(id) => (StoreKind::Cache, id),
                Place::Buckets(_) => return None,
            };
            Some(Store::new(kind, id, &self.regions))
        };
        let (indexes, stores): (Vec<usize>, Vec<Store>) =
            (0..self.measured.len()).filter_map(|index| Some((index, store(index)?))).unzip();
        let change = |Correction { store: index, numbers }: &Correction| {
            Some(Change { store: store(*index)?, numbers: numbers.clone() })
        };
        let tick = Tick {
            account: account.to_owned(),
            series: self.series.clone(),
            at_ms,
            host: self.drills.host().to_owned(),
            number: self.number,
            stores,
            objects: objects.values().filter_map(|written| written.clone().ok()).collect(),
            changes: self.corrections.iter().filter_map(change).collect(),
        };
        let answer = running.traffic(&tick).await.map_err(|error| errors::sandbox(&error))?;
        let stores = indexes.into_iter().zip(answer.stores).map(|(index, written)| {
            (index, Outcome { failure: written.failure, lag_ms: written.lag_ms, present: Some(written.present) })
        });
        Ok(Ticked {
            probe: answer.failure,
            latency_ms: answer.latency_ms,
            stores: stores.collect(),
            health: answer.health,
            refused: answer.refused,
        })
    }

    /// Requests the public name, and lets the application write.
    async fn send_to_application(&self, application: &Arc<Application>) -> Ticked {
        let refused = self.correct(application).await.err();
        let mut writes = JoinSet::new();
        for (index, measured) in self.measured.iter().enumerate() {
            let Some(series) = self.series_of(measured) else { continue };
            let url = format!("{series}/{}", self.number);
            let reads = self.reads_caches && measured.is_cache();
            let application = Arc::clone(application);
            writes.spawn(async move {
                let failure = application.send("PUT", &url).await.err().map(|error| error.message);
                let present = if reads { numbers(&application, &series).await } else { None };
                (index, Outcome { failure, present, ..Outcome::default() })
            });
        }
        let (probe, written) = tokio::join!(application.send("GET", &self.drills.probe), writes.join_all());
        let probe = probe.err().map(|error| error.message);
        Ticked { probe, stores: written.into_iter().collect(), refused, ..Ticked::default() }
    }

    /// Lets the application make the changes. Each can be repeated.
    async fn correct(&self, application: &Arc<Application>) -> std::result::Result<(), String> {
        for Correction { store, numbers } in &self.corrections {
            let series = self.measured.get(*store).and_then(|measured| self.series_of(measured));
            if let Some(series) = series {
                replace(application, &series, numbers).await?;
            }
        }
        Ok(())
    }

    /// The address of the numbers of this drill in a store that the application writes to.
    fn series_of(&self, measured: &Measured) -> Option<String> {
        let address = measured.store.writer.as_ref()?;
        Some(format!("{}/{}", address.trim_end_matches('/'), self.series))
    }

    /// Looks at the alarm of the scenario: evaluates it in the sandbox, and reads its state in AWS.
    async fn evaluate(&mut self, at_ms: u64, ticked: &Ticked) -> Result<()> {
        let is_sandbox = matches!(self.way, Way::Sandbox(..));
        if let (false, Some(name)) = (is_sandbox, &self.alarm.name) {
            if at_ms >= self.alarm_read_ms {
                self.alarm_read_ms = at_ms + ALARM_MS;
                let read = numbered::is_in_alarm(&self.connection, &self.alarm.region, name).await;
                // A call may fail while a region is lost; the next one follows.
                self.is_in_alarm = read.unwrap_or(self.is_in_alarm);
            }
            return Ok(());
        }
        let value = match &self.alarm.signal {
            Signal::Health(region) => ticked.health.get(region).map(|is_healthy| f64::from(u8::from(*is_healthy))),
            Signal::Lag(store) => self.of(store, ticked).and_then(|outcome| outcome.lag_ms).map(millis),
            Signal::Failures(store) => {
                self.of(store, ticked).map(|outcome| f64::from(u8::from(outcome.failure.is_some())))
            }
            Signal::WrongReads(store) => {
                let measured = self.measured.iter().find(|measured| measured.store.name == *store);
                let read = measured.and_then(|measured| measured.reads.last());
                read.map(|read| f64::from(u8::from(!read.is_acknowledged())))
            }
        };
        self.evaluated.add(at_ms, value);
        self.is_in_alarm = self.evaluated.is_in_alarm;
        Ok(())
    }

    fn of<'t>(&self, store: &str, ticked: &'t Ticked) -> Option<&'t Outcome> {
        let index = self.measured.iter().position(|measured| measured.store.name == store)?;
        ticked.stores.get(&index)
    }

    /// The numbers that each store has now; of buckets, those that the bucket of a region has. `None` for a store that does not say.
    pub(crate) async fn present(&self, region: &str) -> Vec<Option<BTreeSet<u64>>> {
        let mut all = Vec::new();
        for measured in &self.measured {
            all.push(match (&measured.store.place, &self.way) {
                (Place::Buckets(buckets), _) => {
                    let bucket = buckets.iter().find(|(of, _)| of == region).map(|(_, bucket)| bucket.as_str());
                    let bucket = bucket.unwrap_or_default();
                    let listed = numbered::list(&self.connection, region, bucket, &self.series).await;
                    listed.ok().map(BTreeSet::from_iter)
                }
                (_, Way::Sandbox(..)) => measured.present.clone(),
                (_, Way::Public(application)) => match self.series_of(measured) {
                    Some(series) => numbers(application, &series).await.map(BTreeSet::from_iter),
                    None => None,
                },
            });
        }
        all
    }

    /// Deletes the objects of the drill. Returns why some are left.
    pub(crate) async fn delete_objects(&self) -> Option<String> {
        let mut left = None;
        for measured in &self.measured {
            let Place::Buckets(buckets) = &measured.store.place else { continue };
            for (region, bucket) in buckets {
                if let Err(error) = numbered::delete(&self.connection, region, bucket, Some(&self.series)).await {
                    left = Some(format!("{bucket}: {}", error.message));
                }
            }
        }
        left
    }
}

/// The numbers of a series that the application says a store has; none without an answer.
async fn numbers(application: &Application, series: &str) -> Option<Vec<u64>> {
    let body = application.send("GET", series).await.ok()?;
    serde_json::from_str(&body).ok()
}

#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
fn millis(time: u64) -> f64 {
    time as f64
}
