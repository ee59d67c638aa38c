//! `aws:sts/CallerIdentity`: the account that calls are made in.

use crate::prelude::*;

/// The account and principal of the credentials (`GetCallerIdentity`).
///
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
#[data_source("aws:sts/CallerIdentity", props = ())]
pub struct CallerIdentity {
    /// The id of the account.
    pub account_id: AccountId,
    /// The principal.
    pub arn: Arn,
}

impl DataSource for CallerIdentity {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>().global()
    }

    async fn read(cx: &ReadContext<Aws>, (): &()) -> Result<CallerIdentityAttrs> {
        let response = send!(cx, cx.api().sts().get_caller_identity())?;
        Ok(CallerIdentityAttrs {
            account_id: AccountId::new(response.account().unwrap_or_default()),
            arn: Arn::new(response.arn().unwrap_or_default()),
        })
    }
}
