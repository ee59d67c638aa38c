//! `saas:pagerduty/Service`: what incidents are about.

use super::named::{self, ByName, Named};
use crate::prelude::*;

/// The properties of a service.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ServiceProps {
    /// The name, which is unique in the account.
    #[arg(length = 1..=255)]
    pub name: String,
    /// The id of the escalation policy.
    pub escalation_policy: String,
    /// The description.
    pub description: Option<String>,
    /// The seconds after which an open incident is resolved; `None` for never.
    pub auto_resolve_seconds: Option<u32>,
    /// The seconds after which an acknowledged incident is triggered again; `None` for never.
    pub acknowledgement_seconds: Option<u32>,
    /// The urgency of incidents, which decides how users are notified.
    #[arg(default = Urgency::High)]
    pub urgency: Urgency,
}

/// The urgency of incidents.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Users are notified until one of them acknowledges.
    High,
    /// Users are notified by their rules for low urgency, and nothing escalates.
    Low,
    /// High for events of the severities `critical` and `error`, and of none; low for `warning` and `info`.
    #[prop("severity_based")]
    SeverityBased,
}

/// A service (`POST /services`).
///
/// An import takes the id of the service, which is the last part of its address.
///
/// <https://developer.pagerduty.com/api-reference/7062f2631b397-create-a-service>
#[resource("saas:pagerduty/Service", props = ServiceProps)]
pub struct Service {
    /// The id.
    pub id: String,
}

fn body(props: &ServiceProps) -> Json {
    json!({ "service": {
        "type": "service",
        "name": props.name,
        "description": props.description,
        "escalation_policy": { "id": props.escalation_policy, "type": "escalation_policy_reference" },
        "auto_resolve_timeout": props.auto_resolve_seconds,
        "acknowledgement_timeout": props.acknowledgement_seconds,
        "alert_creation": "create_alerts_and_incidents",
        "incident_urgency_rule": { "type": "constant", "urgency": props.urgency.as_str() },
    } })
}

/// The urgency of a rule. One with support hours, which these types do not declare, reads as the urgency outside of them.
fn urgency(rule: &Json) -> Result<Urgency> {
    let constant = rule["urgency"].as_str().or_else(|| rule["outside_support_hours"]["urgency"].as_str());
    // A rule that the API leaves out is its default.
    let Some(urgency) = constant else { return Ok(Urgency::High) };
    urgency.parse().map_err(|_| unreadable("/service/incident_urgency_rule/urgency"))
}

impl Resource for Service {
    type Api = Saas;
    type Identity = ByName;

    fn meta() -> Meta {
        Meta::new("pagerduty")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["name"]])
            .holds_data("the incidents of the service")
            .terraform(&[("pagerduty_service", "{id}")])
    }

    async fn create(cx: &OperationContext<Self>, props: &ServiceProps) -> Result<ServiceAttrs> {
        let client = cx.api().pagerduty().await?;
        create_once(cx, props, || async {
            let id = text(&client.post("/services", &body(props)).await?, "/service/id")?;
            Ok((Id::new(&id), ServiceAttrs { id }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let client = &cx.api().pagerduty().await?;
        read_each(ids, |id| async move {
            let Some(found) = client.get_if_exists(&named::path::<Self>(id)).await? else { return Ok(None) };
            let seconds = |name: &str| found["service"][name].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
            let props = ServiceProps {
                name: text(&found, "/service/name")?,
                escalation_policy: text(&found, "/service/escalation_policy/id")?,
                description: optional_text(&found, "/service/description").filter(|text| !text.is_empty()),
                auto_resolve_seconds: seconds("auto_resolve_timeout"),
                acknowledgement_seconds: seconds("acknowledgement_timeout"),
                urgency: urgency(&found["service"]["incident_urgency_rule"])?,
            };
            let attrs = ServiceAttrs { id: id.to_string() };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, request: &UpdateRequest<Self>) -> Result<ServiceAttrs> {
        cx.api().pagerduty().await?.put(&named::path::<Self>(id), &body(&request.new)).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        named::delete(cx, id).await
    }
}

impl Named for Service {
    const LIST: &'static str = "services";

    fn name(props: &ServiceProps) -> &str {
        &props.name
    }
}
