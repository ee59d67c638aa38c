//! The command lines in the documentation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Command;
use clap::error::ErrorKind;

/// The ways to call the stacks binary.
const RUN: &[&str] = &[
    "cargo run -p stacks -- ",
    "cargo run --quiet -p stacks -- ",
    "cargo run --quiet --locked -p stacks -- ",
    "stacks ",
];

/// Every page of the documentation.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md"].map(super::file).into();
    let mut folders = vec![super::file("docs"), super::file("examples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                pages.push(path);
            }
        }
    }
    // Generated pages need no check.
    pages.retain(|page| !page.ends_with("commands.md") && !page.parent().is_some_and(|of| of.ends_with("types")));
    pages
}

/// The words of a command line, without redirections and pipes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '|' | '>' | '#' | ';' | '&') => break,
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    // `N` is a number in the documentation.
    words.into_iter().map(|word| if word == "N" { "1".to_owned() } else { word }).collect()
}

/// A command line in the documentation.
struct Line {
    words: Vec<String>,
    /// Whether it is in a code block, and therefore complete. A sentence can omit arguments.
    typed: bool,
}

/// The command lines of a page: those in blocks, and those between backticks that begin with a command or with the
/// program.
fn lines(page: &Path, commands: &BTreeSet<String>) -> Vec<Line> {
    let text = std::fs::read_to_string(page).unwrap();
    let mut lines = Vec::new();
    let mut fence = false;
    let run = |text: &str| {
        let text = text.trim().trim_start_matches("$ ");
        RUN.iter().find_map(|run| text.strip_prefix(run)).map(words)
    };
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        } else if fence {
            lines.extend(run(line).map(|words| Line { words, typed: true }));
        } else {
            for span in line.split('`').skip(1).step_by(2) {
                let own = words(span);
                let is_command = own.len() > 1 && own[1] != "=" && own[0] != "stacks" && commands.contains(&own[0]);
                let words = run(span).or(Some(own).filter(|_| is_command));
                lines.extend(words.map(|words| Line { words, typed: false }));
            }
        }
    }
    lines
}

fn command_line() -> Command {
    archipel_cli::command_line("luneo", "stacks")
}

#[test]
fn the_program_accepts_every_command_line_in_the_documentation() {
    let commands: BTreeSet<String> = command_line().get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for page in pages() {
        for line in lines(&page, &commands) {
            let Line { words, typed } = line;
            if cfg!(not(feature = "aws")) && words.first().is_some_and(|word| word == "sandbox") {
                continue;
            }
            checked += 1;
            let args = ["stacks".to_owned()].into_iter().chain(words.iter().cloned());
            let Err(error) = command_line().try_get_matches_from(args) else { continue };
            let lacks = matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::InvalidValue);
            if error.use_stderr() && (typed || !lacks) {
                wrong.push(format!("{}: {}\n{error}", page.display(), words.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 25, "only {checked} were found");
}

#[test]
fn a_command_line_is_split_like_in_a_shell() {
    assert_eq!(
        words("explain 'eu-west-1::**private a' --stack prod | less"),
        ["explain", "eu-west-1::**private a", "--stack", "prod"]
    );
    assert_eq!(words("rollback dev --to N"), ["rollback", "dev", "--to", "1"]);
}
