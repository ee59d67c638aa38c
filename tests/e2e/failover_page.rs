//! The page of the book with the plan, the continuation and the runbook of a failover: those of a run of `failover.rs`.

use std::path::Path;

use crate::drill_reports::{shape, shortened};

/// Writes the page instead of comparing it.
const UPDATE: &str = "UPDATE_FAILOVERS";

/// What commands printed.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    /// A planned failover, which was not confirmed.
    pub(crate) planned: String,
    /// A failback after one that was killed.
    pub(crate) continued: String,
    /// The runbook of an unplanned failover.
    pub(crate) runbook: String,
}

const HEAD: &str = "# Transcripts of failovers\n\n\
    After this page you know what a reviewer reads before a failover, how a killed one goes on, and what the runbook has. These are\n\
    failovers of `prod` in the sandbox, those of `tests/e2e/failover.rs`. Ids are replaced by `ID`, and the account by\n\
    `111122223333`. In AWS the checks of the permissions and the steps of the pods come on top, which the\n\
    [sandbox](recovery.md#limits) does not have.\n";

/// The text with the same ids in each run.
fn with_stable_ids(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let (mut stable, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let word = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (token, after) = rest.split_at(word);
        let is_secret = stable.ends_with("secret:luneo/prod/");
        stable += &match token {
            uuid if is_uuid(uuid) => "ID".to_owned(),
            account if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) => "111122223333".to_owned(),
            secret if is_secret => secret.rsplit_once('-').map_or(secret, |(name, _)| name).to_owned() + "-ID",
            other => other.to_owned(),
        };
        let end = after.find(is_part).unwrap_or(after.len());
        stable += &after[..end];
        rest = &after[end..];
    }
    stable
}

fn is_uuid(token: &str) -> bool {
    let lengths: Vec<usize> = token.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && token.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

fn page(printed: &Printed) -> String {
    let Printed { planned, continued, runbook } = printed;
    let console = |command: &str, output: &str| {
        let mut text = with_stable_ids(&shortened(output));
        while text.contains("...\n\n...\n") {
            text = text.replace("...\n\n...\n", "...\n");
        }
        format!("```console\n$ {command}\n{}\n```\n", text.trim_end())
    };
    // The headings of the runbook are below that of its section.
    let runbook = with_stable_ids(runbook.trim_end()).replace("\n## ", "\n#### ").replacen("# ", "### ", 1);
    format!(
        "{HEAD}\n## The plan\n\n{}\n## A killed failover goes on\n\nThe process of `failback prod` was killed (`SIGKILL`) while \
         the cache moved. The same command continues it: the database has moved,\nand its step is done.\n\n{}\n\
         ## The runbook\n\n```console\n$ failover prod --to us-east-1 --unplanned --runbook\n```\n\n{runbook}\n",
        console("failover prod --to us-east-1", planned),
        console("failback prod --yes", continued),
    )
}

/// Compares the page with what the commands printed, or writes it.
pub(crate) fn check(printed: &Printed) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/failover-transcripts.md");
    let now = page(printed);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, now).expect("the page is written");
        return;
    }
    let written = std::fs::read_to_string(&path).expect("the page");
    let (written, now) = (shape(&written), shape(&now));
    let differs = written.iter().zip(&now).find(|(written, now)| written != now);
    assert!(differs.is_none() && written.len() == now.len(), "{UPDATE}=1 writes the page again: {differs:?}");
}

#[test]
fn ids_are_the_same_in_two_runs() {
    let text = "--health-check-id 0a1b2c3d-0000-4000-8000-0123456789ab --disabled\n  \"arn:aws:secretsmanager:us-east-1:\
                123456789012:secret:luneo/prod/cache-hosts-Ab3dEf\" luneo-prod";
    let stable = "--health-check-id ID --disabled\n  \"arn:aws:secretsmanager:us-east-1:\
                  111122223333:secret:luneo/prod/cache-hosts-ID\" luneo-prod";
    assert_eq!(with_stable_ids(text), stable);
}
