//! `policy!`: an IAM policy document with outputs in it, whose keys are checked while it is compiled. What only the
//! values show is checked in the plan, by the type of the document.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

use crate::common::{Errors, nearest};
use crate::json::{self, Json};
use crate::paths::resources;

const DOCUMENT: &[&str] = &["Version", "Id", "Statement"];
const STATEMENT: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];
const EFFECTS: &[&str] = &["Allow", "Deny"];

/// Checks the keys of an object that are literals. Returns them, or nothing if a key is computed.
fn keys<'j>(
    entries: &'j [(Expr, Json)],
    what: &str,
    known: &[&str],
    errors: &mut Errors,
) -> Option<Vec<(String, &'j Json)>> {
    let mut all = Some(Vec::new());
    for (key, value) in entries {
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = key else {
            all = None;
            continue;
        };
        let text = text.value();
        if !known.contains(&text.as_str()) {
            let list = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let near = nearest(&text, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            errors.at(key, format!("unknown key `{text}` in {what}{near}\nThe keys are {list}"));
        }
        if let Some(all) = &mut all {
            all.push((text, value));
        }
    }
    all
}

/// The text of a value that is a literal.
fn literal(json: &Json) -> Option<(String, &Expr)> {
    match json {
        Json::Value(expr) => match &**expr {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some((text.value(), expr)),
            _ => None,
        },
        _ => None,
    }
}

fn statement(json: &Json, errors: &mut Errors) {
    let Json::Object { entries, span } = json else { return };
    let Some(keys) = keys(entries, "a statement", STATEMENT, errors) else { return };
    let value = |name: &str| keys.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let mut missing = |message: &str| errors.push(syn::Error::new(*span, message));
    let effect = value("Effect");
    if effect.is_none() {
        missing("this statement has no `Effect`: add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`");
    }
    match (value("Action"), value("NotAction")) {
        (None, None) => missing("this statement has no `Action`: add `\"Action\": [..]`"),
        (Some(_), Some(_)) => missing("this statement has `Action` and `NotAction`: remove one of the two"),
        _ => {}
    }
    if value("Resource").and(value("NotResource")).is_some() {
        missing("this statement has `Resource` and `NotResource`: remove one of the two");
    }
    if let Some((text, expr)) = effect.and_then(literal)
        && !EFFECTS.contains(&text.as_str())
    {
        errors.at(expr, format!("invalid effect `{text}`: expected `Allow` or `Deny`"));
    }
    if let Some(Json::Object { entries, .. }) = value("Principal").or(value("NotPrincipal")) {
        self::keys(entries, "a principal", PRINCIPAL, errors);
    }
}

fn document(json: &Json, errors: &mut Errors) {
    let (entries, span) = match json {
        Json::Object { entries, span } => (entries, *span),
        // The plan checks a document that is a value.
        Json::Value(_) => return,
        other => {
            let at = match other {
                Json::List(items) => items.first().and_then(span_of).unwrap_or_else(proc_macro2::Span::call_site),
                _ => proc_macro2::Span::call_site(),
            };
            errors.push(syn::Error::new(at, "a policy document is an object: `policy!({ \"Statement\": [..] })`"));
            return;
        }
    };
    let Some(keys) = keys(entries, "a policy document", DOCUMENT, errors) else { return };
    match keys.iter().find(|(key, _)| key == "Statement") {
        None => {
            errors.push(syn::Error::new(span, "this policy document has no `Statement`: add `\"Statement\": [..]`"))
        }
        Some((_, Json::List(statements))) => statements.iter().for_each(|one| statement(one, errors)),
        Some((_, one)) => statement(one, errors),
    }
}

fn span_of(json: &Json) -> Option<proc_macro2::Span> {
    match json {
        Json::Object { span, .. } => Some(*span),
        Json::Value(expr) => Some(expr.to_token_stream().span()),
        _ => None,
    }
}

pub(crate) fn expand(json: &Json) -> TokenStream {
    let mut errors = Errors::default();
    document(json, &mut errors);
    let errors = errors.tokens();
    if !errors.is_empty() {
        // A value of any type, so that its uses cause no further errors.
        return quote!({ #errors ::core::unreachable!() });
    }
    let (json, resources) = (json::expand(json), resources());
    quote!(#resources::types::Policy::from_json(#json))
}
