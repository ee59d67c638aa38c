//! Imports of existing resources: read by id, compared with the program, refused where they differ.

use std::collections::HashMap;

use super::complete::keep_recorded;
use super::diff::{Mode, compare};
use super::finding;
use super::request::DataResults;
use super::step::PropertyChange;
use super::warning::Warning;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Environment, Node, Program, SourceLocation};
use crate::provider::{Id, TypeRules};
use crate::state::Snapshot;

/// The key under which a response contains the environment where the resource is.
const ELSEWHERE: &str = "elsewhere";

/// The state of a resource that is to be imported, as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Its properties.
    pub inputs: Value,
    /// Its attributes.
    pub outputs: Value,
    /// The stack that its ownership tags name, as `project/stack`.
    pub owner: Option<String>,
    /// The reason why it cannot be imported: it failed, or is being deleted.
    pub trouble: Option<String>,
    /// The settings that it has and its type does not.
    pub unmanaged: Vec<String>,
}

impl Imported {
    /// As the response to a [`DataRequest`](super::DataRequest). `Null` means that it does not exist.
    #[must_use]
    pub fn into_value(self) -> Value {
        let text = |text: Option<String>| text.map_or(Value::Null, Value::Str);
        Value::from([
            ("inputs", self.inputs),
            ("outputs", self.outputs),
            ("owner", text(self.owner)),
            ("trouble", text(self.trouble)),
            ("unmanaged", Value::List(self.unmanaged.into_iter().map(Value::Str).collect())),
        ])
    }

    /// The response for a resource that is in another environment.
    #[must_use]
    pub(crate) fn elsewhere(environment: &Environment) -> Value {
        Value::from([(ELSEWHERE, Value::from(environment.to_string()))])
    }

    fn from_value(value: &Value) -> Option<Self> {
        let text = |name: &str| value.field(name).as_str().map(str::to_owned);
        value.as_map().map(|_| Self {
            inputs: value.field("inputs").clone(),
            outputs: value.field("outputs").clone(),
            owner: text("owner"),
            trouble: text("trouble"),
            unmanaged: unmanaged(value),
        })
    }
}

fn unmanaged(answer: &Value) -> Vec<String> {
    let settings = answer.field("unmanaged").as_list().unwrap_or_default().iter();
    settings.filter_map(|setting| setting.as_str().map(str::to_owned)).collect()
}

/// The warnings about imported resources with settings that their types do not have.
pub(super) fn warnings(program: &Program, data: &DataResults) -> Vec<Warning> {
    let imported = data.iter().filter_map(|(node, answer)| {
        let node = program.nodes.get(node.index()).filter(|node| node.options.import.is_some())?;
        Some((node, unmanaged(answer)))
    });
    let with_settings = imported.filter(|(_, settings)| !settings.is_empty());
    with_settings.map(|(node, settings)| Warning::Text(finding::unmanaged(&node.urn, &settings))).collect()
}

/// Why a resource cannot be imported.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportProblem {
    /// It does not exist.
    Absent,
    /// It is in another region that the program uses.
    Elsewhere {
        /// The environment that the program declares.
        looked: String,
        /// Where it is.
        found: String,
    },
    /// Nothing is ever imported as this type, and why.
    NotImported(&'static str),
    /// It belongs to another stack.
    Owned(String),
    /// This stack has it already, under another name.
    Recorded(Urn),
    /// Two declarations want it.
    Twice(Urn),
    /// It failed, or is being deleted.
    Trouble(String),
    /// It differs from the program: `old` is the existing value, `new` the program's.
    Differs(Vec<PropertyChange>),
}

/// A resource that cannot be imported.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRefused {
    /// The name that it would get.
    pub urn: Urn,
    pub id: Id,
    /// The line that declares it.
    pub at: SourceLocation,
    pub problem: ImportProblem,
}

impl Eq for ImportRefused {}

impl std::fmt::Display for ImportRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { urn, id, at, problem } = self;
        write!(f, "{at}: {id} is not imported as {urn}: {problem}")?;
        problem.differences().iter().try_for_each(|difference| write!(f, "\n    {difference}"))
    }
}

/// Why not, in a sentence, without the single differences.
impl std::fmt::Display for ImportProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => f.write_str("no such resource exists; remove the import to create a new one"),
            Self::Elsewhere { looked, found } => {
                write!(f, "it is in {found}, and the program declares it in {looked}")
            }
            Self::NotImported(why) => write!(f, "resources of this type cannot be imported: {why}"),
            Self::Owned(stack) => {
                write!(f, "its ownership tags name the stack {stack}; remove it from that stack first")
            }
            Self::Recorded(other) => {
                write!(f, "it is already in this stack, as {other}; use an alias to rename a resource")
            }
            Self::Twice(other) => write!(f, "{other} imports it too; only one of them can"),
            Self::Trouble(what) => f.write_str(what),
            Self::Differs(_) => f.write_str(
                "the existing resource differs from the program; first make the program match it, then change it",
            ),
        }
    }
}

impl ImportProblem {
    /// The differences, one per line, with masked secrets.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        let Self::Differs(changes) = self else { return Vec::new() };
        let line = |PropertyChange { path, old, new, .. }: &PropertyChange| {
            format!("{path}: the resource has {}, the program {}", shown(old), shown(new))
        };
        changes.iter().map(line).collect()
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The resources that the stack already has, by type, environment and id: names are ids of many types, and each region
/// has its own. Built only for programs that import.
#[derive(Debug, Default)]
pub(super) struct ManagedIds<'a>(HashMap<(&'a str, &'a Environment, &'a Id), &'a Urn>);

impl<'a> ManagedIds<'a> {
    pub(super) fn new(nodes: &[Node], snapshot: &'a Snapshot) -> Self {
        if nodes.iter().all(|node| node.options.import.is_none()) {
            return Self::default();
        }
        let records = snapshot.records.values();
        let taken =
            records.map(|record| ((record.key.urn.type_name(), &record.environment, &record.id), &record.key.urn));
        Self(taken.collect())
    }

    /// The other resource with this id.
    pub(super) fn by_other(&self, node: &Node, id: &Id) -> Option<ImportProblem> {
        let other = self.0.get(&(node.schema.type_name, &node.environment, id))?;
        (**other != node.urn).then(|| ImportProblem::Recorded((*other).clone()))
    }
}

/// Compares the resource that was read with the program, whose values at ignored paths become those of the resource.
/// Returns the import, or why it is refused.
pub(super) fn compare_with_program(
    node: &Node,
    rules: Option<&dyn TypeRules>,
    stack: &str,
    answer: &Value,
    wanted: &mut Value,
) -> Result<Imported, ImportProblem> {
    if let Some(found) = answer.field(ELSEWHERE).as_str() {
        return Err(ImportProblem::Elsewhere { looked: node.environment.to_string(), found: found.to_owned() });
    }
    let Some(imported) = Imported::from_value(answer) else { return Err(ImportProblem::Absent) };
    if let Some(owner) = imported.owner.as_ref().filter(|owner| *owner != stack) {
        return Err(ImportProblem::Owned(owner.clone()));
    }
    if let Some(trouble) = imported.trouble {
        return Err(ImportProblem::Trouble(trouble));
    }
    for path in node.options.ignored() {
        keep_recorded(path, &imported.inputs, wanted);
    }
    let aligned = rules.and_then(|rules| rules.align(wanted, &imported.inputs));
    let existing = aligned.as_ref().unwrap_or(&imported.inputs);
    let found = compare(node.schema.inputs, existing, wanted, Mode::Import);
    let differs: Vec<PropertyChange> = found.into_iter().map(|found| found.change).collect();
    if differs.is_empty() { Ok(imported) } else { Err(ImportProblem::Differs(differs)) }
}
