//! The shape of one property: the part of JSON Schema that CloudFormation uses.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// The shape of a property, as the schema writes it. [`TypeSchema::resolve`](super::TypeSchema::resolve) follows its references.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Shape {
    /// The shape to use, of the definitions: `#/definitions/Tag`.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// The JSON types.
    #[serde(rename = "type")]
    pub types: Types,
    /// Its documentation.
    pub description: Option<String>,
    /// Its title.
    pub title: Option<String>,

    /// The properties of an object.
    pub properties: BTreeMap<String, Shape>,
    /// The values of a map, by patterns of its keys.
    pub pattern_properties: BTreeMap<String, Shape>,
    /// Other properties of an object.
    pub additional_properties: Option<Additional>,
    /// The properties that an object must have.
    pub required: Vec<String>,
    /// Sets of properties of which an object has exactly one. An addition of cfn-lint.
    pub required_xor: Vec<String>,
    /// Sets of properties of which an object has one or more. An addition of cfn-lint.
    pub required_or: Vec<String>,
    /// The properties that another one makes necessary.
    pub dependent_required: BTreeMap<String, Vec<String>>,
    /// The properties that another one rules out. An addition of cfn-lint.
    pub dependent_excluded: BTreeMap<String, Vec<String>>,
    /// The fewest properties of an object.
    pub min_properties: Option<u64>,
    /// The most properties of an object.
    pub max_properties: Option<u64>,

    /// The elements of a list.
    pub items: Option<Box<Shape>>,
    /// The fewest elements of a list.
    pub min_items: Option<u64>,
    /// The most elements of a list.
    pub max_items: Option<u64>,
    /// Whether no two elements of a list are equal.
    pub unique_items: Option<bool>,
    /// Whether the order of a list has a meaning. CloudFormation's default is that it has.
    pub insertion_order: Option<bool>,
    /// `AttributeList` for a list of named settings, which is compared by the declared elements only.
    pub array_type: Option<String>,

    /// The allowed values.
    #[serde(rename = "enum")]
    pub values: Vec<Json>,
    /// The allowed texts, in any case. An addition of cfn-lint.
    pub enum_case_insensitive: Vec<Json>,
    /// The only allowed value.
    #[serde(rename = "const")]
    pub constant: Option<Json>,
    /// The value if none is set.
    pub default: Option<Json>,
    /// Values for documentation.
    pub examples: Vec<Json>,

    /// A regular expression of ECMA 262 that matches anywhere in a text.
    pub pattern: Option<String>,
    /// The fewest characters of a text.
    pub min_length: Option<u64>,
    /// The most characters of a text.
    pub max_length: Option<u64>,
    /// The format of a text: `date-time`, `json`, or a resource and its attribute, such as `AWS::IAM::Role.Arn`.
    pub format: Option<String>,
    /// The lowest allowed number.
    pub minimum: Option<f64>,
    /// The highest allowed number.
    pub maximum: Option<f64>,
    /// The number that every allowed number is below.
    pub exclusive_maximum: Option<f64>,
    /// The number that every allowed number is above.
    pub exclusive_minimum: Option<f64>,
    /// The number that every allowed number is a multiple of.
    pub multiple_of: Option<f64>,
    /// The resource whose attribute the text is.
    pub relationship_ref: Option<Relationship>,

    /// Exactly one of these fits.
    pub one_of: Vec<Shape>,
    /// One or more of these fit.
    pub any_of: Vec<Shape>,
    /// All of these fit.
    pub all_of: Vec<Shape>,
}

impl Shape {
    /// The resource type and the attribute that the text comes from: `AWS::IAM::Role` and `Arn`. Only schemas and cfn-lint's
    /// additions to them know it, and not everywhere.
    #[must_use]
    pub fn refers_to(&self) -> Option<(&str, &str)> {
        if let Some(Relationship { type_name, property_path }) = &self.relationship_ref {
            return Some((type_name, property_path.trim_start_matches('/').trim_start_matches("properties/")));
        }
        let format = self.format.as_deref()?;
        format.rsplit_once('.').filter(|(kind, _)| kind.starts_with("AWS::"))
    }

    /// The name of the definition that it refers to.
    #[must_use]
    pub fn definition(&self) -> Option<&str> {
        self.reference.as_deref()?.strip_prefix("#/definitions/")
    }
}

/// The types of JSON that a value may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "TypesText")]
pub struct Types(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum TypesText {
    One(String),
    Several(Vec<String>),
}

impl From<TypesText> for Types {
    fn from(text: TypesText) -> Self {
        Self(match text {
            TypesText::One(name) => vec![name],
            TypesText::Several(mut names) => {
                names.sort_unstable();
                names
            }
        })
    }
}

impl Types {
    /// The names, sorted. Empty where the schema does not say.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|own| own == name)
    }

    /// Whether this is the only one.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        matches!(&*self.0, [only] if only == name)
    }
}

/// What an object may have besides its named properties.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Additional {
    /// Anything, or nothing.
    Any(bool),
    /// Values of this shape.
    Of(Box<Shape>),
}

/// The resource whose attribute a text is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Relationship {
    /// The type.
    pub type_name: String,
    /// The attribute, as `/properties/Arn`.
    pub property_path: String,
}
