//! `outputs`: what a stack exports, as of its last run.

use std::collections::BTreeMap;

use archipel_engine::Value;
use archipel_engine::state::StateStore as _;

use super::{print, run};
use crate::args::StackArgs;
use crate::config::{nearest, or_list};
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::value::inline;
use crate::session::{Context, Session};

pub(super) async fn outputs(
    context: &Context,
    stack: &StackArgs,
    name: Option<&str>,
    show_secrets: bool,
) -> Result<Exit> {
    let (stack_name, name) = names(context, stack, name)?;
    let session = Session::open(context, stack_name, &stack.with)?;
    let store = if show_secrets { session.store()? } else { session.store_without_secrets()? };
    let mut outputs = store.load().await.map_err(|error| errors::state(&error))?.outputs;
    if show_secrets {
        outputs = outputs.into_iter().map(|(name, value)| (name, value.reveal())).collect();
    }
    match name {
        None => print(context, &outputs, || run::outputs(&outputs)),
        Some(name) => {
            let value = outputs.get(name).ok_or_else(|| unknown(&session.name, name, &outputs))?;
            print(context, value, || match value {
                Value::Str(text) => format!("{text}\n"),
                other => format!("{}\n", inline(other)),
            })
        }
    }
}

/// `outputs NAME` means an output where there is only one stack and none is named so.
fn names<'a>(
    context: &Context,
    stack: &'a StackArgs,
    name: Option<&'a str>,
) -> Result<(Option<&'a str>, Option<&'a str>)> {
    let first = stack.stack.as_deref();
    if let (Some(first), None) = (first, name) {
        let stacks = context.stacks(&context.place())?;
        let from_environment = std::env::var_os("ARCHIPEL_STACK").is_some_and(|value| !value.is_empty());
        if (stacks.len() == 1 || from_environment) && stacks.iter().all(|(known, _)| known != first) {
            return Ok((None, Some(first)));
        }
    }
    Ok((first, name))
}

fn unknown(stack: &str, name: &str, outputs: &BTreeMap<String, Value>) -> Failure {
    let names = || outputs.keys().map(String::as_str);
    let hint = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if outputs.is_empty() => "it exports nothing; `up` records what its program exports".to_owned(),
        None => format!("it exports {}", or_list(names()).replace(" or ", " and ")),
    };
    Failure::new(format!("{stack} exports no `{name}`")).hint(hint).exit(Exit::Usage)
}
