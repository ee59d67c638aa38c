//! An open file.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{Operation, access, meet};

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Read an existing file.
    Read,
    /// Write an existing file.
    Write,
    /// Read and write an existing file.
    ReadWrite,
    /// Read and write; create the file if it does not exist.
    Create,
    /// Read and write; create the file, and fail if it exists.
    CreateNew,
}

/// An open file, created for its owner only; symbolic links are not followed.
#[derive(Debug)]
pub(crate) struct File {
    file: fs::File,
    path: PathBuf,
}

/// The content of a file, from its current position.
struct Reader(File);

impl io::Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        meet(Operation::Read, &self.0.path)?;
        self.0.file.read(buffer)
    }
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

    /// Reads the whole file.
    pub(crate) fn read_all(&mut self) -> io::Result<Vec<u8>> {
        meet(Operation::Read, &self.path)?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads the file from its start, in large parts.
    pub(crate) fn into_reader(mut self) -> io::Result<impl io::BufRead> {
        const PART: usize = 256 * 1024;
        self.file.seek(SeekFrom::Start(0))?;
        Ok(io::BufReader::with_capacity(PART, Reader(self)))
    }

    /// Reads at most this many bytes from an offset; fewer at the end of the file.
    pub(crate) fn read_at(&mut self, at: u64, most: u64) -> io::Result<Vec<u8>> {
        meet(Operation::Read, &self.path)?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        io::Read::by_ref(&mut self.file).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes all bytes at an offset. After an error, some of them may be written.
    #[cfg_attr(
        not(feature = "contract"),
        allow(clippy::question_mark, reason = "with the feature it is not the whole")
    )]
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

    /// Syncs the content to disk. After an error the pages may be lost, and another call would succeed without having
    /// written them, so the caller must not retry.
    pub(crate) fn sync_data(&self) -> io::Result<()> {
        self.synced(fs::File::sync_data)
    }

    /// As [`File::sync_data`], including the length and the other metadata.
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
