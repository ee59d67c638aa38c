//! The syntax of a record's values, as Route 53 checks it.
//!
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html>

use std::net::{Ipv4Addr, Ipv6Addr};

use super::RecordType;

/// The longest string of a TXT value, in bytes.
const STRING: usize = 255;

/// The violations of the values of a record: one sentence each.
pub(super) fn violations(record_type: RecordType, values: &[String]) -> Vec<String> {
    let expected =
        |value: &String| Some(format!("invalid value `{value}`: expected {}", expected(record_type, value)?));
    let mut found: Vec<String> = values.iter().filter_map(expected).collect();
    if record_type == RecordType::Cname && values.len() > 1 {
        found.push("a CNAME record has one value".to_owned());
    }
    let repeated = values.iter().enumerate().find(|(index, value)| values[..*index].contains(value));
    found.extend(repeated.map(|(_, value)| format!("the value `{value}` occurs twice")));
    found
}

/// What a value should be; `None` if it is.
fn expected(record_type: RecordType, value: &str) -> Option<&'static str> {
    let parts: Vec<&str> = value.split_ascii_whitespace().collect();
    let number = |text: &str| text.parse::<u16>().is_ok();
    let (fits, expected) = match (record_type, parts.as_slice()) {
        (RecordType::A, _) => (value.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        (RecordType::Aaaa, _) => (value.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
        (RecordType::Txt, _) => (is_quoted(value), "text in double quotes, at most 255 bytes in each pair of them"),
        (RecordType::Mx, [preference, host]) => (number(preference) && !host.is_empty(), MX),
        (RecordType::Mx, _) => (false, MX),
        (RecordType::Srv, [priority, weight, port, _]) => ([priority, weight, port].iter().all(|n| number(n)), SRV),
        (RecordType::Srv, _) => (false, SRV),
        (RecordType::Caa, [flags, _, rest @ ..]) => (flags.parse::<u8>().is_ok() && is_quoted(&rest.join(" ")), CAA),
        (RecordType::Caa, _) => (false, CAA),
        (RecordType::Cname | RecordType::Ns | RecordType::Ptr, parts) => (parts.len() == 1, "a domain name"),
    };
    (!fits).then_some(expected)
}

const MX: &str = "a preference and a host, such as `10 mail.example.com`";
const SRV: &str = "priority, weight, port and host, such as `1 10 5269 xmpp.example.com`";
const CAA: &str = "flags, tag and a quoted value, such as `0 issue \"amazon.com\"`";

/// Whether a text is one or more quoted strings. A backslash escapes the next character.
fn is_quoted(text: &str) -> bool {
    let (mut inside, mut length, mut strings) = (false, 0, 0);
    let mut characters = text.bytes();
    while let Some(byte) = characters.next() {
        match (inside, byte) {
            (false, b'"') => (inside, length) = (true, 0),
            (false, b' ' | b'\t') => {}
            (false, _) => return false,
            (true, b'"') => (inside, strings) = (false, strings + 1),
            (true, b'\\') if characters.next().is_none() => return false,
            (true, _) => length += 1,
        }
        if length > STRING {
            return false;
        }
    }
    !inside && strings > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_syntax_of_their_type() {
        let long = format!("\"{}\"", "a".repeat(256));
        let two = format!("\"{}\" \"b\"", "a".repeat(255));
        for (record_type, value, fits) in [
            (RecordType::A, "10.0.0.1", true),
            (RecordType::A, "10.0.0.256", false),
            (RecordType::Aaaa, "2001:db8::1", true),
            (RecordType::Aaaa, "10.0.0.1", false),
            (RecordType::Txt, "\"v=spf1 -all\"", true),
            (RecordType::Txt, "\"a \\\" quote\"", true),
            (RecordType::Txt, "v=spf1 -all", false),
            (RecordType::Txt, "\"open", false),
            (RecordType::Txt, &long, false),
            (RecordType::Txt, &two, true),
            (RecordType::Mx, "10 mail.example.com", true),
            (RecordType::Mx, "mail.example.com", false),
            (RecordType::Srv, "1 10 5269 xmpp.example.com", true),
            (RecordType::Srv, "1 10 xmpp.example.com", false),
            (RecordType::Caa, "0 issue \"amazon.com\"", true),
            (RecordType::Caa, "0 issue amazon.com", false),
            (RecordType::Cname, "a.example.com", true),
            (RecordType::Cname, "a.example.com b.example.com", false),
            (RecordType::Ns, "ns-1.awsdns-01.org.", true),
        ] {
            assert_eq!(violations(record_type, &[value.to_owned()]).is_empty(), fits, "{value}");
        }
        let twice = ["10.0.0.1", "10.0.0.1"].map(str::to_owned);
        assert_eq!(violations(RecordType::A, &twice), ["the value `10.0.0.1` occurs twice"]);
        let names = ["a.example.com", "b.example.com"].map(str::to_owned);
        assert_eq!(violations(RecordType::Cname, &names), ["a CNAME record has one value"]);
    }
}
