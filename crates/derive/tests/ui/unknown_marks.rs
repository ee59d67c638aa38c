//! Every unknown mark is reported, and nothing else is.

use archipel_engine::Args;

#[derive(Args, Clone)]
pub struct NetworkProps {
    #[arg(defualt = true)]
    pub names: bool,
    #[arg(immutable)]
    pub range: Option<String>,
    #[arg(secret, replaces = "the API cannot change it")]
    pub password: Option<String>,
}

fn main() {
    let _ = NetworkArgs::new(true).range("10.0.0.0/16");
}
