//! Measures the reports of a plan with many changed resources: `preview --format markdown` and `--report FILE` of the
//! example `files`, as separate processes, from start to end.
//!
//! ```sh
//! cargo build --release -p archipel-cli --no-default-features --examples
//! cargo run --release -p archipel-cli --no-default-features --example report_time -- 1000
//! ```

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// The number of measured runs of each command.
const TIMES: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let resources: usize = std::env::args().nth(1).map_or(Ok(1000), |text| text.parse())?;
    let program = std::env::current_exe()?.with_file_name("files");
    if !program.exists() {
        return Err(format!("{} is not built: build the examples first", program.display()).into());
    }
    let project = tempfile::tempdir()?;
    std::fs::create_dir(project.path().join("config"))?;
    std::fs::create_dir(project.path().join("disk"))?;
    let mut config = "folder = \"a\"\n\n[files]\n".to_owned();
    // The folder is a resource too.
    for file in 1..resources {
        writeln!(config, "file-{file} = \"content {file}\"")?;
    }
    std::fs::write(project.path().join("config/dev.toml"), config)?;
    run(&program, project.path(), &["up", "dev", "--yes", "--quiet"])?;
    let changed = ["preview", "dev", "-C", "folder=b"];
    for (what, more) in [
        ("preview in a terminal", &[][..]),
        ("preview --format markdown", &["--format", "markdown"]),
        ("preview --format json", &["--format", "json"]),
        ("preview --report FILE", &["--report", "report.html", "--quiet"]),
    ] {
        let args: Vec<&str> = changed.iter().chain(more).copied().collect();
        let mut times = Vec::new();
        let before = cpu();
        let mut written = 0;
        for _ in 0..TIMES {
            let start = Instant::now();
            written = run(&program, project.path(), &args)?;
            times.push(start.elapsed());
        }
        times.sort();
        let wall = times[TIMES / 2].as_secs_f64();
        let cpu = before.zip(cpu()).map_or("unknown".to_owned(), |(before, after)| {
            format!("{:.2} s", (after - before) / f64::from(u32::try_from(TIMES).unwrap_or(1)))
        });
        if let Ok(page) = std::fs::metadata(project.path().join("report.html")) {
            written = usize::try_from(page.len())?;
        }
        #[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
        {
            println!("{what:<26} {resources} resources: CPU {cpu}, wall {wall:.2} s, {written} bytes");
        }
    }
    Ok(())
}

/// Runs a command of the stacks binary and returns the number of bytes that it wrote.
fn run(program: &Path, project: &Path, args: &[&str]) -> Result<usize, Box<dyn Error>> {
    let output = Command::new(program)
        .args(args)
        .current_dir(project)
        .env("DISK_ROOT", project.join("disk"))
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", args.join(" "), output.status).into());
    }
    Ok(output.stdout.len())
}

/// The CPU seconds of the processes that have ended, if the system reports them.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The fields follow the name in parentheses, which may contain anything; ticks are hundredths of a second.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}
