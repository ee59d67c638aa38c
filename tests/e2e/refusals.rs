//! What the account, AWS or a vendor refuses: the message of the step, and a next run that continues.

use crate::world::{CommandOutput, World};

/// A part of the stack that is refused.
struct Case {
    what: &'static str,
    /// The part, and the options that the stack `dev` needs for it.
    args: &'static [&'static str],
    faults: &'static str,
    expected: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        what: "an account without IAM Identity Center",
        args: &["--target", "observability/grafana/main", "-C", r#"observability.grafana={version="10.4"}"#],
        faults: r#"[{"kind": "handler", "service": "cloudcontrolapi", "operation": "CreateResource", "first": 1,
            "code": "InvalidRequest", "message": "IAM Identity Center (AWS SSO) is not enabled in this account"}]"#,
        expected: &[
            "AWS::Grafana::Workspace::observability/grafana/main",
            "IAM Identity Center (AWS SSO) is not enabled",
        ],
    },
    Case {
        what: "a token that PagerDuty refuses",
        args: &[
            "--target",
            "on_call/main",
            "-C",
            r#"on_call={pagerduty={levels=[["PABC123"]], escalation_minutes=15, urgent_alarms=["health"]}}"#,
        ],
        faults: r#"[{"kind": "error", "service": "pagerduty", "status": 401}]"#,
        expected: &["saas:pagerduty/EscalationPolicy::on_call/main", "PagerDuty refuses the token: create a new one"],
    },
    Case {
        what: "a trail that exists",
        args: &["--target", "security/trail"],
        faults: r#"[{"kind": "handler", "service": "cloudcontrolapi", "operation": "CreateResource", "first": 1,
            "code": "AlreadyExists", "message": "Trail luneo-dev already exists for customer: 111122223333"}]"#,
        expected: &["AWS::CloudTrail::Trail::security/trail/main", "Trail luneo-dev already exists", "import"],
    },
    Case {
        what: "an account that may not change the password policy",
        args: &["--target", "security/account"],
        faults: r#"[{"kind": "error", "service": "iam", "operation": "UpdateAccountPasswordPolicy", "status": 403,
            "code": "AccessDenied", "message": "is not authorized to perform: iam:UpdateAccountPasswordPolicy"}]"#,
        expected: &["aws:iam/AccountPasswordPolicy::security/account/passwords", "iam:UpdateAccountPasswordPolicy"],
    },
];

fn up(world: &World, case: &Case) -> CommandOutput {
    let args = [&["up", "dev", "--yes", "--target-dependencies"], case.args].concat();
    world.run(&args)
}

#[test]
fn what_is_refused_is_named_with_the_reason_and_the_next_run_continues() {
    let world = World::new();
    for case in CASES {
        world.set_faults(case.faults);
        let output = up(&world, case);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(output.code.is_some_and(|code| code != 0), "{}:\n{text}", case.what);
        for said in case.expected {
            assert!(text.contains(said), "{}: `{said}` is not in\n{text}", case.what);
        }
        world.set_faults("[]");
        up(&world, case).expect(0);
    }
}
