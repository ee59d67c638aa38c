//! Taking secrets out of texts that others wrote: an API's error may repeat the value that it refuses.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::model::value::{MASK, Value};

/// A text without the secrets that are in these values, as they are and as they look in JSON, in an address and in
/// base64. Numbers are taken out where they are not part of another one; a boolean is not recognised, because every text has some.
#[must_use]
pub fn scrubbed(text: String, values: &[&Value]) -> String {
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    let mut stack: Vec<(&Value, bool)> = values.iter().map(|value| (*value, false)).collect();
    while let Some((value, secret)) = stack.pop() {
        match value {
            Value::Secret(inner) => stack.push((inner, true)),
            Value::List(items) => stack.extend(items.iter().map(|item| (item, secret))),
            Value::Map(map) => {
                if secret {
                    map.keys().for_each(|key| forms(key, &mut texts));
                }
                stack.extend(map.values().map(|item| (item, secret)));
            }
            Value::Str(text) if secret => forms(text, &mut texts),
            Value::Int(number) if secret => numbers.push(number.to_string()),
            Value::Float(number) if secret => {
                numbers.push(number.to_string());
                numbers.extend(serde_json::Number::from_f64(*number).map(|number| number.to_string()));
            }
            _ => {}
        }
    }
    let text = longest_first(texts).into_iter().fold(text, |text, secret| text.replace(&secret, MASK));
    longest_first(numbers).into_iter().fold(text, |text, number| without_number(&text, &number))
}

/// Longer ones first: one may be a part of another.
fn longest_first(mut secrets: Vec<String>) -> Vec<String> {
    secrets.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    secrets.dedup();
    secrets
}

/// A text without a number, where the digits around it do not make it another one.
fn without_number(text: &str, number: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut scrubbed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(number) {
        let (before, after) = (&rest[..at], &rest[at + number.len()..]);
        scrubbed.push_str(before);
        // `4.2` contains neither 4 nor 2, but `4.` at the end of a sentence is 4.
        let mut backwards = scrubbed.chars().rev();
        let last = backwards.next();
        let follows = digit(last) || (last == Some('.') && digit(backwards.next()));
        let goes_on = after.strip_prefix('.').unwrap_or(after);
        let alone = !follows && !digit(goes_on.chars().next());
        scrubbed.push_str(if alone { MASK } else { number });
        rest = after;
    }
    scrubbed + rest
}

fn forms(secret: &str, into: &mut Vec<String>) {
    if secret.is_empty() {
        return;
    }
    into.push(secret.to_owned());
    let json = serde_json::Value::from(secret).to_string();
    into.push(json[1..json.len() - 1].to_owned());
    let percent = secret.bytes().fold(String::new(), |text, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text + &char::from(byte).to_string(),
        _ => text + &format!("%{byte:02X}"),
    });
    into.push(percent.replace("%20", "+"));
    into.push(percent);
    // Of less than this every text has some.
    if secret.len() >= 4 {
        into.push(STANDARD_NO_PAD.encode(secret));
        into.push(URL_SAFE_NO_PAD.encode(secret));
        into.push(crate::model::value::hex(secret.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_in_every_form() {
        let secret = "hunter2 & \"more\"";
        let value = Value::from([("password", Value::from(secret).into_secret()), ("name", "visible".into())]);
        let text = format!(
            "visible {secret} {} hunter2%20%26%20%22more%22 hunter2+%26+%22more%22 {} {}",
            serde_json::Value::from(secret),
            STANDARD_NO_PAD.encode(secret),
            crate::model::value::hex(secret.as_bytes()),
        );
        let scrubbed = scrubbed(text, &[&value]);
        assert_eq!(scrubbed, r#"visible (secret) "(secret)" (secret) (secret) (secret) (secret)"#);
    }

    #[test]
    fn the_keys_of_a_secret_map_are_secret_too() {
        let value = Value::from([("hunter2", "x1x1")]).into_secret();
        assert_eq!(scrubbed("no hunter2, no x1x1".into(), &[&value]), "no (secret), no (secret)");
    }

    #[test]
    fn a_secret_number_is_taken_out_where_it_is_not_part_of_another() {
        let secret = |value: Value| Value::from([("pin", value.into_secret())]);
        let text = "invalid 4711: `4711`, =4711. {\"pin\":4711} and 14711, 47110, 4711.5, 47114711";
        assert_eq!(
            scrubbed(text.into(), &[&secret(Value::Int(4711))]),
            "invalid (secret): `(secret)`, =(secret). {\"pin\":(secret)} and 14711, 47110, 4711.5, 47114711"
        );
        assert_eq!(scrubbed("0.25 and 10.25".into(), &[&secret(Value::Float(0.25))]), "(secret) and 10.25");
        assert_eq!(scrubbed("is -3 or 2".into(), &[&secret(Value::from([-3, 2]))]), "is (secret) or (secret)");
    }
}
