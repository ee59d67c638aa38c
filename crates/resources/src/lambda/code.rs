//! The code of functions. Properties, plans and states contain its digest; the process that declares it has the code.

use std::io::{self, Cursor, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::FunctionArgs;
use crate::prelude::*;

/// The zips that programs of this process declared, by their digests.
static KNOWN: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());

impl FunctionArgs {
    /// The code, as a zip of up to 50 MB. Plans and states contain its digest only.
    pub fn zip(self, zip: impl Into<Vec<u8>>) -> Self {
        let zip = zip.into();
        let digest = digest(&zip);
        KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.clone(), zip);
        self.code_sha256(digest)
    }

    /// The code, as a zip in a file, which is read immediately.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn zip_file(self, path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(self.zip(std::fs::read(path)?))
    }

    /// The code, as files with their contents. The same files in the same order always result in the same zip.
    ///
    /// # Errors
    /// Two files have one name, or a name is none that a zip can have.
    pub fn sources<'a, T: AsRef<[u8]>>(self, files: impl IntoIterator<Item = (&'a str, T)>) -> io::Result<Self> {
        Ok(self.zip(zipped(files)?))
    }
}

/// The digest of a zip in Lambda's format: SHA-256 in Base64.
fn digest(zip: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(zip))
}

fn zipped<'a, T: AsRef<[u8]>>(files: impl IntoIterator<Item = (&'a str, T)>) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in files {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(contents.as_ref())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

/// The zip of this digest.
///
/// # Errors
/// No program of this process declared it.
pub(super) fn of(digest: &str) -> Result<Vec<u8>> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.get(digest).cloned().ok_or_else(|| {
        let message = format!(
            "the code with the SHA-256 {digest} is not at hand: state has the digest only; \
             run `up` with a program that declares it, or keep code in S3 (`s3_bucket`, `s3_key`)"
        );
        ProviderError::new(ErrorKind::Invalid, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_zip_and_others_another() {
        let made = zipped([("index.py", "one"), ("lib/other.py", "two")]).unwrap();
        assert_eq!(made, zipped([("index.py", "one"), ("lib/other.py", "two")]).unwrap());
        assert_ne!(made, zipped([("index.py", "one"), ("lib/other.py", "three")]).unwrap());
        assert_eq!(digest(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert!(zipped([("a", ""), ("a", "")]).is_err());
    }

    #[test]
    fn code_that_no_program_declared_is_asked_for() {
        let error = of("nothing").unwrap_err();
        assert!(error.message.contains("is not at hand"), "{}", error.message);
    }
}
