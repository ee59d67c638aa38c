//! The page of the commands.

use clap::Command;

const PATH: &str = "docs/src/commands.md";

const HEAD: &str = "# Every command

<!-- Written by the test `book` of archipel-cli from the command line itself: not to be edited by hand. -->

`stacks` stands for your binary; in this repository it is `cargo run -p stacks --`. A stack that is left out is the one that
`ARCHIPEL_STACK` names, or the only one there is. Where a command asks for a resource it takes a name, a path, a URN, or a
pattern of them with `*` and `**`.
";

/// What is said of a command and of each below it, in the order of the help.
fn sections(command: &Command, path: &[&str], into: &mut Vec<(String, String)>) {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let path: Vec<&str> = path.iter().copied().chain([sub.get_name()]).collect();
        let name = path.join(" ");
        // Those below a command are shown in sections of their own.
        let help = sub.clone().bin_name(format!("stacks {name}")).render_long_help().to_string();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        into.push((name.clone(), format!("\n## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end())));
        sections(sub, &path, into);
    }
}

fn page() -> (String, Vec<(String, String)>) {
    let mut command = archipel_cli::command_line("your project", "stacks");
    // Options that every command takes are told once.
    command.build();
    let mut all = Vec::new();
    sections(&command, &[], &mut all);
    let page = all.iter().fold(HEAD.to_owned(), |page, (_, section)| page + section);
    (page, all)
}

#[cfg(feature = "aws")]
#[test]
fn every_command_is_in_the_book_as_its_help_has_it() {
    super::check(PATH, &page().0);
}

/// Without AWS there is no sandbox: every other command is as the page has it.
#[cfg(not(feature = "aws"))]
#[test]
fn every_command_is_in_the_book_as_its_help_has_it() {
    let found = std::fs::read_to_string(super::file(PATH)).unwrap();
    for (name, section) in page().1 {
        let stale = format!("`{name}` in {PATH} is stale: run `UPDATE_SCHEMAS=1 cargo test --workspace --test book`");
        assert!(found.contains(&section), "{stale}");
    }
}
