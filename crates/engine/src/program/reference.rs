//! The program's side of a reference.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::any_input::AnyInput;
use super::group::ForEachSource;
use crate::model::prop::{Prop, TextProp};
use crate::model::urn::{GLOBAL, Urn};
use crate::model::value::Value;
use crate::program::{Expr, Input, IntoInput, Options, Output, SourceLocation, Stack, declare};
use crate::provider::ResourceSchema as _;
use crate::{Args, data_source};

/// What a stack exports, as [`exports!`](crate::exports) declares it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not declare what a stack exports",
    note = "declare it with `exports! {{ pub struct NetworkOutputs {{ vpc_id: VpcId }} }}`"
)]
pub trait Exports {
    /// The exports of this stack. For [`Stack::reference`].
    fn of(stack: StackRef) -> Self;
}

/// Which value of which stack.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct StackValueProps {
    /// The stack, of the same project.
    pub stack: String,
    /// The name under which it exports the value.
    pub output: String,
}

/// A value that another stack exports. Programs read it with [`Stack::reference`](crate::Stack::reference).
#[data_source("archipel:core/StackOutput", props = StackValueProps)]
pub struct StackValue {
    /// The value, with the secret mark that it has there.
    pub value: Value,
    /// Whether any of it is secret.
    pub secret: bool,
    /// Why there is none, if there is none.
    pub problem: Option<String>,
    /// The serial of the other stack's state.
    pub serial: Option<i64>,
}

/// Another stack of the same project.
#[derive(Clone, Debug)]
pub struct StackRef {
    reader: Stack,
    name: String,
    prefix: String,
}

impl Stack {
    /// Another stack of this project, to read what it exports: `stack.reference::<NetworkOutputs>("network")`. See
    /// [`reference`](crate::reference).
    #[must_use]
    pub fn reference<E: Exports>(&self, stack: impl Into<String>) -> E {
        E::of(StackRef { reader: self.clone(), name: stack.into(), prefix: String::new() })
    }
}

impl StackRef {
    /// The same stack; names of its exports start with this and a dot.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.prefix = format!("{}{prefix}.", self.prefix);
        self
    }

    /// One of its exports, by a name that no type checks: [`exports!`](crate::exports) writes the typed ones.
    #[track_caller]
    #[must_use]
    pub fn output<T: Prop>(&self, name: &str) -> StackOutput<T> {
        let at = SourceLocation::caller();
        let output = format!("{}{name}", self.prefix);
        // The same value is read once, however often a program asks for it.
        let path = format!("{}.{output}", self.name.replace(['/', ':'], "."));
        let urn = Urn::new(GLOBAL, StackValue::TYPE, &path);
        let node = self.reader.declared(&urn).unwrap_or_else(|| {
            let inputs = StackValueArgs::new(self.name.as_str(), output.as_str()).into_inputs();
            let handle = declare(&self.reader.region(GLOBAL), StackValue::schema(), &path, inputs, Options::new());
            super::handle::Declared::node(&handle)
        });
        let what = format!("the output `{output}` of the stack `{}`", self.name);
        StackOutput { answer: Expr::node(node), what, at, of: PhantomData }
    }
}

/// A value that another stack exports. It is accepted wherever an [`Output`] does; that the other stack has no such value
/// is an error at this source line, unless [`or`](Self::or) sets a default.
pub struct StackOutput<T> {
    answer: Expr,
    what: String,
    at: SourceLocation,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for StackOutput<T> {
    fn clone(&self) -> Self {
        Self { answer: self.answer.clone(), what: self.what.clone(), at: self.at, of: PhantomData }
    }
}

impl<T> std::fmt::Debug for StackOutput<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::debug_text::debug(f, "StackOutput", &format_args!("{}", self.what))
    }
}

/// The exported value, if it has the type that is wanted.
fn checked<T: Prop>(answer: &Value, what: &str) -> Result<Value, String> {
    let value = answer.field("value").clone();
    match T::from_value(value.clone()) {
        Ok(_) => Ok(value),
        // The message may repeat the value.
        Err(_) if *answer.field("secret") == Value::Bool(true) => Err(format!("{what} has an unexpected type")),
        Err(mismatch) => Err(format!("{what} has an unexpected type: {mismatch}")),
    }
}

impl<T: Prop> StackOutput<T> {
    /// The value as an output, to compute with.
    #[must_use]
    pub fn output(&self) -> Output<T> {
        let what = self.what.clone();
        Output::from_expr(self.answer.apply_with_safe_messages(self.at, move |answer| {
            match answer.field("problem").as_str() {
                Some(problem) => Err(problem.to_owned()),
                None => checked::<T>(&answer, &what),
            }
        }))
    }

    /// The value, or this one where the other stack does not exist or has no such output yet. With it, two stacks that
    /// refer to each other can be created in any order.
    #[must_use]
    #[track_caller]
    pub fn or(&self, default: impl IntoInput<T>) -> Output<T> {
        let what = self.what.clone();
        let both = Expr::list(vec![self.answer.clone(), default.into_input().into_expr()]);
        Output::from_expr(both.apply_with_safe_messages(self.at, move |both| {
            let Value::List(mut both) = both else { return Err("two values were joined".into()) };
            let (default, answer) = (both.pop().unwrap_or_default(), both.pop().unwrap_or_default());
            if answer.field("problem").is_null() { checked::<T>(&answer, &what) } else { Ok(default) }
        }))
    }

    /// A function of the value. It is not called where there is none.
    #[must_use]
    #[track_caller]
    pub fn map<U: Prop>(&self, function: impl Fn(T) -> U + Send + Sync + 'static) -> Output<U> {
        self.output().map(function)
    }
}

impl<T: Prop> IntoInput<T> for StackOutput<T> {
    fn into_input(self) -> Input<T> {
        self.output().into_input()
    }
}

impl<T: Prop> IntoInput<T> for &StackOutput<T> {
    fn into_input(self) -> Input<T> {
        self.output().into_input()
    }
}

impl<N: TextProp> IntoInput<String> for StackOutput<N> {
    fn into_input(self) -> Input<String> {
        self.output().into_input()
    }
}

impl<N: TextProp> IntoInput<String> for &StackOutput<N> {
    fn into_input(self) -> Input<String> {
        self.output().into_input()
    }
}

impl<T: Prop> AnyInput for StackOutput<T> {
    fn to_expr(&self) -> Expr {
        self.output().to_expr()
    }

    fn to_json_expr(&self) -> Expr {
        self.output().to_json_expr()
    }
}

impl<T: Prop + std::fmt::Display> super::output::FormatPart for StackOutput<T> {
    fn part(&self) -> Expr {
        self.output().expr().clone()
    }
}

impl<V: Prop> ForEachSource<V> for StackOutput<BTreeMap<String, V>> {
    fn each(self) -> Expr {
        self.output().expr().clone()
    }
}

impl<V: Prop> ForEachSource<V> for StackOutput<Vec<V>> {
    fn each(self) -> Expr {
        self.output().expr().clone()
    }
}
