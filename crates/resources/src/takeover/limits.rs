//! What limits the region: the quota of its instances, and the permissions of the caller.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use archipel_engine::resource::{ErrorKind, Result};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat};
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, PolicyEvaluationDecisionType};

use super::Checked;
use crate::aws::{Aws, SdkResultExt as _};

/// How old the usage may be: AWS's own alarms on quotas look at its maximum of five minutes.
const FRESH: Duration = Duration::from_secs(1800);
/// The services whose control plane is in one region for all.
const GLOBAL: (&[&str], &str) = (&["iam", "route53"], "us-east-1");

/// Compares the quota with what runs in the region. CloudWatch has both: the usage of a quota is a metric, and
/// `SERVICE_QUOTA` is the quota of such a metric. Source: CloudWatch user guide, "Visualizing your service quotas and
/// setting alarms"; for the metric, its dimensions and its statistic the member `UsageMetric` of the quotas, as
/// `service-quotas get-aws-default-service-quota` answers it (AWS CLI user guide, "Service Quotas examples").
pub(super) async fn instances(aws: &Aws, class: &str, needs: u32) -> Result<Checked> {
    let dimension = |name: &str, value: &str| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace("AWS/Usage")
        .metric_name("ResourceCount")
        .dimensions(dimension("Service", "EC2"))
        .dimensions(dimension("Resource", "vCPU"))
        .dimensions(dimension("Type", "Resource"))
        .dimensions(dimension("Class", class));
    let used = MetricStat::builder().metric(metric.build()).period(300).stat("Maximum").build();
    let used = MetricDataQuery::builder().id("used").metric_stat(used).build();
    let quota = MetricDataQuery::builder().id("quota").expression("SERVICE_QUOTA(used)").build();
    let now = SystemTime::now();
    let call = aws.cloudwatch().get_metric_data().metric_data_queries(used).metric_data_queries(quota);
    let call = call.start_time(DateTime::from(now - FRESH)).end_time(DateTime::from(now + Duration::from_secs(60)));
    let found = call.send().await.into_provider_result(aws.region())?;
    let greatest = |id: &str| {
        let results = found.metric_data_results().iter().filter(|result| result.id() == Some(id));
        results.flat_map(MetricDataResult::values).copied().max_by(f64::total_cmp)
    };
    let Some((used, quota)) = greatest("used").zip(greatest("quota")) else {
        return Ok(Checked::unknown(format!(
            "CloudWatch has no usage of the quota of {class} instances: nothing of the kind runs there"
        )));
    };
    if quota < f64::from(needs) {
        return Ok(Checked::refused(format!(
            "its quota of {class} instances is {quota} vCPUs, and the load needs {needs}: raise it with `aws service-quotas \
             request-service-quota-increase --service-code ec2 --quota-code {} --desired-value {needs} --region {}`",
            code(class),
            aws.region()
        )));
    }
    Ok(Checked::fine(format!("{used} of {quota} vCPUs in use, {needs} needed")))
}

/// The code of a quota of instances. Their names: "Running On-Demand G and VT instances", "All G and VT Spot Instance Requests",
/// "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests" and "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z)
/// instances". Source: answers of `service-quotas list-service-quotas` for `ec2`, whose `UsageMetric` has the same class.
fn code(class: &str) -> &'static str {
    match class {
        "G/OnDemand" => "L-DB2E81BA",
        "G/Spot" => "L-3819A6DF",
        "Standard/Spot" => "L-34B43A08",
        _ => "L-1216C47A",
    }
}

/// The region of an action: that of its service, if it has one for all.
fn region_of<'a>(action: &str, region: &'a str) -> &'a str {
    let service = action.split(':').next().unwrap_or_default();
    if GLOBAL.0.contains(&service) { GLOBAL.1 } else { region }
}

/// Asks IAM whether the policies of the caller allow the actions, called in the region. Source: IAM API reference,
/// `SimulatePrincipalPolicy` and `EvaluationResult`. The ARN is that of a user or a role, and not of a session. The answer has one
/// result for each action, the most restrictive one of all resources. It comes from the policies of the identity, its permissions
/// boundary, and the service control policies of the organization with their conditions. It does not know the policy of a
/// session, and resource policies are evaluated for users only.
pub(super) async fn permissions(aws: &Aws, actions: &[(String, String)]) -> Result<Checked> {
    let caller = aws.sts().get_caller_identity().send().await.into_provider_result(aws.region())?;
    let caller = caller.arn().unwrap_or_default().to_owned();
    let principal = match principal(&caller) {
        Principal::Root => return Ok(Checked::fine("the root user of the account")),
        Principal::User => caller.clone(),
        Principal::Role(name) => {
            let role = aws.iam().get_role().role_name(name).send().await.into_provider_result(aws.region());
            match role {
                Ok(role) => role.role().map(|role| role.arn().to_owned()).unwrap_or_default(),
                Err(error) => return Ok(unknown(&error)),
            }
        }
        Principal::Other => return Ok(Checked::unknown(format!("{caller} is neither a user nor a role"))),
    };
    let mut refused = BTreeSet::new();
    for ((region, resource), actions) in grouped(actions, aws.region()) {
        let requested = ContextEntry::builder()
            .context_key_name("aws:RequestedRegion")
            .context_key_type(ContextKeyTypeEnum::String)
            .context_key_values(region);
        let call = aws.iam().simulate_principal_policy().policy_source_arn(&principal).resource_arns(resource);
        let call = call.set_action_names(Some(actions)).context_entries(requested.build());
        let found = match call.send().await.into_provider_result(aws.region()) {
            Ok(found) => found,
            Err(error) => return Ok(unknown(&error)),
        };
        let results = found.evaluation_results.unwrap_or_default().into_iter();
        let denied = results.filter(|one| *one.eval_decision() != PolicyEvaluationDecisionType::Allowed);
        refused.extend(denied.map(|one| {
            let organization = one.organizations_decision_detail.as_ref();
            let by_organization = organization.is_some_and(|detail| !detail.allowed_by_organizations());
            let by = if by_organization { " (by a service control policy)" } else { "" };
            format!("{}{by}", one.eval_action_name)
        }));
    }
    if refused.is_empty() {
        return Ok(Checked::fine(format!("{principal} may move the roles")));
    }
    let actions: Vec<String> = refused.into_iter().collect();
    Ok(Checked::refused(format!("{principal} may not call {} there: allow it in its policies", actions.join(", "))))
}

/// IAM cannot be asked: it has one region for all, which may be the lost one, and the caller may lack the permission.
fn unknown(error: &archipel_engine::resource::ProviderError) -> Checked {
    let why =
        if error.kind == ErrorKind::Denied { "the caller may not ask IAM for them" } else { "IAM does not answer" };
    Checked::unknown(format!("{why}: {}", error.message))
}

/// The actions by the region of the call and the resource: one question each.
fn grouped(actions: &[(String, String)], region: &str) -> BTreeMap<(String, String), Vec<String>> {
    let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (action, resource) in actions {
        all.entry((region_of(action, region).to_owned(), resource.clone())).or_default().push(action.clone());
    }
    all
}

#[derive(Debug, PartialEq)]
enum Principal<'a> {
    Root,
    User,
    /// The name of the role of a session.
    Role(&'a str),
    Other,
}

/// What an ARN of `GetCallerIdentity` is.
fn principal(arn: &str) -> Principal<'_> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    match resource.split('/').collect::<Vec<_>>()[..] {
        ["root"] => Principal::Root,
        ["user", ..] => Principal::User,
        ["assumed-role", role, _] => Principal::Role(role),
        _ => Principal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_principal_of_a_session_is_its_role() {
        assert_eq!(principal("arn:aws:sts::111122223333:assumed-role/apply/run-1"), Principal::Role("apply"));
        assert_eq!(principal("arn:aws:iam::111122223333:user/team/anna"), Principal::User);
        assert_eq!(principal("arn:aws:iam::111122223333:root"), Principal::Root);
        assert_eq!(principal("arn:aws:sts::111122223333:federated-user/anna"), Principal::Other);
    }

    #[test]
    fn an_action_is_asked_for_in_the_region_of_its_service() {
        assert_eq!(region_of("rds:SwitchoverGlobalCluster", "eu-west-1"), "eu-west-1");
        assert_eq!(region_of("route53:UpdateHealthCheck", "eu-west-1"), "us-east-1");
    }
}
