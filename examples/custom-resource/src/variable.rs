//! `local:env/Variable`: an environment variable.

use archipel::resource::prelude::*;

use crate::local::Local;

/// The properties of an environment variable.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VariableProps {
    /// The name of the variable.
    pub name: String,
    /// The value if the variable is not set.
    pub fallback: Option<String>,
}

/// A variable in the environment of the command.
#[data_source("local:env/Variable", props = VariableProps)]
pub struct Variable {
    /// The value.
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
