//! Properties have names, no parameters, and types that can be properties.

use archipel_engine::{Args, Prop};

#[derive(Args, Clone)]
pub struct PairProps(String, String);

#[derive(Args, Clone)]
pub enum EitherProps {
    One,
}

#[derive(Prop, Clone)]
pub enum Either {
    One(String),
    Other,
}

#[derive(Prop, Clone)]
#[prop(rename_all = "camelCase")]
pub enum Styled {
    One,
    #[prop("one")]
    Another,
}

#[derive(Args, Clone)]
pub struct PathProps {
    pub path: std::path::PathBuf,
}

fn main() {}
