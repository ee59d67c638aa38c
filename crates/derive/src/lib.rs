//! The macros of Archipel. `archipel-engine` re-exports them; they are documented there by use.
//!
//! - `#[derive(Args)]` on a struct of properties: its schema, and the builder that programs write.
//! - `#[derive(Prop)]` on an enum without data: text that is one of a few.
//! - `#[resource]` and `#[data_source]` on a struct of attributes: the handle that programs hold.
//! - `output_format!`: text with outputs in it; `json!` and `policy!`: JSON and IAM policy documents with outputs.
//!
//! What is generated is small on purpose, because a provider has hundreds of types: a builder is a map of
//! expressions, and a setter one call.

mod args;
mod attrs;
mod common;
mod constraints;
mod format;
mod json;
mod paths;
mod policy;
mod text_enum;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemStruct, parse_macro_input};

/// Makes a struct a record of properties, and writes its builder: `VpcArgs` for `VpcProps`, or the name that
/// `#[args(Name)]` gives.
///
/// A field without a default that is not an `Option`, `Vec` or `BTreeMap` is required: an argument of the builder's
/// `new`, in the order of declaration. Every other field is a method of its name. Documentation goes to the schema
/// and to the builder.
///
/// Marks, in `#[arg(..)]`:
///
/// - `replace = "EC2 cannot change it in place"`: a change replaces the resource; the reason follows "because".
/// - `replace_when = RULE`: a `ReplacesWhen`, for a property with `replace` of which only some changes replace the resource.
/// - `default = <expr>`: what it is when a program does not give it. Text may be a literal; for an `Option<T>` it
///   is a `T`.
/// - `required`: for a `Vec` or `BTreeMap` that a program must give.
/// - `computed`: the API chooses a value when a program gives none.
/// - `set`: the order of the list has no meaning.
/// - `write_only`: the API takes it and never gives it back.
/// - `secret`: masked wherever it would be shown.
/// - `equivalence = equivalence::CIDR`: which spellings of a text are equal. They are not treated as a change.
/// - `length = 1..=255`: the number of characters of a text; `pattern = "[a-z-]+"`: a regular expression that the whole
///   text matches; `range = 1..=9`: the value of a number; `items = 1..`: the number of elements of a list or map. The
///   planner checks them; in a list, the first three apply to each element.
#[proc_macro_derive(Args, attributes(arg, args))]
pub fn args(input: TokenStream) -> TokenStream {
    args::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum without data a property: text that is one of a few.
///
/// A variant's text is its name in kebab case. `#[prop(rename_all = "..")]` on the enum takes another style
/// (`SCREAMING_SNAKE`, `lowercase`, `verbatim`, `kebab`), `#[prop("text")]` on a variant another text. The enum gets
/// `VALUES`, `as_str`, `Display` and `FromStr`.
#[proc_macro_derive(Prop, attributes(prop))]
pub fn prop(input: TokenStream) -> TokenStream {
    text_enum::expand(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct of attributes a resource type: `#[resource("aws:ec2/Vpc", props = VpcProps)]`.
///
/// The fields move to `VpcAttrs`, which the type's code returns; `Vpc` becomes the handle that a program holds, with
/// `Vpc::new(scope, name, args)`, `Vpc::with_options(.., options)` and a method per attribute that gives an `Output`.
/// The author adds `impl Resource for Vpc`. `args = Name` names the builder when the properties are not `XProps`;
/// without `props`, or with `props = ()`, there are no arguments.
///
/// Marks, in `#[attr(..)]`:
///
/// - `input = "cidr_block"`: it repeats this property, and is known as soon as that is.
/// - `secret`: masked wherever it would be shown.
/// - `changes`: an update in place may change it.
#[proc_macro_attribute]
pub fn resource(head: TokenStream, item: TokenStream) -> TokenStream {
    let head = parse_macro_input!(head as attrs::Head);
    attrs::expand(attrs::Kind::Resource, head, &parse_macro_input!(item as ItemStruct)).into()
}

/// Makes a struct of attributes a data source: `#[data_source("aws:ec2/AvailabilityZones")]`.
///
/// As `#[resource]`, with `get` instead of `new`. The author adds
/// `impl DataSource for ..`.
#[proc_macro_attribute]
pub fn data_source(head: TokenStream, item: TokenStream) -> TokenStream {
    let head = parse_macro_input!(head as attrs::Head);
    attrs::expand(attrs::Kind::DataSource, head, &parse_macro_input!(item as ItemStruct)).into()
}

/// Text with outputs in it, itself an output: `output_format!("arn:aws:s3:::{}/*", bucket.name())`.
///
/// Placeholders are `{}`, `{0}` and `{name}`; a name is that of an argument (`name = expr`) or of a variable. There
/// are no format specifications.
#[proc_macro]
pub fn output_format(input: TokenStream) -> TokenStream {
    format::expand(&parse_macro_input!(input as format::Call)).into()
}

/// A JSON document with outputs in it, which is a `Json`: `json!({ "bucket": bucket.bucket(), "stages": ["dev", stage] })`.
///
/// Values are text, numbers, booleans, `null`, lists, objects, expressions of Rust, and outputs of any property type. Keys
/// are expressions, too. Expressions are used by reference. The text of the document is compact and has sorted keys.
/// Types that are JSON text, such as policy documents, become a part of the document.
#[proc_macro]
pub fn json(input: TokenStream) -> TokenStream {
    json::expand(&parse_macro_input!(input as json::Json)).into()
}

/// An IAM policy document with outputs in it, as `json!` writes it.
///
/// Unknown keys, and statements without an effect or an action, do not compile. What only the values show is an error
/// in the plan, at the line of the macro. A document without a `Version` gets `2012-10-17`.
#[proc_macro]
pub fn policy(input: TokenStream) -> TokenStream {
    policy::expand(&parse_macro_input!(input as json::Json)).into()
}
