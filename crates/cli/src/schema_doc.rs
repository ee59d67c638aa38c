//! Resource types as a document: the output of `schema --json`. Its own schema is in `docs/schema/schema.json`.

use archipel_engine::Value;
use archipel_engine::model::constraints::Bounds;
use archipel_engine::schema::{Actions, FieldSchema, Idempotency, OutputSchema, RecordSchema, Schema, TypeRef};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the document; it increases when a field is removed or changes its meaning.
pub const VERSION: u32 = 1;

/// The output of `schema --json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Document {
    /// The version of this format.
    pub version: u32,
    /// The types, sorted by name.
    pub types: Vec<Type>,
    /// All types of CloudFormation, if no type was named: `schema TYPE --json` has the arguments of one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cloudformation: Vec<CloudFormationType>,
}

/// A CloudFormation type, and how a program can use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CloudFormationType {
    /// Its name: `AWS::Backup::BackupPlan`.
    #[serde(rename = "type")]
    pub name: String,
    /// `native`: a native type covers it; `cloud_control`: with generated code, or as a document; `cloudformation_stack`: the same,
    /// and a CloudFormation stack has each resource, because Cloud Control refuses the type; `unavailable`: not at all.
    pub route: String,
    /// The native type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// What Cloud Control cannot do with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// A resource type or a data source.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Type {
    /// Its name: `aws:ec2/Vpc`.
    #[serde(rename = "type")]
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// Whether it is read only.
    pub data_source: bool,
    /// How a program uses an AWS type: `native`, `cloud_control`, `cloudformation_stack` for a type that Cloud Control refuses or, for
    /// a CloudFormation type without handlers, `unavailable`. A CloudFormation type that a native type covers is `native`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The native type that covers a CloudFormation type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// What Cloud Control cannot do with the type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
    /// The service, by its name in IAM.
    pub service: String,
    /// Whether it is global, without a region.
    pub global: bool,
    /// The data that a delete loses, if it holds data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_data: Option<String>,
    /// The property that prevents deletion while it is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// How a repeated create avoids a second resource.
    pub identity: Idempotency,
    /// Sets of properties that must be unique among resources of the type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<String>>,
    /// The form of the id that `import` takes: attributes in braces, parts joined by `|`. A type can have several forms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub import_ids: Vec<String>,
    /// Why an existing resource cannot be imported, if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_imported: Option<String>,
    /// The names of the type in Terraform.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terraform: Vec<String>,
    /// The Rust type that a program passes the inputs in: `VpcArgs`.
    pub builder: String,
    /// The inputs.
    pub arguments: Vec<Argument>,
    /// The outputs.
    pub attributes: Vec<Attribute>,
    /// The IAM actions that each operation uses.
    pub actions: Actions,
    /// Typical durations of the operations, in seconds.
    pub typical_seconds: Seconds,
    /// The timeouts of the operations, in seconds.
    pub timeout_seconds: Seconds,
}

/// Seconds, by operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Seconds {
    /// To create.
    pub create: u64,
    /// To update in place.
    pub update: u64,
    /// To delete.
    pub delete: u64,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ValueType {
    /// The type in the notation of the documentation: `List<SubnetId>`.
    pub name: String,
    /// As a Rust program writes it: `Vec<SubnetId>`.
    pub rust: String,
    /// The kind: `bool`, `int`, `float`, `text`, `enum`, `json`, `list`, `map`, `record`, `any`.
    pub kind: String,
    /// The texts that an enum allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The variant of the Rust enum for each of these texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// The type of the elements of a list or map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Box<ValueType>>,
    /// The fields of a record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Argument>,
}

impl ValueType {
    /// The type of the elements, through lists and maps.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        self.of.as_deref().map_or(self, Self::innermost)
    }

    /// Each variant of an enum with its text.
    pub fn spellings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variants.iter().zip(&self.values).map(|(variant, value)| (variant.as_str(), value.as_str()))
    }
}

/// An argument, or a field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ValueType,
    /// Whether a program must set it.
    pub required: bool,
    /// The default value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether a change replaces the resource.
    pub replaces: bool,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces_because: Option<String>,
    /// Whether the API accepts it and never returns it.
    pub write_only: bool,
    /// Whether it is secret.
    pub secret: bool,
    /// Whether the order of its elements has no meaning.
    pub set_like: bool,
    /// Whether the API chooses a value if the program sets none.
    pub computed: bool,
    /// Equivalent spellings of its text, which are not differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "form")]
    pub equivalence: Option<String>,
    /// The number of characters of a text, or of each text in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Limits>,
    /// A regular expression that the whole text matches, or each text in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The value of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Limits>,
    /// The number of elements of a list or map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Limits>,
    /// The constraints in words, for pages.
    #[serde(skip)]
    pub constraints: Vec<String>,
}

/// The lowest and the highest allowed number. A missing one is unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Limits {
    /// The lowest allowed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The highest allowed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

impl From<Bounds> for Limits {
    fn from(Bounds { min, max }: Bounds) -> Self {
        Self { min, max }
    }
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ValueType,
    /// The argument that it repeats, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    /// Whether it is secret.
    pub secret: bool,
    /// Whether an update in place can change it.
    pub changes_on_update: bool,
    /// Whether a resource may be without it, so that its Rust type is an `Option`.
    pub optional: bool,
}

impl Attribute {
    /// The type that the function of this name returns an [`Output`](archipel_engine::Output) of.
    #[must_use]
    pub fn rust(&self) -> String {
        if self.optional { format!("Option<{}>", self.ty.rust) } else { self.ty.rust.clone() }
    }
}

impl Document {
    /// The document for these types.
    #[must_use]
    pub fn of<'a>(schemas: impl IntoIterator<Item = &'a Schema>) -> Self {
        let mut types: Vec<Type> = schemas.into_iter().map(Type::from).collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        Self { version: VERSION, types, cloudformation: Vec::new() }
    }
}

impl From<&Schema> for Type {
    fn from(schema: &Schema) -> Self {
        let meta = &schema.meta;
        let seconds = |durations: archipel_engine::schema::Durations| Seconds {
            create: durations.create.as_secs(),
            update: durations.update.as_secs(),
            delete: durations.delete.as_secs(),
        };
        Self {
            name: schema.type_name.to_owned(),
            doc: schema.doc.to_owned(),
            data_source: schema.data_source,
            route: None,
            native: None,
            limits: Vec::new(),
            service: meta.service.to_owned(),
            global: meta.global,
            holds_data: meta.holds_data.map(str::to_owned),
            guard: meta.guard.map(str::to_owned),
            identity: meta.idempotency,
            unique: meta.unique.iter().map(|set| set.iter().map(|name| (*name).to_owned()).collect()).collect(),
            import_ids: distinct(meta.terraform.iter().map(|(_, id)| *id)),
            not_imported: meta.not_imported.map(str::to_owned),
            terraform: distinct(meta.terraform.iter().map(|(name, _)| *name)),
            builder: schema.inputs.builder.to_owned(),
            arguments: arguments(schema.inputs),
            attributes: schema.outputs.iter().map(Attribute::from).collect(),
            actions: meta.actions,
            typical_seconds: seconds(meta.typical),
            timeout_seconds: seconds(meta.timeouts),
        }
    }
}

/// Each of these once, in the order of their first occurrence.
fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    all.fold(Vec::new(), |mut found, one| {
        if !found.iter().any(|other| other == one) {
            found.push(one.to_owned());
        }
        found
    })
}

fn arguments(record: &RecordSchema) -> Vec<Argument> {
    record.fields.iter().map(Argument::from).collect()
}

impl From<&FieldSchema> for Argument {
    fn from(field: &FieldSchema) -> Self {
        Self {
            name: field.name.to_owned(),
            doc: field.doc.to_owned(),
            ty: ValueType::from(&field.ty),
            required: field.required,
            default: field.default.clone(),
            replaces: field.replaces.is_some(),
            replaces_because: field.replaces.filter(|why| !why.is_empty()).map(|why| match field.replaces_when {
                Some(rule) => format!("{why} (a change {}; others are updates)", rule.name),
                None => why.to_owned(),
            }),
            write_only: field.write_only,
            secret: field.secret,
            set_like: field.set_like,
            computed: field.computed,
            equivalence: field.equivalence.map(|equivalence| equivalence.name.to_owned()),
            length: field.constraints.length.map(Limits::from),
            pattern: field.constraints.pattern.map(str::to_owned),
            range: field.constraints.range.map(Limits::from),
            items: field.constraints.items.map(Limits::from),
            constraints: field.constraints.describe(),
        }
    }
}

impl From<&OutputSchema> for Attribute {
    fn from(output: &OutputSchema) -> Self {
        Self {
            name: output.name.to_owned(),
            doc: output.doc.to_owned(),
            ty: ValueType::from(&output.ty),
            argument: output.input.map(str::to_owned),
            secret: output.secret,
            changes_on_update: output.changes_on_update,
            optional: output.optional,
        }
    }
}

impl From<&TypeRef> for ValueType {
    fn from(ty: &TypeRef) -> Self {
        let kind = match ty {
            TypeRef::Any => "any",
            TypeRef::Bool => "bool",
            TypeRef::Int(_) => "int",
            TypeRef::Float => "float",
            TypeRef::Text(_) | TypeRef::Prefixed(..) => "text",
            TypeRef::Enum(..) => "enum",
            TypeRef::Json(_) => "json",
            TypeRef::List(_) => "list",
            TypeRef::Map(_) => "map",
            TypeRef::Record(_) => "record",
        };
        Self {
            name: ty.describe(),
            rust: ty.rust(),
            kind: kind.to_owned(),
            values: match ty {
                TypeRef::Enum(_, values, _) => values.iter().map(|value| (*value).to_owned()).collect(),
                _ => Vec::new(),
            },
            variants: match ty {
                TypeRef::Enum(_, _, variants) => variants.iter().map(|variant| (*variant).to_owned()).collect(),
                _ => Vec::new(),
            },
            of: match ty {
                TypeRef::List(of) | TypeRef::Map(of) => Some(Box::new(Self::from(&**of))),
                _ => None,
            },
            fields: match ty {
                TypeRef::Record(record) => arguments(record),
                _ => Vec::new(),
            },
        }
    }
}
