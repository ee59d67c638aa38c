//! `outputs`: the outputs of a stack's last run.

use clap::Args;
use std::collections::BTreeMap;

use archipel_engine::Value;
use archipel_engine::event::Level;

use crate::args::StateArgs;
use crate::config::{nearest, or_list};
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::human::heading;
use crate::render::value::inline;
use crate::session::Session;

/// The format of outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OutputFormat {
    Text,
    Env,
    Shell,
}

impl OutputFormat {
    fn of(args: &OutputsArgs) -> Self {
        match (args.env, args.shell) {
            (true, _) => Self::Env,
            (_, true) => Self::Shell,
            _ => Self::Text,
        }
    }

    /// A line that sets a variable.
    fn line(self, name: &str, value: &str) -> String {
        let quoted = value.replace('\'', "'\\''");
        match self {
            Self::Shell => format!("export {name}='{quoted}'\n"),
            // Quote only where necessary: most readers of such files take an unquoted value literally.
            _ if value.bytes().all(|byte| byte.is_ascii_graphic() && !br#"'"\$`#"#.contains(&byte)) => {
                format!("{name}={value}\n")
            }
            _ => format!("{name}='{quoted}'\n"),
        }
    }
}

/// The outputs of a stack as text.
pub(super) fn text(outputs: &BTreeMap<String, Value>) -> String {
    let widest = outputs.keys().map(String::len).max().unwrap_or_default();
    let lines = outputs.iter().map(|(name, value)| match value {
        Value::Str(text) => format!("  {name:widest$}  {text}\n"),
        other => format!("  {name:widest$}  {}\n", inline(other)),
    });
    if outputs.is_empty() { String::new() } else { heading("Outputs:") + &lines.collect::<String>() }
}

/// The variable name of an output: `eu-west-1.vpc_id` is `EU_WEST_1_VPC_ID`.
fn variable(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Outputs as variables. Masked secrets are omitted: a tool would use the mask as the value.
fn variables(context: &Context, outputs: &BTreeMap<String, Value>, format: OutputFormat) -> Result<String> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut text = String::new();
    for (name, value) in outputs {
        if value.has_secret() {
            let message = format!("`{name}` is secret and was omitted; `--show-secrets` prints it");
            context.reporter.notice(Level::Info, message);
            continue;
        }
        let variable = variable(name);
        if let Some(other) = names.insert(variable.clone(), name) {
            return Err(Failure::new(format!("`{other}` and `{name}` map to the same variable {variable}"))
                .hint("rename one of them, or print a single output: `outputs STACK NAME`")
                .into());
        }
        let value = match value {
            Value::Str(text) => text.clone(),
            other => other.masked().to_string(),
        };
        text += &format.line(&variable, &value);
    }
    Ok(text)
}

/// Arguments of `outputs`.
#[derive(Debug, Args)]
pub(crate) struct OutputsArgs {
    /// The stack (default: ARCHIPEL_STACK, or the only stack)
    #[arg(value_name = "STACK")]
    position: Option<String>,
    /// Print only this output, as plain text
    #[arg(value_name = "NAME", conflicts_with = "stack")]
    name: Option<String>,
    #[command(flatten)]
    stack: StateArgs,
    /// Print secret values in plain text
    #[arg(long)]
    show_secrets: bool,
    /// Print lines NAME=VALUE, for tools that read environment files
    #[arg(long, conflicts_with_all = ["json", "shell"])]
    env: bool,
    /// Print lines `export NAME='VALUE'`, for `eval` in a shell
    #[arg(long, conflicts_with = "json")]
    shell: bool,
}

pub(super) async fn outputs(context: &Context, args: &OutputsArgs) -> Result<Exit> {
    let (stack, show_secrets, format) = (&args.stack, args.show_secrets, OutputFormat::of(args));
    let (stack_name, name) = names(context, args)?;
    let session = Session::open(context, stack_name, &stack.with)?;
    let store = if show_secrets { session.store()? } else { session.store_without_secrets()? };
    let mut outputs = session.read(&store).await?.outputs;
    if show_secrets {
        outputs = outputs.into_iter().map(|(name, value)| (name, value.reveal())).collect();
    }
    match name {
        None if format != OutputFormat::Text => {
            let text = variables(context, &outputs, format)?;
            context.print(&outputs, || text)
        }
        None => context.print(&outputs, || text(&outputs)),
        Some(name) => {
            let value = outputs.get(name).ok_or_else(|| unknown(&session.name, name, &outputs))?;
            if value.has_secret() {
                // A script would take the mask for the value.
                return Err(Failure::new(format!("the output `{name}` is secret"))
                    .hint("print it in plain text with `--show-secrets`")
                    .exit(Exit::Usage)
                    .into());
            }
            context.print(value, || match value {
                Value::Str(text) => format!("{text}\n"),
                other => format!("{}\n", inline(other)),
            })
        }
    }
}

/// The stack and the output. After `--stack` and with only one stack, `outputs NAME` can name an output, unless the stack
/// has that name.
fn names<'a>(context: &Context, args: &'a OutputsArgs) -> Result<(Option<&'a str>, Option<&'a str>)> {
    let (first, name) = (args.position.as_deref(), args.name.as_deref());
    if let Some(stack) = args.stack.name() {
        return Ok((Some(stack), first));
    }
    if let (Some(first), None) = (first, name) {
        let stacks = context.stacks(&context.folders())?;
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
        None if outputs.is_empty() => "run `up` to record the outputs of the program: the state has none".to_owned(),
        None => format!("its outputs are {}", or_list(names()).replace(" or ", " and ")),
    };
    Failure::new(format!("{stack} has no output `{name}`")).hint(hint).exit(Exit::Usage)
}
