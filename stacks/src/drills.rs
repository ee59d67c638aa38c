//! The drills of a Luneo stack: `drill staging --scenario region-lost`.

use archipel::cli::recovery::{DrillAlarm, DrillStore, Drills, Recorded, Recovery, Scenario, Signal};

use crate::config::Config;

/// The region of Route 53's metrics, wherever its checks run.
const ROUTE53: &str = "us-east-1";
/// The minutes of failing writes after which somebody would notice that buckets are unavailable: no alarm is about them.
const MINUTES: u32 = 3;
/// The same for the database: it is back within a minute or two when it loses a zone, and no alarm is about that.
const DATABASE_MINUTES: u32 = 1;
/// The same for the cache: only who knows the values can tell that they are wrong.
const CACHE_MINUTES: u32 = 2;

/// Declares the public name, the stores, and the alarms that detect a fault.
pub fn declare(recovery: &Recovery, config: &Config) {
    let Some(host) = config.ingress.hosts.first() else { return };
    let (home, other) = (config.primary.name.as_str(), config.secondary.name.as_str());
    let settings = config.drills.clone().unwrap_or_default();
    let mut drills = Drills::new(format!("https://{}.{}{}", host.name, config.dns.domain, host.health_path));
    let written = |store: DrillStore| match &settings.writer {
        Some(writer) => {
            let address = format!("{}/{}", writer.trim_end_matches('/'), store.name());
            store.written_by(address)
        }
        None => store,
    };
    let output = |type_name: &str, region: &str, path: &str, name: &str| {
        let mut all = recovery.recorded_for_drills(type_name).into_iter();
        let found = all.find(|resource| resource.region() == region && resource.path() == path)?;
        found.output(name).map(str::to_owned)
    };
    if let Some(id) = output("aws:rds/GlobalCluster", home, "database/main", "identifier") {
        drills = drills.store(written(DrillStore::database("database", id)));
        drills = drills.alarm(Scenario::ZoneLost, DrillAlarm::failing_writes("database", DATABASE_MINUTES));
    }
    if let Some(id) = output("aws:elasticache/GlobalReplicationGroup", home, "cache/main", "id") {
        drills = drills.store(written(DrillStore::cache("cache", id)));
        drills = drills.alarm(Scenario::CacheCorrupted, DrillAlarm::wrong_reads("cache", CACHE_MINUTES));
    }
    // One of the replicated buckets stands for all.
    if let Some(name) = config.artifacts.buckets.first() {
        let bucket = |region: &str| {
            let bucket = output("aws:s3/Bucket", region, &format!("artifacts/{name}"), "bucket")?;
            Some((region.to_owned(), bucket))
        };
        if let (Some(written), Some(copy)) = (bucket(home), bucket(other)) {
            drills = drills.store(DrillStore::buckets("buckets", [written, copy]));
            let alarm = DrillAlarm::failing_writes("buckets", MINUTES);
            drills = drills.alarm(Scenario::BucketsUnavailable, alarm);
        }
    }
    let alarm = |region: &str, name: &str, signal: Signal| {
        let mut all = recovery.recorded_for_drills("aws:cloudwatch/MetricAlarm").into_iter();
        let path = format!("alarms/{name}");
        let found = all.find(|alarm| alarm.region() == region && alarm.path() == path)?;
        DrillAlarm::of(region, &found.inputs, signal)
    };
    let health = alarm(ROUTE53, &format!("health-{}-{home}", host.name), Signal::Health(home.to_owned()));
    for scenario in [Scenario::RegionLost, Scenario::LoadBalancerLost, Scenario::ClusterOverloaded] {
        if let Some(health) = &health {
            drills = drills.alarm(scenario, health.clone());
        }
    }
    if let Some(lag) = alarm(other, "database-lag", Signal::Lag("database".to_owned())) {
        drills = drills.alarm(Scenario::DatabaseLag, lag);
    }
    let templates = recovery.recorded_for_drills("AWS::FIS::ExperimentTemplate");
    for (scenario, zone, id) in experiments(templates, home) {
        drills = drills.experiment(scenario, zone, id);
    }
    recovery.drills(if settings.approval { drills } else { drills.without_approval() });
}

/// What recorded experiment templates of FIS in a region are for: the scenario, the zone of the loss of one, and the id.
#[must_use]
pub fn experiments(templates: Vec<Recorded>, home: &str) -> Vec<(Scenario, Option<String>, String)> {
    let found = templates.into_iter().filter(|template| template.region() == home).filter_map(|template| {
        let name = template.path().strip_prefix("experiments/")?;
        let parameters = template.inputs.pointer("/Targets/subnets/Parameters/availabilityZoneIdentifier");
        let zone = parameters.and_then(serde_json::Value::as_str).map(str::to_owned);
        let scenario = if zone.is_some() { Scenario::ZoneLost } else { Scenario::of(name)? };
        Some((scenario, zone, template.output("Id")?.to_owned()))
    });
    found.collect()
}
