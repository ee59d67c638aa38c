//! Policies: rules that every plan must satisfy, and some common ones.

pub mod cis;

use std::sync::Arc;

pub use archipel_engine::policy::{Enforcement, Planned, Subject, Violation};

use archipel_engine::Value;
use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;

use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::program::catching;
use crate::render::Reporter;
use crate::render::text::named;

type Rule = dyn Fn(&Planned<'_>) -> Vec<Violation> + Send + Sync;

/// A rule and its name.
#[derive(Clone)]
pub(crate) struct Policy {
    name: String,
    rule: Arc<Rule>,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Policy").field(&self.name).finish()
    }
}

impl Policy {
    pub(crate) fn new(
        name: impl Into<String>,
        rule: impl Fn(&Planned<'_>) -> Vec<Violation> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), rule: Arc::new(rule) }
    }
}

/// Evaluates every policy on a plan. Advisory violations are warnings; mandatory ones are errors.
pub(crate) fn check(policies: &[Policy], prepared: &Prepared, reporter: &Reporter) -> Result<()> {
    let program = prepared.program.as_deref();
    let planned = Planned { plan: &prepared.plan, program, snapshot: &prepared.snapshot };
    evaluate(policies, &planned, reporter)
}

/// Evaluates every policy on any plan, such as that of a later wave.
pub(crate) fn evaluate(policies: &[Policy], planned: &Planned<'_>, reporter: &Reporter) -> Result<()> {
    let program = planned.program;
    let mut failures = Vec::new();
    for policy in policies {
        let mut violations = match catching(|| (policy.rule)(planned)) {
            Ok(violations) => violations,
            Err(panicked) => {
                failures.push(panicked.why(format!("in the policy `{}`", policy.name)).exit(Exit::Violated));
                continue;
            }
        };
        violations.sort();
        for Violation { enforcement, urn, message } in violations {
            let line = urn
                .as_ref()
                .and_then(|urn| program?.nodes.iter().find(|node| node.urn == *urn).map(|node| node.at.to_string()));
            match enforcement {
                Enforcement::Advisory => {
                    let place = urn.iter().map(named).chain(line).collect::<Vec<_>>().join(", ");
                    let place = if place.is_empty() { place } else { format!(" ({place})") };
                    reporter.notice(Level::Warning, format!("policy `{}`: {message}{place}", policy.name));
                }
                Enforcement::Mandatory => {
                    let mut failure = Failure::new(format!("policy `{}`: {message}", policy.name)).exit(Exit::Violated);
                    for at in line.into_iter().chain(urn.map(|urn| urn.to_string())) {
                        failure = failure.at(at);
                    }
                    failures.push(failure);
                }
            }
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// Forbids security group rules that are open to the whole internet, except on these ports.
///
/// ```no_run
/// # let _: std::process::ExitCode =
/// archipel_cli::App::new("luneo")
///     .policy("closed ports", archipel_cli::policy::closed_to_the_world(&[443]))
///     .run()
/// # ;
/// ```
pub fn closed_to_the_world(except: &[i64]) -> impl Fn(&Planned<'_>) -> Vec<Violation> + Send + Sync + 'static {
    let except = except.to_vec();
    move |planned| {
        let ingress = planned.of_type("aws:ec2/SecurityGroupRule").filter(|rule| {
            let from_everywhere = |name: &str, all: &str| rule.inputs.field(name).as_str() == Some(all);
            rule.inputs.field("direction").as_str() == Some("ingress")
                && (from_everywhere("cidr_ipv4", "0.0.0.0/0") || from_everywhere("cidr_ipv6", "::/0"))
        });
        ingress
            .filter_map(|rule| {
                let port = |name: &str| match rule.inputs.field(name) {
                    Value::Int(port) => Some(*port),
                    _ => None,
                };
                match (port("from_port"), port("to_port")) {
                    (Some(from), Some(to)) if from == to && except.contains(&from) => None,
                    (Some(from), Some(to)) if from == to => {
                        Some(Violation::mandatory(rule.urn, format!("port {from} is open to the whole world")))
                    }
                    (Some(from), Some(to)) => {
                        let what = format!("the ports {from} to {to} are open to the whole world");
                        Some(Violation::mandatory(rule.urn, what))
                    }
                    _ => Some(Violation::mandatory(rule.urn, "every port is open to the whole world")),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use archipel_engine::plan::Plan;
    use archipel_engine::resource::Id;
    use archipel_engine::state::{Record, RecordKey, Snapshot};
    use archipel_engine::{Environment, Urn};
    use serde_json::json;

    use super::*;

    /// The violations of a state with these rules and an empty plan.
    fn violations(rules: &[serde_json::Value]) -> Vec<String> {
        let record = |(number, inputs): (usize, &serde_json::Value)| -> Record {
            let urn = format!("eu-west-1::aws:ec2/SecurityGroupRule::rule-{number}");
            serde_json::from_value(json!({
                "key": RecordKey { urn: Urn::parse(&urn).unwrap(), revision: 1 },
                "place": Environment { region: "eu-west-1".into(), account: None },
                "id": Id::new("sgr-1"), "phase": "live", "inputs": inputs, "outputs": null, "dependencies": [],
                "protect": false, "retain": false, "created": 0, "modified": 0,
            }))
            .unwrap()
        };
        let records = rules.iter().enumerate().map(record).map(|record| (record.key.clone(), Arc::new(record)));
        let snapshot = Snapshot { records: records.collect(), ..Snapshot::default() };
        let plan: Plan = serde_json::from_value(json!({
            "project": "p", "stack": "s", "lineage": "", "serial": 0, "steps": [], "unchanged": 0,
            "outputs": BTreeMap::<String, String>::new(), "warnings": [],
        }))
        .unwrap();
        let planned = Planned { plan: &plan, program: None, snapshot: &snapshot };
        closed_to_the_world(&[443])(&planned).into_iter().map(|violation| violation.message).collect()
    }

    #[test]
    fn only_the_excepted_ports_may_be_open_to_the_world() {
        let rule = |direction: &str, cidr: &str, from: i64, to: i64| json!({"direction": direction, "cidr_ipv4": cidr, "from_port": from, "to_port": to});
        assert_eq!(violations(&[rule("ingress", "0.0.0.0/0", 443, 443)]), [""; 0]);
        assert_eq!(violations(&[rule("egress", "0.0.0.0/0", 22, 22)]), [""; 0]);
        assert_eq!(violations(&[rule("ingress", "10.0.0.0/8", 22, 22)]), [""; 0]);
        assert_eq!(violations(&[rule("ingress", "0.0.0.0/0", 22, 22)]), ["port 22 is open to the whole world"]);
        assert_eq!(
            violations(&[rule("ingress", "0.0.0.0/0", 443, 8443)]),
            ["the ports 443 to 8443 are open to the whole world"]
        );
        assert_eq!(
            violations(&[json!({"direction": "ingress", "cidr_ipv6": "::/0"})]),
            ["every port is open to the whole world"]
        );
    }
}
