//! The values of builders, for the places that need a type of values.

use std::fmt;
use std::marker::PhantomData;

use archipel_engine::resource::{Attributes as AttributesOf, ResourceSchema};
use archipel_engine::schema::{OutputSchema, RecordSchema, TypeRef};
use archipel_engine::{Mismatch, Prop, Props, Value};

use super::fields::Arguments;

macro_rules! wrapper {
    ($(#[$doc:meta])* $name:ident<$of:ident: $bound:ident>: $ty:expr) => {
        $(#[$doc])*
        pub struct $name<$of> {
            value: Value,
            of: PhantomData<fn() -> $of>,
        }

        impl<$of> $name<$of> {
            /// The value.
            #[must_use]
            pub fn value(&self) -> &Value {
                &self.value
            }
        }

        impl<$of> Clone for $name<$of> {
            fn clone(&self) -> Self {
                Self { value: self.value.clone(), of: PhantomData }
            }
        }

        impl<$of> PartialEq for $name<$of> {
            fn eq(&self, other: &Self) -> bool {
                self.value == other.value
            }
        }

        impl<$of> fmt::Debug for $name<$of> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.value.masked())
            }
        }

        impl<$of: $bound> Prop for $name<$of> {
            fn ty() -> TypeRef {
                $ty
            }

            fn into_value(self) -> Value {
                self.value
            }

            fn from_value(value: Value) -> Result<Self, Mismatch> {
                match value {
                    Value::Map(_) | Value::Null => Ok(Self { value, of: PhantomData }),
                    Value::Secret(inner) => Self::from_value(*inner),
                    other => Err(Mismatch::expected("an object", &other)),
                }
            }
        }
    };
}

wrapper! {
    /// The value of the object that a builder builds, such as `Record<TagArgs>`.
    Record<A: Arguments>: object()
}

wrapper! {
    /// The attributes of a resource.
    Attributes<R: ResourceSchema>: object()
}

wrapper! {
    /// The properties of a resource.
    Properties<R: ResourceSchema>: TypeRef::Record(R::schema().inputs)
}

/// An object whose properties only the planner knows.
fn object() -> TypeRef {
    TypeRef::Map(Box::new(TypeRef::Any))
}

impl<R: ResourceSchema> AttributesOf for Attributes<R> {
    fn outputs() -> Vec<OutputSchema> {
        R::schema().outputs.clone()
    }
}

impl<R: ResourceSchema> Props for Properties<R> {
    fn record() -> &'static RecordSchema {
        R::schema().inputs
    }
}
