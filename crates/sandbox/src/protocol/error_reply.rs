//! Errors in the format of each protocol, so that an SDK parses them as AWS's own.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::protocol::Wire;

/// An error response.
#[derive(Debug, Clone)]
pub(crate) struct ErrorReply {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl ErrorReply {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// The throttling error of a protocol.
    pub(crate) fn throttle(wire: Wire) -> Self {
        match wire {
            Wire::Ec2 => Self::new(503, "RequestLimitExceeded", "Request limit exceeded."),
            Wire::S3 => Self::new(503, "SlowDown", "Please reduce your request rate."),
            Wire::Query | Wire::RestXml => Self::new(400, "Throttling", "Rate exceeded"),
            Wire::Json | Wire::RestJson => Self::new(400, "ThrottlingException", "Rate exceeded"),
        }
    }

    /// An internal error of the service.
    pub(crate) fn internal() -> Self {
        Self::new(500, "InternalError", "An internal error has occurred (injected by the sandbox).")
    }

    /// The response, without a body for HEAD.
    pub(crate) fn response(&self, wire: Wire, cbor: bool, head: bool) -> Response<Bytes> {
        let id = request_id();
        let (content_type, body) = if cbor {
            ("application/cbor", cbor_error(&self.code, &self.message))
        } else {
            match wire {
                Wire::Json | Wire::RestJson => {
                    let body = json!({"__type": self.code, "message": self.message, "Message": self.message});
                    ("application/x-amz-json-1.1", body.to_string().into_bytes())
                }
                _ => ("text/xml", self.xml(wire, &id).into_bytes()),
            }
        };
        let mut response = Response::new(if head { Bytes::new() } else { body.into() });
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert("content-type", HeaderValue::from_static(content_type));
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert("x-amzn-requestid", id.clone());
            headers.insert("x-amz-request-id", id);
        }
        if matches!(wire, Wire::Json | Wire::RestJson)
            && let Ok(code) = HeaderValue::from_str(&self.code)
        {
            headers.insert("x-amzn-errortype", code);
        }
        if cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        response
    }

    fn xml(&self, wire: Wire, id: &str) -> String {
        let (code, message) = (escape(&self.code), escape(&self.message));
        let inner = format!("<Code>{code}</Code><Message>{message}</Message>");
        let document = match wire {
            Wire::Ec2 => {
                format!("<Response><Errors><Error>{inner}</Error></Errors><RequestID>{id}</RequestID></Response>")
            }
            Wire::S3 => format!("<Error>{inner}<RequestId>{id}</RequestId><HostId>sandbox</HostId></Error>"),
            _ => {
                let side = if self.status < 500 { "Sender" } else { "Receiver" };
                format!(
                    "<ErrorResponse><Error><Type>{side}</Type>{inner}</Error><RequestId>{id}</RequestId></ErrorResponse>"
                )
            }
        };
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}")
    }
}

/// A body that starts like a valid one and cannot be parsed.
pub(crate) fn malformed(wire: Wire, cbor: bool) -> Response<Bytes> {
    let (content_type, body): (_, &'static [u8]) = match wire {
        // A map with two pairs that ends after the first key.
        _ if cbor => ("application/cbor", b"\xa2\x61a"),
        Wire::Json | Wire::RestJson => ("application/x-amz-json-1.1", b"{\"broken\": [1, "),
        _ => ("text/xml", b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Broken><unclosed"),
    };
    let mut response = Response::new(Bytes::from_static(body));
    response.headers_mut().insert("content-type", HeaderValue::from_static(content_type));
    response
}

fn request_id() -> String {
    let hex = format!("{:032x}", rand::random::<u128>());
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `{"__type": code, "message": message}` in CBOR.
fn cbor_error(code: &str, message: &str) -> Vec<u8> {
    let mut out = vec![0xa2];
    for text in ["__type", code, "message", message] {
        match u8::try_from(text.len()) {
            Ok(n) if n < 24 => out.push(0x60 | n),
            Ok(n) => out.extend([0x78, n]),
            Err(_) => {
                let n = u16::try_from(text.len()).unwrap_or(u16::MAX);
                out.push(0x79);
                out.extend(n.to_be_bytes());
            }
        }
        out.extend(text.bytes().take(usize::from(u16::MAX)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_gets_its_own_throttle() {
        let text = |wire| {
            let response = ErrorReply::throttle(wire).response(wire, false, false);
            (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
        };
        let (status, body) = text(Wire::Ec2);
        assert_eq!(status, 503);
        assert!(body.contains("<Response><Errors><Error><Code>RequestLimitExceeded</Code>"), "{body}");
        let (status, body) = text(Wire::Query);
        assert_eq!(status, 400);
        assert!(body.contains("<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>"), "{body}");
        let (status, body) = text(Wire::S3);
        assert_eq!(status, 503);
        assert!(body.contains("<Error><Code>SlowDown</Code>"), "{body}");
        let response = ErrorReply::throttle(Wire::Json).response(Wire::Json, false, false);
        assert_eq!(response.headers()["x-amzn-errortype"], "ThrottlingException");
    }

    #[test]
    fn a_head_request_gets_no_body_and_text_is_escaped() {
        let error = ErrorReply::new(404, "NoSuchBucket", "<a & b>");
        assert!(error.response(Wire::S3, false, true).body().is_empty());
        let body = error.response(Wire::S3, false, false).into_body();
        assert!(String::from_utf8_lossy(&body).contains("&lt;a &amp; b&gt;"));
    }

    #[test]
    fn cbor_errors_carry_code_and_message() {
        let long = "x".repeat(300);
        let body = cbor_error("Throttling", &long);
        assert_eq!(&body[..8], b"\xa2\x66__type");
        assert!(body.ends_with(long.as_bytes()));
    }
}
