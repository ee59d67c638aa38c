//! Marks that contradict one another, the type, or nothing.

use archipel_engine::Args;

#[derive(Args, Clone)]
pub struct NetworkProps {
    #[arg(required, default = true)]
    pub names: bool,
    #[arg(required)]
    pub range: Option<String>,
    #[arg(computed)]
    pub label: String,
    #[arg(computed, default = "x")]
    pub other: Option<String>,
    #[arg(set)]
    pub zone: Option<String>,
    #[arg(replace)]
    pub kind: String,
    #[arg(replace = "")]
    pub size: String,
    #[arg(default = 5)]
    pub words: String,
    pub clone: Option<String>,
}

fn main() {}
