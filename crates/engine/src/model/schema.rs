//! The schema of a resource type, before any run: its properties, their marks, and how it behaves.
//!
//! The derive macro writes [`RecordSchema`]s, a resource type adds its [`Meta`]; the planner, `schema --json` and
//! the generated documentation read them.

use std::time::Duration;

use serde::Serialize;

use super::constraints::Constraints;
use crate::model::equivalence::Equivalence;
use crate::model::value::Value;

/// The type of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    /// Any value.
    Any,
    /// A boolean.
    Bool,
    /// A whole number, with its Rust type: `u32`.
    Int(&'static str),
    /// A number.
    Float,
    /// Text. The name tells newtypes apart: `VpcId`, `Arn`, `String`.
    Text(&'static str),
    /// Text that starts with this prefix: a name of a newtype, such as `VpcId`, and `vpc-`.
    Prefixed(&'static str, &'static str),
    /// Text that is one of these: the name of a Rust enum, its texts, and the variant that each text is.
    Enum(&'static str, &'static [&'static str], &'static [&'static str]),
    /// A JSON document in text, compared by meaning, with its Rust type: `PolicyDocument`.
    Json(&'static str),
    /// An ordered list.
    List(Box<TypeRef>),
    /// A map with text keys.
    Map(Box<TypeRef>),
    /// A record with fields of its own.
    Record(&'static RecordSchema),
}

impl TypeRef {
    /// The type as documentation writes it: `List<SubnetId>`.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Any => "Any".into(),
            Self::Bool => "Bool".into(),
            Self::Int(_) => "Int".into(),
            Self::Float => "Float".into(),
            Self::Text(name) | Self::Prefixed(name, _) | Self::Enum(name, ..) => (*name).into(),
            Self::Json(_) => "Json".into(),
            Self::List(of) => format!("List<{}>", of.describe()),
            Self::Map(of) => format!("Map<{}>", of.describe()),
            Self::Record(record) => record.name.into(),
        }
    }

    /// The type as a program writes it: `Vec<SubnetId>`, and for a record its builder.
    #[must_use]
    pub fn rust(&self) -> String {
        match self {
            Self::Any => "Value".into(),
            Self::Bool => "bool".into(),
            Self::Float => "f64".into(),
            Self::Int(name) | Self::Json(name) | Self::Text(name) | Self::Prefixed(name, _) | Self::Enum(name, ..) => {
                (*name).into()
            }
            Self::List(of) => format!("Vec<{}>", of.rust()),
            Self::Map(of) => format!("BTreeMap<String, {}>", of.rust()),
            Self::Record(record) => record.builder.into(),
        }
    }
}

/// The fields of a record of properties.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordSchema {
    /// The record's name.
    pub name: &'static str,
    /// The builder that programs write: `VpcArgs`.
    pub builder: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its fields, in the order they were declared.
    pub fields: Vec<FieldSchema>,
}

impl RecordSchema {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldSchema> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One property and its marks.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSchema {
    /// The name, in snake case.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its type.
    pub ty: TypeRef,
    /// Whether a program must set it.
    pub required: bool,
    /// The value when a program does not set it.
    pub default: Option<Value>,
    /// Why a change replaces the resource, if it does: a sentence that follows "because".
    pub replaces: Option<&'static str>,
    /// Which changes replace the resource, if `replaces` has a reason and not all of them do.
    pub replaces_when: Option<&'static ReplacesWhen>,
    /// Whether the API takes it but never gives it back. It is never compared with what is read, and state keeps
    /// a keyed hash of it.
    pub write_only: bool,
    /// Whether it is secret.
    pub secret: bool,
    /// Whether the order of its elements has no meaning.
    pub set_like: bool,
    /// Whether the API chooses a value when a program sets none. The chosen value is then not a difference.
    pub computed: bool,
    /// The equivalence of its text, or of the texts in it: an API may return another spelling than it received.
    pub equivalence: Option<&'static Equivalence>,
    /// The constraints of its value beyond its type.
    pub constraints: Constraints,
}

impl FieldSchema {
    /// Why a change between these values replaces the resource, if it does. A value that is not known yet may be any.
    #[must_use]
    pub fn replaces_between(&self, old: &Value, new: &Value) -> Option<&'static str> {
        let known = [old, new].iter().all(|value| !is_unknown(value));
        let updates = known && self.replaces_when.is_some_and(|rule| !(rule.applies)(old, new));
        self.replaces.filter(|_| !updates)
    }
}

fn is_unknown(value: &Value) -> bool {
    match value {
        Value::Unknown => true,
        Value::Secret(inner) => is_unknown(inner),
        _ => false,
    }
}

/// Which changes of a property replace the resource, of a property where others are updates in place.
#[derive(Clone, Copy)]
pub struct ReplacesWhen {
    /// The words of the documentation: "from Advanced to Standard".
    pub name: &'static str,
    /// Whether a change from the first value to the second one replaces the resource. Parts of a list or a map may be
    /// unknown; a rule that depends on such a part applies.
    pub applies: fn(&Value, &Value) -> bool,
}

impl std::fmt::Debug for ReplacesWhen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ReplacesWhen").field(&self.name).finish()
    }
}

impl PartialEq for ReplacesWhen {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// One attribute that a resource has once it exists.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputSchema {
    /// The name, in snake case.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its type.
    pub ty: TypeRef,
    /// The input it repeats, if it does: it is then known as soon as that input is.
    pub input: Option<&'static str>,
    /// Whether it is secret.
    pub secret: bool,
    /// Whether an update in place may change it, so that it is unknown while an update is planned.
    pub changes_on_update: bool,
    /// Whether an existing resource may be without it.
    pub optional: bool,
}

/// How a create avoids a second copy of a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Idempotency {
    /// The API takes a client token; a repeated call with the same token returns the result of the first one.
    ClientToken,
    /// The API refuses a second resource with the same name or key.
    NaturalKey,
    /// The API offers neither: the create call carries an ownership tag, which is looked up before creating again.
    #[default]
    OwnershipTag,
}

/// How long the operations of a type take, or may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Durations {
    /// A create, until the resource is ready.
    pub create: Duration,
    /// An update in place, until the resource is ready again.
    pub update: Duration,
    /// A delete, until the resource no longer exists.
    pub delete: Duration,
}

/// [`Durations`] in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds {
    /// A create, until the resource is ready.
    pub create: u64,
    /// An update in place, until the resource is ready again.
    pub update: u64,
    /// A delete, until the resource no longer exists.
    pub delete: u64,
}

impl Seconds {
    /// The same duration for each operation.
    #[must_use]
    pub const fn each(seconds: u64) -> Self {
        Self { create: seconds, update: seconds, delete: seconds }
    }

    const fn durations(self) -> Durations {
        Durations {
            create: Duration::from_secs(self.create),
            update: Duration::from_secs(self.update),
            delete: Duration::from_secs(self.delete),
        }
    }
}

/// The time between two status reads of a waiting resource: it starts at `first_millis` after the response to the create
/// and doubles up to `max_secs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollInterval {
    /// The first interval, in milliseconds.
    pub first_millis: u64,
    /// The longest interval, in seconds.
    pub max_secs: u64,
}

/// The times of the polls of a waiting resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    /// After the first response of the create call.
    pub first: Duration,
    /// The longest time between two polls: the time doubles up to it.
    pub cap: Duration,
    /// For how long "not found" right after a create means "not yet".
    pub visible_within: Duration,
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(200),
            cap: Duration::from_secs(10),
            visible_within: Duration::from_secs(60),
        }
    }
}

/// The permissions that each operation needs, as IAM actions (`ec2:CreateVpc`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Actions {
    /// To create.
    pub create: &'static [&'static str],
    /// To read, wait, refresh and look up.
    pub read: &'static [&'static str],
    /// To update in place.
    pub update: &'static [&'static str],
    /// To delete.
    pub delete: &'static [&'static str],
}

/// A property with an IP range that no two resources may share. See [`Meta::disjoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disjoint {
    /// The property with the range.
    pub range: &'static str,
    /// The properties whose values the resources have in common.
    pub within: &'static [&'static str],
}

/// How a resource type behaves. Built with `Meta::new(..)` and setters by the type's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// The service, as IAM and SigV4 name it: `ec2`.
    pub service: &'static str,
    /// Whether it belongs to no region.
    pub global: bool,
    /// The typical durations of operations; the scheduler uses them until real ones are recorded.
    pub typical: Durations,
    /// The timeouts. A timeout is not a failure of the resource: the journal keeps its outcome as unknown.
    pub timeouts: Durations,
    /// The times of the polls of a waiting resource.
    pub polling: Polling,
    /// How a create avoids a second copy.
    pub idempotency: Idempotency,
    /// Whether a lookup after a create finds only resources of the same declaration. See `Identity::PROVES_OWNERSHIP`.
    pub lookup_proves_ownership: bool,
    /// Whether a lookup finds the resource of an interrupted create.
    pub looks_up: bool,
    /// Sets of properties that no two resources of the type may share. When a replacement keeps all properties of
    /// one set, the old resource must be deleted first.
    pub unique: &'static [&'static [&'static str]],
    /// A property with an IP range that must not overlap with that of another resource of the type.
    pub disjoint: Option<Disjoint>,
    /// Whether a replacement always deletes the old resource first.
    pub delete_first: bool,
    /// Whether the service refuses to delete it while something else refers to it.
    pub undeletable_in_use: bool,
    /// The data that is lost with the resource, if it has any: "the objects in the bucket".
    pub holds_data: Option<&'static str>,
    /// The property with the number of days for which its service keeps a deleted one: `recovery_window_in_days`.
    pub deletion_window: Option<&'static str>,
    /// The property that keeps the service from deleting it while it is true: `deletion_protection`.
    pub guard: Option<&'static str>,
    /// The permissions it needs.
    pub actions: Actions,
    /// Terraform's name of the type. See [`Meta::terraform`].
    pub terraform: &'static [(&'static str, &'static str)],
    /// Terraform's resource types that are properties of this type. See [`Meta::terraform_parts`].
    pub terraform_parts: &'static [&'static str],
    /// Why an existing resource cannot be imported, if it cannot: a sentence without its end.
    pub not_imported: Option<&'static str>,
    /// Whether an import ends with the type's create, which gets the id. See [`Meta::marks_imports`].
    pub marks_imports: bool,
}

impl Meta {
    /// A type of this service, with short operations and no natural key.
    #[must_use]
    pub const fn new(service: &'static str) -> Self {
        Self {
            service,
            global: false,
            typical: Seconds::each(2).durations(),
            timeouts: Seconds { create: 300, update: 300, delete: 900 }.durations(),
            polling: Polling {
                first: Duration::from_millis(200),
                cap: Duration::from_secs(10),
                visible_within: Duration::from_secs(60),
            },
            idempotency: Idempotency::OwnershipTag,
            lookup_proves_ownership: true,
            looks_up: true,
            unique: &[],
            disjoint: None,
            delete_first: false,
            undeletable_in_use: false,
            holds_data: None,
            deletion_window: None,
            guard: None,
            actions: Actions { create: &[], read: &[], update: &[], delete: &[] },
            terraform: &[],
            terraform_parts: &[],
            not_imported: None,
            marks_imports: false,
        }
    }

    /// Terraform's types for the same thing, each with how the id here is made of its attributes:
    /// `("aws_route", "{route_table_id}|{destination_cidr_block}")`. Where a type is listed several times, the first counts
    /// all of whose attributes are set.
    #[must_use]
    pub const fn terraform(mut self, types: &'static [(&'static str, &'static str)]) -> Self {
        self.terraform = types;
        self
    }

    /// Terraform's types for properties of this type: `aws_s3_bucket_versioning`.
    #[must_use]
    pub const fn terraform_parts(mut self, types: &'static [&'static str]) -> Self {
        self.terraform_parts = types;
        self
    }

    /// An existing resource cannot be imported, with the reason: a sentence without its end.
    #[must_use]
    pub const fn not_imported(mut self, why: &'static str) -> Self {
        self.not_imported = Some(why);
        self
    }

    /// An import ends with the type's create, which gets the id of the resource: it marks the resource as the stack's. An
    /// import changes nothing else, because the plan refuses other differences.
    #[must_use]
    pub const fn marks_imports(mut self) -> Self {
        self.marks_imports = true;
        self
    }

    /// It belongs to no region.
    #[must_use]
    pub const fn global(mut self) -> Self {
        self.global = true;
        self
    }

    /// The typical durations of the operations. The defaults are 2 s each.
    #[must_use]
    pub const fn typical(mut self, seconds: Seconds) -> Self {
        self.typical = seconds.durations();
        self
    }

    /// The time limits of the operations. The defaults are 300 s for creates and updates, and 900 s for deletes.
    #[must_use]
    pub const fn timeouts(mut self, seconds: Seconds) -> Self {
        self.timeouts = seconds.durations();
        self
    }

    /// How often a waiting resource is read. The default is from 200 ms up to 10 s.
    #[must_use]
    pub const fn polling(mut self, interval: PollInterval) -> Self {
        self.polling.first = Duration::from_millis(interval.first_millis);
        self.polling.cap = Duration::from_secs(interval.max_secs);
        self
    }

    /// For how many seconds after a create "not found" means "not yet". The default is 60.
    #[must_use]
    pub const fn visible_within_secs(mut self, secs: u64) -> Self {
        self.polling.visible_within = Duration::from_secs(secs);
        self
    }

    /// How a create avoids a second copy. For schemas without a Rust type: that of a resource type is derived from
    /// [`Resource::Identity`](crate::resource::Resource::Identity).
    #[must_use]
    pub const fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.idempotency = idempotency;
        self
    }

    /// Sets whether a lookup finds only resources of the same declaration.
    #[must_use]
    pub const fn lookup_proves_ownership(mut self, proves: bool) -> Self {
        self.lookup_proves_ownership = proves;
        self
    }

    /// Sets whether a lookup finds the resource of an interrupted create. `#[resource]` does this.
    #[must_use]
    pub const fn looks_up(mut self, finds: bool) -> Self {
        self.looks_up = finds;
        self
    }

    /// Sets of properties that no two resources may share.
    #[must_use]
    pub const fn unique(mut self, sets: &'static [&'static [&'static str]]) -> Self {
        self.unique = sets;
        self
    }

    /// The property with an IP range that must not overlap with that of another resource which has the same values of the
    /// other properties. A new resource that takes a part of the range of a deleted one waits for its delete.
    #[must_use]
    pub const fn disjoint(mut self, range: &'static str, within: &'static [&'static str]) -> Self {
        self.disjoint = Some(Disjoint { range, within });
        self
    }

    /// A replacement deletes the old resource first, whatever its properties are.
    #[must_use]
    pub const fn delete_first(mut self) -> Self {
        self.delete_first = true;
        self
    }

    /// The service refuses to delete the resource while something else refers to it. A plan that would delete it first,
    /// because its name stays, and that keeps the reference, is refused.
    #[must_use]
    pub const fn undeletable_in_use(mut self) -> Self {
        self.undeletable_in_use = true;
        self
    }

    /// The resource has data: what would be lost with it.
    #[must_use]
    pub const fn holds_data(mut self, what: &'static str) -> Self {
        self.holds_data = Some(what);
        self
    }

    /// The property with the number of days for which its service keeps a deleted one.
    #[must_use]
    pub const fn deletion_window(mut self, property: &'static str) -> Self {
        self.deletion_window = Some(property);
        self
    }

    /// While this property is true, the service refuses to delete it: so does a plan.
    #[must_use]
    pub const fn guard(mut self, property: &'static str) -> Self {
        self.guard = Some(property);
        self
    }

    /// The IAM actions of each operation.
    #[must_use]
    pub const fn actions(mut self, actions: Actions) -> Self {
        self.actions = actions;
        self
    }
}

/// The schema of a resource type or a data source.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The type: `aws:ec2/Vpc`. The part before the first `:` names the provider.
    pub type_name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Whether it is only read.
    pub data_source: bool,
    /// The inputs.
    pub inputs: &'static RecordSchema,
    /// The outputs.
    pub outputs: Vec<OutputSchema>,
    /// How it behaves.
    pub meta: Meta,
}

impl Schema {
    /// The provider that manages this type.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.type_name.split(':').next().unwrap_or(self.type_name)
    }

    /// The output of this name.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&OutputSchema> {
        self.outputs.iter().find(|output| output.name == name)
    }

    /// Whether resources of the type take tags, in a property named `tags`.
    #[must_use]
    pub fn taggable(&self) -> bool {
        self.inputs.field("tags").is_some_and(|field| matches!(field.ty, TypeRef::Map(_)))
    }
}
