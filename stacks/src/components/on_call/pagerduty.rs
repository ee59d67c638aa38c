//! The service in PagerDuty, and how alerts and alarms reach it.

use archipel::aws::kms::*;
use archipel::aws::secretsmanager::*;
use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;
use archipel::saas::pagerduty::*;

use crate::components::RegionContext;
use crate::components::statements::by_account;
use crate::config;
use crate::sections::Foundation;

const ALERT_MANAGER: &str = "aps.amazonaws.com";

/// The name of the secret with the key of a region's alert manager.
fn secret_name(context: &RegionContext) -> String {
    let stack = context.scope.stack();
    format!("{}/{}/on-call/pagerduty", stack.project(), stack.name())
}

/// The ARN by which the alert manager finds the secret: without the random end, so that the routes depend on the name only, and
/// not on this section.
pub(in crate::components) fn secret_arn(context: &RegionContext) -> Output<String> {
    let (region, account) = (context.scope.region(), &context.account);
    output_format!("arn:aws:secretsmanager:{region}:{account}:secret:{}", secret_name(context))
}

/// Declares the service, and its integrations in both regions.
pub(super) fn declare(scope: &Scope, foundation: &Foundation<'_>, settings: &config::PagerDuty) {
    let name = foundation.contexts.primary.stack_prefix();
    let levels =
        settings.levels.iter().map(|users| EscalationLevelArgs::new(settings.escalation_minutes).users(users.clone()));
    let args = EscalationPolicyArgs::new(&name, levels.collect::<Vec<_>>()).repeat(2);
    let policy = EscalationPolicy::new(scope, "main", args.description("Managed by Archipel"));
    // CloudWatch's alarms have no severity, which PagerDuty takes as critical.
    let args = ServiceArgs::new(&name, policy.id()).description("Managed by Archipel").urgency(Urgency::SeverityBased);
    let service = Service::new(scope, "main", args);
    for context in foundation.contexts {
        let region = context.scope.region();
        let integration = |name: &str, kind: IntegrationKind| {
            let args = IntegrationArgs::new(service.id(), format!("{name} in {region}"), kind);
            Integration::new(scope, format!("{name}-{region}"), args)
        };
        let scope = &context.scope.component("on_call").component("pagerduty");
        alerts(scope, context, foundation, &integration("alerts", IntegrationKind::EventsV2));
        let alarms = integration("alarms", IntegrationKind::CloudWatch);
        let prefixes = settings.urgent_alarms.iter().map(|name| format!("{}-{name}", context.prefix()));
        subscribe(scope, &foundation.alarms.topic(region), &alarms, &prefixes.collect::<Vec<_>>());
    }
}

/// Stores the key of the integration in a secret that the alert manager of the region may read. It needs a key whose policy
/// names it: the user guide of Amazon Managed Service for Prometheus, "Use PagerDuty as an alert receiver".
fn alerts(scope: &Scope, context: &RegionContext, foundation: &Foundation<'_>, integration: &Integration) {
    let account = &context.account;
    let by_alert_manager = |action: &str| {
        let statement = Statement::allow(action).principal(Principal::Service, ALERT_MANAGER);
        statement.sid("AlertManager").on("*").when("StringEquals", "aws:SourceAccount", account)
    };
    let policy = Policy::new([by_account(account), by_alert_manager("kms:Decrypt")]);
    let args = KeyArgs::default()
        .description(format!("{}: key of PagerDuty", context.prefix()))
        .multi_region(false)
        .enable_key_rotation(true)
        .deletion_window_in_days(foundation.config.keys.deletion_window_days)
        .policy(policy);
    let key = Key::new(scope, "main", args);
    let args = SecretArgs::new(secret_name(context))
        .description("The key with which the alert manager sends alerts to PagerDuty")
        .kms_key_id(key.arn())
        .recovery_window_in_days(foundation.config.secrets.recovery_window_days);
    let secret = Secret::new(scope, "main", args);
    let value = json!({ "routing_key": integration.key() });
    SecretValue::new(scope, "main", SecretValueArgs::new(secret.arn(), value));
    let policy = Policy::new([by_alert_manager("secretsmanager:GetSecretValue")]);
    ResourcePolicy::new(scope, "main", ResourcePolicyArgs::new(secret.arn(), policy));
}

/// Delivers the alarms with these names to PagerDuty. Other messages of the topic are not alarms, and are not urgent.
///
/// By Cloud Control, because the address has the key, and a secret cannot be a part of what names a resource, as it is of the
/// native type.
fn subscribe(scope: &Scope, topic: &Output<Arn>, integration: &Integration, prefixes: &[String]) {
    let names: Vec<_> = prefixes.iter().map(|prefix| json!({ "prefix": prefix })).collect();
    let properties = json!({
        "TopicArn": topic,
        "Protocol": "https",
        "Endpoint": output_format!("https://events.pagerduty.com/integration/{}/enqueue", integration.key()),
        "FilterPolicy": { "AlarmName": names },
        "FilterPolicyScope": "MessageBody",
    });
    CloudControl::new(scope, "alarms", "AWS::SNS::Subscription", properties);
}
