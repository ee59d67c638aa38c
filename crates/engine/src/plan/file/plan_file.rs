//! Plan files: exactly the reviewed plan is applied, or nothing.
//!
//! A plan file contains the plan and the inputs that it was made from, as far as that is possible without secrets: the
//! program as text, the keys of the configuration, the state's lineage and serial, the target, the options. To apply
//! it, the command makes the plan again, in the same way as any plan, and compares the two ([`PlanFile::differences`]):
//! only an equal plan is applied.
//!
//! Secrets are masked. [`PlanFile::seal`], a digest over the whole plan with its secrets, shows whether they are the
//! same. Its key is available only to users who can open the stack's secrets. A stack without such a key has no
//! secrets, and its digests leave them out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::finding::{Finding, RecordedFinding};
use super::super::plan::Plan;
use super::super::select::Pattern;
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::model::value::{MASK, Value};
use crate::program::{NodeText, Program, ProgramText};

/// The version of the form of plan files. It grows with every change that an older reader would misread.
pub const FORMAT: u32 = 1;

/// A plan file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
struct Envelope {
    /// The version of the form: 1.
    archipel_plan: u32,
    /// A digest of `content`, which detects edits. White space and the order of keys do not matter.
    checksum: String,
    /// The plan and the inputs that it was made from.
    content: PlanFile,
}

/// The content of a plan file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanFile {
    /// The version of Archipel that wrote it.
    pub archipel: String,
    /// When, in seconds since 1970.
    pub created: u64,
    /// The commit that the program was built from, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Commit>,
    /// Identifies the build of the program's executable file. Used if the commit does not identify it.
    pub build: String,
    /// Whether the plan destroys the stack.
    pub destroy: bool,
    /// The target: its name and what distinguishes it from others of the name, the number of the AWS account, roles of
    /// other accounts, or the sandbox.
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
    /// The findings of recovery and refresh that were not in the state.
    pub found: Vec<RecordedFinding>,
    /// The plan's hash, as it was shown.
    pub hash: String,
    /// A digest over plan, program and configuration, secrets included.
    pub seal: String,
    pub plan: Plan,
}

/// A commit of the repository of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// Whether files differed from it.
    pub dirty: bool,
}

/// The options of a file's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileOptions {
    /// Whether the plan was made after a refresh.
    pub refresh: bool,
    /// Whether the refresh read only the resources that the plan changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refresh_changed: bool,
    /// Only these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Pattern>,
    /// All but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<Pattern>,
    /// Also the dependents of the targets.
    #[serde(default)]
    pub target_dependents: bool,
    /// Also the dependencies of the targets.
    #[serde(default)]
    pub target_dependencies: bool,
    /// Replace these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replace: Vec<Pattern>,
    /// Delete or replace these although they are protected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore_protect: Vec<Pattern>,
}

/// The inputs of a plan that a plan file records.
#[derive(Clone, Debug, Default)]
pub struct PlanInputs {
    /// The digester of the file.
    pub digester: Digester,
    /// The digester's key, wrapped.
    pub key: Option<serde_json::Value>,
    /// The plan's hash, as it was shown.
    pub hash: String,
    /// When, in seconds since 1970.
    pub created: u64,
    /// The commit of the program.
    pub commit: Option<Commit>,
    /// Identifies the build of the program's executable file.
    pub build: String,
    /// The target: its name and what distinguishes it from others of the name.
    pub target: BTreeMap<String, String>,
    /// How it was planned.
    pub options: FileOptions,
    /// The configuration's values by key.
    pub configuration: BTreeMap<String, String>,
    /// The findings of recovery and refresh.
    pub found: Vec<Finding>,
}

/// The errors of reading a plan file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// It ends too early.
    #[error("the plan file is truncated: it ends before its content does")]
    Truncated,
    /// The text is not a plan file.
    #[error("invalid plan file: {0}")]
    NotAPlan(String),
    /// It has another form.
    #[error("the plan file has format {found}, and this version reads format {FORMAT}")]
    OtherFormat {
        /// The form it has.
        found: u64,
    },
    /// The content was changed after it was written.
    #[error("the plan file was changed after it was written: its checksum does not match its content")]
    Edited,
    /// A version wrote it whose plans this version cannot read.
    #[error("the plan file was written by Archipel {version}, whose plans this version cannot read: {why}")]
    OtherVersion {
        /// Which version wrote it.
        version: String,
        /// The content that cannot be read.
        why: String,
    },
}

impl PlanFile {
    /// Files a plan. `program` is none for a destroy.
    #[must_use]
    pub fn new(plan: &Plan, program: Option<&Program>, around: PlanInputs) -> Self {
        let PlanInputs { digester, key, hash, created, commit, build, target, options, configuration, found } = around;
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
        // Values that are not masked are compared as they are: the seal is for masked ones.
        let steps = plan.steps.iter().flat_map(|step| {
            let changes =
                step.changes.iter().chain(&step.effects).flat_map(|change| [change.old.clone(), change.new.clone()]);
            let options = &step.desired.options;
            // Plans of versions without hooks have the same values.
            let hooks = Some(options.delete_hooks.clone()).filter(|hooks| !hooks.is_null());
            [step.desired.inputs.clone(), options.trigger.clone()].into_iter().chain(hooks).chain(changes)
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
        let mut found: Vec<RecordedFinding> = found.into_iter().map(RecordedFinding::from).collect();
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
        // The checksum covers what a reader will find.
        let checksum = plan_file_checksum(&serde_json::from_str(&content)?);
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
        if sum.as_str() != Some(plan_file_checksum(content).as_str()) {
            return Err(PlanFileError::Edited);
        }
        let version = content.get("archipel").and_then(serde_json::Value::as_str).unwrap_or("(unknown)").to_owned();
        serde_json::from_value(content.clone())
            .map_err(|error| PlanFileError::OtherVersion { version, why: error.to_string() })
    }

    /// The content that a reader of [`PlanFile::write`]'s text gets: without secrets and without the program's nodes.
    fn as_read(&self) -> Option<Self> {
        serde_json::from_str(&serde_json::to_string(self).ok()?).ok()
    }

    /// Whether another plan was made by the same code: from the same clean commit, or by the same file.
    pub(super) fn same_code(&self, other: &Self) -> bool {
        let clean = self.commit.as_ref().is_some_and(|commit| !commit.dirty);
        (clean && self.commit == other.commit) || self.build == other.build
    }

    /// The first property that a function of the program computes during the apply: no plan contains its value.
    pub(super) fn made_later(&self) -> Option<(&Urn, &str)> {
        fn has_function(value: &Value) -> bool {
            match value {
                Value::Map(map) => map.contains_key("$map") || map.values().any(has_function),
                Value::List(items) => items.iter().any(has_function),
                // The file does not contain its value.
                Value::Secret(_) => true,
                _ => false,
            }
        }
        let nodes: BTreeMap<&Urn, &NodeText> = self.program.nodes.iter().map(|node| (&node.urn, node)).collect();
        self.plan.steps.iter().filter(|step| !step.action.deletes()).find_map(|step| {
            let node = nodes.get(step.urn())?;
            let inputs = match step.action.hook() {
                Some(hook) => node.hooks.get(&hook.name)?.field("inputs").as_map()?,
                None => &node.inputs,
            };
            let mut unknown = step.desired.inputs.as_map()?.iter().filter(|(_, value)| value.has_unknown());
            let (name, _) = unknown.find(|(name, _)| inputs.get(*name).is_some_and(has_function))?;
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

/// The checksum of the content of a plan file.
#[must_use]
pub fn plan_file_checksum(content: &serde_json::Value) -> String {
    fn value(json: &serde_json::Value) -> Value {
        use serde_json::Value as J;
        match json {
            J::Array(items) => Value::List(items.iter().map(value).collect()),
            // As format 1 has it.
            J::Object(map) if map.len() == 1 && map.contains_key("$unknown") => Value::Unknown,
            J::Object(map) => Value::Map(map.iter().map(|(key, item)| (key.clone(), value(item))).collect()),
            plain => Value::from_json(plain.clone()),
        }
    }
    value(content).digest()
}

/// Whether not even the digest of a configuration value may be written: the program has it in a secret, or its
/// key says so.
fn is_secret(key: &str, value: &str, secrets: &[String]) -> bool {
    let key = key.to_lowercase();
    ["password", "passphrase", "secret", "token", "credential", "private", "api_key", "apikey"]
        .iter()
        .any(|word| key.contains(word))
        // A shorter text appears in many others by chance.
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
        let inputs = self.nodes.iter().flat_map(|node| node.inputs.values().chain(node.hooks.values()));
        inputs.chain(self.outputs.values()).for_each(|value| gather(value, false, &mut secrets));
        secrets
    }
}
