//! `schema add`: writes the Rust code of CloudFormation types.

use std::collections::BTreeSet;

use archipel_cfn_schema::{SchemaSet, schema};
use archipel_engine::event::Level;
use clap::Args;
use serde::Serialize;

use super::package::{self, Package, PackageArgs};
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::target;

/// Arguments of `schema add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The types: AWS::Backup::BackupPlan
    #[arg(value_name = "TYPE", required = true)]
    types: Vec<String>,
    #[command(flatten)]
    package: PackageArgs,
    /// The folder of the generated code in a package without any (default: src/aws)
    #[arg(long, value_name = "DIR")]
    into: Option<String>,
}

#[derive(Serialize)]
struct Added {
    written: Vec<Written>,
}

#[derive(Serialize)]
struct Written {
    #[serde(rename = "type")]
    name: String,
    file: String,
    limits: Vec<String>,
}

pub(super) async fn add(context: &Context, args: &AddArgs) -> Result<Exit> {
    let types: BTreeSet<&str> = args.types.iter().map(String::as_str).collect();
    let failures: Vec<Failure> = types.iter().filter_map(|name| refused(name)).collect();
    if !failures.is_empty() {
        return Err(failures);
    }
    let into = args.into.as_deref().map(|into| into.trim_end_matches('/'));
    let mut package = Package::open(context, &args.package, into)?;
    let (mut files, mut digests, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for name in &types {
        let (file, digest) = package.generated(name)?;
        written.push(Written {
            name: (*name).to_owned(),
            file: file.path.clone(),
            limits: archipel_cfn_schema::limits(name),
        });
        digests.push(((*name).to_owned(), digest));
        files.push(file);
    }
    package.lock.note(SchemaSet::embedded(), digests);
    files.extend(package.module_files());
    package.ensure_generated(&files)?;
    package.write(&files)?;

    native(context, &types).await?;
    types.iter().for_each(|name| package::warn(context, name));
    let added = Added { written };
    context.print(&added, || {
        let width = added.written.iter().map(|written| written.name.len()).max().unwrap_or_default();
        let line = |written: &Written| format!("{:width$}  {}\n", written.name, written.file);
        let mut text: String = added.written.iter().map(line).collect();
        if let Some((line, file)) = package.missing_module() {
            text += &format!("Add `{line}` to {file}\n");
        }
        text
    })
}

/// Why no code can be written for a type.
fn refused(name: &str) -> Option<Failure> {
    let schema = match schema(name) {
        Ok(schema) => schema,
        Err(error) => return Some(package::unknown(&error)),
    };
    (!schema.handlers.are_complete()).then(|| {
        Failure::new(format!("cannot write code for {name}: Cloud Control does not have the type"))
            .why("its schema has no handlers that create, read and delete resources")
            .hint("look for a native type with `schema`, or write one: docs/src/resource-types.md")
            .exit(Exit::Usage)
    })
}

/// Names the native types that cover a type, which know more about its service.
async fn native(context: &Context, types: &BTreeSet<&str>) -> Result<()> {
    let providers = target::offline(context).await?;
    let schemas: Vec<_> = providers.iter().flat_map(|provider| provider.schemas()).collect();
    for name in types {
        let plain = name.trim_start_matches("AWS::").replace("::", "/").to_lowercase();
        let same = |name: &&str| name.trim_start_matches("aws:").to_lowercase() == plain;
        let native = schemas.iter().filter(|schema| !schema.data_source).map(|schema| schema.type_name).find(same);
        if let Some(native) = native.filter(|native| native.starts_with("aws:")) {
            let message = format!("{name}: the native type {native} covers it, with checks and waiters of its own");
            context.reporter.notice(Level::Warning, message);
        }
    }
    Ok(())
}
