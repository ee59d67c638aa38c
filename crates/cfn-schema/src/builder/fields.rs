//! The properties of a builder.

use std::collections::BTreeMap;
use std::fmt;

use archipel_engine::program::{Expr, debug};
use archipel_engine::{AnyInput, Input, IntoInput, Prop, Value};

use super::record::Record;

/// Properties by CloudFormation's names.
#[derive(Clone, Default)]
pub struct Fields(BTreeMap<String, Expr>);

impl Fields {
    /// No properties.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

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

    /// The properties as the value of an object.
    #[must_use]
    pub fn into_input<A: Arguments>(self) -> Input<Record<A>> {
        Input::from_expr(Expr::map(self.0))
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug(f, "Fields", &self.0)
    }
}

/// A builder of an object with named properties. `arguments!` implements it.
pub trait Arguments: Sized + 'static {
    /// The properties.
    fn fields_mut(&mut self) -> &mut Fields;

    /// Sets a property of a type.
    #[must_use]
    #[track_caller]
    fn set_property<T: Prop>(mut self, name: &str, value: impl IntoInput<T>) -> Self {
        let value: Input<T> = value.into_input();
        self.fields_mut().set(name, value.into_expr());
        self
    }

    /// Sets a property that is a JSON document.
    #[must_use]
    #[track_caller]
    fn set_any_property(mut self, name: &str, value: impl AnyInput) -> Self {
        self.fields_mut().set(name, value.to_json_expr());
        self
    }
}
