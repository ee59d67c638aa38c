//! The rules for the tags of a program, of all types.
//!
//! <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>

use std::collections::BTreeSet;

use archipel_engine::Value;
use archipel_engine::schema::Schema;

/// The most tags of a resource, without our ownership tags.
const MOST: usize = 45;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;
/// Prefixes of keys, in any case: those of AWS, and those of the ownership tags.
const RESERVED: [&str; 2] = ["aws:", "archipel:"];
/// The services that accept only letters, digits, spaces and `_.:/=+-@` in tags.
const STRICT: [&str; 9] = ["acm", "elasticache", "elbv2", "iam", "lambda", "logs", "rds", "s3", "ssm"];
/// The services whose keys have no case.
const WITHOUT_CASE: [&str; 1] = ["iam"];

/// Whether every service accepts this character in a tag.
pub(super) fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || character == ' ' || "_.:/=+-@".contains(character)
}

/// Checks the properties `tags` and `machine_tags`: one sentence for each mistake.
pub(crate) fn check_tags(schema: &'static Schema, inputs: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let service = schema.type_name.split([':', '/']).nth(1).unwrap_or_default();
    for property in ["tags", "machine_tags"].into_iter().filter(|name| schema.inputs.field(name).is_some()) {
        let Some(tags) = inputs.field(property).as_map() else { continue };
        if tags.len() > MOST {
            wrong.push(format!("`{property}` has {} tags: AWS takes up to 50, of which Archipel needs 5", tags.len()));
        }
        let mut seen = BTreeSet::new();
        for (key, value) in tags {
            if WITHOUT_CASE.contains(&service) && !seen.insert(key.to_lowercase()) {
                wrong.push(format!("`{property}` has the key `{key}` twice: {service} does not distinguish case"));
            }
            check_key(service, property, key, &mut wrong);
            check_value(service, property, key, value, &mut wrong);
        }
    }
    wrong
}

fn check_key(service: &str, property: &str, key: &str, wrong: &mut Vec<String>) {
    let lower = key.to_ascii_lowercase();
    if let Some(prefix) = RESERVED.iter().find(|prefix| lower.starts_with(**prefix)) {
        wrong.push(format!("`{property}` has the key `{key}`: the prefix `{prefix}` is reserved"));
    }
    let length = key.chars().count();
    if length == 0 || length > LONGEST_KEY {
        wrong.push(format!("`{property}` has a key of {length} characters: expected 1 to {LONGEST_KEY}"));
    }
    check_characters(service, &format!("the key `{key}`"), property, key, wrong);
}

fn check_value(service: &str, property: &str, key: &str, value: &Value, wrong: &mut Vec<String>) {
    let Some(text) = value.as_str() else { return };
    let length = text.chars().count();
    if length > LONGEST_VALUE {
        let what = format!("`{property}.{key}` has {length} characters");
        wrong.push(format!("{what}: AWS takes up to {LONGEST_VALUE}"));
    }
    check_characters(service, &format!("the value of `{key}`"), property, text, wrong);
}

fn check_characters(service: &str, what: &str, property: &str, text: &str, wrong: &mut Vec<String>) {
    if let Some(character) = text.chars().find(|character| STRICT.contains(&service) && !is_plain(*character)) {
        wrong.push(format!(
            "`{property}`: {what} contains `{}`: {service} takes letters, digits, spaces and `_.:/=+-@`",
            character.escape_debug()
        ));
    }
}

#[cfg(test)]
mod tests {
    use archipel_engine::resource::ResourceSchema as _;

    use super::*;

    fn check(tags: &[(&str, &str)]) -> Vec<String> {
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        check_tags(crate::iam::Role::schema(), &Value::from([("tags", Value::Map(tags))]))
    }

    #[test]
    fn tags_that_a_service_would_refuse_are_found_in_the_plan() {
        assert!(check(&[("Équipe", "plateforme & réseau")])[0].contains("contains `&`"));
        assert!(check(&[("Équipe", "plateforme réseau")]).is_empty());
        assert!(check(&[("aws:x", "y")])[0].contains("`aws:` is reserved"));
        assert!(check(&[("Archipel:urn", "y")])[0].contains("`archipel:` is reserved"));
        assert!(check(&[("team", "a"), ("Team", "b")])[0].contains("twice"));
        assert!(check(&[("x", &"v".repeat(257))])[0].contains("257 characters"));
        assert!(check(&[(&"k".repeat(129), "v")])[0].contains("129 characters"));
        let many: Vec<String> = (0..46).map(|n| format!("k{n}")).collect();
        assert!(check(&many.iter().map(|key| (key.as_str(), "v")).collect::<Vec<_>>())[0].contains("46 tags"));
    }
}
