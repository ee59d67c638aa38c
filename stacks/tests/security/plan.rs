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
