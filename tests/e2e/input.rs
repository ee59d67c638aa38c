//! Bad input: a clear error, the right exit code, and nothing lost.

use crate::world::World;

/// What is wrong, what is typed, and what the error must say.
const WRONG: &[(&str, &[&str], &[&str])] = &[
    ("an unknown stack", &["preview", "prd"], &["no stack `prd`", "prod"]),
    ("a misspelt key", &["preview", "dev", "-C", "network.zonez=3"], &["zonez", "zones"]),
    ("a malformed range", &["preview", "dev", "-C", "primary.cidr=10.0.0.0/33"], &["10.0.0.0/33", "primary.cidr"]),
    ("a public range", &["preview", "dev", "-C", "primary.cidr=8.8.0.0/16"], &["RFC 1918", "10.0.0.0/8"]),
    ("a range that is too small", &["preview", "dev", "-C", "primary.cidr=10.0.0.0/26"], &["too small", "/24"]),
    ("ranges that overlap", &["preview", "dev", "-C", "secondary.cidr=10.50.0.0/16"], &["overlaps", "10.50.0.0/16"]),
    ("too many zones", &["preview", "dev", "-C", "network.zones=6"], &["eu-west-1 has 3 zones", "network.zones"]),
    ("one region twice", &["preview", "dev", "-C", "secondary.name=eu-west-1"], &["both regions are eu-west-1"]),
    (
        "a node type that is too small",
        &["preview", "staging", "-C", "redis.node_type=cache.t4g.small"],
        &["redis.node_type", "global datastore"],
    ),
    ("a domain that is none", &["preview", "dev", "-C", "dns.domain=Luneo"], &["dns.domain", "dev.example.com"]),
];

#[test]
fn a_wrong_configuration_says_what_where_and_what_to_do() {
    let world = World::new();
    for (what, args, says) in WRONG {
        let told = world.run(args);
        let text = format!("{}{}", told.stdout, told.stderr);
        assert!(matches!(told.code, Some(1 | 3)), "{what}: exit {:?}\n{text}", told.code);
        for words in *says {
            assert!(text.contains(words), "{what}: `{words}` is not in\n{text}");
        }
        assert!(!text.contains("panicked"), "{what}:\n{text}");
    }
}

#[test]
fn without_credentials_aws_is_not_asked_and_the_error_says_how_to_get_them() {
    let world = World::new();
    let told = world.run(&["preview", "prod"]);
    let text = format!("{}{}", told.stdout, told.stderr);
    assert_eq!(told.code, Some(1), "{text}");
    assert!(text.to_lowercase().contains("credentials"), "{text}");
    assert!(text.contains("hint"), "{text}");
}

#[test]
fn a_doctor_without_credentials_says_what_to_do_once() {
    let world = World::new();
    let told = world.run(&["doctor", "prod"]);
    assert_eq!(told.code, Some(1), "{}", told.stdout);
    assert!(told.stdout.contains("BAD  prod: credentials"), "{}", told.stdout);
    assert_eq!(told.stdout.matches("aws sso login").count(), 1, "{}", told.stdout);
}
