//! Providers and types that wrap others pass every method on: one that they leave out has the trait's default, and what the
//! wrapped type does is lost without an error.

use std::collections::BTreeSet;

/// The traits, and the files that have them.
const TRAITS: [(&str, &str); 3] = [
    ("Provider", "crates/engine/src/provider/provider.rs"),
    ("TypeRules", "crates/engine/src/provider/operations.rs"),
    ("TypeOperations", "crates/engine/src/provider/operations.rs"),
];

/// The implementations of wrappers.
const WRAPPERS: [(&str, &str); 8] = [
    ("impl Provider for Paced<dyn Provider> {", "crates/cli/src/recovery/paced.rs"),
    ("impl TypeRules for Paced<dyn TypeOperations> {", "crates/cli/src/recovery/paced.rs"),
    ("impl TypeOperations for Paced<dyn TypeOperations> {", "crates/cli/src/recovery/paced.rs"),
    ("impl TypeRules for RoutedType {", "crates/cloudcontrol/src/routed.rs"),
    ("impl TypeOperations for RoutedType {", "crates/cloudcontrol/src/routed.rs"),
    ("impl<P: Provider> Provider for Attributed<P> {", "crates/resources/tests/it/common/calls.rs"),
    ("impl TypeRules for AttributedType {", "crates/resources/tests/it/common/calls.rs"),
    ("impl TypeOperations for AttributedType {", "crates/resources/tests/it/common/calls.rs"),
];

/// The functions of the trait or implementation that begins with this line.
fn methods(first_line: &str, path: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(super::file(path)).unwrap();
    let mut lines = text.lines().skip_while(|line| !line.starts_with(first_line));
    assert!(lines.next().is_some(), "{path} does not contain `{first_line}`");
    let name = |line: &str| {
        let signature = line.strip_prefix("    async fn ").or_else(|| line.strip_prefix("    fn "))?;
        signature.split(['(', '<']).next().map(str::to_owned)
    };
    lines.take_while(|line| *line != "}").filter_map(name).collect()
}

#[test]
fn wrappers_of_providers_and_types_pass_every_method_on() {
    for (implementation, path) in WRAPPERS {
        let (name, defined) =
            TRAITS.into_iter().find(|(name, _)| implementation.contains(&format!("{name} for "))).unwrap();
        let wanted = methods(&format!("pub trait {name}: "), defined);
        assert!(wanted.len() > 5, "{name}: {wanted:?}");
        let missing: Vec<String> = wanted.difference(&methods(implementation, path)).cloned().collect();
        assert!(missing.is_empty(), "`{implementation}` of {path} does not pass on {missing:?}");
    }
}
