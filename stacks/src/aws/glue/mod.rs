//! Written by `schema add`. Do not edit.

pub mod crawler;
pub mod database;

pub use crawler::{Crawler, CrawlerArgs};
pub use database::{Database, DatabaseArgs};
