//! Elastic Load Balancing: application load balancers, their listeners, rules and target groups.

mod action;
mod common;
mod listener;
mod listener_certificate;
mod listener_rule;
mod load_balancer;
mod target_group;

crate::service! {
    resources {
        action:;
        listener: Listener;
        listener_certificate: ListenerCertificate;
        listener_rule: ListenerRule;
        load_balancer: LoadBalancer;
        target_group: TargetGroup;
    }
}
