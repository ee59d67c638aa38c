//! Outputs in outputs, and elements that are known already.

use std::time::Duration;

use archipel_engine::{Output, Stack};

fn main() {
    let id = Output::known("vpc-1".to_owned());
    let other = id.clone();
    let _ = id.map(move |_| other.clone());
    let _ = id.map(|_| Duration::ZERO);
    let _ = Stack::new("project", "stack").region("r").for_each("zones", vec!["a"], |_, _, _: Output<String>| ());
}
