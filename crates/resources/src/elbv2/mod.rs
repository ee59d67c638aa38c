//! Elastic Load Balancing: application and network load balancers, their listeners, rules and target groups.

mod action;
mod attributes;
mod authentication;
mod common;
mod listener;
mod listener_certificate;
mod listener_rule;
mod load_balancer;
mod mutual_authentication;
mod target_group;

crate::service! {
    resources {
        action:;
        authentication:;
        listener: Listener;
        listener_certificate: ListenerCertificate;
        listener_rule: ListenerRule;
        load_balancer: LoadBalancer;
        mutual_authentication:;
        target_group: TargetGroup;
    }
}
