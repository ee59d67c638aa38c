//! Messages about high costs of the stack, by budgets, and about unusual ones, by Cost Anomaly Detection.

use archipel::aws::ce::{CostAllocationTag, CostAllocationTagArgs};
use archipel::prelude::*;
use serde_json::json;

use crate::aws::budgets::budget::Subscriber as BudgetSubscriber;
use crate::aws::budgets::budget::{BudgetData, Notification, NotificationWithSubscribers, Spend};
use crate::aws::budgets::{Budget, BudgetArgs};
use crate::aws::ce::anomaly_monitor::MonitorType;
use crate::aws::ce::anomaly_subscription::{Frequency, Subscriber, Type};
use crate::aws::ce::{AnomalyMonitor, AnomalyMonitorArgs, AnomalySubscription, AnomalySubscriptionArgs};
use crate::config;
use crate::sections::Foundation;

/// The region of the billing services.
const BILLING: &str = "us-east-1";

/// The tag by which the bill is divided. It must be active as a cost allocation tag in the account that pays: see [`config::Costs::activate_tag`].
const TAG: &str = "Environment";

/// What watches the costs.
pub struct Costs;

impl Costs {
    /// Declares the budgets of the stack and of single services, the monitor of its costs, and who hears of them.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Costs) -> Self {
        let context = foundation.contexts.primary;
        let scope = &context.scope.in_region(BILLING).component("costs");
        let name = context.stack_prefix();
        let topic = foundation.alarms.topic(BILLING);
        if settings.activate_tag {
            // The other stacks of the account have the tag too.
            let retained = Options::new().retain_on_delete(true);
            CostAllocationTag::with_options(scope, "environment", CostAllocationTagArgs::new(TAG), retained);
        }
        budget(scope, "all", &name, settings.expected_total(), None, &topic, settings);
        for (service, usd) in &settings.services {
            let short = service.to_lowercase().replace(' ', "-");
            budget(scope, &short, &format!("{name}-{short}"), *usd, Some(service), &topic, settings);
        }
        let specification = json!({ "Tags": { "Key": TAG, "Values": [scope.stack().name()] } });
        let args = AnomalyMonitorArgs::new(&name, MonitorType::Custom);
        let monitor = AnomalyMonitor::new(scope, "stack", args.monitor_specification(specification.to_string()));
        let threshold = json!({ "Dimensions": {
            "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
            "Values": [settings.unusual_usd.to_string()],
        } });
        let subscribe = |name: &str, frequency: Frequency, subscribers: Vec<Subscriber>| {
            let full = format!("{}-{name}", context.stack_prefix());
            let args = AnomalySubscriptionArgs::new(frequency, [monitor.monitor_arn()], subscribers, full);
            AnomalySubscription::new(scope, name, args.threshold_expression(threshold.to_string()));
        };
        // Topics hear of each anomaly at once, and e-mail addresses once a day.
        let topic = Subscriber::new(&topic, Type::Sns);
        subscribe("topic", Frequency::Immediate, vec![topic]);
        let mails = settings.subscribers.iter().map(|who| Subscriber::new(who, Type::Email));
        subscribe("mails", Frequency::Daily, mails.collect());
        Self
    }
}

/// The percentages of a budget at which a message is sent, of the actual and of the forecast costs.
const NOTIFICATIONS: [(&str, f64); 3] = [("ACTUAL", 80.0), ("ACTUAL", 100.0), ("FORECASTED", 110.0)];

/// A budget of the stack's costs, or of those of one service in it.
fn budget(
    scope: &Scope,
    name: &str,
    full: &str,
    usd: f64,
    service: Option<&String>,
    topic: &Output<Arn>,
    settings: &config::Costs,
) {
    let mut filters = json!({ "TagKeyValue": [format!("user:{TAG}${}", scope.stack().name())] });
    if let Some(service) = service {
        filters["Service"] = json!([service]);
    }
    let data =
        BudgetData::new("COST", "MONTHLY").budget_name(full).budget_limit(Spend::new(usd, "USD")).cost_filters(filters);
    let subscribers = || {
        let mails = settings.subscribers.iter().map(|who| BudgetSubscriber::new(who, "EMAIL"));
        mails.chain([BudgetSubscriber::new(topic, "SNS")]).collect::<Vec<_>>()
    };
    let notifications = NOTIFICATIONS.map(|(kind, percent)| {
        let notification = Notification::new("GREATER_THAN", kind, percent).threshold_type("PERCENTAGE");
        NotificationWithSubscribers::new(notification, subscribers())
    });
    Budget::new(scope, name, BudgetArgs::new(data).notifications_with_subscribers(notifications));
}
