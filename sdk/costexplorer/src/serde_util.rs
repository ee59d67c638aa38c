
pub(crate) fn cost_allocation_tag_correct_errors(
    mut builder: crate::types::builders::CostAllocationTagBuilder,
) -> crate::types::builders::CostAllocationTagBuilder {
    if builder.tag_key.is_none() {
        builder.tag_key = Some(Default::default())
    }
    if builder.r#type.is_none() {
        builder.r#type = "no value was set".parse::<crate::types::CostAllocationTagType>().ok()
    }
    if builder.status.is_none() {
        builder.status = "no value was set".parse::<crate::types::CostAllocationTagStatus>().ok()
    }
    builder
}