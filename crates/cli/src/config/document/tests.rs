use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::Deserialize;

use super::*;
use crate::config::{Problem, TargetName};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Config {
    owner: String,
    regions: BTreeMap<String, Region>,
    #[serde(default)]
    nat: Nat,
    retention: Option<u16>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Region {
    name: String,
    address: Ipv4Addr,
    zones: u8,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Nat {
    #[default]
    PerZone,
    Single,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, region) in &self.regions {
            if region.zones > 3 {
                problems.push(Problem::new(
                    format!("regions.{name}.zones"),
                    format!("{} has 3 zones", region.name),
                    "use at most 3",
                ));
            }
        }
        problems
    }
}

const GOOD: &str = r#"
target = "sandbox"
owner = "platform"

[regions.primary]
name = "eu-west-1"
address = "10.0.0.0"
zones = 3

[archipel]
parallel = 4
"#;

fn check(text: &str, options: &[&str]) -> Result<(Settings, Config), String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("dev.toml");
    std::fs::write(&file, text).unwrap();
    let overrides: Vec<Override> = options.iter().map(|option| option.parse().unwrap()).collect();
    let render = |failures: Vec<Failure>| {
        let text: String = failures.iter().map(|failure| failure.plain(100) + "\n").collect();
        text.replace(&dir.path().display().to_string(), "config")
    };
    let document = Document::read(Some(&file), &overrides).map_err(render)?;
    let settings = document.settings();
    let config = document.typed::<Config>();
    match (settings, config) {
        (Ok(settings), Ok(config)) => Ok((settings, config)),
        (settings, config) => Err(render(settings.err().into_iter().chain(config.err()).flatten().collect())),
    }
}

#[test]
fn the_command_line_reads_its_keys_and_the_program_the_rest() {
    let (settings, config) = check(GOOD, &[]).unwrap();
    assert_eq!(settings.target, Some(TargetName::Sandbox));
    assert_eq!(settings.parallel.map(usize::from), Some(4));
    assert_eq!(config.regions["primary"].zones, 3);
}

#[test]
fn overrides_take_precedence_over_the_file() {
    let (settings, config) = check(
        GOOD,
        &[
            "target=aws",
            "owner=42",
            "regions.primary.zones=2",
            "regions.second={ name = \"us-east-1\", address = \"10.1.0.0\", zones = 1 }",
            "nat=single",
            "retention=30",
        ],
    )
    .unwrap();
    assert_eq!(settings.target, Some(TargetName::Aws));
    // An unquoted 42 is a string where the type expects one.
    assert_eq!(config.owner, "42");
    assert_eq!(config.regions["primary"].zones, 2);
    assert_eq!(config.regions["second"].name, "us-east-1");
    assert_eq!((config.nat, config.retention), (Nat::Single, Some(30)));
}

#[test]
fn all_problems_of_a_file_are_reported_at_once_with_their_lines() {
    let text = r#"
taget = "sandbox"
onwer = "platform"
nat = "singel"
retention = -1

[regions.primary]
name = "eu-west-1"
adress = "10.0.0.0"
zones = "three"

[regions.secondary]
name = "us-east-1"
address = "10.0.0"
zones = 3

[archipel]
paralel = 0
"#;
    insta::assert_snapshot!(check(text, &[]).unwrap_err());
}

#[test]
fn problems_found_by_the_program_are_reported_with_their_lines() {
    insta::assert_snapshot!(check(GOOD, &["regions.primary.zones=4"]).unwrap_err());
    insta::assert_snapshot!(check(&GOOD.replace("zones = 3", "zones = 5"), &[]).unwrap_err());
}

#[test]
fn invalid_toml_is_reported_with_its_line() {
    insta::assert_snapshot!(check("owner = \"a\nzones = \n", &[]).unwrap_err());
}

#[test]
fn an_invalid_override_is_reported_with_the_expected_form() {
    let refused = ["zones", "=2", "a..b=1", "zones=[1", "[0]=1"];
    let messages: String =
        refused.iter().map(|text| format!("{text}: {}\n", text.parse::<Override>().unwrap_err())).collect();
    insta::assert_snapshot!(messages);
}

#[test]
fn a_target_at_the_top_and_in_the_table_is_refused_and_an_override_is_not() {
    let in_table = GOOD.replace("target = \"sandbox\"\n", "").replace("parallel = 4", "target = \"sandbox\"");
    assert_eq!(check(&in_table, &[]).unwrap().0.target, Some(TargetName::Sandbox));
    for key in ["target=aws", "archipel.target=aws"] {
        assert_eq!(check(&in_table, &[key]).unwrap().0.target, Some(TargetName::Aws), "{key}");
    }
    let both = GOOD.replace("parallel = 4", "target = \"aws\"");
    let text = check(&both, &[]).unwrap_err();
    assert!(text.contains("`target` is set twice") && text.contains("dev.toml:2"), "{text}");
}

#[test]
fn a_key_a_table_and_an_element_that_are_there_twice_are_refused_with_file_and_line() {
    let cases = [
        ("owner = \"a\"\nnat = \"single\"\nowner = \"b\"\n", 3),
        ("[regions.primary]\nzones = 1\n\n[regions.primary]\nzones = 2\n", 4),
        ("[regions]\nprimary.zones = 1\nprimary.name = \"x\"\nprimary.zones = 2\n", 4),
        ("[regions]\nprimary = { zones = 1, name = \"x\", zones = 2 }\n", 2),
        ("[archipel]\nparallel = 4\n\"parallel\" = 8\n", 3),
    ];
    for (text, line) in cases {
        let refused = check(text, &[]).unwrap_err();
        assert!(refused.contains("invalid TOML: duplicate key"), "{refused}");
        assert!(refused.contains(&format!("config/dev.toml:{line}")), "{text}: {refused}");
    }
}

#[test]
fn a_missing_secret_names_the_command_that_sets_it() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Database {
        password: crate::Secret<String>,
        port: crate::Secret<u16>,
        name: String,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct WithSecrets {
        database: Database,
    }
    impl Configuration for WithSecrets {}
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dev.toml");
    std::fs::write(&file, "[database]\n").unwrap();
    let failures = Document::read(Some(&file), &[]).unwrap().typed::<WithSecrets>().unwrap_err();
    let shown: String = failures.iter().map(|failure| failure.plain(100)).collect();
    assert!(shown.contains("hint: set it with `secret set database.password`"), "{shown}");
    assert!(shown.contains("hint: set it with `secret set database.port`"), "{shown}");
    assert!(shown.contains("`database.name`: this key is missing") && !shown.contains("set database.name"), "{shown}");
}
