//! How long calls to the service are retried.

use std::time::Duration;

/// Before the first write of a session.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// For a commit during a run. The operation that it records has been executed already.
pub(super) const COMMIT_PATIENCE: Duration = Duration::from_secs(60);
