//! `schema update`: what the schemas of this version change in the generated code.

use archipel_cfn_schema::SchemaSet;
use archipel_cfn_schema::codegen::Differences;
use archipel_engine::event::Level;
use archipel_engine::model::text::nearest;
use clap::Args;
use serde::Serialize;

use super::package::{self, File, Package, PackageArgs};
use crate::args::ConfirmArgs;
use crate::commands::ask;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style::{DIM, paint};

/// Arguments of `schema update`.
#[derive(Debug, Args)]
pub(crate) struct UpdateArgs {
    /// Only these types (default: every type of the lock file)
    #[arg(value_name = "TYPE")]
    types: Vec<String>,
    #[command(flatten)]
    package: PackageArgs,
    /// Write nothing, and exit with 2 if anything would be written
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

#[derive(Serialize)]
struct Change {
    #[serde(rename = "type")]
    name: String,
    file: String,
    /// The digest of the schema that the code was written from.
    from: String,
    /// The digest of this program's schema; none for a type that AWS has removed.
    to: Option<String>,
    /// Items that only the new code has.
    added: Vec<String>,
    /// Items that only the present code has.
    removed: Vec<String>,
}

pub(super) async fn update(context: &Context, args: &UpdateArgs) -> Result<Exit> {
    let mut package = Package::open(context, &args.package, None)?;
    ensure_locked(&package, &args.types)?;
    let set = SchemaSet::embedded();
    let (mut changes, mut files, mut digests) = (Vec::new(), Vec::new(), Vec::new());
    for (name, from) in &package.lock.types {
        if !args.types.is_empty() && !args.types.contains(name) {
            continue;
        }
        if !set.contains(name) {
            let message = format!("{name}: AWS has removed the type; its code stays as it is");
            context.reporter.notice(Level::Warning, message);
            continue;
        }
        let (file, to) = package.generated(name)?;
        let present = package.text(&file.path)?;
        let differences = Differences::between(present.as_deref().unwrap_or_default(), &file.text);
        if !differences.same || to != *from {
            let Differences { added, removed, .. } = differences;
            let (name, file) = (name.clone(), file.path.clone());
            changes.push(Change { name, file, from: from.clone(), to: Some(to.clone()), added, removed });
        }
        digests.push((name.clone(), to));
        if !is_same(present.as_deref(), &file) {
            files.push(file);
        }
    }
    let before = package.lock.clone();
    package.lock.note(set, digests);
    for file in package.module_files() {
        if !is_same(package.text(&file.path)?.as_deref(), &file) {
            files.push(file);
        }
    }
    package.ensure_generated(&files)?;
    let current = files.is_empty() && package.lock == before;
    context.print(&changes, || shown(&changes, &files, current))?;
    if current {
        return Ok(Exit::Done);
    }
    if args.check {
        return Ok(Exit::Changes);
    }
    if !args.confirm.yes && !files.is_empty() && !ask::confirm(context, "`schema update`", "Write this code?").await? {
        return Ok(Exit::Done);
    }
    package.write(&files)?;
    package.lock.types.keys().for_each(|name| {
        if changes.iter().any(|change| change.name == *name) {
            package::warn(context, name);
        }
    });
    Ok(Exit::Done)
}

fn is_same(present: Option<&str>, file: &File) -> bool {
    present == Some(&file.text)
}

/// Fails for types that the lock file does not have.
fn ensure_locked(package: &Package, types: &[String]) -> Result<()> {
    let locked = || package.lock.types.keys().map(String::as_str);
    let unknown = types.iter().filter(|name| !package.lock.types.contains_key(*name));
    let failures: Vec<Failure> = unknown
        .map(|name| {
            let near = nearest(name, locked()).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| format!("write its code with `schema add {name}`"));
            Failure::new(format!("this package has no code of {name}")).hint(hint).exit(Exit::Usage)
        })
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

fn shown(changes: &[Change], files: &[File], current: bool) -> String {
    if current {
        return "The generated code is up to date.\n".to_owned();
    }
    let mut text = String::new();
    for change in changes {
        let to = change.to.as_deref().unwrap_or_default();
        let schema =
            if to == change.from { "the same schema".to_owned() } else { format!("schema {} -> {to}", change.from) };
        text += &format!("{}  {}  {}\n", change.name, change.file, paint(DIM, &schema));
        change.removed.iter().for_each(|item| text += &format!("  - {item}\n"));
        change.added.iter().for_each(|item| text += &format!("  + {item}\n"));
        if change.removed.is_empty() && change.added.is_empty() {
            text += "  documentation\n";
        }
    }
    for file in files.iter().filter(|file| !changes.iter().any(|change| change.file == file.path)) {
        text += &format!("{}\n", file.path);
    }
    text
}
