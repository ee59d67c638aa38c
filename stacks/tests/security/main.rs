//! What every stack keeps to, in both regions: planned and applied in memory, and every policy document read.

mod boundary;
mod buckets;
mod configuration;
mod evaluate;
mod github;
mod listeners;
mod trusts;
mod world;
