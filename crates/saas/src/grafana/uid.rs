//! Types whose resources have a UID that the program chooses.

use crate::prelude::*;

/// The form of ids.
const FORM: &str = "HOST|UID";

/// A type of Grafana. A UID belongs to one resource of a type in an instance.
pub(super) trait Uid: Resource<Api = Saas> {
    /// The path of the resources, before their UIDs.
    const PATH: &'static str;

    /// The host of the instance, and the UID.
    fn key(props: &Self::Props) -> (&str, &str);

    /// The properties and attributes in a response.
    fn state(instance: String, uid: String, found: &Json) -> Result<(Self::Props, Self::Attrs)>;

    /// The resource with a UID, if there is one.
    fn get(client: &Client, uid: &str) -> impl Future<Output = Result<Option<Json>>> + Send {
        async move { client.get_if_exists(&format!("{}/{uid}", Self::PATH)).await }
    }
}

/// An existing resource with the UID is of an earlier attempt of the create only if that ended without a response.
#[derive(Clone, Copy, Debug)]
pub struct ByUid;

impl<R: Uid> Identity<R> for ByUid {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<R>, props: &R::Props) -> Result<Vec<Id>> {
        let (instance, uid) = R::key(props);
        let found = R::get(&cx.api().grafana(instance).await?, uid).await?;
        Ok(found.map(|_| id_of::<R>(props)).into_iter().collect())
    }
}

/// The id of a resource.
pub(super) fn id_of<R: Uid>(props: &R::Props) -> Id {
    let (instance, uid) = R::key(props);
    Id::joined([instance, uid])
}

/// Reads each resource.
pub(super) async fn read<R: Uid>(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<R>>> {
    read_each(ids, |id| async move {
        let (instance, uid) = two_parts(id, FORM)?;
        let Some(found) = R::get(&cx.api().grafana(instance).await?, uid).await? else { return Ok(None) };
        let (props, attrs) = R::state(instance.to_owned(), uid.to_owned(), &found)?;
        Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
    })
    .await
}

/// Replaces the settings of a resource.
pub(super) async fn put<R: Uid>(cx: &OperationContext<R>, props: &R::Props, body: &Json) -> Result<Json> {
    let (instance, uid) = R::key(props);
    cx.api().grafana(instance).await?.put(&format!("{}/{uid}", R::PATH), body).await
}

/// Deletes a resource.
pub(super) async fn delete<R: Uid>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    let (instance, uid) = two_parts(id, FORM)?;
    cx.api().grafana(instance).await?.delete(&format!("{}/{uid}", R::PATH)).await
}
