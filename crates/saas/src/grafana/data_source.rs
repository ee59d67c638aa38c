//! `saas:grafana/DataSource`: where dashboards read from.

use archipel_resources::types::JsonDocument;

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
    type Identity = Self;

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
            Ok((super::id_of(&props.instance, &props.uid), DataSourceAttrs { uid: props.uid.clone() }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (instance, uid) = two_parts(id, super::FORM)?;
            let client = cx.api().grafana(instance).await?;
            let Some(found) = client.get_if_exists(&format!("/api/datasources/uid/{uid}")).await? else {
                return Ok(None);
            };
            let settings = found["jsonData"].as_object().filter(|settings| !settings.is_empty());
            let settings = settings.map(|_| JsonDocument::parse(&found["jsonData"].to_string())).transpose();
            let props = DataSourceProps {
                instance: instance.to_owned(),
                uid: uid.to_owned(),
                name: text(&found, "/name")?,
                plugin: text(&found, "/type")?,
                url: optional_text(&found, "/url").filter(|url| !url.is_empty()),
                settings: settings.map_err(|_| unreadable("jsonData"))?,
                is_default: found["isDefault"] == true,
            };
            let attrs = DataSourceAttrs { uid: uid.to_owned() };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<DataSourceAttrs> {
        let client = cx.api().grafana(&request.new.instance).await?;
        client.put(&format!("/api/datasources/uid/{}", request.new.uid), &body(&request.new)?).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (instance, uid) = two_parts(id, super::FORM)?;
        cx.api().grafana(instance).await?.delete(&format!("/api/datasources/uid/{uid}")).await
    }
}

impl Identity<Self> for DataSource {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &DataSourceProps) -> Result<Vec<Id>> {
        super::existing(cx, super::id_of(&props.instance, &props.uid), "/api/datasources/uid").await
    }
}
