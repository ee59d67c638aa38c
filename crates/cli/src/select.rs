//! Selects resources by name, path, component or URN, each with `*` and `**`.

use std::collections::BTreeSet;

use archipel_engine::Urn;
use archipel_engine::plan::Pattern;

use crate::config::{nearest, or_list};
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The maximum number of names in an error.
const MOST: usize = 6;

/// The pattern of a selector: literal, or as a name at any path. `None` if it matches no resource.
fn pattern<'a>(text: &str, mut known: impl Iterator<Item = &'a Urn> + Clone) -> Option<Pattern> {
    let written = Pattern::new(text);
    if known.clone().any(|urn| written.matches(urn)) {
        return Some(written);
    }
    let anywhere = Pattern::new(format!("**/{text}"));
    (!text.contains("::") && known.any(|urn| anywhere.matches(urn))).then_some(anywhere)
}

/// The patterns of selectors, each of which must match a resource.
///
/// # Errors
/// Reports all selectors without a match, each with a suggestion.
pub(crate) fn patterns<'a>(
    option: &str,
    texts: &[String],
    known: impl Iterator<Item = &'a Urn> + Clone,
) -> Result<Vec<Pattern>> {
    let mut patterns = Vec::new();
    let mut failures = Vec::new();
    for text in texts {
        match pattern(text, known.clone()) {
            Some(pattern) => patterns.push(pattern),
            None => {
                let what = format!("`{option} {text}` matches no resource of the program or the state");
                failures.push(missing(what, text, known.clone()));
            }
        }
    }
    if failures.is_empty() { Ok(patterns) } else { Err(failures) }
}

/// The one resource that a selector matches. A complete URN takes precedence over a path, a path over a name.
///
/// # Errors
/// If the selector matches no resource or several.
pub(crate) fn one<'a>(source: &str, text: &str, known: impl Iterator<Item = &'a Urn> + Clone) -> Result<&'a Urn> {
    let anywhere = pattern(text, known.clone());
    let means: [&dyn Fn(&Urn) -> bool; 4] =
        [&|urn| urn.as_str() == text, &|urn| urn.path() == text, &|urn| urn.name() == text, &|urn| {
            anywhere.as_ref().is_some_and(|pattern| pattern.matches(urn))
        }];
    for means in means {
        let found: BTreeSet<&Urn> = known.clone().filter(|urn| means(urn)).collect();
        let mut all = found.iter();
        match (all.next(), all.next()) {
            (None, _) => {}
            (Some(urn), None) => return Ok(urn),
            _ => {
                let mut names: Vec<&str> = found.iter().map(|urn| urn.as_str()).take(MOST).collect();
                let more = format!("one of {} more", found.len() - names.len());
                if found.len() > names.len() {
                    names.push(&more);
                }
                return Err(Failure::new(format!("`{text}` is ambiguous"))
                    .hint(format!("specify {}", or_list(names)))
                    .exit(Exit::Usage)
                    .into());
            }
        }
    }
    Err(missing(format!("{source} has no `{text}`"), text, known).into())
}

fn missing<'a>(what: String, text: &str, known: impl Iterator<Item = &'a Urn> + Clone) -> Failure {
    // Prefer the most specific spelling: URN, then path, then name.
    let near = nearest(text, known.clone().map(Urn::as_str))
        .or_else(|| nearest(text, known.clone().map(Urn::path)))
        .or_else(|| nearest(text, known.map(Urn::name)));
    let hint = near.map_or_else(
        || "list the declared resources with `graph`, the recorded ones with `state list`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Failure::new(what).hint(hint).exit(Exit::Usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urns() -> Vec<Urn> {
        ["eu::a:b/Vpc::network/main", "eu::a:b/Subnet::network/private-a", "us::a:b/Subnet::network/private-a"]
            .map(|text| Urn::parse(text).unwrap())
            .to_vec()
    }

    fn message<T>(result: Result<T>) -> String {
        result.err().unwrap_or_default().iter().map(|failure| failure.plain(100)).collect()
    }

    #[test]
    fn selectors_can_be_names_paths_components_and_urns() {
        let urns = urns();
        for (text, means) in [
            ("main", 1),
            ("network/main", 1),
            ("network", 3),
            ("private-*", 2),
            ("network/private-?", 0),
            ("us::**", 1),
            ("**", 3),
        ] {
            let found =
                pattern(text, urns.iter()).map_or(0, |pattern| urns.iter().filter(|urn| pattern.matches(urn)).count());
            assert_eq!(found, means, "{text}");
        }
    }

    #[test]
    fn every_selector_without_a_match_is_reported_with_the_nearest_name() {
        let urns = urns();
        let text = message(patterns("--target", &["mian".to_owned(), "main".to_owned(), "db".to_owned()], urns.iter()));
        assert!(text.contains("`--target mian`") && text.contains("did you mean `main`?"), "{text}");
        assert!(text.contains("`--target db`") && !text.contains("`--target main`"), "{text}");
    }

    #[test]
    fn a_selector_of_one_resource_must_match_exactly_one() {
        let urns = urns();
        assert_eq!(one("the state", "main", urns.iter()).unwrap(), &urns[0]);
        assert_eq!(one("the state", "us::**private-a", urns.iter()).unwrap(), &urns[2]);
        let several = message(one("the state", "private-a", urns.iter()));
        assert_eq!(
            several,
            "error: `private-a` is ambiguous\nhint: specify `eu::a:b/Subnet::network/private-a` or \
             `us::a:b/Subnet::network/private-a`\n"
        );
        assert!(message(one("the state", "network/mian", urns.iter())).contains("did you mean `network/main`?"));
    }
}
