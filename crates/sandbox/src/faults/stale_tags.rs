//! The tag index, which learns of changes later than the services of the resources do.
//!
//! Amazon's tools read the tags of some services until they are there: the Terraform provider waits for tags of KMS keys
//! (`internal/service/kms/wait.go`), and `GetResources` is known to return resources that were deleted.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::calls::Key;

/// Whether a call reads the index.
pub(crate) fn reads(call: &Key) -> bool {
    call.service == "tagging" && call.operation == "GetResources"
}

/// Account, region and request.
type Request = (String, String, Bytes);

/// The earlier responses of the index, and their times.
#[derive(Default)]
pub(crate) struct StaleTags(Mutex<HashMap<Request, (Instant, Bytes)>>);

impl StaleTags {
    /// The response to an earlier request of this kind, if it is not older than this.
    pub(crate) fn earlier(&self, call: &Key, request: &Bytes, oldest: Duration) -> Option<Bytes> {
        let responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, response) = responses.get(&(call.account.clone(), call.region.clone(), request.clone()))?;
        (at.elapsed() < oldest).then(|| response.clone())
    }

    /// Remembers a response.
    pub(crate) fn keep(&self, call: &Key, request: &Bytes, response: &Bytes) {
        let key = (call.account.clone(), call.region.clone(), request.clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (Instant::now(), response.clone()));
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut responses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        responses.retain(|(of, ..), _| account.is_some_and(|account| account != of));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_returned_again_for_its_time_in_its_account_and_region() {
        let tags = StaleTags::default();
        let call = |account: &str| Key {
            account: account.to_owned(),
            region: "eu-west-1".to_owned(),
            service: "tagging".to_owned(),
            operation: "GetResources".to_owned(),
        };
        let (request, hour) = (Bytes::from_static(b"{}"), Duration::from_secs(3600));
        assert_eq!(tags.earlier(&call("1"), &request, hour), None);
        tags.keep(&call("1"), &request, &Bytes::from_static(b"old"));
        assert_eq!(tags.earlier(&call("1"), &request, hour), Some(Bytes::from_static(b"old")));
        assert_eq!(tags.earlier(&call("2"), &request, hour), None);
        assert_eq!(tags.earlier(&call("1"), &request, Duration::ZERO), None);
    }
}
