//! A sealer that is asked once.

use std::sync::{Arc, Mutex, PoisonError};

use super::{DataKey, SealError, Sealer, WrappedKey};

/// Remembers the keys that another sealer unwrapped: deriving one takes a tenth of a second and 64 MB, a key service
/// takes a call, and a command opens a state several times.
#[derive(Debug)]
pub struct Remembered {
    inner: Arc<dyn Sealer>,
    known: Mutex<Vec<(WrappedKey, DataKey)>>,
}

impl Remembered {
    /// Asks this one.
    #[must_use]
    pub fn new(inner: Arc<dyn Sealer>) -> Self {
        Self { inner, known: Mutex::default() }
    }
}

impl Sealer for Remembered {
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
}
