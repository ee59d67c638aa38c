//! `aws:rds/EngineVersions`: the versions of a database engine in a region.

use aws_sdk_rds::types::DbEngineVersion;

use crate::prelude::*;
use crate::versions;

/// The available versions of an engine.
pub(super) async fn described(cx: &ReadContext<Aws>, engine: &str) -> Result<Vec<DbEngineVersion>> {
    list_all!(cx, cx.api().rds().describe_db_engine_versions().engine(engine))
}

/// Adds the available versions to the error about a version that does not exist.
pub(super) async fn explain_version_error<T>(
    cx: &ReadContext<Aws>,
    engine: &str,
    global: bool,
    answer: Result<T>,
) -> Result<T> {
    let is_meant = |of: &DbEngineVersion| !global || of.supports_global_databases().unwrap_or(false);
    versions::with_choices(answer, async {
        let all = described(cx, engine).await?;
        let names = all.iter().filter(|of| is_meant(of)).filter_map(|of| of.engine_version());
        Ok(names.map(str::to_owned).collect())
    })
    .await
}

/// The properties that select an engine.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct EngineVersionsProps {
    /// `aurora-postgresql`, `aurora-mysql` or another engine of RDS.
    pub engine: String,
}

/// The versions of a database engine in a region (`DescribeDBEngineVersions`), to check a configuration before a
/// create.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html>
#[data_source("aws:rds/EngineVersions", props = EngineVersionsProps)]
pub struct EngineVersions {
    /// All versions, in the order of RDS: `16.6`.
    pub versions: Vec<String>,
    /// The versions that support global clusters.
    pub global_versions: Vec<String>,
    /// The parameter group family of each version, in the order of `versions`: `aurora-postgresql16`.
    pub families: Vec<String>,
}

impl DataSource for EngineVersions {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &EngineVersionsProps) -> Result<EngineVersionsAttrs> {
        let all = described(cx, &props.engine).await?;
        let version = |of: &DbEngineVersion| text(of.engine_version());
        Ok(EngineVersionsAttrs {
            versions: all.iter().map(version).collect(),
            global_versions: all
                .iter()
                .filter(|of| of.supports_global_databases().unwrap_or(false))
                .map(version)
                .collect(),
            families: all.iter().map(|of| text(of.db_parameter_group_family())).collect(),
        })
    }
}
