//! Form bodies and query strings.

/// Form fields, decoded, in order.
pub(crate) type Form = Vec<(String, String)>;

/// Decodes a form body or a query string.
pub(crate) fn parse_form(text: &str) -> Form {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

pub(crate) fn form_value<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    parse_form(query).into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                i += 2;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_and_invalid_escapes_kept() {
        let form = parse_form("A.1=a+b&B=%7B%22x%22%7D&C=%zz&D");
        let values: Vec<_> = form.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(values, ["a b", "{\"x\"}", "%zz", ""]);
    }
}
