//! `saas:grafana/Folder`: a folder of dashboards.

use super::uid::{self, ByUid, Uid};
use crate::prelude::*;

/// The properties of a folder.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FolderProps {
    /// The host of the instance: `g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com`.
    #[arg(replace = "a folder stays in its instance", length = 1..)]
    pub instance: String,
    /// The UID, which is unique in the instance.
    #[arg(replace = "the UID is the folder's identity", length = 1..=40, pattern = "[A-Za-z0-9_-]+")]
    pub uid: String,
    /// The title.
    #[arg(length = 1..)]
    pub title: String,
}

/// A folder (`POST /api/folders`).
///
/// Its id is `HOST|UID`.
///
/// <https://grafana.com/docs/grafana/latest/developers/http_api/folder/>
#[resource("saas:grafana/Folder", props = FolderProps)]
pub struct Folder {
    /// The UID.
    #[attr(input = "uid")]
    pub uid: String,
}

impl Resource for Folder {
    type Api = Saas;
    type Identity = ByUid;

    fn meta() -> Meta {
        Meta::new("grafana")
            .global()
            .typical(Seconds::each(1))
            .unique(&[&["instance", "uid"]])
            .terraform(&[("grafana_folder", "{url}|{uid}")])
    }

    async fn create(cx: &OperationContext<Self>, props: &FolderProps) -> Result<FolderAttrs> {
        let client = cx.api().grafana(&props.instance).await?;
        create_once(cx, props, || async {
            client.post(Self::PATH, &json!({ "uid": props.uid, "title": props.title })).await?;
            Ok((uid::id_of::<Self>(props), FolderAttrs { uid: props.uid.clone() }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        uid::read(cx, ids).await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<FolderAttrs> {
        uid::put(cx, &request.new, &json!({ "title": request.new.title, "overwrite": true })).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        uid::delete(cx, id).await
    }
}

impl Uid for Folder {
    const PATH: &'static str = "/api/folders";

    fn key(props: &FolderProps) -> (&str, &str) {
        (&props.instance, &props.uid)
    }

    fn state(instance: String, uid: String, found: &Json) -> Result<(FolderProps, FolderAttrs)> {
        let attrs = FolderAttrs { uid: uid.clone() };
        Ok((FolderProps { instance, uid, title: text(found, "/title")? }, attrs))
    }
}
