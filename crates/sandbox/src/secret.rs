//! The secret that every request to a sandbox must be signed with.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest::{hex, hmac};

/// The prefix of the access keys of emulated functions; their account follows.
const FUNCTION_PREFIX: &str = "ASIASANDBOX";

/// A sandbox's secret access key: 256 random bits, in hexadecimal.
///
/// It is stored only in `sandbox.json`. It signs requests and is never sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn generate() -> Self {
        Self(hex(&rand::random::<[u8; 32]>()))
    }

    /// A secret access key that an emulator issued.
    pub(crate) fn issued(key: String) -> Self {
        Self(key)
    }

    /// The secret access key, for AWS clients of the sandbox's owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The key from which the emulators derive the secret access keys of functions. The secret cannot be computed
    /// from it.
    pub(crate) fn functions_key(&self) -> String {
        derive(&self.0, "functions")
    }

    /// The secret access key of the functions of an account.
    pub(crate) fn of_functions(&self, account: &str) -> Self {
        Self(derive(&self.functions_key(), account))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The account of the functions with this access key.
pub(crate) fn account_of_functions(access_key: &str) -> Option<&str> {
    access_key.strip_prefix(FUNCTION_PREFIX).filter(|account| is_account(account))
}

/// Whether a text is an account number.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The same computation as in `corrections_access.py`.
fn derive(key: &str, purpose: &str) -> String {
    hex(&hmac(key.as_bytes(), purpose.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_random_and_debug_does_not_show_it() {
        let (one, two) = (Secret::generate(), Secret::generate());
        assert_eq!(one.expose().len(), 64);
        assert_ne!(one, two);
        assert!(!format!("{one:?}").contains(one.expose()));
    }

    #[test]
    fn functions_have_a_key_of_their_account_that_differs_from_the_secret() {
        let secret = Secret::generate();
        let key = secret.of_functions("111122223333");
        assert_ne!(key, secret);
        assert_ne!(key, secret.of_functions("444455556666"));
        assert_eq!(account_of_functions("ASIASANDBOX111122223333"), Some("111122223333"));
        assert_eq!(account_of_functions("ASIASANDBOX1"), None);
        assert_eq!(account_of_functions("111122223333"), None);
    }
}
