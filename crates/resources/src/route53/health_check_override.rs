//! `aws:route53/HealthCheckOverride`: takes traffic away from what a health check is about.

use aws_sdk_route53::types::HealthCheck as Item;

use crate::prelude::*;

/// The properties of an override.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct HealthCheckOverrideProps {
    /// The id of the health check.
    #[arg(replace = "an override is that of one health check", length = 1..=64)]
    pub health_check: String,
    /// Whether the health check counts as unhealthy, whatever its endpoint answers: records that refer to it lead elsewhere.
    pub unhealthy: bool,
}

/// The override of a health check (`UpdateHealthCheck`): a disabled check counts as healthy, and a disabled and inverted one as
/// unhealthy. Records are not edited. A delete ends the override.
///
/// It is for recovery plans. A stack that declares the health check ignores changes of its `disabled` and `inverted`. The
/// control plane of Route 53 is in us-east-1: while that region is lost, the health checks themselves lead traffic away from it.
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html>
#[resource("aws:route53/HealthCheckOverride", props = HealthCheckOverrideProps)]
pub struct HealthCheckOverride {
    /// The id of the health check.
    #[attr(input = "health_check")]
    pub health_check: String,
}

impl Resource for HealthCheckOverride {
    type Api = Aws;
    type Identity = NothingToFind;

    fn meta() -> Meta {
        meta::<Self>().global().unique(&[&["health_check"]]).typical(Seconds::each(3))
    }

    async fn create(cx: &OperationContext<Self>, props: &HealthCheckOverrideProps) -> Result<Self::Attrs> {
        cx.allocate(props, || async {
            set(cx, &props.health_check, props.unhealthy).await?;
            Ok(Id::new(&props.health_check))
        })
        .await?;
        Ok(HealthCheckOverrideAttrs { health_check: props.health_check.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            Ok(describe(cx, id.as_str()).await?.map(|check| {
                let props =
                    HealthCheckOverrideProps { health_check: id.as_str().to_owned(), unhealthy: is_overridden(&check) };
                let attrs = HealthCheckOverrideAttrs { health_check: props.health_check.clone() };
                ResourceState { id: id.clone(), props, attrs, status: Status::Ready }
            }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        set(cx, &change.new.health_check, change.new.unhealthy).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        match describe(cx, id.as_str()).await? {
            Some(check) if is_overridden(&check) => set(cx, id.as_str(), false).await.ignore_not_found(),
            _ => Ok(()),
        }
    }
}

async fn describe(cx: &ReadContext<Aws>, id: &str) -> Result<Option<Item>> {
    let call = cx.api().route53().get_health_check().health_check_id(id);
    Ok(optional(send!(cx, call))?.and_then(|response| response.health_check))
}

/// Whether a check counts as unhealthy whatever its endpoint answers.
fn is_overridden(check: &Item) -> bool {
    let config = check.health_check_config();
    config.is_some_and(|config| config.disabled() == Some(true) && config.inverted() == Some(true))
}

async fn set(cx: &OperationContext<HealthCheckOverride>, id: &str, unhealthy: bool) -> Result<()> {
    let call = cx.api().route53().update_health_check().health_check_id(id);
    retry!(cx, &[], call.disabled(unhealthy).inverted(unhealthy)).map(drop)
}
