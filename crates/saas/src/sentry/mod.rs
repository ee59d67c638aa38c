//! Sentry: projects.

crate::types! {
    resources {
        project: Project;
    }
}
