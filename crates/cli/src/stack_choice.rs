//! Which stack a command is about.

use std::path::{Path, PathBuf};

use crate::config::{ProjectFolders, STATES, nearest, or_list, shown};
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The number of stacks that a hint lists.
const MOST_NAMES: usize = 10;

/// Whether the project still has the state of a stack.
fn has_state(folders: &ProjectFolders, stack: &str) -> bool {
    let is_name = Path::new(stack).components().count() == 1 && !stack.starts_with('.');
    is_name && folders.root.join(STATES).join(stack).is_dir()
}

/// The chosen stack, with its configuration file: the named one, or the only one.
pub(crate) fn choose(
    stacks: &[(String, Option<PathBuf>)],
    named: Option<&str>,
    folders: &ProjectFolders,
) -> Result<(String, Option<PathBuf>)> {
    let names = || stacks.iter().map(|(name, _)| name.as_str());
    let known = match stacks {
        [] => match &folders.config {
            Some(folder) => format!("create a configuration file: {} has no NAME.toml", shown(folder)),
            None => {
                "create a configuration folder, or pass `--config-dir`: none was found in this folder and its parents"
                    .to_owned()
            }
        },
        _ => {
            let more = stacks.len().saturating_sub(MOST_NAMES);
            let shown: Vec<&str> = names().take(MOST_NAMES).collect();
            let shown = or_list(shown).replace(" or ", " and ");
            let more = if more > 0 { format!(", and {more} more (`stacks` lists them)") } else { String::new() };
            format!("the stacks are {shown}{more}")
        }
    };
    let failure = match (named, stacks) {
        (Some(named), _) => {
            match stacks.iter().find(|(name, _)| name == named) {
                Some(found) => return Ok(found.clone()),
                None => {
                    let failure = Failure::new(format!("unknown stack `{named}`"));
                    match nearest(named, names()) {
                    _ if has_state(folders, named) => failure
                        .why(format!("{STATES}/{named} still has its state, but its configuration file is missing"))
                        .hint(format!("restore {named}.toml, for example from version control, to change or destroy its resources")),
                    Some(name) => failure.hint(format!("did you mean `{name}`?")),
                    None => failure.hint(known),
                }
                }
            }
        }
        (None, [only]) => return Ok(only.clone()),
        (None, []) => Failure::new("no stacks found").hint(known),
        (None, _) => Failure::new("no stack specified").hint(format!("specify one: {known}")),
    };
    Err(failure.exit(Exit::Usage).into())
}
