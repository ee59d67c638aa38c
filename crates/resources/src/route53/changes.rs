//! Changes of records: those that wait for the same zone at the same time are sent as one batch.
//!
//! Route 53 accepts one change of a zone at a time, and five calls a second for the whole account.
//!
//! <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html>

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ChangeInfo, ChangeStatus};

use super::common::bare;
use crate::aws::Batches;
use crate::prelude::*;

/// Half of what a batch may have: 1,000 values and 32,000 characters of values, where an upsert counts twice.
const CAPACITY: usize = 16_000;
/// The part of the capacity of a value, so that a batch has at most 400 of them.
const VALUE: usize = 40;

fn weigh(change: &Change) -> usize {
    let records = change.resource_record_set().map(|set| set.resource_records()).unwrap_or_default();
    let values: usize = records.iter().map(|record| record.value().len() + VALUE).sum();
    values.max(VALUE)
}

/// Sends a change of a zone, and returns the state of the batch that contained it. Batches are atomic: if Route 53
/// refuses one, each of its changes is sent again alone.
pub(super) async fn submit<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    zone: &str,
    change: Change,
) -> Result<Option<ChangeInfo>> {
    let batches = cx.api().batches("route53 changes", || Batches::new(CAPACITY, weigh));
    let (client, region, to) = (cx.api().route53().clone(), cx.region().to_owned(), zone.to_owned());
    let send = move |changes: Vec<Change>| {
        let (client, region, zone) = (client.clone(), region.clone(), to.clone());
        async move {
            match send_once(&client, &region, &zone, &changes).await {
                Err(error) if changes.len() > 1 && is_refusal(error.kind) => {
                    let mut answers = Vec::new();
                    for change in &changes {
                        answers.push(send_once(&client, &region, &zone, std::slice::from_ref(change)).await);
                    }
                    answers
                }
                answer => changes.iter().map(|_| answer.clone()).collect(),
            }
        }
    };
    batches.submit(zone, change, send).await
}

/// Whether an error says that a batch was not carried out because of what is in it.
fn is_refusal(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Invalid | ErrorKind::AlreadyExists | ErrorKind::NotFound)
}

async fn send_once(client: &Client, region: &str, zone: &str, changes: &[Change]) -> Result<Option<ChangeInfo>> {
    let batch = build_input(ChangeBatch::builder().set_changes(Some(changes.to_vec())).build())?;
    let call = client.change_resource_record_sets().hosted_zone_id(zone).change_batch(batch);
    // After a lost answer a repeated create or delete is refused because of the first one.
    let creates = changes.iter().any(|change| *change.action() != ChangeAction::Upsert);
    let answer = match creates {
        true => call.customize().config_override(no_retry::route53()).send().await,
        false => call.send().await,
    };
    Ok(answer.into_provider_result(region)?.change_info)
}

/// Waits until a change has reached all of Route 53's servers, at most two minutes; it takes effect later in any case.
/// One call serves all operations that wait for the same change.
pub(super) async fn spread<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    change: Option<&ChangeInfo>,
) -> Result<()> {
    let Some(change) = change.filter(|change| *change.status() != ChangeStatus::Insync) else { return Ok(()) };
    let batches =
        cx.api().batches("route53 change states", || Batches::<(), Option<ChangeStatus>>::new(usize::MAX, |()| 0));
    let known = cx
        .eventually(&[], || async {
            let (client, region, id) =
                (cx.api().route53().clone(), cx.region().to_owned(), bare(change.id()).to_owned());
            let read = move |waiting: Vec<()>| {
                let (client, region, id) = (client.clone(), region.clone(), id.clone());
                async move {
                    let answer = client.get_change().id(id).send().await.into_provider_result(&region);
                    let status = answer.map(|answer| answer.change_info().map(|info| info.status().clone()));
                    waiting.iter().map(|()| status.clone()).collect()
                }
            };
            match batches.submit(change.id(), (), read).await? {
                Some(ChangeStatus::Pending) => {
                    Err(ProviderError::new(ErrorKind::NotYet, "the change has not reached all servers yet"))
                }
                _ => Ok(()),
            }
        })
        .await;
    match known {
        Err(error) if matches!(error.kind, ErrorKind::NotYet | ErrorKind::NotFound) => Ok(()),
        other => other,
    }
}
