//! What the macros share: collected errors, documentation, names, and types taken apart.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, GenericArgument, Generics, Ident, Lit, Meta, PathArguments, Type};

/// Errors, collected so that all of them are reported at once.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// An error at these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// As `compile_error!`s, to stand beside what is generated all the same: a type that is missing because of an
    /// unknown mark would only add errors that say nothing.
    pub(crate) fn tokens(self) -> TokenStream {
        self.0.map(|error| error.to_compile_error()).unwrap_or_default()
    }
}

/// The documentation of an item, as one text.
pub(crate) fn doc_text(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in doc_attrs(attrs) {
        if let Meta::NameValue(pair) = &attr.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
        {
            let text = text.value();
            lines.extend(text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()));
            if text.is_empty() {
                lines.push(String::new());
            }
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The documentation attributes of an item.
pub(crate) fn doc_attrs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc"))
}

/// A field's name as schemas have it: without `r#`.
pub(crate) fn plain_name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// What a property's type is around.
pub(crate) enum Shape<'a> {
    Plain,
    Option(&'a Type),
    List,
    Map,
}

/// Takes a type apart by the last name of its path, which is all a macro can see of it.
pub(crate) fn shape(ty: &Type) -> Shape<'_> {
    let Type::Path(path) = ty else { return Shape::Plain };
    let Some(last) = path.path.segments.last() else { return Shape::Plain };
    if last.ident == "Vec" {
        return Shape::List;
    }
    if last.ident == "BTreeMap" {
        return Shape::Map;
    }
    if last.ident == "Option"
        && let PathArguments::AngleBracketed(args) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = args.args.first()
    {
        return Shape::Option(inner);
    }
    Shape::Plain
}

/// Refuses generics.
pub(crate) fn no_generics(generics: &Generics, what: &str, errors: &mut Errors) {
    if !generics.params.is_empty() {
        errors.at(generics, format!("{what} cannot be generic: its schema is one for all"));
    }
}

/// The nearest of some names, for "did you mean".
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(name.len()) / 2)
        .map(|(_, candidate)| candidate)
}

/// "unknown mark `defualt`: did you mean `default`? ..."
pub(crate) fn unknown(what: &str, path: &syn::Path, known: &[&str]) -> syn::Error {
    let name = path.to_token_stream().to_string();
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = match nearest(&name, known) {
        Some(near) => format!("unknown {what} `{name}`: did you mean `{near}`? There are {all}"),
        None => format!("unknown {what} `{name}`: there are {all}"),
    };
    syn::Error::new(path.span(), message)
}

/// An expression as documentation shows it.
pub(crate) fn shown(expr: &Expr) -> String {
    let mut text = expr.to_token_stream().to_string();
    for (spaced, tight) in [
        (" :: ", "::"),
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" !", "!"),
        ("- ", "-"),
        ("& ", "&"),
    ] {
        text = text.replace(spaced, tight);
    }
    text
}

/// The attributes that keep generated inherent items free of warnings about the author's names.
pub(crate) fn quiet() -> TokenStream {
    quote!(#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)])
}

/// The end of `into_value`: `entries` as a map without what is absent, secrets marked.
pub(crate) fn map_value<'a>(
    engine: &TokenStream,
    fields: impl Iterator<Item = (&'a Ident, &'a Type, &'a str, bool)>,
) -> TokenStream {
    let entries: Vec<_> = fields
        .map(|(ident, ty, name, secret)| quote!((#name, #secret, <#ty as #engine::Prop>::into_value(self.#ident))))
        .collect();
    let count = entries.len();
    quote! {
        let entries: [(&str, bool, #engine::Value); #count] = [#(#entries),*];
        let mut map = ::std::collections::BTreeMap::new();
        for (name, secret, value) in entries {
            if !value.is_null() {
                map.insert(::std::string::String::from(name), if secret { value.into_secret() } else { value });
            }
        }
        #engine::Value::Map(map)
    }
}
