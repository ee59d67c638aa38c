//! `output_format!`: text with outputs in it.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr, Token};

use crate::common::Errors;
use crate::paths::engine;

/// `"text with {} and {name}", positional, name = named`.
pub(crate) struct Call {
    text: LitStr,
    positional: Vec<Expr>,
    named: Vec<(Ident, Expr)>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Ok(text) = input.parse::<LitStr>() else {
            return Err(
                input.error("`output_format!` starts with a text in quotes: `output_format!(\"{}/x\", output)`")
            );
        };
        let (mut positional, mut named) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
                let name = input.call(Ident::parse_any)?;
                input.parse::<Token![=]>()?;
                named.push((name, input.parse()?));
            } else {
                let expr: Expr = input.parse()?;
                if !named.is_empty() {
                    return Err(syn::Error::new_spanned(expr, "arguments without a name come before those with one"));
                }
                positional.push(expr);
            }
        }
        Ok(Self { text, positional, named })
    }
}

/// A piece of the text.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Next,
    Index(usize),
    Name(String),
}

/// Takes the text apart.
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err("a `}` without its `{`: write `}}` for the character itself".into());
        }
        let Some(end) = after.find('}') else {
            return Err("a `{` without its `}`: write `{{` for the character itself".into());
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(placeholder(after[..end].trim())?);
        rest = &after[end + 1..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

fn placeholder(inside: &str) -> Result<Piece, String> {
    if inside.contains(':') {
        return Err(format!(
            "`{{{inside}}}`: there are no format specifications here, because the value is only known during the apply; \
             write `{{}}`, and format the value with `output.map(|value| format!(..))`",
        ));
    }
    if inside.is_empty() {
        return Ok(Piece::Next);
    }
    if let Ok(index) = inside.parse() {
        return Ok(Piece::Index(index));
    }
    if syn::parse_str::<Ident>(inside).is_ok() {
        return Ok(Piece::Name(inside.to_owned()));
    }
    Err(format!(
        "`{{{inside}}}` is not a placeholder: expected `{{}}`, `{{0}}` or `{{name}}`; pass an expression as an argument",
    ))
}

pub(crate) fn expand(call: &Call) -> TokenStream {
    let engine = engine();
    let mut errors = Errors::default();
    let pieces = match pieces(&call.text.value()) {
        Ok(pieces) => pieces,
        Err(message) => {
            errors.at(&call.text, message);
            let errors = errors.tokens();
            return quote!({ #errors #engine::program::concat(::std::vec![]) });
        }
    };
    let mut used = vec![false; call.positional.len()];
    let mut used_names = vec![false; call.named.len()];
    let mut next = 0;
    let mut missing = Vec::new();
    let mut parts = Vec::new();
    let part = |expr: &dyn ToTokens, span| {
        // With the argument's span, so that an argument that cannot be a part is reported at itself.
        quote_spanned!(span=> #engine::program::FormatPart::part(&#expr))
    };
    for piece in pieces {
        let index = match piece {
            Piece::Text(text) => {
                parts.push(quote!(#engine::program::Expr::known(#engine::Value::from(#text))));
                continue;
            }
            Piece::Name(name) => {
                if let Some(at) = call.named.iter().position(|(own, _)| own.unraw() == name) {
                    used_names[at] = true;
                    let expr = &call.named[at].1;
                    parts.push(part(expr, expr.span()));
                } else {
                    let ident = Ident::new(&name, call.text.span());
                    parts.push(part(&ident, call.text.span()));
                }
                continue;
            }
            Piece::Index(index) => index,
            Piece::Next => {
                next += 1;
                next - 1
            }
        };
        match call.positional.get(index) {
            Some(expr) => {
                used[index] = true;
                parts.push(part(expr, expr.span()));
            }
            None => missing.push(index),
        }
    }
    if let Some(most) = missing.iter().max() {
        let (wanted, given) = (most + 1, call.positional.len());
        let arguments = if wanted == 1 { "argument" } else { "arguments" };
        let are = if given == 1 { "is" } else { "are" };
        errors.at(
            &call.text,
            format!("the placeholders want {wanted} {arguments} without a name, and {given} {are} given"),
        );
    }
    for (expr, used) in call.positional.iter().zip(used) {
        if !used {
            errors.at(expr, "no placeholder uses this argument: add a `{}` for it, or take it out");
        }
    }
    for ((name, _), used) in call.named.iter().zip(used_names) {
        if !used {
            errors.at(name, format!("no placeholder uses this argument: add a `{{{name}}}` for it, or take it out"));
        }
    }
    let errors = errors.tokens();
    if !errors.is_empty() {
        // Still a text, so that its uses cause no further errors.
        return quote!({ #errors #engine::program::concat(::std::vec![]) });
    }
    quote!(#engine::program::concat(::std::vec![#(#parts),*]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_taken_apart_at_its_placeholders() {
        let expected = [
            Piece::Text("arn:".into()),
            Piece::Next,
            Piece::Text(":{x}/".into()),
            Piece::Name("name".into()),
            Piece::Index(1),
        ];
        assert_eq!(pieces("arn:{}:{{x}}/{name}{1}").unwrap(), expected);
    }

    #[test]
    fn text_without_placeholders_is_one_piece() {
        assert_eq!(pieces("plain").unwrap(), [Piece::Text("plain".into())]);
        assert_eq!(pieces("").unwrap(), []);
    }

    #[test]
    fn what_is_no_placeholder_is_refused_with_a_way_out() {
        assert!(pieces("{:?}").unwrap_err().contains("map(|value|"));
        assert!(pieces("a } b").unwrap_err().contains("`}}`"));
        assert!(pieces("a { b").unwrap_err().contains("`{{`"));
        assert!(pieces("{a.b}").unwrap_err().contains("as an argument"));
    }
}
