//! Lines of text: their width, truncation and wrapping, and the names of resources in them.

use archipel_engine::Urn;

/// The width of a text without its styles.
pub(crate) fn columns(text: &str) -> usize {
    console::measure_text_width(text)
}

/// Truncates a text to a width, with `…` at its end.
pub(crate) fn cut(text: &str, width: usize) -> String {
    console::truncate_str(text, width, "…").into_owned()
}

/// Wraps a text at spaces. A longer word is never broken: it is a name or an address, and users copy it.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = columns(word);
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line);
    lines
}

/// A duration: `0.4 s`, `12 s`, `3 min 20 s`.
pub(crate) fn duration(millis: u64) -> String {
    match millis {
        0..10_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        10_000..60_000 => format!("{} s", millis / 1000),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
        _ => format!("{} h {} min", millis / 3_600_000, millis % 3_600_000 / 60_000),
    }
}

/// A compact time: `0:04`, `3:20`, `1:03:20`.
pub(crate) fn clock(millis: u64) -> String {
    let seconds = millis / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A time in seconds since 1970 as `2026-11-23T09:00:00Z`.
pub(crate) fn timestamp(seconds: u64) -> String {
    let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// The day of a moment, in seconds since 1970, as `2026-11-23`.
pub(crate) fn day(seconds: u64) -> String {
    timestamp(seconds).chars().take_while(|c| *c != 'T').collect()
}

/// "1 resource", "3 resources".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The short form of a type, without the provider that most types share.
pub(crate) fn short_type(type_name: &str) -> &str {
    type_name.strip_prefix("aws:").unwrap_or(type_name)
}

/// A resource in a sentence: `ec2/Subnet network/private-a (eu-west-1)`.
pub(crate) fn named(urn: &Urn) -> String {
    format!("{} {} ({})", short_type(urn.type_name()), urn.path(), urn.region())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_spaces_and_long_words_are_not_broken() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a arn:aws:iam::1:role/long b", 8), ["a", "arn:aws:iam::1:role/long", "b"]);
        assert_eq!(wrap("", 7), [""]);
    }

    #[test]
    fn durations_have_a_unit_that_fits_their_size() {
        let said = [432, 9_950, 12_345, 200_000, 3_780_000].map(duration);
        assert_eq!(said, ["0.4 s", "9.9 s", "12 s", "3 min 20 s", "1 h 3 min"]);
        assert_eq!([4_999, 200_000, 3_800_000].map(clock), ["0:04", "3:20", "1:03:20"]);
    }
}
