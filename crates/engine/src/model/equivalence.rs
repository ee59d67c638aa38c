//! Ways of writing one thing: an API may give back `example.com.` where it was given `Example.com`, which is not a difference.
//!
//! A property says which it has: `#[arg(equivalence = equivalence::DNS_NAME)]`. The mark is for its text, and for each text in a list
//! or map. A crate with resource types of its own makes others.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// A rule by which two different texts are equal.
#[derive(Clone, Copy)]
pub struct Equivalence {
    /// The words of the documentation after the property's type: "in any case".
    pub name: &'static str,
    /// Whether both mean the same.
    pub same: fn(&str, &str) -> bool,
    /// Whether what was applied, which comes first, may be what was read: where a text alone does not tell. A program that
    /// changes from one to the other is a change all the same.
    pub may_be_same: fn(&str, &str) -> bool,
}

impl Equivalence {
    /// A rule that the texts alone decide.
    #[must_use]
    pub const fn new(name: &'static str, same: fn(&str, &str) -> bool) -> Self {
        Self { name, same, may_be_same: |_, _| false }
    }

    /// A rule with texts that may be equal as far as they show.
    #[must_use]
    pub const fn or_possibly(mut self, may_be_same: fn(&str, &str) -> bool) -> Self {
        self.may_be_same = may_be_same;
        self
    }
}

impl fmt::Debug for Equivalence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Equivalence").field(&self.name).finish()
    }
}

impl PartialEq for Equivalence {
    /// By name.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Upper and lower case are the same, of ASCII.
pub const ANY_CASE: Equivalence = Equivalence::new("in any case", |left, right| left.eq_ignore_ascii_case(right));

/// Numbers in it are compared as numbers: `p99` is `p99.0`, and `1.50` is `1.5`. Not for versions, where 1.30 is not 1.3.
pub const NUMBERS: Equivalence = Equivalence::new("numbers by value", |left, right| numbers(left) == numbers(right));

/// A length of time: `90m`, `1h30m`, `PT1H30M` and `5400 seconds` are the same, and so are `rate(1 day)` and `rate(24 hours)`.
pub const DURATION: Equivalence =
    Equivalence::new("a length of time", |left, right| match (duration(left), duration(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    });

/// A DNS name: without case, with or without the dot at its end, and with `\052` for `*`.
pub const DNS_NAME: Equivalence = Equivalence::new("a DNS name", |left, right| dns_name(left) == dns_name(right));

/// A range of IPv4 or IPv6 addresses, or one address: `10.0.0.5/16` is `10.0.0.0/16`, `2001:DB8:0::/32` is
/// `2001:db8::/32`, and `10.0.0.1` is `10.0.0.1/32`.
pub const CIDR: Equivalence =
    Equivalence::new("a range of addresses", |left, right| match (range(left), range(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    });

/// The text with every decimal number in its shortest form.
fn numbers(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let whole = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let fraction = rest[whole..]
            .strip_prefix('.')
            .map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let digits = rest[..whole].trim_start_matches('0');
        out.push_str(if digits.is_empty() { "0" } else { digits });
        let end = if fraction == 0 { whole } else { whole + 1 + fraction };
        let digits = rest[whole..end].trim_end_matches('0').trim_end_matches('.');
        out.push_str(digits);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// In seconds.
fn duration(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("rate(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(&text);
    let mut rest = text.strip_prefix('p').unwrap_or(text).trim();
    let mut seconds = 0u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        rest = rest.strip_prefix('t').unwrap_or(rest).trim_start();
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let after = after.trim_start();
        let (unit, after) = after.split_at(after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len()));
        // `PT1H30M` has its next number right after the unit, and `p1dt2h` a `t` between.
        let (unit, between) =
            unit.strip_suffix('t').filter(|unit| *unit == "d").map_or((unit, false), |unit| (unit, true));
        let each = match unit {
            "s" | "sec" | "second" | "seconds" => 1,
            "m" | "min" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 604_800,
            _ => return None,
        };
        seconds = number.parse::<u64>().ok()?.checked_mul(each)?.checked_add(seconds)?;
        rest = after.trim_start();
        if between && rest.is_empty() {
            return None;
        }
    }
    Some(seconds)
}

fn dns_name(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).replace("\\052", "*").to_ascii_lowercase()
}

fn range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let net = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    net.ok().map(|net| net.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(equivalence: Equivalence, same: &[(&str, &str)], different: &[(&str, &str)]) {
        for (left, right) in same {
            assert!(
                (equivalence.same)(left, right) && (equivalence.same)(right, left),
                "{equivalence:?}: {left} {right}"
            );
        }
        for (left, right) in different {
            assert!(
                !(equivalence.same)(left, right) && !(equivalence.same)(right, left),
                "{equivalence:?}: {left} {right}"
            );
        }
    }

    #[test]
    fn case_is_none_of_the_difference() {
        holds(ANY_CASE, &[("Sun:03:00-Sun:04:00", "sun:03:00-sun:04:00")], &[("a", "b"), ("a", "a ")]);
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let same = [("p99", "p99.0"), ("1.50", "1.5"), ("007", "7"), ("tm(0.0%:90.50%)", "tm(0%:90.5%)"), ("x", "x")];
        holds(
            NUMBERS,
            &same,
            &[("1", "10"), ("1.05", "1.5"), ("1.0.0", "1.0.1"), ("p99", "p9.9"), ("10", "1"), ("a1", "b1")],
        );
    }

    #[test]
    fn lengths_of_time_are_compared_in_seconds() {
        let same = [
            ("90m", "1h30m"),
            ("PT1H30M", "5400 seconds"),
            ("rate(1 day)", "rate(24 hours)"),
            ("P1DT2H", "26h"),
            ("3h", "3 h"),
        ];
        let different =
            [("1h", "2h"), ("1m", "1"), ("", ""), ("h", "h"), ("P1DT", "1d"), ("cron(0 8 1 * ? *)", "rate(1 day)")];
        holds(DURATION, &same, &different);
        holds(
            DURATION,
            &[],
            &[("99999999999999999999h", "1h"), ("18446744073709551615w", "1w"), ("5 years", "5 years")],
        );
    }

    #[test]
    fn dns_names_are_compared_as_dns_does() {
        holds(
            DNS_NAME,
            &[("API.Example.com.", "api.example.com"), ("\\052.example.com.", "*.example.com")],
            &[("a.example.com", "example.com"), ("example.com..", "example.com")],
        );
    }

    #[test]
    fn ranges_are_compared_by_their_addresses() {
        let same = [("10.0.0.5/16", "10.0.0.0/16"), ("2001:DB8:0::/32", "2001:db8::/32"), ("10.0.0.1", "10.0.0.1/32")];
        holds(
            CIDR,
            &same,
            &[("10.0.0.0/16", "10.0.0.0/17"), ("10.0.0.0/33", "10.0.0.0/33"), ("::/0", "0.0.0.0/0"), ("x", "y")],
        );
    }
}
