//! The stack: a bucket for uploads, and a topic that notifies the team.

use archipel::aws::s3::{Bucket, BucketArgs, LifecycleRule};
use archipel::aws::sns::{Protocol, Subscription, SubscriptionArgs, Topic, TopicArgs};
use archipel::prelude::*;

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The region of the stack.
    pub region: String,
    /// The number of days after which an upload is deleted.
    pub keep_days: i32,
    /// The e-mail addresses of the team.
    #[serde(default)]
    pub team: Vec<String>,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let problem = || Problem::new("keep_days", "uploads are deleted after one day at the earliest", "set at least 1");
        if self.keep_days < 1 { vec![problem()] } else { Vec::new() }
    }
}

/// Declares the stack.
///
/// # Errors
/// None.
pub fn program(stack: &Stack, config: &Config) -> anyhow::Result<()> {
    let scope = stack.region(&config.region).with_tags([("Project", stack.project()), ("Stack", stack.name())]);

    let expire = LifecycleRule::new("expire").expiration_days(config.keep_days);
    let args = BucketArgs::new(format!("{}-{}-uploads", stack.project(), stack.name())).lifecycle_rules([expire]);
    // No plan deletes the uploads of production.
    let protect = Options::new().protect(stack.name() == "prod");
    let uploads = Bucket::with_options(&scope, "uploads", args, protect);

    let topic = Topic::new(&scope, "team", TopicArgs::new(format!("{}-{}-team", stack.project(), stack.name())));
    for address in &config.team {
        let args = SubscriptionArgs::new(topic.arn(), Protocol::Email, address);
        Subscription::new(&scope, address, args);
    }

    stack.output("uploads", uploads.bucket());
    stack.output("team", topic.arn());
    Ok(())
}
