//! A plan as a file: what was reviewed is what is applied, or nothing is.
//!
//! A plan file holds the plan and everything that it was made from, as far as that is possible without a secret: the
//! program as it is written, the keys of the configuration, the state's lineage and serial, the target, the options.
//! Applying one makes the plan again, in the same way as every plan is made, and compares the two ([`PlanFile::differences`]):
//! only a plan that is the same is applied.
//!
//! Secrets are masked in it. That they are the same is known from [`PlanFile::seal`], a digest over everything at once,
//! made with a key that only those who can open the stack's secrets have. Without such a key a stack can have no secrets,
//! and digests leave them out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::plan::Plan;
use super::super::select::Pattern;
use super::super::step::Action;
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::model::value::{MASK, Value};
use crate::program::{NodeText, Program, ProgramText};

/// The version of the form of plan files. It grows with every change that an older reader would misread.
pub const FORMAT: u32 = 1;

/// A plan file, as it stands on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
struct Envelope {
    /// The version of the form: 1.
    archipel_plan: u32,
    /// A digest of what `content` says, by which an edit is found. White space and the order of keys have no part in it.
    checksum: String,
    /// The plan and what it was made from.
    content: PlanFile,
}

/// What a plan file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanFile {
    /// The version of Archipel that wrote it.
    pub archipel: String,
    /// When, in seconds since 1970.
    pub created: u64,
    /// The commit that the program was built from, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Commit>,
    /// What tells the program's executable file from another build. It counts where the commit does not tell.
    pub build: String,
    /// Whether it deletes what the stack has.
    pub destroy: bool,
    /// Where it goes: the target's name and what tells it from others of the name, the number of the AWS
    /// account, roles of other accounts, or the sandbox.
    pub target: BTreeMap<String, String>,
    /// How it was planned.
    pub options: FileOptions,
    /// The key of the digests below, wrapped by what guards the stack's secrets. None where nothing guards any: then
    /// digests leave secrets out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<serde_json::Value>,
    /// Digests of the configuration's values by key; without a key, of a value that may be secret only that it is there.
    pub configuration: BTreeMap<String, String>,
    /// The program as it is written; empty for a destroy.
    pub program: ProgramText,
    /// What recovery and refresh had found that the state did not know.
    pub found: Vec<String>,
    /// The plan's hash, as it was shown.
    pub hash: String,
    /// A digest over plan, program and configuration, secrets included.
    pub seal: String,
    pub plan: Plan,
}

/// A commit of the repository that holds the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Whether files differed from it.
    pub dirty: bool,
}

/// How the plan of a file was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileOptions {
    /// Whether what exists was read first.
    pub refresh: bool,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Pattern>,
    /// All but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<Pattern>,
    /// What depends on the targets too.
    #[serde(default)]
    pub target_dependents: bool,
    /// What the targets depend on too.
    #[serde(default)]
    pub target_dependencies: bool,
}

/// What a plan is filed with.
#[derive(Clone, Debug, Default)]
pub struct PlanInputs {
    /// Makes the file's digests.
    pub digester: Digester,
    /// The digester's key, wrapped.
    pub key: Option<serde_json::Value>,
    /// The plan's hash, as it was shown.
    pub hash: String,
    /// When, in seconds since 1970.
    pub created: u64,
    /// The commit of the program.
    pub commit: Option<Commit>,
    /// What tells the program's executable file from another build.
    pub build: String,
    /// Where it goes.
    pub target: BTreeMap<String, String>,
    /// How it was planned.
    pub options: FileOptions,
    /// The configuration's values by key.
    pub configuration: BTreeMap<String, String>,
    /// What recovery and refresh had found.
    pub found: Vec<String>,
}

/// Why a file is no plan that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// It ends too early.
    #[error("the plan file is cut off: it ends before its content does")]
    Truncated,
    /// It is something else.
    #[error("this is no plan file: {0}")]
    NotAPlan(String),
    /// It has another form.
    #[error("the plan file has format {found}, and this version reads format {FORMAT}")]
    OtherFormat {
        /// The form it has.
        found: u64,
    },
    /// Its content is not what was written.
    #[error("the plan file was changed after it was written: its checksum does not fit its content")]
    Edited,
    /// It was written by a version whose plans this one cannot read.
    #[error("the plan file was written by Archipel {version}, whose plans this version cannot read: {why}")]
    OtherVersion {
        /// Which version wrote it.
        version: String,
        /// What cannot be read.
        why: String,
    },
}

impl PlanFile {
    /// Files a plan. `program` is none for a destroy.
    #[must_use]
    pub fn new(plan: &Plan, program: Option<&Program>, around: PlanInputs) -> Self {
        let PlanInputs { digester, key, hash, created, commit, build, target, options, configuration, mut found } =
            around;
        let written = program.map(Program::written).unwrap_or_default();
        let secrets = written.secrets();
        let values = configuration.into_iter().map(|(key, text)| {
            let secret = is_secret(&key, &text, &secrets);
            let value = Value::from(text);
            // The keys of a secret map are secret too.
            let key =
                secrets.iter().filter(|secret| secret.len() > 3).fold(key, |key, secret| key.replace(secret, MASK));
            (key, if secret { value.into_secret() } else { value })
        });
        let values: BTreeMap<String, Value> = values.collect();
        // What is not masked is compared as it stands: this is for what is.
        let steps = plan.steps.iter().flat_map(|step| {
            let changes = step.changes.iter().flat_map(|change| [change.old.clone(), change.new.clone()]);
            [step.desired.inputs.clone(), step.desired.options.trigger.clone()].into_iter().chain(changes)
        });
        let seal = Value::List(vec![
            Value::List(steps.collect()),
            Value::Map(plan.outputs.clone()),
            written.value(),
            Value::Map(values.clone()),
        ]);
        let seal = digester.digest(&seal);
        let configuration = values.into_iter().map(|(key, value)| {
            let known = digester.is_keyed() || !value.has_secret();
            let digest = if known { digester.digest(&value.reveal()) } else { MASK.to_owned() };
            (key, digest)
        });
        let configuration = configuration.collect();
        found.sort();
        Self {
            archipel: env!("CARGO_PKG_VERSION").to_owned(),
            created,
            commit,
            build,
            destroy: program.is_none(),
            target,
            options,
            key,
            configuration,
            program: written,
            found,
            hash,
            seal,
            plan: plan.clone(),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// For a plan that has no JSON form: none has.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let content = serde_json::to_string(self)?;
        // What a reader will find is what is summed up, not what was meant.
        let checksum = checksum(&serde_json::from_str(&content)?);
        Ok(format!("{{\"archipel_plan\":{FORMAT},\"checksum\":\"{checksum}\",\"content\":{content}}}\n"))
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// See [`PlanFileError`].
    pub fn read(text: &str) -> Result<Self, PlanFileError> {
        let json: serde_json::Value = serde_json::from_str(text).map_err(|error| {
            if error.is_eof() && !text.trim().is_empty() {
                PlanFileError::Truncated
            } else if text.trim().is_empty() {
                PlanFileError::NotAPlan("it is empty".to_owned())
            } else {
                PlanFileError::NotAPlan(format!("it is not JSON ({error})"))
            }
        })?;
        let Some(format) = json.get("archipel_plan").and_then(serde_json::Value::as_u64) else {
            return Err(PlanFileError::NotAPlan("it has no `archipel_plan`".to_owned()));
        };
        if format != u64::from(FORMAT) {
            return Err(PlanFileError::OtherFormat { found: format });
        }
        let (Some(sum), Some(content)) = (json.get("checksum"), json.get("content")) else {
            return Err(PlanFileError::Edited);
        };
        if sum.as_str() != Some(checksum(content).as_str()) {
            return Err(PlanFileError::Edited);
        }
        let version = content.get("archipel").and_then(serde_json::Value::as_str).unwrap_or("(unknown)").to_owned();
        serde_json::from_value(content.clone())
            .map_err(|error| PlanFileError::OtherVersion { version, why: error.to_string() })
    }

    /// What a reader of [`PlanFile::write`]'s text gets: without secrets and without the program's nodes.
    fn as_read(&self) -> Option<Self> {
        serde_json::from_str(&serde_json::to_string(self).ok()?).ok()
    }

    /// Whether another plan was made by the same code: from the same commit without changes, or by the same file.
    pub(super) fn same_code(&self, other: &Self) -> bool {
        let clean = self.commit.as_ref().is_some_and(|commit| !commit.dirty);
        (clean && self.commit == other.commit) || self.build == other.build
    }

    /// The first property that a function of the program makes during the apply: what it will be is in no plan.
    pub(super) fn made_later(&self) -> Option<(&Urn, &str)> {
        fn has_function(value: &Value) -> bool {
            match value {
                Value::Map(map) => map.contains_key("$map") || map.values().any(has_function),
                Value::List(items) => items.iter().any(has_function),
                // What is in it is not in the file.
                Value::Secret(_) => true,
                _ => false,
            }
        }
        let nodes: BTreeMap<&Urn, &NodeText> = self.program.nodes.iter().map(|node| (&node.urn, node)).collect();
        self.plan.steps.iter().filter(|step| !matches!(step.action, Action::Delete { .. })).find_map(|step| {
            let node = nodes.get(step.urn())?;
            let mut unknown = step.desired.inputs.as_map()?.iter().filter(|(_, value)| value.has_unknown());
            let (name, _) = unknown.find(|(name, _)| node.inputs.get(*name).is_some_and(has_function))?;
            Some((step.urn(), name.as_str()))
        })
    }

    /// The same, for comparing with one that was read.
    pub(super) fn comparable(&self) -> Self {
        self.as_read().unwrap_or_else(|| self.clone())
    }
}

/// The JSON schema of plan files.
#[must_use]
pub fn plan_file_schema() -> schemars::Schema {
    schemars::schema_for!(Envelope)
}

fn checksum(content: &serde_json::Value) -> String {
    Value::from_json(content.clone()).digest()
}

/// Whether not even the digest of a configuration value may be written: the program has it in a secret, or its
/// key says so.
fn is_secret(key: &str, value: &str, secrets: &[String]) -> bool {
    let key = key.to_lowercase();
    ["password", "passphrase", "secret", "token", "credential", "private", "api_key", "apikey"]
        .iter()
        .any(|word| key.contains(word))
        // What is shorter is in many a text by chance.
        || secrets.iter().any(|secret| secret == value || (value.len() > 3 && secret.contains(value)))
}

impl ProgramText {
    /// Every text that the program marks as secret.
    fn secrets(&self) -> Vec<String> {
        fn gather(value: &Value, within: bool, into: &mut Vec<String>) {
            match value {
                Value::Secret(inner) => gather(inner, true, into),
                Value::List(items) => items.iter().for_each(|item| gather(item, within, into)),
                Value::Map(map) => {
                    into.extend(map.keys().filter(|_| within).cloned());
                    map.values().for_each(|value| gather(value, within, into));
                }
                Value::Str(text) if within => into.push(text.clone()),
                Value::Int(number) if within => into.push(number.to_string()),
                _ => {}
            }
        }
        let mut secrets = Vec::new();
        let inputs = self.nodes.iter().flat_map(|node| node.inputs.values());
        inputs.chain(self.outputs.values()).for_each(|value| gather(value, false, &mut secrets));
        secrets
    }
}
