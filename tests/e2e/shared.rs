//! State in S3 and keys in KMS, both of the sandbox: what a team uses.

use archipel::aws::aws::{Connection, Settings, Target};
use archipel::engine::program::Place;

use crate::world::{Told, World, runtime};

const ACCOUNT: &str = "314159265358";
const REGION: &str = "eu-west-1";

/// Makes a bucket and a key; gives the key's id.
fn furnish(endpoint: &str, bucket: &str) -> String {
    runtime().block_on(async {
        let target = Target::Sandbox { endpoint: endpoint.to_owned(), account: ACCOUNT.to_owned() };
        let connection = Connection::open(Settings::new(target)).await.expect("a connection");
        // Elsewhere than in us-east-1 a bucket's place has to be said.
        let home = connection.aws(&Place { region: "us-east-1".to_owned(), account: None }).expect("a client");
        home.s3().create_bucket().bucket(bucket).send().await.expect("a bucket");
        let aws = connection.aws(&Place { region: REGION.to_owned(), account: None }).expect("a client");
        let key = aws.kms().create_key().send().await.expect("a key");
        key.key_metadata.expect("what it is").key_id
    })
}

struct Team {
    world: World,
    endpoint: String,
    state: String,
    secrets: String,
}

impl Team {
    fn new() -> Self {
        let world = World::new();
        let endpoint = world.endpoint();
        let bucket = "luneo-states-e2e";
        let key = furnish(&endpoint, bucket);
        let state = format!("s3://{bucket}/dev?region=us-east-1&endpoint={endpoint}");
        let secrets = format!("archipel.secrets=awskms://{key}?region={REGION}");
        Self { world, endpoint, state, secrets }
    }

    fn with(&self, env: &[(&str, &str)], input: Option<&str>, args: &[&str]) -> Told {
        let mut command = self.world.command(args);
        command.args(["-C", &self.secrets, "--state", &self.state]);
        command.env("AWS_ACCESS_KEY_ID", ACCOUNT).env("AWS_SECRET_ACCESS_KEY", "sandbox");
        command.env("AWS_ENDPOINT_URL_KMS", &self.endpoint).envs(env.iter().copied());
        if let Some(input) = input {
            let path = self.world.path("input");
            std::fs::write(&path, input).expect("a file");
            command.stdin(std::fs::File::open(path).expect("a file"));
        }
        Told::of(&command.output().expect("the binary runs"))
    }

    fn run(&self, args: &[&str]) -> Told {
        self.with(&[], None, args)
    }
}

#[test]
fn a_shared_state_goes_back_to_what_a_run_left() {
    let team = Team::new();
    team.run(&["up", "dev", "--yes"]).expect(0);
    team.run(&["up", "dev", "--yes", "-C", "network.flow_log_days=30"]).expect(0);
    let report = team.world.path("rollback.html");
    let html = report.to_str().expect("a path");
    let back = ["rollback", "dev", "--to", "1", "--yes", "--format", "markdown", "--report", html];
    let told = team.run(&back).expect(0);
    assert!(told.stdout.contains("updated"), "{}", told.stdout);
    assert!(std::fs::read_to_string(report).expect("the report").contains("<html"));
    // It is what the program says without the change.
    team.run(&["preview", "dev", "--detailed-exit-code"]).expect(0);
    let verified = team.run(&["state", "verify", "dev"]).expect(0);
    assert!(verified.stdout.matches("/exports/").count() >= 3, "{}", verified.stdout);
    let shown = team.run(&["history", "show", "3", "--stack", "dev", "--json"]).expect(0);
    let run: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(run["command"], "rollback --to 1 dev");
    assert!(run["plan"].as_str().is_some_and(|hash| hash.len() == 64), "{run}");
    assert!(run["events"].as_array().is_some_and(|events| !events.is_empty()), "{run}");
}

#[test]
fn a_key_service_guards_the_secrets_of_one_stack() {
    let team = Team::new();
    team.with(&[], Some("hunter2hunter2\n"), &["secret", "set", "token", "--stack", "dev"]).expect(0);
    let file = team.world.path("stacks/config/dev.secrets.json");
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains("\"awskms\"") && !text.contains("hunter2"), "{text}");
    let get = |stack: &str| team.run(&["secret", "get", "token", "--stack", stack]);
    assert_eq!(get("dev").expect(0).stdout, "hunter2hunter2\n");
    // KMS refuses it for another stack: the stack is the encryption context.
    std::fs::copy(&file, team.world.path("stacks/config/staging.secrets.json")).expect("a copy");
    let elsewhere = get("staging").expect(1);
    assert!(elsewhere.stderr.contains("InvalidCiphertext"), "{}", elsewhere.stderr);
    // Over to a passphrase, and back.
    let (old, new) = (("ARCHIPEL_PASSPHRASE", "one"), ("ARCHIPEL_NEW_PASSPHRASE", "one"));
    team.with(&[new], None, &["state", "rotate-key", "dev", "--to", "passphrase", "--yes"]).expect(0);
    get("dev").expect(1);
    assert_eq!(
        team.with(&[old], None, &["secret", "get", "token", "--stack", "dev"]).expect(0).stdout,
        "hunter2hunter2\n"
    );
    team.with(&[old], None, &["state", "rotate-key", "dev", "--yes"]).expect(0);
    assert_eq!(get("dev").expect(0).stdout, "hunter2hunter2\n");
}
