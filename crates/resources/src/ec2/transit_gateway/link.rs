//! Shared code of associations and propagations: both link an attachment to a route table, have no id of their own, and
//! are read by listing the table.

use std::collections::BTreeSet;

use crate::prelude::*;

/// The composed id: table and attachment.
pub(super) fn id(table: &TransitGatewayRouteTableId, attachment: &TransitGatewayAttachmentId) -> Id {
    Id::joined([table.as_str(), attachment.as_str()])
}

/// The parts of a composed id.
pub(super) fn parts(id: &Id) -> (TransitGatewayRouteTableId, TransitGatewayAttachmentId) {
    let (table, attachment) = id.as_str().split_once('|').unwrap_or((id.as_str(), ""));
    (TransitGatewayRouteTableId::new(table), TransitGatewayAttachmentId::new(attachment))
}

/// The route tables of these ids. One list call per table returns all of its links.
pub(super) fn tables(ids: &[Id]) -> BTreeSet<String> {
    ids.iter().map(|id| parts(id).0.to_string()).collect()
}

/// The statuses in the order of the ids; `Absent` for ids that no list contains.
pub(super) fn statuses(ids: &[Id], listed: &BTreeMap<Id, Status>) -> Vec<Status> {
    ids.iter().map(|id| listed.get(id).cloned().unwrap_or(Status::Absent)).collect()
}

/// Implements such a type from its calls and states.
macro_rules! table_link {
    (
        $name:ident, $props:ident, $attrs:ident, unique: $unique:expr, terraform: $terraform:literal,
        create: $create:ident => $made:ident,
        list: $list:ident => $item:ident,
        delete: $delete:ident,
        states: $state:ident { ready: $ready:ident, deleting: $deleting:ident, deleted: $deleted:ident $(,)? }
    ) => {
        impl Resource for $name {
            type Api = Aws;
            type Identity = Self;

            fn meta() -> Meta {
                meta::<Self>()
                    .terraform(&[($terraform, "{transit_gateway_route_table_id}|{transit_gateway_attachment_id}")])
                    .typical(Seconds { create: 10, update: 2, delete: 10 })
                    .timeouts(Seconds { create: 600, update: 300, delete: 600 })
                    .polling(PollInterval { first_millis: 500, max_secs: 10 })
                    .unique($unique)
            }

            async fn create(cx: &OperationContext<Self>, props: &$props) -> Result<$attrs> {
                let ready = std::sync::atomic::AtomicBool::new(false);
                let id = cx
                    .allocate(props, || async {
                        // EC2 returns `IncorrectState` while the attachment or another link of it is being changed.
                        let api = cx.api().ec2();
                        let call = api
                            .$create()
                            .transit_gateway_route_table_id(props.transit_gateway_route_table_id.as_str())
                            .transit_gateway_attachment_id(props.transit_gateway_attachment_id.as_str());
                        let response = create_once!(cx, CONFLICT_CODES, call, no_retry::ec2())?;
                        let state = response.$made().and_then(|made| made.state());
                        ready.store(state == Some(&$state::$ready), std::sync::atomic::Ordering::Relaxed);
                        Ok(link::id(&props.transit_gateway_route_table_id, &props.transit_gateway_attachment_id))
                    })
                    .await?;
                if !ready.into_inner() {
                    cx.until_ready(&id).await?;
                }
                Ok($attrs { attachment_id: props.transit_gateway_attachment_id.clone() })
            }

            async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
                Ok(ids
                    .iter()
                    .zip(Self::status(cx, ids).await?)
                    .filter(|(_, status)| *status != Status::Absent)
                    .map(|(id, status)| {
                        let (table, attachment) = link::parts(id);
                        let attrs = $attrs { attachment_id: attachment.clone() };
                        let props =
                            $props { transit_gateway_route_table_id: table, transit_gateway_attachment_id: attachment };
                        ResourceState { id: id.clone(), props, attrs, status }
                    })
                    .collect())
            }

            async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
                let (table, attachment) = link::parts(id);
                delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
                    let api = cx.api().ec2();
                    let call = api
                        .$delete()
                        .transit_gateway_route_table_id(table.as_str())
                        .transit_gateway_attachment_id(attachment.as_str());
                    send!(cx, call)
                })
                .await
            }

            async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
                let tables = link::tables(ids);
                let listed = try_join_all(tables.iter().map(|table| list_table(cx, table))).await?;
                Ok(link::statuses(ids, &listed.into_iter().flatten().collect()))
            }
        }

        impl Identity<Self> for $name {
            const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
            const PROVES_OWNERSHIP: bool = false;

            async fn find(cx: &OperationContext<Self>, props: &$props) -> Result<Vec<Id>> {
                let id = link::id(&props.transit_gateway_route_table_id, &props.transit_gateway_attachment_id);
                let status = Self::status(cx, std::slice::from_ref(&id)).await?;
                let there = matches!(status.first(), Some(Status::Ready | Status::Pending(_)));
                Ok(if there { vec![id] } else { Vec::new() })
            }
        }

        /// The links of a table; none if the table does not exist.
        async fn list_table(cx: &ReadContext<Aws>, table: &str) -> Result<BTreeMap<Id, Status>> {
            let listed = optional(list_all!(cx, cx.api().ec2().$list().transit_gateway_route_table_id(table)))?;
            let entry = |item: &sdk::$item| {
                let id = Id::joined([table, item.transit_gateway_attachment_id().unwrap_or_default()]);
                let status = match item.state() {
                    Some($state::$ready) => Status::Ready,
                    Some($state::$deleted) => Status::Absent,
                    Some($state::$deleting) => Status::Deleting("deleting".to_owned()),
                    state => Status::Pending(state.map_or("pending", $state::as_str).to_owned()),
                };
                (id, status)
            };
            Ok(listed.unwrap_or_default().iter().map(entry).collect())
        }
    };
}
pub(super) use table_link;
