//! Tips for command lines that other tools understand: their names of commands, `help COMMAND`, the stack in another place.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The names that other tools have for a command, and the name here with what it does.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["apply", "deploy", "create", "update"], "`up` shows the plan, asks, and applies it"),
    (&["plan", "diff", "synth"], "`preview` shows the plan; `preview --out FILE` saves it"),
    (
        &["rm", "remove", "delete", "down", "teardown"],
        "`destroy` deletes every resource of a stack; `state rm` only forgets one",
    ),
    (&["ls"], "`stacks` lists the stacks; `state list` lists the resources of one"),
    (&["output"], "`outputs` prints the outputs of a stack"),
    (&["show"], "`state show` shows a recorded resource; `explain` a step of the plan"),
    (&["status"], "`state list` lists the recorded resources; `drift` reports changes made outside Archipel"),
    (&["validate", "check"], "`preview` reports every error of the program; `doctor` checks credentials and tools"),
    (&["console", "types", "resources"], "`schema` describes the resource types"),
    (&["logs", "runs"], "`history` lists the runs of a stack"),
    (&["config"], "edit the file of the stack; `secret set` encrypts a secret"),
    (
        &["force-unlock", "unlock", "cancel"],
        "`state unlock` shows the lock holder, and breaks the lock when that is safe",
    ),
    (&["mv", "move"], "`state mv` renames a resource in the state; an alias in the program does it in the next run"),
];

/// `help up` is `up --help`.
pub(super) fn help_last(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.get(1).is_some_and(|arg| arg == "help") {
        args.remove(1);
        args.push("--help".into());
    }
    args
}

/// An error of the command line with a tip, if there is one.
pub(super) fn with_tip(mut error: clap::Error, command: &clap::Command, args: &[OsString]) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let tip = match error.kind() {
        ErrorKind::InvalidSubcommand if is_top_level(&error, command, args) => {
            text(ContextKind::InvalidSubcommand).and_then(|name| elsewhere(&name))
        }
        ErrorKind::UnknownArgument => {
            let positional = text(ContextKind::InvalidArg).is_some_and(|arg| !arg.starts_with('-'));
            (positional && takes_stack_as_option(command, args))
                .then(|| "the stack of this command is an option: `--stack STACK`".to_owned())
        }
        _ => None,
    };
    if let Some(tip) = tip {
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn elsewhere(name: &str) -> Option<String> {
    ELSEWHERE.iter().find(|(names, _)| names.contains(&name)).map(|(_, tip)| (*tip).to_owned())
}

/// The command that the arguments name, as far as they name one.
fn named<'c>(command: &'c clap::Command, args: &[OsString]) -> &'c clap::Command {
    let words = args.iter().skip(1).filter_map(|arg| arg.to_str()).filter(|arg| !arg.starts_with('-'));
    words.fold(command, |command, word| command.find_subcommand(word).unwrap_or(command))
}

/// Whether the unknown name is that of a command, and not of a subcommand as in `state apply`.
fn is_top_level(_: &clap::Error, command: &clap::Command, args: &[OsString]) -> bool {
    named(command, args).get_name() == command.get_name()
}

/// Whether a command has the stack only as an option.
fn takes_stack_as_option(command: &clap::Command, args: &[OsString]) -> bool {
    let command = named(command, args);
    let has_option = command.get_arguments().any(|arg| arg.get_long() == Some("stack"));
    let has_position = command.get_positionals().any(|arg| arg.get_id() == "position");
    has_option && !has_position
}

#[cfg(test)]
mod tests {
    use super::super::Cli;

    fn said(line: &str) -> String {
        let args = std::iter::once("stacks").chain(line.split(' ')).map(Into::into);
        Cli::read("luneo", "stacks", args).unwrap_err().to_string()
    }

    #[test]
    fn commands_of_other_tools_lead_to_ours() {
        for (line, tip) in [
            ("apply dev", "`up` shows the plan"),
            ("deploy", "`up` shows the plan"),
            ("plan dev", "`preview` shows the plan"),
            ("rm dev", "`destroy` deletes every resource"),
            ("ls", "`stacks` lists the stacks"),
        ] {
            let said = said(line);
            assert!(said.contains(tip) && !said.contains("similar"), "{line}: {said}");
        }
        assert!(said("previw").contains("'preview'"), "a misspelling is still recognised");
        assert!(!said("state apply").contains("`up`"), "of `state` it is another mistake");
    }

    #[test]
    fn help_of_a_command_is_its_help() {
        assert_eq!(said("help up"), said("up --help"));
        assert_eq!(said("help state show"), said("state show --help"));
        assert_eq!(said("help"), said("--help"));
    }

    #[test]
    fn every_command_of_a_stack_takes_it_as_an_option() {
        fn each<'c>(command: &'c clap::Command, path: &str, found: &mut Vec<(String, &'c clap::Command)>) {
            for sub in command.get_subcommands() {
                let path = format!("{path} {}", sub.get_name());
                each(sub, &path, found);
                found.push((path, sub));
            }
        }
        let command = super::super::command_line("luneo", "stacks");
        let mut found = Vec::new();
        each(&command, "", &mut found);
        let mut with = 0;
        for (path, command) in found {
            let configured = command.get_arguments().any(|arg| arg.get_long() == Some("state"));
            let has_option = command.get_arguments().any(|arg| arg.get_long() == Some("stack"));
            assert_eq!(configured, has_option, "{path}");
            with += usize::from(has_option);
        }
        assert!(with > 25, "{with}");
        for line in ["state show dev network/main", "explain dev network/main", "secret get dev db.password"] {
            assert!(said(line).contains("`--stack STACK`"), "{line}: {}", said(line));
        }
        assert!(!said("up dev prod").contains("is an option"), "{}", said("up dev prod"));
    }
}
