//! `aws:sts/CallerIdentity`: the account that calls are made in.

use archipel_engine::data_source;
use archipel_engine::resource::{Cx, DataSource, Result};
use archipel_engine::schema::{Actions, Meta};

use crate::aws::{Answer, Aws};
use crate::types::{AccountId, Arn};

/// The account and principal of the credentials (`GetCallerIdentity`).
///
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
#[data_source("aws:sts/CallerIdentity", props = ())]
pub struct CallerIdentity {
    /// The account's id.
    pub account_id: AccountId,
    /// The principal.
    pub arn: Arn,
}

impl DataSource for CallerIdentity {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("sts").global().actions(Actions { read: &["sts:GetCallerIdentity"], ..Actions::default() })
    }

    async fn read(cx: &Cx<Aws>, (): &()) -> Result<CallerIdentityAttrs> {
        let told = cx.api().sts().get_caller_identity().send().await.answer(cx.region())?;
        Ok(CallerIdentityAttrs {
            account_id: AccountId::new(told.account().unwrap_or_default()),
            arn: Arn::new(told.arn().unwrap_or_default()),
        })
    }
}
