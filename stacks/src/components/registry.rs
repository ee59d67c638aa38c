//! Container images: scanned on push, replicated to the secondary region, and expired.

use archipel::aws::ecr::*;
use archipel::prelude::*;

use super::{RegionContext, dotted};
use crate::config;

/// The repositories, by name.
pub struct Registry {
    /// Those of each region, in the order of the configuration. Images are pushed to the primary's.
    pub repositories: PerRegion<Vec<Repository>>,
}

impl Registry {
    /// Declares the repositories in both regions, and the replication from the first to the second.
    pub fn new(primary: &RegionContext, secondary: &RegionContext, settings: &config::Registry) -> Self {
        let prefix = primary.stack_prefix();
        let repositories = |context: &RegionContext| -> Vec<Repository> {
            let scope = context.scope.component("registry");
            let declare = |name: &String| {
                let args = RepositoryArgs::new(format!("{prefix}/{name}"))
                    .tag_mutability(TagMutability::Immutable)
                    .scan_on_push(true)
                    .lifecycle_policy(lifecycle(settings.keep_images))
                    .force_delete(settings.force_delete);
                Repository::new(&scope, dotted(name), args)
            };
            settings.repositories.iter().map(declare).collect()
        };
        let first = repositories(primary);
        let copies = repositories(secondary);
        if settings.replicate {
            let to = ReplicationDestination::new(secondary.scope.region(), &primary.account);
            let rule = ReplicationRule::new([to]).prefixes([prefix.as_str()]);
            // If an image is replicated before its repository exists, ECR creates one without these settings.
            let options = copies.iter().fold(Options::new(), Options::depends_on);
            Replication::with_options(
                &primary.scope.component("registry"),
                "images",
                ReplicationArgs::new([rule]),
                options,
            );
        }
        Self { repositories: PerRegion::new(first, copies) }
    }
}

/// Keeps the newest images, and untagged images for two weeks.
fn lifecycle(keep: u32) -> Json {
    let rule = |priority: u32, selection: Json| json!({ "rulePriority": priority, "selection": selection, "action": { "type": "expire" } });
    let untagged =
        json!({ "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14 });
    let many = json!({ "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": keep });
    json!({ "rules": [rule(1, untagged), rule(2, many)] })
}
