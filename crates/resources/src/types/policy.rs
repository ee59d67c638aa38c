//! Policy documents.

use archipel_engine::program::Expr;
use archipel_engine::prop::TextProp;
use archipel_engine::schema::TypeRef;
use archipel_engine::{AnyInput, Input, IntoInput, Json, Mismatch, Output, Prop, Value};

/// A JSON policy document. Documents are compared by meaning: key order, and a string instead of a list of one, do not
/// matter.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument(serde_json::Value);

impl PolicyDocument {
    /// The document.
    #[must_use]
    pub fn new(document: serde_json::Value) -> Self {
        Self(document)
    }

    /// Parses a document from a response: JSON text, possibly URL-encoded (IAM).
    ///
    /// # Errors
    /// When the text is not valid JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        // JSON never begins with a percent sign, and IAM encodes the opening brace.
        let decoded = text.starts_with('%').then(|| percent_decoded(text));
        let text = decoded.as_deref().unwrap_or(text);
        serde_json::from_str(text).map(Self).map_err(|error| format!("invalid policy document: {error}"))
    }

    /// As compact JSON text with sorted keys.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.0.to_string()
    }

    /// A document whose text is an output. Invalid JSON is reported as an error at the caller's line.
    ///
    /// [`policy!`](archipel_engine::policy) and [`Policy`](super::Policy) write documents with outputs in them.
    #[must_use]
    #[track_caller]
    pub fn of(text: &Output<String>) -> Output<PolicyDocument> {
        text.try_map(|text| Self::parse(&text))
    }

    /// A document from a JSON value whose strings may be outputs.
    #[must_use]
    pub fn from_expr(document: Expr) -> Input<PolicyDocument> {
        Input::from_expr(document)
    }
}

impl Prop for PolicyDocument {
    fn ty() -> TypeRef {
        TypeRef::Json("PolicyDocument")
    }
    fn into_value(self) -> Value {
        Value::Str(self.to_json())
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value.reveal() {
            Value::Str(text) => Self::parse(&text).map_err(Mismatch::new),
            other => Err(Mismatch::expected("a JSON document in a string", &other)),
        }
    }
}

impl IntoInput<PolicyDocument> for PolicyDocument {
    fn into_input(self) -> Input<PolicyDocument> {
        Input::checked(self.into_value())
    }
}

impl TextProp for PolicyDocument {}

impl AnyInput for PolicyDocument {
    fn to_expr(&self) -> Expr {
        Expr::known(self.clone().into_value())
    }

    fn to_json_expr(&self) -> Expr {
        self.0.to_expr()
    }
}

impl IntoInput<PolicyDocument> for &str {
    #[track_caller]
    fn into_input(self) -> Input<PolicyDocument> {
        Input::checked(Value::from(self))
    }
}

impl IntoInput<PolicyDocument> for String {
    #[track_caller]
    fn into_input(self) -> Input<PolicyDocument> {
        Input::checked(Value::from(self))
    }
}

impl IntoInput<PolicyDocument> for serde_json::Value {
    fn into_input(self) -> Input<PolicyDocument> {
        PolicyDocument(self).into_input()
    }
}

impl IntoInput<PolicyDocument> for Output<String> {
    #[track_caller]
    fn into_input(self) -> Input<PolicyDocument> {
        PolicyDocument::of(&self).into_input()
    }
}

impl IntoInput<PolicyDocument> for Json {
    fn into_input(self) -> Input<PolicyDocument> {
        Input::from_expr(self.to_expr())
    }
}

impl IntoInput<PolicyDocument> for &Json {
    fn into_input(self) -> Input<PolicyDocument> {
        Input::from_expr(self.to_expr())
    }
}

/// Decodes percent-encoded text; other text is unchanged.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_as_iam_gives_it_is_read() {
        let encoded = "%7B%22Sid%22%3A%22%C3%A9%20+%22%2C%22n%22%3A%22100%25%22%7D";
        let plain = PolicyDocument::new(serde_json::json!({"Sid": "é +", "n": "100%"}));
        assert_eq!(PolicyDocument::parse(encoded), Ok(plain.clone()));
        assert_eq!(PolicyDocument::parse(&plain.to_json()), Ok(plain));
        assert!(PolicyDocument::parse("%7B").is_err());
    }
}
