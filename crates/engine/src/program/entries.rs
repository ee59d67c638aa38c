//! `map!` and `list!`: maps and lists whose values have several types, such as text and outputs of text.

use std::collections::BTreeMap;

use super::any_input::AnyInput;
use super::expr::Expr;
use super::output::{Input, IntoInput, insert};
use crate::model::prop::Prop;
use crate::model::value::Value;

/// A map whose values may have several types: text, typed text, numbers, and outputs of these.
///
/// It can be passed to every property that is a map. An entry whose value is `None` is left out; a key that is there
/// twice is an error of the program.
///
/// ```
/// # use archipel_engine::{Output, map};
/// # use archipel_engine::testing::Test;
/// # Test::new("shop", "dev").plan(|stack| {
/// # let bucket = Output::known("invoices".to_owned());
/// let variables = map! { "STAGE" => "dev", "BUCKET" => bucket, "PREFIX" => format!("{}-", stack.name()) };
/// # stack.output("variables", variables);
/// # });
/// ```
#[macro_export]
macro_rules! map {
    (@entries) => { $crate::program::End };
    (@entries $key:expr => $value:expr $(, $($rest:tt)*)?) => {
        $crate::program::Entry {
            key: ::std::string::ToString::to_string(&$key),
            value: $value,
            rest: $crate::map!(@entries $($($rest)*)?),
        }
    };
    ($($entries:tt)*) => { $crate::program::Map($crate::map!(@entries $($entries)*)) };
}

/// A list whose elements may have several types: text, typed text, numbers, and outputs of these.
///
/// It can be passed to every property that is a list: `list!["*", bucket.arn()]`. An element that is `None` is left
/// out.
#[macro_export]
macro_rules! list {
    (@elements) => { $crate::program::End };
    (@elements $value:expr $(, $($rest:tt)*)?) => {
        $crate::program::Element { value: $value, rest: $crate::list!(@elements $($($rest)*)?) }
    };
    ($($elements:tt)*) => { $crate::program::List($crate::list!(@elements $($elements)*)) };
}

/// What [`map!`](crate::map) writes.
#[derive(Clone)]
pub struct Map<E>(pub E);

/// What [`list!`](crate::list) writes.
#[derive(Clone)]
pub struct List<E>(pub E);

/// An entry of a [`Map`], and the entries after it.
#[derive(Clone)]
pub struct Entry<V, R> {
    /// The key.
    pub key: String,
    /// The value.
    pub value: V,
    /// The entries after it.
    pub rest: R,
}

/// An element of a [`List`], and the elements after it.
#[derive(Clone)]
pub struct Element<V, R> {
    /// The element.
    pub value: V,
    /// The elements after it.
    pub rest: R,
}

/// The end of a [`Map`] or a [`List`].
#[derive(Clone)]
pub struct End;

/// Entries of which each can be passed where a `T` is expected.
pub trait MapOf<T> {
    /// Adds the entries.
    #[track_caller]
    fn collect(self, entries: &mut BTreeMap<String, Expr>);
}

impl<T> MapOf<T> for End {
    fn collect(self, _: &mut BTreeMap<String, Expr>) {}
}

impl<T: Prop, V: IntoInput<T>, R: MapOf<T>> MapOf<T> for Entry<V, R> {
    #[track_caller]
    fn collect(self, entries: &mut BTreeMap<String, Expr>) {
        insert(entries, self.key, self.value.into_input().into_expr());
        self.rest.collect(entries);
    }
}

impl<T: Prop, E: MapOf<T>> IntoInput<BTreeMap<String, T>> for Map<E> {
    #[track_caller]
    fn into_input(self) -> Input<BTreeMap<String, T>> {
        let mut entries = BTreeMap::new();
        self.0.collect(&mut entries);
        Input::from_expr(Expr::map(entries))
    }
}

/// Elements of which each can be passed where a `T` is expected.
pub trait ListOf<T> {
    /// Adds the elements.
    #[track_caller]
    fn collect(self, elements: &mut Vec<Expr>);
}

impl<T> ListOf<T> for End {
    fn collect(self, _: &mut Vec<Expr>) {}
}

impl<T: Prop, V: IntoInput<T>, R: ListOf<T>> ListOf<T> for Element<V, R> {
    #[track_caller]
    fn collect(self, elements: &mut Vec<Expr>) {
        let value = self.value.into_input().into_expr();
        if !value.as_known().is_some_and(Value::is_null) {
            elements.push(value);
        }
        self.rest.collect(elements);
    }
}

impl<T: Prop, E: ListOf<T>> IntoInput<Vec<T>> for List<E> {
    #[track_caller]
    fn into_input(self) -> Input<Vec<T>> {
        let mut elements = Vec::new();
        self.0.collect(&mut elements);
        Input::from_expr(Expr::list(elements))
    }
}

/// Entries or elements of any types.
pub trait AnyEntries {
    /// Calls a function with each key (empty in a list) and value.
    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn AnyInput));
}

impl AnyEntries for End {
    fn visit(&self, _: &mut dyn FnMut(&str, &dyn AnyInput)) {}
}

impl<V: AnyInput, R: AnyEntries> AnyEntries for Entry<V, R> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn AnyInput)) {
        visit(&self.key, &self.value);
        self.rest.visit(visit);
    }
}

impl<V: AnyInput, R: AnyEntries> AnyEntries for Element<V, R> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn AnyInput)) {
        visit("", &self.value);
        self.rest.visit(visit);
    }
}

impl<E: AnyEntries> Map<E> {
    #[track_caller]
    fn any(&self, expr: fn(&dyn AnyInput) -> Expr) -> Expr {
        // The closure below does not pass the caller's line on, so the entries are collected first.
        let mut all = Vec::new();
        self.0.visit(&mut |key, value| all.push((key.to_owned(), expr(value))));
        let mut entries = BTreeMap::new();
        for (key, value) in all {
            insert(&mut entries, key, value);
        }
        Expr::map(entries)
    }
}

impl<E: AnyEntries> AnyInput for Map<E> {
    fn to_expr(&self) -> Expr {
        self.any(|value| value.to_expr())
    }

    fn to_json_expr(&self) -> Expr {
        self.any(|value| value.to_json_expr())
    }
}

impl<E: AnyEntries> List<E> {
    fn any(&self, expr: fn(&dyn AnyInput) -> Expr) -> Expr {
        let mut elements = Vec::new();
        self.0.visit(&mut |_, value| elements.push(expr(value)));
        elements.retain(|value| !value.as_known().is_some_and(Value::is_null));
        Expr::list(elements)
    }
}

impl<E: AnyEntries> AnyInput for List<E> {
    fn to_expr(&self) -> Expr {
        self.any(|value| value.to_expr())
    }

    fn to_json_expr(&self) -> Expr {
        self.any(|value| value.to_json_expr())
    }
}
