//! `schema`: the resource types, and the Rust code of those that Cloud Control serves.

#[cfg(feature = "aws")]
mod add;
#[cfg(feature = "aws")]
mod package;
#[cfg(feature = "aws")]
mod search;
#[cfg(feature = "aws")]
mod update;

use clap::Args;

use crate::config::nearest;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style::{BOLD, DIM, paint};
#[cfg(feature = "aws")]
use crate::schema_doc::CloudFormationType;
use crate::schema_doc::{Argument, Document, Type};
use crate::target;

/// Arguments of `schema`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SchemaArgs {
    /// Only types whose name contains this, or one CloudFormation type: AWS::Backup::BackupPlan
    #[arg(value_name = "TYPE")]
    of: Option<String>,
    #[cfg(feature = "aws")]
    #[command(subcommand)]
    command: Option<SchemaCommand>,
}

/// The commands of `schema`.
#[cfg(feature = "aws")]
#[derive(Debug, clap::Subcommand)]
pub(crate) enum SchemaCommand {
    /// Write the Rust code of CloudFormation types into this package
    Add(add::AddArgs),
    /// Show what the schemas of this version change in the written code, and write it again
    Update(update::UpdateArgs),
    /// Find CloudFormation types by words in their names
    Search(search::SearchArgs),
}

pub(super) async fn schema(context: &Context, args: &SchemaArgs) -> Result<Exit> {
    #[cfg(feature = "aws")]
    match &args.command {
        Some(SchemaCommand::Add(args)) => return add::add(context, args).await,
        Some(SchemaCommand::Update(args)) => return update::update(context, args).await,
        Some(SchemaCommand::Search(args)) => return search::search(context, args),
        None => {}
    }
    let of = args.of.as_deref();
    #[cfg(feature = "aws")]
    if let Some(name) = of.filter(|name| name.contains("::")) {
        let schema = archipel_cfn_schema::planner_schema(name).map_err(|error| package::unknown(&error))?;
        let mut document = Document::of([schema]);
        document.types.iter_mut().for_each(with_route);
        return context.print(&document, || document.types.iter().map(page).collect());
    }
    let providers = target::offline(context).await?;
    let mut document = Document::of(providers.iter().flat_map(|provider| provider.schemas()));
    #[cfg(feature = "aws")]
    {
        document.types.iter_mut().for_each(with_route);
        if of.is_none() && context.global.json {
            document.cloudformation = cloudformation();
        }
    }
    if let Some(of) = of {
        let names: Vec<String> = document.types.iter().map(|of_type| of_type.name.clone()).collect();
        document.types.retain(|of_type| of_type.name.to_lowercase().contains(&of.to_lowercase()));
        if document.types.is_empty() {
            let near = nearest(of, names.iter().map(|name| name.rsplit([':', '/']).next().unwrap_or(name)));
            let hint =
                near.map_or_else(|| "`schema` lists the types".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(Failure::new(format!("unknown resource type `{of}`")).hint(hint).exit(Exit::Usage).into());
        }
    }
    context.print(&document, || match of {
        Some(_) => document.types.iter().map(page).collect(),
        None => document.types.iter().map(|of_type| format!("{}\n", of_type.name)).collect(),
    })
}

/// Sets how a program can use a type.
#[cfg(feature = "aws")]
fn with_route(of_type: &mut Type) {
    use archipel_cfn_schema::{Route, limits};
    if of_type.name.starts_with("aws:") {
        of_type.route = Some(Route::Native("").as_str().to_owned());
    } else if let Ok(route) = Route::of(&of_type.name) {
        of_type.route = Some(route.as_str().to_owned());
        of_type.limits = limits(&of_type.name);
        if let Route::Native(native) = route {
            of_type.native = Some(native.to_owned());
        }
    }
}

/// All types of CloudFormation.
#[cfg(feature = "aws")]
fn cloudformation() -> Vec<CloudFormationType> {
    use archipel_cfn_schema::{Route, SchemaSet, limits};
    let names = SchemaSet::embedded().names();
    names
        .filter_map(|name| {
            let route = Route::of(name).ok()?;
            let native = match route {
                Route::Native(native) => Some(native.to_owned()),
                _ => None,
            };
            Some(CloudFormationType {
                name: name.to_owned(),
                route: route.as_str().to_owned(),
                native,
                limits: limits(name),
            })
        })
        .collect()
}

fn first_line(doc: &str) -> &str {
    doc.lines().next().unwrap_or_default()
}

fn page(of_type: &Type) -> String {
    let kind = if of_type.data_source { "data source" } else { "resource" };
    let mut text = format!("{}  {}\n{}\n", paint(BOLD, &of_type.name), paint(DIM, kind), of_type.doc.trim());
    text += &route(of_type);
    text += &format!("\n{}\n", paint(BOLD, "Arguments"));
    arguments(&of_type.arguments, 2, &mut text);
    text += &format!("\n{}\n", paint(BOLD, "Attributes"));
    for attribute in &of_type.attributes {
        text += &format!("  {}: {}  {}\n", attribute.name, attribute.rust(), paint(DIM, first_line(&attribute.doc)));
    }
    let actions = &of_type.actions;
    let actions =
        [("create", actions.create), ("read", actions.read), ("update", actions.update), ("delete", actions.delete)];
    if actions.iter().any(|(_, actions)| !actions.is_empty()) {
        text += &format!("\n{}\n", paint(BOLD, "Permissions"));
    }
    for (operation, actions) in actions.iter().filter(|(_, actions)| !actions.is_empty()) {
        text += &format!("  {operation}: {}\n", actions.join(", "));
    }
    text + "\n"
}

/// The line that tells how a program can use a CloudFormation type.
fn route(of_type: &Type) -> String {
    let route = match (of_type.route.as_deref(), &of_type.native) {
        (Some("cloud_control"), _) => "Cloud Control; `schema add` writes its code".to_owned(),
        (Some("cloudformation_stack"), _) => {
            "a CloudFormation stack for each resource; `schema add` writes its code".to_owned()
        }
        (_, Some(native)) => format!("the native type {native}, or Cloud Control"),
        (Some("unavailable"), _) => "none: a program cannot use the type".to_owned(),
        _ => return String::new(),
    };
    let mut text = format!("\n{}\n  {route}\n", paint(BOLD, "Route"));
    for limit in &of_type.limits {
        text += &format!("  {limit}\n");
    }
    text
}

fn arguments(all: &[Argument], indent: usize, text: &mut String) {
    for argument in all {
        let mut marks = Vec::new();
        for (mark, set) in [
            ("required", argument.required),
            ("replaces", argument.replaces),
            ("write-only", argument.write_only),
            ("secret", argument.secret),
            ("set", argument.set_like),
            ("computed", argument.computed),
        ] {
            if set {
                marks.push(mark.to_owned());
            }
        }
        marks.extend(argument.equivalence.clone());
        marks.extend(argument.constraints.clone());
        marks.extend(argument.default.as_ref().map(|default| format!("default {}", default.masked())));
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        let doc = paint(DIM, first_line(&argument.doc));
        *text += &format!("{:indent$}{}: {}{marks}  {doc}\n", "", argument.name, argument.ty.rust);
        let inner = argument.ty.innermost();
        if !inner.values.is_empty() {
            let variants = inner.spellings().map(|(variant, value)| format!("{variant} {}", paint(DIM, value)));
            *text += &format!("{:1$}{2}\n", "", indent + 4, variants.collect::<Vec<_>>().join(", "));
        }
        arguments(&inner.fields, indent + 4, text);
    }
}
