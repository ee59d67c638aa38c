//! Security rules of every stack, and the paths of requests and connections, in both regions: the stacks are planned and
//! applied in memory, and every policy document is read.

mod alerts;
mod archive;
mod backup;
mod boundary;
mod buckets;
mod cis;
mod configuration;
mod contract;
mod costs;
mod dashboards;
mod duration;
mod edge;
mod evaluate;
mod experiments;
mod github;
mod lake;
mod listeners;
mod logs;
mod network;
mod operators;
mod path;
mod plan;
mod recovery;
mod retained;
mod rotation;
mod runbooks;
mod sections;
mod trusts;
mod world;
