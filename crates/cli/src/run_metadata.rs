//! The actor and the commit of a run, for its record.

use std::path::Path;
use std::process::{Command, Stdio};

use archipel_engine::state::{Author, Commit};

/// The variables of CI services for the actor and the id of a job.
const ACTORS: &[(&str, &str)] = &[
    ("GITHUB_ACTOR", "GITHUB_RUN_ID"),
    ("GITLAB_USER_LOGIN", "CI_JOB_ID"),
    ("BUILDKITE_BUILD_CREATOR", "BUILDKITE_BUILD_ID"),
    ("CIRCLE_USERNAME", "CIRCLE_WORKFLOW_ID"),
    ("BUILD_USER_ID", "BUILD_TAG"),
];

/// The actor and the commit of this run. `folder` is in the program's repository.
pub(crate) fn author(folder: &Path) -> Author {
    Author { actor: actor(|name| std::env::var(name).ok().filter(|value| !value.is_empty())), commit: commit(folder) }
}

fn actor(set: impl Fn(&str) -> Option<String>) -> Option<String> {
    ACTORS.iter().find_map(|(actor, job)| match (set(actor), set(job)) {
        (Some(actor), Some(job)) => Some(format!("{actor} ({job})")),
        (actor, job) => actor.or(job),
    })
}

fn commit(folder: &Path) -> Option<Commit> {
    let id = git(folder, &["rev-parse", "HEAD"])?;
    let dirty = git(folder, &["status", "--porcelain", "--untracked-files=no"]).is_none_or(|files| !files.is_empty());
    Some(Commit { id, dirty })
}

/// The output of git; `None` without git or a repository.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let ran = Command::new("git").arg("-C").arg(folder).args(args).stdin(Stdio::null()).output().ok()?;
    ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::actor;

    #[test]
    fn the_actor_of_a_job_is_known() {
        let github = |name: &str| match name {
            "GITHUB_ACTOR" => Some("marie".to_owned()),
            "GITHUB_RUN_ID" => Some("42".to_owned()),
            _ => None,
        };
        assert_eq!(actor(github).as_deref(), Some("marie (42)"));
        assert_eq!(actor(|_| None), None);
    }
}
