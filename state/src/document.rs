//! What state is written as: plain data, secrets sealed.
//!
//! These types are the format. They repeat the engine's on purpose: a change of the engine's must not change what
//! is on disk unseen.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use archipel_engine::path::Path;
use archipel_engine::program::Place;
use archipel_engine::resource::Id;
use archipel_engine::state::{Kept, Operation, Pending, PendingState, Phase, Record, RecordKey, Snapshot};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;
use serde::{Deserialize, Serialize};

use crate::codec::{self, SealedMap, SealedValue, Secrets, Section};
use crate::seal::{KeyHeader, Purpose, SealError, Sealer, Vault};

/// A record, as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDoc {
    /// Its name.
    pub urn: Urn,
    /// Which physical copy.
    pub generation: u32,
    /// Where it is.
    pub place: Place,
    /// The id its API knows it by.
    pub id: Id,
    /// How far it is.
    pub phase: Phase,
    /// The properties applied last.
    pub inputs: SealedValue,
    /// The attributes.
    pub outputs: SealedValue,
    /// What it depends on.
    pub dependencies: Vec<Urn>,
    /// Whether it may not be deleted.
    pub protect: bool,
    /// Whether it is left behind.
    pub retain: bool,
    /// What else is kept of its options; since format 2.
    #[serde(default, skip_serializing_if = "KeptDoc::is_empty")]
    pub kept: KeptDoc,
    /// Seconds since 1970.
    pub created: u64,
    /// Seconds since 1970.
    pub modified: u64,
}

/// What is kept of a resource's options, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeptDoc {
    /// The value of its replacement trigger.
    #[serde(skip_serializing_if = "is_unset")]
    pub trigger: SealedValue,
    /// The resource with which it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_with: Option<Urn>,
    /// How long its delete may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_timeout: Option<u64>,
    /// Paths of attributes that are secret by option.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_outputs: Vec<Path>,
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

    fn seal(kept: &Kept, place: codec::Place<'_>, vault: &mut Vault) -> Result<Self, SealError> {
        Ok(Self {
            trigger: SealedValue::seal(&kept.trigger, place, vault)?,
            deleted_with: kept.deleted_with.clone(),
            delete_timeout: kept.delete_timeout.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
            secret_outputs: kept.secret_outputs.clone(),
        })
    }

    fn open(self, place: codec::Place<'_>, vault: &mut Vault, secrets: Secrets) -> Result<Kept, SealError> {
        Ok(Kept {
            trigger: self.trigger.open(place, vault, secrets)?,
            deleted_with: self.deleted_with,
            delete_timeout: self.delete_timeout.map(Duration::from_millis),
            secret_outputs: self.secret_outputs,
        })
    }
}

/// A pending operation, as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingDoc {
    /// The operation's id.
    pub op: String,
    /// What it is done to.
    pub urn: Urn,
    /// Which physical copy.
    pub generation: u32,
    /// What it does.
    pub operation: Operation,
    /// How far it is.
    pub state: PendingState,
    /// Where.
    pub place: Place,
    /// The token its calls carry.
    pub token: String,
    /// The properties it is to end with.
    pub inputs: SealedValue,
    /// What the resource depends on.
    pub dependencies: Vec<Urn>,
    /// Whether the resource may not be deleted; since format 2.
    #[serde(default, skip_serializing_if = "is_false")]
    pub protect: bool,
    /// Whether it is left behind; since format 2.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retain: bool,
    /// What else is kept of its options; since format 2.
    #[serde(default, skip_serializing_if = "KeptDoc::is_empty")]
    pub kept: KeptDoc,
    /// The id, once known.
    pub id: Option<Id>,
    /// Seconds since 1970.
    pub began: u64,
}

/// A stack's whole state, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Which state this is.
    pub lineage: String,
    /// The commit it stands at.
    pub serial: u64,
    /// The wrapped data key, if any secret was ever sealed.
    pub key: Option<KeyHeader>,
    /// Small facts.
    pub meta: BTreeMap<String, String>,
    /// What the stack exports.
    pub outputs: BTreeMap<String, SealedValue>,
    /// The records, by URN and generation.
    pub records: Vec<RecordDoc>,
    /// The operations without an end, oldest first.
    pub pending: Vec<PendingDoc>,
    /// What operations took.
    pub durations: BTreeMap<String, u64>,
}

fn inside<'a>(lineage: &'a str, urn: &'a Urn, generation: u32, section: Section) -> codec::Place<'a> {
    codec::Place { lineage, urn: Some(urn), generation, section }
}

impl RecordDoc {
    /// Seals a record.
    ///
    /// # Errors
    /// As [`SealedValue::seal`].
    pub fn seal(record: &Record, lineage: &str, vault: &mut Vault) -> Result<Self, SealError> {
        let RecordKey { urn, generation } = &record.key;
        let kept = KeptDoc::seal(&record.kept, inside(lineage, urn, *generation, Section::Trigger), vault)?;
        let mut seal = |value, section| SealedValue::seal(value, inside(lineage, urn, *generation, section), vault);
        Ok(Self {
            kept,
            inputs: seal(&record.inputs, Section::Inputs)?,
            outputs: seal(&record.outputs, Section::Outputs)?,
            urn: urn.clone(),
            generation: *generation,
            place: record.place.clone(),
            id: record.id.clone(),
            phase: record.phase,
            dependencies: record.dependencies.clone(),
            protect: record.protect,
            retain: record.retain,
            created: record.created,
            modified: record.modified,
        })
    }

    /// Opens a record.
    ///
    /// # Errors
    /// As [`SealedValue::open`].
    pub fn open(self, lineage: &str, vault: &mut Vault, secrets: Secrets) -> Result<Record, SealError> {
        let (urn, generation) = (self.urn, self.generation);
        let at = |section| inside(lineage, &urn, generation, section);
        Ok(Record {
            inputs: self.inputs.open(at(Section::Inputs), vault, secrets).map_err(|e| named(e, &urn))?,
            outputs: self.outputs.open(at(Section::Outputs), vault, secrets).map_err(|e| named(e, &urn))?,
            kept: self.kept.open(at(Section::Trigger), vault, secrets).map_err(|e| named(e, &urn))?,
            key: RecordKey { urn, generation },
            place: self.place,
            id: self.id,
            phase: self.phase,
            dependencies: self.dependencies,
            protect: self.protect,
            retain: self.retain,
            created: self.created,
            modified: self.modified,
        })
    }
}

impl PendingDoc {
    /// Seals a pending operation.
    ///
    /// # Errors
    /// As [`SealedValue::seal`].
    pub fn seal(pending: &Pending, lineage: &str, vault: &mut Vault) -> Result<Self, SealError> {
        let RecordKey { urn, generation } = &pending.key;
        Ok(Self {
            inputs: SealedValue::seal(&pending.inputs, inside(lineage, urn, *generation, Section::Pending), vault)?,
            kept: KeptDoc::seal(&pending.kept, inside(lineage, urn, *generation, Section::PendingTrigger), vault)?,
            protect: pending.protect,
            retain: pending.retain,
            op: pending.op.clone(),
            urn: urn.clone(),
            generation: *generation,
            operation: pending.operation,
            state: pending.state,
            place: pending.place.clone(),
            token: pending.token.clone(),
            dependencies: pending.dependencies.clone(),
            id: pending.id.clone(),
            began: pending.began,
        })
    }

    /// Opens a pending operation.
    ///
    /// # Errors
    /// As [`SealedValue::open`].
    pub fn open(self, lineage: &str, vault: &mut Vault, secrets: Secrets) -> Result<Pending, SealError> {
        let (urn, generation) = (self.urn, self.generation);
        let place = inside(lineage, &urn, generation, Section::Pending);
        Ok(Pending {
            inputs: self.inputs.open(place, vault, secrets).map_err(|e| named(e, &urn))?,
            kept: self
                .kept
                .open(inside(lineage, &urn, generation, Section::PendingTrigger), vault, secrets)
                .map_err(|e| named(e, &urn))?,
            protect: self.protect,
            retain: self.retain,
            op: self.op,
            key: RecordKey { urn, generation },
            operation: self.operation,
            state: self.state,
            place: self.place,
            token: self.token,
            dependencies: self.dependencies,
            id: self.id,
            began: self.began,
        })
    }
}

fn named(error: SealError, urn: &Urn) -> SealError {
    match error {
        SealError::Damaged(what) => SealError::Damaged(format!("{urn}: {what}")),
        other => other,
    }
}

/// Seals what a stack exports.
///
/// # Errors
/// As [`SealedValue::seal`].
pub fn seal_outputs(
    outputs: &BTreeMap<String, Value>,
    lineage: &str,
    vault: &mut Vault,
) -> Result<BTreeMap<String, SealedValue>, SealError> {
    let place = codec::Place { lineage, urn: None, generation: 0, section: Section::StackOutputs };
    let SealedMap(map) = SealedMap::from(SealedValue::seal(&Value::Map(outputs.clone()), place, vault)?);
    Ok(map)
}

fn open_outputs(
    outputs: BTreeMap<String, SealedValue>,
    lineage: &str,
    vault: &mut Vault,
    secrets: Secrets,
) -> Result<BTreeMap<String, Value>, SealError> {
    let place = codec::Place { lineage, urn: None, generation: 0, section: Section::StackOutputs };
    match SealedValue::from(SealedMap(outputs)).open(place, vault, secrets)? {
        Value::Map(map) => Ok(map),
        _ => Ok(BTreeMap::new()),
    }
}

impl Document {
    /// Seals a snapshot.
    ///
    /// # Errors
    /// When it has secrets and there is no key.
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

    /// Opens it. The vault's header is to be the document's.
    ///
    /// # Errors
    /// `NoKey`, saying how many secrets there are, when the key is missing or wrong; `Damaged` when a secret was
    /// altered or moved, or a record stands twice.
    pub fn open(self, vault: &mut Vault, secrets: Secrets) -> Result<Snapshot, SealError> {
        if secrets == Secrets::Open {
            self.check_key(vault)?;
        }
        let lineage = self.lineage;
        let mut records = BTreeMap::new();
        for doc in self.records {
            let record = doc.open(&lineage, vault, secrets)?;
            if let Some(twice) = records.insert(record.key.clone(), Arc::new(record)) {
                return Err(SealError::Damaged(format!("{} stands twice", twice.key)));
            }
        }
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

    /// The same with every secret sealed anew.
    ///
    /// # Errors
    /// As [`Document::open`] and [`Document::seal`].
    pub fn renewed(self, from: &mut Vault, to: &mut Vault) -> Result<Self, SealError> {
        Self::seal(&self.open(from, Secrets::Open)?, to)
    }

    /// How many secrets there are.
    #[must_use]
    pub fn secrets(&self) -> usize {
        let records = self.records.iter();
        let records = records.map(|doc| doc.inputs.secrets() + doc.outputs.secrets() + doc.kept.trigger.secrets());
        let pending = self.pending.iter().map(|doc| doc.inputs.secrets() + doc.kept.trigger.secrets());
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
