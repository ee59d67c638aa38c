//! AWS Cost Explorer: the tags by which a bill is divided.

mod cost_allocation_tag;

crate::service! {
    resources {
        cost_allocation_tag: CostAllocationTag;
    }
}
