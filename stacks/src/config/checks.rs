//! Checks that several parts of the configuration share.

use archipel::cli::Problem;

/// The retention periods of CloudWatch logs in days, up to a year.
const LOG_DAYS: [u16; 11] = [1, 3, 5, 7, 14, 30, 60, 90, 120, 180, 365];

/// Checks that each name in a list is valid for `what` and unique. `advice` describes valid names.
pub(super) fn check_names(
    key: &str,
    names: &[String],
    can: impl Fn(&str) -> bool,
    what: &str,
    advice: &str,
    problems: &mut Vec<Problem>,
) {
    for (index, name) in names.iter().enumerate() {
        let key = format!("{key}[{index}]");
        if !can(name) {
            problems.push(Problem::new(key, format!("`{name}` cannot name {what}"), advice));
        } else if names[..index].contains(name) {
            problems.push(Problem::new(key, format!("`{name}` is duplicated"), "remove one of them"));
        }
    }
}

/// A name of these bytes without a hyphen at either end, like a DNS label.
pub(super) fn is_label(name: &str) -> bool {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&name.len()) && name.bytes().all(good) && !name.starts_with('-') && !name.ends_with('-')
}

/// Checks that CloudWatch supports a retention period.
pub(super) fn check_log_days(key: &str, days: u16, problems: &mut Vec<Problem>) {
    if !LOG_DAYS.contains(&days) {
        let what = format!("CloudWatch cannot keep logs for {days} days");
        problems.push(Problem::new(key, what, format!("use one of {LOG_DAYS:?}")));
    }
}

/// Checks the path of a health check.
pub(super) fn check_path(key: &str, path: &str, problems: &mut Vec<Problem>) {
    if !path.starts_with('/') {
        problems.push(Problem::new(key, format!("invalid path `{path}`"), "start it with a slash, such as /health"));
    }
}

/// Checks that AWS accepts the tags, and that none is in `own`, which the program sets itself.
pub(super) fn check_tags<'a>(
    key: &str,
    tags: impl IntoIterator<Item = (&'a String, &'a String)>,
    own: &[&str],
    problems: &mut Vec<Problem>,
) {
    for (tag, value) in tags {
        let (what, advice) = if own.contains(&tag.as_str()) {
            ("is a tag that the program sets itself", "use another name")
        } else if tag.to_lowercase().starts_with("aws:") {
            ("has the prefix of AWS's own tags", "use another name")
        } else if !(1..=128).contains(&tag.chars().count()) {
            ("cannot name a tag", "use 1 to 128 characters")
        } else if value.chars().count() > 256 {
            ("has a value that is too long", "use up to 256 characters")
        } else {
            continue;
        };
        problems.push(Problem::new(key, format!("`{tag}` {what}"), advice));
    }
}
