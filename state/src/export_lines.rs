//! Reads an export line by line, in the layout that `export::write` gives it.
//!
//! The next plan reads the last export, so its cost counts: the text is never in memory as a whole, and its checksum is
//! computed on the way. Whatever has another layout is left to `export::read`, which knows why it is wrong.

use std::io::{self, BufRead};

use archipel_engine::value::hex;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::format::FORMAT;

/// Reads an export; `None` if it is not one of this format, in this layout, with the right checksum.
pub(crate) fn read(from: impl BufRead) -> io::Result<Option<Document>> {
    let mut lines = Lines { from, line: Vec::new(), hash: Sha256::new() };
    Ok(match lines.document() {
        Ok(document) => Some(document),
        Err(Stop::Io(error)) => return Err(error),
        Err(Stop::Other) => None,
    })
}

/// Why reading stops.
enum Stop {
    Io(io::Error),
    /// The line is not the one that comes here.
    Other,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

struct Lines<R> {
    from: R,
    line: Vec<u8>,
    hash: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn document(&mut self) -> Result<Document, Stop> {
        self.exactly(b"{")?;
        let format: u32 = self.head("archipel-export")?;
        let written: u64 = self.head("written")?;
        let sha256: String = self.head("sha256")?;
        if format != FORMAT {
            return Err(Stop::Other);
        }
        self.exactly(b"\"body\":{")?;
        self.hash.update(format!("[{format},{written},{{"));
        let document = Document {
            lineage: self.part("lineage", b",")?,
            serial: self.part("serial", b",")?,
            key: self.part("key", b",")?,
            meta: self.part("meta", b",")?,
            outputs: self.part("outputs", b",")?,
            records: self.items("records")?,
            pending: self.items("pending")?,
            durations: self.part("durations", b"")?,
        };
        self.exactly(b"}")?;
        self.exactly(b"}")?;
        let is_whole = self.from.fill_buf()?.is_empty();
        let sum = std::mem::take(&mut self.hash).chain_update("}]").finalize();
        if is_whole && hex(&sum) == sha256 { Ok(document) } else { Err(Stop::Other) }
    }

    fn next(&mut self) -> Result<(), Stop> {
        self.line.clear();
        self.from.read_until(b'\n', &mut self.line)?;
        // Every line of an export has an end.
        self.line.pop().filter(|last| *last == b'\n').map(drop).ok_or(Stop::Other)
    }

    fn exactly(&mut self, expected: &[u8]) -> Result<(), Stop> {
        self.next()?;
        if self.line == expected { Ok(()) } else { Err(Stop::Other) }
    }

    /// A field before the body.
    fn head<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Stop> {
        self.next()?;
        value(&self.line, name, b",")
    }

    /// A field of the body.
    fn part<T: DeserializeOwned>(&mut self, name: &str, end: &[u8]) -> Result<T, Stop> {
        self.next()?;
        self.hash.update(&self.line);
        value(&self.line, name, end)
    }

    /// A list in the body, one element a line.
    fn items<T: DeserializeOwned>(&mut self, name: &str) -> Result<Vec<T>, Stop> {
        self.next()?;
        self.hash.update(&self.line);
        if named(&self.line, name) != Some(b"[") {
            return Err(Stop::Other);
        }
        let (mut items, mut is_last) = (Vec::new(), false);
        loop {
            self.next()?;
            self.hash.update(&self.line);
            if self.line == b"]," {
                items.shrink_to_fit();
                return if is_last || items.is_empty() { Ok(items) } else { Err(Stop::Other) };
            }
            if is_last {
                return Err(Stop::Other);
            }
            let item = self.line.strip_suffix(b",");
            is_last = item.is_none();
            items.push(serde_json::from_slice(item.unwrap_or(&self.line)).map_err(|_| Stop::Other)?);
        }
    }
}

/// What follows a name in a line.
fn named<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    line.strip_prefix(b"\"")?.strip_prefix(name.as_bytes())?.strip_prefix(b"\":")
}

fn value<T: DeserializeOwned>(line: &[u8], name: &str, end: &[u8]) -> Result<T, Stop> {
    let text = named(line, name).and_then(|rest| rest.strip_suffix(end)).ok_or(Stop::Other)?;
    serde_json::from_slice(text).map_err(|_| Stop::Other)
}
