//! Written by `schema add`. Do not edit.

pub mod backup_plan;
pub mod backup_selection;
pub mod backup_vault;
pub mod restore_testing_plan;
pub mod restore_testing_selection;

pub use backup_plan::{BackupPlan, BackupPlanArgs};
pub use backup_selection::{BackupSelection, BackupSelectionArgs};
pub use backup_vault::{BackupVault, BackupVaultArgs};
pub use restore_testing_plan::{RestoreTestingPlan, RestoreTestingPlanArgs};
pub use restore_testing_selection::{RestoreTestingSelection, RestoreTestingSelectionArgs};
