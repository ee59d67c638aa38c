//! Lifecycle rules of a bucket's objects.

use aws_sdk_s3::operation::get_bucket_lifecycle_configuration::GetBucketLifecycleConfigurationOutput;
use aws_sdk_s3::types::{self as sdk, ExpirationStatus};

use crate::prelude::*;

/// A lifecycle rule.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(LifecycleRule)]
pub struct LifecycleRuleProps {
    /// The name, unique in the bucket: up to 255 characters.
    pub id: String,
    /// Whether the rule is enabled.
    #[arg(default = true)]
    pub enabled: bool,
    /// Only objects with this key prefix.
    pub prefix: Option<String>,
    /// The tags of the objects: all of them must match.
    pub object_tags: BTreeMap<String, String>,
    /// Only objects larger than this, in bytes.
    pub object_size_greater_than: Option<i64>,
    /// Only objects smaller than this, in bytes.
    pub object_size_less_than: Option<i64>,
    /// Delete objects this many days after their creation; with versioning, add a delete marker.
    pub expiration_days: Option<u32>,
    /// Remove delete markers without older versions. Not together with `expiration_days`.
    #[arg(default = false)]
    pub expired_object_delete_marker: bool,
    /// Delete noncurrent versions this many days after they became noncurrent.
    pub noncurrent_version_expiration_days: Option<u32>,
    /// Keep this many noncurrent versions: 1 to 100.
    pub newer_noncurrent_versions: Option<u32>,
    /// Transitions of objects to other storage classes.
    #[arg(set)]
    pub transitions: Vec<TransitionProps>,
    /// Move noncurrent versions to other storage classes.
    #[arg(set)]
    pub noncurrent_version_transitions: Vec<TransitionProps>,
    /// Abort multipart uploads that are incomplete after this many days.
    pub abort_incomplete_multipart_upload_days: Option<u32>,
}

/// A transition to another storage class.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Transition)]
pub struct TransitionProps {
    /// The number of days.
    pub days: u32,
    /// The destinations.
    pub storage_class: StorageClass,
}

/// A storage class.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum StorageClass {
    /// For frequent access, in several zones.
    Standard,
    /// For infrequent access, in several zones.
    StandardIa,
    /// For infrequent access, in one zone.
    OnezoneIa,
    /// S3 moves objects by their access pattern.
    IntelligentTiering,
    /// Archive with immediate access.
    GlacierIr,
    /// Archive with access after minutes to hours.
    Glacier,
    /// Archive with access after up to 12 hours.
    DeepArchive,
}

/// Checks the rules of a bucket.
pub(super) fn check(rules: &[LifecycleRuleProps]) -> Vec<String> {
    let mut wrong = Vec::new();
    if rules.len() > 1000 {
        wrong.push(format!("`lifecycle_rules` has {} rules: S3 takes up to 1000", rules.len()));
    }
    for (index, rule) in rules.iter().enumerate() {
        let at = format!("the lifecycle rule `{}`", rule.id);
        let mut say = |bad: bool, why: &str| {
            if bad {
                wrong.push(format!("{at} {why}"));
            }
        };
        let length = rule.id.chars().count();
        say(length == 0 || length > 255, "has an `id` that is empty or longer than 255 characters");
        say(rules.iter().take(index).any(|other| other.id == rule.id), "is there twice: `id` is unique in a bucket");
        let days = [
            rule.expiration_days,
            rule.noncurrent_version_expiration_days,
            rule.abort_incomplete_multipart_upload_days,
        ];
        say(days.contains(&Some(0)), "has a number of days that is 0");
        say(
            rule.expired_object_delete_marker && rule.expiration_days.is_some(),
            "has `expired_object_delete_marker` and `expiration_days`: S3 takes one of the two",
        );
        say(
            rule.newer_noncurrent_versions.is_some() && rule.noncurrent_version_expiration_days.is_none(),
            "has `newer_noncurrent_versions` without `noncurrent_version_expiration_days`",
        );
        say(
            rule.newer_noncurrent_versions.is_some_and(|kept| !(1..=100).contains(&kept)),
            "has a `newer_noncurrent_versions` that is not 1 to 100",
        );
        let mut moves = rule.transitions.iter().chain(&rule.noncurrent_version_transitions);
        say(
            moves.any(|to| to.storage_class == StorageClass::Standard),
            "moves objects to STANDARD: they can only be moved away from it",
        );
        let idle = days.iter().all(Option::is_none)
            && !rule.expired_object_delete_marker
            && rule.transitions.is_empty()
            && rule.noncurrent_version_transitions.is_empty();
        say(idle, "does nothing: it expires or moves objects, or aborts uploads");
        say(
            rule.abort_incomplete_multipart_upload_days.is_some() && !rule.object_tags.is_empty(),
            "aborts uploads and has `object_tags`: uploads have none yet",
        );
    }
    wrong
}

pub(super) fn to_sdk(rules: &[LifecycleRuleProps]) -> Result<sdk::BucketLifecycleConfiguration> {
    let rules = rules.iter().map(rule_to_sdk).collect::<Result<Vec<_>>>()?;
    build_input(sdk::BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build())
}

/// Days in the SDK's type.
fn days(days: Option<u32>) -> Option<i32> {
    days.map(|days| i32::try_from(days).unwrap_or(i32::MAX))
}

fn rule_to_sdk(rule: &LifecycleRuleProps) -> Result<sdk::LifecycleRule> {
    let expiration = rule.expiration_days.is_some() || rule.expired_object_delete_marker;
    let expiration = expiration.then(|| {
        let marker = rule.expired_object_delete_marker.then_some(true);
        sdk::LifecycleExpiration::builder()
            .set_days(days(rule.expiration_days))
            .set_expired_object_delete_marker(marker)
            .build()
    });
    let noncurrent = rule.noncurrent_version_expiration_days.is_some().then(|| {
        sdk::NoncurrentVersionExpiration::builder()
            .set_noncurrent_days(days(rule.noncurrent_version_expiration_days))
            .set_newer_noncurrent_versions(days(rule.newer_noncurrent_versions))
            .build()
    });
    let transitions = rule.transitions.iter().map(|to| {
        let class = to.storage_class.as_str().into();
        sdk::Transition::builder().set_days(days(Some(to.days))).storage_class(class).build()
    });
    let noncurrent_transitions = rule.noncurrent_version_transitions.iter().map(|to| {
        let class = to.storage_class.as_str().into();
        sdk::NoncurrentVersionTransition::builder()
            .set_noncurrent_days(days(Some(to.days)))
            .storage_class(class)
            .build()
    });
    let abort = rule.abort_incomplete_multipart_upload_days.is_some().then(|| {
        sdk::AbortIncompleteMultipartUpload::builder()
            .set_days_after_initiation(days(rule.abort_incomplete_multipart_upload_days))
            .build()
    });
    let some = |list: Vec<_>| (!list.is_empty()).then_some(list);
    let status = if rule.enabled { ExpirationStatus::Enabled } else { ExpirationStatus::Disabled };
    build_input(
        sdk::LifecycleRule::builder()
            .id(&rule.id)
            .status(status)
            .filter(filter_to_sdk(rule))
            .set_expiration(expiration)
            .set_noncurrent_version_expiration(noncurrent)
            .set_transitions(some(transitions.collect()))
            .set_noncurrent_version_transitions(
                Some(noncurrent_transitions.collect()).filter(|l: &Vec<_>| !l.is_empty()),
            )
            .set_abort_incomplete_multipart_upload(abort)
            .build(),
    )
}

/// S3 has different filters for one condition and for several.
fn filter_to_sdk(rule: &LifecycleRuleProps) -> sdk::LifecycleRuleFilter {
    let tags = sdk_tags(&rule.object_tags);
    let conditions = tags.len()
        + usize::from(rule.prefix.is_some())
        + usize::from(rule.object_size_greater_than.is_some())
        + usize::from(rule.object_size_less_than.is_some());
    let filter = sdk::LifecycleRuleFilter::builder();
    match conditions {
        0 => filter.prefix("").build(),
        1 => filter
            .set_prefix(rule.prefix.clone())
            .set_tag(tags.into_iter().next())
            .set_object_size_greater_than(rule.object_size_greater_than)
            .set_object_size_less_than(rule.object_size_less_than)
            .build(),
        _ => {
            let all = sdk::LifecycleRuleAndOperator::builder()
                .set_prefix(rule.prefix.clone())
                .set_tags((!tags.is_empty()).then_some(tags))
                .set_object_size_greater_than(rule.object_size_greater_than)
                .set_object_size_less_than(rule.object_size_less_than);
            filter.and(all.build()).build()
        }
    }
}

/// The settings of a response that the type does not have.
pub(super) fn unmanaged(response: &GetBucketLifecycleConfigurationOutput) -> Vec<String> {
    let smallest = response.transition_default_minimum_object_size();
    let smallest = smallest.filter(|size| **size != sdk::TransitionDefaultMinimumObjectSize::AllStorageClasses128K);
    let mut settings: Vec<String> =
        smallest.map(|size| format!("the minimum size `{}` of transitions", size.as_str())).into_iter().collect();
    for rule in response.rules() {
        let (expiration, id) = (rule.expiration(), rule.id().unwrap_or_default());
        let dated = expiration.is_some_and(|of| of.date().is_some());
        let moved = rule.transitions().iter().any(|to| to.date().is_some());
        let kept = rule.noncurrent_version_transitions().iter().any(|to| to.newer_noncurrent_versions().is_some());
        let of_rule = [
            ("an expiration date", dated),
            ("a date of a transition", moved),
            ("noncurrent versions that are not moved", kept),
        ];
        settings.extend(of_rule.iter().filter(|(_, set)| *set).map(|(setting, _)| format!("{setting} in rule `{id}`")));
    }
    settings
}

/// The rules of a response.
pub(super) fn from_sdk(rules: &[sdk::LifecycleRule]) -> Result<Vec<LifecycleRuleProps>> {
    rules.iter().map(rule_from_sdk).collect()
}

fn rule_from_sdk(rule: &sdk::LifecycleRule) -> Result<LifecycleRuleProps> {
    let days = |days: Option<i32>| days.and_then(|days| u32::try_from(days).ok());
    let filter = rule.filter();
    let and = filter.and_then(sdk::LifecycleRuleFilter::and);
    // Old rules have a prefix outside the filter.
    let prefix = [
        and.and_then(sdk::LifecycleRuleAndOperator::prefix),
        filter.and_then(sdk::LifecycleRuleFilter::prefix),
        #[allow(deprecated)]
        rule.prefix(),
    ];
    let tags = match (and, filter.and_then(sdk::LifecycleRuleFilter::tag)) {
        (Some(and), _) => all_tags(and.tags()),
        (None, Some(tag)) => all_tags(std::slice::from_ref(tag)),
        (None, None) => BTreeMap::new(),
    };
    let greater = and.map_or_else(
        || filter.and_then(sdk::LifecycleRuleFilter::object_size_greater_than),
        sdk::LifecycleRuleAndOperator::object_size_greater_than,
    );
    let less = and.map_or_else(
        || filter.and_then(sdk::LifecycleRuleFilter::object_size_less_than),
        sdk::LifecycleRuleAndOperator::object_size_less_than,
    );
    let expiration = rule.expiration();
    let noncurrent = rule.noncurrent_version_expiration();
    let transition = |after: Option<i32>, class: Option<&sdk::TransitionStorageClass>| {
        let class = parsed("storage class", class.map(sdk::TransitionStorageClass::as_str));
        days(after).map(|days| class.map(|storage_class| TransitionProps { days, storage_class }))
    };
    Ok(LifecycleRuleProps {
        id: rule.id().unwrap_or_default().to_owned(),
        enabled: *rule.status() == ExpirationStatus::Enabled,
        // S3 returns an empty prefix, or a size greater than 0 beside other conditions, for none.
        prefix: prefix.into_iter().flatten().find(|prefix| !prefix.is_empty()).map(str::to_owned),
        object_tags: tags,
        object_size_greater_than: greater.filter(|size| and.is_none() || *size > 0),
        object_size_less_than: less,
        expiration_days: days(expiration.and_then(sdk::LifecycleExpiration::days)).filter(|days| *days > 0),
        expired_object_delete_marker: expiration
            .and_then(sdk::LifecycleExpiration::expired_object_delete_marker)
            .unwrap_or(false),
        noncurrent_version_expiration_days: days(
            noncurrent.and_then(sdk::NoncurrentVersionExpiration::noncurrent_days),
        ),
        newer_noncurrent_versions: days(
            noncurrent.and_then(sdk::NoncurrentVersionExpiration::newer_noncurrent_versions),
        ),
        transitions: rule
            .transitions()
            .iter()
            .filter_map(|to| transition(to.days(), to.storage_class()))
            .collect::<Result<_>>()?,
        noncurrent_version_transitions: rule
            .noncurrent_version_transitions()
            .iter()
            .filter_map(|to| transition(to.noncurrent_days(), to.storage_class()))
            .collect::<Result<_>>()?,
        abort_incomplete_multipart_upload_days: days(
            rule.abort_incomplete_multipart_upload()
                .and_then(sdk::AbortIncompleteMultipartUpload::days_after_initiation),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> LifecycleRuleProps {
        LifecycleRuleProps {
            id: id.to_owned(),
            enabled: true,
            prefix: None,
            object_tags: BTreeMap::new(),
            object_size_greater_than: None,
            object_size_less_than: None,
            expiration_days: Some(30),
            expired_object_delete_marker: false,
            noncurrent_version_expiration_days: None,
            newer_noncurrent_versions: None,
            transitions: Vec::new(),
            noncurrent_version_transitions: Vec::new(),
            abort_incomplete_multipart_upload_days: None,
        }
    }

    #[test]
    fn rules_come_back_as_they_were_given() {
        let to = |days, storage_class| TransitionProps { days, storage_class };
        let rules = [
            rule("all"),
            LifecycleRuleProps { prefix: Some("logs/".to_owned()), enabled: false, ..rule("prefix") },
            LifecycleRuleProps { object_tags: BTreeMap::from([("a".to_owned(), "b".to_owned())]), ..rule("tag") },
            LifecycleRuleProps { object_size_greater_than: Some(0), ..rule("size") },
            LifecycleRuleProps {
                prefix: Some("x".to_owned()),
                object_tags: BTreeMap::from([("a".to_owned(), "b".to_owned()), ("c".to_owned(), "d".to_owned())]),
                object_size_less_than: Some(9),
                expiration_days: None,
                noncurrent_version_expiration_days: Some(7),
                newer_noncurrent_versions: Some(3),
                transitions: vec![to(30, StorageClass::StandardIa), to(90, StorageClass::GlacierIr)],
                noncurrent_version_transitions: vec![to(10, StorageClass::DeepArchive)],
                ..rule("and")
            },
            LifecycleRuleProps {
                expiration_days: None,
                expired_object_delete_marker: true,
                abort_incomplete_multipart_upload_days: Some(2),
                ..rule("clean")
            },
        ];
        assert_eq!(check(&rules), Vec::<String>::new());
        assert_eq!(from_sdk(to_sdk(&rules).expect("whole").rules()).expect("known"), rules);
    }

    #[test]
    fn rules_that_s3_refuses_are_found() {
        let wrong = [
            LifecycleRuleProps { expiration_days: Some(0), ..rule("a") },
            LifecycleRuleProps { expiration_days: None, ..rule("a") },
            LifecycleRuleProps { expired_object_delete_marker: true, ..rule("a") },
            LifecycleRuleProps { newer_noncurrent_versions: Some(1), ..rule("a") },
            rule(""),
            LifecycleRuleProps {
                transitions: vec![TransitionProps { days: 1, storage_class: StorageClass::Standard }],
                ..rule("a")
            },
        ];
        for rule in wrong {
            assert_eq!(check(std::slice::from_ref(&rule)).len(), 1, "{rule:?}");
        }
        assert!(check(&[rule("a"), rule("a")])[0].contains("twice"));
    }
}
