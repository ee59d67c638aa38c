//! Written by `schema add`. Do not edit.

#![allow(dead_code, missing_docs, unreachable_pub, unused_imports)]
#![allow(clippy::all, clippy::pedantic)]
#![allow(rustdoc::all)]

pub mod accessanalyzer;
pub mod aps;
pub mod athena;
pub mod backup;
pub mod budgets;
pub mod ce;
pub mod chatbot;
pub mod cloudfront;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod config;
pub mod events;
pub mod fis;
pub mod glue;
pub mod grafana;
pub mod guardduty;
pub mod kinesisfirehose;
pub mod logs;
pub mod opensearchservice;
pub mod scheduler;
pub mod securityhub;
pub mod shield;
pub mod synthetics;
pub mod xray;
