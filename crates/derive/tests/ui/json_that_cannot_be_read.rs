//! What is wrong with a document while it is compiled.

use archipel_engine::json;

fn main() {
    let _ = json!({ "a": 1, "b": 2, "a": 3 });
    let _ = json!({ "a" => 1 });
    let _ = json!({ "a": });
    let _ = json!([1 2]);
    let _ = json!({ "a": std::time::Duration::ZERO });
}
