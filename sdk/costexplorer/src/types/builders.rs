
pub use crate::types::_cost_allocation_tag::CostAllocationTagBuilder;

pub use crate::types::_cost_allocation_tag_status_entry::CostAllocationTagStatusEntryBuilder;

pub use crate::types::_update_cost_allocation_tags_status_error::UpdateCostAllocationTagsStatusErrorBuilder;