//! `#[resource]` and `#[data_source]`: the attributes of a type, its handle, and its place in the engine's traits.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Field, Fields, Ident, ItemStruct, LitStr, Path, Token, Type, Visibility};

use crate::common::{Errors, Shape, doc_attrs, doc_text, map_value, no_generics, plain_name, quiet, shape, unknown};
use crate::paths::engine;

const MARKS: &[&str] = &["input", "secret", "changes"];
const SETTINGS: &[&str] = &["props", "args"];
const RESERVED: &[&str] = &["new", "get", "with_options", "urn", "clone"];

/// What is being declared.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Resource,
    DataSource,
}

/// The arguments of the attribute: `"aws:ec2/Vpc", props = VpcProps, args = VpcArgs`.
pub(crate) struct Head {
    type_name: LitStr,
    props: Option<Type>,
    args: Option<Path>,
    errors: Errors,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let empty = LitStr::new("", Span::call_site());
        let mut head = Self { type_name: empty, props: None, args: None, errors: Errors::default() };
        if input.peek(LitStr) {
            head.type_name = input.parse()?;
            head.check_name();
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        } else {
            let message = "the type's name comes first, as text: `\"aws:ec2/Vpc\", props = VpcProps`";
            head.errors.push(input.error(message));
        }
        while !input.is_empty() {
            let key: Path = input.parse()?;
            input.parse::<Token![=]>()?;
            if key.is_ident("props") {
                head.props = Some(input.parse()?);
            } else if key.is_ident("args") {
                head.args = Some(input.parse()?);
            } else {
                head.errors.push(unknown("setting", &key, SETTINGS));
                input.parse::<Expr>()?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(head)
    }
}

impl Head {
    fn check_name(&mut self) {
        let name = self.type_name.value();
        let good = name.split_once(':').and_then(|(provider, rest)| Some((provider, rest.split_once('/')?)));
        let word =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !good.is_some_and(|(provider, (service, ty))| word(provider) && word(service) && word(ty)) {
            self.errors.at(
                &self.type_name,
                "a type's name is PROVIDER:SERVICE/TYPE, such as `aws:ec2/Vpc`: it is part of every URN",
            );
        }
    }

    /// The type that arguments are given in, if there are any.
    fn args(&self, errors: &mut Errors) -> Option<Path> {
        if let Some(args) = &self.args {
            return Some(args.clone());
        }
        let props = self.props.as_ref()?;
        match props {
            Type::Tuple(tuple) if tuple.elems.is_empty() => return None,
            Type::Path(path) => {
                let mut path = path.path.clone();
                if let Some(last) = path.segments.last_mut()
                    && let Some(stem) = last.ident.to_string().strip_suffix("Props")
                {
                    last.ident = Ident::new(&format!("{stem}Args"), last.ident.span());
                    return Some(path);
                }
            }
            _ => {}
        }
        errors.at(props, "cannot derive the builder's name: name the struct `XProps`, or add `args = XArgs` here");
        None
    }
}

struct Attribute<'a> {
    field: &'a Field,
    ident: &'a Ident,
    name: String,
    input: Option<LitStr>,
    secret: bool,
    changes: bool,
}

impl<'a> Attribute<'a> {
    fn read(field: &'a Field, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let name = plain_name(ident);
        if RESERVED.contains(&name.as_str()) {
            errors.at(ident, format!("an attribute cannot be named `{name}`: the handle has a function of that name"));
        }
        let mut this = Self { field, ident, name, input: None, secret: false, changes: false };
        for attr in &field.attrs {
            if attr.path().is_ident("arg") {
                errors.at(attr, "`arg` marks properties; attributes are marked with `attr`");
            }
            if !attr.path().is_ident("attr") {
                continue;
            }
            let read = attr.parse_nested_meta(|meta| {
                match meta.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("input") => this.input = Some(meta.value()?.parse()?),
                    Some("secret") => this.secret = true,
                    Some("changes") => this.changes = true,
                    _ => return Err(unknown("mark", &meta.path, MARKS)),
                }
                Ok(())
            });
            if let Err(error) = read {
                errors.push(error);
            }
        }
        Some(this)
    }

    fn schema(&self, engine: &TokenStream) -> TokenStream {
        let Self { name, secret, changes, .. } = self;
        let ty = &self.field.ty;
        let optional = matches!(shape(ty), Shape::Option(_));
        let doc = doc_text(&self.field.attrs);
        let input = match &self.input {
            Some(input) => quote!(::core::option::Option::Some(#input)),
            None => quote!(::core::option::Option::None),
        };
        quote!(#engine::schema::OutputSchema {
            name: #name,
            doc: #doc,
            ty: <#ty as #engine::Prop>::ty(),
            input: #input,
            secret: #secret,
            changes_on_update: #changes,
            optional: #optional,
        })
    }

    /// Code that does not compile when the property that is repeated does not exist.
    fn check_input(&self, props: &TokenStream, errors: &mut Errors) -> Option<TokenStream> {
        let input = self.input.as_ref()?;
        match syn::parse_str::<Ident>(&input.value()).or_else(|_| syn::parse_str(&format!("r#{}", input.value()))) {
            Ok(mut property) => {
                property.set_span(input.span());
                Some(quote_spanned!(input.span()=> let _ = |props: &#props| { let _ = &props.#property; };))
            }
            Err(_) => {
                errors.at(input, "`input` names the property that this attribute repeats: `input = \"cidr_block\"`");
                None
            }
        }
    }
}

pub(crate) fn expand(kind: Kind, mut head: Head, item: &ItemStruct) -> TokenStream {
    let mut errors = std::mem::take(&mut head.errors);
    no_generics(&item.generics, "a resource type", &mut errors);
    let fields = match &item.fields {
        Fields::Named(named) => named.named.iter().collect::<Vec<_>>(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(unnamed) => {
            errors.at(unnamed, "attributes have names: write `pub struct Vpc { pub id: VpcId }`");
            Vec::new()
        }
    };
    let args = head.args(&mut errors);
    let attributes: Vec<_> = fields.into_iter().filter_map(|field| Attribute::read(field, &mut errors)).collect();

    let engine = engine();
    let quiet = quiet();
    let (vis, name) = (&item.vis, &item.ident);
    let attrs_name = format_ident!("{name}Attrs");
    let attrs_text = attrs_name.to_string();
    let type_name = &head.type_name;
    let doc = doc_text(&item.attrs);
    let props = match &head.props {
        Some(props) => quote!(#props),
        None => quote!(()),
    };
    for derive in item.attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        errors.at(
            derive,
            "take this off: handle and attributes are `Clone` and `Debug` already, and one struct becomes two",
        );
    }
    let other_attrs = item.attrs.iter().filter(|attr| !attr.path().is_ident("doc") && !attr.path().is_ident("derive"));
    let docs: Vec<_> = doc_attrs(&item.attrs).collect();

    let attrs_fields = attributes.iter().map(|attribute| {
        let kept =
            attribute.field.attrs.iter().filter(|attr| !attr.path().is_ident("attr") && !attr.path().is_ident("arg"));
        let Field { vis, ident, ty, .. } = attribute.field;
        quote!(#(#kept)* #vis #ident: #ty)
    });
    let checks: Vec<_> = attributes.iter().filter_map(|attribute| attribute.check_input(&props, &mut errors)).collect();
    let schemas = attributes.iter().map(|attribute| attribute.schema(&engine));
    let map_value = map_value(
        &engine,
        attributes
            .iter()
            .map(|attribute| (attribute.ident, &attribute.field.ty, attribute.name.as_str(), attribute.secret)),
    );
    let reads = attributes.iter().map(|Attribute { field: Field { ty, .. }, ident, name, .. }| {
        quote!(#ident: #engine::prop::take_field::<#ty>(&mut map, #name)?)
    });
    let accessors = attributes
        .iter()
        .filter(|attribute| !RESERVED.contains(&attribute.name.as_str()))
        .map(|attribute| accessor(attribute, vis, &engine));

    let attrs_doc = match kind {
        Kind::Resource => format!("What a [`{name}`] has once it exists: the attributes of `{}`.", type_name.value()),
        Kind::DataSource => format!("What [`{name}`] answers: the attributes of `{}`.", type_name.value()),
    };
    // A secret attribute is not for logs: then `Debug` is written out.
    let (derive_debug, debug) = if attributes.iter().any(|attribute| attribute.secret) {
        let shown = attributes.iter().map(|Attribute { ident, name, secret, .. }| {
            if *secret {
                quote!(.field(#name, &::core::format_args!("{}", #engine::value::MASK)))
            } else {
                quote!(.field(#name, &self.#ident))
            }
        });
        let debug = quote! {
            #[automatically_derived]
            impl ::core::fmt::Debug for #attrs_name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_struct(#attrs_text)#(#shown)*.finish()
                }
            }
        };
        (None, Some(debug))
    } else {
        (Some(quote!(Debug,)), None)
    };

    let (declare, verb) = match kind {
        Kind::Resource => ("new", "Declares one"),
        Kind::DataSource => ("get", "Declares that it is read"),
    };
    let declare = Ident::new(declare, Span::call_site());
    let declare_doc = format!("{verb}, under a name of its own in this scope.");
    let declare_with_doc = format!("{verb}, with options.");
    let (parameter, pass, inputs) = match &args {
        Some(args) => (Some(quote!(args: #args,)), Some(quote!(args,)), quote!(args.into_inputs())),
        None => (None, None, quote!(::std::collections::BTreeMap::new())),
    };

    // At the struct's name, so that the compiler reports a missing `impl Resource for ..` there.
    let meta = match kind {
        Kind::Resource => quote_spanned!(name.span()=> #engine::resource::resource_meta::<#name>()),
        Kind::DataSource => quote_spanned!(name.span()=> <#name as #engine::resource::DataSource>::meta()),
    };
    let data_source = kind == Kind::DataSource;
    let note = format!("The type `{}`.", type_name.value());
    let what = format!("the attributes of `{name}`");
    let errors = errors.tokens();

    quote! {
        #errors

        #(#docs)*
        ///
        #[doc = #note]
        #(#other_attrs)*
        #quiet
        #[derive(Clone, Debug)]
        #vis struct #name {
            handle: #engine::program::Handle,
        }

        #quiet
        impl #name {
            #[doc = #declare_doc]
            #[track_caller]
            pub fn #declare(scope: &#engine::Scope, name: impl ::core::convert::AsRef<str>, #parameter) -> Self {
                Self::with_options(scope, name, #pass #engine::Options::new())
            }

            #[doc = #declare_with_doc]
            #[track_caller]
            pub fn with_options(
                scope: &#engine::Scope,
                name: impl ::core::convert::AsRef<str>,
                #parameter
                options: #engine::Options,
            ) -> Self {
                let schema = <Self as #engine::resource::ResourceSchema>::schema();
                Self { handle: #engine::program::declare(scope, schema, name.as_ref(), #inputs, options) }
            }

            /// Its name in the stack, which stays when what it names is replaced.
            #[must_use]
            pub fn urn(&self) -> &#engine::Urn {
                self.handle.urn()
            }

            #(#accessors)*
        }

        #[automatically_derived]
        impl #engine::Declared for #name {
            fn node(&self) -> #engine::program::NodeId {
                #engine::Declared::node(&self.handle)
            }
        }

        #[automatically_derived]
        impl #engine::resource::ResourceSchema for #name {
            type Props = #props;
            type Attrs = #attrs_name;
            const TYPE: &'static str = #type_name;

            fn schema() -> &'static #engine::schema::Schema {
                static SCHEMA: ::std::sync::OnceLock<#engine::schema::Schema> = ::std::sync::OnceLock::new();
                SCHEMA.get_or_init(|| {
                    #engine::resource::schema_of::<#props, #attrs_name>(#type_name, #doc, #data_source, #meta)
                })
            }
        }

        #[doc = #attrs_doc]
        #quiet
        #[derive(Clone, #derive_debug PartialEq)]
        #vis struct #attrs_name {
            #(#attrs_fields,)*
        }

        #debug

        #[automatically_derived]
        impl #engine::Prop for #attrs_name {
            fn ty() -> #engine::schema::TypeRef {
                // The types of the attributes are in `Attributes::outputs`, which is what is asked for them.
                #engine::schema::TypeRef::Map(::std::boxed::Box::new(#engine::schema::TypeRef::Any))
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
        impl #engine::resource::Attributes for #attrs_name {
            fn outputs() -> ::std::vec::Vec<#engine::schema::OutputSchema> {
                #(#checks)*
                ::std::vec![#(#schemas),*]
            }
        }
    }
}

fn accessor(attribute: &Attribute<'_>, vis: &Visibility, engine: &TokenStream) -> TokenStream {
    let Attribute { field, ident, name, secret, .. } = attribute;
    let vis = match &field.vis {
        Visibility::Inherited => vis,
        own => own,
    };
    let ty = &field.ty;
    let docs = doc_attrs(&field.attrs);
    let fallback = doc_text(&field.attrs).is_empty().then(|| {
        let text = format!("The attribute `{name}`.");
        quote!(#[doc = #text])
    });
    let secret = secret.then(|| quote!(.secret()));
    quote! {
        #(#docs)*
        #fallback
        #[must_use]
        #[track_caller]
        #vis fn #ident(&self) -> #engine::Output<#ty> {
            #engine::Output::attribute(#engine::Declared::node(&self.handle), #name)#secret
        }
    }
}
