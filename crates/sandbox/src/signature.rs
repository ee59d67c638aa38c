//! AWS Signature Version 4: the sandbox verifies it on every request, and signs its own requests.
//!
//! [The specification](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{AUTHORIZATION, HOST, HeaderName};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};

use crate::digest::{decode_hex, hex, hmac};
use crate::error::{Error, Result};
use crate::protocol::query_value;
use crate::secret::Secret;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
/// The accepted difference between the clocks.
const SKEW: u64 = 15 * 60;
/// The maximum validity of a presigned URL: seven days.
const LONGEST: u64 = 7 * 24 * 3600;

/// A request's signature, from its `Authorization` header or its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    date: String,
    scope_date: String,
    region: String,
    service: String,
    signed_headers: Vec<String>,
    signature: String,
    /// The validity of a presigned URL in seconds.
    expires: Option<u64>,
}

/// Why a signature is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The signature or a part of it is missing.
    Incomplete,
    /// The signature is too old, or its time is in the future.
    Expired,
    /// It was created with another secret, or for another request.
    Mismatch,
}

/// The digest of the body that is known when the signature is verified.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Payload<'a> {
    Buffered(&'a [u8]),
    /// The digest in the signed header.
    Streaming,
}

impl Signature {
    pub(crate) fn of(parts: &Parts) -> Result<Self, Refusal> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        match header {
            Some(header) => Self::in_header(header, &parts.headers),
            None => Self::in_query(parts.uri.query().unwrap_or_default()),
        }
        .ok_or(Refusal::Incomplete)
    }

    fn in_header(header: &str, headers: &HeaderMap) -> Option<Self> {
        let fields = header.strip_prefix(ALGORITHM)?;
        let field = |name: &str| {
            fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
        };
        let date = headers.get("x-amz-date")?.to_str().ok()?.to_owned();
        Self::new(&field("Credential")?, date, &field("SignedHeaders")?, field("Signature")?, None)
    }

    fn in_query(query: &str) -> Option<Self> {
        let value = |name: &str| query_value(query, name);
        if value("X-Amz-Algorithm")? != ALGORITHM {
            return None;
        }
        // A signature without an expiry is valid as long as one in a header.
        let expires = value("X-Amz-Expires").map_or(Some(SKEW), |seconds| seconds.parse().ok())?;
        let headers = value("X-Amz-SignedHeaders")?;
        Self::new(&value("X-Amz-Credential")?, value("X-Amz-Date")?, &headers, value("X-Amz-Signature")?, Some(expires))
    }

    fn new(credential: &str, date: String, headers: &str, signature: String, expires: Option<u64>) -> Option<Self> {
        let parts: Vec<_> = credential.split('/').collect();
        let [_, scope_date, region, service, "aws4_request"] = parts[..] else { return None };
        let signed_headers: Vec<_> = headers.split(';').map(str::to_ascii_lowercase).collect();
        Some(Self {
            date,
            scope_date: scope_date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_headers,
            signature,
            expires,
        })
    }

    /// The same signature with another validity, in seconds.
    pub(crate) fn valid_for(mut self, seconds: u64) -> Self {
        self.expires = Some(seconds);
        self
    }

    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// Whether the request was signed with this secret, recently enough.
    pub(crate) fn verify(
        &self,
        secret: &Secret,
        parts: &Parts,
        payload: Payload<'_>,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let is_signed = |name: &str| self.signed_headers.iter().any(|signed| signed == name);
        // Without these headers, a signature would be valid at another server, or for another operation.
        if !is_signed("host") || (parts.headers.contains_key("x-amz-target") && !is_signed("x-amz-target")) {
            return Err(Refusal::Incomplete);
        }
        self.verify_time(now)?;
        let digest = self.payload_digest(parts, payload)?;
        let key = self.signing_key(secret);
        let expected = decode_hex(&self.signature).ok_or(Refusal::Mismatch)?;
        // Clients encode a path once or twice before they sign it; S3 clients sign it as it is sent.
        let matches = paths(parts.uri.path()).iter().any(|path| {
            let actual = hmac(&key, self.string_to_sign(parts, path, &digest).as_bytes());
            equal_in_constant_time(&actual, &expected)
        });
        if matches { Ok(()) } else { Err(Refusal::Mismatch) }
    }

    fn verify_time(&self, now: SystemTime) -> Result<(), Refusal> {
        let signed = seconds_of(&self.date).ok_or(Refusal::Incomplete)?;
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let lifetime = self.expires.unwrap_or(SKEW);
        let in_time = signed <= now + SKEW && now <= signed + lifetime && lifetime <= LONGEST;
        if in_time && self.date.starts_with(&self.scope_date) { Ok(()) } else { Err(Refusal::Expired) }
    }

    fn payload_digest(&self, parts: &Parts, payload: Payload<'_>) -> Result<String, Refusal> {
        let claimed = parts.headers.get("x-amz-content-sha256").and_then(|value| value.to_str().ok());
        let is_digest = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match (claimed, payload) {
            (Some(claimed), Payload::Buffered(body)) if is_digest(claimed) => {
                let actual = hex(&Sha256::digest(body));
                if actual.eq_ignore_ascii_case(claimed) { Ok(claimed.to_owned()) } else { Err(Refusal::Mismatch) }
            }
            (Some(claimed), _) => Ok(claimed.to_owned()),
            (None, Payload::Buffered(body)) => Ok(hex(&Sha256::digest(body))),
            (None, Payload::Streaming) => Ok(UNSIGNED.to_owned()),
        }
    }

    fn signing_key(&self, secret: &Secret) -> [u8; 32] {
        let date = hmac(format!("AWS4{}", secret.expose()).as_bytes(), self.scope_date.as_bytes());
        let region = hmac(&date, self.region.as_bytes());
        let service = hmac(&region, self.service.as_bytes());
        hmac(&service, b"aws4_request")
    }

    fn string_to_sign(&self, parts: &Parts, path: &str, payload_digest: &str) -> String {
        let headers: String = self.signed_headers.iter().map(|name| canonical_header(name, &parts.headers)).collect();
        let request = format!(
            "{}\n{path}\n{}\n{headers}\n{}\n{payload_digest}",
            parts.method,
            canonical_query(parts.uri.query().unwrap_or_default()),
            self.signed_headers.join(";"),
        );
        let Self { date, scope_date, region, service, .. } = self;
        let digest = hex(&Sha256::digest(request));
        format!("{ALGORITHM}\n{date}\n{scope_date}/{region}/{service}/aws4_request\n{digest}")
    }
}

/// Signs a request of this crate.
pub(crate) fn sign(
    parts: &mut Parts,
    body: &[u8],
    secret: &Secret,
    access_key: &str,
    service: &str,
    now: SystemTime,
) -> Result<()> {
    let invalid = |error: http::header::InvalidHeaderValue| Error::BadAnswer(format!("cannot sign a request: {error}"));
    let date = date_of(now);
    let host = parts.uri.authority().map(ToString::to_string).unwrap_or_default();
    parts.headers.insert(HOST, HeaderValue::from_str(&host).map_err(invalid)?);
    parts.headers.insert(HeaderName::from_static("x-amz-date"), HeaderValue::from_str(&date).map_err(invalid)?);
    let mut signature = Signature {
        scope_date: date[..8].to_owned(),
        date,
        region: "us-east-1".to_owned(),
        service: service.to_owned(),
        signed_headers: vec!["host".to_owned(), "x-amz-date".to_owned()],
        signature: String::new(),
        expires: None,
    };
    let text = signature.string_to_sign(parts, &encode(parts.uri.path(), true), &hex(&Sha256::digest(body)));
    signature.signature = hex(&hmac(&signature.signing_key(secret), text.as_bytes()));
    let Signature { scope_date, region, service, signature, .. } = signature;
    let header = format!(
        "{ALGORITHM} Credential={access_key}/{scope_date}/{region}/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}"
    );
    parts.headers.insert(AUTHORIZATION, HeaderValue::from_str(&header).map_err(invalid)?);
    Ok(())
}

/// The possible encodings of a signed path.
fn paths(path: &str) -> Vec<String> {
    let once = encode(decode(path), true);
    let twice = encode(&once, true);
    let mut all = vec![path.to_owned(), once, encode(path, true), twice];
    all.dedup();
    all
}

fn canonical_header(name: &str, headers: &HeaderMap) -> String {
    let values: Vec<String> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    format!("{name}:{}\n", values.join(","))
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(decode(name), false), encode(decode(value), false)))
        .filter(|(name, _)| name != "X-Amz-Signature")
        .collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Percent-encodes all but unreserved characters, and optionally slashes.
fn encode(bytes: impl AsRef<[u8]>, keep_slashes: bool) -> String {
    let mut out = String::new();
    for byte in bytes.as_ref() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(*byte)),
            b'/' if keep_slashes => out.push('/'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        let escaped = after.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match (byte, escaped) {
            (b'%', Some(value)) => {
                out.push(value);
                rest = &after[2..];
            }
            _ => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}

pub(crate) fn equal_in_constant_time(one: &[u8], two: &[u8]) -> bool {
    one.len() == two.len() && one.iter().zip(two).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

/// Parses `20261128T174500Z` to seconds since 1970.
fn seconds_of(date: &str) -> Option<u64> {
    let digits = |range: std::ops::Range<usize>| -> Option<u64> {
        let text = date.get(range)?;
        if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
    };
    if date.len() != 16 || date.as_bytes()[8] != b'T' || !date.ends_with('Z') {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(4..6)?, digits(6..8)?);
    let (hour, minute, second) = (digits(9..11)?, digits(11..13)?, digits(13..15)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(days_to(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second)
}

/// `2026-11-28T17:45:00Z`.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    let date = date_of(time);
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(9..11), part(11..13), part(13..15))
}

/// The moment of a text like `2026-11-28T17:45:00Z`.
pub(crate) fn parse_rfc3339(text: &str) -> Option<SystemTime> {
    let seconds = seconds_of(&text.replace(['-', ':'], ""))?;
    Some(UNIX_EPOCH + Duration::from_secs(seconds))
}

fn date_of(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = day_after(days);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// Days since 1970-01-01, computed with years that begin in March.
fn days_to(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    (year * 365 + year / 4 - year / 100 + year / 400 + of_year).checked_sub(719_468)
}

fn day_after(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests;
