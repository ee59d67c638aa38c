//! The CloudFormation schemas of AWS resource types: the set, its rules for the planner, and the Rust code written from it.
