//! AWS Lambda: functions, and who may call them.

mod code;
mod function;
mod permission;

crate::service! {
    resources {
        function: Function;
        permission: Permission;
    }
}
