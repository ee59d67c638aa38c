//! What `format!` would report, and what it would allow.

use archipel_engine::{Output, output_format};

fn main() {
    let id = Output::known("vpc-1".to_owned());
    let _ = output_format!("{}/{}", id);
    let _ = output_format!("{}", id, id, name = id);
    let _ = output_format!("{:?}", id);
    let _ = output_format!("{id:>8}");
    let _ = output_format!("{id.0}");
    let _ = output_format!("{unheard}");
    let _ = output_format!("{id");
    let _ = output_format!("id}");
    let _ = output_format!(id);
    let _ = output_format!("{}", std::time::Duration::ZERO);
}
