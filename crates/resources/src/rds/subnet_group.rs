//! `aws:rds/SubnetGroup`: the subnets of databases.

use aws_sdk_rds::types as sdk;

use super::common::{BUSY, tags_of, update_tags};
use crate::lookup::{self, Lookup};
use crate::prelude::*;

/// What a subnet group is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetGroupProps {
    /// The name, unique in account and region: up to 255 lower-case letters, digits and hyphens.
    #[arg(replace = "RDS cannot rename a subnet group", length = 1..=255, pattern = "[a-z](-?[a-z0-9])*")]
    pub name: String,
    /// The subnets, in two zones or more. Aurora takes three.
    #[arg(required, set, items = 2..)]
    pub subnet_ids: Vec<SubnetId>,
    /// What the group is for.
    #[arg(default = "Managed by Archipel")]
    pub description: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A subnet group (`CreateDBSubnetGroup`).
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html>
#[resource("aws:rds/SubnetGroup", props = SubnetGroupProps)]
pub struct SubnetGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The VPC of its subnets.
    pub vpc_id: VpcId,
}

impl Resource for SubnetGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>().terraform(&[("aws_db_subnet_group", "{name}")]).unique(&[&["name"]]).timeouts(Seconds {
            create: 300,
            update: 300,
            delete: 1800,
        })
    }

    async fn create(cx: &OperationContext<Self>, props: &SubnetGroupProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().rds();
            let call = api
                .create_db_subnet_group()
                .db_subnet_group_name(&props.name)
                .db_subnet_group_description(&props.description)
                .set_subnet_ids(Some(subnets(props)))
                .set_tags(Some(create_tags(cx, &props.tags)));
            // A subnet that was made a moment ago.
            let response = crate::natural_key::retry_on(send!(cx, call), &["InvalidSubnet"])?;
            Ok((Id::new(&props.name), response.db_subnet_group().map(attrs_of)))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        lookup::read(cx, ids, seen).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("subnet_ids") || change.has("description") {
            let call = cx.api().rds().modify_db_subnet_group().db_subnet_group_name(id.as_str());
            let call = call.db_subnet_group_description(&new.description).set_subnet_ids(Some(subnets(new)));
            retry!(cx, BUSY, call, not_found_as_retryable)?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().rds().delete_db_subnet_group().db_subnet_group_name(id.as_str());
        retry!(cx, BUSY, call).ignore_not_found()
    }
}

impl Lookup for SubnetGroup {
    type Item = sdk::DbSubnetGroup;
    const NOUN: &str = "subnet group";

    fn key(props: &SubnetGroupProps) -> &str {
        &props.name
    }

    fn id(item: &Self::Item) -> &str {
        item.db_subnet_group_name().unwrap_or_default()
    }

    async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
        list_all!(cx, cx.api().rds().describe_db_subnet_groups())
    }

    async fn tags(cx: &ReadContext<Aws>, item: &Self::Item) -> Result<Option<Tags>> {
        tags_of(cx, item.db_subnet_group_arn().unwrap_or_default()).await
    }
}

fn subnets(props: &SubnetGroupProps) -> Vec<String> {
    props.subnet_ids.iter().map(SubnetId::to_string).collect()
}

fn attrs_of(group: &sdk::DbSubnetGroup) -> SubnetGroupAttrs {
    SubnetGroupAttrs {
        arn: Arn::new(group.db_subnet_group_arn().unwrap_or_default()),
        name: SubnetGroup::id(group).to_owned(),
        vpc_id: VpcId::new(group.vpc_id().unwrap_or_default()),
    }
}

fn seen(group: &sdk::DbSubnetGroup, tags: Tags) -> ResourceState<SubnetGroup> {
    let attrs = attrs_of(group);
    let subnets = group.subnets().iter().filter_map(|subnet| subnet.subnet_identifier());
    let props = SubnetGroupProps {
        name: attrs.name.clone(),
        subnet_ids: subnets.map(SubnetId::new).collect(),
        description: group.db_subnet_group_description().unwrap_or_default().to_owned(),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.name), props, attrs, status: Status::Ready }
}
