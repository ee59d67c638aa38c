//! Descriptions that a poll has read and the waiting operation uses, so that it does not read them again.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use archipel_engine::resource::Id;

type Key = (&'static str, Id);
type Description = Arc<dyn Any + Send + Sync>;

/// The resources that operations wait for, by type and id, and what a poll last read of them.
#[derive(Default)]
pub(super) struct Awaited(Mutex<HashMap<Key, Option<Description>>>);

/// The wait of one operation. Nothing is kept of a resource for which no operation waits.
pub(crate) struct Awaiting<'a> {
    awaited: &'a Awaited,
    key: Key,
}

impl Awaited {
    pub(super) fn begin(&self, type_name: &'static str, id: &Id) -> Awaiting<'_> {
        let key = (type_name, id.clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), None);
        Awaiting { awaited: self, key }
    }

    /// Keeps a description if an operation waits for the resource.
    pub(super) fn keep(&self, type_name: &'static str, id: &Id, description: impl FnOnce() -> Description) {
        let mut awaited = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = awaited.get_mut(&(type_name, id.clone())) {
            *place = Some(description());
        }
    }
}

impl Awaiting<'_> {
    /// The last description, if a poll of this process has read one.
    pub(crate) fn last<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let awaited = self.awaited.0.lock().unwrap_or_else(PoisonError::into_inner);
        awaited.get(&self.key)?.clone()?.downcast().ok()
    }
}

impl Drop for Awaiting<'_> {
    fn drop(&mut self) {
        self.awaited.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}
