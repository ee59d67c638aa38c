//! The documents of a state: plain data with sealed secrets.
//!
//! These types define the format. They repeat the engine's types on purpose: a change there must not change the
//! stored form unnoticed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use archipel_engine::path::Path;
use archipel_engine::program::Environment;
use archipel_engine::resource::Id;
use archipel_engine::state::{
    Desired, Operation, OptionValues, Pending, PendingState, Phase, Record, RecordKey, RecordedOptions, Snapshot,
};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;
use serde::{Deserialize, Serialize};

use crate::codec::{self, SealedMap, SealedValue, Secrets, Section};
use crate::seal::{KeyHeader, Purpose, SealError, Sealer, Vault};

/// The stored form of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDoc {
    pub urn: Urn,
    #[serde(rename = "generation")]
    pub revision: u32,
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The physical id.
    pub id: Id,
    pub phase: Phase,
    pub inputs: SealedValue,
    pub outputs: SealedValue,
    /// The resources it depends on.
    pub dependencies: Vec<Urn>,
    pub protect: bool,
    /// Whether the resource is retained when it is removed from the program.
    pub retain: bool,
    /// The recorded options; since format 2.
    #[serde(default, skip_serializing_if = "KeptDoc::is_empty")]
    pub kept: KeptDoc,
    /// In seconds since 1970.
    pub created: u64,
    /// In seconds since 1970.
    pub modified: u64,
}

/// The stored form of the recorded options of a resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeptDoc {
    /// The replacement trigger.
    #[serde(skip_serializing_if = "is_unset")]
    pub trigger: SealedValue,
    /// The resource whose delete also deletes this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_with: Option<Urn>,
    /// The resources that this one is replaced with, and their revisions; since format 4.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub replaced_with: BTreeMap<Urn, u32>,
    /// The timeout of its delete, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_timeout: Option<u64>,
    /// Paths of the outputs that an option marks as secret.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_outputs: Vec<Path>,
    /// Whether the resource was imported.
    #[serde(skip_serializing_if = "is_false")]
    pub imported: bool,
    /// The hooks of the delete; since format 4.
    #[serde(skip_serializing_if = "is_unset")]
    pub delete_hooks: SealedValue,
}

/// The positions of the values in recorded options.
#[derive(Clone, Copy)]
struct KeptContext<'a> {
    trigger: codec::SealContext<'a>,
    delete_hooks: codec::SealContext<'a>,
}

fn is_unset(value: &SealedValue) -> bool {
    *value == SealedValue::default()
}

fn is_false(value: &bool) -> bool {
    !value
}

impl KeptDoc {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn seal(options: &RecordedOptions, context: KeptContext<'_>, vault: &mut Vault) -> Result<Self, SealError> {
        Ok(Self {
            trigger: SealedValue::seal(&options.trigger, context.trigger, vault)?,
            delete_hooks: SealedValue::seal(&options.delete_hooks, context.delete_hooks, vault)?,
            deleted_with: options.deleted_with.clone(),
            replaced_with: options.replaced_with.clone(),
            delete_timeout: options.delete_timeout.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
            secret_outputs: options.secret_outputs.clone(),
            imported: options.imported,
        })
    }

    fn secrets(&self) -> usize {
        self.trigger.secrets() + self.delete_hooks.secrets()
    }

    /// The recorded options; protection and retention are separate fields of the documents.
    fn open(
        self,
        (protect, retain): (bool, bool),
        context: KeptContext<'_>,
        vault: &mut Vault,
        secrets: Secrets,
    ) -> Result<RecordedOptions, SealError> {
        let values = OptionValues {
            protect,
            retain,
            trigger: self.trigger.open(context.trigger, vault, secrets)?,
            delete_hooks: self.delete_hooks.open(context.delete_hooks, vault, secrets)?,
            deleted_with: self.deleted_with,
            replaced_with: self.replaced_with,
            delete_timeout: self.delete_timeout.map(Duration::from_millis),
            secret_outputs: self.secret_outputs,
            imported: self.imported,
        };
        Ok(values.into())
    }
}

/// The stored form of a pending operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingDoc {
    /// The id of the operation.
    pub op: String,
    pub urn: Urn,
    #[serde(rename = "generation")]
    pub revision: u32,
    pub operation: Operation,
    pub state: PendingState,
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The idempotency token of its calls.
    pub token: String,
    /// The inputs that the operation applies.
    pub inputs: SealedValue,
    /// The resources it depends on.
    pub dependencies: Vec<Urn>,
    /// Since format 2.
    #[serde(default, skip_serializing_if = "is_false")]
    pub protect: bool,
    /// Whether the resource is retained when it is removed from the program; since format 2.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retain: bool,
    /// The recorded options; since format 2.
    #[serde(default, skip_serializing_if = "KeptDoc::is_empty")]
    pub kept: KeptDoc,
    /// The physical id, once it is known.
    pub id: Option<Id>,
    /// The service's name of the request; since format 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// In seconds since 1970.
    pub began: u64,
    /// When the first attempt with the token began, in seconds since 1970; since format 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_began: Option<u64>,
}

/// The stored form of a whole stack state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub lineage: String,
    pub serial: u64,
    /// The wrapped data key, if a secret was ever sealed.
    pub key: Option<KeyHeader>,
    /// Small facts, by key.
    pub meta: BTreeMap<String, String>,
    /// The exports of the stack.
    pub outputs: BTreeMap<String, SealedValue>,
    /// The records, ordered by URN and revision.
    pub records: Vec<RecordDoc>,
    /// The pending operations, oldest first.
    pub pending: Vec<PendingDoc>,
    /// Measured durations of operations.
    pub durations: BTreeMap<String, u64>,
}

fn inside<'a>(lineage: &'a str, urn: &'a Urn, revision: u32, section: Section) -> codec::SealContext<'a> {
    codec::SealContext { lineage, urn: Some(urn), revision, section }
}

fn kept_context<'a>(lineage: &'a str, urn: &'a Urn, revision: u32) -> KeptContext<'a> {
    let at = |section| inside(lineage, urn, revision, section);
    KeptContext { trigger: at(Section::Trigger), delete_hooks: at(Section::DeleteHooks) }
}

fn pending_kept_context<'a>(lineage: &'a str, urn: &'a Urn, revision: u32) -> KeptContext<'a> {
    let at = |section| inside(lineage, urn, revision, section);
    KeptContext { trigger: at(Section::PendingTrigger), delete_hooks: at(Section::PendingDeleteHooks) }
}

impl RecordDoc {
    /// Seals a record.
    ///
    /// # Errors
    /// See [`SealedValue::seal`].
    pub fn seal(record: &Record, lineage: &str, vault: &mut Vault) -> Result<Self, SealError> {
        let RecordKey { urn, revision } = &record.key;
        let Desired { inputs, dependencies, options } = &record.desired;
        let kept = KeptDoc::seal(options, kept_context(lineage, urn, *revision), vault)?;
        let mut seal = |value, section| SealedValue::seal(value, inside(lineage, urn, *revision, section), vault);
        Ok(Self {
            kept,
            inputs: seal(inputs, Section::Inputs)?,
            outputs: seal(&record.outputs, Section::Outputs)?,
            urn: urn.clone(),
            revision: *revision,
            environment: record.environment.clone(),
            id: record.id.clone(),
            phase: record.phase,
            dependencies: dependencies.clone(),
            protect: options.protect,
            retain: options.retain,
            created: record.created,
            modified: record.modified,
        })
    }

    /// Opens a record.
    ///
    /// # Errors
    /// See [`SealedValue::open`].
    pub fn open(self, lineage: &str, vault: &mut Vault, secrets: Secrets) -> Result<Record, SealError> {
        let (urn, revision) = (self.urn, self.revision);
        let at = |section| inside(lineage, &urn, revision, section);
        let inputs = self.inputs.open(at(Section::Inputs), vault, secrets).map_err(|e| named(e, &urn))?;
        Ok(Record {
            outputs: self.outputs.open(at(Section::Outputs), vault, secrets).map_err(|e| named(e, &urn))?,
            desired: Desired {
                inputs,
                dependencies: self.dependencies,
                options: self
                    .kept
                    .open((self.protect, self.retain), kept_context(lineage, &urn, revision), vault, secrets)
                    .map_err(|e| named(e, &urn))?,
            },
            key: RecordKey { urn, revision },
            environment: self.environment,
            id: self.id,
            phase: self.phase,
            created: self.created,
            modified: self.modified,
        })
    }
}

impl PendingDoc {
    /// Seals a pending operation.
    ///
    /// # Errors
    /// See [`SealedValue::seal`].
    pub fn seal(pending: &Pending, lineage: &str, vault: &mut Vault) -> Result<Self, SealError> {
        let RecordKey { urn, revision } = &pending.key;
        let Desired { inputs, dependencies, options } = &pending.desired;
        Ok(Self {
            inputs: SealedValue::seal(inputs, inside(lineage, urn, *revision, Section::Pending), vault)?,
            kept: KeptDoc::seal(options, pending_kept_context(lineage, urn, *revision), vault)?,
            protect: options.protect,
            retain: options.retain,
            op: pending.op.clone(),
            urn: urn.clone(),
            revision: *revision,
            operation: pending.operation,
            state: pending.state,
            environment: pending.environment.clone(),
            token: pending.token.clone(),
            dependencies: dependencies.clone(),
            id: pending.id.clone(),
            request: pending.request.clone(),
            began: pending.began,
            first_began: pending.first_began,
        })
    }

    /// Opens a pending operation.
    ///
    /// # Errors
    /// See [`SealedValue::open`].
    pub fn open(self, lineage: &str, vault: &mut Vault, secrets: Secrets) -> Result<Pending, SealError> {
        let (urn, revision) = (self.urn, self.revision);
        let context = inside(lineage, &urn, revision, Section::Pending);
        let inputs = self.inputs.open(context, vault, secrets).map_err(|e| named(e, &urn))?;
        Ok(Pending {
            desired: Desired {
                inputs,
                dependencies: self.dependencies,
                options: self
                    .kept
                    .open((self.protect, self.retain), pending_kept_context(lineage, &urn, revision), vault, secrets)
                    .map_err(|e| named(e, &urn))?,
            },
            op: self.op,
            key: RecordKey { urn, revision },
            operation: self.operation,
            state: self.state,
            environment: self.environment,
            token: self.token,
            id: self.id,
            request: self.request,
            began: self.began,
            first_began: self.first_began,
        })
    }
}

fn named(error: SealError, urn: &Urn) -> SealError {
    match error {
        SealError::Damaged(what) => SealError::Damaged(format!("{urn}: {what}")),
        other => other,
    }
}

/// Seals the exports of a stack.
///
/// # Errors
/// See [`SealedValue::seal`].
pub fn seal_outputs(
    outputs: &BTreeMap<String, Value>,
    lineage: &str,
    vault: &mut Vault,
) -> Result<BTreeMap<String, SealedValue>, SealError> {
    let context = codec::SealContext { lineage, urn: None, revision: 0, section: Section::StackOutputs };
    let SealedMap(map) = SealedMap::from(SealedValue::seal(&Value::Map(outputs.clone()), context, vault)?);
    Ok(map)
}

fn open_outputs(
    outputs: BTreeMap<String, SealedValue>,
    lineage: &str,
    vault: &mut Vault,
    secrets: Secrets,
) -> Result<BTreeMap<String, Value>, SealError> {
    let context = codec::SealContext { lineage, urn: None, revision: 0, section: Section::StackOutputs };
    match SealedValue::from(SealedMap(outputs)).open(context, vault, secrets)? {
        Value::Map(map) => Ok(map),
        _ => Ok(BTreeMap::new()),
    }
}

impl Document {
    /// Seals a snapshot.
    ///
    /// # Errors
    /// When the snapshot has secrets and there is no key.
    pub fn seal(snapshot: &Snapshot, vault: &mut Vault) -> Result<Self, SealError> {
        let lineage = snapshot.lineage.as_str();
        let records = snapshot.records.values().map(|record| RecordDoc::seal(record, lineage, vault));
        let records = records.collect::<Result<_, _>>()?;
        let pending = snapshot.pending.iter().map(|pending| PendingDoc::seal(pending, lineage, vault));
        let pending = pending.collect::<Result<_, _>>()?;
        Ok(Self {
            outputs: seal_outputs(&snapshot.outputs, lineage, vault)?,
            key: vault.header().cloned(),
            lineage: snapshot.lineage.clone(),
            serial: snapshot.serial,
            meta: snapshot.meta.clone(),
            durations: snapshot.durations.clone(),
            records,
            pending,
        })
    }

    /// A vault over the document's key.
    #[must_use]
    pub fn vault(&self, sealer: Arc<dyn Sealer>) -> Vault {
        Vault::new(sealer, Purpose::State(self.lineage.clone()), self.key.clone())
    }

    /// Opens the document. The vault must have been created with the document's header.
    ///
    /// # Errors
    /// `NoKey`, with the number of secrets, when the key is missing or wrong; `Damaged` when a secret was altered or
    /// moved, or a record is duplicated.
    pub fn open(self, vault: &mut Vault, secrets: Secrets) -> Result<Snapshot, SealError> {
        if secrets == Secrets::Open {
            self.check_key(vault)?;
        }
        let lineage = self.lineage;
        let count = self.records.len();
        let (mut docs, mut records) = (self.records, Vec::with_capacity(count));
        // From the last to the first, so that the memory of those that are done is free for the others.
        while let Some(doc) = docs.pop() {
            let record = doc.open(&lineage, vault, secrets)?;
            records.push((record.key.clone(), Arc::new(record)));
            if docs.len() < docs.capacity() / 2 {
                docs.shrink_to_fit();
            }
        }
        // They are in the reverse order now, except in a document that was edited.
        records.sort_by(|(left, _), (right, _)| left.cmp(right));
        if let Some([(twice, _), _]) = records.array_windows().find(|[(left, _), (right, _)]| left == right) {
            return Err(SealError::Damaged(format!("duplicate record {twice}")));
        }
        let records = BTreeMap::from_iter(records);
        let pending = self.pending.into_iter().map(|doc| doc.open(&lineage, vault, secrets));
        Ok(Snapshot {
            pending: pending.collect::<Result<_, _>>()?,
            outputs: open_outputs(self.outputs, &lineage, vault, secrets)?,
            serial: self.serial,
            records,
            durations: self.durations,
            meta: self.meta,
            lineage,
        })
    }

    /// Reseals every secret with another vault.
    ///
    /// # Errors
    /// See [`Document::open`] and [`Document::seal`].
    pub fn renewed(self, from: &mut Vault, to: &mut Vault) -> Result<Self, SealError> {
        Self::seal(&self.open(from, Secrets::Open)?, to)
    }

    /// The number of secrets in the document.
    #[must_use]
    pub fn secrets(&self) -> usize {
        let records = self.records.iter();
        let records = records.map(|doc| doc.inputs.secrets() + doc.outputs.secrets() + doc.kept.secrets());
        let pending = self.pending.iter().map(|doc| doc.inputs.secrets() + doc.kept.secrets());
        let outputs = self.outputs.values().map(SealedValue::secrets);
        records.chain(pending).chain(outputs).sum()
    }

    fn check_key(&self, vault: &mut Vault) -> Result<(), SealError> {
        let secrets = self.secrets();
        if secrets == 0 {
            return Ok(());
        }
        vault.unlock().map_err(|e| match e {
            SealError::NoKey(why) => {
                let them = if secrets == 1 { "1 secret".to_owned() } else { format!("{secrets} secrets") };
                SealError::NoKey(format!("{them} recorded; {why}"))
            }
            other => other,
        })
    }
}
