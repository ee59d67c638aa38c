//! The page of errors lists every exit code and every kind of error.

use archipel_cli::Exit;
use archipel_engine::resource::ErrorKind;

const PAGE: &str = "docs/src/errors.md";

fn page() -> String {
    std::fs::read_to_string(super::file(PAGE)).unwrap()
}

#[test]
fn the_page_lists_every_exit_code() {
    // A match, so that a new code does not compile without being listed here.
    let next = |exit: Exit| match exit {
        Exit::Done => Some(Exit::Failed),
        Exit::Failed => Some(Exit::Changes),
        Exit::Changes => Some(Exit::Usage),
        Exit::Usage => Some(Exit::Locked),
        Exit::Locked => Some(Exit::Refused),
        Exit::Refused => Some(Exit::Violated),
        Exit::Violated => Some(Exit::Question),
        Exit::Question => Some(Exit::Returned),
        Exit::Returned => Some(Exit::Interrupted),
        Exit::Interrupted => None,
    };
    let page = page();
    for exit in std::iter::successors(Some(Exit::Done), |exit| next(*exit)) {
        assert!(page.contains(&format!("\n| {} | ", exit.code())), "{PAGE} does not list {exit:?}");
    }
}

#[test]
fn the_page_lists_every_kind_of_error_as_rust_and_json_write_it() {
    let schema = serde_json::to_value(schemars::schema_for!(ErrorKind)).unwrap();
    let kinds = schema["oneOf"].as_array().unwrap();
    assert!(kinds.len() > 10, "{schema}");
    let page = page();
    for kind in kinds {
        let kind: ErrorKind = serde_json::from_value(kind["const"].clone()).unwrap();
        let (rust, json) = (format!("{kind:?}"), serde_json::to_value(kind).unwrap());
        let row = format!("\n| `{rust}` | `{}` | ", json.as_str().unwrap());
        assert!(page.contains(&row), "{PAGE} has no row{row}");
    }
}
