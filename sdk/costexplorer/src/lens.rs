
pub(crate) fn reflens_list_cost_allocation_tags_output_output_next_token(
    input: &crate::operation::list_cost_allocation_tags::ListCostAllocationTagsOutput,
) -> ::std::option::Option<&::std::string::String> {
    let input = match &input.next_token {
        ::std::option::Option::None => return ::std::option::Option::None,
        ::std::option::Option::Some(t) => t,
    };
    ::std::option::Option::Some(input)
}

pub(crate) fn lens_list_cost_allocation_tags_output_output_cost_allocation_tags(
    input: crate::operation::list_cost_allocation_tags::ListCostAllocationTagsOutput,
) -> ::std::option::Option<::std::vec::Vec<crate::types::CostAllocationTag>> {
    let input = input.cost_allocation_tags?;
    ::std::option::Option::Some(input)
}