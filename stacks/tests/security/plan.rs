//! The page that says what of the plan the stacks create agrees with the planned resources of `prod`, and its tests exist.

use std::path::Path;

use archipel::prelude::*;

use crate::world::{config, test};

#[test]
fn the_page_of_the_plan_names_what_prod_creates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let page = std::fs::read_to_string(root.join("docs/src/platform-plan.md")).expect("the page");
    let (_, table) = page.split_once("<!-- plan: created -->").expect("the mark of the table");
    let (table, _) = table.split_once("\n## ").expect("the next section");
    let config = config("prod");
    let planned = test("prod").plan(|stack| stacks::luneo(stack, &config));
    let urns: Vec<Urn> = planned.urns().into_iter().cloned().collect();
    let mut rows = 0;
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, sentence, component, kind, shown, _] = cells[..] else { panic!("{row}") };
        let is_of = |urn: &&Urn| urn.path().split('/').next() == Some(component) && urn.type_name() == kind;
        assert!(urns.iter().any(|urn| is_of(&urn)), "{sentence}: prod has no {kind} in `{component}`");
        assert!(root.join(shown).is_file(), "{sentence}: no {shown}");
        rows += 1;
    }
    assert!(rows > 30, "only {rows} rows");
}

#[test]
fn the_page_of_the_plan_names_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let page = std::fs::read_to_string(root.join("docs/src/platform-plan.md")).expect("the page");
    let (_, table) = page.split_once("<!-- plan: elsewhere -->").expect("the mark of the table");
    let (table, _) = table.split_once("\n## ").expect("the next section");
    let mut rows = 0;
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, sentence, found, shown, _] = cells[..] else { panic!("{row}") };
        for file in [found, shown] {
            assert!(root.join(file).is_file(), "{sentence}: no {file}");
        }
        rows += 1;
    }
    assert!(rows > 10, "only {rows} rows");
}

/// The first cells of the rows of all tables.
fn rows(page: &str) -> Vec<&str> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let cells = rows.filter_map(|row| row.split(" | ").next()).map(|cell| cell.trim_start_matches("| ").trim());
    cells.filter(|cell| cell.starts_with(|first: char| first.is_ascii_digit())).collect()
}

#[test]
fn each_bullet_of_the_plan_has_a_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let page = std::fs::read_to_string(root.join("docs/src/platform-plan.md")).expect("the page");
    let rows = rows(&page);
    let plan: toml::Table = include_str!("../plan.toml").parse().expect("TOML");
    let bullets = plan["bullet"].as_array().expect("bullets");
    assert!(bullets.len() > 70, "only {} bullets", bullets.len());
    for section in 1..=12 {
        let of = |bullet: &&toml::Value| {
            let text = bullet["plan"].as_str().expect("a text");
            text.split('.').next() == Some(section.to_string().as_str())
        };
        assert!(bullets.iter().any(|bullet| of(&bullet)), "no bullet of section {section}");
    }
    for bullet in bullets {
        let text = &bullet["plan"];
        let answers = bullet["rows"].as_array().expect("rows");
        assert!(!answers.is_empty(), "{text} has no row");
        for answer in answers {
            let answer = answer.as_str().expect("a text");
            let found = rows.iter().filter(|row| row.starts_with(answer)).count();
            assert!(found > 0, "{text}: the page has no row `{answer}`");
        }
    }
}
