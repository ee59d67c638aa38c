//! Tokens: they identify an operation across runs.

use crate::model::digest::Digester;
use crate::state::RecordKey;

/// The token of an operation: derived, never random, so that the same plan on the same state sends the same
/// tokens.
///
/// They contain the state's lineage and serial. Without them, a resource that is created, deleted and created again
/// would have its first token, and an API that remembers the token would return the deleted resource. A create that a
/// later run repeats takes its token from the journal.
///
/// The digest of the inputs and the token itself are made by the state's digester, so that secrets cannot be guessed
/// from what is sent or written.
pub(super) fn token(
    digester: &Digester,
    stack: &str,
    key: &RecordKey,
    what: &str,
    digest: &str,
    lineage: &str,
    serial: u64,
) -> String {
    let (revision, serial) = (key.revision.to_string(), serial.to_string());
    let parts = [stack, key.urn.as_str(), &revision, what, digest, lineage, &serial];
    let mut token = digester.sum(parts.into_iter().map(str::as_bytes));
    token.truncate(32);
    token
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::urn::Urn;

    #[test]
    fn a_token_is_the_same_for_the_same_operation_and_keyed_by_its_state() {
        let key = RecordKey { urn: Urn::new("r", "t:T", "a"), revision: 1 };
        let of = |digester: &Digester, serial| token(digester, "p/s", &key, "create", "digest", "l", serial);
        let digester = Digester::keyed(&[1; 32], "l");
        assert_eq!(of(&digester, 1), of(&Digester::keyed(&[1; 32], "l"), 1));
        assert_ne!(of(&digester, 1), of(&digester, 2));
        assert_ne!(of(&digester, 1), of(&Digester::keyed(&[2; 32], "l"), 1));
        assert_eq!(of(&digester, 1).len(), 32);
    }
}
