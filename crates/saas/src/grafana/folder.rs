//! `saas:grafana/Folder`: a folder of dashboards.

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
    type Identity = Self;

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
            client.post("/api/folders", &json!({ "uid": props.uid, "title": props.title })).await?;
            Ok((super::id_of(&props.instance, &props.uid), FolderAttrs { uid: props.uid.clone() }))
        })
        .await
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let (instance, uid) = two_parts(id, super::FORM)?;
            let client = cx.api().grafana(instance).await?;
            let Some(found) = client.get_if_exists(&format!("/api/folders/{uid}")).await? else { return Ok(None) };
            let (instance, uid) = (instance.to_owned(), uid.to_owned());
            let attrs = FolderAttrs { uid: uid.clone() };
            let props = FolderProps { instance, uid, title: text(&found, "/title")? };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, _: &Id, request: &UpdateRequest<Self>) -> Result<FolderAttrs> {
        let FolderProps { instance, uid, title } = &request.new;
        let body = json!({ "title": title, "overwrite": true });
        cx.api().grafana(instance).await?.put(&format!("/api/folders/{uid}"), &body).await?;
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (instance, uid) = two_parts(id, super::FORM)?;
        cx.api().grafana(instance).await?.delete(&format!("/api/folders/{uid}")).await
    }
}

impl Identity<Self> for Folder {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &FolderProps) -> Result<Vec<Id>> {
        super::existing(cx, super::id_of(&props.instance, &props.uid), "/api/folders").await
    }
}
