//! The page of the book with the transcript and the report of a drill of each scenario: those of a run of `drill.rs`.

use std::path::Path;

/// Writes the page instead of comparing it.
const UPDATE: &str = "UPDATE_DRILLS";

/// What a drill showed on the terminal, and its report.
pub(crate) struct Drilled {
    pub(crate) scenario: String,
    pub(crate) terminal: String,
    pub(crate) report: String,
}

const HEAD: &str = "# Reports of drills\n\n\
    After this page you know what a drill shows and reports. These are drills of `prod` in the sandbox: times are virtual, and follow \
    the\n[times that AWS documents](drills.md#in-the-sandbox). The drills are those of `tests/e2e/drill.rs`.\n";

/// The output of a drill without the changes and the progress of its failovers, whose ids and waits differ between runs.
pub(crate) fn shortened(terminal: &str) -> String {
    let begins = |line: &str| {
        let is_region = line == "global" || crate::world::REGIONS.contains(&line);
        is_region || line.starts_with('[') || line.starts_with("Critical path")
    };
    let (mut text, mut is_left_out) = (String::new(), false);
    for line in terminal.lines() {
        if begins(line) || is_left_out && line.starts_with(' ') {
            text += if is_left_out { "" } else { "...\n" };
            is_left_out = true;
            continue;
        }
        is_left_out = false;
        text += line.trim_end();
        text.push('\n');
    }
    text
}

fn page(drills: &[Drilled]) -> String {
    let mut page = HEAD.to_owned();
    for Drilled { scenario, terminal, report } in drills {
        let terminal = shortened(terminal);
        // The headings of the report are below that of the scenario.
        let report = report.trim_end().replace("\n#", "\n##").replacen("# ", "### ", 1);
        page += &format!(
            "\n## {scenario}\n\n```console\n$ drill prod --sandbox --scenario {scenario} --yes\n{}\n```\n\n{report}\n",
            terminal.trim_end()
        );
    }
    page
}

/// The page without its times and numbers, which differ between runs, and the width of columns that follows from them.
pub(crate) fn shape(page: &str) -> Vec<String> {
    let masked = |line: &str| {
        let mut text = String::new();
        for c in line.chars() {
            let is_number = c.is_ascii_digit() || (text.ends_with('N') && matches!(c, '.' | ':'));
            match (is_number, text.ends_with('N')) {
                (true, true) => {}
                (true, false) => text.push('N'),
                (false, _) => text.push(c),
            }
        }
        for time in ["N min N s", "N ms", "N s", "N min"] {
            text = text.replace(time, "TIME");
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.lines().map(masked).collect()
}

/// Compares the page with drills, or writes it.
pub(crate) fn check(drills: &[Drilled]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/drill-reports.md");
    let now = page(drills);
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
fn two_runs_of_a_drill_have_one_shape() {
    let one = shape("| RTO | 5 min 0 s | 0:15 |\n  detection     58.3 s      target 5 min 0 s\n");
    assert_eq!(one, shape("| RTO | 12.1 s | 12:05 |\n  detection     1 min 2 s   target 5 min 0 s\n"));
    assert_ne!(one, shape("| RPO | 5 min 0 s | 0:15 |\n  detection     58.3 s      target 5 min 0 s\n"));
}
