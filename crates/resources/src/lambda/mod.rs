//! AWS Lambda: functions and their permissions.

mod code;
mod function;
mod permission;

crate::service! {
    resources {
        function: Function;
        permission: Permission;
    }
}
