//! A stack whose target is AWS, at the sandbox's address, where each access key belongs to its own account.

use archipel_sandbox::daemon::Running;

use crate::world::{CommandOutput, World};

const HERE: &str = "111111111112";
const ELSEWHERE: &str = "222222222223";
/// Part of the stack is sufficient.
const PART: &[&str] = &["--target", "network/**", "--target-dependencies"];

struct Aws {
    world: World,
    sandbox: Running,
}

impl Aws {
    fn new() -> Self {
        let world = World::new();
        let sandbox = world.sandbox();
        Self { world, sandbox }
    }

    /// Runs a command with credentials of an account.
    fn run(&self, account: &str, args: &[&str]) -> CommandOutput {
        let endpoint = format!("archipel.endpoint={}", self.sandbox.endpoint());
        let mut command = self.world.command(args);
        command.args(["-C", "target=aws", "-C", &endpoint]);
        command.env("AWS_ACCESS_KEY_ID", account).env("AWS_SECRET_ACCESS_KEY", self.sandbox.secret().expose());
        CommandOutput::of(&command.output().expect("the binary runs"))
    }
}

/// The output without line breaks.
fn said(output: &CommandOutput) -> String {
    format!("{} {}", output.stdout, output.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_stack_is_neither_refreshed_nor_destroyed_with_credentials_of_another_account() {
    let aws = Aws::new();
    let up = aws.run(HERE, &[&["up", "dev", "--yes"], PART].concat()).expect(0);
    assert!(said(&up).contains("AWS calls go to http://127.0.0.1:"), "{}", up.stderr);
    let recorded = aws.world.recorded();
    assert!(recorded.len() > 20, "{} resources", recorded.len());
    for command in [
        &["preview", "dev"][..],
        &["up", "dev", "--yes"],
        &["refresh", "dev"],
        &["drift", "dev"],
        &["destroy", "dev", "--yes"],
    ] {
        let output = aws.run(ELSEWHERE, command).expect(3);
        for account in [HERE, ELSEWHERE] {
            assert!(said(&output).contains(account), "{command:?}: {}", output.stderr);
        }
        assert_eq!(aws.world.recorded(), recorded, "{command:?}");
    }
    let doctor = aws.run(ELSEWHERE, &["doctor", "dev"]).expect(1);
    assert!(doctor.stdout.contains("BAD  dev: account"), "{}", doctor.stdout);
    assert!(doctor.stdout.contains("dev: endpoint"), "{}", doctor.stdout);
    // In its own account all resources exist.
    aws.run(HERE, &["drift", "dev"]).expect(0);
    aws.run(HERE, &["destroy", "dev", "--yes"]).expect(0);
    assert!(aws.world.recorded().is_empty());
}

#[test]
fn an_endpoint_of_the_environment_is_refused_before_anything_is_sent() {
    let world = World::new();
    let endpoint = world.endpoint();
    let before = world.total_calls();
    let with = |args: &[&str], variable: &str| {
        let mut command = world.command(args);
        command.env("AWS_ACCESS_KEY_ID", HERE).env("AWS_SECRET_ACCESS_KEY", "none").env(variable, &endpoint);
        CommandOutput::of(&command.output().expect("the binary runs"))
    };
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS"] {
        for command in ["up", "preview", "refresh", "drift", "destroy"] {
            let output = with(&[command, "dev", "-C", "target=aws"], variable);
            // The configuration expects no account, so STS is not called.
            if matches!(command, "refresh" | "drift" | "destroy") {
                assert_eq!(output.code, Some(0), "{command}: {}", said(&output));
                continue;
            }
            let output = output.expect(3);
            assert!(said(&output).contains(&format!("the environment variable {variable} sends")), "{}", output.stderr);
            assert!(said(&output).contains("hint:"), "{}", output.stderr);
        }
    }
    let token = ["eks-token", "main", "--region", "eu-west-1"];
    assert!(said(&with(&token, "AWS_ENDPOINT_URL_STS").expect(3)).contains("AWS_ENDPOINT_URL_STS"));
    // The state has a separate endpoint, or AWS's.
    let state = ["state", "list", "dev", "--state", "s3://states/dev?region=eu-west-1"];
    let output = with(&state, "AWS_ENDPOINT_URL_S3").expect(3);
    assert!(
        said(&output).contains("AWS_ENDPOINT_URL_S3") && said(&output).contains("&endpoint=URL"),
        "{}",
        output.stderr
    );
    let doctor = with(&["doctor", "prod"], "AWS_ENDPOINT_URL").expect(1);
    assert!(doctor.stdout.contains("AWS_ENDPOINT_URL"), "{}", doctor.stdout);
    assert_eq!(world.total_calls(), before, "nothing was sent");
    // The environment's endpoint does not apply to the sandbox.
    with(&["preview", "dev"], "AWS_ENDPOINT_URL").expect(0);
}
