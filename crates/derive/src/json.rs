//! `json!` and `policy!`: JSON documents with outputs in them.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream, discouraged::Speculative as _};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Ident, Lit, Token, braced, bracketed, token};

use crate::common::Errors;
use crate::paths::engine;

/// A value as it is written.
pub(crate) enum Json {
    Null,
    Object {
        entries: Vec<(Expr, Json)>,
        span: Span,
    },
    List(Vec<Json>),
    /// Anything else is an expression of Rust.
    Value(Box<Expr>),
}

impl Json {
    fn parse_object(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        let brace = braced!(content in input);
        let mut entries = Vec::new();
        while !content.is_empty() {
            let key: Expr = content.parse()?;
            if !content.peek(Token![:]) {
                return Err(syn::Error::new_spanned(
                    key,
                    "expected `: value` after this key, as in `\"Effect\": \"Allow\"`",
                ));
            }
            content.parse::<Token![:]>()?;
            entries.push((key, content.parse()?));
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(Self::Object { entries, span: brace.span.join() })
    }

    fn parse_list(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        bracketed!(content in input);
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(content.parse()?);
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(Self::List(items))
    }
}

impl Parse for Json {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(token::Brace) {
            return Self::parse_object(input);
        }
        if input.peek(token::Bracket) {
            // A list of JSON, unless more of an expression follows it: `[a, b].concat()`.
            let fork = input.fork();
            let list = Self::parse_list(&fork);
            if fork.is_empty() || fork.peek(Token![,]) {
                input.advance_to(&fork);
                return list;
            }
        }
        if input.peek(Ident) && input.fork().parse::<Ident>().is_ok_and(|ident| ident == "null") {
            input.parse::<Ident>()?;
            return Ok(Self::Null);
        }
        Ok(Self::Value(Box::new(input.parse()?)))
    }
}

/// The text of a key that is written as a literal.
fn literal(key: &Expr) -> Option<String> {
    match key {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// The expression of a document.
fn tokens(json: &Json, engine: &TokenStream, errors: &mut Errors) -> TokenStream {
    match json {
        Json::Null => quote!(#engine::program::Expr::known(#engine::Value::Null)),
        Json::Value(expr) => {
            // With the value's span, so that a value that cannot be a part is reported at itself.
            quote_spanned!(expr.span()=> #engine::program::AnyInput::to_json_expr(&#expr))
        }
        Json::List(items) => {
            let items: Vec<_> = items.iter().map(|item| tokens(item, engine, errors)).collect();
            quote!(#engine::program::Expr::list(::std::vec![#(#items),*]))
        }
        Json::Object { entries, .. } => {
            let mut seen = Vec::new();
            let mut pairs = Vec::new();
            for (key, value) in entries {
                if let Some(text) = literal(key) {
                    if seen.contains(&text) {
                        errors.at(key, format!("the key \"{text}\" is twice in this object: remove one of the two"));
                    }
                    seen.push(text);
                }
                let value = tokens(value, engine, errors);
                pairs.push(quote!((::std::string::ToString::to_string(&#key), #value)));
            }
            quote!(#engine::program::Expr::map(::std::collections::BTreeMap::from([#(#pairs),*])))
        }
    }
}

pub(crate) fn expand(json: &Json) -> TokenStream {
    let engine = engine();
    let mut errors = Errors::default();
    let document = tokens(json, &engine, &mut errors);
    let errors = errors.tokens();
    quote!({ #errors #engine::program::Json::from_expr(#document) })
}
