//! Grafana: folders, dashboards, data sources, contact points and plugins of an instance.

mod uid;

pub use uid::ByUid;

crate::types! {
    resources {
        contact_point: ContactPoint;
        dashboard: Dashboard;
        data_source: DataSource;
        folder: Folder;
        plugin: Plugin;
    }
}
