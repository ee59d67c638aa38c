//! Turns panics of functions that others wrote (programs, resource types, policies, stores) into values.

use std::cell::RefCell;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

/// A panic that was caught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panic {
    /// Its message, which may contain secrets: programs and resource types panic with the values that they compute on.
    pub message: String,
    /// The source line, `src/lib.rs:12`.
    pub at: Option<String>,
    /// The backtrace, with RUST_BACKTRACE set.
    pub backtrace: Option<String>,
}

impl Panic {
    /// ` at src/lib.rs:12`, or nothing: for sentences that leave the message out.
    #[must_use]
    pub fn place(&self) -> String {
        self.at.as_ref().map_or_else(String::new, |at| format!(" at {at}"))
    }

    fn of(info: &PanicHookInfo<'_>) -> Self {
        let wanted = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
        Self {
            message: info.payload_as_str().unwrap_or("no message").to_owned(),
            at: info.location().map(|at| format!("{}:{}", at.file(), at.line())),
            backtrace: wanted.then(|| std::backtrace::Backtrace::force_capture().to_string()),
        }
    }
}

thread_local! {
    /// The first panic of the innermost call of this thread that catches panics, if there is such a call.
    static CAUGHT: RefCell<Option<Option<Panic>>> = const { RefCell::new(None) };
}

/// Keeps the panics of calls that catch them from being printed. Others go to the previous hook.
fn set_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let ours = CAUGHT.try_with(|caught| match caught.try_borrow_mut() {
                Ok(mut caught) => caught.as_mut().is_some_and(|first| {
                    first.get_or_insert_with(|| Panic::of(info));
                    true
                }),
                Err(_) => false,
            });
            if !ours.unwrap_or(false) {
                before(info);
            }
        }));
    });
}

/// Calls a function. A panic in it is returned and not printed, because its message may contain a secret.
///
/// # Errors
/// The panic.
pub fn catch_panic<T>(run: impl FnOnce() -> T) -> Result<T, Panic> {
    set_hook();
    let outer = CAUGHT.replace(Some(None));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let panic = CAUGHT.replace(outer).flatten();
    result.map_err(|_| panic.unwrap_or_default())
}

/// As [`catch_panic`], of a future.
///
/// # Errors
/// The panic.
pub async fn catch_panic_of<T>(run: impl Future<Output = T>) -> Result<T, Panic> {
    let mut run = pin!(run);
    std::future::poll_fn(move |cx| match catch_panic(|| run.as_mut().poll(cx)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_returned_with_its_line_also_from_within_another_call() {
        let panic = catch_panic(|| {
            let inner = catch_panic(|| panic!("inner {}", 1)).unwrap_err();
            assert_eq!(inner.message, "inner 1");
            panic!("outer")
        });
        let panic: Panic = panic.unwrap_err();
        assert_eq!(panic.message, "outer");
        assert!(panic.place().contains("catch_panic.rs:"), "{panic:?}");
        assert!(CAUGHT.with_borrow(Option::is_none));
        assert_eq!(catch_panic(|| 1), Ok(1));
    }

    #[tokio::test]
    async fn a_panic_of_a_future_is_returned_after_it_has_waited() {
        let panic = catch_panic_of(async {
            tokio::task::yield_now().await;
            panic!("late")
        });
        let panic: Panic = panic.await.unwrap_err();
        assert_eq!(panic.message, "late");
        assert!(CAUGHT.with_borrow(Option::is_none));
    }
}
