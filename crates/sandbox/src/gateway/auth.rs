//! Authentication: only requests that are signed with a secret of this sandbox are accepted.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::SystemTime;

use bytes::Bytes;
use http::request::Parts;

use super::forward::Caller;
use super::lock;
use super::sigv4::Scope;
use crate::protocol::ErrorReply;
use crate::protocol::Wire;
use crate::secret::{Secret, account_of_functions, is_account};
use crate::signature::{Payload, Refusal, Signature};

/// The account of keys that contain no account.
const NO_ACCOUNT: &str = "000000000000";

/// The secret of a sandbox, and the keys that its STS and IAM issued.
#[derive(Debug)]
pub(super) struct Keys {
    secret: Secret,
    issued: Mutex<HashMap<String, Issued>>,
}

/// An issued access key.
#[derive(Debug, Clone)]
struct Issued {
    account: String,
    secret: Secret,
}

impl Keys {
    pub(super) fn new(secret: Secret) -> Self {
        Self { secret, issued: Mutex::default() }
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Verifies a signature and returns the account of the access key.
    pub(super) fn verify(&self, parts: &Parts, access_key: &str, payload: Payload<'_>) -> Result<String, Refusal> {
        let Issued { account, secret } = self.find(access_key);
        Signature::of(parts)?.verify(&secret, parts, payload, SystemTime::now())?;
        Ok(account)
    }

    /// Verifies a request that was signed in its query, whatever validity it states. Returns its caller and its region.
    pub(super) fn verify_presigned(&self, parts: &Parts, lifetime: u64) -> Result<(Caller, String), Refusal> {
        let scope = Scope::of(&parts.headers, parts.uri.query()).ok_or(Refusal::Incomplete)?;
        let Issued { account, secret } = self.find(&scope.access_key);
        let signature = Signature::of(parts)?.valid_for(lifetime);
        signature.verify(&secret, parts, Payload::Buffered(&[]), SystemTime::now())?;
        Ok((Caller { access_key: scope.access_key, account }, signature.region().to_owned()))
    }

    /// Verifies that the sandbox's owner signed a request. The keys of functions and assumed roles are not
    /// sufficient.
    pub(super) fn verify_owner(&self, parts: &Parts, body: &[u8]) -> Result<(), Refusal> {
        Signature::of(parts)?.verify(&self.secret, parts, Payload::Buffered(body), SystemTime::now())
    }

    fn find(&self, access_key: &str) -> Issued {
        if let Some(issued) = lock(&self.issued).get(access_key) {
            return issued.clone();
        }
        if let Some(account) = account_of_functions(access_key) {
            return Issued { account: account.to_owned(), secret: self.secret.of_functions(account) };
        }
        let account = if is_account(access_key) { access_key } else { NO_ACCOUNT };
        Issued { account: account.to_owned(), secret: self.secret.clone() }
    }

    /// Records the access key in a response of STS or IAM, and its account.
    pub(super) fn learn(&self, body: &Bytes, caller: &str) {
        let text = String::from_utf8_lossy(body);
        let element = |name: &str| {
            let rest = text.split(&format!("<{name}>")).nth(1)?;
            Some(rest.split('<').next()?.trim().to_owned())
        };
        // An assumed role may belong to another account.
        let of_role =
            text.split("<Arn>arn:").nth(1).and_then(|arn| arn.split(':').nth(3)).filter(|account| is_account(account));
        if let (Some(key), Some(secret)) = (element("AccessKeyId"), element("SecretAccessKey")) {
            let account = of_role.unwrap_or(caller).to_owned();
            lock(&self.issued).insert(key, Issued { account, secret: Secret::issued(secret) });
        }
    }

    pub(super) fn forget_issued(&self) {
        lock(&self.issued).clear();
    }
}

/// A refusal in the format of a service.
pub(super) fn reply(refusal: Refusal, wire: Wire) -> ErrorReply {
    let is_json = matches!(wire, Wire::Json | Wire::RestJson);
    match refusal {
        Refusal::Incomplete => ErrorReply::new(
            403,
            "MissingAuthenticationToken",
            "The request has no complete Signature Version 4. The sandbox serves its owner only: `sandbox env` prints \
             the credentials to sign with.",
        ),
        Refusal::Expired => ErrorReply::new(
            403,
            if wire == Wire::S3 { "RequestTimeTooSkewed" } else { "RequestExpired" },
            "The signature has expired, or its time is too far from this machine's: sign the request again.",
        ),
        Refusal::Mismatch => ErrorReply::new(
            403,
            if is_json { "InvalidSignatureException" } else { "SignatureDoesNotMatch" },
            "The request is not signed with this sandbox's secret access key: `sandbox env` prints it. A sandbox that \
             was started again has another one.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issued_keys_have_their_account_and_secret() {
        let keys = Keys::new(Secret::generate());
        assert_eq!(keys.find("111122223333").secret, *keys.secret());
        assert_eq!(keys.find("test").account, NO_ACCOUNT);
        let functions = keys.find("ASIASANDBOX111122223333");
        assert_eq!(functions.account, "111122223333");
        assert_ne!(functions.secret, *keys.secret());

        let assumed = "<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s1</SecretAccessKey><Arn>arn:aws:sts::444455556666:assumed-role/r/s</Arn>";
        keys.learn(&Bytes::from_static(assumed.as_bytes()), "111122223333");
        let created = "<AccessKeyId>AKIA2</AccessKeyId><SecretAccessKey>s2</SecretAccessKey>";
        keys.learn(&Bytes::from_static(created.as_bytes()), "111122223333");
        for (key, account, secret) in [("ASIA1", "444455556666", "s1"), ("AKIA2", "111122223333", "s2")] {
            let issued = keys.find(key);
            assert_eq!((issued.account.as_str(), issued.secret.expose()), (account, secret));
        }
        keys.forget_issued();
        assert_eq!(keys.find("ASIA1").account, NO_ACCOUNT);
    }
}
