//! Elastic Load Balancing: load balancers for HTTP, where they send what comes, and by which rules.

mod action;
mod common;
mod listener;
mod listener_rule;
mod load_balancer;
mod target_group;

pub use action::{
    Action, ActionProps, FixedResponse, FixedResponseProps, Forward, ForwardProps, Redirect, RedirectProps,
};
pub use listener::{Listener, ListenerArgs, ListenerAttrs, ListenerProps, Protocol};
pub use listener_rule::{
    Condition, ConditionProps, HeaderCondition, HeaderConditionProps, ListenerRule, ListenerRuleArgs,
    ListenerRuleAttrs, ListenerRuleProps,
};
pub use load_balancer::{LoadBalancer, LoadBalancerArgs, LoadBalancerAttrs, LoadBalancerProps, Scheme};
pub use target_group::{
    HealthCheck, HealthCheckProps, TargetGroup, TargetGroupArgs, TargetGroupAttrs, TargetGroupProps, TargetProtocol,
    TargetType,
};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Listener>().resource::<ListenerRule>().resource::<LoadBalancer>().resource::<TargetGroup>()
}
