//! What a plain scalar means: as for `kubectl`, which reads YAML 1.1.

use super::node::Content;

/// The meaning of a plain scalar, or why it has none.
pub(crate) fn resolve(text: &str) -> Result<Content, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Content::Null),
        "true" | "True" | "TRUE" => return Ok(Content::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Content::Bool(false)),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Err(ambiguous(text, "true")),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Err(ambiguous(text, "false")),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" | ".nan" | ".NaN"
        | ".NAN" => {
            return Err(format!("`{text}` cannot be sent to Kubernetes: write a finite number, or quote the text"));
        }
        _ => {}
    }
    let first = text.as_bytes()[0];
    if !(first.is_ascii_digit() || b"+-.".contains(&first)) {
        return Ok(Content::Text(text.to_owned()));
    }
    if let Some(number) = integer(text) {
        return number.map(Content::Int);
    }
    if is_float(text)
        && let Ok(number) = text.parse::<f64>()
    {
        return Ok(float(number));
    }
    Ok(Content::Text(text.to_owned()))
}

/// A key that is a plain scalar. `kubectl` makes texts of numbers and null.
pub(crate) fn key(text: &str) -> Result<(), String> {
    match resolve(text) {
        Err(message) => Err(message),
        Ok(Content::Bool(_)) => Err(format!("the key `{text}` is a boolean: quote it to make it a text")),
        Ok(_) => Ok(()),
    }
}

/// A whole number in the form in which JSON has it.
fn float(number: f64) -> Content {
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is below 2^53")]
    if number.fract() == 0.0 && number.abs() < 9.0e15 { Content::Int(number as i64) } else { Content::Float(number) }
}

fn ambiguous(text: &str, meaning: &str) -> String {
    format!(
        "the unquoted `{text}` is the boolean {meaning} for `kubectl` and a text for other tools: write `{meaning}`, or \
         quote it"
    )
}

/// A whole number: decimal, `0x`, `0b`, `0o`, or octal with a leading zero as in `defaultMode: 0644`.
fn integer(text: &str) -> Option<Result<i64, String>> {
    let (negative, digits) = match text.as_bytes()[0] {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let digits = digits.replace('_', "");
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x', ..] => (16, &digits[2..]),
        [b'0', b'b', ..] => (2, &digits[2..]),
        [b'0', b'o', ..] => (8, &digits[2..]),
        [b'0', _, ..] if digits.bytes().all(|digit| digit.is_ascii_digit()) => (8, &digits[1..]),
        _ => (10, digits.as_str()),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        let octal = radix == 8 && digits.bytes().all(|digit| digit.is_ascii_digit());
        return octal.then(|| {
            Err(format!(
                "`{text}` begins with 0 as an octal number does, and has other digits: quote it if it is a text"
            ))
        });
    }
    let sign = if negative { "-" } else { "" };
    let parsed = i64::from_str_radix(&format!("{sign}{digits}"), radix);
    Some(parsed.map_err(|_| format!("the number `{text}` does not fit into 64 bits: quote it if it is a text")))
}

/// Whether a text is a number with a fraction or an exponent.
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}
