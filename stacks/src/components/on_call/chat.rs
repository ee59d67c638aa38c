//! The channel in Slack that reads all alarm topics.
//!
//! Amazon Q Developer in chat applications, formerly AWS Chatbot, subscribes to the topics with its service-linked role. It shows the
//! messages of AWS services and those in its own format, and drops all others: `alert_manager.rs` writes that format.

use archipel::aws::iam::*;
use archipel::prelude::*;

use crate::aws::chatbot::{SlackChannelConfiguration, SlackChannelConfigurationArgs};
use crate::components::trust::trust;
use crate::config;
use crate::sections::Foundation;

/// Declares the channel, with the role by which it shows the graph of an alarm.
pub(super) fn declare(scope: &Scope, foundation: &Foundation<'_>, settings: &config::Chat) {
    let scope = &scope.component("chat");
    let context = foundation.contexts.primary;
    let name = format!("{}-chat", context.stack_prefix());
    // The template "Notification permissions" of the service. The graph of an alarm is of any metric.
    let reads = Statement::allow(["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"]).on("*");
    let args = ManagedPolicyArgs::new(&name, Policy::new([reads])).description("Graphs of alarms in the chat");
    let policy = ManagedPolicy::new(scope, "graphs", args);
    let role = Role::new(scope, "graphs", RoleArgs::new(&name, trust("chatbot.amazonaws.com", context)));
    let args = RolePolicyAttachmentArgs::new(role.name(), policy.arn());
    let attached = RolePolicyAttachment::new(scope, "graphs", args);
    let args = SlackChannelConfigurationArgs::new(&name, role.arn(), &settings.channel, &settings.workspace)
        // The limit of what members of the channel can do there, with whatever role. The default is `AdministratorAccess`.
        .guardrail_policies([policy.arn()])
        .sns_topic_arns(foundation.alarms.topics());
    SlackChannelConfiguration::with_options(scope, "main", args, Options::new().depends_on(&attached));
}
