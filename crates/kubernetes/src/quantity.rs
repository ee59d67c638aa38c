//! Quantities of Kubernetes, compared by value: `1000m` is `1`, `1Gi` is `1024Mi`.

/// A quantity as a multiple of a power of ten and of two, so that no value is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Quantity {
    /// In billionths, the smallest unit.
    nanos: i128,
}

const SUFFIXES: &[(&str, i128)] = &[
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("Ei", 1 << 60),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000),
];
const NANOS: i128 = 1_000_000_000;

/// Whether two texts are quantities of the same value.
pub(crate) fn same(one: &str, other: &str) -> bool {
    parse(one).is_some_and(|quantity| parse(other) == Some(quantity))
}

fn parse(text: &str) -> Option<Quantity> {
    let nanos = match text.as_bytes().last()? {
        b'n' => decimal(text.strip_suffix('n')?, 1)?,
        b'u' => decimal(text.strip_suffix('u')?, 1_000)?,
        b'm' => decimal(text.strip_suffix('m')?, 1_000_000)?,
        _ => match SUFFIXES.iter().find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor))) {
            Some((number, factor)) => decimal(number, factor.checked_mul(NANOS)?)?,
            None => exponent(text)?,
        },
    };
    Some(Quantity { nanos })
}

/// A number with an exponent, such as `1e3`, or without one.
fn exponent(text: &str) -> Option<i128> {
    match text.split_once(['e', 'E']) {
        Some((number, exponent)) => {
            let exponent: i32 = exponent.parse().ok()?;
            let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
            if exponent >= 0 {
                decimal(number, NANOS.checked_mul(power)?)
            } else {
                (NANOS % power == 0).then_some(NANOS / power).and_then(|unit| decimal(number, unit))
            }
        }
        None => decimal(text, NANOS),
    }
}

/// A decimal number in units of so many billionths. `None` for a fraction of a billionth.
fn decimal(text: &str, unit: i128) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) || text.len() > 40 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let number: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scaled = number.checked_mul(unit)?;
    let value = (scaled % scale == 0).then_some(scaled / scale)?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn spellings_of_one_value_are_equal() {
        for (one, other) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1Gi", "1024Mi"),
            ("1.5Gi", "1536Mi"),
            ("1e3", "1k"),
            ("128974848", "129e6"),
            ("100u", "0.0001"),
            ("1.0", "1"),
        ] {
            assert_eq!(same(one, other), one != "128974848", "{one} {other}");
        }
        for (one, other) in [("1", "2"), ("1Gi", "1G"), ("1", "one"), ("", ""), ("web", "web"), ("1m", "1M")] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
