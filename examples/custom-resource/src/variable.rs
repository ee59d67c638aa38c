//! `local:env/Variable`: a variable of the environment.

use archipel::engine::resource::{DataSource, ErrorKind, ProviderError, ReadContext, Result};
use archipel::engine::schema::Meta;
use archipel::engine::{Args, data_source};

use crate::local::Local;

/// Which variable.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VariableProps {
    /// Its name.
    pub name: String,
    /// What it is where it is not set.
    pub fallback: Option<String>,
}

/// A variable of the environment that the command runs in.
#[data_source("local:env/Variable", props = VariableProps)]
pub struct Variable {
    /// Its value.
    pub value: String,
}

impl DataSource for Variable {
    type Api = Local;

    fn meta() -> Meta {
        Meta::new("local")
    }

    async fn read(_: &ReadContext<Local>, props: &VariableProps) -> Result<VariableAttrs> {
        let value = std::env::var(&props.name).ok().or_else(|| props.fallback.clone());
        value.map(|value| VariableAttrs { value }).ok_or_else(|| {
            ProviderError::new(ErrorKind::NotFound, format!("the environment has no variable `{}`", props.name))
        })
    }
}
