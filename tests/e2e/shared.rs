//! State in S3 and keys in KMS, both in the sandbox, as a team uses them.

use archipel::aws::aws::{Connection, Settings, Target};
use archipel::engine::program::Environment;
use archipel_sandbox::daemon::Running;

use crate::world::{CommandOutput, World, runtime};

const ACCOUNT: &str = "314159265358";
const REGION: &str = "eu-west-1";
const GET: [&str; 5] = ["secret", "get", "token", "--stack", "dev"];
const PASSPHRASE: &str = "a passphrase for tests";

/// Creates a bucket and a key; returns the key's id.
fn create_bucket_and_key(sandbox: &Running, bucket: &str) -> String {
    runtime().block_on(async {
        let target = Target::sandbox(sandbox.endpoint(), ACCOUNT, sandbox.secret().expose());
        let connection = Connection::open(Settings::new(target)).await.expect("a connection");
        // Outside of us-east-1, a bucket requires a location.
        let home = connection.aws(&Environment { region: "us-east-1".to_owned(), account: None }).expect("a client");
        home.s3().create_bucket().bucket(bucket).send().await.expect("a bucket");
        let aws = connection.aws(&Environment { region: REGION.to_owned(), account: None }).expect("a client");
        let key = aws.kms().create_key().send().await.expect("a key");
        key.key_metadata.expect("its metadata").key_id
    })
}

struct Team {
    world: World,
    sandbox: Running,
    state: String,
    key: String,
    secrets: String,
}

impl Team {
    fn new() -> Self {
        let world = World::new();
        let sandbox = world.sandbox();
        let endpoint = sandbox.endpoint();
        let bucket = "luneo-states-e2e";
        let key = create_bucket_and_key(&sandbox, bucket);
        let state = format!("s3://{bucket}/dev?region=us-east-1&endpoint={endpoint}");
        let key = format!("awskms://{key}?region={REGION}");
        let secrets = format!("archipel.secrets={key}");
        Self { world, sandbox, state, key, secrets }
    }

    fn with(&self, env: &[(&str, &str)], input: Option<&str>, args: &[&str]) -> CommandOutput {
        let mut command = self.world.command(args);
        command.args(["-C", &self.secrets, "--state", &self.state]);
        command.env("AWS_ACCESS_KEY_ID", ACCOUNT).env("AWS_SECRET_ACCESS_KEY", self.sandbox.secret().expose());
        command.args(["-C", &format!("archipel.endpoints.kms={}", self.sandbox.endpoint())]);
        command.envs(env.iter().copied());
        if let Some(input) = input {
            let path = self.world.path("input");
            std::fs::write(&path, input).expect("a file");
            command.stdin(std::fs::File::open(path).expect("a file"));
        }
        CommandOutput::of(&command.output().expect("the binary runs"))
    }

    fn run(&self, args: &[&str]) -> CommandOutput {
        self.with(&[], None, args)
    }
}

#[test]
fn a_shared_state_is_rolled_back_to_a_run() {
    let team = Team::new();
    team.run(&["up", "dev", "--yes"]).expect(0);
    team.run(&["up", "dev", "--yes", "-C", "network.flow_log_days=30"]).expect(0);
    let report = team.world.path("rollback.html");
    let html = report.to_str().expect("a path");
    let back = ["rollback", "dev", "--to", "1", "--yes", "--format", "markdown", "--report", html];
    let output = team.run(&back).expect(0);
    assert!(output.stdout.contains("updated"), "{}", output.stdout);
    assert!(std::fs::read_to_string(report).expect("the report").contains("<html"));
    // The program's value without the change.
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
fn a_key_service_protects_the_secrets_of_one_stack() {
    let mut team = Team::new();
    team.with(&[], Some("hunter2hunter2\n"), &["secret", "set", "token", "--stack", "dev"]).expect(0);
    let file = team.world.path("stacks/config/dev.secrets.json");
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(text.contains("\"awskms\"") && text.contains("arn:aws:kms:") && !text.contains("hunter2"), "{text}");
    assert_eq!(team.run(&GET).expect(0).stdout, "hunter2hunter2\n");
    // KMS refuses it for another stack, because the stack is the encryption context.
    std::fs::copy(&file, team.world.path("stacks/config/staging.secrets.json")).expect("a copy");
    let elsewhere = team.run(&["secret", "get", "token", "--stack", "staging"]).expect(1);
    assert!(elsewhere.stderr.contains("InvalidCiphertext"), "{}", elsewhere.stderr);
    // Rotate to a passphrase. The configuration still names the key, and must be changed too.
    let (old, new) = (("ARCHIPEL_PASSPHRASE", PASSPHRASE), ("ARCHIPEL_NEW_PASSPHRASE", PASSPHRASE));
    team.with(&[new], None, &["state", "rotate-key", "dev", "--to", "passphrase", "--yes"]).expect(0);
    let refused = team.with(&[old], None, &GET).expect(3);
    assert!(refused.stderr.contains("a passphrase") && refused.stderr.contains(&team.key), "{}", refused.stderr);
    let by_key = std::mem::replace(&mut team.secrets, "archipel.secrets=passphrase".to_owned());
    assert_eq!(team.with(&[old], None, &GET).expect(0).stdout, "hunter2hunter2\n");
    // Rotate back.
    let key = team.key.clone();
    team.with(&[old], None, &["state", "rotate-key", "dev", "--to", &key, "--yes"]).expect(0);
    team.secrets = by_key;
    assert_eq!(team.run(&GET).expect(0).stdout, "hunter2hunter2\n");
}

#[test]
fn a_data_key_of_another_key_of_the_same_account_is_refused() {
    let mut team = Team::new();
    team.with(&[], Some("hunter2hunter2\n"), &["secret", "set", "token", "--stack", "dev"]).expect(0);
    let file = team.world.path("stacks/config/dev.secrets.json");
    let text = std::fs::read_to_string(&file).expect("the file");
    // A user with another key of the account wraps a data key for the stack with it, and forges the header to name
    // the configured key.
    let other = create_bucket_and_key(&team.sandbox, "luneo-states-other");
    let (own, own_arn) = (team.key.clone(), arn(&text));
    team.secrets = format!("archipel.secrets=awskms://{other}?region={REGION}");
    std::fs::remove_file(&file).expect("no file");
    team.with(&[], Some("forged\n"), &["secret", "set", "token", "--stack", "dev"]).expect(0);
    let forged = std::fs::read_to_string(&file).expect("the file");
    let claims = forged.replace(&format!("awskms://{other}?"), &own.replace(&format!("region={REGION}"), ""));
    let claims = claims.replace(&arn(&forged), &own_arn);
    team.secrets = format!("archipel.secrets={own}");
    for text in [&forged, &claims] {
        std::fs::write(&file, text).expect("written");
        let refused = team.run(&GET).expect(3);
        assert!(refused.stderr.contains(&own), "{}", refused.stderr);
        team.with(&[], Some("new\n"), &["secret", "set", "token", "--stack", "dev"]).expect(3);
        assert_eq!(&std::fs::read_to_string(&file).expect("the file"), text);
    }
}

/// The ARN in the header of a file of secrets.
fn arn(text: &str) -> String {
    let file: serde_json::Value = serde_json::from_str(text).expect("JSON");
    file["key"]["arn"].as_str().expect("an ARN").to_owned()
}
