//! Templates: Markdown with Jinja's syntax.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::Urn;
use archipel_engine::plan::Pattern;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::facts::{Fact, Facts};
use crate::config::shown;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// A file with a template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) name: String,
    path: PathBuf,
    text: String,
}

impl Template {
    /// The templates of a folder, by name. `README.md` is about the folder.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>> {
        let failed = |path: &Path, error: std::io::Error| {
            Failure::new(format!("cannot read the templates: {error}")).at(shown(path)).exit(Exit::Usage)
        };
        let mut templates = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
            let path = entry.map_err(|error| failed(folder, error))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.ends_with(".md") && name != "README.md" {
                let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
                templates.push(Self { name, path, text });
            }
        }
        templates.sort_by(|a, b| a.name.cmp(&b.name));
        if templates.is_empty() {
            let failure = Failure::new("the folder has no templates").at(shown(folder));
            return Err(failure.hint("add files that end with .md").exit(Exit::Usage).into());
        }
        Ok(templates)
    }
}

/// The page of a template.
pub(super) fn fill(template: &Template, facts: &Facts) -> Result<String, Failure> {
    fill_in(template, facts).map_err(|error| failure(template, &error))
}

fn fill_in(template: &Template, facts: &Facts) -> Result<String, Error> {
    let mut environment = Environment::new();
    // A misspelled name is an error and not an empty cell.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    let resources: Arc<[Fact]> = facts.resources.clone().into();
    let all = Arc::clone(&resources);
    environment.add_function("resources", move |pattern: &str| list(&matching(&all, pattern)));
    let all = Arc::clone(&resources);
    environment.add_function("of_type", move |type_name: &str| {
        list(&all.iter().filter(|fact| fact.of_type == type_name).collect::<Vec<_>>())
    });
    environment.add_function("resource", move |pattern: &str| one(&resources, pattern));
    environment.render_named_str(&template.name, &template.text, Serde(facts))
}

fn failure(template: &Template, error: &Error) -> Failure {
    let line = error.line().map(|line| format!(":{line}")).unwrap_or_default();
    let what = error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    Failure::new(format!("cannot fill the template: {what}")).at(shown(&template.path) + &line).exit(Exit::Usage)
}

fn list(facts: &[&Fact]) -> Value {
    Value::from(Serde(facts))
}

/// The resources that a pattern means, as for `--target`, or that have the URN.
fn matching<'f>(facts: &'f [Fact], pattern: &str) -> Vec<&'f Fact> {
    let glob = Pattern::new(pattern);
    let means = |fact: &&Fact| fact.urn == pattern || Urn::parse(&fact.urn).is_ok_and(|urn| glob.matches(&urn));
    facts.iter().filter(means).collect()
}

fn one(facts: &[Fact], pattern: &str) -> Result<Value, Error> {
    match &matching(facts, pattern)[..] {
        [fact] => Ok(Value::from(Serde(*fact))),
        found => {
            let what = format!("`{pattern}` means {} resources of the state, not one", found.len());
            Err(Error::new(ErrorKind::InvalidOperation, what))
        }
    }
}
