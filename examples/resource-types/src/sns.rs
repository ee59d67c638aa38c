//! Notifications.

use archipel::aws::sns::*;
use archipel::prelude::*;

/// `sns/Subscription`: an e-mail for each message. The recipient has to confirm it.
pub fn subscription(scope: &Scope, topic: &Topic) -> Subscription {
    Subscription::new(scope, "team", SubscriptionArgs::new(topic.arn(), Protocol::Email, "team@example.com"))
}

/// `sns/Topic`: a topic for alarms.
pub fn topic(scope: &Scope) -> Topic {
    Topic::new(scope, "alarms", TopicArgs::new("shop-alarms").display_name("Shop"))
}
