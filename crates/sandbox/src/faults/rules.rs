//! Fault rules, and the decision which of them fires.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rates::Rates;
use super::{
    cloud_control, fresh_bucket_policies, fresh_policies, fresh_principals, function_interfaces, pending_changes,
    service_linked_roles, stale_tags,
};
use crate::calls::Key;
use crate::error::{Error, Result};

/// One rule. A field that is absent, or `*`, matches everything; `Create*` matches a prefix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The service's signing name, or `kubernetes` for the API servers of EKS clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `CreateVpc`, or in a cluster a verb and a resource: `patch/deployments`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The probability that a matching call fires, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The seed of the probability. With the same seed, the decision for the n-th matching call is always the same.
    #[serde(default)]
    pub seed: u64,
    /// Only this matching call fires, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the first matching calls, up to this number, fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    #[serde(flatten)]
    pub kind: Kind,
}

/// A fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The service's own throttling error; the call is not forwarded.
    Throttle,
    /// An error in the service's format, by default a 500 `InternalError`; the call is not forwarded.
    Error {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The HTTP status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The connection is closed without a response, and the call is not forwarded.
    ResetBefore,
    /// The call is executed, and the connection is closed without a response.
    ResetAfter,
    /// The call is executed after a delay. Later rules still apply.
    Delay { ms: u64 },
    /// The call gets no response and is not forwarded.
    Hang,
    /// The call is executed, and the response has status 200 and an invalid body.
    Malformed,
    /// On an EC2 create: the next reads that name the new id do not find it; for a time, no call does, and lists, also of
    /// tags, do not have it.
    NotFoundAfterCreate {
        /// The number of reads: one if no time is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reads: Option<u32>,
        /// The time in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// On the create of a role or an instance profile: the services that use it do not know it for a time.
    FreshPrincipals { ms: u64 },
    /// On `PutRolePolicy` and `AttachRolePolicy`: the services that assume the role do not have the permissions for a time.
    FreshPolicies { ms: u64 },
    /// On the first create of a service that needs its service-linked role: the account has none, and the service finds the
    /// one that it creates then after a time.
    ServiceLinkedRoles { ms: u64 },
    /// On a change of Route 53: it is `PENDING` for a time.
    PendingChanges { ms: u64 },
    /// On `PutBucketPolicy`: the services that write to the bucket do not know the policy for a time.
    FreshBucketPolicies { ms: u64 },
    /// On a function that leaves its subnets and security groups: they cannot be deleted for a time, nor while a function uses
    /// them.
    FunctionInterfaces { ms: u64 },
    /// The tag index (`GetResources`) returns an earlier response for a time.
    StaleTags { ms: u64 },
    /// The services throttle calls above their published rates, as if time passed so many times as fast.
    Rates { speed: f64 },
    /// On an EC2 create: the new resource has the status `pending` for a time, or for a number of reads. On a request of
    /// Cloud Control: it is in progress for that time, or for that number of reads of its status.
    Pending {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reads: Option<u32>,
    },
    /// On a request of Cloud Control: its resource handler fails.
    Handler {
        /// The handler's error code: `NotStabilized`.
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// Whether it fails after it has done its work, so that a failed create leaves a resource.
        #[serde(default)]
        remnant: bool,
    },
    /// On a request of Cloud Control: the last event has only the identifier of the model.
    Sparse,
}

impl Kind {
    /// Whether the fault concerns the result of a call and not the call.
    fn attaches(&self) -> bool {
        matches!(self, Self::NotFoundAfterCreate { .. } | Self::Pending { .. }) || self.is_of_cloud_control()
    }

    fn is_of_cloud_control(&self) -> bool {
        matches!(self, Self::Handler { .. } | Self::Sparse)
    }
}

impl Rule {
    /// A rule that applies to every call; restrict it with the other methods.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            service: None,
            operation: None,
            region: None,
            account: None,
            probability: None,
            seed: 0,
            nth: None,
            first: None,
            kind,
        }
    }

    /// Applies to calls of this operation of this service.
    #[must_use]
    pub fn on(mut self, service: &str, operation: &str) -> Self {
        self.service = Some(service.to_owned());
        self.operation = Some(operation.to_owned());
        self
    }

    /// Applies to calls in this region.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    /// Applies to calls of this account.
    #[must_use]
    pub fn of_account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// Applies to the n-th matching call, counted from 1.
    #[must_use]
    pub fn nth(mut self, n: u64) -> Self {
        self.nth = Some(n);
        self
    }

    /// Applies to the first `n` matching calls.
    #[must_use]
    pub fn first(mut self, n: u64) -> Self {
        self.first = Some(n);
        self
    }

    /// Applies with this probability, repeatable by the seed.
    #[must_use]
    pub fn with_probability(mut self, probability: f64, seed: u64) -> Self {
        self.probability = Some(probability);
        self.seed = seed;
        self
    }

    fn matches(&self, call: &Key) -> bool {
        glob(self.service.as_deref(), &call.service)
            && glob(self.operation.as_deref(), &call.operation)
            && glob(self.region.as_deref(), &call.region)
            && glob(self.account.as_deref(), &call.account)
    }

    /// Whether the n-th matching call (from 1) fires.
    fn fires(&self, n: u64) -> bool {
        self.nth.is_none_or(|nth| nth == n)
            && self.first.is_none_or(|first| n <= first)
            && self.probability.is_none_or(|p| chance(self.seed, n) < p)
    }

    fn check(&self) -> Result<()> {
        let bad = |what: &str| Err(Error::BadFaults(what.to_owned()));
        if self.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
            return bad("invalid `probability`: expected 0 to 1");
        }
        if self.nth == Some(0) {
            return bad("invalid `nth`: expected 1 or more");
        }
        match &self.kind {
            Kind::Pending { ms: None, reads: None } => bad("`pending` needs `ms` or `reads`"),
            Kind::Rates { speed } if !(speed.is_finite() && *speed > 0.0) => {
                bad("invalid `speed`: expected more than 0")
            }
            Kind::Error { status: Some(status), .. } if !(200..=599).contains(status) => {
                bad("invalid `status`: expected 200 to 599")
            }
            _ => Ok(()),
        }
    }
}

fn glob(pattern: Option<&str>, text: &str) -> bool {
    match pattern {
        None | Some("*") => true,
        Some(pattern) => match pattern.strip_suffix('*') {
            Some(prefix) => text.starts_with(prefix),
            None => pattern == text,
        },
    }
}

/// A number in `0..1` that depends only on the seed and the number of the call (SplitMix64).
fn chance(seed: u64, n: u64) -> f64 {
    let mut z = seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let fraction = (z >> 11) as f64 / (1u64 << 53) as f64;
    fraction
}

/// Parses the rules of a request. Unknown fields are errors: a rule that matches nothing by mistake would make a test
/// meaningless.
pub(crate) fn parse(json: &[u8]) -> Result<Vec<Rule>> {
    const COMMON: [&str; 9] =
        ["service", "operation", "region", "account", "probability", "seed", "nth", "first", "kind"];
    let bad = |e: &dyn std::fmt::Display| Error::BadFaults(e.to_string());
    let values: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(json).map_err(|e| bad(&e))?;
    let mut rules = Vec::with_capacity(values.len());
    for value in values {
        let own: &[&str] = match value.get("kind").and_then(|k| k.as_str()).unwrap_or_default() {
            "error" => &["code", "status", "message"],
            "delay" => &["ms"],
            "not_found_after_create" => &["reads", "ms"],
            "fresh_principals"
            | "fresh_policies"
            | "fresh_bucket_policies"
            | "service_linked_roles"
            | "pending_changes"
            | "function_interfaces"
            | "stale_tags" => &["ms"],
            "rates" => &["speed"],
            "pending" => &["ms", "reads"],
            "handler" => &["code", "message", "remnant"],
            _ => &[],
        };
        if let Some(unknown) = value.keys().find(|k| !COMMON.contains(&k.as_str()) && !own.contains(&k.as_str())) {
            return Err(Error::BadFaults(format!("unknown field `{unknown}`")));
        }
        let rule: Rule = serde_json::from_value(value.into()).map_err(|e| bad(&e))?;
        rule.check()?;
        rules.push(rule);
    }
    Ok(rules)
}

/// A rule and the number of matching and fired calls, as `GET /_sandbox/faults` lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fired {
    #[serde(flatten)]
    pub rule: Rule,
    /// The number of matching calls.
    pub matched: u64,
    /// The number of calls that it changed.
    pub fired: u64,
}

/// The faults for one call.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) delay: Duration,
    pub(crate) action: Option<Kind>,
    /// Faults that attach to the id that this call creates.
    pub(crate) on_created: Vec<Kind>,
    /// For how long services do not know the principal that this call creates.
    pub(crate) principal_unknown: Option<Duration>,
    /// For how long services do not know the policy that this call sets.
    pub(crate) policy_unknown: Option<Duration>,
    /// For how long services do not have the permissions that this call gives a role.
    pub(crate) grant_unknown: Option<Duration>,
    /// For how long the service of this call does not find its service-linked role.
    pub(crate) role_unknown: Option<Duration>,
    /// For how long the change of this call is pending.
    pub(crate) change_pending: Option<Duration>,
    /// For how long the network interfaces of a function stay where it was. Without it, they block no delete.
    pub(crate) interfaces_stay: Option<Duration>,
    /// How old a response of the tag index may be.
    pub(crate) stale_tags: Option<Duration>,
}

impl Decision {
    pub(crate) fn is_fault(&self) -> bool {
        !self.delay.is_zero() || self.action.is_some()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Mutex<Vec<Fired>>,
    rates: Rates,
}

impl Faults {
    pub(crate) fn set(&self, rules: Vec<Rule>) -> Result<()> {
        for rule in &rules {
            rule.check()?;
        }
        let fresh = rules.into_iter().map(|rule| Fired { rule, matched: 0, fired: 0 }).collect();
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    pub(crate) fn list(&self) -> Vec<Fired> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Removes all rules, or those of one account.
    pub(crate) fn clear(&self, account: Option<&str>) {
        self.rates.clear(account);
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.retain(|r| account.is_some() && r.rule.account.as_deref() != account);
    }

    pub(crate) fn decide(&self, call: &Key, creates: bool) -> Decision {
        let is_cloud_control = cloud_control::submits(call);
        let mut decision = Decision::default();
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in rules.iter_mut().filter(|r| r.rule.matches(call)) {
            let attaches = entry.rule.kind.attaches();
            if attaches && !creates && !is_cloud_control || entry.rule.kind.is_of_cloud_control() && !is_cloud_control {
                continue;
            }
            entry.matched += 1;
            if !entry.rule.fires(entry.matched) {
                continue;
            }
            match &entry.rule.kind {
                Kind::Delay { ms } => decision.delay += Duration::from_millis(*ms),
                Kind::FreshPrincipals { ms } if fresh_principals::creates(call) => {
                    decision.principal_unknown = Some(Duration::from_millis(*ms));
                }
                Kind::FreshBucketPolicies { ms } if fresh_bucket_policies::sets(call) => {
                    decision.policy_unknown = Some(Duration::from_millis(*ms));
                }
                Kind::FreshPolicies { ms } if fresh_policies::grants(call) => {
                    decision.grant_unknown = Some(Duration::from_millis(*ms));
                }
                Kind::ServiceLinkedRoles { ms } if service_linked_roles::needs(call) => {
                    decision.role_unknown = Some(Duration::from_millis(*ms));
                }
                Kind::PendingChanges { ms } if pending_changes::changes(call) => {
                    decision.change_pending = Some(Duration::from_millis(*ms));
                }
                Kind::FunctionInterfaces { ms } if function_interfaces::concerns(call) => {
                    decision.interfaces_stay = Some(Duration::from_millis(*ms));
                }
                Kind::StaleTags { ms } if stale_tags::reads(call) => {
                    decision.stale_tags = Some(Duration::from_millis(*ms));
                }
                Kind::FreshPrincipals { .. }
                | Kind::FreshPolicies { .. }
                | Kind::FreshBucketPolicies { .. }
                | Kind::ServiceLinkedRoles { .. }
                | Kind::PendingChanges { .. }
                | Kind::FunctionInterfaces { .. }
                | Kind::StaleTags { .. } => continue,
                Kind::Rates { speed } if self.rates.admits(call, *speed) => continue,
                Kind::Rates { .. } if decision.action.is_none() => decision.action = Some(Kind::Throttle),
                kind if attaches => decision.on_created.push(kind.clone()),
                // Only one rule decides, but later rules still count the call.
                kind if decision.action.is_none() => decision.action = Some(kind.clone()),
                _ => continue,
            }
            entry.fired += 1;
        }
        decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str) -> Key {
        Key { account: "1".into(), region: "eu-west-1".into(), service: "ec2".into(), operation: operation.into() }
    }

    fn fired(rule: Rule, calls: usize) -> Vec<bool> {
        let faults = Faults::default();
        faults.set(vec![rule]).unwrap();
        (0..calls).map(|_| faults.decide(&call("CreateVpc"), true).is_fault()).collect()
    }

    #[test]
    fn nth_and_first_count_matching_calls_from_one() {
        let rule = || Rule::new(Kind::Throttle).on("ec2", "Create*");
        assert_eq!(fired(rule().nth(2), 3), [false, true, false]);
        assert_eq!(fired(rule().first(2), 3), [true, true, false]);
        assert_eq!(fired(rule(), 2), [true, true]);
        assert_eq!(fired(rule().in_region("us-east-1"), 2), [false, false]);
    }

    #[test]
    fn chance_is_repeatable_by_its_seed_and_near_its_probability() {
        let rule = |seed| Rule::new(Kind::Throttle).with_probability(0.2, seed);
        assert_eq!(fired(rule(7), 200), fired(rule(7), 200));
        assert_ne!(fired(rule(7), 200), fired(rule(8), 200));
        let hits = fired(rule(7), 10_000).into_iter().filter(|f| *f).count();
        assert!((1_800..2_200).contains(&hits), "{hits}");
    }

    #[test]
    fn delays_add_up_and_the_first_other_rule_wins() {
        let faults = Faults::default();
        faults
            .set(vec![
                Rule::new(Kind::Delay { ms: 1 }),
                Rule::new(Kind::Throttle),
                Rule::new(Kind::Hang),
                Rule::new(Kind::Delay { ms: 2 }),
            ])
            .unwrap();
        let decision = faults.decide(&call("CreateVpc"), true);
        assert_eq!(decision.delay, Duration::from_millis(3));
        assert_eq!(decision.action, Some(Kind::Throttle));
        let counts: Vec<_> = faults.list().iter().map(|f| f.fired).collect();
        assert_eq!(counts, [1, 1, 0, 1]);
    }

    #[test]
    fn rules_are_parsed_from_json_and_misspelt_ones_refused() {
        let rules = parse(br#"[{"service":"ec2","operation":"*","nth":3,"kind":"error","code":"X","status":409}]"#);
        let want = Kind::Error { code: Some("X".into()), status: Some(409), message: None };
        assert_eq!(rules.unwrap()[0].kind, want);
        for bad in [
            r#"[{"kind":"explode"}]"#,
            r#"[{"kind":"throttle","nht":1}]"#,
            r#"[{"kind":"throttle","ms":1}]"#,
            r#"[{"kind":"throttle","probability":20}]"#,
            r#"[{"kind":"throttle","nth":0}]"#,
            r#"[{"kind":"pending"}]"#,
            r#"[{"kind":"rates","speed":0}]"#,
            r#"[{"kind":"fresh_principals"}]"#,
            r#"[{"kind":"handler"}]"#,
            r#"{"kind":"throttle"}"#,
            "",
        ] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn faults_of_a_resource_handler_concern_only_requests_of_cloud_control() {
        let faults = Faults::default();
        faults.set(vec![Rule::new(Kind::Sparse), Rule::new(Kind::Pending { ms: None, reads: Some(2) })]).unwrap();
        let of = |service: &str, operation: &str| {
            let key = Key { service: service.into(), ..call(operation) };
            faults.decide(&key, false).on_created.len()
        };
        assert_eq!(of("cloudcontrolapi", "CreateResource"), 2);
        assert_eq!(of("cloudcontrolapi", "GetResource"), 0);
        assert_eq!(of("ec2", "CreateVpc"), 0);
        assert_eq!(faults.decide(&call("CreateVpc"), true).on_created.len(), 1);
    }

    #[test]
    fn clearing_one_account_keeps_the_rules_of_others() {
        let faults = Faults::default();
        let rule = || Rule::new(Kind::Throttle);
        faults.set(vec![rule().of_account("1"), rule().of_account("2"), rule()]).unwrap();
        faults.clear(Some("1"));
        assert_eq!(faults.list().len(), 2);
        faults.clear(None);
        assert!(faults.list().is_empty());
    }
}
