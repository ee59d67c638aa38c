//! Blocking code in asynchronous functions: it runs on its own thread, whatever the runtime.

use archipel_engine::state::StateError;
use tokio::sync::oneshot;

/// Runs blocking code on its own thread.
pub(crate) async fn run_blocking<T: Send + 'static>(
    run: impl FnOnce() -> Result<T, StateError> + Send + 'static,
) -> Result<T, StateError> {
    let failed = |cause: String| StateError::Unavailable { location: "the state".to_owned(), action: "read", cause };
    let (sender, receiver) = oneshot::channel();
    let thread = std::thread::Builder::new().name("archipel-state-read".to_owned());
    let spawned = thread.spawn(move || drop(sender.send(run())));
    spawned.map_err(|error| failed(error.to_string()))?;
    receiver.await.unwrap_or_else(|_| Err(failed("the thread that reads it has ended".to_owned())))
}

/// Runs blocking code that borrows, such as a key derivation, and waits for it.
#[cfg(feature = "s3")]
pub(crate) fn run_scoped<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(run).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
