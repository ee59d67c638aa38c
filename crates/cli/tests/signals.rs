//! A run ended by a signal at a random moment: its state is valid, and all acknowledged steps are recorded.
//!
//! The signals alternate: SIGTERM, SIGINT, SIGKILL, SIGTERM twice. `ARCHIPEL_KILLS` sets the number of runs: 24 by
//! default, 200 for the complete test.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Command;
use std::time::{Duration, Instant};

use support::Project;

const FILES: usize = 40;

fn signal(process: u32, name: &str) {
    // A process that has already ended gets no signal.
    drop(Command::new("kill").args([name, &process.to_string()]).output().unwrap());
}

/// The content of each recorded file by its name.
fn recorded(project: &Project) -> BTreeMap<String, String> {
    let ran = project.run(&["state", "export", "dev"]);
    if ran.code == Some(1) && ran.err.contains("has no state yet") {
        return BTreeMap::new();
    }
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let export: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let records = export["body"]["records"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.to_string();
    records.iter().map(|record| (text(&record["urn"]).trim_matches('"').to_owned(), text(&record["inputs"]))).collect()
}

/// A run that was sent signals.
struct Ended {
    /// The resources that it reported as done before it ended.
    done: Vec<String>,
    code: Option<i32>,
    said: String,
    took: Duration,
}

fn run_and_end(project: &Project, turn: u64, wait: Duration, signals: &[&str]) -> Ended {
    let began = Instant::now();
    let files: Vec<String> = (0..FILES).map(|i| format!("f{i} = \"turn {turn}\"")).collect();
    project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{}\n", files.join("\n")));
    let mut child = project.spawn(&["up", "dev", "--yes", "--json"], "");
    let process = child.id();
    let out = child.stdout.take().unwrap();
    let mut errors = child.stderr.take().unwrap();
    let reader = std::thread::spawn(move || {
        let (mut done, mut resumed) = (Vec::new(), BTreeSet::new());
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let Ok(event) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            // A step that finishes an interrupted create gives the resource the content of that create. Another step then
            // gives it the present one.
            if let Some(steps) = event["plan"]["steps"].as_array() {
                let resumes = steps.iter().filter(|step| step["action"] == "resume");
                resumed.extend(resumes.filter_map(|step| step["id"].as_u64()));
            }
            let is_resumed = event["step"].as_u64().is_some_and(|step| resumed.contains(&step));
            if event["event"] == "step-done" && !is_resumed {
                done.push(event["urn"].as_str().unwrap().to_owned());
            }
        }
        (done, began.elapsed())
    });
    let said = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).unwrap();
        text
    });
    std::thread::sleep(wait);
    for (number, name) in signals.iter().enumerate() {
        if number > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        signal(process, name);
    }
    let code = child.wait().unwrap().code();
    let (done, took) = reader.join().unwrap();
    Ended { done, code, said: said.join().unwrap(), took }
}

#[test]
fn a_run_ended_by_a_signal_loses_no_acknowledged_step() {
    let kills = std::env::var("ARCHIPEL_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(24_u64);
    let project = Project::new();
    let (mut seed, mut cut_off, mut acknowledged) = (7_u64, 0, 0);
    // Signals arrive at random moments of a run, on machines of any speed, which may change during the test.
    let Ended { done, code, said, took: mut whole } = run_and_end(&project, kills, Duration::ZERO, &[]);
    assert!(code == Some(0) && done.len() > FILES, "{code:?}: {said}");
    for kill in 0..kills {
        let signals = [&["-TERM"][..], &["-INT"], &["-KILL"], &["-TERM", "-TERM"]][kill as usize % 4];
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let wait = Duration::from_micros((seed >> 33) % u64::try_from(whole.as_micros()).unwrap());
        let Ended { done, code, said, took } = run_and_end(&project, kill, wait, signals);
        if code == Some(0) {
            whole = (whole + took) / 2;
        }
        let case = format!("kill {kill}, {signals:?} after {wait:?}, exit {code:?}: {said}");
        cut_off += u64::from(code != Some(0));
        acknowledged += done.len();
        assert!(!said.contains("panicked"), "{case}");
        if project.path(".archipel/dev").exists() {
            let verified = project.run(&["state", "verify", "dev"]);
            assert_eq!(verified.code, Some(0), "{case}: {verified:?}");
        }
        let recorded = recorded(&project);
        for urn in &done {
            let inputs = recorded.get(urn).unwrap_or_else(|| panic!("{case}: {urn} is not recorded"));
            let is_file = urn.contains("fs/File");
            assert!(!is_file || inputs.contains(&format!("\"turn {kill}\"")), "{case}: {urn} is {inputs}");
        }
        // Sometimes start again from an empty state.
        if kill % 8 == 7 {
            let ran = project.run(&["destroy", "dev", "--yes"]);
            assert_eq!(ran.code, Some(0), "{case}: {ran:?}");
        }
    }
    let ran = project.run(&["up", "dev", "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(project.run(&["preview", "dev", "--expect-no-changes"]).code, Some(0));
    println!(
        "{kills} runs were sent a signal, {cut_off} ended by it, {acknowledged} steps were said to be done, 0 lost"
    );
    assert!(cut_off * 3 > kills && acknowledged > 0, "{cut_off} of {kills}");
}
