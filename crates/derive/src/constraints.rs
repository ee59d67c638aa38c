//! The constraints of a property: `#[arg(length = 1..=255, pattern = "[a-z]+", range = 1..=9, items = 1..)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprRange, ExprUnary, Lit, LitStr, RangeLimits, UnOp};

#[derive(Default)]
pub(crate) struct Constraints {
    pub(crate) length: Bounds,
    pub(crate) range: Bounds,
    pub(crate) items: Bounds,
    pub(crate) pattern: Option<LitStr>,
}

/// A mark that takes a range of numbers.
#[derive(Default)]
pub(crate) struct Bounds {
    pub(crate) at: Option<Span>,
    min: Option<i64>,
    max: Option<i64>,
}

impl Bounds {
    pub(crate) fn read(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let expected = "expected an inclusive range of numbers: `1..=255`, `1..` or `..=255`";
        let range: Expr = meta.value()?.parse()?;
        let Expr::Range(ExprRange { start, end, limits, .. }) = &range else {
            return Err(syn::Error::new(range.span(), expected));
        };
        if matches!(limits, RangeLimits::HalfOpen(_)) && end.is_some() || start.is_none() && end.is_none() {
            return Err(syn::Error::new(range.span(), expected));
        }
        let read = |bound: &Option<Box<Expr>>| bound.as_deref().map(number).transpose();
        (self.at, self.min, self.max) = (Some(meta.path.span()), read(start)?, read(end)?);
        if self.min.zip(self.max).is_some_and(|(min, max)| min > max) {
            return Err(syn::Error::new(range.span(), "the range is empty"));
        }
        Ok(())
    }

    fn tokens(&self, engine: &TokenStream) -> TokenStream {
        if self.at.is_none() {
            return quote!(::core::option::Option::None);
        }
        let bound = |bound: Option<i64>| match bound {
            Some(bound) => quote!(::core::option::Option::Some(#bound)),
            None => quote!(::core::option::Option::None),
        };
        let (min, max) = (bound(self.min), bound(self.max));
        quote!(::core::option::Option::Some(#engine::model::constraints::Bounds { min: #min, max: #max }))
    }

    fn describe(&self, of: &str) -> Option<String> {
        let text = match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => min.to_string(),
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (None, Some(max)) => format!("at most {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, None) => return None,
        };
        Some(format!("{text}{of}"))
    }
}

fn number(expr: &Expr) -> syn::Result<i64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Ok(-number(expr)?),
        _ => Err(syn::Error::new(expr.span(), "expected a number")),
    }
}

impl Constraints {
    pub(crate) fn tokens(&self, engine: &TokenStream) -> TokenStream {
        let (length, range, items) = (self.length.tokens(engine), self.range.tokens(engine), self.items.tokens(engine));
        let pattern = match &self.pattern {
            Some(pattern) => quote!(::core::option::Option::Some(#pattern)),
            None => quote!(::core::option::Option::None),
        };
        quote!(#engine::model::constraints::Constraints {
            length: #length,
            pattern: #pattern,
            range: #range,
            items: #items,
        })
    }

    /// In words, for the documentation of the builder.
    pub(crate) fn describe(&self) -> Option<String> {
        let pattern = self.pattern.as_ref().map(|pattern| format!("matches `{}`", pattern.value()));
        let words: Vec<String> =
            [self.items.describe(" elements"), self.length.describe(" characters"), self.range.describe(""), pattern]
                .into_iter()
                .flatten()
                .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}
