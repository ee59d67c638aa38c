//! The last step of a recovery plan: users are served again, by a write through the public name.

use std::time::Duration;

use archipel_engine::{Options, Scope};

use super::verification::{Verification, VerificationArgs, VerifiedWrite, VerifiedWriteProps};
use super::{Recovery, Step};

/// How long users may take to notice: the answer of DNS that they still use, and the promotion of the stores.
const TAKES: Duration = Duration::from_secs(120);

impl Recovery {
    /// Declares the last step, from the drills that were declared before: a number is written through the public name to each
    /// store with [`DrillStore::written_by`](super::DrillStore::written_by), with a series of its own, and read back. Without such
    /// a store the step is a request of the addresses, and the plan says so. It is repeated for 15 minutes at most; then the
    /// failover is not complete. In the sandbox the stand-in for the traffic of users answers.
    ///
    /// `scope` is where the role is recorded, which must be the same whichever region takes over. `others` are addresses that must
    /// answer beside that of the drills. `after` has what the step waits for: the roles, and the users.
    pub fn verify(&self, scope: &Scope, others: impl IntoIterator<Item = String>, after: &Options) {
        let Some(drills) = self.declared().drills.clone() else { return };
        let writes = drills.writes();
        let mut regions = [self.from.clone(), self.to.clone()];
        regions.sort();
        let probe = drills.probe.clone();
        let others: Vec<String> = others.into_iter().filter(|other| *other != probe).collect();
        let probes: Vec<String> = std::iter::once(probe).chain(others).collect();
        let step = self.verifying(&probes, &writes);
        let writes: Vec<VerifiedWrite> = writes
            .into_iter()
            .map(|write| VerifiedWrite::new(write.store, write.address, write.kind, write.id))
            .collect();
        let args = VerificationArgs::new(self.to.as_str(), regions.to_vec(), probes).writes(writes);
        let verification = Verification::with_options(scope, "public-name", args, after.clone());
        self.declared().verified = Some(step.what.clone());
        self.step(verification.urn(), step);
    }

    fn verifying(&self, probes: &[String], writes: &[VerifiedWriteProps]) -> Step {
        let names: Vec<&str> = writes.iter().map(|write| write.store.as_str()).collect();
        let step = if names.is_empty() {
            let reason =
                "no store names an address for writes (`DrillStore::written_by`): that users can write is not verified";
            let verb = if probes.len() == 1 { "answers" } else { "answer" };
            Step::new(format!("{} {verb}", probes.join(" and ")), reason)
        } else {
            let what = format!("a write through the public name reaches {}, and is read back", names.join(" and "));
            Step::new(what, format!("only a write shows that {} serves the users, and not that it answers", self.to))
        };
        let mut step = step.takes(TAKES).back("none needed: it changes nothing but the number that it writes");
        for probe in probes {
            step = step.shell(format!("curl --fail {probe}"));
        }
        for VerifiedWriteProps { address, .. } in writes {
            let address = format!("{}/by-hand", address.trim_end_matches('/'));
            step = step.shell(format!("curl --fail --request PUT {address}/1")).shell(format!("curl --fail {address}"));
        }
        step
    }
}
