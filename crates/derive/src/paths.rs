//! Where the engine and the AWS resource types are, seen from the crate that uses a macro.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

/// The path of the engine: the crate itself where it is a dependency, else through the facade.
pub(crate) fn engine() -> TokenStream {
    // `Itself` also means the engine's tests and examples, which see it under its own name; its library says
    // `extern crate self as archipel_engine`.
    match crate_name("archipel-engine") {
        Ok(FoundCrate::Itself) => return quote!(::archipel_engine),
        Ok(FoundCrate::Name(name)) => {
            let name = Ident::new(&name, Span::call_site());
            return quote!(::#name);
        }
        Err(_) => {}
    }
    match crate_name("archipel") {
        Ok(FoundCrate::Itself) => quote!(::archipel::engine),
        Ok(FoundCrate::Name(name)) => {
            let name = Ident::new(&name, Span::call_site());
            quote!(::#name::engine)
        }
        Err(_) => quote!(::archipel_engine),
    }
}

/// The path of the AWS resource types: the crate itself where it is a dependency, else through the facade.
pub(crate) fn resources() -> TokenStream {
    match (crate_name("archipel-resources"), crate_name("archipel")) {
        (Ok(FoundCrate::Name(name)), _) => {
            let name = Ident::new(&name, Span::call_site());
            quote!(::#name)
        }
        (Ok(FoundCrate::Itself), _) => quote!(::archipel_resources),
        (_, Ok(FoundCrate::Name(name))) => {
            let name = Ident::new(&name, Span::call_site());
            quote!(::#name::aws)
        }
        _ => quote!(::archipel::aws),
    }
}
