//! Grafana: folders, dashboards and data sources of an instance.

// By name, because the prelude has a trait `DataSource`.
use crate::prelude::{Id, OperationContext, Resource, Result, Saas, two_parts};

crate::types! {
    resources {
        dashboard: Dashboard;
        data_source: DataSource;
        folder: Folder;
    }
}

/// The form of ids.
const FORM: &str = "HOST|UID";

fn id_of(instance: &str, uid: &str) -> Id {
    Id::joined([instance, uid])
}

/// The resource with an id, if it exists: a UID belongs to one resource of its kind.
async fn existing<R: Resource<Api = Saas>>(cx: &OperationContext<R>, id: Id, path: &str) -> Result<Vec<Id>> {
    let (instance, uid) = two_parts(&id, FORM)?;
    let found = cx.api().grafana(instance).await?.get_if_exists(&format!("{path}/{uid}")).await?;
    Ok(found.map(|_| id.clone()).into_iter().collect())
}
