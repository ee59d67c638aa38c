//! `aws:ssm/PublicParameter`: a public parameter of AWS, such as the latest image of Amazon Linux.

use crate::prelude::*;

/// The properties that select a public parameter.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PublicParameterProps {
    /// The name: `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64`.
    #[arg(length = 1..=2048)]
    pub name: String,
}

/// A public parameter of AWS (`GetParameter`). Not for secrets: plans show its value.
///
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html>
#[data_source("aws:ssm/PublicParameter", props = PublicParameterProps)]
pub struct PublicParameter {
    /// The value.
    pub value: String,
}

impl DataSource for PublicParameter {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &PublicParameterProps) -> Result<PublicParameterAttrs> {
        if !props.name.starts_with("/aws/service/") {
            let message = format!("`{}` is not AWS's: its names begin with /aws/service/", props.name);
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let response = send!(cx, cx.api().ssm().get_parameter().name(&props.name))?;
        let value = response.parameter.and_then(|parameter| parameter.value).unwrap_or_default();
        Ok(PublicParameterAttrs { value })
    }
}
