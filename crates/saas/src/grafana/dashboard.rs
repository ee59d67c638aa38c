//! `saas:grafana/Dashboard`: a dashboard.

use archipel_resources::types::JsonDocument;

use crate::prelude::*;

/// The properties of a dashboard.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct DashboardProps {
    /// The host of the instance: `g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com`.
    #[arg(replace = "a dashboard stays in its instance", length = 1..)]
    pub instance: String,
    /// The UID, which is unique in the instance.
    #[arg(replace = "the UID is the dashboard's identity", length = 1..=40, pattern = "[A-Za-z0-9_-]+")]
    pub uid: String,
    /// The dashboard as Grafana exports it, without `id`, `uid` and `version`.
    pub model: JsonDocument,
    /// The UID of its folder. The default is the root.
    pub folder: Option<String>,
}

/// A dashboard (`POST /api/dashboards/db`).
///
/// Its id is `HOST|UID`. Changes that users save in Grafana are drift, which the next run overwrites.
///
/// <https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/>
#[resource("saas:grafana/Dashboard", props = DashboardProps)]
pub struct Dashboard {
    /// The UID.
    #[attr(input = "uid")]
    pub uid: String,
    /// The path in the instance.
    pub path: String,
}

/// The members that are the instance's and not the program's.
const OWN: [&str; 3] = ["id", "uid", "version"];

fn body(props: &DashboardProps, overwrite: bool) -> Result<Json> {
    let mut model: Json = serde_json::from_str(&props.model.to_json()).map_err(|_| unreadable("model"))?;
    model["uid"] = json!(props.uid);
    Ok(json!({
        "dashboard": model,
        "folderUid": props.folder.as_deref().unwrap_or_default(),
        "message": "Archipel",
        "overwrite": overwrite,
    }))
}

const SAVE: &str = "/api/dashboards/db";

impl Resource for Dashboard {
    type Api = Saas;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("grafana")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["instance", "uid"]])
            .terraform(&[("grafana_dashboard", "{url}|{uid}")])
    }

    fn check(props: &DashboardProps) -> Vec<String> {
        let model: Json = serde_json::from_str(&props.model.to_json()).unwrap_or_default();
        let own = OWN.into_iter().filter(|name| model.get(name).is_some());
        let mut found: Vec<String> = own.map(|name| format!("`model` has `{name}`, which is the instance's")).collect();
        if model["title"].as_str().is_none_or(str::is_empty) {
            found.push("`model` has no `title`".to_owned());
        }
        found
    }

    async fn create(cx: &OperationContext<Self>, props: &DashboardProps) -> Result<DashboardAttrs> {
        let (client, body) = (cx.api().grafana(&props.instance).await?, body(props, false)?);
        create_once(cx, props, || async {
            let path = text(&client.post(SAVE, &body).await?, "/url")?;
            Ok((super::id_of(&props.instance, &props.uid), DashboardAttrs { uid: props.uid.clone(), path }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (instance, uid) = two_parts(id, super::FORM)?;
            let client = cx.api().grafana(instance).await?;
            let Some(found) = client.get_if_exists(&format!("/api/dashboards/uid/{uid}")).await? else {
                return Ok(None);
            };
            let mut model = found["dashboard"].clone();
            for name in OWN {
                model.as_object_mut().ok_or_else(|| unreadable("dashboard"))?.remove(name);
            }
            let attrs = DashboardAttrs { uid: uid.to_owned(), path: text(&found, "/meta/url")? };
            let props = DashboardProps {
                instance: instance.to_owned(),
                uid: uid.to_owned(),
                model: JsonDocument::parse(&model.to_string()).map_err(|_| unreadable("dashboard"))?,
                folder: optional_text(&found, "/meta/folderUid").filter(|folder| !folder.is_empty()),
            };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<DashboardAttrs> {
        // To save it again leads to the same dashboard, so that a save whose response was lost is repeated.
        let (client, body) = (cx.api().grafana(&request.new.instance).await?, body(&request.new, true)?);
        let saved = cx.eventually(&[], || client.post(SAVE, &body)).await?;
        Ok(DashboardAttrs { uid: request.new.uid.clone(), path: text(&saved, "/url")? })
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (instance, uid) = two_parts(id, super::FORM)?;
        cx.api().grafana(instance).await?.delete(&format!("/api/dashboards/uid/{uid}")).await
    }
}

impl Identity<Self> for Dashboard {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &DashboardProps) -> Result<Vec<Id>> {
        super::existing(cx, super::id_of(&props.instance, &props.uid), "/api/dashboards/uid").await
    }
}
