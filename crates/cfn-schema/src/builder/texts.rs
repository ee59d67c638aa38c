//! Text that is one of some: one implementation for all enums, so that an enum costs the compiler little.

use std::fmt;
use std::marker::PhantomData;

use archipel_engine::model::text::nearest;
use archipel_engine::prop::TextProp;
use archipel_engine::schema::TypeRef;
use archipel_engine::{Input, IntoInput, Mismatch, Prop, Value};

/// An enum of texts. `texts!` implements it.
pub trait Texts: 'static {
    /// The name of the enum.
    const NAME: &'static str;
    /// The text of each variant, in their order.
    const TEXTS: &'static [&'static str];
}

/// The value of a property that takes a variant of the enum `E`, or its text.
pub struct OneOf<E> {
    text: String,
    of: PhantomData<fn() -> E>,
}

impl<E> OneOf<E> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<E> Clone for OneOf<E> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}

impl<E> PartialEq for OneOf<E> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<E> fmt::Debug for OneOf<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<E: Texts> Prop for OneOf<E> {
    fn ty() -> TypeRef {
        TypeRef::Text(E::NAME)
    }

    fn into_value(self) -> Value {
        Value::from(self.text)
    }

    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let text = String::from_value(value)?;
        if E::TEXTS.contains(&&*text) {
            return Ok(Self { text, of: PhantomData });
        }
        let near = nearest(&text, E::TEXTS.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("invalid {} `{text}`: expected one of `{}`{near}", E::NAME, E::TEXTS.join("`, `"));
        Err(Mismatch::new(message))
    }
}

impl<E: Texts> TextProp for OneOf<E> {}

macro_rules! text_inputs {
    ($($given:ty),*) => {$(
        // A text that is none of them is an error of the program at the caller's line.
        impl<E: Texts> IntoInput<OneOf<E>> for $given {
            #[track_caller]
            fn into_input(self) -> Input<OneOf<E>> {
                Input::checked(Value::from(AsRef::<str>::as_ref(&self)))
            }
        }
    )*};
}
text_inputs!(&str, String, &String);

/// The value of a variant.
#[must_use]
pub fn listed<E: Texts>(text: &'static str) -> Input<OneOf<E>> {
    Input::from_expr(archipel_engine::program::Expr::known(Value::from(text)))
}
