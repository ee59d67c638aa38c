//! JSON documents in properties: policies, and others.

use std::borrow::Cow;

use archipel_engine::program::{Expr, SourceLocation};
use archipel_engine::prop::TextProp;
use archipel_engine::schema::TypeRef;
use archipel_engine::strict_json::check_json;
use archipel_engine::{AnyInput, Input, IntoInput, Json, Mismatch, Output, Prop, Value};

use super::policy_check;

/// Writes a type of JSON documents. `check` finds in a document what the service would refuse.
macro_rules! json_document {
    ($(#[$doc:meta])* pub $name:ident, $what:literal, check: $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(serde_json::Value);

        impl $name {
            /// The document, unchecked.
            #[must_use]
            pub fn new(document: serde_json::Value) -> Self {
                Self(document)
            }

            /// Parses a document from a response: JSON text, possibly URL-encoded (IAM).
            ///
            /// # Errors
            /// When the text is not valid JSON.
            pub fn parse(text: &str) -> Result<Self, String> {
                serde_json::from_str(&decoded(text)).map(Self).map_err(|error| format!("invalid {}: {error}", $what))
            }

            /// As compact JSON text with sorted keys.
            #[must_use]
            pub fn to_json(&self) -> String {
                self.0.to_string()
            }

            /// A document whose text is an output. Invalid JSON, and what the service would refuse, is reported as an
            /// error at the caller's line: in the plan, if the text is known there.
            #[must_use]
            #[track_caller]
            pub fn of(text: &Output<String>) -> Output<Self> {
                text.try_map(|text| Self::checked(&text))
            }

            /// The document of a program's text. A key twice in an object is an error: the parser would keep the last.
            fn checked(text: &str) -> Result<Self, String> {
                check_json(&decoded(text)).map_err(|error| format!("invalid {}: {error}", $what))?;
                let document = Self::parse(text)?;
                let check: fn(&serde_json::Value) -> Result<(), String> = $check;
                check(&document.0).map(|()| document)
            }

            /// A document from a JSON value whose strings may be outputs.
            #[must_use]
            pub fn from_expr(document: Expr) -> Input<Self> {
                Input::from_expr(document)
            }
        }

        impl Prop for $name {
            fn ty() -> TypeRef {
                TypeRef::Json(stringify!($name))
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

        impl TextProp for $name {}

        impl AnyInput for $name {
            fn to_expr(&self) -> Expr {
                Expr::known(self.clone().into_value())
            }

            fn to_json_expr(&self) -> Expr {
                self.0.to_expr()
            }
        }

        impl IntoInput<$name> for $name {
            fn into_input(self) -> Input<$name> {
                Input::checked(self.into_value())
            }
        }

        impl IntoInput<$name> for Output<String> {
            #[track_caller]
            fn into_input(self) -> Input<$name> {
                $name::of(&self).into_input()
            }
        }

        json_document!(@known $name: &str, String, serde_json::Value);
        json_document!(@outputs $name: Json, &Json);
    };
    (@known $name:ident: $($given:ty),*) => {$(
        impl IntoInput<$name> for $given {
            #[track_caller]
            fn into_input(self) -> Input<$name> {
                Input::from_expr(match $name::checked(&self.to_string()) {
                    Ok(document) => document.to_expr(),
                    Err(message) => Expr::invalid(SourceLocation::caller(), message),
                })
            }
        }
    )*};
    (@outputs $name:ident: $($given:ty),*) => {$(
        impl IntoInput<$name> for $given {
            #[track_caller]
            fn into_input(self) -> Input<$name> {
                $name::of(&self.text()).into_input()
            }
        }
    )*};
}

json_document! {
    /// A JSON policy document. Documents are compared by meaning: key order, and a string instead of a list of one, do
    /// not matter.
    ///
    /// [`policy!`](archipel_engine::policy) and [`Policy`](super::Policy) write documents with outputs in them. Every
    /// document is checked in the plan, except one of [`PolicyDocument::new`], for a form that a service accepts and
    /// IAM's reference does not describe.
    pub PolicyDocument, "policy document", check: |document| policy_check::complete(document.clone()).map(drop)
}

json_document! {
    /// A JSON document that is not an IAM policy: a filter, a configuration. Documents are compared by meaning.
    pub JsonDocument, "JSON document", check: |_| Ok(())
}

/// The text of a document: JSON never begins with a percent sign, and IAM encodes the opening brace.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.starts_with('%') { Cow::Owned(percent_decoded(text)) } else { Cow::Borrowed(text) }
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

    #[test]
    fn a_text_that_has_a_key_twice_is_refused_with_its_line_also_if_it_is_an_output() {
        let text = "{\n\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\", \"Condition\": {\n\
                    \"StringEquals\": {\"aws:SourceAccount\": \"1\"},\n\"StringEquals\": {\"aws:SourceVpc\": \"vpc-1\"}}}}";
        let planned = |text: Input<PolicyDocument>| {
            let mut test = archipel_engine::testing::Test::new("shop", "dev");
            let planned = test.try_plan(|stack| stack.output("policy", Output::<String>::from_expr(text.to_expr())));
            planned.map(|planned| planned.output("policy").as_str().map(str::to_owned)).map_err(|why| why.to_string())
        };
        for given in [text.into_input(), text.to_owned().into_input(), Output::known(text.to_owned()).into_input()] {
            let refused = planned(given).unwrap_err();
            assert!(
                refused.contains("invalid policy document: the key `StringEquals` is repeated at line 4"),
                "{refused}"
            );
        }
        let once = text.replacen("StringEquals", "StringLike", 1);
        assert_eq!(planned(once.as_str().into_input()).unwrap().unwrap().matches("aws:Source").count(), 2);
        assert!(JsonDocument::checked("{\"a\": 1, \"a\": 2}").unwrap_err().contains("the key `a` is repeated"));
    }
}
