//! A sealer that keeps unwrapped keys.

use std::sync::{Arc, Mutex, PoisonError};

use super::{DataKey, SealError, Sealer, WrappedKey};

/// Caches the keys that another sealer unwrapped: deriving a key takes a tenth of a second and 64 MiB, a key service
/// takes a call, and a command opens a state several times.
#[derive(Debug)]
pub struct CachingSealer {
    inner: Arc<dyn Sealer>,
    known: Mutex<Vec<(WrappedKey, DataKey)>>,
}

impl CachingSealer {
    /// Wraps a sealer.
    #[must_use]
    pub fn new(inner: Arc<dyn Sealer>) -> Self {
        Self { inner, known: Mutex::default() }
    }
}

impl Sealer for CachingSealer {
    fn create(&self) -> Result<(WrappedKey, DataKey), SealError> {
        let (wrapped, key) = self.inner.create()?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).push((wrapped.clone(), key.clone()));
        Ok((wrapped, key))
    }

    fn unlock(&self, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = known.iter().find(|(known, _)| known == wrapped) {
            return Ok(key.clone());
        }
        let key = self.inner.unlock(wrapped)?;
        known.push((wrapped.clone(), key.clone()));
        Ok(key)
    }

    fn check(&self, wrapped: &WrappedKey) -> Result<(), SealError> {
        self.inner.check(wrapped)
    }
}
