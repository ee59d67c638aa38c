//! Parameters.

use archipel::aws::rds::Cluster;
use archipel::aws::ssm::*;
use archipel::prelude::*;

/// `ssm/Parameter`: the host name of a database, for applications.
pub fn parameter(scope: &Scope, database: &Cluster) -> Parameter {
    Parameter::new(scope, "database", ParameterArgs::new("/shop/database/host").value(database.endpoint()))
}

/// `ssm/PublicParameter`: the id of the newest image for the nodes of a cluster.
pub fn public_parameter(scope: &Scope) -> Output<String> {
    let name = "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/recommended/image_id";
    PublicParameter::get(scope, "node-image", PublicParameterArgs::new(name)).value()
}
