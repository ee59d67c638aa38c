//! The properties of a builder.

use std::collections::BTreeMap;
use std::fmt;

use archipel_engine::program::{Expr, debug};
use archipel_engine::{AnyInput, Input, IntoInput, Prop, Value};

/// Properties by CloudFormation's names.
#[derive(Clone, Default)]
pub struct Fields(BTreeMap<String, Expr>);

impl Fields {
    /// Sets a property. A null value leaves it unset.
    fn set(&mut self, name: &str, value: Expr) {
        if !value.as_known().is_some_and(Value::is_null) {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// The properties.
    #[must_use]
    pub fn into_map(self) -> BTreeMap<String, Expr> {
        self.0
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, "Fields", &self.0)
    }
}

/// A builder of an object with named properties. `arguments!` implements it.
pub trait Arguments: Clone + Send + Sync + Sized + 'static {
    /// From properties.
    fn from_fields(fields: Fields) -> Self;

    /// The properties.
    fn into_fields(self) -> Fields;

    /// A builder with nothing set.
    #[must_use]
    fn no_properties() -> Self {
        Self::from_fields(Fields::default())
    }

    /// Sets a property of a type.
    #[must_use]
    #[track_caller]
    fn set_property<T: Prop>(self, name: &str, value: impl IntoInput<T>) -> Self {
        let value: Input<T> = value.into_input();
        let mut fields = self.into_fields();
        fields.set(name, value.into_expr());
        Self::from_fields(fields)
    }

    /// Sets a property that is a JSON document.
    #[must_use]
    #[track_caller]
    fn set_any_property(self, name: &str, value: impl AnyInput) -> Self {
        let mut fields = self.into_fields();
        fields.set(name, value.to_json_expr());
        Self::from_fields(fields)
    }
}
