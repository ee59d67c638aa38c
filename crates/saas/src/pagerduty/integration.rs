//! `saas:pagerduty/Integration`: a way for events into a service.

use crate::prelude::*;

/// The properties of an integration.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct IntegrationProps {
    /// The id of the service.
    #[arg(replace = "an integration stays with its service")]
    pub service: String,
    /// The name.
    #[arg(length = 1..=255)]
    pub name: String,
    /// The events that it accepts.
    #[arg(replace = "PagerDuty cannot change the kind of an integration")]
    pub kind: IntegrationKind,
}

/// The events that an integration accepts.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationKind {
    /// Events of the Events API, version 2.
    #[prop("events_api_v2_inbound_integration")]
    EventsV2,
    /// Alarms of CloudWatch, which a topic of SNS delivers to `https://events.pagerduty.com/integration/KEY/enqueue`.
    #[prop("aws_cloudwatch_inbound_integration")]
    CloudWatch,
}

/// An integration of a service (`POST /services/ID/integrations`).
///
/// Its id is `SERVICE|INTEGRATION`.
///
/// <https://developer.pagerduty.com/api-reference/c11e493cae071-create-a-new-integration>
#[resource("saas:pagerduty/Integration", props = IntegrationProps)]
pub struct Integration {
    /// The id.
    pub id: String,
    /// The key that events are sent with.
    #[attr(secret)]
    pub key: String,
}

const FORM: &str = "SERVICE|INTEGRATION";

fn path(id: &Id) -> Result<String> {
    let (service, integration) = two_parts(id, FORM)?;
    Ok(format!("/services/{service}/integrations/{integration}"))
}

fn body(props: &IntegrationProps) -> Json {
    json!({ "integration": { "type": props.kind.as_str(), "name": props.name } })
}

fn attrs(found: &Json) -> Result<IntegrationAttrs> {
    Ok(IntegrationAttrs { id: text(found, "/integration/id")?, key: text(found, "/integration/integration_key")? })
}

impl Resource for Integration {
    type Api = Saas;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("pagerduty")
            .global()
            .typical(Seconds::each(1))
            .terraform(&[("pagerduty_service_integration", "{service}|{id}")])
    }

    async fn create(cx: &OperationContext<Self>, props: &IntegrationProps) -> Result<IntegrationAttrs> {
        let client = cx.api().pagerduty().await?;
        let path = format!("/services/{}/integrations", props.service);
        create_once(cx, props, || async {
            let attrs = attrs(&client.post(&path, &body(props)).await?)?;
            Ok((Id::joined([&props.service, &attrs.id].map(String::as_str)), attrs))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let client = &cx.api().pagerduty().await?;
        read_each(ids, |id| async move {
            let (service, _) = two_parts(id, FORM)?;
            let Some(found) = client.get_if_exists(&path(id)?).await? else { return Ok(None) };
            let kind = text(&found, "/integration/type")?;
            let props = IntegrationProps {
                service: service.to_owned(),
                name: text(&found, "/integration/name")?,
                kind: kind.parse().map_err(|_| unreadable("/integration/type"))?,
            };
            Ok(Some(ResourceState { id: id.clone(), props, attrs: attrs(&found)?, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, request: &UpdateRequest<Self>) -> Result<IntegrationAttrs> {
        cx.api().pagerduty().await?.put(&path(id)?, &body(&request.new)).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.api().pagerduty().await?.delete(&path(id)?).await
    }
}

impl Identity<Self> for Integration {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &IntegrationProps) -> Result<Vec<Id>> {
        let client = cx.api().pagerduty().await?;
        let Some(found) = client.get_if_exists(&format!("/services/{}", props.service)).await? else {
            return Ok(Vec::new());
        };
        let integrations = found["service"]["integrations"].as_array().map(Vec::as_slice).unwrap_or_default();
        let wanted = format!("{}_reference", props.kind);
        let is_it = |one: &&Json| one["summary"] == props.name && one["type"] == wanted;
        let ids = integrations.iter().filter(is_it).map(|one| text(one, "/id"));
        ids.map(|id| Ok(Id::joined([props.service.as_str(), &id?]))).collect()
    }
}
