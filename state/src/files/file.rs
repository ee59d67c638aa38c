//! An open file.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{Operation, access, meet};

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// To read what exists.
    Read,
    /// To write what exists.
    Write,
    /// To read and write what exists.
    ReadWrite,
    /// To read and write, created if it does not exist.
    Create,
    /// To read and write a file that must not exist.
    CreateNew,
}

/// An open file, for its owner only and reached through no link.
#[derive(Debug)]
pub(crate) struct File {
    file: fs::File,
    path: PathBuf,
}

impl File {
    pub(crate) fn open(path: &Path, access: Access) -> io::Result<Self> {
        let creates = matches!(access, Access::Create | Access::CreateNew);
        meet(if creates { Operation::Create } else { Operation::Open }, path)?;
        let mut options = fs::File::options();
        options.read(access != Access::Write).write(access != Access::Read);
        options.create(access == Access::Create).create_new(access == Access::CreateNew);
        access::protect(&mut options);
        let file = options.open(path).map_err(|error| access::explain(path, error))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Everything in it.
    pub(crate) fn read_all(&mut self) -> io::Result<Vec<u8>> {
        meet(Operation::Read, &self.path)?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// At most so many bytes from there; fewer at its end.
    pub(crate) fn read_at(&mut self, at: u64, most: u64) -> io::Result<Vec<u8>> {
        meet(Operation::Read, &self.path)?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        io::Read::by_ref(&mut self.file).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes all of this there. After an error a part of it may be written.
    pub(crate) fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        if let Err(error) = meet(Operation::Write, &self.path) {
            #[cfg(feature = "contract")]
            if super::faults::is_short(&error) {
                self.file.write_all(&bytes[..bytes.len() / 2])?;
                return Err(super::faults::Fault::NoSpace.error());
            }
            return Err(error);
        }
        self.file.write_all(bytes)
    }

    /// Makes its content durable. An error says that the pages may be lost: another call would succeed without having
    /// written them, so whoever sees one must not ask again.
    pub(crate) fn sync_data(&self) -> io::Result<()> {
        self.synced(fs::File::sync_data)
    }

    /// As [`File::sync_data`], with its length and everything else that is known of it.
    pub(crate) fn sync_all(&self) -> io::Result<()> {
        self.synced(fs::File::sync_all)
    }

    fn synced(&self, sync: impl FnOnce(&fs::File) -> io::Result<()>) -> io::Result<()> {
        meet(Operation::Sync, &self.path)?;
        sync(&self.file)?;
        #[cfg(feature = "contract")]
        super::faults::synced(&self.path);
        Ok(())
    }

    pub(crate) fn set_len(&self, length: u64) -> io::Result<()> {
        meet(Operation::Truncate, &self.path)?;
        self.file.set_len(length)
    }

    pub(crate) fn try_lock(&self) -> Result<(), fs::TryLockError> {
        meet(Operation::Lock, &self.path).map_err(fs::TryLockError::Error)?;
        self.file.try_lock()
    }

    pub(crate) fn unlock(&self) -> io::Result<()> {
        self.file.unlock()
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn as_std(&self) -> &fs::File {
        &self.file
    }
}
