//! `aws:secretsmanager/Rotation`: the rotation of a secret.

use archipel_engine::equivalence;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::RotationRulesType;

use super::common::{self, describe_live};
use crate::prelude::*;

/// The properties of a rotation.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RotationProps {
    /// The secret.
    #[arg(replace = "a rotation is a part of its secret")]
    pub secret_arn: Arn,
    /// The Lambda function that changes the secret. It needs a permission for Secrets Manager.
    pub function_arn: Arn,
    /// The interval in days: 1 to 1,000. A rotation has this or `schedule`.
    #[arg(range = 1..=1000)]
    pub automatically_after_days: Option<u32>,
    /// The schedule: `rate(10 days)` or `cron(0 8 1 * ? *)`.
    #[arg(equivalence = equivalence::DURATION, length = 1..=256, pattern = "[0-9A-Za-z()#?*\\-/, ]+")]
    pub schedule: Option<String>,
    /// The length of the rotation window: `3h`.
    #[arg(equivalence = equivalence::DURATION, length = 2..=3, pattern = "[0-9h]+")]
    pub window: Option<String>,
    /// Whether the secret is also rotated immediately.
    #[arg(default = true, write_only)]
    pub rotate_immediately: bool,
}

/// The rotation of a secret (`RotateSecret`).
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html>
#[resource("aws:secretsmanager/Rotation", props = RotationProps)]
pub struct Rotation {
    /// The secret.
    #[attr(input = "secret_arn")]
    pub secret_arn: Arn,
}

impl Resource for Rotation {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_secretsmanager_secret_rotation", "{secret_id}")])
            .unique(&[&["secret_arn"]])
            .typical(Seconds { create: 3, update: 3, delete: 1 })
    }

    fn check(props: &RotationProps) -> Vec<String> {
        violations! {
            props.automatically_after_days.is_some() == props.schedule.is_some() =>
                "a rotation has one of `automatically_after_days` and `schedule`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &RotationProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            rotate(cx, props).await?;
            Ok(Id::new(props.secret_arn.as_str()))
        })
        .await?;
        Ok(RotationAttrs { secret_arn: props.secret_arn.clone() })
    }

    common::read_part_of_secret!(state_of);

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        cx.eventually(&[], || async { not_found_as_retryable(rotate(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        if describe_live(cx, id.as_str()).await?.is_none() {
            return Ok(());
        }
        let call = cx.api().secretsmanager().cancel_rotate_secret().secret_id(id.as_str());
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for Rotation {
    /// Repeating the call has no further effect, so it is sent again after a lost response.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &RotationProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[Id::new(props.secret_arn.as_str())]).await?;
        let own = found.into_iter().filter(|found| found.props.function_arn == props.function_arn);
        Ok(own.map(|found| found.id).collect())
    }
}

fn state_of(id: &Id, secret: &DescribeSecretOutput) -> Option<ResourceState<Rotation>> {
    if !secret.rotation_enabled().unwrap_or(false) {
        return None;
    }
    let rules = secret.rotation_rules();
    let schedule = rules.and_then(|rules| rules.schedule_expression()).map(str::to_owned);
    let days = rules.and_then(|rules| rules.automatically_after_days()).filter(|_| schedule.is_none());
    let props = RotationProps {
        secret_arn: Arn::new(id.as_str()),
        function_arn: Arn::new(secret.rotation_lambda_arn().unwrap_or_default()),
        automatically_after_days: days.and_then(|days| u32::try_from(days).ok()),
        schedule,
        window: rules.and_then(|rules| rules.duration()).map(str::to_owned),
        rotate_immediately: true,
    };
    let attrs = RotationAttrs { secret_arn: props.secret_arn.clone() };
    Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
}

async fn rotate(cx: &OperationContext<Rotation>, props: &RotationProps) -> Result<()> {
    let rules = RotationRulesType::builder()
        .set_automatically_after_days(props.automatically_after_days.map(i64::from))
        .set_schedule_expression(props.schedule.clone())
        .set_duration(props.window.clone());
    let api = cx.api().secretsmanager();
    let call = api
        .rotate_secret()
        .secret_id(props.secret_arn.as_str())
        .client_request_token(cx.token())
        .rotation_lambda_arn(props.function_arn.as_str())
        .rotation_rules(rules.build())
        .rotate_immediately(props.rotate_immediately);
    let answer = send!(cx, call);
    // The permission of the function is not visible yet, or a rotation is in progress.
    retry_on(answer, &["cannot invoke", "previous rotation"]).map(drop)
}
