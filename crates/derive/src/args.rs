//! `#[derive(Args)]`: a record of properties, its schema, and the builder that programs write.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, Field, Fields, Ident, LitStr, Path, Type};

use crate::common::{
    Errors, Shape, doc_attrs, doc_text, map_value, no_generics, plain_name, quiet, shape, shown, unknown,
};
use crate::constraints::Constraints;
use crate::paths::engine;

const MARKS: &[&str] = &[
    "replace",
    "replace_when",
    "default",
    "required",
    "computed",
    "set",
    "equivalence",
    "write_only",
    "secret",
    "length",
    "pattern",
    "range",
    "items",
];
const RESERVED: &[&str] = &["new", "into_inputs", "into_input", "default", "clone"];

#[derive(Default)]
struct Marks {
    replace: Option<LitStr>,
    replace_when: Option<Path>,
    default: Option<Expr>,
    required: Option<Span>,
    computed: Option<Span>,
    set: Option<Span>,
    equivalence: Option<Path>,
    write_only: Option<Span>,
    secret: Option<Span>,
    constraints: Constraints,
}

impl Marks {
    fn read(field: &Field, errors: &mut Errors) -> Self {
        let mut marks = Self::default();
        for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("arg")) {
            let read = attr.parse_nested_meta(|meta| {
                let at = meta.path.span();
                let flag = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("replace") => {
                        let reason: LitStr = meta.value().and_then(syn::parse::ParseBuffer::parse).map_err(|_| {
                            syn::Error::new(
                                at,
                                "`replace` takes the reason: `replace = \"EC2 cannot change it in place\"`",
                            )
                        })?;
                        if reason.value().trim().is_empty() {
                            errors
                                .at(&reason, "the reason of `replace` is shown in plans: say why a change replaces it");
                        }
                        marks.replace = Some(reason);
                        return Ok(());
                    }
                    Some("default") => {
                        marks.default = Some(meta.value()?.parse()?);
                        return Ok(());
                    }
                    Some("replace_when") => {
                        marks.replace_when = Some(meta.value()?.parse()?);
                        return Ok(());
                    }
                    Some("equivalence") => {
                        marks.equivalence = Some(meta.value()?.parse()?);
                        return Ok(());
                    }
                    Some("pattern") => {
                        marks.constraints.pattern = Some(meta.value()?.parse()?);
                        return Ok(());
                    }
                    Some("length") => return marks.constraints.length.read(&meta),
                    Some("range") => return marks.constraints.range.read(&meta),
                    Some("items") => return marks.constraints.items.read(&meta),
                    Some("required") => &mut marks.required,
                    Some("computed") => &mut marks.computed,
                    Some("set") => &mut marks.set,
                    Some("write_only") => &mut marks.write_only,
                    Some("secret") => &mut marks.secret,
                    _ => {
                        errors.push(unknown("mark", &meta.path, MARKS));
                        if meta.input.peek(syn::Token![=]) {
                            meta.value()?.parse::<Expr>()?;
                        }
                        return Ok(());
                    }
                };
                *flag = Some(at);
                Ok(())
            });
            if let Err(error) = read {
                errors.push(error);
            }
        }
        marks
    }

    /// Marks that say opposite things, or nothing on this type.
    fn check(&self, shape: &Shape<'_>, errors: &mut Errors) {
        let mut say = |at: Option<Span>, wrong: bool, message: &str| {
            if let (Some(at), true) = (at, wrong) {
                errors.push(syn::Error::new(at, message));
            }
        };
        let plain = matches!(shape, Shape::Plain);
        let is_option = matches!(shape, Shape::Option(_));
        say(
            self.required,
            self.default.is_some(),
            "a property with a default is never missing: take off `required` or `default`",
        );
        say(self.required, is_option, "an `Option` can be left out: take off `required`, or the `Option`");
        say(
            self.required,
            self.computed.is_some(),
            "what the API chooses is not required: take off one of the two marks",
        );
        say(
            self.computed,
            self.default.is_some(),
            "the API chooses a `computed` property when a program gives none, so a default is never used: take off one",
        );
        say(
            self.computed,
            plain && self.required.is_none() && self.default.is_none(),
            "a `computed` property may be left out: make its type an `Option`",
        );
        let list = match shape {
            Shape::Option(inner) => matches!(crate::common::shape(inner), Shape::List),
            other => matches!(other, Shape::List),
        };
        say(self.set, !list, "`set` says that the order of a list has no meaning: it goes on a `Vec`");
        let map = match shape {
            Shape::Option(inner) => matches!(crate::common::shape(inner), Shape::Map),
            other => matches!(other, Shape::Map),
        };
        say(
            self.constraints.items.at,
            !list && !map,
            "`items` limits the number of elements: it goes on a `Vec` or `BTreeMap`",
        );
    }
}

struct Property<'a> {
    field: &'a Field,
    ident: &'a Ident,
    name: String,
    doc: String,
    /// What a program gives: the `T` of an `Option<T>`, else the type.
    given: &'a Type,
    is_option: bool,
    required: bool,
    marks: Marks,
}

impl<'a> Property<'a> {
    fn read(field: &'a Field, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let marks = Marks::read(field, errors);
        let shape = shape(&field.ty);
        marks.check(&shape, errors);
        let name = plain_name(ident);
        let (given, is_option) = match shape {
            Shape::Option(inner) => (inner, true),
            _ => (&field.ty, false),
        };
        let plain = matches!(shape, Shape::Plain);
        let required = marks.default.is_none() && (marks.required.is_some() || plain);
        if RESERVED.contains(&name.as_str()) && !required {
            errors.at(ident, format!("a property cannot be named `{name}`: the builder has a function of that name"));
        }
        Some(Self { field, ident, name, doc: doc_text(&field.attrs), given, is_option, required, marks })
    }

    fn default(&self) -> Option<TokenStream> {
        let given = self.given;
        self.marks.default.as_ref().map(|default| match default {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
                quote!(<#given as ::core::convert::From<&str>>::from(#text))
            }
            other => quote!(::core::convert::identity::<#given>(#other)),
        })
    }

    fn schema(&self, engine: &TokenStream) -> TokenStream {
        let Self { name, doc, required, .. } = self;
        let ty = &self.field.ty;
        let default = match self.default() {
            Some(default) => quote!(::core::option::Option::Some(#engine::Prop::into_value(#default))),
            None => quote!(::core::option::Option::None),
        };
        let replaces = match &self.marks.replace {
            Some(reason) => quote!(::core::option::Option::Some(#reason)),
            None => quote!(::core::option::Option::None),
        };
        let replaces_when = match &self.marks.replace_when {
            Some(rule) => quote!(::core::option::Option::Some(&#rule)),
            None => quote!(::core::option::Option::None),
        };
        let write_only = self.marks.write_only.is_some();
        let secret = self.marks.secret.is_some();
        let set_like = self.marks.set.is_some();
        let computed = self.marks.computed.is_some();
        let equivalence = match &self.marks.equivalence {
            Some(equivalence) => quote!(::core::option::Option::Some(&#equivalence)),
            None => quote!(::core::option::Option::None),
        };
        let constraints = self.marks.constraints.tokens(engine);
        quote!(#engine::schema::FieldSchema {
            name: #name,
            doc: #doc,
            ty: <#ty as #engine::Prop>::ty(),
            required: #required,
            default: #default,
            replaces: #replaces,
            replaces_when: #replaces_when,
            write_only: #write_only,
            secret: #secret,
            set_like: #set_like,
            computed: #computed,
            equivalence: #equivalence,
            constraints: #constraints,
        })
    }

    fn read_back(&self, engine: &TokenStream) -> TokenStream {
        let Self { ident, name, .. } = self;
        let (ty, given) = (&self.field.ty, self.given);
        let value = match (self.default(), self.is_option) {
            (Some(default), true) => {
                quote!(#engine::prop::take_field::<#ty>(&mut map, #name)?.or_else(|| ::core::option::Option::Some(#default)))
            }
            (Some(default), false) => {
                quote!(#engine::prop::take_field::<::core::option::Option<#given>>(&mut map, #name)?.unwrap_or_else(|| #default))
            }
            (None, _) => quote!(#engine::prop::take_field::<#ty>(&mut map, #name)?),
        };
        quote!(#ident: #value)
    }

    /// The builder with the property in it, from an argument called `value`.
    fn set(&self, engine: &TokenStream, builder: &TokenStream, value: &Ident) -> TokenStream {
        let Self { name, given, .. } = self;
        let secret = self.marks.secret.is_some();
        quote!(#builder.__set(#name, #secret, #engine::Input::<#given>::into_expr(#engine::IntoInput::into_input(#value))))
    }

    fn setter(&self, engine: &TokenStream) -> TokenStream {
        let Self { ident, given, name, .. } = self;
        let docs = doc_attrs(&self.field.attrs);
        let mut notes = String::new();
        if self.doc.is_empty() {
            notes = format!("Sets `{name}`.");
        }
        if let Some(default) = &self.marks.default {
            notes.push_str(&format!("\n\nWhen it is not given, it is `{}`.", shown(default)));
        }
        if self.marks.computed.is_some() {
            notes.push_str("\n\nWhen it is not given, the API chooses.");
        }
        if let Some(limits) = self.marks.constraints.describe() {
            notes.push_str(&format!("\n\nConstraints: {limits}."));
        }
        if let Some(reason) = &self.marks.replace {
            let reason = reason.value();
            let change = if self.marks.replace_when.is_some() { "Some changes replace" } else { "A change replaces" };
            notes.push_str(&format!("\n\n{change} the resource, because {}.", reason.trim_end_matches('.')));
        }
        let notes = (!notes.is_empty()).then(|| quote!(#[doc = #notes]));
        let set = self.set(engine, &quote!(self), &format_ident!("value"));
        quote! {
            #(#docs)*
            #notes
            #[track_caller]
            pub fn #ident(self, value: impl #engine::IntoInput<#given>) -> Self {
                #set
            }
        }
    }
}

/// The builder's name: `#[args(Name)]`, else `XArgs` for `XProps`.
fn builder_name(input: &DeriveInput, errors: &mut Errors) -> Ident {
    let mut name = None;
    for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("args")) {
        match attr.parse_args::<Ident>() {
            Ok(ident) => name = Some(ident),
            Err(error) => {
                errors
                    .push(syn::Error::new(error.span(), "the name of the builder is wanted here: `#[args(TagArgs)]`"));
                name = Some(format_ident!("{}Args", input.ident));
            }
        }
    }
    if let Some(name) = name {
        return name;
    }
    let own = input.ident.to_string();
    if let Some(stem) = own.strip_suffix("Props").filter(|stem| !stem.is_empty()) {
        return Ident::new(&format!("{stem}Args"), input.ident.span());
    }
    errors.at(
        &input.ident,
        format!(
            "no name for the builder of `{own}`: name the struct `{own}Props`, which gives `{own}Args`, or say \
             `#[args({own}Args)]` above it",
        ),
    );
    format_ident!("{own}Args")
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => named.named.iter().collect::<Vec<_>>(),
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                return syn::Error::new_spanned(
                    &data.fields,
                    "properties have names: write `struct XProps { name: Type }`",
                )
                .to_compile_error();
            }
        },
        _ => {
            return syn::Error::new_spanned(
                &input.ident,
                "`Args` is derived on a struct with named fields; for an enum without data there is `#[derive(Prop)]`",
            )
            .to_compile_error();
        }
    };
    no_generics(&input.generics, "a record of properties", &mut errors);
    let builder = builder_name(input, &mut errors);
    let properties: Vec<_> = fields.into_iter().filter_map(|field| Property::read(field, &mut errors)).collect();

    let engine = engine();
    let quiet = quiet();
    let (vis, name) = (&input.vis, &input.ident);
    let (name_text, builder_text) = (name.to_string(), builder.to_string());
    let doc = doc_text(&input.attrs);
    let docs = doc_attrs(&input.attrs);

    let schemas = properties.iter().map(|property| property.schema(&engine));
    let map_value = map_value(
        &engine,
        properties.iter().map(|property| {
            (property.ident, &property.field.ty, property.name.as_str(), property.marks.secret.is_some())
        }),
    );
    let reads = properties.iter().map(|property| property.read_back(&engine));
    let (required, optional): (Vec<_>, Vec<_>) = properties.iter().partition(|property| property.required);
    let setters = optional.iter().map(|property| property.setter(&engine));
    let parameters = required.iter().map(|property| {
        let (ident, given) = (property.ident, property.given);
        quote!(#ident: impl #engine::IntoInput<#given>)
    });
    let empty = quote!(Self(::std::collections::BTreeMap::new()));
    let given = required.iter().fold(empty, |builder, property| property.set(&engine, &builder, property.ident));

    let builder_note = format!(
        "Builds [`{name_text}`]: what is required is given to [`new`](Self::new), everything else by the method of its name.",
    );
    let mut new_doc = "With what is required".to_owned();
    if required.is_empty() {
        new_doc = "With nothing set; every property has a method of its name.".to_owned();
    } else {
        new_doc.push_str(":\n");
        for property in &required {
            new_doc.push_str(&format!("\n- `{}`: {}", property.name, property.doc.replace('\n', "\n  ")));
            if let Some(reason) = &property.marks.replace {
                let reason = reason.value();
                new_doc
                    .push_str(&format!(" A change replaces the resource, because {}.", reason.trim_end_matches('.')));
            }
        }
    }
    let default = required.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #builder {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let what = format!("the properties of `{name_text}`");
    let errors = errors.tokens();

    quote! {
        #errors

        #(#docs)*
        ///
        #[doc = #builder_note]
        #quiet
        #[derive(Clone)]
        #[must_use]
        #vis struct #builder(::std::collections::BTreeMap<::std::string::String, #engine::program::Expr>);

        #quiet
        impl #builder {
            #[doc = #new_doc]
            #[track_caller]
            pub fn new(#(#parameters),*) -> Self {
                #given
            }

            #(#setters)*

            /// A null value leaves the property unset.
            fn __set(mut self, name: &str, secret: bool, expr: #engine::program::Expr) -> Self {
                if !expr.as_known().is_some_and(#engine::Value::is_null) {
                    self.0.insert(::std::string::String::from(name), if secret { expr.secret() } else { expr });
                }
                self
            }

            #[doc(hidden)]
            pub fn into_inputs(self) -> ::std::collections::BTreeMap<::std::string::String, #engine::program::Expr> {
                self.0
            }
        }

        #default

        #[automatically_derived]
        impl ::core::fmt::Debug for #builder {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #engine::program::debug(f, #builder_text, &self.0)
            }
        }

        #[automatically_derived]
        impl #engine::IntoInput<#name> for #builder {
            fn into_input(self) -> #engine::Input<#name> {
                #engine::Input::from_expr(#engine::program::Expr::map(self.0))
            }
        }

        #[automatically_derived]
        impl #engine::IntoInput<#name> for #name {
            fn into_input(self) -> #engine::Input<#name> {
                #engine::Input::from_expr(#engine::program::Expr::known(#engine::Prop::into_value(self)))
            }
        }

        #[automatically_derived]
        impl #engine::Prop for #name {
            fn ty() -> #engine::schema::TypeRef {
                // Schemas are trees: inside itself a record is any value.
                ::std::thread_local! {
                    static INSIDE: ::core::cell::Cell<bool> = const { ::core::cell::Cell::new(false) };
                }
                if INSIDE.replace(true) {
                    return #engine::schema::TypeRef::Any;
                }
                let ty = #engine::schema::TypeRef::Record(<Self as #engine::Props>::record());
                INSIDE.set(false);
                ty
            }

            fn into_value(self) -> #engine::Value {
                #map_value
            }

            #[allow(unused_mut, unused_variables)]
            fn from_value(value: #engine::Value) -> ::core::result::Result<Self, #engine::Mismatch> {
                let mut map = #engine::prop::record_map(value, #what)?;
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }

        #[automatically_derived]
        impl #engine::Props for #name {
            fn record() -> &'static #engine::schema::RecordSchema {
                static RECORD: ::std::sync::OnceLock<#engine::schema::RecordSchema> = ::std::sync::OnceLock::new();
                if let ::core::option::Option::Some(record) = RECORD.get() {
                    return record;
                }
                // Put together outside the lock: records that contain one another never wait for one another.
                let record = #engine::schema::RecordSchema {
                    name: #name_text,
                    builder: #builder_text,
                    doc: #doc,
                    fields: ::std::vec![#(#schemas),*],
                };
                RECORD.get_or_init(|| record)
            }
        }
    }
}
