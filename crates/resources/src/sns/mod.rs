//! Amazon SNS: topics and who is told.

mod subscription;
mod topic;

pub use subscription::{Protocol, Subscription, SubscriptionArgs, SubscriptionAttrs, SubscriptionProps};
pub use topic::{Topic, TopicArgs, TopicAttrs, TopicProps};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Subscription>().resource::<Topic>()
}
