//! Grafana: folders, dashboards, data sources and contact points of an instance.

mod uid;

pub use uid::ByUid;

crate::types! {
    resources {
        contact_point: ContactPoint;
        dashboard: Dashboard;
        data_source: DataSource;
        folder: Folder;
    }
}
