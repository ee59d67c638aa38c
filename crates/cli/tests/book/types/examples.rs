//! The examples of the resource types: functions of the crate `examples/resource-types`, whose comments begin with the name
//! of a type.

use std::collections::BTreeMap;

pub(super) const FOLDER: &str = "examples/resource-types/src";

/// The examples by the short name of their type.
pub(super) struct Examples(BTreeMap<String, Example>);

/// The example of a type.
pub(super) struct Example {
    /// What it declares: a sentence.
    pub(super) caption: String,
    /// The function.
    pub(super) code: String,
    /// The imports of its file.
    pub(super) imports: String,
}

impl Examples {
    pub(super) fn read() -> Self {
        let mut examples = BTreeMap::new();
        for entry in std::fs::read_dir(super::super::file(FOLDER)).unwrap() {
            let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for (name, example) in in_file(&source) {
                assert!(!examples.contains_key(&name), "{name} has two examples");
                examples.insert(name, example);
            }
        }
        Self(examples)
    }

    pub(super) fn of(&self, name: &str) -> Option<&Example> {
        self.0.get(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Each function whose comment begins with a type between backticks and a colon.
fn in_file(source: &str) -> Vec<(String, Example)> {
    let mut blocks = source.split("\n\n/// `");
    let head = blocks.next().unwrap_or_default();
    let imports = head.find("\nuse ").map_or("", |at| head[at..].trim()).to_owned();
    let mut found = Vec::new();
    for block in blocks {
        let Some((name, rest)) = block.split_once("`: ") else { continue };
        let at = rest.find("\npub fn ").expect("a public function follows the comment");
        let comment: Vec<&str> = rest[..at].lines().map(|line| line.trim_start_matches("///").trim()).collect();
        let (function, _) = rest[at..].split_once("\n}").expect("the function ends with a brace");
        let code = format!("{function}\n}}");
        let code = code.trim().trim_start_matches("pub ").to_owned();
        let example = Example { caption: comment.join(" "), code, imports: imports.clone() };
        found.push((name.to_owned(), example));
    }
    found
}

#[test]
fn an_example_is_the_function_below_the_name_of_its_type() {
    let source =
        "//! X.\n\nuse a::b;\nuse c::*;\n\n/// `s/T`: one\n/// more.\npub fn t() {\n    x();\n}\n\nfn other() {\n}\n";
    let found = in_file(source);
    let [(name, example)] = found.as_slice() else { panic!("{} examples", found.len()) };
    assert_eq!((name.as_str(), example.caption.as_str()), ("s/T", "one more."));
    assert_eq!((example.code.as_str(), example.imports.as_str()), ("fn t() {\n    x();\n}", "use a::b;\nuse c::*;"));
}
