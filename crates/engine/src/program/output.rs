//! `Output<T>` and `Input<T>`: typed handles to expressions.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::any_input::{AnyInput, json_part};
use super::expr::{Expr, NodeId, SourceLocation};
use crate::model::path::Segment;
use crate::model::prop::{Prop, TextProp};
use crate::model::value::Value;

/// A value that may only be known once a resource has been applied.
///
/// It has neither `Display` nor `Deref` nor `PartialEq`: what depends on it is said with [`Output::map`] or
/// [`output_format!`](crate::output_format), so that the engine sees the dependency.
pub struct Output<T> {
    expr: Expr,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Output<T> {
    fn clone(&self) -> Self {
        Self { expr: self.expr.clone(), of: PhantomData }
    }
}

impl<T> std::fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::debug_text::debug(f, "Output", &self.expr)
    }
}

impl<T: Prop> Output<T> {
    /// A value that is known already.
    #[must_use]
    pub fn known(value: T) -> Self {
        Self::from_expr(Expr::known(value.into_value()))
    }

    /// Wraps an expression. For the code that the derive macro writes.
    #[must_use]
    pub fn from_expr(expr: Expr) -> Self {
        Self { expr, of: PhantomData }
    }

    /// An attribute of a node. For the code that the derive macro writes.
    #[must_use]
    #[track_caller]
    pub fn attribute(node: NodeId, name: &str) -> Self {
        Self::from_expr(Expr::node(node).pick(Segment::Key(name.to_owned()), SourceLocation::caller()))
    }

    /// The expression.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// A function of the value. It is not called while the value is unknown, so it must not have effects.
    #[must_use]
    #[track_caller]
    pub fn map<U: Prop>(&self, function: impl Fn(T) -> U + Send + Sync + 'static) -> Output<U> {
        self.try_map(move |value| Ok::<_, String>(function(value)))
    }

    /// A function of the value that may refuse it. A refusal is reported as a mistake at this source line.
    #[must_use]
    #[track_caller]
    pub fn try_map<U: Prop, E: std::fmt::Display>(
        &self,
        function: impl Fn(T) -> Result<U, E> + Send + Sync + 'static,
    ) -> Output<U> {
        Output::from_expr(self.expr.apply(SourceLocation::caller(), move |value| {
            let value = T::from_value(value).map_err(|mismatch| mismatch.to_string())?;
            function(value).map(U::into_value).map_err(|error| error.to_string())
        }))
    }

    /// This and another value, together.
    #[must_use]
    #[track_caller]
    pub fn zip<U: Prop, V: Prop>(
        &self,
        other: &Output<U>,
        function: impl Fn(T, U) -> V + Send + Sync + 'static,
    ) -> Output<V> {
        let both = Expr::list(vec![self.expr.clone(), other.expr.clone()]);
        Output::from_expr(both.apply(SourceLocation::caller(), move |value| {
            let Value::List(mut items) = value else {
                return Err("two values were joined".into());
            };
            let second = U::from_value(items.pop().unwrap_or_default()).map_err(|m| m.to_string())?;
            let first = T::from_value(items.pop().unwrap_or_default()).map_err(|m| m.to_string())?;
            Ok(function(first, second).into_value())
        }))
    }

    /// A list of values as a value that is a list.
    #[must_use]
    pub fn all(outputs: impl IntoIterator<Item = Output<T>>) -> Output<Vec<T>> {
        Output::from_expr(Expr::list(outputs.into_iter().map(|output| output.expr).collect()))
    }

    /// The same value, masked wherever it would be shown, and encrypted in state.
    #[must_use]
    pub fn secret(&self) -> Self {
        Self::from_expr(self.expr.secret())
    }
}

impl<T: Prop> Output<Vec<T>> {
    /// One element, counted from 0. A list that is too short is a mistake at this source line.
    #[must_use]
    #[track_caller]
    pub fn at(&self, index: usize) -> Output<T> {
        Output::from_expr(self.expr.pick(Segment::Index(index), SourceLocation::caller()))
    }
}

/// A value of a property: a plain one, or one from an [`Output`].
pub struct Input<T> {
    expr: Expr,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Input<T> {
    fn clone(&self) -> Self {
        Self { expr: self.expr.clone(), of: PhantomData }
    }
}

impl<T> std::fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::debug_text::debug(f, "Input", &self.expr)
    }
}

impl<T: Prop> Input<T> {
    /// Wraps an expression. For the code that the derive macro writes.
    #[must_use]
    pub fn from_expr(expr: Expr) -> Self {
        Self { expr, of: PhantomData }
    }

    /// A literal, which becomes a mistake of the program at the caller's line when `T` does not allow it.
    #[must_use]
    #[track_caller]
    pub fn checked(value: Value) -> Self {
        match T::from_value(value.clone()) {
            Ok(_) => Self::from_expr(Expr::known(value)),
            Err(mismatch) => Self::from_expr(Expr::invalid(SourceLocation::caller(), mismatch.to_string())),
        }
    }

    /// The expression.
    #[must_use]
    pub fn into_expr(self) -> Expr {
        self.expr
    }

    /// As an output, to compute with.
    #[must_use]
    pub fn output(&self) -> Output<T> {
        Output::from_expr(self.expr.clone())
    }
}

impl<T: Prop> AnyInput for Output<T> {
    fn to_expr(&self) -> Expr {
        self.expr.clone()
    }

    fn to_json_expr(&self) -> Expr {
        json_part::<T>(&self.expr)
    }
}

impl<T: Prop> AnyInput for Input<T> {
    fn to_expr(&self) -> Expr {
        self.expr.clone()
    }

    fn to_json_expr(&self) -> Expr {
        json_part::<T>(&self.expr)
    }
}

/// What can be passed where a `T` is expected: a plain value, a literal, an `Output` of it, or a list or map of these.
/// Where a `String` is expected, typed text such as an ARN is accepted too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed where `{T}` is expected",
    label = "expected `{T}`, or an output that is `{T}`",
    note = "of a resource, pass the attribute that is expected, such as `vpc.id()`",
    note = "`output.map(|value| ..)` computes a value from an output, `a.zip(&b, |a, b| ..)` from two, and \
            `output_format!(\"{{}}/*\", output)` text",
    note = "`map! {{ \"key\" => value }}` and `list![value]` accept values of several types"
)]
pub trait IntoInput<T> {
    /// As an input. Remembers the caller's line, for the report of mistakes.
    #[track_caller]
    fn into_input(self) -> Input<T>;
}

impl<T: Prop> IntoInput<T> for Input<T> {
    fn into_input(self) -> Input<T> {
        self
    }
}

impl<T: Prop> IntoInput<T> for &Input<T> {
    fn into_input(self) -> Input<T> {
        self.clone()
    }
}

impl<T: Prop> IntoInput<T> for Output<T> {
    fn into_input(self) -> Input<T> {
        Input::from_expr(self.expr)
    }
}

impl<T: Prop> IntoInput<T> for &Output<T> {
    fn into_input(self) -> Input<T> {
        Input::from_expr(self.expr.clone())
    }
}

/// Typed text is text.
impl<N: TextProp> IntoInput<String> for Output<N> {
    fn into_input(self) -> Input<String> {
        Input::from_expr(self.expr)
    }
}

impl<N: TextProp> IntoInput<String> for &Output<N> {
    fn into_input(self) -> Input<String> {
        Input::from_expr(self.expr.clone())
    }
}

impl<N: TextProp> IntoInput<Vec<String>> for Output<Vec<N>> {
    fn into_input(self) -> Input<Vec<String>> {
        Input::from_expr(self.expr)
    }
}

impl<N: TextProp> IntoInput<Vec<String>> for &Output<Vec<N>> {
    fn into_input(self) -> Input<Vec<String>> {
        Input::from_expr(self.expr.clone())
    }
}

impl<N: TextProp> IntoInput<Vec<N>> for Output<Vec<String>> {
    fn into_input(self) -> Input<Vec<N>> {
        Input::from_expr(self.expr)
    }
}

impl<N: TextProp> IntoInput<Vec<N>> for &Output<Vec<String>> {
    fn into_input(self) -> Input<Vec<N>> {
        Input::from_expr(self.expr.clone())
    }
}

/// `None` leaves the property unset.
impl<T: Prop, X: IntoInput<T>> IntoInput<T> for Option<X> {
    #[track_caller]
    fn into_input(self) -> Input<T> {
        match self {
            Some(value) => value.into_input(),
            None => Input::from_expr(Expr::known(Value::Null)),
        }
    }
}

impl<'a, T: Prop, X> IntoInput<T> for &'a Option<X>
where
    &'a X: IntoInput<T>,
{
    #[track_caller]
    fn into_input(self) -> Input<T> {
        self.as_ref().into_input()
    }
}

/// Adds an entry to a map; null values are left out. A key that is there twice is an error of the program at the
/// caller's line.
#[track_caller]
pub(super) fn insert(entries: &mut BTreeMap<String, Expr>, key: String, value: Expr) {
    if value.as_known().is_some_and(Value::is_null) {
        return;
    }
    let twice = entries.contains_key(&key);
    let message = || format!("the key `{key}` is twice in this map: remove one of the two entries");
    let value = if twice { Expr::invalid(SourceLocation::caller(), message()) } else { value };
    entries.insert(key, value);
}

#[track_caller]
fn list<T: Prop, X: IntoInput<T>>(values: impl IntoIterator<Item = X>) -> Input<Vec<T>> {
    // A loop and not a closure: closures do not pass the caller's line on.
    let mut items = Vec::new();
    for value in values {
        items.push(value.into_input().into_expr());
    }
    Input::from_expr(Expr::list(items))
}

#[track_caller]
fn map<T: Prop, K: Into<String>, X: IntoInput<T>>(
    values: impl IntoIterator<Item = (K, X)>,
) -> Input<BTreeMap<String, T>> {
    let mut entries = BTreeMap::new();
    for (key, value) in values {
        insert(&mut entries, key.into(), value.into_input().into_expr());
    }
    Input::from_expr(Expr::map(entries))
}

impl<T: Prop, X: IntoInput<T>> IntoInput<Vec<T>> for Vec<X> {
    #[track_caller]
    fn into_input(self) -> Input<Vec<T>> {
        list(self)
    }
}

impl<'a, T: Prop, X> IntoInput<Vec<T>> for &'a Vec<X>
where
    &'a X: IntoInput<T>,
{
    #[track_caller]
    fn into_input(self) -> Input<Vec<T>> {
        list(self)
    }
}

impl<'a, T: Prop, X> IntoInput<Vec<T>> for &'a [X]
where
    &'a X: IntoInput<T>,
{
    #[track_caller]
    fn into_input(self) -> Input<Vec<T>> {
        list(self)
    }
}

impl<T: Prop, X: IntoInput<T>, const N: usize> IntoInput<Vec<T>> for [X; N] {
    #[track_caller]
    fn into_input(self) -> Input<Vec<T>> {
        list(self)
    }
}

impl<T: Prop, K: Into<String>, X: IntoInput<T>> IntoInput<BTreeMap<String, T>> for BTreeMap<K, X> {
    #[track_caller]
    fn into_input(self) -> Input<BTreeMap<String, T>> {
        map(self)
    }
}

impl<'a, T: Prop, K, X> IntoInput<BTreeMap<String, T>> for &'a BTreeMap<K, X>
where
    &'a K: Into<String>,
    &'a X: IntoInput<T>,
{
    #[track_caller]
    fn into_input(self) -> Input<BTreeMap<String, T>> {
        map(self)
    }
}

impl<T: Prop, K: Into<String>, X: IntoInput<T>, const N: usize> IntoInput<BTreeMap<String, T>> for [(K, X); N] {
    #[track_caller]
    fn into_input(self) -> Input<BTreeMap<String, T>> {
        map(self)
    }
}

impl<T: Prop, K: Into<String>, X: IntoInput<T>> IntoInput<BTreeMap<String, T>> for Vec<(K, X)> {
    #[track_caller]
    fn into_input(self) -> Input<BTreeMap<String, T>> {
        map(self)
    }
}

impl IntoInput<String> for &str {
    fn into_input(self) -> Input<String> {
        Input::from_expr(Expr::known(Value::from(self)))
    }
}

/// For references to text in collections.
impl IntoInput<String> for &&str {
    fn into_input(self) -> Input<String> {
        (*self).into_input()
    }
}

impl IntoInput<String> for &String {
    fn into_input(self) -> Input<String> {
        Input::from_expr(Expr::known(Value::from(self.as_str())))
    }
}

macro_rules! plain_inputs {
    ($($ty:ty),*) => {$(
        impl IntoInput<$ty> for $ty {
            fn into_input(self) -> Input<$ty> {
                Input::from_expr(Expr::known(self.into_value()))
            }
        }
    )*};
}
plain_inputs!(String, bool, i64, i32, u32, u16, u8, f64, Value);

/// A whole-number literal without a suffix is an `i32`; it fits every number property, or is an error of the
/// program.
macro_rules! literal_inputs {
    ($($ty:ty),*) => {$(
        impl IntoInput<$ty> for i32 {
            #[track_caller]
            fn into_input(self) -> Input<$ty> {
                Input::checked(Value::Int(i64::from(self)))
            }
        }
    )*};
}
literal_inputs!(i64, u32, u16, u8, f64);

/// A number fits where a wider one is expected.
macro_rules! wider_inputs {
    ($($ty:ty: $($wide:ty),*;)*) => {$($(
        impl IntoInput<$wide> for $ty {
            fn into_input(self) -> Input<$wide> {
                Input::from_expr(Expr::known(Value::Int(i64::from(self))))
            }
        }
    )*)*};
}
wider_inputs! {
    u8: u16, u32, i32, i64, f64;
    u16: u32, i32, i64, f64;
    u32: i64, f64;
}

/// A part of an [`output_format!`](crate::output_format): plain text, a number, or an output of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of `output_format!`",
    label = "expected text, a number, or an output of these",
    note = "of a resource, pass an attribute, such as `vpc.id()`",
    note = "of a list or a record, compute the text with `output.map(|value| ..)`"
)]
pub trait FormatPart {
    /// As an expression.
    fn part(&self) -> Expr;
}

impl<T: Prop + std::fmt::Display> FormatPart for Output<T> {
    fn part(&self) -> Expr {
        self.expr.clone()
    }
}

impl<T: Prop + std::fmt::Display> FormatPart for Input<T> {
    fn part(&self) -> Expr {
        self.expr.clone()
    }
}

macro_rules! plain_parts {
    ($($ty:ty),*) => {$(
        impl FormatPart for $ty {
            fn part(&self) -> Expr {
                Expr::known(Value::Str(self.to_string()))
            }
        }
    )*};
}
plain_parts!(str, String, i64, i32, u32, u16, u8, usize, bool, char, std::borrow::Cow<'_, str>);

impl<P: FormatPart + ?Sized> FormatPart for &P {
    fn part(&self) -> Expr {
        (**self).part()
    }
}

/// Joins parts to text. For the code that [`output_format!`](crate::output_format) writes.
#[must_use]
pub fn concat(parts: Vec<Expr>) -> Output<String> {
    Output::from_expr(Expr::concat(parts))
}
