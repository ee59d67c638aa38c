//! Written by `schema add`. Do not edit.

#![allow(dead_code, missing_docs, unreachable_pub, unused_imports)]
#![allow(clippy::all, clippy::pedantic)]
#![allow(rustdoc::all)]

pub mod athena;
pub mod backup;
pub mod cloudfront;
pub mod cognito;
pub mod ecs;
pub mod events;
pub mod glue;
pub mod ses;
pub mod sqs;
