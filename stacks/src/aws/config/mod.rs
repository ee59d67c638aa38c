//! Written by `schema add`. Do not edit.

pub mod configuration_recorder;
pub mod delivery_channel;

pub use configuration_recorder::{ConfigurationRecorder, ConfigurationRecorderArgs};
pub use delivery_channel::{DeliveryChannel, DeliveryChannelArgs};
