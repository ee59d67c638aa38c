//! `saas:grafana/ContactPoint`: where the alerts of Grafana's own rules are sent.

use archipel_resources::types::JsonDocument;

use super::uid::{self, ByUid, Uid};
use crate::prelude::*;

/// The properties of a contact point.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ContactPointProps {
    /// The host of the instance: `g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com`.
    #[arg(replace = "a contact point stays in its instance", length = 1..)]
    pub instance: String,
    /// The UID, which is unique in the instance.
    #[arg(replace = "the UID is the contact point's identity", length = 1..=40, pattern = "[A-Za-z0-9_-]+")]
    pub uid: String,
    /// The name, by which rules and notification policies refer to it.
    #[arg(length = 1..)]
    pub name: String,
    /// The integration: `sns`, `email`.
    #[arg(replace = "another integration has other settings", length = 1..)]
    pub integration: String,
    /// The settings of the integration, without secrets: Grafana never returns those.
    pub settings: JsonDocument,
    /// Whether the end of an alert is not sent.
    #[arg(default = false)]
    pub disable_resolve_message: bool,
}

/// A contact point with one integration (`POST /api/v1/provisioning/contact-points`). It cannot be changed in Grafana's own pages.
///
/// Its id is `HOST|UID`. Grafana 13 and later announce the end of this API.
///
/// <https://grafana.com/docs/grafana/v10.4/developers/http_api/alerting_provisioning/#contact-points>
#[resource("saas:grafana/ContactPoint", props = ContactPointProps)]
pub struct ContactPoint {
    /// The UID.
    #[attr(input = "uid")]
    pub uid: String,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
}

fn body(props: &ContactPointProps) -> Result<Json> {
    let settings: Json = serde_json::from_str(&props.settings.to_json()).map_err(|_| unreadable("settings"))?;
    Ok(json!({
        "uid": props.uid,
        "name": props.name,
        "type": props.integration,
        "settings": settings,
        "disableResolveMessage": props.disable_resolve_message,
    }))
}

fn attrs(props: &ContactPointProps) -> ContactPointAttrs {
    ContactPointAttrs { uid: props.uid.clone(), name: props.name.clone() }
}

impl Resource for ContactPoint {
    type Api = Saas;
    type Identity = ByUid;

    fn meta() -> Meta {
        Meta::new("grafana")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["instance", "uid"]])
            .terraform(&[("grafana_contact_point", "{url}|{uid}")])
    }

    fn check(props: &ContactPointProps) -> Vec<String> {
        let settings: Json = serde_json::from_str(&props.settings.to_json()).unwrap_or_default();
        let is_record = settings.is_object();
        if is_record { Vec::new() } else { vec!["`settings` are not an object".to_owned()] }
    }

    async fn create(cx: &OperationContext<Self>, props: &ContactPointProps) -> Result<ContactPointAttrs> {
        let (client, body) = (cx.api().grafana(&props.instance).await?, body(props)?);
        create_once(cx, props, || async {
            client.post(Self::PATH, &body).await?;
            Ok((uid::id_of::<Self>(props), attrs(props)))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        uid::read(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<ContactPointAttrs> {
        uid::put(cx, &request.new, &body(&request.new)?).await?;
        Ok(attrs(&request.new))
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        uid::delete(cx, id).await
    }
}

impl Uid for ContactPoint {
    const PATH: &'static str = "/api/v1/provisioning/contact-points";

    fn key(props: &ContactPointProps) -> (&str, &str) {
        (&props.instance, &props.uid)
    }

    /// Grafana only lists contact points.
    async fn get(client: &Client, uid: &str) -> Result<Option<Json>> {
        let all = client.get(Self::PATH).await?;
        let all = all.as_array().ok_or_else(|| unreadable("contact points"))?;
        Ok(all.iter().find(|found| found["uid"] == uid).cloned())
    }

    fn state(instance: String, uid: String, found: &Json) -> Result<(ContactPointProps, ContactPointAttrs)> {
        let props = ContactPointProps {
            instance,
            uid,
            name: text(found, "/name")?,
            integration: text(found, "/type")?,
            settings: JsonDocument::parse(&found["settings"].to_string()).map_err(|_| unreadable("settings"))?,
            disable_resolve_message: found["disableResolveMessage"] == true,
        };
        let attrs = attrs(&props);
        Ok((props, attrs))
    }
}
