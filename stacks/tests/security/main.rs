//! Security rules of every stack, in both regions: the stacks are planned and applied in memory, and every policy
//! document is read.

mod boundary;
mod buckets;
mod configuration;
mod evaluate;
mod github;
mod listeners;
mod network;
mod trusts;
mod world;
