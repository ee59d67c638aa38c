//! `saas:grafana/Plugin`: a plugin that is installed in an instance.

use crate::prelude::*;

/// The properties of a plugin.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PluginProps {
    /// The host of the instance: `g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com`.
    #[arg(replace = "a plugin stays in its instance", length = 1..)]
    pub instance: String,
    /// The id of the plugin: `grafana-x-ray-datasource`.
    #[arg(replace = "another id is another plugin", length = 1.., pattern = "[a-z0-9-]+")]
    pub plugin: String,
}

/// A plugin (`POST /api/plugins/ID/install`), in the latest version that the instance can run. One that the instance has already
/// is taken over as it is. A workspace of Amazon Managed Grafana needs `plugin_admin_enabled`.
///
/// Its id is `HOST|PLUGIN`.
///
/// <https://docs.aws.amazon.com/grafana/latest/userguide/v10-Grafana-API-Plugin.html>
#[resource("saas:grafana/Plugin", props = PluginProps)]
pub struct Plugin {
    /// The id of the plugin.
    #[attr(input = "plugin")]
    pub plugin: String,
}

const FORM: &str = "HOST|PLUGIN";

fn id_of(props: &PluginProps) -> Id {
    Id::joined([props.instance.as_str(), &props.plugin])
}

async fn get(client: &Client, plugin: &str) -> Result<Option<Json>> {
    client.get_if_exists(&format!("/api/plugins/{plugin}/settings")).await
}

impl Resource for Plugin {
    type Api = Saas;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("grafana").global().typical(Seconds::each(5)).unique(&[&["instance", "plugin"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &PluginProps) -> Result<PluginAttrs> {
        let client = cx.api().grafana(&props.instance).await?;
        let path = format!("/api/plugins/{}/install", props.plugin);
        create_once(cx, props, || async {
            match client.post(&path, &json!({})).await {
                Err(error) if error.kind != ErrorKind::AlreadyExists => Err(error),
                _ => Ok((id_of(props), PluginAttrs { plugin: props.plugin.clone() })),
            }
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (instance, plugin) = two_parts(id, FORM)?;
            let Some(found) = get(&cx.api().grafana(instance).await?, plugin).await? else { return Ok(None) };
            let plugin = text(&found, "/id")?;
            let props = PluginProps { instance: instance.to_owned(), plugin: plugin.clone() };
            let attrs = PluginAttrs { plugin };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(_: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<PluginAttrs> {
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (instance, plugin) = two_parts(id, FORM)?;
        let client = cx.api().grafana(instance).await?;
        match client.post(&format!("/api/plugins/{plugin}/uninstall"), &json!({})).await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }
}

impl Identity<Self> for Plugin {
    /// A plugin is installed or not, so that the request may be repeated.
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;

    async fn find(cx: &OperationContext<Self>, props: &PluginProps) -> Result<Vec<Id>> {
        let found = get(&cx.api().grafana(&props.instance).await?, &props.plugin).await?;
        Ok(found.map(|_| id_of(props)).into_iter().collect())
    }
}
