//! Written by `schema add`. Do not edit.

pub mod backup_plan;
pub mod backup_vault;

pub use backup_plan::{BackupPlan, BackupPlanArgs};
pub use backup_vault::{BackupVault, BackupVaultArgs};
