//! `aws:secretsmanager/Rotation`: changes a secret's value from time to time.

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, Glance, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::RotationRulesType;

use super::common::{self, describe_live};
use crate::aws::{Answer, Aws, OrGone, each};
use crate::natural::{not_yet, passing};
use crate::types::Arn;

/// What a rotation is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RotationProps {
    /// The secret.
    #[arg(replace = "a rotation is a part of its secret")]
    pub secret_arn: Arn,
    /// The function that changes the secret and what it opens. It must let Secrets Manager call it.
    pub function_arn: Arn,
    /// After how many days: 1 to 1,000. A rotation has this or `schedule`.
    pub automatically_after_days: Option<u32>,
    /// When: `rate(10 days)` or `cron(0 8 1 * ? *)`.
    #[arg(form = form::DURATION)]
    pub schedule: Option<String>,
    /// For how long from then it may begin: `3h`.
    #[arg(form = form::DURATION)]
    pub window: Option<String>,
    /// Whether the secret is changed at once too.
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

    fn meta() -> Meta {
        Meta::new("secretsmanager")
            .terraform(&[("aws_secretsmanager_secret_rotation", "{secret_id}")])
            .identity(Identity::ClientToken)
            .unique(&[&["secret_arn"]])
            .typical(3, 3, 1)
            .actions(Actions {
                create: &["secretsmanager:RotateSecret"],
                read: &["secretsmanager:DescribeSecret", "secretsmanager:ListSecrets"],
                update: &["secretsmanager:RotateSecret"],
                delete: &["secretsmanager:CancelRotateSecret"],
            })
    }

    fn check(props: &RotationProps) -> Vec<String> {
        let mut wrong = Vec::new();
        if props.automatically_after_days.is_some() == props.schedule.is_some() {
            wrong.push("a rotation has one of `automatically_after_days` and `schedule`".to_owned());
        }
        if props.automatically_after_days.is_some_and(|days| !(1..=1000).contains(&days)) {
            wrong.push("`automatically_after_days` is 1 to 1000".to_owned());
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &RotationProps) -> Result<RotationAttrs> {
        cx.allocate(props, || async {
            rotate(cx, props).await?;
            Ok(Id::new(props.secret_arn.as_str()))
        })
        .await?;
        Ok(RotationAttrs { secret_arn: props.secret_arn.clone() })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move {
            let Some(secret) = describe_live(cx, id.as_str()).await? else { return Ok(None) };
            Ok(seen(id, &secret))
        })
        .await
    }

    async fn glance(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Glance<Self>>> {
        let secrets = common::glance(cx, ids).await?;
        Ok(secrets.iter().filter_map(|(id, secret)| seen(id, secret)).map(Glance::whole).collect())
    }

    async fn update(cx: &OpCx<Self>, _: &Id, change: &Change<RotationProps, RotationAttrs>) -> Result<RotationAttrs> {
        cx.eventually(&[], || async { not_yet(rotate(cx, &change.new).await) }).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<RotationProps, RotationAttrs>) -> Result<()> {
        if describe_live(cx, id.as_str()).await?.is_none() {
            return Ok(());
        }
        cx.eventually(&[], || async {
            let call = cx.api().secretsmanager().cancel_rotate_secret().secret_id(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }
}

fn seen(id: &Id, secret: &DescribeSecretOutput) -> Option<Seen<Rotation>> {
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
    Some(Seen { id: id.clone(), props, attrs, status: Status::Ready })
}

async fn rotate(cx: &OpCx<Rotation>, props: &RotationProps) -> Result<()> {
    let rules = RotationRulesType::builder()
        .set_automatically_after_days(props.automatically_after_days.map(i64::from))
        .set_schedule_expression(props.schedule.clone())
        .set_duration(props.window.clone());
    let call = cx
        .api()
        .secretsmanager()
        .rotate_secret()
        .secret_id(props.secret_arn.as_str())
        .client_request_token(cx.token())
        .rotation_lambda_arn(props.function_arn.as_str())
        .rotation_rules(rules.build())
        .rotate_immediately(props.rotate_immediately);
    let answer = call.send().await.answer(cx.region());
    // The function's permission, or a rotation that has not ended.
    passing(answer, &["cannot invoke", "previous rotation"]).map(drop)
}
