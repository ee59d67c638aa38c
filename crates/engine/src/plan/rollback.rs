//! Rollback: a recorded state as a program. A plan of it restores that state.
//!
//! Properties are the recorded ones, but where one repeats an attribute of something that the resource depends on, it
//! becomes a reference to it: a resource that has been replaced since, or will be, is then referred to by its new attributes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::path::Segment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Alias, DeclaredHook, Environment, Expr, Groups, Node, NodeId, Options, Program, SourceLocation};
use crate::provider::{Id, Schemas};
use crate::state::{Phase, Record, Snapshot};

/// Attributes shorter than this are not searched for inside longer texts.
const WORD: usize = 8;

/// The recorded state of an earlier run, and the present one.
#[derive(Clone, Copy)]
pub struct Recorded<'s> {
    /// The state to restore.
    pub then: &'s Snapshot,
    /// The state to restore it from.
    pub now: &'s Snapshot,
    /// The number of the run: the source line of every node.
    pub number: u32,
}

/// A recorded state as a program that declares it.
///
/// A resource that has another name now gets an alias. Resources that were imported since stay as they are, because the
/// stack did not create them.
///
/// # Errors
/// The resources of types that no provider serves.
pub fn recorded(
    project: &str,
    stack: &str,
    Recorded { then: snapshot, now, number }: Recorded<'_>,
    schemas: &dyn Schemas,
) -> Result<Program, Vec<Urn>> {
    let at = SourceLocation { file: "generation", line: number, column: 1 };
    let present = Present::new(now);
    let mut standing: Vec<&Arc<Record>> = current(snapshot).collect();
    let then: BTreeSet<Physical<'_>> = standing.iter().map(|record| physical(record)).collect();
    let names: BTreeSet<&Urn> = standing.iter().map(|record| &record.key.urn).collect();
    let imported = |record: &&Arc<Record>| {
        record.desired.options.imported && !then.contains(&physical(record)) && !names.contains(&record.key.urn)
    };
    standing.extend(current(now).filter(imported));
    let unknown: BTreeSet<Urn> = standing
        .iter()
        .map(|record| &record.key.urn)
        .filter(|urn| schemas.schema(urn.type_name()).is_none())
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().collect());
    }
    let mut index = BTreeMap::new();
    for (node, record) in (0..).map(NodeId).zip(&standing) {
        index.insert(&record.key.urn, (node, *record));
    }
    let mut nodes = Vec::with_capacity(standing.len());
    let mut hooks: Vec<DeclaredHook> = Vec::new();
    for (id, record) in (0..).map(NodeId).zip(&standing) {
        let Some(schema) = schemas.schema(record.key.urn.type_name()) else { continue };
        let on: Vec<(NodeId, &Record)> = record
            .desired
            .dependencies
            .iter()
            .filter_map(|urn| index.get(urn))
            .map(|(node, record)| (*node, &***record))
            .collect();
        let known =
            Attributes::of(&on, schemas, |dependency, name, text| present.is_literal(record, dependency, name, text));
        let inputs = schema
            .inputs
            .fields
            .iter()
            .map(|field| (field.name, record.desired.inputs.field(field.name)))
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), known.expr(value, at)))
            .collect();
        let recorded = &record.desired.options;
        let mut options = Options::new().protect(recorded.protect).retain_on_delete(recorded.retain);
        if let Some(name) = present.other_name(record) {
            options = options.alias(Alias::Urn(name.to_string()));
        }
        options.deleted_with = recorded.deleted_with.as_ref().and_then(|urn| index.get(urn)).map(|(node, _)| *node);
        options.replace_with =
            recorded.replaced_with.keys().filter_map(|urn| index.get(urn)).map(|(node, _)| *node).collect();
        options.delete_timeout = recorded.delete_timeout;
        options.secret_outputs = recorded.secret_outputs.iter().cloned().map(Ok).collect();
        if !recorded.trigger.is_null() {
            options.trigger = Some(Expr::known(recorded.trigger.clone()));
        }
        options.depends_on = on.iter().map(|(node, _)| *node).collect();
        let mut dependencies = options.depends_on.clone();
        dependencies.sort_unstable();
        dependencies.dedup();
        for (hook, inputs) in recorded.hooks() {
            match hooks.last_mut().filter(|last| last.node == id && last.name == hook.name) {
                Some(last) => drop(last.points.insert(hook.point)),
                None => hooks.push(DeclaredHook::of_record(id, hook, &inputs, at)),
            }
        }
        let (urn, environment) = (record.key.urn.clone(), record.environment.clone());
        nodes.push(Node { urn, schema, environment, inputs, options: options.shared(), at, dependencies });
    }
    let all: Vec<(NodeId, &Record)> = index.values().map(|(node, record)| (*node, &***record)).collect();
    let known = Attributes::of(&all, schemas, |_, _, _| false);
    let outputs = snapshot.outputs.iter().map(|(name, value)| (name.clone(), known.expr(value, at))).collect();
    Ok(Program {
        project: project.to_owned(),
        stack: stack.to_owned(),
        nodes,
        outputs,
        groups: Groups::default(),
        forgotten: Vec::new(),
        hooks,
    })
}

fn current(snapshot: &Snapshot) -> impl Iterator<Item = &Arc<Record>> {
    snapshot.records.values().filter(|record| record.phase != Phase::Superseded)
}

/// What distinguishes a resource from every other one, whatever its name.
type Physical<'r> = (&'r str, &'r Environment, &'r Id);

fn physical(record: &Record) -> Physical<'_> {
    (record.key.urn.type_name(), &record.environment, &record.id)
}

/// The present state, by what its resources are.
struct Present<'s> {
    now: &'s Snapshot,
    by_id: BTreeMap<Physical<'s>, &'s Arc<Record>>,
}

impl<'s> Present<'s> {
    fn new(now: &'s Snapshot) -> Self {
        Self { now, by_id: current(now).map(|record| (physical(record), record)).collect() }
    }

    /// The same resource, or else the one that has its name.
    fn of(&self, record: &Record) -> Option<&'s Arc<Record>> {
        self.by_id.get(&physical(record)).copied().or_else(|| self.now.current(&record.key.urn))
    }

    /// The name that a resource has now, if it is another one.
    fn other_name(&self, record: &Record) -> Option<&'s Urn> {
        let urn = &self.by_id.get(&physical(record))?.key.urn;
        (*urn != record.key.urn).then_some(urn)
    }

    /// Whether a text of a resource is not taken from an attribute that was equal to it: the attribute has changed since,
    /// and the text has not.
    fn is_literal(&self, record: &Record, dependency: &Record, name: &str, text: &str) -> bool {
        let (Some(user), Some(used)) = (self.of(record), self.of(dependency)) else { return false };
        let before = used.outputs.field(name);
        !before.is_null() && before.as_str() != Some(text) && contains(&user.desired.inputs, text)
    }
}

/// Whether a text is one of the texts in a value, or part of one: under the same rule as for a reference.
fn contains(value: &Value, text: &str) -> bool {
    match value {
        Value::Str(other) => other == text || (text.len() >= WORD && other.contains(text)),
        Value::List(items) => items.iter().any(|item| contains(item, text)),
        Value::Map(map) => map.values().any(|item| contains(item, text)),
        Value::Secret(inner) => contains(inner, text),
        _ => false,
    }
}

/// Texts that resources have once they exist, and where to find them.
struct Attributes<'r> {
    by_text: BTreeMap<&'r str, (NodeId, &'static str)>,
    /// Those that may be part of other texts, the longest first.
    words: Vec<&'r str>,
}

impl<'r> Attributes<'r> {
    /// The attributes of these, except for those that are not referred to.
    fn of(
        records: &[(NodeId, &'r Record)],
        schemas: &dyn Schemas,
        is_literal: impl Fn(&Record, &str, &str) -> bool,
    ) -> Self {
        let mut by_text = BTreeMap::new();
        for (node, record) in records {
            let outputs = schemas.schema(record.key.urn.type_name()).map(|schema| &schema.outputs);
            // An attribute that repeats an input came from the program, and does not show where the value is from.
            for output in outputs.into_iter().flatten().filter(|output| output.input.is_none()) {
                if let Value::Str(text) = record.outputs.field(output.name)
                    && !text.is_empty()
                    && !is_literal(record, output.name, text)
                {
                    by_text.entry(text.as_str()).or_insert((*node, output.name));
                }
            }
        }
        let mut words: Vec<&str> = by_text.keys().copied().filter(|text| text.len() >= WORD).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { by_text, words }
    }

    fn expr(&self, value: &Value, at: SourceLocation) -> Expr {
        match value {
            Value::Str(text) => self.text(text, at),
            Value::Secret(inner) => self.expr(inner, at).secret(),
            Value::List(items) => Expr::list(items.iter().map(|item| self.expr(item, at)).collect()),
            Value::Map(map) => Expr::map(map.iter().map(|(key, value)| (key.clone(), self.expr(value, at))).collect()),
            other => Expr::known(other.clone()),
        }
    }

    fn text(&self, text: &str, at: SourceLocation) -> Expr {
        let reference = |(node, name): &(NodeId, &str)| Expr::node(*node).pick(Segment::Key((*name).to_owned()), at);
        if let Some(found) = self.by_text.get(text) {
            return reference(found);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((start, word)) = self.next_word(rest) {
            if start > 0 {
                parts.push(Expr::known(rest[..start].into()));
            }
            parts.extend(self.by_text.get(word).map(reference));
            rest = &rest[start + word.len()..];
        }
        if parts.is_empty() {
            return Expr::known(text.into());
        }
        if !rest.is_empty() {
            parts.push(Expr::known(rest.into()));
        }
        Expr::concat(parts)
    }

    /// The first attribute in a text; of several that start there, the longest.
    fn next_word(&self, text: &str) -> Option<(usize, &'r str)> {
        let found = self.words.iter().filter_map(|word| text.find(word).map(|start| (start, *word)));
        found.min_by_key(|(start, word)| (*start, std::cmp::Reverse(word.len())))
    }
}
