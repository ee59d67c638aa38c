//! Written by `schema add`. Do not edit.

pub mod connection;

pub use connection::{Connection, ConnectionArgs};
