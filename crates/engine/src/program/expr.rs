//! Expression trees, to which `Output` and `Input` are typed handles.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::panic::Location as Caller;
use std::sync::{Arc, LazyLock};

use sha2::{Digest as _, Sha256};

use super::debug_text::{debug_text, unusable};
use crate::model::path::Segment;
use crate::model::value::{Value, hex};

/// The source location of a declaration or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLocation {
    /// The source file, as the compiler received it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl SourceLocation {
    /// The place in the program that called, through every `#[track_caller]` function.
    #[must_use]
    #[track_caller]
    pub fn caller() -> Self {
        Caller::caller().into()
    }
}

impl From<&'static Caller<'static>> for SourceLocation {
    fn from(at: &'static Caller<'static>) -> Self {
        Self { file: at.file(), line: at.line(), column: at.column() }
    }
}

impl std::fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// An error of a program, with its source location.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{at}: {message}")]
pub struct ProgramError {
    /// The source line.
    pub at: SourceLocation,
    /// The message: the error, and what to do.
    pub message: String,
}

/// A declared resource or data source: its place in the program's list of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As an index into the program's nodes.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

pub(super) type Function = dyn Fn(Value) -> Result<Value, String> + Send + Sync;

/// The number of parts below which it costs less to visit shared ones again than to remember them.
const FEW: usize = 64;
/// The depth and size of an expression from which its text is a digest. Plan files are nested at most 128
/// levels deep.
const DEEP: usize = 80;
const LARGE: usize = 10_000;

static NOTHING: LazyLock<Expr> = LazyLock::new(|| Expr::known(Value::Null));

/// An expression as it is written, and how large that is.
#[derive(Clone)]
struct Written {
    value: Value,
    depth: usize,
    size: usize,
}

/// An expression. Cheap to clone.
#[derive(Clone)]
pub struct Expr(pub(super) Arc<Kind>);

pub(super) enum Kind {
    Known(Value),
    /// The attributes of a node, as one map.
    Node(NodeId),
    Pick {
        of: Expr,
        segment: Segment,
        at: SourceLocation,
    },
    /// A part whose value is known already.
    Element {
        of: Expr,
        segment: Segment,
        value: Value,
    },
    List(Vec<Expr>),
    Map(BTreeMap<String, Expr>),
    /// Maps laid over one another: later ones win.
    Merge(Vec<Expr>),
    Concat(Vec<Expr>),
    Apply {
        of: Expr,
        function: Arc<Function>,
        at: SourceLocation,
        /// Whether its messages never contain a secret.
        safe_messages: bool,
    },
    Secret(Expr),
    Invalid(ProgramError),
}

/// A part of an expression.
pub(super) enum Part<'e> {
    Value(&'e Expr),
    /// An output of a node, or all of them.
    Output(NodeId, Option<&'e str>),
}

impl Expr {
    fn of(kind: Kind) -> Self {
        Self(Arc::new(kind))
    }

    /// A value.
    #[must_use]
    pub fn known(value: Value) -> Self {
        Self::of(Kind::Known(value))
    }

    /// The attributes of a node.
    #[must_use]
    pub fn node(node: NodeId) -> Self {
        Self::of(Kind::Node(node))
    }

    /// A part of another expression's value.
    #[must_use]
    pub fn pick(&self, segment: Segment, at: SourceLocation) -> Self {
        Self::of(Kind::Pick { of: self.clone(), segment, at })
    }

    /// A part of another expression's value, which is known: it is not evaluated again for each of its elements.
    #[must_use]
    pub(super) fn element(&self, segment: Segment, value: Value) -> Self {
        Self::of(Kind::Element { of: self.clone(), segment, value })
    }

    /// A list.
    #[must_use]
    pub fn list(items: Vec<Expr>) -> Self {
        Self::of(Kind::List(items))
    }

    /// A map.
    #[must_use]
    pub fn map(entries: BTreeMap<String, Expr>) -> Self {
        Self::of(Kind::Map(entries))
    }

    /// Maps laid over one another; later ones win.
    #[must_use]
    pub fn merge(maps: Vec<Expr>) -> Self {
        Self::of(Kind::Merge(maps))
    }

    /// Text joined from parts.
    #[must_use]
    pub fn concat(parts: Vec<Expr>) -> Self {
        Self::of(Kind::Concat(parts))
    }

    /// A function of another expression's value. Not called while that value is unknown. The message with which it refuses a
    /// secret value is not shown, because it may contain the value.
    #[must_use]
    pub fn apply(
        &self,
        at: SourceLocation,
        function: impl Fn(Value) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        Self::of(Kind::Apply { of: self.clone(), function: Arc::new(function), at, safe_messages: false })
    }

    /// As [`Expr::apply`], of a function whose messages never contain a secret.
    #[must_use]
    pub(super) fn apply_with_safe_messages(
        &self,
        at: SourceLocation,
        function: impl Fn(Value) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        Self::of(Kind::Apply { of: self.clone(), function: Arc::new(function), at, safe_messages: true })
    }

    /// The same value, marked as secret.
    #[must_use]
    pub fn secret(&self) -> Self {
        Self::of(Kind::Secret(self.clone()))
    }

    /// An error of the program instead of a value.
    #[must_use]
    pub fn invalid(at: SourceLocation, message: impl Into<String>) -> Self {
        Self::of(Kind::Invalid(ProgramError { at, message: message.into() }))
    }

    /// The value, if it needs no evaluation.
    #[must_use]
    pub fn as_known(&self) -> Option<&Value> {
        match &*self.0 {
            Kind::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Pushes the parts of the expression.
    fn push_parts<'e>(&'e self, stack: &mut Vec<&'e Expr>) {
        match &*self.0 {
            Kind::Known(_) | Kind::Node(_) | Kind::Invalid(_) => {}
            // The value of the element shows all of a literal that matters.
            Kind::Element { of, .. } if of.as_known().is_some() => {}
            Kind::Pick { of, .. } | Kind::Element { of, .. } | Kind::Apply { of, .. } | Kind::Secret(of) => {
                stack.push(of);
            }
            Kind::List(items) | Kind::Merge(items) | Kind::Concat(items) => stack.extend(items),
            Kind::Map(entries) => stack.extend(entries.values()),
        }
    }

    /// Whether the program marks the value as secret at the top of this expression.
    pub(super) fn marks_secret(&self) -> bool {
        match &*self.0 {
            Kind::Secret(_) => true,
            Kind::Known(value) | Kind::Element { value, .. } => value.has_secret(),
            _ => false,
        }
    }

    /// The parts that the value is made from.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        match &*self.0 {
            Kind::Node(node) => vec![Part::Output(*node, None)],
            Kind::Pick { of, segment: Segment::Key(key), .. } => match &*of.0 {
                Kind::Node(node) => vec![Part::Output(*node, Some(key))],
                _ => vec![Part::Value(of)],
            },
            _ => {
                let mut parts = Vec::new();
                self.push_parts(&mut parts);
                parts.into_iter().map(Part::Value).collect()
            }
        }
    }

    /// Visits the expression and its parts until `visit` returns something. Walks with a stack of its own, so that no
    /// depth of a program overflows the thread's, and visits a part that occurs several times once.
    fn find<T>(&self, mut visit: impl FnMut(&Kind) -> Option<T>) -> Option<T> {
        if self.is_leaf() {
            return visit(&self.0);
        }
        let (mut stack, mut seen, mut visited) = (vec![self], HashSet::new(), 0_usize);
        while let Some(expr) = stack.pop() {
            visited += 1;
            if visited > FEW && expr.is_shared() && !seen.insert(Arc::as_ptr(&expr.0)) {
                continue;
            }
            if let Some(found) = visit(&expr.0) {
                return Some(found);
            }
            expr.push_parts(&mut stack);
        }
        None
    }

    /// Whether it has no parts.
    fn is_leaf(&self) -> bool {
        matches!(*self.0, Kind::Known(_) | Kind::Node(_) | Kind::Invalid(_))
    }

    /// Whether its value comes from no part: it is a property of a node, or known already.
    fn is_property(&self) -> bool {
        match &*self.0 {
            Kind::Pick { of, segment: Segment::Key(_), .. } => matches!(*of.0, Kind::Node(_)),
            Kind::Element { .. } => true,
            _ => false,
        }
    }

    fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Computes something from that of the parts: with a stack of its own, and of a part that occurs several times once.
    /// A property of a node is a part without parts.
    pub(super) fn fold<T: Clone, E>(&self, mut compute: impl FnMut(&Kind, Vec<T>) -> Result<T, E>) -> Result<T, E> {
        // Most expressions are literals and outputs.
        if self.is_leaf() || self.is_property() {
            return compute(&self.0, Vec::new());
        }
        enum Task<'e> {
            Enter(&'e Expr),
            /// Its parts are computed; how many.
            Leave(&'e Expr, usize),
        }
        let (mut tasks, mut parts) = (vec![Task::Enter(self)], Vec::new());
        let (mut done, mut memo, mut visited) = (Vec::new(), HashMap::new(), 0_usize);
        while let Some(task) = tasks.pop() {
            match task {
                Task::Enter(expr) => {
                    visited += 1;
                    if let Some(known) = memo.get(&Arc::as_ptr(&expr.0)) {
                        done.push(T::clone(known));
                        continue;
                    }
                    if !expr.is_property() {
                        expr.push_parts(&mut parts);
                    }
                    tasks.push(Task::Leave(expr, parts.len()));
                    tasks.extend(parts.drain(..).rev().map(Task::Enter));
                }
                Task::Leave(expr, count) => {
                    let of_parts = done.split_off(done.len() - count);
                    let value = compute(&expr.0, of_parts)?;
                    if visited > FEW && expr.is_shared() {
                        memo.insert(Arc::as_ptr(&expr.0), value.clone());
                    }
                    done.push(value);
                }
            }
        }
        match done.pop() {
            Some(value) => Ok(value),
            None => compute(&self.0, Vec::new()),
        }
    }

    /// Every node the expression depends on, and every mistake in it.
    pub fn scan(&self, nodes: &mut BTreeSet<NodeId>, mistakes: &mut BTreeSet<ProgramError>) {
        self.find::<()>(|kind| {
            match kind {
                Kind::Node(node) => {
                    nodes.insert(*node);
                }
                Kind::Invalid(mistake) => {
                    mistakes.insert(mistake.clone());
                }
                _ => {}
            }
            None
        });
    }

    /// The source line of a part of the expression that has one.
    pub(crate) fn location(&self) -> Option<SourceLocation> {
        self.find(|kind| match kind {
            Kind::Pick { at, .. } | Kind::Apply { at, .. } => Some(*at),
            Kind::Invalid(mistake) => Some(mistake.at),
            _ => None,
        })
    }

    /// Why the expression cannot be used, if a known value in it cannot be.
    pub(super) fn unusable(&self, what: &dyn Fn() -> String) -> Option<String> {
        self.find(|kind| match kind {
            Kind::Known(value) | Kind::Element { value, .. } => unusable(what, value),
            Kind::Map(entries) => entries.keys().find_map(|key| debug_text(what, key)),
            _ => None,
        })
    }

    /// The expression of one property inside a record expression, as far as the tree shows it.
    #[must_use]
    pub fn at(&self, segment: &Segment) -> Option<&Expr> {
        match (&*self.0, segment) {
            (Kind::Map(entries), Segment::Key(key)) => entries.get(key),
            (Kind::List(items), Segment::Index(index)) => items.get(*index),
            (Kind::Secret(of), _) => of.at(segment),
            (Kind::Merge(maps), Segment::Key(_)) => maps.iter().rev().find_map(|map| map.at(segment)),
            _ => None,
        }
    }

    /// The node of which this is an attribute, if it is nothing else.
    pub(crate) fn attribute_of(&self) -> Option<NodeId> {
        match &*self.0 {
            Kind::Pick { of, .. } => match &*of.0 {
                Kind::Node(node) => Some(*node),
                _ => None,
            },
            Kind::Secret(of) => of.attribute_of(),
            _ => None,
        }
    }

    /// The elements of a list, as far as the tree shows them.
    pub(crate) fn items(&self) -> Option<&[Expr]> {
        match &*self.0 {
            Kind::List(items) => Some(items),
            Kind::Secret(of) => of.items(),
            _ => None,
        }
    }

    /// Whether the tree shows that this is a map without entries.
    pub(super) fn is_empty_map(&self) -> bool {
        match &*self.0 {
            Kind::Map(entries) => entries.is_empty(),
            Kind::Known(Value::Map(map)) => map.is_empty(),
            Kind::Merge(maps) => maps.iter().all(Self::is_empty_map),
            _ => false,
        }
    }

    /// The entries of a map, as far as the tree shows them. `None` for an expression that is not written as a map.
    #[must_use]
    pub fn entries(&self) -> Option<BTreeMap<String, Expr>> {
        match &*self.0 {
            Kind::Map(entries) => Some(entries.clone()),
            Kind::Known(Value::Map(map)) => {
                Some(map.iter().map(|(name, value)| (name.clone(), Self::known(value.clone()))).collect())
            }
            Kind::Secret(of) => {
                let entries = of.entries()?;
                Some(entries.into_iter().map(|(name, value)| (name, value.secret())).collect())
            }
            _ => None,
        }
    }

    /// Whether another expression has the same written form; see [`Expr::written`].
    pub(super) fn same(&self, other: &Expr) -> bool {
        if let (Kind::Known(one), Kind::Known(another)) = (&*self.0, &*other.0) {
            return one == another;
        }
        let (mut stack, mut seen, mut visited) = (vec![(self, other)], HashSet::new(), 0_usize);
        let (mut parts, mut other_parts) = (Vec::new(), Vec::new());
        while let Some((a, b)) = stack.pop() {
            visited += 1;
            let pair = (Arc::as_ptr(&a.0), Arc::as_ptr(&b.0));
            if pair.0 == pair.1 || (visited > FEW && a.is_shared() && !seen.insert(pair)) {
                continue;
            }
            let same = match (&*a.0, &*b.0) {
                (Kind::Known(a), Kind::Known(b)) => a == b,
                (Kind::Node(a), Kind::Node(b)) => a == b,
                (Kind::Element { of, value: a, .. }, Kind::Element { value: b, .. }) if of.as_known().is_some() => {
                    a == b
                }
                (
                    Kind::Pick { segment: a, .. } | Kind::Element { segment: a, .. },
                    Kind::Pick { segment: b, .. } | Kind::Element { segment: b, .. },
                ) => a == b,
                (Kind::List(a), Kind::List(b))
                | (Kind::Merge(a), Kind::Merge(b))
                | (Kind::Concat(a), Kind::Concat(b)) => a.len() == b.len(),
                (Kind::Map(a), Kind::Map(b)) => a.len() == b.len() && a.keys().eq(b.keys()),
                (Kind::Apply { .. }, Kind::Apply { .. }) | (Kind::Secret(_), Kind::Secret(_)) => true,
                (Kind::Invalid(a), Kind::Invalid(b)) => a == b,
                _ => false,
            };
            if !same {
                return false;
            }
            a.push_parts(&mut parts);
            b.push_parts(&mut other_parts);
            stack.extend(parts.drain(..).zip(other_parts.drain(..)));
        }
        true
    }

    /// The expression as it is written, as a value: known values are themselves, everything else is marked. Where it
    /// is too large to be shown, a digest of it is.
    #[must_use]
    pub(super) fn written<'n>(&self, name: &dyn Fn(NodeId) -> &'n str) -> Value {
        let marked = |mark: &str, value: Value| Value::from([(mark, value)]);
        let written: Result<Written, Infallible> = self.fold(|kind, parts: Vec<Written>| {
            let size = parts.iter().map(|part| part.size).sum::<usize>() + 1;
            let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + 2;
            let mut parts = parts.into_iter().map(|part| part.value);
            let picked = |of: Option<Value>, segment: &Segment| {
                let segment = match segment {
                    Segment::Key(key) => Value::from(key.as_str()),
                    Segment::Index(index) => Value::Int(i64::try_from(*index).unwrap_or(i64::MAX)),
                };
                marked("$pick", Value::List(vec![of.unwrap_or_default(), segment]))
            };
            let value = match kind {
                Kind::Known(value) => value.clone(),
                Kind::Node(node) => marked("$ref", name(*node).into()),
                Kind::Pick { of, segment, .. } => {
                    let node = match &*of.0 {
                        Kind::Node(node) => Some(marked("$ref", name(*node).into())),
                        _ => None,
                    };
                    picked(parts.next().or(node), segment)
                }
                Kind::Element { of, value, .. } if of.as_known().is_some() => value.clone(),
                Kind::Element { of, segment, .. } => picked(Some(of.written(name)), segment),
                Kind::List(_) => Value::List(parts.collect()),
                Kind::Map(entries) => Value::Map(entries.keys().cloned().zip(parts).collect()),
                Kind::Merge(_) => marked("$merge", Value::List(parts.collect())),
                Kind::Concat(_) => marked("$concat", Value::List(parts.collect())),
                Kind::Apply { .. } => marked("$map", parts.next().unwrap_or_default()),
                Kind::Secret(_) => parts.next().unwrap_or_default().into_secret(),
                Kind::Invalid(mistake) => marked("$invalid", mistake.message.as_str().into()),
            };
            Ok(if depth > DEEP || size > LARGE {
                let mut hasher = Sha256::new();
                value.feed(&mut |bytes| hasher.update(bytes), false);
                Written { value: marked("$digest", hex(&hasher.finalize()[..16]).into()), depth: 1, size: 1 }
            } else {
                Written { value, depth, size }
            })
        });
        match written {
            Ok(written) => written.value,
        }
    }
}

impl Kind {
    /// Moves the parts of an expression that is dropped.
    fn take_parts(&mut self, parts: &mut Vec<Expr>) {
        match self {
            Self::Known(_) | Self::Node(_) | Self::Invalid(_) => {}
            Self::Pick { of, .. } | Self::Element { of, .. } | Self::Apply { of, .. } | Self::Secret(of) => {
                if !matches!(*of.0, Self::Known(_) | Self::Node(_)) {
                    parts.push(std::mem::replace(of, NOTHING.clone()));
                }
            }
            Self::List(items) | Self::Merge(items) | Self::Concat(items) => parts.append(items),
            Self::Map(entries) => parts.extend(std::mem::take(entries).into_values()),
        }
    }
}

/// Drops the parts one after another: the drop of a part does not run within that of the expression around it, so that
/// no depth overflows the stack.
impl Drop for Expr {
    fn drop(&mut self) {
        let mut parts = Vec::new();
        if let Some(kind) = Arc::get_mut(&mut self.0) {
            kind.take_parts(&mut parts);
        }
        while let Some(mut part) = parts.pop() {
            if let Some(kind) = Arc::get_mut(&mut part.0) {
                kind.take_parts(&mut parts);
            }
        }
    }
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.0 {
            Kind::Known(value) => value.fmt(f),
            Kind::Node(node) => write!(f, "node {}", node.0),
            Kind::Pick { of, segment: Segment::Key(key), .. }
            | Kind::Element { of, segment: Segment::Key(key), .. } => {
                write!(f, "{of:?}.{key}")
            }
            Kind::Pick { of, segment: Segment::Index(index), .. }
            | Kind::Element { of, segment: Segment::Index(index), .. } => write!(f, "{of:?}[{index}]"),
            Kind::List(items) => f.debug_list().entries(items).finish(),
            Kind::Map(entries) => f.debug_map().entries(entries).finish(),
            Kind::Merge(maps) => f.debug_tuple("merge").field(maps).finish(),
            Kind::Concat(parts) => f.debug_tuple("concat").field(parts).finish(),
            Kind::Apply { of, .. } => write!(f, "map({of:?})"),
            Kind::Secret(_) => f.write_str(crate::model::value::MASK),
            Kind::Invalid(mistake) => write!(f, "invalid({mistake})"),
        }
    }
}
