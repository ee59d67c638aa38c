//! A stack whose target is AWS, at the sandbox's address, where each access key belongs to an account of its own.

use archipel_sandbox::daemon::Running;

use crate::world::{Told, World};

const HERE: &str = "111111111112";
const ELSEWHERE: &str = "222222222223";
/// A part of the stack is enough.
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
    fn run(&self, account: &str, args: &[&str]) -> Told {
        let endpoint = format!("archipel.endpoint={}", self.sandbox.endpoint());
        let mut command = self.world.command(args);
        command.args(["-C", "target=aws", "-C", &endpoint]);
        command.env("AWS_ACCESS_KEY_ID", account).env("AWS_SECRET_ACCESS_KEY", self.sandbox.secret().expose());
        Told::of(&command.output().expect("the binary runs"))
    }
}

/// What it said, without the ends of its lines.
fn said(told: &Told) -> String {
    format!("{} {}", told.stdout, told.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
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
        let told = aws.run(ELSEWHERE, command).expect(3);
        for account in [HERE, ELSEWHERE] {
            assert!(said(&told).contains(account), "{command:?}: {}", told.stderr);
        }
        assert_eq!(aws.world.recorded(), recorded, "{command:?}");
    }
    let doctor = aws.run(ELSEWHERE, &["doctor", "dev"]).expect(1);
    assert!(doctor.stdout.contains("BAD  dev: account"), "{}", doctor.stdout);
    assert!(doctor.stdout.contains("dev: endpoint"), "{}", doctor.stdout);
    // In its own account nothing is gone.
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
        Told::of(&command.output().expect("the binary runs"))
    };
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS"] {
        for command in ["up", "preview", "refresh", "drift", "destroy"] {
            let told = with(&[command, "dev", "-C", "target=aws"], variable);
            // Nothing is recorded, so that nobody is called.
            if matches!(command, "refresh" | "drift" | "destroy") {
                assert_eq!(told.code, Some(0), "{command}: {}", said(&told));
                continue;
            }
            let told = told.expect(3);
            assert!(said(&told).contains(&format!("the environment variable {variable} sends")), "{}", told.stderr);
            assert!(said(&told).contains("hint:"), "{}", told.stderr);
        }
    }
    let token = ["eks-token", "main", "--region", "eu-west-1"];
    assert!(said(&with(&token, "AWS_ENDPOINT_URL_STS").expect(3)).contains("AWS_ENDPOINT_URL_STS"));
    // The state has an endpoint of its own, or AWS's.
    let state = ["state", "list", "dev", "--state", "s3://states/dev?region=eu-west-1"];
    let told = with(&state, "AWS_ENDPOINT_URL_S3").expect(3);
    assert!(said(&told).contains("AWS_ENDPOINT_URL_S3") && said(&told).contains("&endpoint=URL"), "{}", told.stderr);
    let doctor = with(&["doctor", "prod"], "AWS_ENDPOINT_URL").expect(1);
    assert!(doctor.stdout.contains("AWS_ENDPOINT_URL"), "{}", doctor.stdout);
    assert_eq!(world.total_calls(), before, "nothing was sent");
    // The sandbox is not reached by the environment.
    with(&["preview", "dev"], "AWS_ENDPOINT_URL").expect(0);
}
