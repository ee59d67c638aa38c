//! `AWS::Budgets::Budget`.
//!
//! Written by `schema add AWS::Budgets::Budget` from the schema c57629aa6ae56335263e38b621d0e38a.
//! Do not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Budgets::Budget
    pub struct Budget: "AWS::Budgets::Budget", BudgetArgs;
}

impl Budget {
    /// The attribute `Id`.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn id(&self) -> Output<String> {
        self.attribute_at(&["Id"])
    }
}

arguments! {
    /// The properties of [`Budget`].
    pub struct BudgetArgs;
}

impl BudgetArgs {
    /// With the required properties:
    ///
    /// - `budget`: `Budget`.
    #[track_caller]
    pub fn new(budget: impl IntoInput<Record<BudgetData>>) -> Self {
        Self(Fields::new()).set_property("Budget", budget)
    }

    /// `NotificationsWithSubscribers`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn notifications_with_subscribers(
        self,
        value: impl IntoInput<Vec<Record<NotificationWithSubscribers>>>,
    ) -> Self {
        self.set_property("NotificationsWithSubscribers", value)
    }

    /// `ResourceTags`.
    #[track_caller]
    pub fn resource_tags(self, value: impl IntoInput<Vec<Record<ResourceTag>>>) -> Self {
        self.set_property("ResourceTags", value)
    }
}

arguments! {
    /// `BudgetData`.
    pub struct BudgetData;
}

impl BudgetData {
    /// With the required properties:
    ///
    /// - `budget_type`: `BudgetType`.
    /// - `time_unit`: `TimeUnit`.
    #[track_caller]
    pub fn new(budget_type: impl IntoInput<String>, time_unit: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("BudgetType", budget_type).set_property("TimeUnit", time_unit)
    }

    /// `AutoAdjustData`.
    #[track_caller]
    pub fn auto_adjust_data(self, value: impl IntoInput<Record<AutoAdjustData>>) -> Self {
        self.set_property("AutoAdjustData", value)
    }

    /// `BillingViewArn`.
    #[track_caller]
    pub fn billing_view_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("BillingViewArn", value)
    }

    /// `BudgetLimit`.
    #[track_caller]
    pub fn budget_limit(self, value: impl IntoInput<Record<Spend>>) -> Self {
        self.set_property("BudgetLimit", value)
    }

    /// `BudgetName`.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn budget_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("BudgetName", value)
    }

    /// `CostFilters`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn cost_filters(self, value: impl AnyInput) -> Self {
        self.set_any_property("CostFilters", value)
    }

    /// `CostTypes`.
    #[track_caller]
    pub fn cost_types(self, value: impl IntoInput<Record<CostTypes>>) -> Self {
        self.set_property("CostTypes", value)
    }

    /// `FilterExpression`.
    #[track_caller]
    pub fn filter_expression(self, value: impl IntoInput<Record<Expression>>) -> Self {
        self.set_property("FilterExpression", value)
    }

    /// `Metrics`.
    #[track_caller]
    pub fn metrics(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Metrics", value)
    }

    /// `PlannedBudgetLimits`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn planned_budget_limits(self, value: impl AnyInput) -> Self {
        self.set_any_property("PlannedBudgetLimits", value)
    }

    /// `TimePeriod`.
    #[track_caller]
    pub fn time_period(self, value: impl IntoInput<Record<TimePeriod>>) -> Self {
        self.set_property("TimePeriod", value)
    }
}

arguments! {
    /// `AutoAdjustData`.
    pub struct AutoAdjustData;
}

impl AutoAdjustData {
    /// With the required properties:
    ///
    /// - `auto_adjust_type`: `AutoAdjustType`.
    #[track_caller]
    pub fn new(auto_adjust_type: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("AutoAdjustType", auto_adjust_type)
    }

    /// `HistoricalOptions`.
    #[track_caller]
    pub fn historical_options(self, value: impl IntoInput<Record<HistoricalOptions>>) -> Self {
        self.set_property("HistoricalOptions", value)
    }
}

arguments! {
    /// `HistoricalOptions`.
    pub struct HistoricalOptions;
}

impl HistoricalOptions {
    /// With the required properties:
    ///
    /// - `budget_adjustment_period`: `BudgetAdjustmentPeriod`.
    #[track_caller]
    pub fn new(budget_adjustment_period: impl IntoInput<i64>) -> Self {
        Self(Fields::new()).set_property("BudgetAdjustmentPeriod", budget_adjustment_period)
    }
}

arguments! {
    /// `Spend`.
    pub struct Spend;
}

impl Spend {
    /// With the required properties:
    ///
    /// - `amount`: `Amount`.
    /// - `unit`: `Unit`.
    #[track_caller]
    pub fn new(amount: impl IntoInput<f64>, unit: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Amount", amount).set_property("Unit", unit)
    }
}

arguments! {
    /// `CostTypes`.
    pub struct CostTypes;
}

impl CostTypes {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `IncludeCredit`.
    #[track_caller]
    pub fn include_credit(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeCredit", value)
    }

    /// `IncludeDiscount`.
    #[track_caller]
    pub fn include_discount(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeDiscount", value)
    }

    /// `IncludeOtherSubscription`.
    #[track_caller]
    pub fn include_other_subscription(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeOtherSubscription", value)
    }

    /// `IncludeRecurring`.
    #[track_caller]
    pub fn include_recurring(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeRecurring", value)
    }

    /// `IncludeRefund`.
    #[track_caller]
    pub fn include_refund(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeRefund", value)
    }

    /// `IncludeSubscription`.
    #[track_caller]
    pub fn include_subscription(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeSubscription", value)
    }

    /// `IncludeSupport`.
    #[track_caller]
    pub fn include_support(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeSupport", value)
    }

    /// `IncludeTax`.
    #[track_caller]
    pub fn include_tax(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeTax", value)
    }

    /// `IncludeUpfront`.
    #[track_caller]
    pub fn include_upfront(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("IncludeUpfront", value)
    }

    /// `UseAmortized`.
    #[track_caller]
    pub fn use_amortized(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UseAmortized", value)
    }

    /// `UseBlended`.
    #[track_caller]
    pub fn use_blended(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UseBlended", value)
    }
}

arguments! {
    /// `Expression`.
    pub struct Expression;
}

impl Expression {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `And`.
    #[track_caller]
    pub fn and(self, value: impl IntoInput<Vec<Record<Expression>>>) -> Self {
        self.set_property("And", value)
    }

    /// `CostCategories`.
    #[track_caller]
    pub fn cost_categories(self, value: impl IntoInput<Record<CostCategoryValues>>) -> Self {
        self.set_property("CostCategories", value)
    }

    /// `Dimensions`.
    #[track_caller]
    pub fn dimensions(self, value: impl IntoInput<Record<ExpressionDimensionValues>>) -> Self {
        self.set_property("Dimensions", value)
    }

    /// `Not`.
    #[track_caller]
    pub fn not(self, value: impl IntoInput<Record<Expression>>) -> Self {
        self.set_property("Not", value)
    }

    /// `Or`.
    #[track_caller]
    pub fn or(self, value: impl IntoInput<Vec<Record<Expression>>>) -> Self {
        self.set_property("Or", value)
    }

    /// `Tags`.
    #[track_caller]
    pub fn tags(self, value: impl IntoInput<Record<TagValues>>) -> Self {
        self.set_property("Tags", value)
    }
}

arguments! {
    /// `CostCategoryValues`.
    pub struct CostCategoryValues;
}

impl CostCategoryValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Key`.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// `MatchOptions`.
    #[track_caller]
    pub fn match_options(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("MatchOptions", value)
    }

    /// `Values`.
    #[track_caller]
    pub fn values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Values", value)
    }
}

arguments! {
    /// `ExpressionDimensionValues`.
    pub struct ExpressionDimensionValues;
}

impl ExpressionDimensionValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Key`.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// `MatchOptions`.
    #[track_caller]
    pub fn match_options(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("MatchOptions", value)
    }

    /// `Values`.
    #[track_caller]
    pub fn values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Values", value)
    }
}

arguments! {
    /// `TagValues`.
    pub struct TagValues;
}

impl TagValues {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `Key`.
    #[track_caller]
    pub fn key(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Key", value)
    }

    /// `MatchOptions`.
    #[track_caller]
    pub fn match_options(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("MatchOptions", value)
    }

    /// `Values`.
    #[track_caller]
    pub fn values(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Values", value)
    }
}

arguments! {
    /// `TimePeriod`.
    pub struct TimePeriod;
}

impl TimePeriod {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// `End`.
    #[track_caller]
    pub fn end(self, value: impl IntoInput<String>) -> Self {
        self.set_property("End", value)
    }

    /// `Start`.
    #[track_caller]
    pub fn start(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Start", value)
    }
}

arguments! {
    /// `NotificationWithSubscribers`.
    pub struct NotificationWithSubscribers;
}

impl NotificationWithSubscribers {
    /// With the required properties:
    ///
    /// - `notification`: `Notification`.
    /// - `subscribers`: `Subscribers`.
    #[track_caller]
    pub fn new(
        notification: impl IntoInput<Record<Notification>>,
        subscribers: impl IntoInput<Vec<Record<Subscriber>>>,
    ) -> Self {
        Self(Fields::new()).set_property("Notification", notification).set_property("Subscribers", subscribers)
    }
}

arguments! {
    /// `Notification`.
    pub struct Notification;
}

impl Notification {
    /// With the required properties:
    ///
    /// - `comparison_operator`: `ComparisonOperator`.
    /// - `notification_type`: `NotificationType`.
    /// - `threshold`: `Threshold`. Constraints: value 0.1 to 1000000000.
    #[track_caller]
    pub fn new(
        comparison_operator: impl IntoInput<String>,
        notification_type: impl IntoInput<String>,
        threshold: impl IntoInput<f64>,
    ) -> Self {
        Self(Fields::new())
            .set_property("ComparisonOperator", comparison_operator)
            .set_property("NotificationType", notification_type)
            .set_property("Threshold", threshold)
    }

    /// `ThresholdType`.
    #[track_caller]
    pub fn threshold_type(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ThresholdType", value)
    }
}

arguments! {
    /// `Subscriber`.
    pub struct Subscriber;
}

impl Subscriber {
    /// With the required properties:
    ///
    /// - `address`: `Address`.
    /// - `subscription_type`: `SubscriptionType`.
    #[track_caller]
    pub fn new(address: impl IntoInput<String>, subscription_type: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Address", address).set_property("SubscriptionType", subscription_type)
    }
}

arguments! {
    /// `ResourceTag`.
    pub struct ResourceTag;
}

impl ResourceTag {
    /// With the required properties:
    ///
    /// - `key`: `Key`.
    #[track_caller]
    pub fn new(key: impl IntoInput<String>) -> Self {
        Self(Fields::new()).set_property("Key", key)
    }

    /// `Value`.
    #[track_caller]
    pub fn value(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Value", value)
    }
}
