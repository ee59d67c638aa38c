//! What several parts of the configuration are held against.

use archipel::cli::Problem;

/// For how many days CloudWatch can keep logs, up to a year.
const LOG_DAYS: [u16; 11] = [1, 3, 5, 7, 14, 30, 60, 90, 120, 180, 365];

/// Each of a list of names can name `what`, and is there once. `advice` says what can.
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
            problems.push(Problem::new(key, format!("`{name}` is there twice"), "take one of them out"));
        }
    }
}

/// A name of these bytes with neither a hyphen at its start nor one at its end, as labels of DNS are.
pub(super) fn is_label(name: &str) -> bool {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&name.len()) && name.bytes().all(good) && !name.starts_with('-') && !name.ends_with('-')
}

/// CloudWatch can keep logs for so many days.
pub(super) fn check_log_days(key: &str, days: u16, problems: &mut Vec<Problem>) {
    if !LOG_DAYS.contains(&days) {
        let what = format!("CloudWatch cannot keep logs for {days} days");
        problems.push(Problem::new(key, what, format!("take one of {LOG_DAYS:?}")));
    }
}

/// A path, as a health check asks for it.
pub(super) fn check_path(key: &str, path: &str, problems: &mut Vec<Problem>) {
    if !path.starts_with('/') {
        problems.push(Problem::new(key, format!("`{path}` is no path"), "begin it with a slash, such as /health"));
    }
}

/// Tags that AWS takes, and none of those in `own`, which the program sets itself.
pub(super) fn check_tags<'a>(
    key: &str,
    tags: impl IntoIterator<Item = (&'a String, &'a String)>,
    own: &[&str],
    problems: &mut Vec<Problem>,
) {
    for (tag, value) in tags {
        let (what, advice) = if own.contains(&tag.as_str()) {
            ("is a tag that the program sets itself", "take another name")
        } else if tag.to_lowercase().starts_with("aws:") {
            ("begins as AWS's own tags do", "take another name")
        } else if !(1..=128).contains(&tag.chars().count()) {
            ("cannot name a tag", "use 1 to 128 characters")
        } else if value.chars().count() > 256 {
            ("has too long a value", "use up to 256 characters")
        } else {
            continue;
        };
        problems.push(Problem::new(key, format!("`{tag}` {what}"), advice));
    }
}
