//! Written by `schema add`. Do not edit.

pub mod slack_channel_configuration;

pub use slack_channel_configuration::{SlackChannelConfiguration, SlackChannelConfigurationArgs};
