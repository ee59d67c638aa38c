//! Expression trees, to which `Output` and `Input` are typed handles.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location as Caller;
use std::sync::Arc;

use crate::model::catch_panic::{Panic, catch_panic};
use crate::model::path::Segment;
use crate::model::value::Value;

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

thread_local! {
    /// While this thread calls a function of an output: what the function declared.
    static DECLARED: RefCell<Option<Vec<ProgramError>>> = const { RefCell::new(None) };
}

/// Whether a function of an output is running. Its declarations would come after the end of the program and vanish, so
/// that they are errors, which [`Expr::eval`] returns.
pub(super) fn refused_in_function(at: SourceLocation, what: impl FnOnce() -> String) -> bool {
    DECLARED.with_borrow_mut(|declared| match declared {
        Some(declared) => {
            let message = format!(
                "cannot declare {} in a function of an output: the function runs after the program has ended\nDeclare it \
                 beside the function, or use `for_each` where the number of resources depends on the output",
                what()
            );
            declared.push(ProgramError { at, message });
            true
        }
        None => false,
    })
}

/// Calls a function of an output. Returns what it declared beside its result.
fn called<T>(function: impl FnOnce() -> T) -> (Result<T, Panic>, Vec<ProgramError>) {
    let outer = DECLARED.replace(Some(Vec::new()));
    let answer = catch_panic(function);
    (answer, DECLARED.replace(outer).unwrap_or_default())
}

type Function = dyn Fn(Value) -> Result<Value, String> + Send + Sync;

/// Ends the `Debug` text of every handle to a value. `format!("{:?}", output)` compiles, and a resource must
/// not get this text.
const DEBUG_MARK: &str = "; use output_format!)";

/// The `Debug` text of a handle to the value of an expression. For the code that the derive macro writes.
///
/// # Errors
/// When the text cannot be written.
pub fn debug(f: &mut std::fmt::Formatter<'_>, name: &str, value: &dyn std::fmt::Debug) -> std::fmt::Result {
    write!(f, "{name}({value:?}{DEBUG_MARK}")
}

/// Why a text cannot be used, if it is or contains the `Debug` text of an output. `what` names it, for the message only.
pub(super) fn debug_text(what: &dyn Fn() -> String, text: &str) -> Option<String> {
    text.contains(DEBUG_MARK).then(|| {
        let what = what();
        format!(
            "invalid {what}: it contains the debug text of an output, because `format!` with `{{:?}}` does not wait for \
             its value\nPass the output itself, or write text with outputs as `output_format!(\"..{{}}\", output)`"
        )
    })
}

/// Why a value cannot be used, if any text in it is the `Debug` text of an output, or any number is none: JSON, and so
/// state and every API, has no infinite numbers and no NaN.
fn unusable(what: &dyn Fn() -> String, value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => debug_text(what, text),
        Value::Float(number) if !number.is_finite() => {
            Some(format!("invalid {} `{number}`: expected a finite number", what()))
        }
        Value::List(items) => items.iter().find_map(|item| unusable(what, item)),
        Value::Map(map) => map.iter().find_map(|(key, item)| debug_text(what, key).or_else(|| unusable(what, item))),
        Value::Secret(inner) => unusable(what, inner),
        _ => None,
    }
}

/// An expression. Cheap to clone.
#[derive(Clone)]
pub struct Expr(Arc<Kind>);

enum Kind {
    Known(Value),
    /// The attributes of a node, as one map.
    Node(NodeId),
    Pick {
        of: Expr,
        segment: Segment,
        at: SourceLocation,
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

/// What an evaluation may look up.
pub trait Env {
    /// The attributes of a node, as far as they are known: a map, possibly with unknowns in it, or `Unknown`.
    fn attributes(&self, node: NodeId) -> Value;

    /// One attribute. Overridden where the whole map need not be copied.
    fn attribute(&self, node: NodeId, name: &str) -> Value {
        self.attributes(node).field(name).clone()
    }
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

    fn children(&self) -> Vec<&Expr> {
        match &*self.0 {
            Kind::Known(_) | Kind::Node(_) | Kind::Invalid(_) => Vec::new(),
            Kind::Pick { of, .. } | Kind::Apply { of, .. } | Kind::Secret(of) => vec![of],
            Kind::List(items) | Kind::Merge(items) | Kind::Concat(items) => items.iter().collect(),
            Kind::Map(entries) => entries.values().collect(),
        }
    }

    /// Whether the program marks the value as secret at the top of this expression.
    pub(super) fn marks_secret(&self) -> bool {
        match &*self.0 {
            Kind::Secret(_) => true,
            Kind::Known(value) => value.has_secret(),
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
            _ => self.children().into_iter().map(Part::Value).collect(),
        }
    }

    /// Every node the expression depends on, and every mistake in it. Walks with a stack of its own, so that no
    /// depth of a program overflows the thread's.
    pub fn scan(&self, nodes: &mut BTreeSet<NodeId>, mistakes: &mut BTreeSet<ProgramError>) {
        let mut stack = vec![self];
        while let Some(expr) = stack.pop() {
            match &*expr.0 {
                Kind::Node(node) => {
                    nodes.insert(*node);
                }
                Kind::Invalid(mistake) => {
                    mistakes.insert(mistake.clone());
                }
                _ => stack.extend(expr.children()),
            }
        }
    }

    /// The source line of the first part of the expression that has one.
    pub(crate) fn location(&self) -> Option<SourceLocation> {
        let mut stack = vec![self];
        while let Some(expr) = stack.pop() {
            match &*expr.0 {
                Kind::Pick { at, .. } | Kind::Apply { at, .. } => return Some(*at),
                Kind::Invalid(mistake) => return Some(mistake.at),
                _ => stack.extend(expr.children()),
            }
        }
        None
    }

    /// Why the expression cannot be used, if a known value in it cannot be.
    pub(super) fn unusable(&self, what: &dyn Fn() -> String) -> Option<String> {
        if let Kind::Known(value) = &*self.0 {
            return unusable(what, value);
        }
        let mut stack = vec![self];
        while let Some(expr) = stack.pop() {
            let message = match &*expr.0 {
                Kind::Known(value) => unusable(what, value),
                Kind::Map(entries) => entries.keys().find_map(|key| debug_text(what, key)),
                _ => None,
            };
            if message.is_some() {
                return message;
            }
            stack.extend(expr.children());
        }
        None
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

    /// Whether another expression has the same written form; see [`Expr::written`].
    pub(super) fn same(&self, other: &Expr) -> bool {
        let all = |a: &[Expr], b: &[Expr]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b));
        match (&*self.0, &*other.0) {
            (Kind::Known(a), Kind::Known(b)) => a == b,
            (Kind::Node(a), Kind::Node(b)) => a == b,
            (Kind::Pick { of: a, segment: s, .. }, Kind::Pick { of: b, segment: t, .. }) => s == t && a.same(b),
            (Kind::List(a), Kind::List(b)) | (Kind::Merge(a), Kind::Merge(b)) | (Kind::Concat(a), Kind::Concat(b)) => {
                all(a, b)
            }
            (Kind::Map(a), Kind::Map(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.same(b.1))
            }
            (Kind::Apply { of: a, .. }, Kind::Apply { of: b, .. }) | (Kind::Secret(a), Kind::Secret(b)) => a.same(b),
            (Kind::Invalid(a), Kind::Invalid(b)) => a == b,
            _ => false,
        }
    }

    /// The written form of the expression, as a value: known parts as they are, everything else as marks.
    #[must_use]
    pub(super) fn written<'n>(&self, name: &dyn Fn(NodeId) -> &'n str) -> Value {
        let marked = |mark: &str, value: Value| Value::from([(mark, value)]);
        let all = |items: &[Expr]| Value::List(items.iter().map(|item| item.written(name)).collect());
        match &*self.0 {
            Kind::Known(value) => value.clone(),
            Kind::Node(node) => marked("$ref", name(*node).into()),
            Kind::Pick { of, segment, .. } => {
                let segment = match segment {
                    Segment::Key(key) => Value::from(key.as_str()),
                    Segment::Index(index) => Value::Int(i64::try_from(*index).unwrap_or(i64::MAX)),
                };
                marked("$pick", Value::List(vec![of.written(name), segment]))
            }
            Kind::List(items) => all(items),
            Kind::Map(entries) => {
                Value::Map(entries.iter().map(|(key, entry)| (key.clone(), entry.written(name))).collect())
            }
            Kind::Merge(maps) => marked("$merge", all(maps)),
            Kind::Concat(parts) => marked("$concat", all(parts)),
            Kind::Apply { of, .. } => marked("$map", of.written(name)),
            Kind::Secret(of) => of.written(name).into_secret(),
            Kind::Invalid(mistake) => marked("$invalid", mistake.message.as_str().into()),
        }
    }

    /// The value in this environment.
    ///
    /// Unknown parts stay unknown where the expression passes them on, and make the whole unknown where a function
    /// would have to look into them. What is computed from a secret is secret.
    ///
    /// # Errors
    /// A mistake of the program: a bad literal, a function that refuses its value, an index outside its list.
    pub fn eval(&self, env: &dyn Env) -> Result<Value, ProgramError> {
        match &*self.0 {
            Kind::Known(value) => Ok(value.clone()),
            Kind::Node(node) => Ok(env.attributes(*node)),
            Kind::Pick { of, segment, at } => {
                if let (Kind::Node(node), Segment::Key(key)) = (&*of.0, segment) {
                    return Ok(env.attribute(*node, key));
                }
                pick(of.eval(env)?, segment, *at)
            }
            Kind::List(items) => items.iter().map(|item| item.eval(env)).collect::<Result<_, _>>().map(Value::List),
            Kind::Map(entries) => entries
                .iter()
                .map(|(key, entry)| Ok((key.clone(), entry.eval(env)?)))
                .collect::<Result<_, _>>()
                .map(Value::Map),
            Kind::Merge(maps) => {
                let mut merged = BTreeMap::new();
                let mut secret = false;
                for map in maps {
                    let mut value = map.eval(env)?;
                    if let Value::Secret(inner) = value {
                        secret = true;
                        value = *inner;
                    }
                    match value {
                        Value::Map(entries) => merged.extend(entries),
                        Value::Unknown => return Ok(Value::Unknown),
                        _ => {}
                    }
                }
                let merged = Value::Map(merged);
                Ok(if secret { merged.into_secret() } else { merged })
            }
            Kind::Concat(parts) => concat(parts, env),
            Kind::Apply { of, function, at, safe_messages } => {
                let value = of.eval(env)?;
                if value.has_unknown() {
                    return Ok(Value::Unknown);
                }
                let secret = value.has_secret();
                let refused = |message| ProgramError { at: *at, message };
                let hidden = "its message may contain the value and is not shown";
                let (answer, declared) = called(|| function(value.reveal()));
                if let Some(error) = declared.into_iter().next() {
                    return Err(error);
                }
                let answer = answer.map_err(|panic| {
                    let place = panic.place();
                    refused(if secret {
                        format!("a function of a secret value panicked{place}; {hidden}")
                    } else {
                        format!("a function panicked{place}: {}", panic.message)
                    })
                })?;
                let value = answer.map_err(|message| {
                    refused(if secret && !safe_messages {
                        format!("a function refused a secret value; {hidden}")
                    } else {
                        message
                    })
                })?;
                if let Some(message) = unusable(&|| "value".to_owned(), &value) {
                    return Err(refused(message));
                }
                Ok(if secret { value.into_secret() } else { value })
            }
            Kind::Secret(of) => of.eval(env).map(|value| match value {
                Value::Unknown => Value::Unknown,
                value => value.into_secret(),
            }),
            Kind::Invalid(mistake) => Err(mistake.clone()),
        }
    }
}

fn pick(value: Value, segment: &Segment, at: SourceLocation) -> Result<Value, ProgramError> {
    match (value, segment) {
        (Value::Unknown, _) => Ok(Value::Unknown),
        (Value::Secret(inner), _) => pick(*inner, segment, at).map(Value::into_secret),
        (Value::Map(mut map), Segment::Key(key)) => Ok(map.remove(key).unwrap_or_default()),
        (Value::List(mut items), Segment::Index(index)) if *index < items.len() => Ok(items.swap_remove(*index)),
        (Value::List(items), Segment::Index(index)) => Err(ProgramError {
            at,
            message: format!("no element {index}, counted from 0, in a list that has {}", items.len()),
        }),
        (Value::Null, Segment::Key(_)) => Ok(Value::Null),
        (other, Segment::Key(key)) => {
            Err(ProgramError { at, message: format!("no field `{key}` in {}, which has no fields", other.kind()) })
        }
        (other, Segment::Index(_)) => {
            Err(ProgramError { at, message: format!("cannot index {}: expected a list", other.kind()) })
        }
    }
}

fn concat(parts: &[Expr], env: &dyn Env) -> Result<Value, ProgramError> {
    let mut text = String::new();
    let (mut secret, mut unknown) = (false, false);
    for part in parts {
        let value = part.eval(env)?;
        secret |= value.has_secret();
        match value.reveal() {
            Value::Str(s) => text.push_str(&s),
            Value::Unknown => unknown = true,
            Value::Bool(b) => text.push_str(&b.to_string()),
            Value::Int(i) => text.push_str(&i.to_string()),
            Value::Float(f) => text.push_str(&f.to_string()),
            Value::Null => {}
            other => text.push_str(&other.masked().to_string()),
        }
    }
    Ok(match (unknown, secret) {
        (true, _) => Value::Unknown,
        (false, true) => Value::Str(text).into_secret(),
        (false, false) => Value::Str(text),
    })
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.0 {
            Kind::Known(value) => value.fmt(f),
            Kind::Node(node) => write!(f, "node {}", node.0),
            Kind::Pick { of, segment: Segment::Key(key), .. } => write!(f, "{of:?}.{key}"),
            Kind::Pick { of, segment: Segment::Index(index), .. } => write!(f, "{of:?}[{index}]"),
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
