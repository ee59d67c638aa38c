//! Invalid access configuration is reported with its key.

use archipel::cli::Configuration as _;
use stacks::config::{Config, State};

use crate::world::{STACKS, config};

#[test]
fn the_files_of_the_stacks_have_no_problems() {
    for stack in STACKS {
        assert_eq!(config(stack).problems(), [], "{stack}");
    }
}

#[test]
fn a_state_that_would_widen_the_preview_role_is_refused() {
    let state = |bucket: &str, prefix: &str, key_alias: &str| State {
        bucket: bucket.to_owned(),
        prefix: prefix.to_owned(),
        key_alias: key_alias.to_owned(),
    };
    let good = state("luneo-prod-states", "prod", "alias/luneo-prod-states");
    for (state, key, said) in [
        (state("*", "prod", "alias/a"), "bucket", "invalid bucket name `*`"),
        (state("luneo-*-states", "prod", "alias/a"), "bucket", "invalid bucket name"),
        (state("", "prod", "alias/a"), "bucket", "invalid bucket name ``"),
        (state("luneo-states", "*", "alias/a"), "prefix", "invalid prefix `*`"),
        (state("luneo-states", "", "alias/a"), "prefix", "invalid prefix ``"),
        (state("luneo-states", "/prod", "alias/a"), "prefix", "invalid prefix"),
        (state("luneo-states", "prod/", "alias/a"), "prefix", "invalid prefix"),
        (state("luneo-states", "prod", "alias/aws/s3"), "key_alias", "invalid alias"),
        (state("luneo-states", "prod", "alias/"), "key_alias", "invalid alias"),
        (state("luneo-states", "prod", "alias/*"), "key_alias", "invalid alias"),
        (state("luneo-states", "prod", "luneo-states"), "key_alias", "expected alias/NAME"),
    ] {
        let problems = with(state);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].key, format!("identity.state.{key}"));
        assert!(problems[0].message.contains(said), "{problems:?}");
    }
    assert_eq!(with(good), []);
}

fn with(state: State) -> Vec<archipel::cli::Problem> {
    let mut config: Config = config("prod");
    config.identity.state = Some(state);
    config.problems()
}

#[test]
fn a_repository_that_would_widen_the_trust_is_refused() {
    for repository in ["luneo/*", "*/*", "luneo", "luneo/platform:ref", "luneo/platform/x", ""] {
        let mut config = config("dev");
        config.identity.github_repository = repository.to_owned();
        let problems = config.problems();
        assert!(problems.iter().any(|problem| problem.key == "identity.github_repository"), "{repository}");
    }
}
