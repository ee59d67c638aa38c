//! The traits between Rust types and [`Value`]s.

use std::collections::BTreeMap;

use crate::model::path::Path;
use crate::model::schema::{RecordSchema, TypeRef};
use crate::model::value::Value;

/// A value that has not the type it should have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{message}", if path.segments().is_empty() { String::new() } else { format!("`{path}`: ") })]
pub struct Mismatch {
    /// Where.
    pub path: Path,
    /// The reason, as a sentence without the path.
    pub message: String,
}

impl Mismatch {
    /// A mismatch at the value itself.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: Path::root(), message: message.into() }
    }

    /// "expected a CIDR block, found a list".
    #[must_use]
    pub fn expected(what: &str, found: &Value) -> Self {
        Self::new(format!("expected {what}, found {}", found.kind()))
    }

    /// "`x` is not VpcId: it starts with `vpc-`".
    #[must_use]
    pub fn prefix(text: &str, type_name: &str, prefix: &str) -> Self {
        Self::new(format!("`{text}` is not {type_name}: it starts with `{prefix}`"))
    }

    /// The same mismatch, seen from the record or list around the value.
    #[must_use]
    pub fn within(self, outer: &Path) -> Self {
        Self { path: outer.join(&self.path), ..self }
    }
}

/// A type that can be a property or a part of one.
///
/// Implemented for scalars, lists, maps and options; `#[derive(Args)]` implements it for records,
/// `#[derive(Prop)]` for enums without data, and [`text_type!`](crate::text_type) for newtypes of text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a property or the value of an output",
    label = "expected a text, a number, a boolean, a list, a map, an `Option`, or a type with `#[derive(Args)]` or `#[derive(Prop)]`",
    note = "of two outputs, make one with `a.zip(&b, |a, b| ..)`; of a list of outputs, with `Output::all(outputs)`"
)]
pub trait Prop: Clone + Send + Sync + 'static {
    /// The type, for schemas.
    fn ty() -> TypeRef;

    /// As a value.
    fn into_value(self) -> Value;

    /// From a value, ignoring secret marks.
    ///
    /// # Errors
    /// When the value has another type, or is not allowed.
    fn from_value(value: Value) -> Result<Self, Mismatch>;
}

/// A property type whose values are text: a newtype of [`text_type!`](crate::text_type), an enum of texts. It can be
/// passed where a `String` is expected.
pub trait TextProp: Prop {}

/// Lets texts be passed where a text type is expected. One that the type refuses is an error at the caller's line.
/// Types after a colon take the place of `&str`, `String` and `&String`.
#[macro_export]
macro_rules! text_inputs {
    ($expected:ty) => {
        $crate::text_inputs!($expected: &str, String, &String);
    };
    ($expected:ty: $($given:ty),*) => {$(
        impl $crate::IntoInput<$expected> for $given {
            #[track_caller]
            fn into_input(self) -> $crate::Input<$expected> {
                $crate::Input::checked($crate::Value::from(AsRef::<str>::as_ref(&self)))
            }
        }
    )*};
}

/// Lets an output that is only text be passed where a text type is expected, such as an attribute of a generated type. Its
/// value is checked in the plan, or as soon as it is known.
#[macro_export]
macro_rules! text_outputs {
    ($expected:ty) => {
        impl $crate::IntoInput<$expected> for $crate::Output<String> {
            fn into_input(self) -> $crate::Input<$expected> {
                $crate::IntoInput::<$expected>::into_input(&self)
            }
        }

        impl $crate::IntoInput<$expected> for &$crate::Output<String> {
            fn into_input(self) -> $crate::Input<$expected> {
                $crate::Input::from_expr($crate::program::AnyInput::to_expr(self))
            }
        }
    };
}

/// A record of properties: a struct with `#[derive(Args)]`.
pub trait Props: Prop {
    /// The fields and their marks.
    fn record() -> &'static RecordSchema;
}

/// Removes one field from a record's map. For the code that the derive macro writes.
///
/// # Errors
/// When the field has another type.
pub fn take_field<T: Prop>(map: &mut BTreeMap<String, Value>, name: &str) -> Result<T, Mismatch> {
    let value = map.remove(name).unwrap_or_default();
    T::from_value(value).map_err(|mismatch| mismatch.within(&Path::root().key(name)))
}

/// Reads a record's map out of a value. For the code that the derive macro writes.
///
/// # Errors
/// When the value is not a map.
pub fn record_map(value: Value, what: &str) -> Result<BTreeMap<String, Value>, Mismatch> {
    match value {
        Value::Map(map) => Ok(map),
        Value::Secret(inner) => record_map(*inner, what),
        Value::Null => Ok(BTreeMap::new()),
        other => Err(Mismatch::expected(what, &other)),
    }
}

impl Prop for Value {
    fn ty() -> TypeRef {
        TypeRef::Any
    }
    fn into_value(self) -> Value {
        self
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        Ok(value)
    }
}

/// The empty record, for types without arguments or attributes.
impl Prop for () {
    fn ty() -> TypeRef {
        TypeRef::Record(<() as Props>::record())
    }
    fn into_value(self) -> Value {
        Value::map()
    }
    fn from_value(_: Value) -> Result<Self, Mismatch> {
        Ok(())
    }
}

impl Props for () {
    fn record() -> &'static RecordSchema {
        static EMPTY: RecordSchema =
            RecordSchema { name: "Nothing", builder: "Nothing", doc: "No properties.", fields: Vec::new() };
        &EMPTY
    }
}

impl Prop for bool {
    fn ty() -> TypeRef {
        TypeRef::Bool
    }
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value.reveal() {
            Value::Bool(b) => Ok(b),
            other => Err(Mismatch::expected("a boolean", &other)),
        }
    }
}

impl Prop for String {
    fn ty() -> TypeRef {
        TypeRef::Text("String")
    }
    fn into_value(self) -> Value {
        Value::Str(self)
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value.reveal() {
            Value::Str(s) => Ok(s),
            other => Err(Mismatch::expected("a string", &other)),
        }
    }
}

impl Prop for f64 {
    fn ty() -> TypeRef {
        TypeRef::Float
    }
    fn into_value(self) -> Value {
        Value::Float(self)
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value.reveal() {
            Value::Float(f) => Ok(f),
            // Whole numbers are written without a fraction in JSON.
            #[allow(clippy::cast_precision_loss)]
            Value::Int(i) => Ok(i as f64),
            other => Err(Mismatch::expected("a number", &other)),
        }
    }
}

macro_rules! whole_numbers {
    ($($ty:ty),*) => {$(
        impl Prop for $ty {
            fn ty() -> TypeRef {
                TypeRef::Int(stringify!($ty))
            }
            fn into_value(self) -> Value {
                Value::Int(i64::from(self))
            }
            fn from_value(value: Value) -> Result<Self, Mismatch> {
                match value.reveal() {
                    Value::Int(i) => <$ty>::try_from(i).map_err(|_| {
                        Mismatch::new(format!("{i} is outside {} to {}", <$ty>::MIN, <$ty>::MAX))
                    }),
                    other => Err(Mismatch::expected("a whole number", &other)),
                }
            }
        }
    )*};
}
whole_numbers!(i64, i32, u32, u16, u8);

impl<T: Prop> Prop for Option<T> {
    fn ty() -> TypeRef {
        T::ty()
    }
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: Prop> Prop for Vec<T> {
    fn ty() -> TypeRef {
        TypeRef::List(Box::new(T::ty()))
    }
    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Vec::new()),
            Value::Secret(inner) => Self::from_value(*inner),
            Value::List(items) => items
                .into_iter()
                .enumerate()
                .map(|(i, item)| T::from_value(item).map_err(|m| m.within(&Path::root().index(i))))
                .collect(),
            other => Err(Mismatch::expected("a list", &other)),
        }
    }
}

impl<T: Prop> Prop for BTreeMap<String, T> {
    fn ty() -> TypeRef {
        TypeRef::Map(Box::new(T::ty()))
    }
    fn into_value(self) -> Value {
        Value::Map(self.into_iter().map(|(k, v)| (k, v.into_value())).collect())
    }
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(BTreeMap::new()),
            Value::Secret(inner) => Self::from_value(*inner),
            Value::Map(map) => map
                .into_iter()
                .map(|(key, item)| match T::from_value(item) {
                    Ok(item) => Ok((key, item)),
                    Err(mismatch) => Err(mismatch.within(&Path::root().key(key))),
                })
                .collect(),
            other => Err(Mismatch::expected("a map", &other)),
        }
    }
}

/// Defines newtypes of text, each a property type of its own, so that a subnet's id cannot be passed where a VPC's
/// is wanted.
///
/// ```
/// archipel_engine::text_type! {
///     /// The id of a VPC.
///     pub VpcId: "vpc-";
///     /// Any queue name.
///     pub QueueName;
/// }
/// assert_eq!(VpcId::new("vpc-1").as_str(), "vpc-1");
/// ```
///
/// A value that lacks the prefix is refused in the plan and when it is read. `text` after the name (`pub BucketName, text;`) lets a
/// string literal be passed where the type is wanted; ids leave it out, so that a bare string does not compile.
#[macro_export]
macro_rules! text_type {
    ($($(#[$doc:meta])* pub $name:ident $(: $prefix:literal)? $(, $text:ident)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text without a check. An invalid one is reported when the value is used.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl $crate::Prop for $name {
            fn ty() -> $crate::schema::TypeRef {
                $crate::text_type!(@type $name $($prefix)?)
            }
            fn into_value(self) -> $crate::Value {
                $crate::Value::Str(self.0)
            }
            fn from_value(value: $crate::Value) -> ::std::result::Result<Self, $crate::Mismatch> {
                let text = <String as $crate::Prop>::from_value(value)?;
                $(if !text.starts_with($prefix) {
                    return Err($crate::Mismatch::prefix(&text, stringify!($name), $prefix));
                })?
                Ok(Self(text))
            }
        }

        impl $crate::prop::TextProp for $name {}

        impl $crate::program::AnyInput for $name {
            fn to_expr(&self) -> $crate::program::Expr {
                $crate::program::Expr::known($crate::Value::from(self.as_str()))
            }
        }

        impl $crate::program::FormatPart for $name {
            fn part(&self) -> $crate::program::Expr {
                $crate::program::AnyInput::to_expr(self)
            }
        }

        $crate::text_inputs!($name: $name, &$name);
        $crate::text_inputs!(String: $name, &$name);
        $crate::text_outputs!($name);

        $crate::text_type!(@text $name $($text)?);
    )*};
    (@type $name:ident) => {
        $crate::schema::TypeRef::Text(stringify!($name))
    };
    (@type $name:ident $prefix:literal) => {
        $crate::schema::TypeRef::Prefixed(stringify!($name), $prefix)
    };
    (@text $name:ident) => {};
    (@text $name:ident text) => {
        $crate::text_inputs!($name);
        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}
