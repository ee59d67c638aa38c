//! The object lock of a bucket.

use archipel_engine::Value;
use aws_sdk_s3::types as sdk;

use crate::prelude::*;

/// S3 has no call that removes the lock.
pub(super) const TURNED_OFF: ReplacesWhen =
    ReplacesWhen { name: "to none", applies: |old, new| *old != Value::Null && *new == Value::Null };

/// An object lock, which keeps versions of objects from being deleted.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(ObjectLock)]
pub struct ObjectLockProps {
    /// The retention mode of new objects. Without it, only requests that set a retention or a legal hold lock an object.
    pub mode: Option<ObjectLockMode>,
    /// How long new objects are retained, in days. Set this or `years` together with `mode`.
    #[arg(range = 1..=36500)]
    pub days: Option<u32>,
    /// How long new objects are retained, in years.
    #[arg(range = 1..=100)]
    pub years: Option<u32>,
}

/// A retention mode.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum ObjectLockMode {
    /// Callers with the permission `s3:BypassGovernanceRetention` may delete a version. A delete of the bucket with
    /// `force_destroy` uses it.
    Governance,
    /// No caller can delete a version or shorten its retention, the root user neither.
    Compliance,
}

/// Checks the lock of a bucket.
pub(super) fn check(lock: &ObjectLockProps, versioning: bool) -> Vec<String> {
    let periods = usize::from(lock.days.is_some()) + usize::from(lock.years.is_some());
    violations! {
        !versioning => "`object_lock` is set and `versioning` is off: set `versioning`, which S3 requires";
        periods != usize::from(lock.mode.is_some()) =>
            "`object_lock` has an incomplete retention: set `mode` and one of `days` and `years`, or none of them";
    }
}

pub(super) fn to_sdk(lock: &ObjectLockProps) -> sdk::ObjectLockConfiguration {
    let rule = lock.mode.map(|mode| {
        let retention = sdk::DefaultRetention::builder()
            .mode(mode.as_str().into())
            .set_days(lock.days.map(number))
            .set_years(lock.years.map(number));
        sdk::ObjectLockRule::builder().default_retention(retention.build()).build()
    });
    sdk::ObjectLockConfiguration::builder().object_lock_enabled(sdk::ObjectLockEnabled::Enabled).set_rule(rule).build()
}

fn retention_of(lock: &sdk::ObjectLockConfiguration) -> Option<&sdk::DefaultRetention> {
    lock.rule().and_then(sdk::ObjectLockRule::default_retention)
}

pub(super) fn from_sdk(lock: &sdk::ObjectLockConfiguration) -> Result<Option<ObjectLockProps>> {
    if lock.object_lock_enabled() != Some(&sdk::ObjectLockEnabled::Enabled) {
        return Ok(None);
    }
    let retention = retention_of(lock);
    let period = |of: fn(&sdk::DefaultRetention) -> Option<i32>| {
        retention.and_then(of).and_then(|period| u32::try_from(period).ok()).filter(|period| *period > 0)
    };
    Ok(Some(ObjectLockProps {
        mode: parsed_option("retention mode", retention.and_then(|of| of.mode()).map(|mode| mode.as_str()))?,
        days: period(sdk::DefaultRetention::days),
        years: period(sdk::DefaultRetention::years),
    }))
}

/// The settings of a lock that the type does not have.
pub(super) fn unmanaged(lock: &sdk::ObjectLockConfiguration) -> Option<String> {
    let held = retention_of(lock).is_some_and(|retention| retention.default_event_hold().is_some());
    held.then(|| "a default event hold of the object lock".to_owned())
}
