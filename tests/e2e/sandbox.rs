//! The sandbox from the command line: access to its secret.

use std::collections::BTreeMap;

use crate::world::World;

#[test]
fn the_secret_is_printed_only_on_request_with_the_account_of_a_stack() {
    let world = World::new();
    let stopped = world.run(&["sandbox", "env", "dev"]).expect(1);
    assert!(stopped.stderr.contains("sandbox start"), "{}", stopped.stderr);

    let sandbox = world.sandbox();
    let secret = sandbox.secret().expose();
    let printed = world.run(&["sandbox", "env", "dev"]).expect(0).stdout;
    let exports = printed.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('='));
    let variables: BTreeMap<&str, &str> = exports.collect();
    assert_eq!(variables["AWS_ENDPOINT_URL"], sandbox.endpoint());
    assert_eq!(variables["AWS_SECRET_ACCESS_KEY"], secret);
    // Each SDK reads one of them.
    assert_eq!(variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]);
    world.up(&[]).expect(0);
    assert_eq!(variables["AWS_ACCESS_KEY_ID"], world.account());

    let printed = world.run(&["sandbox", "env", "--account", "111122223333", "--json"]).expect(0).stdout;
    assert!(printed.contains("111122223333") && printed.contains(secret), "{printed}");
    for args in [["sandbox", "env", "prod", "--json"], ["sandbox", "env", "--account", "1"]] {
        let refused = world.run(&args).expect(3);
        assert!(!refused.stdout.contains(secret), "{}", refused.stdout);
    }
    for args in [&["sandbox", "status"][..], &["sandbox", "status", "--json"], &["sandbox", "start"], &["doctor"]] {
        let output = world.run(args);
        assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret), "{args:?}");
    }
}
