//! AWS Systems Manager: parameters.

mod parameter;
mod public_parameter;

crate::service! {
    resources {
        parameter: Parameter;
    }
    data_sources {
        public_parameter: PublicParameter;
    }
}
