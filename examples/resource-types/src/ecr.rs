//! Container images.

use archipel::aws::ecr::*;
use archipel::aws::sts::CallerIdentity;
use archipel::prelude::*;

/// `ecr/Replication`: the images below `shop/`, copied to another region. A region has one replication.
pub fn replication(scope: &Scope) -> Replication {
    let account = CallerIdentity::get(scope, "account").account_id();
    let rule = ReplicationRule::new([ReplicationDestination::new("us-east-1", account)]).prefixes(["shop/"]);
    Replication::new(scope, "images", ReplicationArgs::new([rule]))
}

/// `ecr/Repository`: a repository whose tags cannot be overwritten.
pub fn repository(scope: &Scope) -> Repository {
    let args = RepositoryArgs::new("shop/web").tag_mutability(TagMutability::Immutable).scan_on_push(true);
    Repository::new(scope, "web", args)
}
