//! A runner cancels a job by signals to the shell of the step only.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::runner::Runner;
use crate::support::program;

/// A program that records its signals and needs a while to end after the first.
const STUB: &str = "#!/bin/bash
end() { echo \"$1\" >>heard; sleep 0.5; echo '## Stopped'; echo ended >>heard; exit 130; }
trap 'end INT' INT
trap 'end TERM' TERM
echo $$ >ready
while :; do sleep 0.05; done
";

fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_there() {
        assert!(began.elapsed() < Duration::from_secs(60), "timed out waiting for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn start(runner: &Runner, inputs: &[(&str, &str)]) -> Child {
    let mut step = runner.program_step(inputs);
    step.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[test]
fn a_signal_to_the_step_reaches_the_program_and_the_step_waits_for_its_end() {
    for (name, wrapper) in [("INT", false), ("TERM", false), ("INT", true), ("TERM", true)] {
        let runner = Runner::new();
        let stub = runner.script_file("stub", STUB);
        // Like cargo and other wrappers: the program is a child of the started process.
        let wrapped = runner.script_file("wrapper", &format!("#!/bin/bash\n{stub} \"$@\"\nexit $?\n"));
        let mut step = start(&runner, &[("stack", "dev"), ("program", if wrapper { &wrapped } else { &stub })]);
        wait_for("the program", || runner.project.path("ready").exists());
        signal(&step, name);
        let status = step.wait().unwrap();
        assert!(status.success(), "{name} {wrapper}: {status}");
        assert_eq!(lines(&runner.project.path("heard")), [name, "ended"], "{wrapper}");
        let output = lines(&runner.project.path("temp/output"));
        assert!(output[0].starts_with("result=") && output[0] != "result=0", "{output:?}");
        let comment = std::fs::read_to_string(runner.project.path("temp/archipel-out/comment.md")).unwrap();
        assert!(comment.contains("## Stopped") && !comment.contains("Merging applies"), "{comment}");
    }
}

#[test]
fn a_cancelled_apply_finishes_operations_in_flight_and_comments() {
    let mut runner = Runner::new();
    runner.preview();
    // The plan, at the path used by the previous step of the action.
    let plan = runner.artifacts.join(format!("archipel-plan-dev-{}/plan.json", runner.head()));
    std::fs::create_dir(runner.project.path("temp/archipel-plan")).unwrap();
    std::fs::copy(plan, runner.project.path("temp/archipel-plan/plan.json")).unwrap();
    runner.environment.push(("DISK_TROUBLE", "wait CreateFile".into()));
    let program = program().display().to_string();
    let mut step = start(&runner, &[("stack", "dev"), ("program", &program), ("command", "apply")]);
    wait_for("the call", || runner.project.path("waits").exists());
    signal(&step, "INT");
    std::thread::sleep(Duration::from_millis(500));
    assert!(step.try_wait().unwrap().is_none(), "the step waits for operations in flight");
    // The second signal of the runner abandons it; a program that had not received the first would continue to wait.
    signal(&step, "TERM");
    wait_for("the end", || step.try_wait().unwrap().is_some());
    assert!(step.wait().unwrap().success());
    assert_eq!(lines(&runner.project.path("temp/output"))[0], "result=130");
    let comment = std::fs::read_to_string(runner.project.path("temp/archipel-out/comment.md")).unwrap();
    assert!(
        comment.starts_with("<!-- archipel-apply dev -->") && comment.contains("## Partly applied to"),
        "{comment}"
    );
    assert_eq!(runner.project.run(&["state", "verify"]).code, Some(0));
    let again = runner.project.run(&["up", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
}
