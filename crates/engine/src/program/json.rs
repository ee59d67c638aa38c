//! JSON documents with outputs in them.

use super::any_input::AnyInput;
use super::expr::{Expr, SourceLocation};
use super::output::{FormatPart, Input, IntoInput, Output};
use crate::model::value::Value;

/// A JSON document with outputs in it, as [`json!`](crate::json) writes it.
///
/// It can be passed where a text is expected: the text is compact and its keys are sorted, so that the same document
/// is always the same text. It depends on every output in it, and is secret if one of them is. In another document it
/// is a part, not a text.
#[derive(Clone)]
pub struct Json {
    document: Expr,
    at: SourceLocation,
}

impl Json {
    /// Wraps the expression of a document. For the code that [`json!`](crate::json) writes.
    #[must_use]
    #[track_caller]
    pub fn from_expr(document: Expr) -> Self {
        Self { document, at: SourceLocation::caller() }
    }

    /// The document as an expression.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.document
    }

    /// The document as text, to compute with.
    #[must_use]
    pub fn text(&self) -> Output<String> {
        // The function gets its value with secrets revealed, and its result is a secret if one was in the value.
        Output::from_expr(self.document.apply(self.at, |document| Ok(Value::Str(document.masked().to_string()))))
    }

    /// The same document, masked wherever it would be shown, and encrypted in the state.
    #[must_use]
    pub fn secret(&self) -> Self {
        Self { document: self.document.secret(), at: self.at }
    }
}

impl std::fmt::Debug for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::debug_text::debug(f, "Json", &self.document)
    }
}

impl AnyInput for Json {
    fn to_expr(&self) -> Expr {
        self.text().expr().clone()
    }

    fn to_json_expr(&self) -> Expr {
        self.document.clone()
    }
}

impl FormatPart for Json {
    fn part(&self) -> Expr {
        self.to_expr()
    }
}

/// Lets a document be passed where another type is expected: by its method that returns an output.
#[macro_export]
macro_rules! document_inputs {
    ($expected:ty: $($given:ty),* => $method:ident) => {$(
        impl $crate::IntoInput<$expected> for $given {
            fn into_input(self) -> $crate::Input<$expected> {
                self.$method().into_input()
            }
        }
    )*};
}

document_inputs!(String: Json, &Json => text);

/// Where any value is expected, the document itself.
impl IntoInput<Value> for Json {
    fn into_input(self) -> Input<Value> {
        Input::from_expr(self.document)
    }
}
