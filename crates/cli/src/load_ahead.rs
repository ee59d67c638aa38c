//! Loads the state of a stack while its program runs.

use std::sync::Arc;

use archipel_engine::state::{StateError, StateStore as _};
use archipel_state::{AnyStore, Peek};
use tokio::task::JoinHandle;

/// The state of a stack, which another thread may be reading already.
pub(crate) struct LoadAhead {
    store: Arc<AnyStore>,
    loading: JoinHandle<Result<Peek, StateError>>,
}

impl LoadAhead {
    /// Starts to load.
    pub(crate) fn start(store: AnyStore) -> Self {
        let store = Arc::new(store);
        let read = Arc::clone(&store);
        Self { store, loading: tokio::spawn(async move { read.peek().await }) }
    }

    /// The store, and its state when it is loaded.
    pub(crate) async fn finish(self) -> (Arc<AnyStore>, Result<Peek, StateError>) {
        let Self { store, loading } = self;
        let loaded = match loading.await {
            Ok(loaded) => loaded,
            Err(ended) => {
                Err(StateError::Unavailable { location: store.location(), action: "read", cause: ended.to_string() })
            }
        };
        (store, loaded)
    }
}
