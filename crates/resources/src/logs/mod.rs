//! Amazon CloudWatch Logs: log groups.

mod log_group;

crate::service! {
    resources {
        log_group: LogGroup;
    }
}
