//! `aws:rds/OrderableInstances`: the instance classes that a region offers for an engine.

use std::collections::BTreeSet;

use crate::prelude::*;

/// The properties that select instance classes.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct OrderableInstancesProps {
    /// The engine: `aurora-postgresql`.
    pub engine: String,
    /// The version.
    pub engine_version: String,
}

/// The instance classes that a region offers for a version of an engine (`DescribeOrderableDBInstanceOptions`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOrderableDBInstanceOptions.html>
#[data_source("aws:rds/OrderableInstances", props = OrderableInstancesProps)]
pub struct OrderableInstances {
    /// The classes, sorted: `db.r6g.large`.
    pub classes: Vec<String>,
}

impl DataSource for OrderableInstances {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &OrderableInstancesProps) -> Result<OrderableInstancesAttrs> {
        let call = cx.api().rds().describe_orderable_db_instance_options();
        let call = call.engine(&props.engine).engine_version(&props.engine_version).vpc(true);
        let options = list_all!(cx, call)?;
        let classes: BTreeSet<String> = options.into_iter().filter_map(|option| option.db_instance_class).collect();
        Ok(OrderableInstancesAttrs { classes: classes.into_iter().collect() })
    }
}
