//! AWS's published rates: the gateway throttles what a service would throttle.
//!
//! Only figures of AWS's documentation, or that several public tools agree on. The clients have a table of their own, with
//! estimates for the other services, so that a run shows whether theirs are too high.
//!
//! <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::calls::Key;

/// Services, operations by their prefixes (all if empty), burst and calls per second. The first that matches applies.
const RATES: &[(&str, &[&str], f64, f64)] = &[
    ("ec2", &["CreateVpcEndpoint", "DeleteVpcEndpoints", "DescribeVpcEndpoints", "ModifyVpcEndpoint"], 4.0, 0.3),
    ("ec2", &["CreateNatGateway", "DeleteNatGateway"], 10.0, 1.0),
    ("ec2", &["Describe", "Get", "Search"], 100.0, 20.0),
    ("ec2", &[], 50.0, 5.0),
    // For the whole account.
    ("route53", &[], 5.0, 5.0),
    ("rds", &[], 300.0, 12.0),
    ("kms", &["CreateKey", "CreateAlias", "ReplicateKey", "DeleteAlias", "UpdateAlias"], 5.0, 5.0),
    ("monitoring", &["PutMetricAlarm"], 3.0, 3.0),
    ("ssm", &["PutParameter"], 3.0, 3.0),
    ("elasticloadbalancing", &["Describe"], 40.0, 10.0),
    ("acm", &["RequestCertificate"], 5.0, 5.0),
];

/// A bucket: its tokens, and when they were counted.
type Bucket = (f64, Instant);

/// The buckets of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    buckets: Mutex<HashMap<(String, String, usize), Bucket>>,
}

impl Rates {
    /// Takes a token for a call. `false` if the service would throttle it. Time passes `speed` times as fast.
    pub(crate) fn admits(&self, call: &Key, speed: f64) -> bool {
        self.admits_at(call, speed, Instant::now())
    }

    fn admits_at(&self, call: &Key, speed: f64, now: Instant) -> bool {
        let matches = |(service, operations, ..): &&(&str, &[&str], f64, f64)| {
            *service == call.service
                && (operations.is_empty() || operations.iter().any(|prefix| call.operation.starts_with(prefix)))
        };
        let Some(index) = RATES.iter().position(|rate| matches(&rate)) else { return true };
        let (_, _, burst, per_second) = RATES[index];
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry((call.account.clone(), call.region.clone(), index)).or_insert((burst, now));
        let passed = now.saturating_duration_since(bucket.1).as_secs_f64();
        bucket.0 = (bucket.0 + passed * per_second * speed).min(burst);
        bucket.1 = now;
        let admitted = bucket.0 >= 1.0;
        if admitted {
            bucket.0 -= 1.0;
        }
        admitted
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.retain(|(of, ..), _| account.is_some_and(|account| account != of));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn call(service: &str, operation: &str) -> Key {
        let (account, region) = ("1".to_owned(), "eu-west-1".to_owned());
        Key { account, region, service: service.to_owned(), operation: operation.to_owned() }
    }

    #[test]
    fn a_bucket_admits_its_burst_and_then_its_rate() {
        let (rates, start) = (Rates::default(), Instant::now());
        let endpoint = call("ec2", "CreateVpcEndpoint");
        let at = |seconds: f64, speed: f64| rates.admits_at(&endpoint, speed, start + Duration::from_secs_f64(seconds));
        assert_eq!([0.0; 6].map(|seconds| at(seconds, 1.0)), [true, true, true, true, false, false]);
        assert!(!at(3.0, 1.0), "a token needs 3.3 s");
        assert!(at(3.5, 1.0));
        assert!(!at(3.51, 1.0));
        assert!(at(3.55, 100.0), "time passes a hundred times as fast");
        assert!(rates.admits_at(&call("ec2", "CreateVpc"), 1.0, start), "another bucket");
    }

    #[test]
    fn services_without_a_published_rate_are_not_throttled() {
        let rates = Rates::default();
        assert!((0..1000).all(|_| rates.admits(&call("lambda", "CreateFunction"), 1.0)));
    }
}
