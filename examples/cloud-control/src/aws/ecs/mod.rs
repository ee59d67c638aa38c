//! Written by `schema add`. Do not edit.

pub mod cluster;

pub use cluster::{Cluster, ClusterArgs};
