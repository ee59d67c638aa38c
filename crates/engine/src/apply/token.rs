//! Tokens and the time: what makes an operation the same operation in a later run.

use crate::model::digest::Digester;
use crate::state::RecordKey;

/// The token of an operation: derived, never random, so that the same plan on the same state sends the same
/// tokens.
///
/// The state's lineage and serial are in it: without them a resource that is made, deleted and made again would
/// carry the token of the first time, and an API that knows the token would answer with the deleted one. A create
/// that is tried again in a later run takes its token from the journal.
///
/// The digest of the properties is the digester's, and so is the token itself: what is sent and written lets
/// nobody guess a secret.
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
