//! Typed secrets in the configuration.

use std::fmt;
use std::marker::PhantomData;

use archipel_engine::program::Expr;
use archipel_engine::{AnyInput, Input, IntoInput, Output, Prop};
use serde::de::{Deserialize, Deserializer, Visitor};

/// The name by which the deserializer recognizes a secret.
pub(super) const SECRET: &str = "$archipel::Secret";

/// A secret of the configuration, set by `secret set`. It is never shown; passed to a resource, it is a secret input.
///
/// ```
/// use archipel_cli::Secret;
///
/// #[derive(serde::Deserialize)]
/// struct Database {
///     /// Set by `secret set database.password`.
///     password: Secret<String>,
/// }
/// # let database = Database { password: Secret::new("hunter2".to_owned()) };
/// // As an argument of a resource: `DatabaseArgs::new(..).password(&database.password)`, or as an output:
/// let output = database.password.output();
/// # assert_eq!(format!("{:?}", database.password), "Secret(…)");
/// ```
///
/// A secret for a key whose type is not `Secret` is rejected. A plain value, from the file or `-C`, is accepted for a
/// key of type `Secret`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// A secret with this value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value in plain text. Archipel does not treat values derived from it as secret.
    #[must_use]
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Prop + Clone> Secret<T> {
    /// The value as a secret output.
    #[must_use]
    pub fn output(&self) -> Output<T> {
        Output::known(self.0.clone()).secret()
    }
}

impl<T: Prop + Clone> IntoInput<T> for &Secret<T> {
    fn into_input(self) -> Input<T> {
        self.output().into_input()
    }
}

impl<T: Prop + Clone> AnyInput for Secret<T> {
    fn to_expr(&self) -> Expr {
        self.output().to_expr()
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inner<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Inner<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
                T::deserialize(deserializer)
            }
        }
        deserializer.deserialize_newtype_struct(SECRET, Inner(PhantomData)).map(Self)
    }
}
