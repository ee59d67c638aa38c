//! The delays and rates of AWS, as a set of rules.

use std::time::Duration;

use super::{Kind, Rule};

/// The time within which AWS's tools wait for what is eventually consistent.
const MINUTE: Duration = Duration::from_secs(60);

/// The time in which Lambda removes the network interfaces of a function that has left its VPC.
const INTERFACES: Duration = Duration::from_secs(20 * 60);

/// What AWS delays, in a time that passes `speed` times as fast: EC2 knows a new id after up to a minute, other services a
/// new role, its new policies, their own service-linked role or the new policy of a bucket, the servers of Route 53 a change,
/// and the index new tags. Lambda removes network interfaces after 20 minutes. Calls above the published rates are throttled.
#[must_use]
pub fn delays_of_aws(speed: f64) -> Vec<Rule> {
    let scaled = |time: Duration| u64::try_from(time.div_f64(speed).as_millis()).unwrap_or(u64::MAX);
    let ms = scaled(MINUTE);
    let of_ec2 = Rule::new(Kind::NotFoundAfterCreate { reads: None, ms: Some(ms) });
    vec![
        Rule { service: Some("ec2".to_owned()), ..of_ec2 },
        Rule::new(Kind::FreshPrincipals { ms }),
        Rule::new(Kind::FreshPolicies { ms }),
        Rule::new(Kind::ServiceLinkedRoles { ms }),
        Rule::new(Kind::FreshBucketPolicies { ms }),
        Rule::new(Kind::PendingChanges { ms }),
        Rule::new(Kind::FunctionInterfaces { ms: scaled(INTERFACES) }),
        Rule::new(Kind::StaleTags { ms }),
        Rule::new(Kind::Rates { speed }),
    ]
}
