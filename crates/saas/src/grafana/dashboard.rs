//! `saas:grafana/Dashboard`: a dashboard.

use archipel_resources::types::JsonDocument;

use super::uid::{self, ByUid, Uid};
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
    type Identity = ByUid;

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
            Ok((uid::id_of::<Self>(props), DashboardAttrs { uid: props.uid.clone(), path }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        uid::read(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<DashboardAttrs> {
        // To save it again leads to the same dashboard, so that a save whose response was lost is repeated.
        let (client, body) = (cx.api().grafana(&request.new.instance).await?, body(&request.new, true)?);
        let saved = cx.eventually(&[], || client.post(SAVE, &body)).await?;
        Ok(DashboardAttrs { uid: request.new.uid.clone(), path: text(&saved, "/url")? })
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        uid::delete(cx, id).await
    }
}

impl Uid for Dashboard {
    const PATH: &'static str = "/api/dashboards/uid";

    fn key(props: &DashboardProps) -> (&str, &str) {
        (&props.instance, &props.uid)
    }

    fn state(instance: String, uid: String, found: &Json) -> Result<(DashboardProps, DashboardAttrs)> {
        let mut model = found["dashboard"].clone();
        for name in OWN {
            model.as_object_mut().ok_or_else(|| unreadable("dashboard"))?.remove(name);
        }
        let attrs = DashboardAttrs { uid: uid.clone(), path: text(found, "/meta/url")? };
        let props = DashboardProps {
            instance,
            uid,
            model: JsonDocument::parse(&model.to_string()).map_err(|_| unreadable("dashboard"))?,
            folder: optional_text(found, "/meta/folderUid").filter(|folder| !folder.is_empty()),
        };
        Ok((props, attrs))
    }
}
