//! `aws:elbv2/ListenerRule`: a rule of a listener.

use archipel_engine::equivalence;
use aws_sdk_elasticloadbalancingv2::types::{
    self as sdk, HostHeaderConditionConfig, HttpHeaderConditionConfig, HttpRequestMethodConditionConfig,
    PathPatternConditionConfig, QueryStringConditionConfig, QueryStringKeyValuePair, RuleCondition, RulePriorityPair,
    SourceIpConditionConfig,
};

use super::action::ActionProps;
use super::common::{lookup_by_arn, update_tags};
use crate::prelude::*;

/// The tag that records `ignore_weights` and the initial weights, for which the API has no setting.
const IGNORE_TAG: &str = "archipel:ignored-weights";

/// The properties of a rule.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ListenerRuleProps {
    /// The listener.
    #[arg(replace = "a rule stays with its listener")]
    pub listener_arn: Arn,
    /// The priority, 1 to 50,000, unique in the listener. The rule with the lowest number applies first.
    #[arg(range = 1..=50000)]
    pub priority: u32,
    /// The condition.
    pub condition: ConditionProps,
    /// The action.
    pub action: ActionProps,
    /// Whether another controller manages the weights once the rule exists, such as that of a canary deployment. They
    /// are then neither compared nor updated.
    #[arg(default = false)]
    pub ignore_weights: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A condition on requests: all of its parts must match.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[args(Condition)]
pub struct ConditionProps {
    /// The host matches one of these; `*` and `?` are wildcards.
    #[arg(equivalence = equivalence::ANY_CASE, set)]
    pub hosts: Vec<String>,
    /// The path matches one of these; `*` and `?` are wildcards.
    #[arg(set)]
    pub paths: Vec<String>,
    /// All of these headers match.
    #[arg(set)]
    pub headers: Vec<HeaderConditionProps>,
    /// The method is one of these: `GET`.
    #[arg(set)]
    pub methods: Vec<String>,
    /// The address of the client, or of the proxy before the load balancer, is in one of these ranges of IPv4 or IPv6.
    #[arg(equivalence = equivalence::CIDR, set)]
    pub source_ips: Vec<String>,
    /// The query has one of these parameters.
    #[arg(set)]
    pub queries: Vec<QueryConditionProps>,
}

/// A parameter of a query.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(QueryCondition)]
pub struct QueryConditionProps {
    /// The name. Without one, a parameter of any name matches.
    pub key: Option<String>,
    /// The value; `*` and `?` are wildcards.
    pub value: String,
}

/// A condition on a header.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(HeaderCondition)]
pub struct HeaderConditionProps {
    /// The name of the header.
    #[arg(equivalence = equivalence::ANY_CASE)]
    pub name: String,
    /// The value matches one of these; `*` and `?` are wildcards.
    #[arg(required, set)]
    pub values: Vec<String>,
}

/// A rule of a listener (`CreateRule`).
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html>
#[resource("aws:elbv2/ListenerRule", props = ListenerRuleProps)]
pub struct ListenerRule {
    /// The ARN.
    pub arn: Arn,
}

impl Resource for ListenerRule {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_lb_listener_rule", "{arn}"), ("aws_alb_listener_rule", "{arn}")])
            .unique(&[&["listener_arn", "priority"]])
    }

    fn check(props: &ListenerRuleProps) -> Vec<String> {
        let condition = &props.condition;
        let headers = condition.headers.iter().map(|header| header.values.len()).sum::<usize>();
        let others = condition.methods.len() + condition.source_ips.len() + condition.queries.len();
        let values = condition.hosts.len() + condition.paths.len() + headers + others;
        let range = condition.source_ips.iter().find(|range| range.parse::<ipnet::IpNet>().is_err());
        violations! {
            after props.action.check("action");
            condition == &ConditionProps::default() =>
                "`condition` is empty: a rule has one at least";
            range.is_some() =>
                "`condition.source_ips` has `{}`, which is not a range such as 198.51.100.0/24", text(range.map(String::as_str));
            values > 5 => "`condition` has {values} values: ELB takes up to 5 in a rule";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ListenerRuleProps) -> Result<Self::Attrs> {
        props.action.refuse_without_secret(None)?;
        create_named(cx, props, || async {
            let api = cx.api().elbv2();
            let call = api
                .create_rule()
                .listener_arn(props.listener_arn.as_str())
                .priority(number(props.priority))
                .set_conditions(Some(conditions(&props.condition)))
                .set_actions(Some(props.action.to_sdk(None)))
                .set_tags(Some(create_tags(cx, &with_mark(props))));
            let response = send!(cx, call)?;
            let id = id_in(response.rules().first().and_then(|made| made.rule_arn()))?;
            let attrs = ListenerRuleAttrs { arn: Arn::new(id.as_str()) };
            Ok((id, Some(attrs)))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (elb, arn, new) = (cx.api().elbv2(), id.as_str(), &change.new);
        if change.has("priority") {
            let pair = RulePriorityPair::builder().rule_arn(arn).priority(number(new.priority)).build();
            retry!(cx, &[], elb.set_rule_priorities().rule_priorities(pair))?;
        }
        if change.has("condition") || change.has("action") {
            let old = Some(&change.old.action);
            new.action.refuse_without_secret(old)?;
            cx.eventually(&[], || async {
                let rule = describe_one::<ListenerRule>(cx, id).await?;
                crate::aws::keep_unmanaged(&rule.as_ref().map(|rule| unmanaged(rule, &())).unwrap_or_default())?;
                let there = match (new.ignore_weights, rule) {
                    (true, Some(rule)) => Some(ActionProps::from_sdk(rule.actions())?),
                    _ => None,
                };
                let action = there.map_or_else(|| new.action.clone(), |there| new.action.with_weights_of(&there));
                let call = elb.modify_rule().rule_arn(arn).set_conditions(Some(conditions(&new.condition)));
                not_found_as_retryable(send!(cx, call.set_actions(Some(action.to_sdk(old)))))
            })
            .await?;
        }
        update_tags(cx, id, &with_mark(&change.old), &with_mark(new)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().elbv2().delete_rule().rule_arn(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

lookup_by_arn! {
    ListenerRule: sdk::Rule { rule_arn, describe_rules / set_rule_arns => rules },
    "rule" keyed |props| format!("{}|{}", props.listener_arn, props.priority),
    list: |cx| {
        let mut all = Vec::new();
        for listener in <super::Listener as NaturalKey>::list(cx).await? {
            all.extend(list_pages!(cx, cx.api().elbv2().describe_rules().listener_arn(listener.as_str()), rules)?);
        }
        Ok(all)
    },
    find: |cx, props| {
        let call = cx.api().elbv2().describe_rules().listener_arn(props.listener_arn.as_str());
        let all = optional(list_pages!(cx, call, rules))?.unwrap_or_default();
        let priority = props.priority.to_string();
        Ok(all.into_iter().find(|rule| rule.priority() == Some(priority.as_str())))
    };
    unmanaged: unmanaged,
    state: state,
}

fn unmanaged(rule: &sdk::Rule, (): &()) -> Vec<String> {
    let conditions = rule.conditions();
    let any = |is_set: fn(&RuleCondition) -> bool| conditions.iter().any(is_set);
    let by_expression = any(|one| !one.regex_values().is_empty())
        || any(|one| one.host_header_config().is_some_and(|config| !config.regex_values().is_empty()))
        || any(|one| one.path_pattern_config().is_some_and(|config| !config.regex_values().is_empty()))
        || any(|one| one.http_header_config().is_some_and(|config| !config.regex_values().is_empty()));
    // ELB may return the type of ranges, which shows itself.
    let by_address_type = any(|one| {
        one.source_ip_config().is_some_and(|config| config.values().is_empty() && config.ip_address_type().is_some())
    });
    let queries = conditions.iter().filter(|one| one.query_string_config().is_some()).count();
    let settings = [
        ("the rewriting of hosts or paths", !rule.transforms().is_empty()),
        ("regular expressions in its conditions", by_expression),
        ("several conditions for queries", queries > 1),
        ("the address type of a condition", by_address_type),
    ];
    let settings = settings.into_iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| setting.to_owned());
    ActionProps::unmanaged(rule.actions()).into_iter().chain(settings).collect()
}

fn with_mark(props: &ListenerRuleProps) -> Tags {
    let mark = props.ignore_weights.then(|| (IGNORE_TAG.to_owned(), props.action.weights()));
    props.tags.clone().into_iter().chain(mark).collect()
}

fn conditions(condition: &ConditionProps) -> Vec<RuleCondition> {
    let mut all = Vec::new();
    if !condition.hosts.is_empty() {
        let hosts = HostHeaderConditionConfig::builder().set_values(Some(condition.hosts.clone())).build();
        all.push(RuleCondition::builder().field("host-header").host_header_config(hosts).build());
    }
    if !condition.paths.is_empty() {
        let paths = PathPatternConditionConfig::builder().set_values(Some(condition.paths.clone())).build();
        all.push(RuleCondition::builder().field("path-pattern").path_pattern_config(paths).build());
    }
    for header in &condition.headers {
        let builder = HttpHeaderConditionConfig::builder().http_header_name(&header.name);
        let config = builder.set_values(Some(header.values.clone())).build();
        all.push(RuleCondition::builder().field("http-header").http_header_config(config).build());
    }
    if !condition.methods.is_empty() {
        let methods = HttpRequestMethodConditionConfig::builder().set_values(Some(condition.methods.clone())).build();
        all.push(RuleCondition::builder().field("http-request-method").http_request_method_config(methods).build());
    }
    if !condition.source_ips.is_empty() {
        let ranges = SourceIpConditionConfig::builder().set_values(Some(condition.source_ips.clone())).build();
        all.push(RuleCondition::builder().field("source-ip").source_ip_config(ranges).build());
    }
    if !condition.queries.is_empty() {
        let pair = |one: &QueryConditionProps| {
            QueryStringKeyValuePair::builder().set_key(one.key.clone()).value(&one.value).build()
        };
        let pairs = condition.queries.iter().map(pair).collect();
        let queries = QueryStringConditionConfig::builder().set_values(Some(pairs)).build();
        all.push(RuleCondition::builder().field("query-string").query_string_config(queries).build());
    }
    all
}

fn state(rule: &sdk::Rule, tags: Tags) -> Result<State<ListenerRule>> {
    let arn = Arn::new(rule.rule_arn().unwrap_or_default());
    let mut condition = ConditionProps::default();
    for one in rule.conditions() {
        if let Some(hosts) = one.host_header_config() {
            condition.hosts = hosts.values().to_vec();
        } else if let Some(paths) = one.path_pattern_config() {
            condition.paths = paths.values().to_vec();
        } else if let Some(header) = one.http_header_config() {
            let name = header.http_header_name().unwrap_or_default().to_owned();
            condition.headers.push(HeaderConditionProps { name, values: header.values().to_vec() });
        } else if let Some(methods) = one.http_request_method_config() {
            condition.methods = methods.values().to_vec();
        } else if let Some(ranges) = one.source_ip_config() {
            condition.source_ips = ranges.values().to_vec();
        } else if let Some(queries) = one.query_string_config() {
            let query = |pair: &QueryStringKeyValuePair| QueryConditionProps {
                key: pair.key().filter(|key| !key.is_empty()).map(str::to_owned),
                value: text(pair.value()),
            };
            condition.queries = queries.values().iter().map(query).collect();
        }
    }
    let mut action = ActionProps::from_sdk(rule.actions())?;
    if let Some(weights) = tags.get(IGNORE_TAG) {
        action.set_weights(weights);
    }
    let props = ListenerRuleProps {
        listener_arn: Arn::new(listener_of(arn.as_str()).ok_or_else(|| unreadable("rule's ARN"))?),
        priority: rule.priority().and_then(|text| text.parse().ok()).ok_or_else(|| unreadable("priority"))?,
        condition,
        action,
        ignore_weights: tags.contains_key(IGNORE_TAG),
        tags: own_tags(tags),
    };
    Ok((props, ListenerRuleAttrs { arn }))
}

/// The listener in the ARN of a rule. No response contains it otherwise.
fn listener_of(rule: &str) -> Option<String> {
    let (listener, _) = rule.rsplit_once('/')?;
    Some(listener.replacen(":listener-rule/", ":listener/", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_arn_names_its_listener() {
        let rule = "arn:aws:elasticloadbalancing:eu-west-1:1:listener-rule/app/lb/dc8c/a53b/dc05";
        let listener = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/lb/dc8c/a53b";
        assert_eq!(listener_of(rule).as_deref(), Some(listener));
    }
}
