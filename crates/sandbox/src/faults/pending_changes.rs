//! Changes of Route 53 that have not reached all of its servers yet.
//!
//! "A value of PENDING indicates that the changes in this request have not propagated to all Amazon Route 53 DNS servers"
//! (Route 53 API reference, `ChangeInfo`); changes "generally propagate to all Route 53 name servers within 60 seconds"
//! (`ChangeResourceRecordSets`).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::calls::Key;

const IN_SYNC: &str = "<Status>INSYNC</Status>";
const PENDING: &str = "<Status>PENDING</Status>";

/// Whether a call changes what Route 53's servers answer.
pub(crate) fn changes(call: &Key) -> bool {
    call.service == "route53" && call.operation.starts_with("POST /2013-04-01/hostedzone")
}

struct Change {
    account: String,
    id: String,
    in_sync_from: Instant,
}

/// The new changes of all accounts.
#[derive(Default)]
pub(crate) struct PendingChanges(Mutex<Vec<Change>>);

impl PendingChanges {
    /// The response to a change with its status while it is pending, or to a read of one. `None` if it stays as it is.
    pub(crate) fn shown(&self, call: &Key, response: &[u8], pending: Option<Duration>) -> Option<String> {
        if call.service != "route53" {
            return None;
        }
        let response = std::str::from_utf8(response).ok().filter(|text| text.contains(IN_SYNC))?;
        let (_, info) = response.split_once("<ChangeInfo>")?;
        let (_, rest) = info.split_once("<Id>")?;
        let id = rest.split('<').next()?;
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|change| change.in_sync_from > now);
        if let Some(pending) = pending {
            known.push(Change { account: call.account.clone(), id: id.to_owned(), in_sync_from: now + pending });
        }
        let is_pending = known.iter().any(|change| change.account == call.account && change.id == id);
        is_pending.then(|| response.replace(IN_SYNC, PENDING))
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|change| account.is_some_and(|account| account != change.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGED: &str = "<R><ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status></ChangeInfo></R>";

    #[test]
    fn a_change_is_pending_for_a_while() {
        let changed = PendingChanges::default();
        let call = |account: &str, operation: &str| Key {
            account: account.to_owned(),
            region: "us-east-1".to_owned(),
            service: "route53".to_owned(),
            operation: operation.to_owned(),
        };
        let (write, read) = ("POST /2013-04-01/hostedzone/{}/rrset", "GET /2013-04-01/change/{}");
        assert!(changes(&call("1", write)) && !changes(&call("1", read)));
        assert_eq!(changed.shown(&call("1", read), CHANGED.as_bytes(), None), None);
        let shown = changed.shown(&call("1", write), CHANGED.as_bytes(), Some(Duration::from_secs(60)));
        assert!(shown.is_some_and(|shown| shown.contains(PENDING)));
        assert!(changed.shown(&call("1", read), CHANGED.as_bytes(), None).is_some());
        assert_eq!(
            changed.shown(&call("1", read), CHANGED.replace("C1", "C2").as_bytes(), None),
            None,
            "another change"
        );
        assert_eq!(changed.shown(&call("2", read), CHANGED.as_bytes(), None), None, "another account");
        let done = CHANGED.replace("C1", "C3");
        assert_eq!(changed.shown(&call("1", write), done.as_bytes(), Some(Duration::ZERO)).map(drop), Some(()));
        assert_eq!(changed.shown(&call("1", read), done.as_bytes(), None), None);
    }
}
