
pub use crate::types::_cost_allocation_tag_status::CostAllocationTagStatus;

pub use crate::types::_cost_allocation_tag_type::CostAllocationTagType;

pub use crate::types::_cost_allocation_tag::CostAllocationTag;

pub use crate::types::_cost_allocation_tag_status_entry::CostAllocationTagStatusEntry;

pub use crate::types::_update_cost_allocation_tags_status_error::UpdateCostAllocationTagsStatusError;

mod _cost_allocation_tag;

mod _cost_allocation_tag_status;

mod _cost_allocation_tag_status_entry;

mod _cost_allocation_tag_type;

mod _update_cost_allocation_tags_status_error;

pub mod builders;

pub mod error;