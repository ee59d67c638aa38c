//! Turns panics of sled into errors. sled panics on some damaged files.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CAUGHT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Runs a closure and returns a panic as an error with its message, without printing it.
///
/// Panics of other threads go to the previous hook.
pub(crate) fn catch_panic<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let text = info.to_string();
            let ours = CAUGHT.try_with(|caught| match caught.try_borrow_mut() {
                Ok(mut caught) => caught.as_mut().map(|texts| texts.push(text)).is_some(),
                Err(_) => false,
            });
            if !ours.unwrap_or(false) {
                before(info);
            }
        }));
    });
    let outer = CAUGHT.replace(Some(Vec::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let texts = CAUGHT.replace(outer).unwrap_or_default();
    result.map_err(|_| texts.into_iter().next().unwrap_or_else(|| "it panicked".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        assert_eq!(catch_panic(|| 1), Ok(1));
        assert!(catch_panic(|| panic!("of {}", "paper")).unwrap_err().contains("of paper"));
        assert!(CAUGHT.with(|caught| caught.borrow().is_none()));
    }
}
