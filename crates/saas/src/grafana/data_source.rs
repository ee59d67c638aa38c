//! `saas:grafana/DataSource`: where dashboards read from.

use archipel_resources::types::JsonDocument;

use super::uid::{self, ByUid, Uid};
use crate::prelude::*;

/// The properties of a data source.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct DataSourceProps {
    /// The host of the instance: `g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com`.
    #[arg(replace = "a data source stays in its instance", length = 1..)]
    pub instance: String,
    /// The UID, by which dashboards refer to it.
    #[arg(replace = "dashboards refer to it by its UID", length = 1..=40, pattern = "[A-Za-z0-9_-]+")]
    pub uid: String,
    /// The name, which is unique in the instance.
    #[arg(length = 1..)]
    pub name: String,
    /// The plugin: `prometheus`, `cloudwatch`.
    #[arg(replace = "another plugin has other settings", length = 1..)]
    pub plugin: String,
    /// The address, for plugins that have one.
    pub url: Option<String>,
    /// The settings of the plugin, without secrets.
    pub settings: Option<JsonDocument>,
    /// Whether new panels use it.
    #[arg(default = false)]
    pub is_default: bool,
}

/// A data source (`POST /api/datasources`).
///
/// Its id is `HOST|UID`.
///
/// <https://grafana.com/docs/grafana/latest/developers/http_api/data_source/>
#[resource("saas:grafana/DataSource", props = DataSourceProps)]
pub struct DataSource {
    /// The UID.
    #[attr(input = "uid")]
    pub uid: String,
}

fn body(props: &DataSourceProps) -> Result<Json> {
    let settings = props.settings.as_ref().map_or_else(|| "{}".to_owned(), JsonDocument::to_json);
    let settings: Json = serde_json::from_str(&settings).map_err(|_| unreadable("settings"))?;
    Ok(json!({
        "uid": props.uid,
        "name": props.name,
        "type": props.plugin,
        "access": "proxy",
        "url": props.url.as_deref().unwrap_or_default(),
        "jsonData": settings,
        "isDefault": props.is_default,
    }))
}

impl Resource for DataSource {
    type Api = Saas;
    type Identity = ByUid;

    fn meta() -> Meta {
        Meta::new("grafana")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["instance", "uid"], &["instance", "name"]])
            .terraform(&[("grafana_data_source", "{url}|{uid}")])
    }

    async fn create(cx: &OperationContext<Self>, props: &DataSourceProps) -> Result<DataSourceAttrs> {
        let (client, body) = (cx.api().grafana(&props.instance).await?, body(props)?);
        create_once(cx, props, || async {
            client.post("/api/datasources", &body).await?;
            Ok((uid::id_of::<Self>(props), DataSourceAttrs { uid: props.uid.clone() }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        uid::read(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<DataSourceAttrs> {
        uid::put(cx, &request.new, &body(&request.new)?).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        uid::delete(cx, id).await
    }
}

impl Uid for DataSource {
    const PATH: &'static str = "/api/datasources/uid";

    fn key(props: &DataSourceProps) -> (&str, &str) {
        (&props.instance, &props.uid)
    }

    fn state(instance: String, uid: String, found: &Json) -> Result<(DataSourceProps, DataSourceAttrs)> {
        let settings = found["jsonData"].as_object().filter(|settings| !settings.is_empty());
        let settings = settings.map(|_| JsonDocument::parse(&found["jsonData"].to_string())).transpose();
        let attrs = DataSourceAttrs { uid: uid.clone() };
        let props = DataSourceProps {
            instance,
            uid,
            name: text(found, "/name")?,
            plugin: text(found, "/type")?,
            url: optional_text(found, "/url").filter(|url| !url.is_empty()),
            settings: settings.map_err(|_| unreadable("jsonData"))?,
            is_default: found["isDefault"] == true,
        };
        Ok((props, attrs))
    }
}
