//! Written by `schema add`. Do not edit.

pub mod protection;

pub use protection::{Protection, ProtectionArgs};
