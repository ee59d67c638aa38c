//! The schemas of all types, compressed, and in which regions each type exists.
//!
//! One block for each service, read when the first of its types is used.

mod file;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use archipel_engine::model::text::nearest;
use archipel_engine::value::hex;
use sha2::{Digest, Sha256};

use crate::model::{ParseError, TypeSchema};

pub use file::{FileError, Source, write};

/// Why there is no schema of a type.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// No type has the name.
    #[error("unknown CloudFormation type `{name}`{}", near.as_deref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The name.
        name: String,
        /// The most similar name.
        near: Option<String>,
    },
    /// The set cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A schema cannot be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
}

/// A set of schemas.
#[derive(Debug)]
pub struct SchemaSet {
    source: Source,
    regions: Vec<String>,
    types: BTreeMap<String, TypeEntry>,
    services: Vec<Service>,
}

#[derive(Debug)]
struct Service {
    compressed: &'static [u8],
    text: OnceLock<Result<String, FileError>>,
}

#[derive(Debug)]
struct TypeEntry {
    service: usize,
    start: usize,
    length: usize,
    /// One bit for each region.
    regions: u64,
}

impl SchemaSet {
    /// The set of this version of the crate.
    ///
    /// # Panics
    /// When the file that is part of the crate is damaged, which its tests rule out.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<SchemaSet> = LazyLock::new(|| {
            SchemaSet::read(include_bytes!("../../data/schemas.bin")).expect("the crate's own schemas are readable")
        });
        &EMBEDDED
    }

    /// The package that the schemas are from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The names of the types, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// The number of types.
    #[must_use]
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether there are no types.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Whether there is a type of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// The schema of a type as compact JSON with sorted keys.
    ///
    /// # Errors
    /// When no type has the name. The error names a similar one.
    pub fn text(&self, name: &str) -> Result<&str, SchemaError> {
        let entry = self.types.get(name).ok_or_else(|| self.unknown(name))?;
        let service = &self.services[entry.service];
        let text = service.text.get_or_init(|| file::decompress(service.compressed));
        let text = text.as_ref().map_err(|error| SchemaError::File(error.clone()))?;
        text.get(entry.start..entry.start + entry.length).ok_or(SchemaError::File(FileError::Damaged))
    }

    /// The digest of a type's schema: a change of it is a change of the schema.
    ///
    /// # Errors
    /// As [`SchemaSet::text`].
    pub fn digest(&self, name: &str) -> Result<String, SchemaError> {
        Ok(hex(&Sha256::digest(self.text(name)?.as_bytes())[..16]))
    }

    /// Reads the schema of a type. [`schema`] keeps what it read.
    ///
    /// # Errors
    /// As [`SchemaSet::text`].
    pub fn parse(&self, name: &str) -> Result<TypeSchema, SchemaError> {
        Ok(TypeSchema::parse(self.text(name)?)?)
    }

    /// The regions that any type exists in, sorted.
    #[must_use]
    pub fn all_regions(&self) -> &[String] {
        &self.regions
    }

    /// The regions where a type exists, sorted. Empty for a type that the set does not have.
    #[must_use]
    pub fn regions(&self, name: &str) -> Vec<&str> {
        let bits = self.types.get(name).map_or(0, |entry| entry.regions);
        let within = self.regions.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
        within.map(|(_, region)| region.as_str()).collect()
    }

    /// Whether a type exists in a region. `None` for a region that the set does not know: it may be newer than the set.
    #[must_use]
    pub fn exists_in(&self, name: &str, region: &str) -> Option<bool> {
        self.regions.iter().any(|known| known == region).then(|| self.regions(name).contains(&region))
    }

    /// The types whose names contain all of these words, in any case.
    #[must_use]
    pub fn search(&self, words: &[&str]) -> Vec<&str> {
        let words: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        let fits = |name: &&str| {
            let name = name.to_ascii_lowercase();
            words.iter().all(|word| name.contains(word))
        };
        self.names().filter(fits).collect()
    }

    /// The type with the most similar name, if one is similar.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = name.to_ascii_lowercase();
        let named = self.names().find(|own| own.eq_ignore_ascii_case(name));
        // Somebody who forgets the service remembers the type.
        let short = || {
            let last = wanted.rsplit("::").next().unwrap_or(&wanted).to_owned();
            let ends = |own: &&str| own.rsplit("::").next().is_some_and(|own| own.eq_ignore_ascii_case(&last));
            let mut found = self.names().filter(ends);
            found.next().filter(|_| found.next().is_none())
        };
        named.or_else(short).or_else(|| nearest(name, self.names()))
    }

    fn unknown(&self, name: &str) -> SchemaError {
        SchemaError::Unknown { name: name.to_owned(), near: self.nearest(name).map(str::to_owned) }
    }
}

/// The schema of a type of the embedded set, read once in a process.
///
/// # Errors
/// When no type has the name. The error names a similar one.
pub fn schema(name: &str) -> Result<&'static TypeSchema, SchemaError> {
    static READ: LazyLock<Mutex<HashMap<String, &'static TypeSchema>>> = LazyLock::new(Mutex::default);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = read.get(name) {
        return Ok(schema);
    }
    let schema: &'static TypeSchema = Box::leak(Box::new(SchemaSet::embedded().parse(name)?));
    read.insert(name.to_owned(), schema);
    Ok(schema)
}

/// The native type of Archipel for the same thing, if there is one: `aws:s3/Bucket` for `AWS::S3::Bucket`.
#[must_use]
pub fn native_type(name: &str) -> Option<&'static str> {
    static NATIVE: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
        let lines = include_str!("../../data/native.txt").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' ')).collect()
    });
    NATIVE.get(name).copied()
}

/// Whether the registry refused Cloud Control for a type whose schema has handlers, when that was last checked:
/// CloudFormation itself creates its resources.
#[must_use]
pub fn is_not_provisionable(name: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let lines = include_str!("../../data/not-provisionable.txt").lines();
        lines.filter(|line| !line.starts_with('#')).collect()
    });
    NAMES.contains(name)
}
