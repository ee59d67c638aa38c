//! Taking what exists already into a stack: read by its id, held against the program, refused where they differ.

use std::collections::HashMap;

use super::diff::{Mode, compare};
use super::step::PropertyChange;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Environment, Node, SourceLocation};
use crate::provider::Id;
use crate::state::Snapshot;

/// The key under which an answer says where else something is.
const ELSEWHERE: &str = "elsewhere";

/// What was read of something that is to be imported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// Its properties.
    pub inputs: Value,
    /// Its attributes.
    pub outputs: Value,
    /// The stack that it says it belongs to, as `project/stack`.
    pub owner: Option<String>,
    /// What keeps it from being used: that it failed, or is being deleted.
    pub trouble: Option<String>,
}

impl Imported {
    /// As the answer of a [`DataRequest`](super::DataRequest). That there is no such thing is `Null`.
    #[must_use]
    pub fn into_value(self) -> Value {
        let text = |text: Option<String>| text.map_or(Value::Null, Value::Str);
        Value::from([
            ("inputs", self.inputs),
            ("outputs", self.outputs),
            ("owner", text(self.owner)),
            ("trouble", text(self.trouble)),
        ])
    }

    /// The answer for something that is not where it was looked for, and is there.
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
        })
    }
}

/// Why something cannot be imported.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportProblem {
    /// There is no such thing.
    Absent,
    /// It is in another region that the program uses.
    Elsewhere {
        /// Where it was looked for.
        looked: String,
        /// Where it is.
        found: String,
    },
    /// Nothing is ever imported as this type, and why.
    NotImported(&'static str),
    /// It says that it belongs to another stack.
    Owned(String),
    /// This stack has it already, under another name.
    Recorded(Urn),
    /// Two declarations want it.
    Twice(Urn),
    /// It failed, or is being deleted.
    Trouble(String),
    /// It is not as the program says: `old` is what exists, `new` what the program wants.
    Differs(Vec<PropertyChange>),
}

/// Something that cannot be imported.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRefused {
    /// As what.
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
            Self::Absent => f.write_str("there is no such thing; take the import off to make a new one"),
            Self::Elsewhere { looked, found } => {
                write!(f, "it is in {found}, and the program declares it in {looked}")
            }
            Self::NotImported(why) => write!(f, "this type is not imported: {why}"),
            Self::Owned(stack) => {
                write!(f, "its tags say that it belongs to the stack {stack}; take it out of that stack first")
            }
            Self::Recorded(other) => {
                write!(f, "this stack has it already, as {other}; an alias renames a resource")
            }
            Self::Twice(other) => write!(f, "{other} imports it too; only one of them can have it"),
            Self::Trouble(what) => f.write_str(what),
            Self::Differs(_) => {
                f.write_str("what exists is not what the program says; bring the program to it first, then change it")
            }
        }
    }
}

impl ImportProblem {
    /// What differs, a line each. Secrets are masked.
    #[must_use]
    pub fn differences(&self) -> Vec<String> {
        let Self::Differs(changes) = self else { return Vec::new() };
        let line = |PropertyChange { path, old, new, .. }: &PropertyChange| {
            format!("{path}: {} exists, the program says {}", shown(old), shown(new))
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

/// What the stack has already, by type, place and id: names are ids of many types, and each region has its own. Put
/// together only for programs that import.
#[derive(Debug, Default)]
pub(super) struct ManagedIds<'a>(HashMap<(&'a str, &'a Environment, &'a Id), (&'a Urn, bool)>);

impl<'a> ManagedIds<'a> {
    pub(super) fn new(nodes: &'a [Node], snapshot: &'a Snapshot) -> Self {
        let mut taken = HashMap::new();
        if nodes.iter().any(|node| node.options.import.is_some()) {
            let records = snapshot.records.values();
            taken.extend(records.map(|record| {
                ((record.key.urn.type_name(), &record.environment, &record.id), (&record.key.urn, true))
            }));
            // The first that declares it has it; for the others it is an error.
            for node in nodes {
                if let Some(id) = &node.options.import {
                    taken.entry((node.schema.type_name, &node.environment, id)).or_insert((&node.urn, false));
                }
            }
        }
        Self(taken)
    }

    /// What else has this thing.
    pub(super) fn by_other(&self, node: &Node, id: &Id) -> Option<ImportProblem> {
        match self.0.get(&(node.schema.type_name, &node.environment, id)) {
            Some((other, _)) if **other == node.urn => None,
            Some((other, true)) => Some(ImportProblem::Recorded((*other).clone())),
            Some((other, false)) => Some(ImportProblem::Twice((*other).clone())),
            None => None,
        }
    }
}

/// Holds what was read against what the program wants. Gives what is imported, or why it is not.
pub(super) fn compare_with_program(
    node: &Node,
    stack: &str,
    answer: &Value,
    wanted: &Value,
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
    let found = compare(node.schema.inputs, &imported.inputs, wanted, Mode::Import);
    let differs: Vec<PropertyChange> = found.into_iter().map(|found| found.change).collect();
    if differs.is_empty() { Ok(imported) } else { Err(ImportProblem::Differs(differs)) }
}
