//! `AnyInput`: a value of any type, for places without a property type.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::expr::{Expr, SourceLocation};
use crate::model::prop::Prop;
use crate::model::schema::TypeRef;
use crate::model::strict_json::check_json;
use crate::model::value::Value;
use crate::provider::Id;

/// A value of any type, plain or from an [`Output`](crate::Output): an exported value, a part of
/// [`json!`](crate::json), a replacement trigger.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that a program can pass",
    label = "expected a text, a number, a boolean, a list, a map, or an `Output` of these",
    note = "of a resource, pass an attribute, such as `vpc.id()`"
)]
pub trait AnyInput {
    /// The value as an expression.
    fn to_expr(&self) -> Expr;

    /// The value as a part of a JSON document: of a type that is JSON text, such as a policy document, the document.
    fn to_json_expr(&self) -> Expr {
        self.to_expr()
    }
}

/// A value of the type `T` as a part of a JSON document.
pub(super) fn json_part<T: Prop>(value: &Expr) -> Expr {
    let TypeRef::Json(_) = T::ty() else { return value.clone() };
    value.apply(SourceLocation::caller(), |text| {
        let text = String::from_value(text).map_err(|mismatch| mismatch.to_string())?;
        check_json(&text).map_err(|error| format!("invalid JSON: {error}"))?;
        serde_json::from_str(&text).map(Value::from_json).map_err(|error| format!("invalid JSON: {error}"))
    })
}

impl<X: AnyInput + ?Sized> AnyInput for &X {
    fn to_expr(&self) -> Expr {
        (**self).to_expr()
    }

    fn to_json_expr(&self) -> Expr {
        (**self).to_json_expr()
    }
}

macro_rules! plain_values {
    ($($ty:ty),*) => {$(
        impl AnyInput for $ty {
            fn to_expr(&self) -> Expr {
                Expr::known(self.clone().into_value())
            }
        }
    )*};
}
plain_values!(String, bool, i64, i32, u32, u16, u8, f64, Value);

impl AnyInput for Id {
    fn to_expr(&self) -> Expr {
        Expr::known(Value::from(self.as_str()))
    }
}

impl AnyInput for str {
    fn to_expr(&self) -> Expr {
        Expr::known(Value::from(self))
    }
}

impl AnyInput for Cow<'_, str> {
    fn to_expr(&self) -> Expr {
        (**self).to_expr()
    }
}

impl AnyInput for usize {
    fn to_expr(&self) -> Expr {
        Expr::known(Value::Int(i64::try_from(*self).unwrap_or(i64::MAX)))
    }
}

impl AnyInput for serde_json::Value {
    fn to_expr(&self) -> Expr {
        Expr::known(Value::from_json(self.clone()))
    }
}

/// `None` is `null`.
impl<X: AnyInput> AnyInput for Option<X> {
    fn to_expr(&self) -> Expr {
        self.as_ref().map_or_else(|| Expr::known(Value::Null), X::to_expr)
    }

    fn to_json_expr(&self) -> Expr {
        self.as_ref().map_or_else(|| Expr::known(Value::Null), X::to_json_expr)
    }
}

impl<X: AnyInput> AnyInput for [X] {
    fn to_expr(&self) -> Expr {
        Expr::list(self.iter().map(X::to_expr).collect())
    }

    fn to_json_expr(&self) -> Expr {
        Expr::list(self.iter().map(X::to_json_expr).collect())
    }
}

impl<X: AnyInput> AnyInput for Vec<X> {
    fn to_expr(&self) -> Expr {
        self[..].to_expr()
    }

    fn to_json_expr(&self) -> Expr {
        self[..].to_json_expr()
    }
}

impl<X: AnyInput, const N: usize> AnyInput for [X; N] {
    fn to_expr(&self) -> Expr {
        self[..].to_expr()
    }

    fn to_json_expr(&self) -> Expr {
        self[..].to_json_expr()
    }
}

impl<K: AsRef<str>, X: AnyInput> AnyInput for BTreeMap<K, X> {
    fn to_expr(&self) -> Expr {
        Expr::map(self.iter().map(|(key, value)| (key.as_ref().to_owned(), value.to_expr())).collect())
    }

    fn to_json_expr(&self) -> Expr {
        Expr::map(self.iter().map(|(key, value)| (key.as_ref().to_owned(), value.to_json_expr())).collect())
    }
}
