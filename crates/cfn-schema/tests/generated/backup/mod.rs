//! Written by `schema add`. Do not edit.

pub mod backup_selection;

pub use backup_selection::{BackupSelection, BackupSelectionArgs};
