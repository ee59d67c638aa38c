//! A number of resources that depends on a value: `scope.for_each(..)`.
//!
//! The value may be known only after an apply. So the program keeps the function that declares the resources of one
//! element, and the planner has it called once the value is known: at once, or in a later wave of the same run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::expr::{Expr, NodeId, ProgramError, SourceLocation};
use super::handle::{Declared, Handle};
use super::model::{Node, Program};
use super::output::Output;
use super::scope::{Scope, Stack};
use crate::model::catch_panic::catch_panic;
use crate::model::path::Segment;
use crate::model::prop::Prop;
use crate::model::schema::{FieldSchema, Meta, RecordSchema, Schema, TypeRef};
use crate::model::scrub::scrubbed;
use crate::model::value::Value;

/// The property with the elements of a group.
pub(crate) const FOR_EACH_INPUT: &str = "over";

/// A program contains a group as a data source that is never read.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let over = FieldSchema {
        name: FOR_EACH_INPUT,
        doc: "A map, or a list of texts.",
        ty: TypeRef::Any,
        required: false,
        default: None,
        replaces: None,
        replaces_when: None,
        write_only: false,
        secret: false,
        set_like: false,
        computed: false,
        equivalence: None,
        constraints: crate::model::constraints::Constraints::NONE,
    };
    let doc = "The properties of a group.";
    Schema {
        type_name: "archipel:core/ForEach",
        doc: "A number of resources that depends on a value.",
        data_source: true,
        inputs: Box::leak(Box::new(RecordSchema {
            name: "ForEachProps",
            builder: "ForEachArgs",
            doc,
            fields: vec![over],
        })),
        outputs: Vec::new(),
        meta: Meta::new("archipel"),
    }
});

type Body = dyn Fn(&Scope, &str, Expr) + Send + Sync;

/// The elements of a group, and the function that declares the resources of one.
pub(super) struct Group {
    pub(super) scope: Scope,
    pub(super) over: Expr,
    pub(super) body: Box<Body>,
    pub(super) at: SourceLocation,
}

/// The groups of a program, and which of them have been expanded.
#[derive(Clone, Default)]
pub(crate) struct Groups {
    pub(super) stack: Option<Stack>,
    pub(super) of: BTreeMap<NodeId, Arc<Group>>,
    pub(super) outputs: BTreeMap<String, SourceLocation>,
    pub(super) expanded: BTreeMap<NodeId, Value>,
}

impl std::fmt::Debug for Groups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.of.keys()).finish()
    }
}

impl Groups {
    /// Whether a node is a group.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.of.contains_key(&node)
    }

    /// What a group was expanded with, if it was.
    pub(crate) fn expanded(&self, node: NodeId) -> Option<&Value> {
        self.expanded.get(&node)
    }

    /// Whether every group was expanded, so that all resources are known.
    pub(crate) fn all_expanded(&self) -> bool {
        self.of.len() == self.expanded.len()
    }

    /// The path of components below which a group's resources are.
    pub(crate) fn path(&self, node: NodeId) -> Option<&str> {
        self.of.get(&node).map(|group| group.scope.path())
    }
}

/// A collection with resources for each element: an output that is a map, or a list of texts, which are the keys of their
/// elements.
#[diagnostic::on_unimplemented(
    message = "`for_each` cannot take its elements from `{Self}`",
    label = "expected an output that is a map, or a list of texts",
    note = "elements that are known while the program runs need no `for_each`: declare the resources in a loop"
)]
pub trait ForEachSource<V> {
    /// As an expression.
    fn each(self) -> Expr;
}

impl<V: Prop> ForEachSource<V> for &Output<BTreeMap<String, V>> {
    fn each(self) -> Expr {
        self.expr().clone()
    }
}

impl<V: Prop> ForEachSource<V> for Output<BTreeMap<String, V>> {
    fn each(self) -> Expr {
        self.expr().clone()
    }
}

impl<V: Prop> ForEachSource<V> for &Output<Vec<V>> {
    fn each(self) -> Expr {
        self.expr().clone()
    }
}

impl<V: Prop> ForEachSource<V> for Output<Vec<V>> {
    fn each(self) -> Expr {
        self.expr().clone()
    }
}

impl Scope {
    /// Declares resources for each element of a map, or of a list of texts, that may be known only after an apply.
    ///
    /// The function is called once for each element, with a scope of its own (the components `name` and the element's
    /// key), the key, and the value. For a list the key is the element's text. It must have no effects but its
    /// declarations. If the value is known during planning, the function is called then; otherwise its declarations are
    /// planned in a later wave of the same run, when the value is known. The resources of a removed element are
    /// deleted.
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use archipel_engine::{Output, Stack};
    /// fn zones(stack: &Stack, subnets: &Output<BTreeMap<String, String>>) {
    ///     stack.region("eu-west-1").for_each("zones", subnets, |scope, zone, subnet| {
    ///         scope.output(format!("subnet-{zone}"), subnet);
    ///     });
    /// }
    /// # let mut test = archipel_engine::testing::Test::new("demo", "dev");
    /// # let planned = test.plan(|stack| zones(stack, &Output::known(BTreeMap::from([("a".into(), "s-1".into())]))));
    /// # assert_eq!(planned.output("subnet-a"), &archipel_engine::Value::from("s-1"));
    /// ```
    #[track_caller]
    pub fn for_each<V: Prop>(
        &self,
        name: impl AsRef<str>,
        over: impl ForEachSource<V>,
        body: impl Fn(&Scope, &str, Output<V>) + Send + Sync + 'static,
    ) -> Handle {
        let (over, at) = (over.each(), SourceLocation::caller());
        let inputs = [(FOR_EACH_INPUT.to_owned(), over.clone())].into_iter().collect();
        let name = name.as_ref();
        let handle = super::declare(self, &SCHEMA, name, inputs, super::Options::new());
        let scope = self.component(name).after(handle.node());
        let body = Box::new(move |scope: &Scope, key: &str, value: Expr| body(scope, key, Output::from_expr(value)));
        self.stack().group(handle.node(), Group { scope, over, body, at });
        handle
    }
}

impl Program {
    /// The program with the resources of these groups, each with the value that it is over. The nodes that it had
    /// keep their places.
    ///
    /// # Errors
    /// Mistakes that the functions of the groups make, and values whose elements have no distinct names.
    pub fn expand(&self, values: &[(NodeId, Value)]) -> Result<Program, Vec<ProgramError>> {
        let Some(stack) = &self.groups.stack else { return Ok(self.clone()) };
        stack.reopen(self);
        for (node, value) in values {
            let Some(group) = self.groups.of.get(node) else { continue };
            match elements(value) {
                Ok(elements) => {
                    for (key, segment, value) in elements {
                        let value = group.over.element(segment, value.clone());
                        let call = || (group.body)(&group.scope.component(&key), &key, value);
                        if let Err(panic) = catch_panic(call) {
                            let secrets = self.known_secrets();
                            let message = scrubbed(panic.message.clone(), &secrets.iter().collect::<Vec<_>>());
                            let message = format!("the function of `for_each` panicked{}: {message}", panic.place());
                            stack.add_error(ProgramError { at: group.at, message });
                        }
                    }
                }
                Err(message) => stack.add_error(ProgramError { at: group.at, message }),
            }
        }
        let mut program = stack.close()?;
        program.groups.expanded.clone_from(&self.groups.expanded);
        program.groups.expanded.extend(values.iter().cloned());
        Ok(program)
    }
}

impl Program {
    /// What the functions of groups declare for an element that is not known yet: the types, accounts and other stacks that
    /// a run may need beside those of [`Program::nodes`]. Names and regions of these nodes are made up. A function that
    /// cannot do with a made-up element declares nothing.
    #[must_use]
    pub fn declared_later(&self) -> Vec<Node> {
        let Some(stack) = &self.groups.stack else { return Vec::new() };
        stack.reopen(self);
        let mut left: Vec<Arc<Group>> = self.groups.of.values().cloned().collect();
        let mut known = self.groups.of.len();
        for _ in 0..DEEPEST {
            for group in left.drain(..) {
                let value = group.over.pick(Segment::Key(ELEMENT.to_owned()), group.at);
                let _ = catch_panic(|| (group.body)(&group.scope.component(ELEMENT), ELEMENT, value));
            }
            left = stack.groups_after(known);
            known += left.len();
            if left.is_empty() {
                break;
            }
        }
        stack.discard().into_iter().skip(self.nodes.len()).collect()
    }
}

/// The name of an element that is not known yet.
const ELEMENT: &str = "element";
/// How deep groups in groups are looked into.
const DEEPEST: usize = 8;

/// The elements, by the names that their resources are to have.
fn elements(value: &Value) -> Result<Vec<(String, Segment, &Value)>, String> {
    let named: Vec<(String, Segment, &Value)> = match value {
        Value::Null => Vec::new(),
        Value::Map(map) => map.iter().map(|(key, value)| (key.clone(), Segment::Key(key.clone()), value)).collect(),
        Value::List(items) => {
            let mut named = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                match item {
                    Value::Str(text) => named.push((text.clone(), Segment::Index(index), item)),
                    Value::Secret(_) => {
                        return Err("the elements of this list name resources, and cannot be secret".to_owned());
                    }
                    other => {
                        return Err(format!(
                            "the elements of this list name resources: they must be texts, and one is {}; use a map",
                            other.kind()
                        ));
                    }
                }
            }
            named
        }
        Value::Secret(_) => return Err("the keys of this name resources, and cannot be secret".to_owned()),
        other => {
            return Err(format!("cannot create resources for {}: expected a map or a list", other.kind()));
        }
    };
    let mut seen = BTreeSet::new();
    for (key, _, _) in &named {
        if key.is_empty() || key.contains('/') || key.contains("::") {
            return Err(format!(
                "invalid resource name `{key}`: expected a text that is not empty and has no `/` or `::`; use a map"
            ));
        }
        if !seen.insert(key) {
            return Err(format!("duplicate resource name `{key}` in this list"));
        }
    }
    Ok(named)
}
