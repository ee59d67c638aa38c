//! The configuration file of a stack with the overrides of the command line.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;

use archipel_engine::Path;
use archipel_engine::path::Segment;
use toml::de::{DeTable, DeValue};

use super::configuration::Configuration;
use super::settings::{RESERVED, Reserved, Settings};
use super::tree::{Kind, Node, Origin};
use super::typed::{Located, configuration, read};
use crate::errors::Failure;
use crate::exit::Exit;

/// One `-C key=value`.
#[derive(Clone, Debug)]
pub(crate) struct Override {
    text: String,
    path: Path,
    value: Kind,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((key, value)) = text.split_once('=') else {
            return Err("expected KEY=VALUE, such as `-C network.zones=2`".to_owned());
        };
        let (key, value) = (key.trim(), value.trim());
        let path = Path::parse(key).map_err(|error| error.to_string())?;
        if !matches!(path.segments().first(), Some(Segment::Key(_))) {
            return Err("expected a key before `=`, such as `-C network.zones=2`".to_owned());
        }
        let bare = |kind| Kind::Bare(value.to_owned(), Box::new(kind));
        let origin = |_| Origin::Option(text.to_owned());
        let value = match DeValue::parse(value) {
            Ok(parsed) => match Node::of_value(&parsed, &origin).kind {
                kind @ (Kind::List(_) | Kind::Table(_)) => kind,
                kind @ Kind::Str(_) if value.starts_with(['"', '\'']) => kind,
                kind => bare(kind),
            },
            // An unterminated list or string is an error; anything else is text without quotes.
            Err(error) if value.starts_with(['[', '{', '"', '\'']) => {
                return Err(format!("invalid TOML value: {}", error.message()));
            }
            Err(_) => bare(Kind::Str(value.to_owned())),
        };
        Ok(Self { text: text.to_owned(), path, value })
    }
}

/// The configuration of a stack before it is deserialized.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The name of the file in messages.
    name: String,
    program: Node,
    reserved: Node,
    /// The keys of secrets that have plain values, as the program was last read.
    plain: RefCell<Vec<String>>,
}

impl Document {
    /// Reads the file, or starts with an empty configuration, and applies the overrides.
    pub(crate) fn read(file: Option<&FilePath>, overrides: &[Override]) -> Result<Self, Vec<Failure>> {
        let (name, mut root) = match file {
            Some(file) => {
                let name = shown(file);
                let text = std::fs::read_to_string(file).map_err(|error| {
                    vec![Failure::new(format!("cannot read the configuration: {error}")).exit(Exit::Usage).at(&name)]
                })?;
                let root = parse(&text, &name)?;
                (name, root)
            }
            None => ("the command line".to_owned(), Node::table()),
        };
        let mut failures = Vec::new();
        for change in overrides {
            let node = Node { kind: change.value.clone(), origin: Origin::Option(change.text.clone()) };
            if !root.set(&change.path, node) {
                failures.push(
                    Failure::new(format!("`{}` is not an element of the list in the configuration", change.path))
                        .exit(Exit::Usage)
                        .at(format!("-C {}", change.text)),
                );
            }
        }
        if !failures.is_empty() {
            return Err(failures);
        }
        let mut reserved = Node::table();
        for key in RESERVED {
            if let Some(node) = root.remove(key) {
                reserved.set(&Path::root().key(*key), node);
            }
        }
        Ok(Self { name, program: root, reserved, plain: RefCell::default() })
    }

    /// Overrides a value with a secret, unless the command line sets it. Returns false for an invalid path.
    pub(crate) fn lay_secret(&mut self, name: &str, value: &str) -> bool {
        let Ok(path) = Path::parse(name) else { return false };
        if matches!(self.program.get(&path), Some(Node { origin: Origin::Option(_), .. })) {
            return true;
        }
        let origin = Origin::Secrets;
        let looks_like = match DeValue::parse(value) {
            Ok(parsed) => Node::of_value(&parsed, &|_| Origin::Secrets).kind,
            Err(_) => Kind::Str(value.to_owned()),
        };
        let kind = match looks_like {
            // A secret that looks like a list is a string too.
            Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) => Kind::Bare(value.to_owned(), Box::new(looks_like)),
            _ => Kind::Str(value.to_owned()),
        };
        let inner = Box::new(Node { kind, origin: origin.clone() });
        self.program.set(&path, Node { kind: Kind::Secret(inner), origin })
    }

    /// The settings of the command line.
    pub(crate) fn settings(&self) -> Result<Settings, Vec<Failure>> {
        if let Some(line) = self.second_target() {
            let failure = Failure::new("`target` is set twice: at the top of the file and in the table `[archipel]`");
            let at = format!("{}:{line}", self.name);
            return Err(vec![failure.exit(Exit::Usage).at(at).hint("remove the one at the top of the file")]);
        }
        read::<Reserved>(&self.reserved, &[]).map(Settings::from).map_err(|problems| self.failures(problems))
    }

    /// The line of a target at the top of the file, if the table has one too. An override at the top is an override of
    /// both.
    fn second_target(&self) -> Option<usize> {
        let line = |path: Path| match self.reserved.get(&path)?.origin {
            Origin::Line(line) => Some(line),
            _ => None,
        };
        line(Path::root().key("archipel").key("target"))?;
        line(Path::root().key("target"))
    }

    /// The typed configuration of the program.
    pub(crate) fn typed<C: Configuration>(&self) -> Result<C, Vec<Failure>> {
        let mut secrets = BTreeMap::new();
        let config = configuration(&self.program, RESERVED, &mut secrets);
        *self.plain.borrow_mut() = secrets.into_iter().filter(|(_, plain)| *plain).map(|(key, _)| key).collect();
        config.map_err(|problems| self.failures(problems))
    }

    /// The keys that the program declares as secrets and that the file has in plain text, each with its line.
    pub(crate) fn plain_secrets(&self) -> Vec<(String, String)> {
        let plain = self.plain.borrow();
        plain.iter().filter_map(|key| self.line_of(key).map(|line| (key.clone(), line))).collect()
    }

    /// The line of the file that sets a key.
    pub(crate) fn line_of(&self, key: &str) -> Option<String> {
        match self.program.get(&Path::parse(key).ok()?)?.origin {
            Origin::Line(line) => Some(format!("{}:{line}", self.name)),
            _ => None,
        }
    }

    /// The configuration of the program: each value as text, by its key.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        let mut stack = vec![(Path::root(), &self.program)];
        while let Some((path, node)) = stack.pop() {
            let kind = match &node.kind {
                Kind::Secret(inner) => &inner.kind,
                kind => kind,
            };
            let text = match kind {
                Kind::Table(entries) => {
                    stack.extend(entries.iter().map(|(key, entry)| (path.key(key), entry)));
                    continue;
                }
                Kind::List(items) => {
                    stack.extend(items.iter().enumerate().map(|(index, item)| (path.index(index), item)));
                    continue;
                }
                Kind::Bool(bool) => bool.to_string(),
                Kind::Int(int) => int.to_string(),
                Kind::Float(float) => float.to_string(),
                Kind::Str(text) | Kind::Bare(text, _) => text.clone(),
                Kind::Secret(_) | Kind::Wild(_) => continue,
            };
            values.insert(path.to_string(), text);
        }
        values
    }

    fn failures(&self, problems: Vec<Located>) -> Vec<Failure> {
        problems
            .into_iter()
            .map(|Located { problem, origin }| {
                let what = match problem.key.is_empty() {
                    true => problem.message,
                    false => format!("`{}`: {}", problem.key, problem.message),
                };
                let at = match origin {
                    Origin::Line(line) => format!("{}:{line}", self.name),
                    Origin::Option(text) => format!("-C {text}"),
                    Origin::Secrets => "the stack's secrets".to_owned(),
                    Origin::Nowhere => self.name.clone(),
                };
                Failure::new(what).exit(Exit::Usage).at(at).maybe_hint(problem.hint)
            })
            .collect()
    }
}

fn parse(text: &str, name: &str) -> Result<Node, Vec<Failure>> {
    let line = |offset: usize| text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node::of_table(table.get_ref(), &|offset| Origin::Line(line(offset)), Origin::Nowhere));
    }
    Err(errors
        .into_iter()
        .map(|error| {
            let at = error.span().map_or_else(|| name.to_owned(), |span| format!("{name}:{}", line(span.start)));
            Failure::new(format!("invalid TOML: {}", error.message())).exit(Exit::Usage).at(at)
        })
        .collect())
}

/// A path for messages: relative to the current folder if that is shorter.
pub(crate) fn shown(path: &FilePath) -> String {
    let current: Option<PathBuf> = std::env::current_dir().ok();
    let relative = current.as_deref().and_then(|current| path.strip_prefix(current).ok());
    relative.filter(|relative| !relative.as_os_str().is_empty()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests;
