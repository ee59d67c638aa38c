//! Types whose names are unique in an account.

use super::search;
use crate::prelude::*;

/// A type of PagerDuty with a name. PagerDuty refuses a second resource of the name.
pub(super) trait Named: Resource<Api = Saas> {
    /// The list of all resources, which is the beginning of their paths: `services`.
    const LIST: &'static str;

    /// The name.
    fn name(props: &Self::Props) -> &str;
}

/// An existing resource with the name is of an earlier attempt of the create only if that ended without a response.
#[derive(Clone, Copy, Debug)]
pub struct ByName;

impl<R: Named> Identity<R> for ByName {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<R>, props: &R::Props) -> Result<Vec<Id>> {
        let name = R::name(props);
        let found = search(&cx.api().pagerduty().await?, R::LIST, name).await?;
        found.iter().filter(|entry| entry["name"] == name).map(|entry| Ok(Id::new(text(entry, "/id")?))).collect()
    }
}

/// The path of a resource.
pub(super) fn path<R: Named>(id: &Id) -> String {
    format!("/{}/{id}", R::LIST)
}

/// Deletes a resource.
pub(super) async fn delete<R: Named>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    cx.api().pagerduty().await?.delete(&path::<R>(id)).await
}
