//! The zones of a region: which requests of users reach a target, and which instance of a store takes writes.

use std::collections::BTreeMap;

use super::Endpoint;

/// How long Aurora needs to promote a reader of another zone: "typically restored in less than 60 seconds, and often less than 30
/// seconds" (Aurora user guide, "Fault tolerance for an Aurora DB cluster").
pub(crate) const READER_MS: u64 = 60_000;
/// How long ElastiCache needs to promote a replica of another zone: "generally takes just a few minutes" (ElastiCache user guide,
/// "Replication: Multi-AZ with Automatic Failover"); later versions name no time.
pub(crate) const REPLICA_MS: u64 = 180_000;
/// The share of health checkers that must get an answer, in percent: Route 53 counts an endpoint as healthy if more than 18 % of them do
/// (Route 53 developer guide, "How Route 53 determines whether a health check is healthy").
const HEALTHY_PERCENT: usize = 18;

/// Whether a zone is lost.
pub(crate) type IsLost<'a> = dyn Fn(&str) -> bool + 'a;

/// A load balancer with its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balancer {
    /// The zones of its nodes: those of its subnets.
    pub(crate) nodes: Vec<String>,
    /// The zones of its targets.
    pub(crate) targets: Vec<String>,
    /// How long a target must fail until it gets no requests any more, and answer until it gets some again.
    pub(crate) fails_ms: u64,
    pub(crate) answers_ms: u64,
}

/// A load balancer over time. It balances across zones, as application load balancers do by default (ELB user guide, "Cross-zone load
/// balancing").
#[derive(Debug)]
pub(crate) struct Balanced {
    balancer: Balancer,
    /// The zones of the nodes in the answer of DNS.
    answered: Vec<String>,
    targets: BTreeMap<String, Endpoint>,
}

impl Balanced {
    pub(crate) fn new(balancer: Balancer) -> Self {
        let target = |zone: &String| (zone.clone(), Endpoint::between(balancer.fails_ms, balancer.answers_ms));
        Self { answered: balancer.nodes.clone(), targets: balancer.targets.iter().map(target).collect(), balancer }
    }

    /// The answer of DNS from now on: ELB leaves out the nodes of a zone that does not answer.
    pub(crate) fn resolve(&mut self, is_lost: &IsLost<'_>) {
        self.answered = self.balancer.nodes.iter().filter(|zone| !is_lost(zone)).cloned().collect();
        if self.answered.is_empty() {
            self.answered.clone_from(&self.balancer.nodes);
        }
    }

    /// The load balancer looks at its targets.
    pub(crate) fn look(&mut self, now_ms: u64, is_lost: &IsLost<'_>) {
        for (zone, target) in &mut self.targets {
            target.look(now_ms, !is_lost(zone));
        }
    }

    /// The zones whose targets get requests: all of them if none is healthy.
    fn in_service(&self) -> Vec<&str> {
        let healthy = self.targets.iter().filter(|(_, target)| target.is_healthy());
        let healthy: Vec<&str> = healthy.map(|(zone, _)| zone.as_str()).collect();
        if healthy.is_empty() { self.targets.keys().map(String::as_str).collect() } else { healthy }
    }

    /// Why the request of this number fails. Requests take the nodes in turn, and the nodes the targets.
    pub(crate) fn request(&self, number: u64, is_lost: &IsLost<'_>) -> Option<String> {
        let targets = self.in_service();
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let node = self.answered.get(number.checked_rem(self.answered.len())?)?;
        if is_lost(node) {
            return Some(format!("the node of the load balancer in {node} does not answer"));
        }
        let target = targets.get((number / self.answered.len()).checked_rem(targets.len())?)?;
        is_lost(target).then(|| format!("the load balancer answers 504: its target in {target} does not answer"))
    }

    /// Whether enough health checkers get an answer.
    pub(crate) fn is_healthy(&self, is_lost: &IsLost<'_>) -> bool {
        let share = |zones: &[&str]| {
            let answering = zones.iter().filter(|zone| !is_lost(zone)).count();
            (answering * 100).checked_div(zones.len()).unwrap_or(100)
        };
        let nodes: Vec<&str> = self.answered.iter().map(String::as_str).collect();
        share(&nodes) * share(&self.in_service()) > HEALTHY_PERCENT * 100
    }
}

/// The instances of a store in the region that takes writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Instances {
    /// The id and the zone of each, the one that takes writes first.
    pub(crate) all: Vec<(String, String)>,
    /// How long another one needs to take over by itself; none if none does.
    pub(crate) takes_over_ms: Option<u64>,
    lost_since_ms: Option<u64>,
}

impl Instances {
    pub(crate) fn new(all: Vec<(String, String)>, takes_over_ms: Option<u64>) -> Self {
        Self { all, takes_over_ms, lost_since_ms: None }
    }

    /// The service looks at the instance that takes writes. Returns the one that has taken over now.
    pub(crate) fn look(&mut self, now_ms: u64, is_lost: &IsLost<'_>) -> Option<String> {
        if !self.is_lost(is_lost) {
            self.lost_since_ms = None;
            return None;
        }
        let since = *self.lost_since_ms.get_or_insert(now_ms);
        let takes = self.takes_over_ms?;
        let other = self.all.iter().position(|(_, zone)| !is_lost(zone))?;
        if now_ms < since + takes {
            return None;
        }
        self.all.swap(0, other);
        self.lost_since_ms = None;
        self.all.first().map(|(id, _)| id.clone())
    }

    fn is_lost(&self, is_lost: &IsLost<'_>) -> bool {
        self.all.first().is_some_and(|(_, zone)| is_lost(zone))
    }

    /// Why the store takes no write.
    pub(crate) fn failure(&self, is_lost: &IsLost<'_>) -> Option<String> {
        let (id, zone) = self.all.first()?;
        is_lost(zone).then(|| format!("{id} in {zone} does not answer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn balanced() -> Balanced {
        let all = zones(&["a", "b", "c"]);
        Balanced::new(Balancer { nodes: all.clone(), targets: all, fails_ms: 20_000, answers_ms: 50_000 })
    }

    fn failures(balanced: &Balanced, is_lost: &IsLost<'_>) -> usize {
        (0..9).filter(|number| balanced.request(*number, is_lost).is_some()).count()
    }

    #[test]
    fn a_lost_zone_costs_requests_until_dns_and_target_health_leave_it_out() {
        let mut balanced = balanced();
        let (none, lost): (&IsLost<'_>, &IsLost<'_>) = (&|_| false, &|zone| zone == "a");
        balanced.look(0, none);
        assert_eq!(failures(&balanced, none), 0);
        balanced.look(1000, lost);
        assert_eq!(failures(&balanced, lost), 5, "three of nine at a lost node, and two at a lost target");
        assert!(balanced.is_healthy(lost), "four of nine health checkers get an answer");
        balanced.look(21_000, lost);
        assert_eq!(failures(&balanced, lost), 3, "the target gets no requests any more");
        balanced.resolve(lost);
        assert_eq!(failures(&balanced, lost), 0);
        // The zone is back: its node with the next answer, its target after its health checks.
        balanced.resolve(none);
        for at in [30_000, 79_999] {
            balanced.look(at, none);
            assert_eq!(balanced.in_service(), ["b", "c"], "{at}");
        }
        balanced.look(80_000, none);
        assert_eq!(balanced.in_service(), ["a", "b", "c"]);
    }

    #[test]
    fn a_load_balancer_in_lost_zones_only_is_unhealthy() {
        let mut balanced = balanced();
        let lost: &IsLost<'_> = &|_| true;
        balanced.resolve(lost);
        balanced.look(0, lost);
        balanced.look(60_000, lost);
        assert!(!balanced.is_healthy(lost));
        assert_eq!(failures(&balanced, lost), 9);
    }

    #[test]
    fn a_writer_in_a_lost_zone_takes_no_writes_until_another_instance_has_taken_over() {
        let all = vec![("one".to_owned(), "a".to_owned()), ("two".to_owned(), "b".to_owned())];
        let (none, lost): (&IsLost<'_>, &IsLost<'_>) = (&|_| false, &|zone| zone == "a");
        let mut instances = Instances::new(all.clone(), Some(READER_MS));
        assert_eq!((instances.look(0, none), instances.failure(none)), (None, None));
        assert_eq!(instances.look(1000, lost), None);
        assert_eq!(instances.failure(lost).as_deref(), Some("one in a does not answer"));
        assert_eq!(instances.look(60_999, lost), None);
        assert_eq!(instances.look(61_000, lost).as_deref(), Some("two"));
        assert_eq!((instances.look(61_500, lost), instances.failure(lost)), (None, None));
        // It does not move back by itself.
        assert_eq!((instances.look(90_000, none), instances.failure(none)), (None, None));
        assert_eq!(instances.all[0].0, "two");
        // Without another instance, or without a failover of its own, it waits for its zone.
        for mut waits in [Instances::new(all[..1].to_vec(), Some(READER_MS)), Instances::new(all, None)] {
            waits.look(0, lost);
            assert_eq!(waits.look(900_000, lost), None);
            assert!(waits.failure(lost).is_some());
            assert_eq!((waits.look(901_000, none), waits.failure(none)), (None, None));
        }
    }
}
