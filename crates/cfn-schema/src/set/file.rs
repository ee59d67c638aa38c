//! The file of a set: an index, and the schemas of each service as one compressed block.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{SchemaSet, Service, TypeEntry};

/// The package that the schemas of a set are from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name and version: `cfn-lint 1.58.0`.
    pub package: String,
    /// When it read the schemas from AWS, in RFC 3339.
    pub date: String,
}

/// Why a set cannot be read or written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FileError {
    /// The file is damaged.
    #[error("the file of the CloudFormation schemas is damaged")]
    Damaged,
    /// More regions than the index has bits for.
    #[error("cannot write the schemas: {0} regions are more than 64")]
    TooManyRegions(usize),
    /// A name is not one of a type.
    #[error("cannot write the schemas: invalid type name `{0}`")]
    InvalidName(String),
}

#[derive(Serialize, Deserialize)]
struct Index {
    source: Source,
    regions: Vec<String>,
    services: Vec<ServiceIndex>,
}

#[derive(Serialize, Deserialize)]
struct ServiceIndex {
    /// `AWS::Backup`.
    name: String,
    /// The length of its block.
    length: usize,
    /// The last part of each type's name, the length of its schema, and one bit for each region where it exists.
    types: Vec<TypeIndex>,
}

type TypeIndex = (String, usize, u64);

/// The length of the index, before it.
const HEADER: usize = 4;

impl SchemaSet {
    /// Reads a file. Its blocks are decompressed later.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn read(bytes: &'static [u8]) -> Result<Self, FileError> {
        let (header, rest) = bytes.split_first_chunk::<HEADER>().ok_or(FileError::Damaged)?;
        let length = usize::try_from(u32::from_le_bytes(*header)).map_err(|_| FileError::Damaged)?;
        let (index, mut rest) = rest.split_at_checked(length).ok_or(FileError::Damaged)?;
        let index: Index = serde_json::from_str(&decompress(index)?).map_err(|_| FileError::Damaged)?;
        let (mut types, mut services) = (BTreeMap::new(), Vec::with_capacity(index.services.len()));
        for (number, service) in index.services.into_iter().enumerate() {
            let (compressed, after) = rest.split_at_checked(service.length).ok_or(FileError::Damaged)?;
            rest = after;
            services.push(Service { compressed, text: OnceLock::new() });
            let mut start = 0;
            for (name, length, regions) in service.types {
                let entry = TypeEntry { service: number, start, length, regions };
                types.insert(format!("{}::{name}", service.name), entry);
                start += length;
            }
        }
        Ok(Self { source: index.source, regions: index.regions, types, services })
    }
}

/// Writes the file of a set: `types` has the text of each schema and the regions where the type exists. `compress` is brotli
/// with its best quality: the crate itself only decompresses.
///
/// # Errors
/// When a name is not one of a type, or there are more than 64 regions.
pub fn write(
    source: &Source,
    types: &BTreeMap<String, (String, Vec<String>)>,
    compress: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, FileError> {
    let mut regions: Vec<String> = types.values().flat_map(|(_, regions)| regions).cloned().collect();
    regions.sort_unstable();
    regions.dedup();
    if regions.len() > 64 {
        return Err(FileError::TooManyRegions(regions.len()));
    }
    let mut services: BTreeMap<&str, (String, Vec<TypeIndex>)> = BTreeMap::new();
    for (name, (text, exists_in)) in types {
        let (service, short) = name.rsplit_once("::").ok_or_else(|| FileError::InvalidName(name.clone()))?;
        let bits = regions.iter().enumerate().filter(|(_, region)| exists_in.contains(region));
        let bits = bits.fold(0u64, |bits, (index, _)| bits | 1 << index);
        let (block, index) = services.entry(service).or_default();
        index.push((short.to_owned(), text.len(), bits));
        block.push_str(text);
    }
    let (mut blocks, mut index) = (Vec::new(), Vec::new());
    for (name, (block, types)) in services {
        let compressed = compress(block.as_bytes());
        index.push(ServiceIndex { name: name.to_owned(), length: compressed.len(), types });
        blocks.extend(compressed);
    }
    let index = Index { source: source.clone(), regions, services: index };
    let index = compress(&serde_json::to_vec(&index).map_err(|_| FileError::Damaged)?);
    let mut file = u32::try_from(index.len()).map_err(|_| FileError::Damaged)?.to_le_bytes().to_vec();
    file.extend(index);
    file.extend(blocks);
    Ok(file)
}

/// Decompresses a block.
pub(super) fn decompress(block: &[u8]) -> Result<String, FileError> {
    let mut text = String::new();
    let mut reader = brotli_decompressor::Decompressor::new(block, 1 << 16);
    reader.read_to_string(&mut text).map_err(|_| FileError::Damaged)?;
    Ok(text)
}
