//! `aws:ec2/ManagedPrefixList`: a list of ranges that AWS or an account maintains.

use super::common::filter;
use crate::prelude::*;

/// The properties that select a managed prefix list.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ManagedPrefixListProps {
    /// The name: `com.amazonaws.eu-west-1.s3`, `com.amazonaws.global.cloudfront.origin-facing`.
    pub name: String,
}

/// A managed prefix list, by its name (`DescribeManagedPrefixLists`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeManagedPrefixLists.html>
#[data_source("aws:ec2/ManagedPrefixList", props = ManagedPrefixListProps)]
pub struct ManagedPrefixList {
    /// The id.
    pub id: PrefixListId,
    /// The ARN.
    pub arn: Arn,
    /// The account of the owner, or `AWS`.
    pub owner_id: String,
    /// `IPv4` or `IPv6`.
    pub address_family: String,
    /// The maximum number of entries, which count towards the limits of a security group or route table. AWS returns it
    /// for customer-managed lists.
    pub max_entries: Option<i32>,
}

impl DataSource for ManagedPrefixList {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &ManagedPrefixListProps) -> Result<ManagedPrefixListAttrs> {
        let call = cx.api().ec2().describe_managed_prefix_lists();
        let mut pages = call.filters(filter("prefix-list-name", [&props.name])).into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(list) = pages.next().await {
            found.push(list.into_provider_result(cx.region())?);
        }
        let [list] = found.as_slice() else {
            let (kind, many) = if found.is_empty() {
                (ErrorKind::NotFound, "no managed prefix list".to_owned())
            } else {
                (ErrorKind::Invalid, format!("{} managed prefix lists", found.len()))
            };
            return Err(ProviderError::new(kind, format!("{} has {many} named `{}`", cx.region(), props.name)));
        };
        Ok(ManagedPrefixListAttrs {
            id: parsed("id", list.prefix_list_id())?,
            arn: parsed("arn", list.prefix_list_arn())?,
            owner_id: list.owner_id().unwrap_or_default().to_owned(),
            address_family: list.address_family().unwrap_or_default().to_owned(),
            max_entries: list.max_entries(),
        })
    }
}
