//! Policy documents.

use archipel_engine::program::Expr;
use archipel_engine::schema::TypeRef;
use archipel_engine::{Input, IntoInput, Mismatch, Output, Prop, Value};

/// A JSON policy document. Compared by meaning: the order of keys, and one string or a list of one, make no
/// difference.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument(serde_json::Value);

impl PolicyDocument {
    /// The document.
    #[must_use]
    pub fn new(document: serde_json::Value) -> Self {
        Self(document)
    }

    /// Reads a document as an API gives it: as JSON text, URL-encoded (IAM) or not.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map(Self).map_err(|error| format!("a policy document is no JSON: {error}"))
    }

    /// As compact JSON text with sorted keys.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.0.to_string()
    }

    /// A document whose text is made from outputs: `PolicyDocument::of(output_format!("{{..{}..}}", arn))`.
    ///
    /// Text that is no JSON is a mistake at the caller's line.
    #[must_use]
    #[track_caller]
    pub fn of(text: &Output<String>) -> Output<PolicyDocument> {
        text.try_map(|text| Self::parse(&text))
    }

    /// A document made from a JSON value in which outputs stand for strings.
    #[must_use]
    pub fn from_expr(document: Expr) -> Input<PolicyDocument> {
        Input::from_expr(document)
    }
}

impl Prop for PolicyDocument {
    fn ty() -> TypeRef {
        TypeRef::Json
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

impl IntoInput<PolicyDocument> for &str {
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
    fn into_input(self) -> Input<PolicyDocument> {
        PolicyDocument::of(&self).into_input()
    }
}
