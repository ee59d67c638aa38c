use archipel_engine::apply::{Ambiguity, Question};
use archipel_engine::plan::{Protected, Reason};
use archipel_engine::resource::{ErrorKind, Id};
use archipel_engine::state::{LockInfo, Operation, RecordKey};

use super::*;

const VPC: &str = "eu-west-1::aws:ec2/Vpc::network/main";
const SUBNET: &str = "eu-west-1::aws:ec2/Subnet::network/private-a";

fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

fn rendered(failures: &[Failure]) -> String {
    failures.iter().map(|failure| failure.plain(100)).collect::<Vec<_>>().join("\n")
}

fn line(line: u32) -> SourceLocation {
    SourceLocation { file: "stacks/src/network.rs", line, column: 1 }
}

#[test]
fn a_cycle_shows_its_path_with_source_lines() {
    let cycle = PlanError::Cycle(vec![(urn(VPC), line(10)), (urn(SUBNET), line(20))]);
    insta::assert_snapshot!("cycle", rendered(&engine(cycle.into())));
}

#[test]
fn each_obstacle_of_a_plan_is_a_separate_error() {
    let protected = |name, replaced, reason| Protected { urn: urn(name), replaced, guard: None, reasons: vec![reason] };
    let error = PlanError::Protected(vec![
        Protected { guard: Some("deletion_protection"), ..protected(VPC, false, Reason::Destroy) },
        protected(VPC, false, Reason::NotInProgram),
        protected(SUBNET, true, Reason::DependencyReplaced { urn: urn(VPC) }),
    ]);
    insta::assert_snapshot!("protected", rendered(&engine(error.into())));
    let missing = PlanError::NotCreated(vec![(urn(SUBNET), urn(VPC))]);
    insta::assert_snapshot!("not-created", rendered(&engine(missing.into())));
}

#[test]
fn program_errors_are_sorted_by_source_line_without_duplicates() {
    let program_error = |number, message: &str| ProgramError { at: line(number), message: message.to_owned() };
    let error = PlanError::Program(vec![program_error(20, "b"), program_error(3, "a"), program_error(20, "b")]);
    assert_eq!(
        rendered(&engine(error.into())),
        "error: a\n  --> stacks/src/network.rs:3\n\nerror: b\n  --> stacks/src/network.rs:20\n"
    );
}

#[test]
fn an_ambiguous_create_asks_for_a_repair() {
    let question = Question {
        op: "1/1".into(),
        key: RecordKey { urn: urn(VPC), revision: 1 },
        operation: Operation::Create,
        began: 1_700_000_000,
        ambiguity: Ambiguity::SeveralCandidates(vec![Id::new("vpc-1"), Id::new("vpc-2")]),
    };
    insta::assert_snapshot!("question", rendered(&engine(EngineError::NeedsRepair(vec![question]))));
}

#[test]
fn an_error_of_aws_has_its_operation_region_resource_request_and_hint() {
    let error = ProviderError {
        code: Some("UnauthorizedOperation".into()),
        service: Some("ec2".into()),
        operation: Some("DescribeAvailabilityZones".into()),
        region: Some("eu-west-1".into()),
        request_id: Some("59dbff89-35bd-4eac-99ed-be587EXAMPLE".into()),
        ..ProviderError::new(ErrorKind::Denied, "You are not authorized to perform this operation.")
    };
    let zones = urn("eu-west-1::aws:ec2/AvailabilityZones::network/zones");
    let denied = engine(EngineError::Provider { urn: zones.clone(), at: Some(line(42)), error });
    insta::assert_snapshot!("denied", rendered(&denied));
    let none = ProviderError::new(ErrorKind::Credentials, "no credentials were found");
    insta::assert_snapshot!(
        "no-credentials",
        rendered(&engine(EngineError::Provider { urn: zones, at: None, error: none }))
    );
}

#[test]
fn an_unusable_state_is_reported_with_the_cause_and_is_kept() {
    let location = || "/project/.archipel/dev".to_owned();
    let errors = [
        StateError::Newer { location: location(), found: 7, known: 1 },
        StateError::Damaged { location: location(), what: "record 3 has another checksum".into() },
        StateError::Unavailable {
            location: location(),
            action: "written",
            cause: "Permission denied (os error 13)".into(),
        },
    ];
    insta::assert_snapshot!("state", rendered(&errors.iter().map(state).collect::<Vec<_>>()));
}

#[test]
fn each_error_of_a_disk_has_a_hint() {
    for (cause, advice) in [
        ("No space left on device (os error 28)", "free space on that disk"),
        ("sled: No space left on device (os error 28)", "resumes from the last acknowledged commit"),
        ("Disk quota exceeded (os error 122)", "in your quota"),
        ("File too large (os error 27)", "ulimit -f"),
        ("Read-only file system (os error 30)", "mount the file system writable"),
        ("Input/output error (os error 5)", "copy the state's folder to another disk"),
        ("it is a symbolic link; replace it with the file or folder itself", "remove the link"),
        ("it belongs to another user (user id 1, and this process has 2)", "`chown -R`"),
        ("Permission denied (os error 13)", "belongs to you and is writable"),
    ] {
        let error = StateError::Unavailable { location: "/p/dev".into(), action: "written", cause: cause.into() };
        let failure = state(&error);
        assert_eq!(failure.exit_code(), Exit::Failed);
        let text = failure.plain(10_000);
        assert!(text.contains(cause) && text.contains("/p/dev") && text.contains(advice), "{text}");
    }
}

#[test]
fn a_locked_state_has_a_separate_exit_code() {
    let holder = LockInfo { who: "marie@laptop".into(), pid: 7, what: "up dev".into(), since: crate::since_1970() };
    let failure = state(&StateError::Locked(Box::new(holder)));
    assert_eq!(failure.exit_code(), Exit::Locked);
    assert!(failure.plain(100).contains("marie@laptop"));
    assert_eq!(engine(EngineError::StateChanged { planned: 1, found: 2 })[0].exit_code(), Exit::Refused);
}
