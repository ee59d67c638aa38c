//! Written by `schema add`. Do not edit.

#![allow(dead_code, missing_docs, unreachable_pub, unused_imports)]
#![allow(clippy::all, clippy::pedantic)]
#![allow(rustdoc::all)]

pub mod athena;
pub mod backup;
pub mod cloudwatch;
pub mod cognito;
pub mod datazone;
pub mod ecs;
pub mod kinesis;
pub mod msk;
pub mod quicksight;
pub mod route53;
pub mod securityhub;
pub mod ses;
pub mod sqs;
pub mod synthetics;
pub mod wafv2;
