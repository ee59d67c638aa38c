//! `#[derive(Prop)]`: an enum without data, as text that is one of a few.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr};

use crate::common::{Errors, no_generics, plain_name, quiet, unknown};
use crate::paths::engine;

const STYLES: &[&str] = &["kebab", "lowercase", "SCREAMING_SNAKE", "verbatim"];

/// The words of a name in camel case; a run of capitals is one word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (i, &letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| letters.get(i));
        let after = letters.get(i + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()));
        match words.last_mut() {
            Some(word) if !starts => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

fn styled(name: &str, style: &str) -> String {
    match style {
        "verbatim" => name.to_owned(),
        "lowercase" => name.to_lowercase(),
        "SCREAMING_SNAKE" => words(name).join("_").to_uppercase(),
        _ => words(name).join("-").to_lowercase(),
    }
}

fn style(attrs: &[Attribute], errors: &mut Errors) -> String {
    let mut style = "kebab".to_owned();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("prop")) {
        let read = attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident("rename_all") {
                return Err(unknown("setting", &meta.path, &["rename_all"]));
            }
            let wanted: LitStr = meta.value()?.parse()?;
            if STYLES.contains(&wanted.value().as_str()) {
                style = wanted.value();
                Ok(())
            } else {
                Err(syn::Error::new(wanted.span(), format!("no such style: there are `{}`", STYLES.join("`, `"))))
            }
        });
        if let Err(error) = read {
            errors.push(error);
        }
    }
    style
}

fn own_text(attrs: &[Attribute], errors: &mut Errors) -> Option<LitStr> {
    let mut text = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("prop")) {
        match attr.parse_args::<LitStr>() {
            Ok(literal) => text = Some(literal),
            Err(error) => errors.push(syn::Error::new(
                error.span(),
                "a variant's attribute is the text it stands for: `#[prop(\"default\")]`",
            )),
        }
    }
    text
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let Data::Enum(data) = &input.data else {
        return syn::Error::new_spanned(
            &input.ident,
            "`Prop` is derived on an enum without data; a struct of properties takes `#[derive(Args)]`",
        )
        .to_compile_error();
    };
    let mut errors = Errors::default();
    no_generics(&input.generics, "an enum of texts", &mut errors);
    let style = style(&input.attrs, &mut errors);
    if data.variants.is_empty() {
        errors.at(&input.ident, "an enum without variants has no value");
    }
    let mut idents = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(&variant.fields, "a variant stands for one text and carries no data");
        }
        let text = match own_text(&variant.attrs, &mut errors) {
            Some(literal) => literal.value(),
            None => styled(&plain_name(&variant.ident), &style),
        };
        if texts.contains(&text) {
            errors.at(variant, format!("two variants stand for `{text}`: give one of them `#[prop(\"..\")]`"));
        }
        idents.push(&variant.ident);
        texts.push(text);
    }
    let errors = errors.tokens();
    if !errors.is_empty() && data.variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit)) {
        return errors;
    }
    let engine = engine();
    let quiet = quiet();
    let name = &input.ident;
    let name_text = name.to_string();
    let variants = idents.iter().map(|ident| plain_name(ident));

    quote! {
        #errors

        #quiet
        impl #name {
            /// Every text that is allowed, in the order of the variants.
            pub const VALUES: &'static [&'static str] = &[#(#texts),*];

            /// The text.
            #[must_use]
            pub const fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#idents => #texts,)*
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = #engine::Mismatch;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    #(#texts => ::core::result::Result::Ok(Self::#idents),)*
                    _ => {
                        // The nearest first: the one that begins alike for longest, whatever the case.
                        let mut allowed = ::std::vec::Vec::from(Self::VALUES);
                        allowed.sort_by_key(|value| {
                            let alike = value.bytes().zip(text.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b));
                            ::core::cmp::Reverse(alike.count())
                        });
                        ::core::result::Result::Err(#engine::Mismatch::new(::std::format!(
                            "invalid {} `{text}`: expected one of `{}`",
                            #name_text,
                            allowed.join("`, `"),
                        )))
                    }
                }
            }
        }

        #[automatically_derived]
        impl #engine::Prop for #name {
            fn ty() -> #engine::schema::TypeRef {
                #engine::schema::TypeRef::Enum(#name_text, Self::VALUES, &[#(#variants),*])
            }

            fn into_value(self) -> #engine::Value {
                #engine::Value::Str(::std::string::String::from(self.as_str()))
            }

            fn from_value(value: #engine::Value) -> ::core::result::Result<Self, #engine::Mismatch> {
                <::std::string::String as #engine::Prop>::from_value(value)?.parse()
            }
        }

        #[automatically_derived]
        impl #engine::prop::TextProp for #name {}

        #[automatically_derived]
        impl #engine::program::AnyInput for #name {
            fn to_expr(&self) -> #engine::program::Expr {
                #engine::program::Expr::known(#engine::Value::from(self.as_str()))
            }
        }

        #[automatically_derived]
        impl #engine::program::FormatPart for #name {
            fn part(&self) -> #engine::program::Expr {
                #engine::program::AnyInput::to_expr(self)
            }
        }

        #[automatically_derived]
        impl #engine::IntoInput<#name> for #name {
            fn into_input(self) -> #engine::Input<#name> {
                #engine::Input::from_expr(#engine::program::AnyInput::to_expr(&self))
            }
        }

        #[automatically_derived]
        impl #engine::IntoInput<::std::string::String> for #name {
            fn into_input(self) -> #engine::Input<::std::string::String> {
                #engine::Input::from_expr(#engine::program::AnyInput::to_expr(&self))
            }
        }

        // Text that is none of the values is an error of the program at the caller's line.
        #engine::text_inputs!(#name);
        #engine::text_outputs!(#name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_become_text_in_every_style() {
        assert_eq!(styled("PayPerRequest", "kebab"), "pay-per-request");
        assert_eq!(styled("PayPerRequest", "SCREAMING_SNAKE"), "PAY_PER_REQUEST");
        assert_eq!(styled("Enabled", "verbatim"), "Enabled");
        assert_eq!(styled("InService", "lowercase"), "inservice");
    }

    #[test]
    fn a_run_of_capitals_and_digits_is_one_word() {
        assert_eq!(styled("AES256", "kebab"), "aes256");
        assert_eq!(styled("HTTPSOnly", "kebab"), "https-only");
        assert_eq!(styled("Ipv4", "SCREAMING_SNAKE"), "IPV4");
        assert_eq!(styled("Gp3", "kebab"), "gp3");
    }
}
